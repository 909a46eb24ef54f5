"""Whom a report is about: the people somebody may see, narrowed by what they chose.

Every report begins with `people`, so that the scope comes from one place, and shows each person
once, with the office and the supervisor of today.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Subquery, select
from sqlalchemy.orm import aliased

from lms.base import markdown, prose
from lms.base.tables import Cell
from lms.people.conditions import shown
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible

BOSS, HERE = aliased(Person), aliased(Post)
Found = Select[*tuple[Any, ...]]
Read = Callable[[Found], Iterable[Row[*tuple[Any, ...]]]]  # a page of it, or all for a file


@dataclass(frozen=True)
class Choice:
    """What a reader narrowed a report down to; None for everything."""

    office_id: int | None = None
    supervisor_id: int | None = None
    since: date | None = None
    until: date | None = None
    office: str = ""
    supervisor: str = ""

    @property
    def words(self) -> str:
        """The same in words, "" for everything."""
        told = [
            f"Office: {self.office}" if self.office_id else "",
            f"Supervisor: {self.supervisor}" if self.supervisor_id else "",
            f"From {self.since.isoformat()}" if self.since else "",
            f"Until {self.until.isoformat()}" if self.until else "",
        ]
        return "; ".join(filter(None, told))


class Mark(str):
    """A state in words, with the name of its look on pages."""

    __slots__ = ("look",)
    look: str

    def __new__(cls, words: str, look: str) -> "Mark":
        """The words, with their look."""
        made = super().__new__(cls, words)
        made.look = look
        return made


class Line(NamedTuple):
    """One line of a report; `enrollment_id` is whose record its first cell leads to."""

    cells: Sequence[Cell]
    enrollment_id: int | None = None


def place(day: date) -> Subquery:
    """One row a person: office and supervisor by the post of `day`, or else the next one."""
    held = select(Post.person_id, Post.office_id, Post.supervisor_id).where(shown(day))
    return held.subquery("place")


def people(visible: Visible, choice: Choice, *columns: Any) -> Found:
    """These columns of the visible people, with their office (Office) and supervisor (BOSS)."""
    held = place(visible.day)
    found = (
        select(*columns)
        .select_from(Person)
        .outerjoin(held, held.c.person_id == Person.id)
        .outerjoin(Office, Office.id == held.c.office_id)
        .outerjoin(BOSS, BOSS.id == held.c.supervisor_id)
        .where(visible.holds(Person.id.expression))
    )
    if choice.office_id is not None:
        found = found.where(Office.id == choice.office_id)
    if choice.supervisor_id is not None:
        found = found.where(BOSS.id == choice.supervisor_id)
    return found


@lru_cache(maxsize=2048)
def plain(title: str) -> str:
    """A title of the guide as it is read, without its Markdown."""
    return prose.plain(str(markdown.render_inline(title))).strip()
