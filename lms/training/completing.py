"""A completion that counts: the signature, the ledger and the record say the same, in one place.

Whether somebody attended a session, took an e-learning or went to a training outside: a named
person attests to it, its minutes count from its day on, and a `course` task of a guide is closed.
"""

import hashlib
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import courses
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.progress import counted, ledger, rules, standing
from lms.progress.counted import Served, Source
from lms.progress.ledger import Facts
from lms.progress.models import Kind, Meaning, SignOff
from lms.progress.work import Work, works_of
from lms.training import requirements, validity
from lms.training.access import hold_record
from lms.training.models import CourseConfirmation, CourseRecord, State

NOT_COUNTING = (
    "Only a confirmed record of a whole course of the list counts, while it is in date. Nothing "
    "was changed."
)
NOT_YOURSELF = "Nobody confirms their own training."


def confirm(
    actor: Actor, record: CourseRecord, *, valid_until: date | None,
    review_id: int | None = None, digest: str = "", note: Prose | None = None,
) -> SignOff:  # fmt: skip
    """Attest to it and let it count; the caller holds the person. Raises Refusal for one's own."""
    if record.person_id == actor.id:
        raise Refusal(NOT_YOURSELF)
    assert record.on is not None, "what is sent says on which day"
    record.state, record.valid_until = State.CONFIRMED, valid_until
    signed = SignOff(
        review_id=review_id, person_id=record.person_id, signer_id=actor.id,
        meaning=Meaning.CONFIRMED, on=record.on, signed_at=clock.now(),
        content_digest=_digest(record, digest), note_id=note.id if note else None,
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    db.session.add(_confirmation(record, record.on, signed))
    counted.count(actor, source(record), list(_served(record)) if record.complete else [])
    events.record(
        events.person(record.person_id), "record-confirmed", actor_id=actor.id, record=record.id,
        sign_off=signed.id, on=record.on, until=valid_until, content=signed.content_digest,
        note=note.digest if note else None,
    )  # fmt: skip
    return signed


def take_back(actor: Actor, record: CourseRecord, state: State) -> None:
    """It counts no more, and the tasks it closed open again; the signature stays as history.

    The caller holds the person and writes the event that says why.
    """
    counted.retract(actor, Kind.COURSE, record.id)
    present = select(CourseConfirmation).filter_by(record_id=record.id, superseded_at=None)
    for one in db.session.scalars(present):
        one.superseded_at = clock.now()
    record.state = state
    db.session.flush()


def usual_end(person_id: int, course_id: int | None, on: date) -> date | None:
    """Until when a course completed `on` is good: by what was asked of this person on that day,
    or else by the course's own renewal. None: for good.
    """
    if course_id is None:
        return None
    asked = requirements.asked_of(person_id, on).get(course_id)
    course = courses.course(course_id)
    months = asked.valid_months if asked else (course.renew_months if course else None)
    return validity.until(on, months)


def count_open(actor: Actor, record: CourseRecord) -> int:
    """Let an earlier record close the tasks that have come to ask for its course since; how many.

    A second time there are none left. Raises Refusal for a record that does not count.
    """
    hold_record(record)
    if not _counts(record, actor.today):
        raise Refusal(NOT_COUNTING)
    served = list(_served(record))
    for one in served:
        counted.link(actor, source(record), one)
    return len(served)


def open_tasks(person_id: int, course_key: str) -> list[TaskOutline]:
    """The tasks of a person's guides that ask for this course and are not done."""
    return [
        work.tasks[key]
        for work, keys in _asking(person_id, course_key)
        for facts in [ledger.facts(work.id)]
        for key in keys
        if not _closed(work.tasks[key], facts)
    ]


def _counts(record: CourseRecord, today: date) -> bool:
    """A part counts as hours only, and what expired closes no task."""
    good = record.valid_until is None or record.valid_until >= today
    return record.state == State.CONFIRMED and record.complete and bool(record.course_id) and good


def _confirmation(record: CourseRecord, on: date, signed: SignOff) -> CourseConfirmation:
    """What it says now, for good."""
    return CourseConfirmation(
        record_id=record.id, person_id=record.person_id, sign_off_id=signed.id,
        course_id=record.course_id, title=record.title, provider=record.provider, how=record.how,
        on=on, minutes=record.minutes, complete=record.complete, valid_until=record.valid_until,
        recorded_at=clock.now(),
    )  # fmt: skip


def source(record: CourseRecord) -> Source:
    """What of a record the ledger says."""
    assert record.on is not None
    return Source(Kind.COURSE, record.id, record.person_id, record.on, record.minutes)


def _served(record: CourseRecord) -> Iterator[Served]:
    """The open tasks of the person's guides that ask for this course; its person is held."""
    course = courses.course(record.course_id) if record.course_id else None
    if course is None or course.office_id is not None:
        return
    for work, keys in _asking(record.person_id, course.key):
        held = rules.lock(work)
        for key in keys:
            if not _closed(held.tasks[key], held.facts):
                yield Served(held, held.tasks[key])


def _asking(person_id: int, course_key: str) -> Iterator[tuple[Work, list[str]]]:
    """The guides of a person with tasks that ask for a course, and which tasks these are."""
    for work in works_of(person_id):
        keys = [task.key for task in work.tasks.values()
                if task.evidence is Evidence.COURSE and task.course == course_key]  # fmt: skip
        if keys:
            yield work, keys


def _closed(task: TaskOutline, facts: Facts) -> bool:
    return standing.task_standing(task, facts.get(task.key, ())).closed


def _digest(record: CourseRecord, content: str) -> str:
    """What exactly was confirmed; with a salt, for titles and providers are short typed words."""
    stated = {
        "record": record.id, "course": record.course_id, "title": record.title,
        "provider": record.provider, "how": record.how, "on": record.on, "minutes": record.minutes,
        "complete": record.complete, "content": content, "salt": record.salt,
    }  # fmt: skip
    told = {name: str(value) for name, value in stated.items()}
    return hashlib.sha256(events.canonical(told).encode()).hexdigest()
