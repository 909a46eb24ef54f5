"""What somebody has seen and done, and what is still to be seen: accepted entries, counted.

A supervisor plans the next weeks by this: who has not yet seen a close-out, who has only watched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, extract, func, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.people.conditions import shown
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.progress.models import Enrollment, Status, Term
from lms.shadowing.models import LogEntry, Part, State

PAGE = 25
BOSS = aliased(Person)
ACCEPTED = LogEntry.state == State.ACCEPTED


class Month(NamedTuple):
    """One month of a log: its first day, how many entries, how many minutes."""

    first: date
    entries: int
    minutes: int


@dataclass(frozen=True)
class Coverage:
    """What one person has seen and done."""

    counts: Mapping[tuple[str, str], int]  # (activity, part) → how many
    months: Sequence[Month]  # the latest first

    def total(self, activity: str) -> int:
        """How many of one kind, whatever the part."""
        return sum(self.counts.get((activity, part), 0) for part in Part)

    @property
    def entries(self) -> int:
        """How many in all."""
        return sum(self.counts.values())

    @property
    def minutes(self) -> int:
        """How long in all."""
        return sum(month.minutes for month in self.months)


def of(person_id: int) -> Coverage:
    """The coverage of one person: two queries, however much there is."""
    mine = and_(LogEntry.person_id == person_id, ACCEPTED)
    counted = select(LogEntry.activity, LogEntry.part, func.count()).where(mine)
    rows = db.session.execute(counted.group_by(LogEntry.activity, LogEntry.part)).all()
    year, month = extract("year", LogEntry.on), extract("month", LogEntry.on)
    spent = func.coalesce(func.sum(LogEntry.minutes), 0)
    by_month = db.session.execute(
        select(year, month, func.count(), spent).where(mine).group_by(year, month)
        .order_by(year.desc(), month.desc())
    )  # fmt: skip
    months = [Month(date(int(y), int(m), 1), number, int(minutes or 0))
              for y, m, number, minutes in by_month]  # fmt: skip
    return Coverage({(activity, part): number for activity, part, number in rows}, months)


class Learner(NamedTuple):
    """One person in the list of a team."""

    id: int
    name: str
    office: str
    supervisor: str | None
    minutes: int
    counts: Sequence[int]  # in the order of the activities asked for


def team(
    visible: Visible, activities: Sequence[str], *, unseen: str = "", page: int = 1
) -> tuple[list[Learner], bool]:
    """Those on a guide whom the reader may see, one page of them, and whether there are more.

    `unseen`: only those with no accepted entry of this kind.
    """
    found = _listed(visible, unseen).offset((page - 1) * PAGE).limit(PAGE + 1).subquery()
    mine = and_(LogEntry.person_id == found.c.id, ACCEPTED)
    rows = db.session.execute(
        select(*found.c, *_sums(activities))
        .select_from(found)
        .outerjoin(LogEntry, mine)
        .group_by(*found.c)
        .order_by(found.c.name, found.c.id)
    ).all()
    return [learner(row) for row in rows[:PAGE]], len(rows) > PAGE


def everyone(
    visible: Visible, activities: Sequence[str], unseen: str = ""
) -> Select[*tuple[Any, ...]]:
    """The same of all of them, in one statement, for a file."""
    found = _listed(visible, unseen).subquery()
    return (
        select(*found.c, *_sums(activities))
        .select_from(found)
        .outerjoin(LogEntry, and_(LogEntry.person_id == found.c.id, ACCEPTED))
        .group_by(*found.c)
        .order_by(found.c.name, found.c.id)
    )


def learner(row: Sequence[Any]) -> Learner:
    """A line of either."""
    number, name, office, boss, minutes, *counts = row
    return Learner(number, name, office or "", boss, int(minutes), [int(one) for one in counts])


def _listed(visible: Visible, unseen: str) -> Select[*tuple[Any, ...]]:
    """Whoever is on a guide now, with office and supervisor."""
    found = (
        select(Person.id, Person.name, Office.name.label("office"), BOSS.name.label("boss"))
        .select_from(Person)
        .join(Post, and_(Post.person_id == Person.id, shown(visible.day)))
        .join(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Person.deactivated_at.is_(None), visible.holds(Person.id.expression), _learns())
        .order_by(Person.name, Person.id)
    )
    return found.where(~_has(unseen)) if unseen else found


def _learns() -> ColumnElement[bool]:
    return (
        exists()
        .where(Enrollment.person_id == Person.id, Term.enrollment_id == Enrollment.id)
        .where(Term.superseded_at.is_(None), Term.status == Status.ACTIVE)
    )


def _has(activity: str) -> ColumnElement[bool]:
    return exists().where(LogEntry.person_id == Person.id, ACCEPTED, LogEntry.activity == activity)


def _sums(activities: Sequence[str]) -> list[ColumnElement[Any]]:
    spent = func.coalesce(func.sum(LogEntry.minutes), 0).label("minutes")
    each = [
        func.coalesce(func.sum(case((LogEntry.activity == one, 1), else_=0)), 0).label(f"n{place}")
        for place, one in enumerate(activities)
    ]
    return [spent, *each]
