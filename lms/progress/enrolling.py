"""Putting people on a guide, one or a thousand at once, with the dates that follow.

A supervisor enrolls one new hire, an officer a whole class from a file: both the same way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from lms.base import clock, events
from lms.base.db import batched, db, run
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition
from lms.curriculum.outline import ProgramOutline
from lms.people import queries as people
from lms.progress import alongside, due, section_progress
from lms.progress.due import Calendar, Due
from lms.progress.leaves import leaves_of_all, waiting
from lms.progress.models import DueDate, Enrollment, Status, Term
from lms.progress.work import Work

ADD_TERMS, ADD_DATES = insert(Term), insert(DueDate)
ADD = insert(Enrollment).returning(Enrollment.id, Enrollment.person_id)
ALREADY = "This person is on this program already."


@dataclass(frozen=True)
class Starter:
    """Someone who starts: on which day, in which job, by which office's calendar."""

    person_id: int
    starts_on: date
    job_role: str = ""
    calendar: Calendar = field(default_factory=Calendar)


def enroll_all(
    edition: Edition, starters: Sequence[Starter], *, actor_id: int | None
) -> list[Work]:
    """Put people on an edition, with due dates from their start; in the order given.

    Whoever starts a guide gets the own tasks of their office with it, from the same day.
    Raises Refusal when one is on this program already or named twice, or for an impossible start
    date.
    """
    if not starters:
        return []
    # Two who enroll at once: the second waits, and finds the first.
    ids = [one.person_id for one in starters]
    events.lock(*map(events.person, ids))
    if len(set(ids)) < len(ids) or enrolled(edition.program_id, ids):
        raise Refusal(ALREADY)
    outline, now = curriculum.outline(edition.id, edition.digest), clock.now()
    office_id = alongside.office_of(edition.program_id)
    planned = _planned(outline, starters)  # a day that cannot be is refused before all else
    works = _works(edition, starters, office_id)
    dates = [*zip(works, planned, strict=True)]
    run(ADD_TERMS, [
        {"enrollment_id": work.id, "edition_id": edition.id, "starts_on": work.starts_on,
         "job_role": work.job_role, "status": Status.ACTIVE, "recorded_at": now}
        for work in works
    ])  # fmt: skip
    write_dates(dates, actor_id, now)
    section_progress.start(works, {
        work.id: {(one.section_key, one.task_key): one.due_on for one in days}
        for work, days in dates
    })  # fmt: skip
    events.record_all([
        events.NewLine(events.person(work.person_id), "enrolled", actor_id, {
            "enrollment": work.id, "program": outline.key, "edition": edition.number,
            "on": work.starts_on,
        }) for work in works
    ])  # fmt: skip
    if office_id is None:
        _with_own_tasks(starters, actor_id)
    return works


def _planned(outline: ProgramOutline, starters: Sequence[Starter]) -> list[list[Due]]:
    """What is due when for each of them: dates wait for leave that is ahead already."""
    away = leaves_of_all([one.person_id for one in starters])
    return [
        waiting(due.schedule(outline, one.starts_on, one.calendar), away[one.person_id],
                one.starts_on, one.calendar.closed)
        for one in starters
    ]  # fmt: skip


def write_dates(
    planned: Sequence[tuple[Work, Sequence[Due]]], actor_id: int | None, now: datetime
) -> None:
    """Due dates from `now` on, counted from the first day of each of these enrollments."""
    rows: list[dict[str, Any]] = [
        {"enrollment_id": work.id, "section_key": one.section_key, "task_key": one.task_key,
         "due_on": one.due_on, "base_on": one.base_on, "base_at": now,
         "counted_from": work.starts_on, "actor_id": actor_id, "recorded_at": now}
        for work, dates in planned for one in dates
    ]  # fmt: skip
    run(ADD_DATES, rows) if rows else None


def _with_own_tasks(starters: Sequence[Starter], actor_id: int | None) -> None:
    """The own tasks of each starter's office, for those who are not on them already."""
    starts = {one.person_id: one.starts_on for one in starters}
    for edition, person_ids in alongside.own_tasks(starts):
        new = person_ids - enrolled(edition.program_id, [*person_ids])
        mine = [replace(one, calendar=Calendar(one.calendar.closed))
                for one in starters if one.person_id in new]  # fmt: skip
        if mine:
            enroll_all(edition, mine, actor_id=actor_id)


def calendar_of(office_id: int | None, program_id: int) -> Calendar:
    """The calendar of an office, for a program."""
    return Calendar(people.holidays(office_id), curriculum.due_days(office_id, program_id))


def enrolled(program_id: int, person_ids: Sequence[int]) -> set[int]:
    """Which of these people are on a program and have not left it."""
    found: set[int] = set()
    for some in batched(person_ids):
        mine = select(Enrollment.person_id).join(Term, Term.enrollment_id == Enrollment.id)
        mine = mine.where(Enrollment.program_id == program_id, Term.superseded_at.is_(None))
        found |= set(db.session.scalars(
            mine.where(Term.status != Status.WITHDRAWN, Enrollment.person_id.in_(some))
        ))  # fmt: skip
    return found


def _works(edition: Edition, starters: Collection[Starter], office_id: int | None) -> list[Work]:
    now = clock.now()
    rows = [
        {"person_id": one.person_id, "program_id": edition.program_id, "recorded_at": now}
        for one in starters
    ]
    ids = {person_id: enrollment_id for enrollment_id, person_id in run(ADD, rows)}
    return [
        Work(ids[one.person_id], one.person_id, edition.program_id, edition.id, edition.number,
             edition.digest, one.starts_on, one.job_role, Status.ACTIVE.value, office_id)
        for one in starters
    ]  # fmt: skip
