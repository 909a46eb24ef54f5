"""Team completion: people × sections, as it is or as it was at the end of a past day.

A training officer sees in one look who needs attention, in any office; a monitor sees the same for
the day their period ended. It reads the kept lines only, so that five thousand people are one page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from lms.base import events
from lms.base.db import kept, run
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.progress.models import Enrollment, Term
from lms.progress.sections import Tally
from lms.progress.standing import State
from lms.reports.asked import Asked
from lms.reports.selecting import EMPTY, SECTION, WHOLE, away, joined, left, selected

PAGE = 50
LATE, BACK, DATED, NOTHING_OPEN, AWAY = range(5)
BOSS = aliased(Person)
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
STATES = {state.value: state for state in State}
COUNTS = [getattr(WHOLE, name) for name in Tally._fields]
CELL = [getattr(SECTION, name) for name in ("enrollment_id", "section_key", "state", "done",
                                            "required", "open_due", "due_on",
                                            "completed_on")]  # fmt: skip


class Cell(NamedTuple):
    """One section of one person."""

    state: State
    done: int
    required: int
    late: int  # days past the earliest date of what is still with the learner; 0 when not late
    due_on: date | None
    completed_on: date | None


Cells = dict[int, dict[str, Cell]]


@dataclass(frozen=True)
class TeamLine:
    """One person on one guide."""

    enrollment_id: int
    person_id: int
    name: str
    office: str
    supervisor: str | None
    starts_on: date
    done: int
    required: int
    state: State
    away: bool
    left: bool
    cells: Mapping[str, Cell]  # by section key

    @property
    def late(self) -> int:
        """How many sections are late."""
        return sum(cell.late > 0 for cell in self.cells.values())

    @property
    def percent(self) -> int:
        """Whole percent of the tasks that count; 100 only when all are done."""
        return self.done * 100 // self.required if self.required else 100


@dataclass(frozen=True)
class Team:
    """One page of the team, and how many there are in all."""

    lines: Sequence[TeamLine]
    people: int
    behind: int  # of them, with something late
    more: bool


def team(visible: Visible, asked: Asked, page: int = 1) -> Team:
    """One page of those the reader may see, in a fixed number of queries."""
    found, first = _found(visible, asked, events.state()), (page - 1) * PAGE
    shown = lines(found.ids[first : first + PAGE], asked)
    return Team(shown, len(found.ids), found.behind, len(found.ids) > first + PAGE)


class Found(NamedTuple):
    """Everyone's enrollments in order, and how many have something late."""

    ids: Sequence[int]
    behind: int


@kept  # whoever turns the pages need not wait until all are put in order again
def _found(visible: Visible, asked: Asked, _state: tuple[int, int]) -> Found:
    """Everyone, in order: what is late comes first, the longest; then what came back, then by date.

    The database gives them by date, from an index; the rest is done here, which is quicker than
    letting it sort five thousand. Kept while nothing at all changed (`_state`).
    """
    rows = run(_matching(visible, asked), {}).all()
    placed = [
        (_place(open_due, bool(returned), bool(gone), asked.day), enrollment_id)
        for enrollment_id, open_due, returned, gone in rows
    ]
    behind = sum(place == LATE for place, _ in placed)
    if asked.sort == "attention":
        placed.sort(key=itemgetter(0))
    return Found([enrollment_id for _, enrollment_id in placed], behind)


def _place(open_due: date | None, returned: bool, away: bool, day: date) -> int:
    if away:
        return AWAY
    if open_due is not None and open_due < day:
        return LATE
    if returned:
        return BACK
    return DATED if open_due is not None else NOTHING_OPEN


def lines(enrollment_ids: Sequence[int], asked: Asked) -> list[TeamLine]:
    """These people with their sections, in this order."""
    rows = {row.id: row for row in run(_people(asked), {"ids": enrollment_ids})}
    cells = _cells(rows, asked)
    return [
        TeamLine(
            row.id, row.person_id, row.name, row.office, row.supervisor, row.starts_on, row.done,
            row.required, Tally(*(getattr(row, name) for name in Tally._fields)).state,
            row.away, row.left, cells[row.id],
        )
        for row in (rows[one] for one in enrollment_ids if one in rows)  # or they left meanwhile
    ]  # fmt: skip


def _matching(visible: Visible, asked: Asked) -> Select[*tuple[Any, ...]]:
    """Everyone the reader may see on one guide, by date or in the order asked for."""
    gone = or_(away(asked), left(asked))
    found = selected(visible, asked, Enrollment.id, WHOLE.open_due, WHOLE.returned > 0, gone)
    return found.order_by(*order(asked))


@lru_cache(maxsize=32)  # built once for a day
def _people(asked: Asked) -> Select[*tuple[Any, ...]]:
    """What is shown of people, given their enrollments."""
    found = select(
        Enrollment.id, Person.id.label("person_id"), Person.name, Office.name.label("office"),
        Office.time_zone, BOSS.name.label("supervisor"), Term.starts_on, *COUNTS,
        away(asked).label("away"), left(asked).label("left"),
    )  # fmt: skip
    found = joined(found, asked, office=True).outerjoin(BOSS, BOSS.id == Post.supervisor_id)
    return found.where(Enrollment.id.in_(IDS))


@lru_cache(maxsize=32)
def _sections(asked: Asked) -> Select[*tuple[Any, ...]]:
    """Their sections, as they can have been at any office’s midnight."""
    lines = select(*CELL, SECTION.recorded_at, SECTION.superseded_at)
    return lines.where(SECTION.enrollment_id.in_(IDS), SECTION.section_key != EMPTY,
                       *asked.around(SECTION))  # fmt: skip


def order(asked: Asked) -> tuple[Any, ...]:
    """By what was asked; what needs attention first comes by date, for a start."""
    by_name = (Person.name, Enrollment.id)
    if asked.sort == "office":
        return (Office.name, *by_name)
    if asked.sort == "started":
        return (Term.starts_on.desc(), *by_name)
    if asked.sort == "done":
        return (WHOLE.done * 1.0 / func.nullif(WHOLE.required, 0), *by_name)
    return by_name if asked.sort == "name" else (WHOLE.open_due,)


def _cells(people: Mapping[int, Row[*tuple[Any, ...]]], asked: Asked) -> Cells:
    """The sections of these people, by enrollment."""
    found: Cells = {enrollment_id: {} for enrollment_id in people}
    rows = run(_sections(asked), {"ids": [*people]}).all()
    for enrollment_id, key, state, done, required, open_due, due_on, done_on, since, until in rows:
        row = people[enrollment_id]
        if asked.holds(row.time_zone, since, until):
            late = bool(open_due and open_due < asked.day and not (row.away or row.left))
            days = (asked.day - open_due).days if late else 0
            found[enrollment_id][key] = Cell(STATES[state], done, required, days, due_on, done_on)
    return found
