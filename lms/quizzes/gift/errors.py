"""What is wrong in a question bank, gathered until everything has been read.

A training officer who mends a bank wants the whole list at once, each entry with its line, its
column and what to write instead. So no reader stops at a fault: it notes it and goes on with the
next question. Only a list that nobody would read to its end is cut.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST = 200  # errors listed of one file


@dataclass(frozen=True)
class GiftError:
    """One thing that is wrong: where, what, and what to write instead."""

    file: str
    line: int
    column: int
    message: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}; {self.expected}"


class GiftErrors(Exception):  # noqa: N818 (it holds many, hence the plural)
    """Everything that is wrong in a bank, in the order of its lines."""

    def __init__(self, errors: Iterable[GiftError]) -> None:
        self.errors = tuple(errors)
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class PieceError(Exception):
    """What is wrong with a weight, a number, a label: whoever asked for it knows its place."""

    def __init__(self, message: str, expected: str) -> None:
        self.message, self.expected = message, expected
        super().__init__(message)


class Faults:
    """All faults of one file so far."""

    def __init__(self, file: str) -> None:
        self.file = printable(file)
        self._errors: list[GiftError] = []
        self._next: GiftError | None = None  # the first that is not listed

    def add(self, line: int, column: int, message: str, expected: str) -> None:
        """Note one fault."""
        if self._next is None:
            error = GiftError(self.file, line, column, message, expected)
            if len(self._errors) < MOST:
                self._errors.append(error)
            else:
                self._next = error

    @property
    def full(self) -> bool:
        """Whether more was found than is listed, so that reading on would tell nobody anything."""
        return self._next is not None

    def check(self) -> None:
        """Raise GiftErrors when anything was noted."""
        if not self._errors:
            return
        listed = sorted(self._errors, key=lambda error: (error.line, error.column))
        if self._next is not None:
            last = max(self._next, listed[-1], key=lambda error: (error.line, error.column))
            mend = f"mend these {MOST} first"
            listed.append(replace(last, message="more errors follow", expected=mend))
        raise GiftErrors(listed)


def printable(name: str) -> str:
    """Return the name of a file so that it can be printed whatever it is."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)
