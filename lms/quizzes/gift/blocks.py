"""A bank's file as blocks: what stands between two blank lines, with every place in it.

Moodle ends a question at a blank line, whatever is open then. So does this: a brace that somebody
forgot spoils one question and not the rest of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lms.quizzes.gift.errors import Faults, PieceError
from lms.quizzes.gift.signs import written

COMMENT, CATEGORY = "//", "$CATEGORY:"

_AS_WRITTEN = f"`{CATEGORY} Who we serve/Refugees`"
_TOP = "top"
_CONTEXT = re.compile(r"\$[a-z]+\$(?:/|\Z)")  # as Moodle writes it: $course$, $system$
_BLANK = " \t"
_LIKE_CATEGORY = re.compile(r"\$category\b", re.IGNORECASE)


class Line(NamedTuple):
    """One line as it is written, its escapes hidden, with its number."""

    number: int
    text: str

    def column(self, offset: int = 0) -> int:
        """Where a sign of the line without its first blanks stands."""
        return len(self.text) - len(self.text.lstrip(_BLANK)) + offset + 1


@dataclass
class Block:
    """A question, the line of a category, or comments alone."""

    faults: Faults
    comments: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unclosed: bool = False  # the block before ended within braces, so this one may be its rest
    faulty: bool = False

    @cached_property
    def text(self) -> str:
        """Its lines without comments; the blanks around each mean nothing."""
        return "\n".join([line.text.strip(_BLANK) for line in self.lines])

    @property
    def category(self) -> bool:
        """Whether it is the line of a category."""
        return bool(self.lines) and _is_category(self.lines[0])

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines[0].number

    def line_of(self, offset: int) -> int:
        """Return the line in which a sign of the text stands."""
        return self.lines[self.text.count("\n", 0, offset)].number

    def add(self, offset: int, message: str, expected: str) -> None:
        """Note that something is wrong at this sign of the text."""
        self.faulty = True
        before = self.text[:offset]
        line = self.lines[before.count("\n")]
        column = line.column(offset - before.rfind("\n") - 1)
        self.faults.add(line.number, column, message, expected)

    def refuse(self, offset: int, error: PieceError) -> None:
        """Note what is wrong with a piece that stands there."""
        self.add(offset, error.message, error.expected)


def split(text: str, faults: Faults) -> Iterator[Block]:
    """Yield the blocks of a file whose escapes are hidden."""
    block = Block(faults)
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip(_BLANK)
        if not line:
            if block.lines or block.comments:
                yield block
                block = Block(faults)
        elif line.startswith(COMMENT):
            block.comments.append(Line(number, raw))
        elif line.startswith("$") and _LIKE_CATEGORY.match(line):
            if block.lines:
                message = "this category stands within a question"
                _note(Line(number, raw), faults, message, "leave a blank line above it")
                yield block
                block = Block(faults)
            block.lines.append(Line(number, raw))
            yield block
            block = Block(faults)
        else:
            block.lines.append(Line(number, raw))
    if block.lines or block.comments:
        yield block


def read_category(block: Block) -> str:
    """Return the path that the line of a category names, noting its faults."""
    line = block.lines[0]
    try:
        return category_path(written(line.text.strip(_BLANK)))
    except PieceError as error:
        _note(line, block.faults, error.message, error.expected)
        return ""


def category_path(text: str) -> str:
    """Return the path in such a line, without what Moodle writes before it.

    `//` stays, it is a slash in a name. Raises PieceError for one with an empty name in it.
    """
    if not text.startswith(CATEGORY):
        raise PieceError("this looks like a category", f"write it as {_AS_WRITTEN}")
    path = " ".join(text.removeprefix(CATEGORY).split())
    if not path:
        raise PieceError("this category has no name", f"write it as {_AS_WRITTEN}")
    path = path[found.end() :] if (found := _CONTEXT.match(path)) else path
    path = path.removeprefix(f"{_TOP}/")
    names = [name.strip() for name in path.replace("//", "\0").split("/")]
    path = "/".join(names).replace("\0", "//")
    if path in ("", _TOP):
        return ""
    if not all(names) or "///" in path:
        raise PieceError("a name is missing in this path", f"write it as {_AS_WRITTEN}")
    return path


def write_category(path: str) -> str:
    """Return the line of a category."""
    if not path:
        return f"{CATEGORY} {_TOP}"
    plain = not path.startswith((f"{_TOP}/", "$"))
    return f"{CATEGORY} {path}" if plain else f"{CATEGORY} {_TOP}/{path}"


def _is_category(line: Line) -> bool:
    return _LIKE_CATEGORY.match(line.text.strip(_BLANK)) is not None


def _note(line: Line, faults: Faults, message: str, expected: str) -> None:
    faults.add(line.number, line.column(), message, expected)
