"""The answers between a question's braces: what kind of question they make, and each of them.

Moodle tells the kind by the signs alone and takes whatever it finds. Here an answer that nobody
can have meant (an empty one, a second of the same, weights that make no whole) is a fault.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.blocks import Block
from lms.quizzes.gift.errors import PieceError
from lms.quizzes.gift.frame import Frame, Piece
from lms.quizzes.gift.signs import BLANK, read_feedback, read_words, show
from lms.quizzes.gift.weights import LONGEST, read_weight, write_weight
from lms.quizzes.question import FALSE, FULL, NOTHING, TRUE, Answer, Kind, Markup, Words

MOST = 100  # answers of one question
RIGHT, WRONG, FEEDBACK, WEIGHT = "=", "~", "#", "%"
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
WILD = "*"

_SIGN = re.compile("([~=])")


class Item(NamedTuple):
    """One answer as it is written: `=` or `~` or nothing, where that stands, what follows it."""

    sign: str
    at: int
    text: str


class Weighed(NamedTuple):
    """An answer's weight, what it says and where that begins, and its feedback."""

    weight: Fraction
    words: Words
    at: int
    feedback: Words


def items(piece: Piece, block: Block) -> list[Item]:
    """Return the answers of these braces; none of them, and a fault noted, when there are many."""
    if piece.text.count(RIGHT) + piece.text.count(WRONG) > MOST:
        block.add(piece.at, "there are too many answers", f"write at most {MOST}")
        return []
    found = [Item("", piece.at, "")]
    lead, *rest = _SIGN.split(piece.text)
    at = piece.at + len(lead)
    found[0] = Item("", piece.at, lead)
    for sign, text in zip(rest[::2], rest[1::2], strict=True):
        found.append(Item(sign, at, text))
        at += 1 + len(text)
    return found if lead.strip(BLANK) else found[1:]


def weigh(item: Item, default: Fraction, markup: Markup, block: Block) -> Weighed:
    """Return the parts of an answer, noting what is wrong with them."""
    text = item.text.lstrip(BLANK)
    at = item.at + len(item.sign) + len(item.text) - len(text)
    weight = default
    if text.startswith(WEIGHT):
        weight, end = _weight(Piece(at, text), default, block)
        rest = text[end:].lstrip(BLANK)
        at, text = at + len(text) - len(rest), rest
    said, _, feedback = text.partition(FEEDBACK)
    words = read_words(said, markup)
    if not words:
        block.add(item.at, "this answer is empty", "write it, or take its sign out")
    return Weighed(weight, words, at, read_feedback(feedback, markup))


def _weight(piece: Piece, default: Fraction, block: Block) -> tuple[Fraction, int]:
    """Return the weight that begins here and where it ends, noting what is wrong with it."""
    end = piece.text.find(WEIGHT, 1, LONGEST)
    written = piece.text[1:end] if end > 0 else piece.text[1:LONGEST].partition("\n")[0]
    try:
        return read_weight(show(written)), end + 1
    except PieceError as error:
        block.refuse(piece.at, error)
        return default, end + 1 if end > 0 else 1


def is_true_false(piece: Piece) -> bool:
    """Whether these braces say whether a sentence is true."""
    return piece.text.partition(FEEDBACK)[0].strip(BLANK) in TRUTHS


def read_true_false(piece: Piece, markup: Markup) -> tuple[Answer, ...]:
    """Return the two answers; the first feedback is for whoever is wrong."""
    said, *feedback = piece.text.split(FEEDBACK, 2)
    wrong, right = (read_feedback(text, markup) for text in (*feedback, "", "")[:2])
    truth = TRUTHS[said.strip(BLANK)]
    return (
        Answer(Words(TRUE), FULL if truth else NOTHING, right if truth else wrong),
        Answer(Words(FALSE), NOTHING if truth else FULL, wrong if truth else right),
    )


def read_choice(frame: Frame, piece: Piece, block: Block) -> tuple[bool, tuple[Answer, ...]]:
    """Return whether several may be ticked, and the answers."""
    listed = items(piece, block)
    several = not any(item.sign == RIGHT for item in listed)
    answers = tuple(_answers(listed, NOTHING, frame, block))
    if len(listed) == 1:
        block.add(piece.at - 1, "there is only one answer to choose", "write at least two")
    elif several and not block.faulty:
        _check_sum(answers, piece, block)
    elif not block.faulty and all(answer.weight == FULL for answer in answers):
        block.add(piece.at - 1, "every answer is right", "write a wrong one as `~…`")
    return several, answers


def read_short(frame: Frame, piece: Piece, block: Block) -> tuple[Answer, ...]:
    """Return the accepted answers."""
    answers = tuple(_answers(items(piece, block), FULL, frame, block))
    check_full([answer.weight for answer in answers], piece, block)
    return answers


def check_full(weights: Sequence[Fraction], piece: Piece, block: Block) -> None:
    """Note that no answer is wholly right."""
    if not block.faulty and FULL not in weights:
        block.add(
            piece.at - 1, "no answer is worth 100 %", "write the right one as `=…`, without weight"
        )


def _answers(
    listed: Sequence[Item], default: Fraction, frame: Frame, block: Block
) -> Iterator[Answer]:
    """Yield the answers of a choice or of a short answer, noting what is wrong with each."""
    typed = default == FULL
    seen: set[str] = set()
    markup = frame.words.markup
    for item in listed:
        right = typed or item.sign == RIGHT
        found = weigh(item, FULL if right else NOTHING, markup, block)
        words = found.words
        if not item.sign:
            _stray(item, words.text, block)
        elif not typed and right and item.text.lstrip(BLANK).startswith(WEIGHT):
            block.add(item.at, "an `=` among choices is always worth 100 %", "write `~%…%` here")
        elif words.text in seen and words:
            block.add(item.at, f"the answer `{shorten(words.text)}` stands here twice", "keep one")
        elif typed and words.text == WILD and found.weight == FULL:
            block.add(item.at, "with `*` every answer is right", "write `=%0%*` and its feedback")
        seen.add(words.text)
        yield Answer(words, found.weight, found.feedback)


def _stray(item: Item, text: str, block: Block) -> None:
    """Note a text that has no sign before it."""
    at = item.at + len(item.text) - len(item.text.lstrip(BLANK))
    truth = text.strip().upper()
    if truth in TRUTHS:
        block.add(at, f"`{shorten(text)}` is neither TRUE nor FALSE", f"write `{{{truth}}}`")
    else:
        block.add(at, "an answer has no sign before it", "write `=` or `~` before each of them")


def _check_sum(answers: Sequence[Answer], piece: Piece, block: Block) -> None:
    """Note weights that do not make a whole where several answers may be ticked."""
    total = sum((answer.weight for answer in answers if answer.weight > 0), NOTHING)
    if not total:
        block.add(piece.at - 1, "no answer is right", "write the right one as `=…`")
    elif total != FULL:
        block.add(
            piece.at - 1,
            f"the right answers are worth {write_weight(total)} % together",
            "write weights that make 100 %, or `=` before a single right one",
        )


def kind_of(piece: Piece | None) -> Kind:
    """Return what kind of question these braces make: Moodle's rules, in Moodle's order."""
    if piece is None:
        return Kind.DESCRIPTION
    text = piece.text.strip(BLANK)
    if not text:
        return Kind.ESSAY
    if text.startswith(FEEDBACK):
        return Kind.NUMERICAL
    if WRONG in text:
        return Kind.CHOICE
    if RIGHT in text and "->" in text:
        return Kind.MATCHING
    return Kind.TRUE_FALSE if is_true_false(piece) else Kind.SHORT
