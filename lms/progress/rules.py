"""Verbs of progress: whatever counts towards a guide is written here, and only here.

Ticking, signing off, accepting a log entry, passing a quiz or finishing a course each end in
`record` or `retract`: one place writes the ledger, the section_progress and the record together.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Prose
from lms.curriculum.models import Edition
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.people.actor import Actor
from lms.people.first_days import OF_GUIDE
from lms.progress import (
    access,
    asking,
    due,
    ledger,
    queries,
    rescheduling,
    section_progress,
    standing,
)
from lms.progress.due import Calendar
from lms.progress.enrolling import Starter, enroll_all
from lms.progress.ledger import FactRow, NewFact
from lms.progress.models import DueDate, Kind, Status
from lms.progress.work import Held, Work, find_work, hold


def enroll(
    person_id: int, edition: Edition, starts_on: date, *, job_role: str = "",
    calendar: Calendar | None = None, actor_id: int | None,
) -> Work:  # fmt: skip
    """Put one person on an edition, with due dates from `starts_on`. Raises Refusal."""
    OF_GUIDE.check(starts_on, "starts_on")
    starter = Starter(person_id, starts_on, job_role, calendar or Calendar())
    return enroll_all(edition, [starter], actor_id=actor_id)[0]


def task_of(work: Work, task_key: str) -> TaskOutline:
    """The task as this person has it. Raises NotFound when they have none of that key."""
    if task_key not in work.tasks:
        raise NotFound
    return work.tasks[task_key]


def lock(work: Work) -> Held:
    """Take this person for the transaction: all that changes about one person queues up.

    Returns the work as it is now with its facts, for what was read before waiting may be old.
    Raises Refusal for a program that was left.
    """
    if isinstance(work, Held) and events.holds(events.person(work.person_id)):
        return work
    _wait(work.person_id)
    return _held(find_work(work.id))


def lock_own(actor: Actor, enrollment_id: int) -> Held:
    """The actor's own work, locked at once: what `access.own_work` then `lock` do, in one read.

    Raises what these raise.
    """
    _wait(actor.id)
    return _held(access.own_work(actor, enrollment_id))


def lock_left(work: Work) -> Held:
    """The same as `lock`, also for a program that was left: to take it up again."""
    _wait(work.person_id)
    found = find_work(work.id)
    assert found is not None, "an enrollment has its terms"
    return _with_facts(found)


def _wait(person_id: int) -> None:
    db.session.flush()  # what this transaction changed before is not to be forgotten
    db.session.expire_all()
    events.lock(events.person(person_id))


def _held(work: Work | None) -> Held:
    if work is None or work.status == Status.WITHDRAWN:
        raise Refusal("This program was left; nothing in it can change any more.")
    return _with_facts(work)


def _with_facts(work: Work) -> Held:
    return hold(work, ledger.facts(work.id))


def refuse_waived(held: Held, task: TaskOutline) -> None:
    """Nothing is to be done for a waived task. Raises Refusal."""
    if held.current(task.key, Kind.WAIVED):
        raise Refusal("This task was waived: there is nothing to do for it.")


def tick(actor: Actor, work: Work, task_key: str) -> None:
    """The learner says it is done. A second time changes nothing. Raises Refusal, NotFound."""
    held = lock(work)
    task = task_of(held, task_key)
    if not standing.needs(task).tick:
        raise Refusal("This task takes more than a tick.")
    refuse_waived(held, task)
    if not held.current(task.key, Kind.TICK):
        record(actor, held, task, Kind.TICK, on=actor.today)
        event(held, "ticked", actor, task)


def untick(actor: Actor, work: Work, task_key: str) -> None:
    """The learner takes a tick back. Without a tick nothing changes. Raises NotFound."""
    held = lock(work)
    task = task_of(held, task_key)
    if ticks := held.current(task.key, Kind.TICK):
        retract(actor, held, task, ticks)
        event(held, "unticked", actor, task)


def count(actor: Actor, work: Work, task_key: str, part: str, number: int) -> None:
    """Set how many pieces of a part were done ("" where the task has no parts).

    The number wanted is stated rather than added, so that a repeated request changes nothing.
    Raises Refusal for more than the task asks for, and once it was sent to be signed off: a
    signer attests to a count that stands. NotFound for an unknown task or part.
    """
    held = lock(work)
    task = task_of(held, task_key)
    pieces = standing.needs(task).pieces
    if part not in pieces:
        raise NotFound
    if not 0 <= number <= pieces[part]:
        raise Refusal(f"This asks for {pieces[part]}.")
    counted = [row for row in held.current(task.key, Kind.PIECE) if row.part == (part or None)]
    if len(counted) == number:
        return
    now = queries.task_standing(held, task)
    if now.waiting or now.signed:
        raise Refusal("This was sent to be signed off; the count stays as it was sent.")
    refuse_waived(held, task)
    more = [
        _fact(held, task, Kind.PIECE, actor.today, None, part=part or None)
        for _ in range(number - len(counted))
    ]
    _change(actor, held, task, adding=more, taking=counted[number:])
    event(held, "counted", actor, task, part=part, number=number)


def move_due(
    actor: Actor, work: Work, section_key: str, task_key: str, due_on: date, reason: Prose,
    *, closed: Collection[date] = (),
) -> None:  # fmt: skip
    """Give one person another date for a section ("" as task key) or for a task with its own.

    The date before stays in the record, so moving back is another move. The same date again
    changes nothing. Raises Refusal for a day the office is closed, one before the start, or by
    someone who does not lead this person; NotFound where nothing is due.
    """
    held = lock(work)
    if not access.leads(actor, held.person_id):
        raise Refusal("Only the supervisor or the office’s training officer can move a date.")
    present = db.session.scalar(
        select(DueDate).filter_by(enrollment_id=held.id, section_key=section_key,
                                  task_key=task_key, superseded_at=None)
    )  # fmt: skip
    if present is None:
        raise NotFound
    if present.due_on == due_on:
        return
    due.check(due_on, held.starts_on, closed)
    section_due = queries.due_dates(held.id).get((section_key, ""))
    if task_key and section_due is not None and due_on > section_due:
        raise Refusal(f"Its section is due on {section_due}; choose a day until then.", "due_on")
    now, before = clock.now(), present.due_on
    present.superseded_at = now
    db.session.flush()
    db.session.add(
        DueDate(enrollment_id=held.id, section_key=section_key, task_key=task_key, due_on=due_on,
                base_on=due_on, base_at=now, reason_id=reason.id, actor_id=actor.id,
                recorded_at=now)
    )  # fmt: skip
    section_progress.refresh(held, held.outline.section(section_key))
    events.record(
        events.person(held.person_id), "due-date-moved", actor_id=actor.id, enrollment=held.id,
        section=section_key, task=task_key, was=before, on=due_on, reason=reason.digest,
    )  # fmt: skip


class Details(TypedDict, total=False):
    """What a fact may say beside its kind and day, each from a closed list or a number."""

    part: str | None
    activity: str | None
    minutes: int | None
    score: int | None


def record(
    actor: Actor | None, held: Held, task: TaskOutline, kind: Kind, *, on: date,
    source_id: int | None = None, **details: Unpack[Details],
) -> None:  # fmt: skip
    """Write one fact and what follows. The caller writes the event; no actor: a command acts."""
    _change(actor, held, task, adding=[_fact(held, task, kind, on, source_id, **details)])


def retract(actor: Actor | None, held: Held, task: TaskOutline, facts: Collection[FactRow]) -> None:
    """Take facts back by superseding them. The caller writes the event."""
    _change(actor, held, task, taking=facts)


def _fact(
    held: Held, task: TaskOutline, kind: Kind, on: date, source_id: int | None,
    **details: Unpack[Details],
) -> NewFact:  # fmt: skip
    return NewFact(
        held.person_id, held.id, task.key, kind, on, recorded_at=clock.now(),
        source_id=source_id, **details,
    )  # fmt: skip


def _change(
    actor: Actor | None, held: Held, task: TaskOutline, *, adding: Sequence[NewFact] = (),
    taking: Collection[FactRow] = (),
) -> None:  # fmt: skip
    """Write facts, take others back, and write what follows: is the task done, is the section."""
    section = held.outline.section_of[task.key]
    before = section_progress.completed_on(held, section, held.facts)
    was = held.facts.get(task.key, [])
    stay = [fact for fact in was if fact not in taking]
    marks = ledger.of_kind(stay, Kind.DONE)
    new, old = section_progress.mark(held, task, [*stay, *adding], marks)
    ledger.supersede([*taking, *old])
    added = ledger.add([*adding, *new])
    held.facts[task.key] = [fact for fact in stay if fact not in old] + added
    if not standing.waits(task):  # else what was sent or decided counts too: see event()
        section_progress.shift(held, task, was, held.facts[task.key])
    after = section_progress.completed_on(held, section, held.facts)
    actor_id = actor.id if actor else None
    _tell(actor_id, held, section, before, after)
    if after is not None and before is None:
        inside = [one.key for one in section.tasks]
        asking.void(actor_id, held, sections=[section.key], tasks=inside)
    elif new and task.due_days is not None:
        asking.void(actor_id, held, tasks=[task.key])
    if old and not new and (before is not None or task.due_days is not None):
        rescheduling.catch_up(actor_id, held)  # what was done kept its date; open, it follows again


def _tell(
    actor_id: int | None, held: Held, section: SectionOutline, before: date | None,
    after: date | None,
) -> None:  # fmt: skip
    """A section that was completed, or is no longer, is worth a line of its own."""
    subject = events.person(held.person_id)
    if before is not None and after is None:
        events.record(subject, "section-reopened", actor_id=actor_id, enrollment=held.id,
                      section=section.key)  # fmt: skip
    if before is not None or after is None:
        return
    events.record(subject, "section-completed", actor_id=actor_id, enrollment=held.id,
                  section=section.key, on=after)  # fmt: skip
    counting = [
        one
        for one in held.outline.sections
        if any(task.required and task.key in held.tasks for task in one.tasks)
    ]
    days = [section_progress.completed_on(held, one, held.facts) for one in counting]
    last = [day for day in days if day is not None]
    if len(last) == len(counting):
        events.record(subject, "program-completed", actor_id=actor_id, enrollment=held.id,
                      on=max(last))  # fmt: skip


def event(
    held: Held, verb: str, actor: Actor, task: TaskOutline, **data: int | str | date | None
) -> None:
    """One line of the record about a task of this person, after all else was written.

    What is sent and decided always ends here: so the kept line of its section follows.
    """
    show(held, task)
    events.record(
        events.person(held.person_id), verb, actor_id=actor.id, enrollment=held.id, task=task.key,
        **data,
    )  # fmt: skip


def show(held: Held, task: TaskOutline) -> None:
    """Let the kept line of a task's section follow what waits for it, or was decided."""
    if standing.waits(task):
        section_progress.refresh(held, held.outline.section_of[task.key])
