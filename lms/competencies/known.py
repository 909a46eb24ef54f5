"""What is known of people that a condition of readiness may ask for, read for many at once.

Everything is read from what holds now: a fact that was superseded, a rating that was taken back, a
course that ran out says nothing here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from lms.base.db import batched, db
from lms.competencies import ratings
from lms.competencies.framework import present
from lms.competencies.readiness import Known
from lms.curriculum import courses
from lms.curriculum.framework_outline import FrameworkOutline, Need, NeedKind
from lms.curriculum.models import Program
from lms.progress.models import Enrollment, Fact, Kind
from lms.shadowing.models import LogEntry
from lms.training import queries as training
from lms.training.queries import Moment

WAIVER = aliased(Fact)
IN_FORCE = Fact.superseded_at.is_(None)


def of(person_id: int, day: date) -> Known:
    """What is known of one person, as far as the newest framework asks for it."""
    return of_all([person_id], day, [present().outline])[person_id]


def of_all(
    person_ids: Collection[int], day: date, outlines: Collection[FrameworkOutline]
) -> dict[int, Known]:
    """The same of many, as far as these frameworks ask for it: as many statements for fifty as
    for one.
    """
    tasks = tasks_done(person_ids, _asked(outlines, NeedKind.TASK))
    logged, levels = entries(person_ids), ratings.levels(person_ids)
    lasting = courses_in_date(person_ids, {n.key for n in _asked(outlines, NeedKind.COURSE)}, day)
    return {
        one: Known(
            frozenset(tasks[one]), logged[one],
            {key: held.level for key, held in levels[one].items()}, frozenset(lasting[one]),
        )
        for one in person_ids
    }  # fmt: skip


def tasks_done(
    person_ids: Collection[int], asked: Collection[Need]
) -> dict[int, set[tuple[str, str]]]:
    """Which of these tasks people have done, by (program, task): what was waived was not done."""
    wanted = {(need.program, need.key) for need in asked}
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for some in batched([*person_ids]):
        rows = db.session.execute(
            select(Fact.person_id, Program.key, Fact.task_key)
            .join(Enrollment, Enrollment.id == Fact.enrollment_id)
            .join(Program, Program.id == Enrollment.program_id)
            .where(Fact.person_id.in_(some), Fact.kind == Kind.DONE, IN_FORCE)
            .where(Fact.task_key.in_({key for _, key in wanted}), ~waived())
        )
        for person_id, program, key in rows:
            if (program, str(key)) in wanted:
                found[person_id].add((program, str(key)))
    return found


def waived() -> ColumnElement[bool]:
    """The condition that the task of a fact was waived: nothing was done."""
    return exists().where(
        WAIVER.enrollment_id == Fact.enrollment_id, WAIVER.task_key == Fact.task_key,
        WAIVER.kind == Kind.WAIVED, WAIVER.superseded_at.is_(None),
    )  # fmt: skip


def entries(person_ids: Collection[int]) -> dict[int, Counter[tuple[str, str]]]:
    """How many accepted entries people have, by (activity, part)."""
    found: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for some in batched([*person_ids]):
        rows = db.session.execute(
            select(Fact.person_id, LogEntry.activity, LogEntry.part,
                   func.count(LogEntry.id.distinct()))
            .join(LogEntry, and_(LogEntry.id == Fact.source_id,
                                 LogEntry.person_id == Fact.person_id))
            .where(Fact.person_id.in_(some), Fact.kind == Kind.ENTRY, IN_FORCE)
            .group_by(Fact.person_id, LogEntry.activity, LogEntry.part)
        )  # fmt: skip
        for person_id, activity, part, number in rows:
            found[person_id][activity, part] = number
    return found


def courses_in_date(
    person_ids: Collection[int], keys: Collection[str], day: date
) -> dict[int, set[str]]:
    """Which of these courses of the list people have in date on a day, by key."""
    found: dict[int, set[str]] = defaultdict(set)
    if not keys:
        return found
    listed = [one for one in courses.catalogue(None, retired=True) if one.key in keys]
    members = training.members(person_ids, day)
    standings = training.standings(members, listed, Moment(day))
    for person_id, standing in standings.items():
        found[person_id] = {one.key for one in listed if standing[one.id].lasting}
    return found


def _asked(outlines: Collection[FrameworkOutline], kind: NeedKind) -> set[Need]:
    """Every condition of a kind, of whatever activity."""
    return {
        need
        for outline in outlines
        for activity in outline.activities
        for _, needs in activity.needs
        for need in needs
        if need.kind is kind
    }
