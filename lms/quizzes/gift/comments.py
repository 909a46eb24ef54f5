"""Comments of a bank, and the id and tags that stand in those of a question.

Moodle looks for `[id:…]` and `[tag:…]` in the comment lines of a question and nowhere else. An id
keeps the results of a question together through the years, so one that Moodle or this app would
lose is a fault.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lms.curriculum.guide_errors import shorten
from lms.quizzes import labels
from lms.quizzes.gift.blocks import COMMENT, Block, Line
from lms.quizzes.gift.errors import Faults, PieceError
from lms.quizzes.gift.signs import BLANK, written
from lms.quizzes.question import Question

LONGEST_ID, LONGEST_TAG = 100, 255  # what Moodle keeps; of a tag it shows fewer

_TOKEN = re.compile(r"\\\]|\]|\[(id|tag):")
_UNFIT = re.compile("[<>`]")  # Moodle takes no tag with one of these


@dataclass
class Told:
    """What the comment lines of a question say."""

    comments: list[str] = field(default_factory=list)
    id: str = ""
    tags: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # tags, and labels that it can have only once
    line: int = 0  # of the id
    column: int = 0


class _Mark(NamedTuple):
    """Where an id or a tag stands."""

    line: int
    column: int
    name: str


def read_comments(block: Block) -> Told:
    """Return what the comment lines of a block say, noting its faults."""
    told = Told()
    for line in block.comments:
        text = written(line.text.strip(BLANK))
        if "[" not in text:
            told.comments.append(text.removeprefix(COMMENT).strip(BLANK))
            continue
        rest = _take(line, text, told, block)
        if rest or rest is None:
            told.comments.append(rest or text.removeprefix(COMMENT).strip(BLANK))
    return told


def write_comments(question: Question) -> list[str]:
    """Return a question's comment lines, its id and tags last."""
    marks = [("id", question.id)] if question.id else []
    marks += [("tag", tag) for tag in question.tags]
    lines = [write_comment(comment) for comment in question.comments]
    if marks:
        lines.append(write_comment(" ".join(_write_token(*mark) for mark in marks)))
    return lines


def write_comment(text: str) -> str:
    """Return one comment line."""
    return f"{COMMENT} {text}" if text else COMMENT


def _take(line: Line, text: str, told: Told, block: Block) -> str | None:
    """Read the ids and tags of a comment line; return what else it says, None without any."""
    rest: list[str] = []
    begun: re.Match[str] | None = None
    end, first = len(COMMENT), line.column()
    for sign in _TOKEN.finditer(text):
        if sign[1]:
            _check_closed(line.number, first, begun, block.faults)
            begun = sign
        elif begun and sign[0] == "]":
            rest.append(text[end : begun.start()])
            end = sign.end()
            mark = _Mark(line.number, first + begun.start(), begun[1])
            _keep(mark, text[begun.end() : sign.start()], told, block)
            begun = None
    _check_closed(line.number, first, begun, block.faults)
    if not rest:
        return None
    # A blank in place of each, or what stood around one could come to look like another.
    return " ".join(filter(None, (piece.strip(BLANK) for piece in [*rest, text[end:]])))


def _check_closed(line: int, first: int, begun: re.Match[str] | None, faults: Faults) -> None:
    """Note an id or tag that has begun and does not end before the next one or the line."""
    if begun:
        message = f"this `{begun[0]}` is never closed"
        faults.add(line, first + begun.start(), message, "write `]` after it")


def _keep(mark: _Mark, raw: str, told: Told, block: Block) -> None:
    """Keep one id or tag, noting what is wrong with it."""
    value = " ".join(raw.replace("\\]", "]").split())
    try:
        _check_place(mark, block)
        if mark.name == "id":
            _check_id(value, told)
            told.id, told.line, told.column = value, mark.line, mark.column
        else:
            _check_tag(value, told)
            told.tags.append(value)
    except PieceError as error:
        block.faults.add(mark.line, mark.column, error.message, error.expected)


def _check_place(mark: _Mark, block: Block) -> None:
    if not block.lines or block.category:
        raise PieceError(
            f"this `[{mark.name}:` belongs to no question, for these comments end above one",
            "write it in the line above its question",
        )


def _check_id(value: str, told: Told) -> None:
    if not value:
        raise PieceError("this id is empty", "write it as `[id:short-name]`")
    if told.id:
        raise PieceError(f"the question already has the id `{shorten(told.id)}`", "keep one")
    if len(value) > LONGEST_ID:
        raise PieceError("this id is too long", f"write at most {LONGEST_ID} signs")


def _check_tag(value: str, told: Told) -> None:
    if not value:
        raise PieceError("this tag is empty", "write it as `[tag:topic=refugees]`")
    if len(value) > LONGEST_TAG:
        raise PieceError("this tag is too long", f"write at most {LONGEST_TAG} signs")
    if unfit := _UNFIT.search(value):
        raise PieceError(f"no tag may hold a `{unfit[0]}`", "leave it out")
    labels.check_tag(value)
    name = labels.single(value) or value
    if name in told.taken:
        raise PieceError(f"the tag `{shorten(name)}` is written twice", "keep one")
    told.taken.add(name)


def _write_token(name: str, value: str) -> str:
    """Return an id or tag in its brackets; a backslash at its end must not undo the last one."""
    text = value.replace("]", "\\]")
    return f"[{name}:{text} ]" if text.endswith("\\") else f"[{name}:{text}]"
