"""How the visible people stood at each of the last month ends, from the lines kept since then.

A month ends at each office's own midnight. Whoever is visible today is counted as they were then.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from lms.base import clock
from lms.base.db import UTCDateTime, db
from lms.people.models import Office, Person
from lms.progress.access import Visible
from lms.progress.models import Enrollment, SectionProgress, Status, Term
from lms.reports.scope import Choice, people

MONTHS = 12
LINE = SectionProgress


class MonthEnd(NamedTuple):
    """The people at one month's end: finished, on track and late."""

    on: date
    numbers: tuple[int, int, int]


def ends(day: date) -> list[date]:
    """The last days of the twelve months that are over on `day`, the oldest first."""
    found = []
    for _ in range(MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def standing(visible: Visible) -> list[MonthEnd]:
    """The visible people at each of the last month ends, in two queries.

    Whoever had something past its date was late; whoever had finished every guide was finished.
    """
    days = ends(visible.day)
    zones = {clock.DEFAULT_ZONE, *db.session.scalars(select(Office.time_zone))}
    found = _counted(visible, _moments(days, sorted(zones)))
    counted = {number: numbers for number, *numbers in db.session.execute(found)}
    made = []
    for number, on in enumerate(days):
        finished, late, everyone = counted.get(number, (0, 0, 0))
        made.append(MonthEnd(on, (finished, everyone - finished - late, late)))
    return made


def _moments(days: list[date], zones: list[str]) -> CompoundSelect[*tuple[Any, ...]]:
    """For each zone and month its last moment: a table to be joined with."""
    return union_all(*(
        select(
            literal(number).label("number"), literal(zone).label("zone"), literal(on).label("on"),
            literal(clock.end_of(on, zone), UTCDateTime()).label("at"),
        )
        for number, on in enumerate(days) for zone in zones
    ))  # fmt: skip


def _counted(
    visible: Visible, moments: CompoundSelect[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    """By month: how many were finished, how many late, and how many there were."""
    at = moments.subquery("moments")
    late = case((LINE.open_due < at.c.on, 1), else_=0)
    open_ = case((LINE.done < LINE.required, 1), else_=0)
    each = (
        people(
            visible, Choice(), at.c.number, Person.id, func.max(late).label("late"),
            func.max(open_).label("open"),
        )
        .join(Enrollment, Enrollment.person_id == Person.id)
        .join(LINE, and_(LINE.enrollment_id == Enrollment.id, LINE.section_key == ""))
        .join(at, and_(
            at.c.zone == func.coalesce(Office.time_zone, clock.DEFAULT_ZONE),
            LINE.recorded_at <= at.c.at,
            or_(LINE.superseded_at.is_(None), LINE.superseded_at > at.c.at),
        ))
        .join(Term, and_(
            Term.enrollment_id == Enrollment.id, Term.recorded_at <= at.c.at,
            or_(Term.superseded_at.is_(None), Term.superseded_at > at.c.at),
        ))
        .where(Term.status != Status.WITHDRAWN, LINE.required > 0)
        .group_by(at.c.number, Person.id)
        .subquery("each")
    )  # fmt: skip
    finished = case((each.c.open == 0, 1), else_=0)
    behind = case((and_(each.c.open == 1, each.c.late == 1), 1), else_=0)
    return select(
        each.c.number, func.sum(finished), func.sum(behind), func.count()
    ).group_by(each.c.number)  # fmt: skip
