"""The team's map: people by competencies, so that a supervisor sees where a team is thin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from lms.base import events
from lms.base.db import db, kept
from lms.base.db import stream as db_stream
from lms.base.tables import Sheet
from lms.competencies import ratings
from lms.competencies.framework import present
from lms.competencies.ratings import Held
from lms.curriculum.framework_outline import FrameworkOutline
from lms.people.conditions import gone, shown
from lms.people.models import JOB_ROLES, Office, Person, Post
from lms.progress.access import Visible

PAGE = 50
NOTES = (
    "The last level that a supervisor observed; empty: nobody has rated it yet.",
    "Levels say how independently somebody works. They are no ranking of people.",
)


class Asked(NamedTuple):
    """Which people are meant."""

    search: str = ""
    office_id: int | None = None


class Member(NamedTuple):
    """Somebody of the team."""

    id: int
    name: str
    job_role: str
    office: str


@dataclass(frozen=True)
class Line:
    """One person with what holds of each competency."""

    member: Member
    levels: Mapping[str, Held]


def lines(visible: Visible, asked: Asked, page: int) -> tuple[list[Line], bool]:
    """One page of the people whom a reader may see, and whether there are more.

    Kept while nothing changed: whatever is rated or taken back is a line of the record.
    """
    return _lines(visible, asked, page, events.state())


@kept
def _lines(
    visible: Visible, asked: Asked, page: int, _state: tuple[int, int]
) -> tuple[list[Line], bool]:
    found = _listed(visible, asked).offset((page - 1) * PAGE).limit(PAGE + 1)
    rows = [Member(*row) for row in db.session.execute(found)]
    return _told(rows[:PAGE]), len(rows) > PAGE


def stream(visible: Visible, asked: Asked) -> Iterator[Line]:
    """All of them, read from one statement while a file is sent."""
    people = _listed(visible, asked).subquery()
    held = ratings.latest_of(people.c.id).subquery()
    rows = db_stream(
        select(*people.c, held.c.competency_key, held.c.id, held.c.level, held.c.on)
        .outerjoin(held, held.c.person_id == people.c.id)
        .order_by(people.c.name, people.c.id)
    )
    return (
        Line(member, {row[4]: Held._make(row[5:]) for row in group if row[4]})
        for member, group in groupby(rows, lambda row: Member(*row[:4]))
    )


def _told(members: Sequence[Member]) -> list[Line]:
    levels = ratings.levels([one.id for one in members])
    return [Line(one, levels[one.id]) for one in members]


def _listed(visible: Visible, asked: Asked) -> Select[*tuple[Any, ...]]:
    found = (
        select(Person.id, Person.name, Post.job_role, Office.name.label("office"))
        .select_from(Person)
        .join(Post, (Post.person_id == Person.id) & shown(visible.day))
        .join(Office, Office.id == Post.office_id)
        .where(visible.holds(Person.id.expression), ~gone(Person.id))
        .order_by(Person.name, Person.id)
    )
    if asked.search:
        found = found.where(Person.name.icontains(asked.search, autoescape=True))
    return found if asked.office_id is None else found.where(Office.id == asked.office_id)


def sheet(visible: Visible, asked: Asked, filters: str) -> Sheet:
    """The map as a file: a line for each person, a column for each competency."""
    outline = present().outline
    keys = [*outline.competencies]
    head = ("Person", "Job", "Office", *(outline.competencies[key].title for key in keys))
    rows = (
        (line.member.name, JOB_ROLES.get(line.member.job_role, line.member.job_role),
         line.member.office, *(_word(outline, line.levels.get(key)) for key in keys))
        for line in stream(visible, asked)
    )  # fmt: skip
    return Sheet("competencies", "Competencies of the team", head, rows, visible.day, filters,
                 notes=NOTES)  # fmt: skip


def _word(outline: FrameworkOutline, held: Held | None) -> str | None:
    return outline.level[held.level].title if held else None
