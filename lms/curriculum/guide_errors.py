"""What is wrong in a guide's files, gathered until everything has been read.

Someone who mends a guide wants the whole list at once, each entry with its place and what to
write instead, and not one error per attempt. So no reader stops at a fault: it writes the fault
down here and goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

SHOWN = 40  # how much of someone's text an error repeats: enough to find it by


@dataclass(frozen=True)
class GuideError:
    """One thing that is wrong: where, what, and what to write instead."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class GuideErrors(Exception):  # noqa: N818 (it holds many, hence the plural)
    """Everything that is wrong in a guide, in the order of its files and lines."""

    def __init__(self, errors: Iterable[GuideError]) -> None:
        self.errors = tuple(errors)
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class Findings:
    """All faults so far and every key seen, over all files of one guide."""

    def __init__(self) -> None:
        self._errors: list[GuideError] = []
        self._files: dict[str, int] = {}
        self._places: dict[tuple[str, str], tuple[str, int]] = {}
        self.references: list[Reference] = []

    def in_file(self, name: str) -> "FileFindings":
        """Return where to note what is found in that file; files keep the order of this call."""
        self._files.setdefault(name, len(self._files))
        return FileFindings(name, self)

    def add(self, error: GuideError) -> None:
        """Note one fault."""
        self._errors.append(error)

    def first_place(self, kind: str, name: str, place: tuple[str, int]) -> tuple[str, int]:
        """Return where that name was first taken, which is `place` when it was free."""
        return self._places.setdefault((kind, name), place)

    @property
    def errors(self) -> list[GuideError]:
        """All faults, in the order of the files and of the lines in each."""
        return sorted(self._errors, key=lambda error: (self._files[error.file], error.line))


@dataclass(frozen=True)
class FileFindings:
    """The findings as seen from one file, so that no reader needs to carry its name around."""

    file: str
    guide: Findings

    def add(self, line: int, message: str) -> None:
        """Note that something is wrong in this line."""
        self.guide.add(GuideError(self.file, line, message))

    def refer(self, name: str, key: str, line: int) -> None:
        """Keep that this line's attribute `name` gives a key that may stand in another file."""
        self.guide.references.append(Reference(self, line, name, key))

    def claim(
        self, kind: str, name: str, line: int, mend: str = "write another one here", among: str = ""
    ) -> None:
        """Take a name that may stand once in a guide; a second time is a fault naming both.

        `among` is the kind whose names it may not have either, where two kinds share theirs.
        """
        file, first = self.guide.first_place(among or kind, name, (self.file, line))
        if (file, first) != (self.file, line):
            where = f"line {first}" if file == self.file else f"{file}:{first}"
            self.add(line, f"the {kind} `{name}` is already taken in {where}; {mend}")


class Reference(NamedTuple):
    """An attribute that names something: a task or quiz of the guide, a course, a bank."""

    here: FileFindings
    line: int
    name: str
    key: str


def shorten(text: str) -> str:
    """Return the text as an error repeats it: cut when long, odd signs replaced."""
    cut = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cut)


def instead(word: str, choices: Sequence[str]) -> str:
    """Return what to write in place of a word that is none of the choices."""
    near = nearest(word, choices)
    return f"write `{near}`" if near else "write one of: " + " | ".join(choices)


def nearest(word: str, choices: Sequence[str]) -> str:
    """Return the choice that is meant by a word, perhaps misspelled; empty when none is near."""
    if len(word) > SHOWN:
        return ""
    by_lower_case = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), by_lower_case, n=1)
    return by_lower_case[near[0]] if near else ""
