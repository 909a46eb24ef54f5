"""The frame of a question: its title, its text, the braces with the answers, what follows them."""

import re
from typing import NamedTuple

from lms.quizzes.gift.blocks import Block
from lms.quizzes.gift.signs import (
    BLANK,
    escape,
    escape_colons,
    meaning,
    read_feedback,
    read_words,
    show,
    write_words,
)
from lms.quizzes.question import NONE, Markup, Question, Words

TITLE = "::"
GENERAL = "####"
LONGEST_TITLE = 255  # what Moodle keeps

_BRACE = re.compile("[{}]")
_SIGN = re.compile("[~=]")
_LATE_TITLE = re.compile(rf"[ \t\n]*\[(?:{'|'.join(Markup)})\][ \t\n]*{TITLE}")
_ANSWER_LINE = re.compile(r"^[~=]", re.MULTILINE)
# A question's text that begins like one of these would be read as something else.
_LINE_STARTS = ("//", "$category")


class Piece(NamedTuple):
    """Some of a block's text, its escapes hidden, and where it begins."""

    at: int
    text: str


class Frame(NamedTuple):
    """A question without what its answers say."""

    title: str
    words: Words
    after: str
    follows: int  # where `after` begins
    answers: Piece | None  # None: no braces
    feedback: Words


def read_frame(block: Block) -> Frame | None:
    """Return the frame of a question; None, with faults noted, when it cannot be told."""
    begin = _title_end(block)
    braces = None if begin is None else _braces(block, begin)
    if begin is None or braces is None:
        return None
    opened, closed = braces
    body = block.text[begin : opened if opened >= 0 else None]
    words = read_words(body, Markup.MOODLE)
    title = _title(block, begin)
    if _LATE_TITLE.match(body):
        block.add(begin, "the title stands behind the markup", "write `::title::[html]text`")
    if opened < 0:
        _check_description(block, begin, words)
        return Frame(title, words, "", 0, None, NONE)
    answers, feedback = _general(block, opened + 1, closed, words.markup)
    after = _after(block.text[closed + 1 :])
    if not words and not after:
        block.add(begin, "this question has no text", "write what it asks before the `{`")
    return Frame(title, words, after, closed + 1, answers, feedback)


def write_frame(question: Question, answers: str) -> str:
    """Return a question with what stands between its braces; a description has none."""
    title = f"{TITLE}{escape_colons(question.title)}{TITLE}" if question.title else ""
    text = title + write_words(question.words, Markup.MOODLE, _LINE_STARTS)
    if question.words:
        text += " "
    return f"{text}{{{answers}}}{escape(question.after)}"


def write_text(question: Question) -> str:
    """Return a description."""
    title = f"{TITLE}{escape_colons(question.title)}{TITLE}" if question.title else ""
    return title + write_words(question.words, Markup.MOODLE, _LINE_STARTS)


def write_general(feedback: Words, inherited: Markup) -> str:
    """Return the general feedback as it ends the braces; empty without one."""
    return GENERAL + write_words(feedback, inherited) if feedback else ""


def _title_end(block: Block) -> int | None:
    """Return where the question's text begins; None, and a fault noted, when nobody can tell."""
    if not block.text.startswith(TITLE):
        return 0
    end = block.text.find(TITLE, len(TITLE))
    brace = _BRACE.search(block.text)
    if end < 0 or (brace and brace.start() < end):
        block.add(0, "this title is never closed", "write `::` after it, and `\\{` for a brace")
        return None
    return end + len(TITLE)


def _title(block: Block, begin: int) -> str:
    """Return the title in one line."""
    if not begin:
        return ""
    title = " ".join(meaning(block.text[len(TITLE) : begin - len(TITLE)]).split())
    if len(title) > LONGEST_TITLE:
        block.add(0, "this title is too long", f"write at most {LONGEST_TITLE} signs")
    return title


def _braces(block: Block, begin: int) -> tuple[int, int] | None:
    """Return where the braces stand, -1 without any; None when they do not fit together."""
    text = block.text
    opened, closed = text.find("{", begin), text.find("}", begin)
    before, block.unclosed = block.unclosed, False
    if before and (opened < 0 or -1 < closed < opened):
        block.unclosed = closed < 0
        return None  # the rest of a question that a blank line cut; told with its first part
    if opened < 0 and closed < 0:
        return -1, -1
    if opened < 0 or -1 < closed < opened:
        block.add(closed, "this `}` has no `{` before it", "write `\\}` for a mere brace")
        return None
    if closed < 0:
        block.unclosed = True
        block.add(
            opened,
            f"`{{` of line {block.line_of(opened)} is never closed",
            "write `}` after the answers; a blank line ends a question, "
            "write \\n for an empty line",
        )
        return None
    return (opened, closed) if _once(block, opened, closed) else None


def _once(block: Block, opened: int, closed: int) -> bool:
    """Whether there are no other braces, neither inside these nor behind them."""
    inside = block.text.find("{", opened + 1, closed)
    more = _BRACE.search(block.text, closed + 1)
    if inside >= 0:
        block.add(inside, "this `{` stands within braces", "write `\\{` for a mere brace")
    elif more and more[0] == "{":
        block.add(
            more.start(),
            "this question already has its braces",
            "leave a blank line between two questions, or write `\\{` for a mere brace",
        )
    elif more:
        block.add(more.start(), "this `}` has no `{` before it", "write `\\}` for a mere brace")
    return inside < 0 and not more


def _check_description(block: Block, begin: int, words: Words) -> None:
    if not words:
        block.add(begin, "there is no text here", "write it below the title")
    if stray := _ANSWER_LINE.search(block.text, begin):
        block.add(
            stray.start(),
            f"this line begins like an answer, with `{stray[0]}`, but stands in no braces",
            f"write `{{` before the answers and `}}` after them, or `\\{stray[0]}` for a mere sign",
        )


def _general(block: Block, begin: int, end: int, markup: Markup) -> tuple[Piece, Words]:
    """Return what the braces hold without the general feedback, and that feedback."""
    place = block.text.rfind(GENERAL, begin, end)
    if place < 0:
        return Piece(begin, block.text[begin:end]), NONE
    answers = Piece(begin, block.text[begin:place])
    twice = answers.text.find(GENERAL)
    if twice >= 0:
        block.add(begin + twice, "the general feedback is written twice", "write one `####`, last")
    feedback = Piece(place + len(GENERAL), block.text[place + len(GENERAL) : end])
    stray = _SIGN.search(feedback.text)
    if stray and (stray[0] == "~" or not answers.text.strip(BLANK)):
        block.add(
            feedback.at + stray.start(),
            f"this `{stray[0]}` stands behind the general feedback",
            f"write the answers before `####`, or `\\{stray[0]}` for a mere sign",
        )
    return answers, read_feedback(feedback.text, markup)


def _after(hidden: str) -> str:
    """Return what follows the gap; one blank before it is kept, for a full stop has none."""
    text = show(hidden)
    apart = bool(text) and meaning(hidden)[0] in BLANK
    return f" {text}" if apart else text
