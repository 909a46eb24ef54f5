"""Reading a bank of questions in GIFT, the text format that Moodle reads and writes.

Everything is read before anything is refused. What Moodle would take and nobody can have meant is
a fault here: a question decides who passes, so nothing in it is guessed or quietly left out.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.answers import kind_of, read_choice, read_short, read_true_false
from lms.quizzes.gift.blocks import Block, read_category, split
from lms.quizzes.gift.comments import Told, read_comments
from lms.quizzes.gift.errors import Faults, GiftErrors
from lms.quizzes.gift.files import read_text
from lms.quizzes.gift.frame import Frame, Piece, read_frame
from lms.quizzes.gift.matching import read_pairs
from lms.quizzes.gift.numerical import read_numbers
from lms.quizzes.gift.signs import BLANK, clean, hide
from lms.quizzes.question import Answer, Bank, Kind, Number, Pair, Question

__all__ = ["GiftErrors", "open_bank", "read_bank", "read_question"]

LONGEST = 20_000  # signs of a question in all its texts


class _Asked(NamedTuple):
    """What the answers of a question say."""

    several: bool = False
    answers: tuple[Answer, ...] = ()
    numbers: tuple[Number, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass
class _Reading:
    """A bank as far as it has been read."""

    faults: Faults
    questions: list[Question] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # comments for the next question
    category: str = ""
    ids: dict[str, int] = field(default_factory=dict)  # the line of each
    unclosed: bool = False

    def take(self, block: Block) -> None:
        """Read one block of the file."""
        told = read_comments(block)
        self.waiting += told.comments
        if block.category:
            self.category = read_category(block)
        elif block.lines:
            block.unclosed = self.unclosed
            self._claim(told, block.faults)
            question = _question(block, told, tuple(self.waiting), self.category)
            self.unclosed = block.unclosed
            self.waiting.clear()
            if question:
                self.questions.append(question)

    def _claim(self, told: Told, faults: Faults) -> None:
        """Take an id, which may stand once in a bank."""
        if told.id and (first := self.ids.setdefault(told.id, told.line)) != told.line:
            message = f"the id `{shorten(told.id)}` is already taken in line {first}"
            faults.add(told.line, told.column, message, "write another one here")


def open_bank(path: Path) -> Bank:
    """Return the bank in this file; raise GiftErrors, and nothing else, for any other."""
    faults = Faults(path.as_posix())
    return _read(read_text(path, faults), faults)


def read_bank(text: str, name: str) -> Bank:
    """Return the bank that this text is; raise GiftErrors, and nothing else, for any other.

    `name` is what the errors call it.
    """
    return _read(text, Faults(name))


def read_question(text: str) -> Question:
    """Return the one question that this text is; raise GiftErrors for any other text."""
    faults = Faults("question")
    bank = _read(text, faults)
    if len(bank.questions) != 1 or bank.comments:
        faults.add(1, 1, "this is not one question", "write one, without a blank line in it")
        faults.check()
    return bank.questions[0]


def _read(text: str, faults: Faults) -> Bank:
    reading = _Reading(faults)
    for block in split(hide(clean(text, faults)), faults):
        reading.take(block)
        if faults.full:
            break
    faults.check()
    return Bank(tuple(reading.questions), tuple(reading.waiting))


def _question(
    block: Block, told: Told, comments: tuple[str, ...], category: str
) -> Question | None:
    """Return the question of a block, as far as it can be read."""
    frame = read_frame(block)
    if frame is None:
        return None
    kind = kind_of(frame.answers)
    asked = _asked(kind, frame, block)
    question = Question(
        kind=kind, words=frame.words, title=frame.title, id=told.id, category=category,
        tags=tuple(told.tags), after=frame.after, several=asked.several, answers=asked.answers,
        numbers=asked.numbers, pairs=asked.pairs, feedback=frame.feedback, comments=comments,
        line=block.line,
    )  # fmt: skip
    _check_gap(kind, frame, block)
    if len(block.text) > LONGEST and _signs(question) > LONGEST:
        block.add(0, "this question is too long", f"write at most {LONGEST:,} signs")
    return question


def _asked(kind: Kind, frame: Frame, block: Block) -> _Asked:
    """Return what the answers say."""
    if frame.answers is None or kind is Kind.ESSAY:
        return _Asked()
    piece: Piece = frame.answers
    if kind is Kind.CHOICE:
        several, answers = read_choice(frame, piece, block)
        return _Asked(several, answers)
    if kind is Kind.TRUE_FALSE:
        return _Asked(answers=read_true_false(piece, frame.words.markup))
    if kind is Kind.SHORT:
        return _Asked(answers=read_short(frame, piece, block))
    if kind is Kind.NUMERICAL:
        return _Asked(numbers=read_numbers(frame, piece, block))
    return _Asked(pairs=read_pairs(frame, piece, block))


def _check_gap(kind: Kind, frame: Frame, block: Block) -> None:
    """Note a gap that nothing can be put into."""
    if frame.after and kind in (Kind.ESSAY, Kind.MATCHING):
        rest = block.text[frame.follows :]
        at = frame.follows + len(rest) - len(rest.lstrip(BLANK))
        block.add(at, "text stands behind the braces", "write it before the `{`")


def _signs(question: Question) -> int:
    """How long its texts are together."""
    texts = [question.words.text, question.after, question.feedback.text]
    texts += [text for one in question.answers for text in (one.words.text, one.feedback.text)]
    texts += [number.feedback.text for number in question.numbers]
    texts += [text for pair in question.pairs for text in (pair.words.text, pair.match)]
    return sum(map(len, texts))
