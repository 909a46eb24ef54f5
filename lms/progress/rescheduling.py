"""Working due dates out anew when someone was away, or a day turns out closed or open.

Nobody loses days to a leave or a holiday, and nobody has to move dates by hand: each date keeps
what it was set to, and from that follows what holds.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from lms.base import clock, events
from lms.base.db import batched, db, run
from lms.people import queries as people
from lms.people.models import Leave, Office
from lms.progress import due, ledger, section_progress
from lms.progress.alongside import works_in
from lms.progress.leaves import LeaveRow, leaves_of_all, pauses
from lms.progress.models import DueDate, Enrollment, SectionProgress, Status, Term
from lms.progress.work import TERMS, Held, Work, hold

ADD = insert(DueDate)
END = (
    update(DueDate)
    .where(DueDate.id.in_(bindparam("ids", expanding=True)))
    .values(superseded_at=bindparam("now"))
)


def reschedule(
    actor_id: int | None, helds: Sequence[Held], calendar: tuple[str, Collection[date]],
    leaves: Mapping[int, Sequence[LeaveRow]],
) -> int:  # fmt: skip
    """Let the open dates of guides follow the leaves and the closed days; returns how many moved.

    `calendar` is the time zone of the office and its closed days; `leaves` by person. What is done
    keeps its date. Who moved a date by hand, and why, stays readable; what was known of a leave by
    then is in it already. A second time moves nothing.
    """
    dates: dict[int, list[DueDate]] = defaultdict(list)
    for some in batched([held.id for held in helds]):
        mine = select(DueDate).where(DueDate.enrollment_id.in_(some))
        held_now = mine.where(DueDate.superseded_at.is_(None)).order_by(DueDate.id)
        for row in db.session.scalars(held_now):
            dates[row.enrollment_id].append(row)
    moving: list[tuple[Held, dict[DueDate, date]]] = []
    for held in helds:
        rows = [row for row in dates[held.id] if _is_open(held, row)]
        wanted = {row: _wanted(held, row, calendar, leaves[held.person_id]) for row in rows}
        if moved := {row: day for row, day in wanted.items() if day != row.due_on}:
            moving.append((held, moved))
    if moving:
        _move(actor_id, moving)
    return sum(len(moved) for _, moved in moving)


def catch_up(actor_id: int | None, held: Held) -> int:
    """The same for one, by the leaves and the office of today; returns how many dates moved."""
    calendar = office_calendar(people.office_of(held.person_id))
    return reschedule(actor_id, [held], calendar, leaves_of_all([held.person_id]))


def office_calendar(office_id: int | None) -> tuple[str, frozenset[date]]:
    """The time zone of an office and the days on which it is closed; without one, the usual."""
    known = people.closed_days([office_id] if office_id else [])
    return known.get(office_id or 0, (clock.DEFAULT_ZONE, frozenset()))


def follow_calendar(actor_id: int | None, office_id: int, days: Collection[date]) -> int:
    """Work out anew what these days of an office touch, now that it is closed then, or open.

    All these people are locked at once, in the order of their chains, unless the caller has them
    already; what is known about them is read at once too. Returns how many dates moved.
    """
    works = touched(office_id, days)
    free = [one for one in map(_subject, works) if not events.holds(one)]
    if free:  # what was read before waiting may be old
        events.lock(*free)
        works = [one for one in touched(office_id, days) if events.holds(_subject(one))]
    db.session.flush()
    db.session.expire_all()
    facts = ledger.facts_of([work.id for work in works])
    return reschedule(
        actor_id, [hold(work, facts[work.id]) for work in works], office_calendar(office_id),
        leaves_of_all([*{work.person_id for work in works}]),
    )  # fmt: skip


def touched(office_id: int, days: Collection[date]) -> list[Work]:
    """Whose open dates in an office would move if it closed or opened on these days.

    A date moves that lies on such a day, or was deferred past it, or in or after a leave.
    """
    if not days:
        return []
    first, last = min(days), max(days)
    zone = db.session.scalar(select(Office.time_zone).where(Office.id == office_id))
    today = clock.today(zone or clock.DEFAULT_ZONE)
    on_it = DueDate.due_on.in_(days)
    past_it = and_(
        DueDate.base_on < DueDate.due_on, DueDate.base_on <= last, DueDate.due_on > first
    )
    away = select(Leave.id).where(
        Leave.person_id == Enrollment.person_id, Leave.superseded_at.is_(None),
        Leave.ends_on.is_not(None), Leave.starts_on <= last, DueDate.due_on >= first,
    )  # fmt: skip
    found = TERMS.join(DueDate, and_(
        DueDate.enrollment_id == Enrollment.id, DueDate.superseded_at.is_(None),
        or_(on_it, past_it, away.exists()),
    ))  # fmt: skip
    found = found.join(SectionProgress, and_(
        SectionProgress.enrollment_id == Enrollment.id, SectionProgress.completed_on.is_(None),
        SectionProgress.section_key == DueDate.section_key, SectionProgress.superseded_at.is_(None),
    ))  # fmt: skip
    found = found.where(Term.status == Status.ACTIVE, works_in(office_id, today)).distinct()
    return [Work(*row) for row in db.session.execute(found.order_by(Enrollment.id))]


def _subject(work: Work) -> events.Subject:
    return events.person(work.person_id)


def _is_open(held: Held, row: DueDate) -> bool:
    """Whether what is due is still to be done, in the edition this person is on."""
    section = next((one for one in held.outline.sections if one.key == row.section_key), None)
    if section is None:
        return False
    if row.task_key:
        return not section_progress.marked(held.facts, [row.task_key])
    return section_progress.completed_on(held, section, held.facts) is None


def _wanted(
    held: Held, row: DueDate, calendar: tuple[str, Collection[date]], leaves: Sequence[LeaveRow]
) -> date:
    """The day by what it was set to."""
    zone, closed = calendar
    if row.counted_from is not None:
        away = pauses(leaves, row.counted_from)
    else:
        away = pauses(leaves, held.starts_on, row.base_at, zone)
    return due.effective(row.base_on, away, closed)


def _move(actor_id: int | None, moving: Sequence[tuple[Held, Mapping[DueDate, date]]]) -> None:
    now = clock.now()
    every = [(held, row, day) for held, moved in moving for row, day in moved.items()]
    new: list[dict[str, Any]] = [
        {"enrollment_id": held.id, "section_key": row.section_key, "task_key": row.task_key,
         "due_on": day, "base_on": row.base_on, "base_at": row.base_at,
         "counted_from": row.counted_from,
         "reason_id": row.reason_id, "actor_id": row.actor_id, "recorded_at": now}
        for held, row, day in every
    ]  # fmt: skip
    lines = [
        events.NewLine(events.person(held.person_id), "due-date-shifted", actor_id, {
            "enrollment": held.id, "section": row.section_key, "task": row.task_key,
            "was": row.due_on, "on": day,
        }) for held, row, day in every
    ]  # fmt: skip
    for some in batched([row.id for _, row, _ in every]):
        run(END, {"ids": some, "now": now})
    run(ADD, new)
    for held, moved in moving:
        touched = {row.section_key for row in moved}
        for row in moved:
            db.session.expire(row)
        section_progress.refresh(held, *(s for s in held.outline.sections if s.key in touched))
    events.record_all(lines)
