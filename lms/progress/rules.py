"""Verbs of progress: whatever counts towards a guide is written here, and only here.

Ticking, signing off, accepting a log entry, passing a quiz or finishing a course each end in
`record` or `retract`: one place writes the ledger, the projection and the record together.
"""

from collections.abc import Collection
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.curriculum.models import Edition
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import due, projection, queries, standing
from lms.progress.models import (
    DueDate,
    Enrollment,
    Fact,
    Kind,
    SectionProgress,
    Status,
    Term,
)
from lms.progress.work import Work, find_work, works_of


def enroll(
    person_id: int, edition: Edition, starts_on: date, *, job_role: str = "",
    holidays: Collection[date] = (), actor_id: int | None,
) -> Work:  # fmt: skip
    """Put a person on an edition, with due dates from `starts_on`.

    Raises Refusal when the person is on this program already, or for an impossible start date.
    """
    events.lock([events.person(person_id)])  # two who enroll at once: the second finds the first
    if any(work.program_id == edition.program_id for work in works_of(person_id)):
        raise Refusal("This person is on this program already.")
    now = clock.now()
    enrollment = Enrollment(person_id=person_id, program_id=edition.program_id, recorded_at=now)
    db.session.add(enrollment)
    db.session.flush()
    term = Term(
        enrollment_id=enrollment.id, edition_id=edition.id, starts_on=starts_on,
        job_role=job_role, status=Status.ACTIVE, recorded_at=now,
    )  # fmt: skip
    db.session.add(term)
    db.session.flush()
    work = find_work(enrollment.id)
    assert work is not None
    for planned in due.schedule(work.outline, starts_on, holidays):
        db.session.add(
            DueDate(enrollment_id=work.id, section_key=planned.section_key, recorded_at=now,
                    task_key=planned.task_key, due_on=planned.due_on, actor_id=actor_id)
        )  # fmt: skip
    db.session.flush()
    projection.start(work)
    events.record(
        events.person(person_id), "enrolled", actor_id=actor_id, enrollment=work.id,
        program=work.outline.key, edition=work.edition, on=starts_on,
    )  # fmt: skip
    return work


def task_of(work: Work, task_key: str) -> TaskOutline:
    """The task as this person has it. Raises NotFound when they have none of that key."""
    if task_key not in work.tasks:
        raise NotFound
    return work.tasks[task_key]


def lock(work: Work) -> Work:
    """Take the enrollment for this transaction: changes to one person's work queue up.

    Returns the work as it is now, for what was read before waiting may be old. Raises Refusal
    for a program that was left.
    """
    db.session.execute(select(Enrollment.id).where(Enrollment.id == work.id).with_for_update())
    db.session.expire_all()
    present = find_work(work.id)
    if present is None or present.status == Status.WITHDRAWN:
        raise Refusal("This program was left; nothing in it can change any more.")
    return present


def tick(actor: Actor, work: Work, task_key: str) -> None:
    """The learner says it is done. A second time changes nothing. Raises Refusal, NotFound."""
    work = lock(work)
    task = task_of(work, task_key)
    if not standing.needs(task).tick:
        raise Refusal("This task takes more than a tick.")
    if not _current(work, task_key, Kind.TICK):
        record(actor, work, task, Kind.TICK, on=actor.today)
        event(work, "ticked", actor, task)


def untick(actor: Actor, work: Work, task_key: str) -> None:
    """The learner takes a tick back. Without a tick nothing changes. Raises NotFound."""
    work = lock(work)
    task = task_of(work, task_key)
    if ticks := _current(work, task_key, Kind.TICK):
        retract(actor, work, task, ticks)
        event(work, "unticked", actor, task)


def count(actor: Actor, work: Work, task_key: str, part: str, number: int) -> None:
    """Set how many pieces of a part were done ("" where the task has no parts).

    The number wanted is stated rather than added, so that a repeated request changes nothing.
    Raises Refusal for more than the task asks for, and once it was sent to be signed off: a
    signer attests to a count that stands. NotFound for an unknown task or part.
    """
    work = lock(work)
    task = task_of(work, task_key)
    pieces = standing.needs(task).pieces
    if part not in pieces:
        raise NotFound
    if not 0 <= number <= pieces[part]:
        raise Refusal(f"This asks for {pieces[part]}.")
    counted = [row for row in _current(work, task_key, Kind.PIECE) if row.part == (part or None)]
    if len(counted) == number:
        return
    now = queries.task_standing(work, task)
    if now.waiting or now.signed:
        raise Refusal("This was sent to be signed off; the count stays as it was sent.")
    if surplus := counted[number:]:
        retract(actor, work, task, surplus)
    for _ in range(number - len(counted)):
        record(actor, work, task, Kind.PIECE, on=actor.today, part=part or None)
    event(work, "counted", actor, task, part=part, number=number)


class Details(TypedDict, total=False):
    """What a fact may say beside its kind and day, each from a closed list or a number."""

    part: str | None
    activity: str | None
    minutes: int | None
    score: int | None


def record(
    actor: Actor, work: Work, task: TaskOutline, kind: Kind, *, on: date,
    source_id: int | None = None, **details: Unpack[Details],
) -> Fact:  # fmt: skip
    """Write one fact and what follows from it. The caller holds the lock and writes the event."""
    fact = Fact(
        person_id=work.person_id, kind=kind, source_id=source_id, enrollment_id=work.id,
        task_key=task.key, effective_on=on, recorded_at=clock.now(), **details,
    )  # fmt: skip
    db.session.add(fact)
    db.session.flush()
    _settle(actor, work, task)
    return fact


def retract(
    actor: Actor, work: Work, task: TaskOutline, facts: Collection[queries.FactRow]
) -> None:
    """Take facts back by superseding them. The caller holds the lock and writes the event."""
    projection.supersede(facts)
    _settle(actor, work, task)


def _current(work: Work, task_key: str, kind: Kind) -> list[queries.FactRow]:
    return [fact for fact in queries.facts(work.id)[task_key] if fact.kind == kind]


def _settle(actor: Actor, work: Work, task: TaskOutline) -> None:
    """Write what follows from the facts: is the task done, is the section, is the program."""
    facts = queries.facts(work.id)
    projection.mark(work, task, facts[task.key])
    section = work.outline.section_of[task.key]
    lines = queries.section_lines(work.id)
    kept = next(line for line in lines if line.section_key == section.key)
    if projection.write(work, section, facts, kept):
        _celebrate(actor, work, kept, lines)


def _celebrate(
    actor: Actor, work: Work, kept: SectionProgress, lines: Collection[SectionProgress]
) -> None:
    subject = events.person(work.person_id)
    events.record(
        subject, "section-completed", actor_id=actor.id, enrollment=work.id,
        section=kept.section_key, on=kept.completed_on,
    )  # fmt: skip
    if all(line.done >= line.required for line in lines):
        last = max(line.completed_on for line in lines if line.completed_on)
        events.record(subject, "program-completed", actor_id=actor.id, enrollment=work.id, on=last)


def event(
    work: Work, verb: str, actor: Actor, task: TaskOutline, **data: int | str | date | None
) -> None:
    """One line of the record about a task of this person."""
    events.record(
        events.person(work.person_id), verb, actor_id=actor.id, enrollment=work.id, task=task.key,
        **data,
    )  # fmt: skip
