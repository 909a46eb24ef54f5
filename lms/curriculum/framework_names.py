"""What the framework may name: tasks and quizzes of guides, courses, kinds of log entries.

A name that leads nowhere would be evidence that nobody can ever give, or a condition that nobody
can meet. So each is looked up, as far as what it names is at hand.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lms.curriculum.attributes import read_slug
from lms.curriculum.framework_lines import Item
from lms.curriculum.guide_errors import FileFindings, instead, nearest, shorten
from lms.curriculum.outline import ACTIVITY_KINDS, ProgramOutline

MANY = 20  # choices: more of them are no help in an error
SEARCHED = 500  # choices: looking for what was meant among more of them takes too long


class Named(NamedTuple):
    """What may be named in one place; None: it is not at hand, and any key is taken as it is."""

    choices: Collection[str] | None
    fault: str  # what is said of a name that is none of them
    where: str  # where to look for the right one

    def read(self, name: str) -> str:
        """Return the name; raise ValueError, saying what to write, when it is none of these."""
        if self.choices is None:
            return read_slug(name)
        if name not in self.choices:
            raise ValueError(self._mend(name, list(self.choices)))
        return name

    def _mend(self, name: str, choices: Sequence[str]) -> str:
        if 0 < len(choices) <= MANY:
            return instead(name, choices)
        near = nearest(name, choices) if len(choices) <= SEARCHED else ""
        return f"write `{near}`" if near else self.where


ACTIVITIES = Named(ACTIVITY_KINDS, "is no kind of log entry", "")


@dataclass(frozen=True)
class Nameable:
    """Everything that stands outside the file and may be named in it."""

    guide: str  # whose tasks give evidence; "" where the file does not say it rightly
    guides: Mapping[str, ProgramOutline] | None
    courses: Collection[str] | None

    def guide_keys(self) -> Named:
        """The guides."""
        keys = None if self.guides is None else sorted(self.guides)
        return Named(keys, "names no guide", "write the name of a folder in content/")

    def tasks(self, program: str) -> Named:
        """The tasks of a guide."""
        guide = self._guide(program)
        where = f"write a key of content/{program}/"
        return Named(guide.tasks if guide else None, f"is no task of {program}", where)

    def quizzes(self) -> Named:
        """The quizzes of the framework's own guide."""
        guide = self._guide(self.guide)
        where = f"write a key of content/{self.guide}/"
        return Named(guide.quizzes if guide else None, f"is no quiz of {self.guide}", where)

    def course_keys(self) -> Named:
        """The courses."""
        keys = None if self.courses is None else sorted(self.courses)
        return Named(keys, "is not in courses.md", "write it into courses.md")

    def _guide(self, program: str) -> ProgramOutline | None:
        return None if self.guides is None else self.guides.get(program)


def bare(name: str) -> str:
    """Return a name without the backticks that it may be written in."""
    inner = name[1:-1]
    return inner if inner and name == f"`{inner}`" else name


def read_names(item: Item | None, named: Named, findings: FileFindings) -> tuple[str, ...]:
    """Return the names in this item, joined by commas, each once."""
    return read_words(item, named.read, named.fault, findings)


def read_words(
    item: Item | None, read: Callable[[str], str], fault: str, findings: FileFindings
) -> tuple[str, ...]:
    """Return the words in this item, noting each that `read` refuses and each that comes twice."""
    found: dict[str, None] = {}
    if item is None or not item.text:
        return ()
    for part in item.text.split(","):
        word = bare(part.strip())
        if word in found:
            findings.add(item.line, f"`{shorten(word)}` stands twice here; take one of them out")
        elif word:
            found[word] = None
            read_name(word, read, fault, item.line, findings)
        else:
            findings.add(item.line, "a comma has nothing beside it; write names as `one, another`")
    return tuple(found)


def read_name(
    word: str, read: Callable[[str], str], fault: str, line: int, findings: FileFindings
) -> None:
    """Note what is wrong with one name."""
    try:
        read(word)
    except ValueError as mend:
        findings.add(line, f"`{shorten(word)}` {fault}; {mend}")
