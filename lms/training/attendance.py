"""Who was there, by the trainer's or the officer's word; and what follows from it.

Whoever attended has completed the course, a part counts for its minutes only, and who did not come
has nothing. The sheet is filled in on a phone while people leave, so a slip is mended later: the
new word takes the place of the old one, and the record that followed from it is taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotAllowed, Refusal
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Office
from lms.progress.access import person_to_see
from lms.training import access, bookings, completing
from lms.training.models import Attendance, CourseRecord, CourseSession, How, State

NOT_YOURSELF = "Nobody says of themselves that they were there. Ask {}."
TOO_EARLY = "The sheet opens when the session begins."


class Outcome(StrEnum):
    """What somebody did."""

    ATTENDED = "attended"
    PART = "part"
    NO_SHOW = "no-show"


class Mark(NamedTuple):
    """One line of the sheet; `minutes` of a part only."""

    outcome: Outcome
    minutes: int | None = None


WHOLE = Mark(Outcome.ATTENDED)


@dataclass(frozen=True)
class Changed:
    """A line that is to be otherwise; None where it is to be empty, or was."""

    person_id: int
    wanted: Mark | None
    before: Attendance | None


def mark(actor: Actor, session: CourseSession, marks: Mapping[int, Mark | None]) -> None:
    """Say of these people who was there, from the start on; None takes back what was said.

    What is said already changes nothing. Raises NotAllowed, and Refusal (a field names its line:
    `minutes-7`) too early, for oneself, for who is not on the sheet, for a part that is none.
    """
    _hold(actor, session)
    present = current(session.id)
    seats = [row for row in bookings.current(session.id) if not row.waiting]
    listed = present.keys() | {row.person_id for row in seats}
    wanted = _changed(marks, present)
    if any(one.person_id not in listed for one in wanted):
        raise Refusal("Somebody is not on the sheet any more. Look at it again.")
    _carry_out(actor, session, wanted)


def add(actor: Actor, session: CourseSession, person_id: int) -> None:
    """Somebody came without a seat: they attended. On the sheet already, nothing changes.

    Raises NotAllowed, Refusal as `mark` does and for who could not come, NotFound where the actor
    may not know of them.
    """
    _hold(actor, session)
    if person_id in current(session.id):
        return
    post = people.post_of(person_id, bookings.day_of(session))
    if post is None or not (session.for_all or post.office_id == session.office_id):
        known = person_to_see(actor, person_id)
        raise Refusal(f"On that day {known.name} did not work where this session was for.")
    _carry_out(actor, session, [Changed(person_id, WHOLE, None)])


def current(session_id: int) -> dict[int, Attendance]:
    """What is said of whom, by person."""
    said = select(Attendance).filter_by(session_id=session_id, superseded_at=None)
    fresh = said.execution_options(populate_existing=True)
    return {row.person_id: row for row in db.session.scalars(fresh)}


def _hold(actor: Actor, session: CourseSession) -> None:
    if not access.keeps_sheet(actor, session):
        raise NotAllowed
    access.hold(session)
    if session.cancelled_at is not None:
        raise Refusal(bookings.IS_OFF)
    if session.starts_at > clock.now():
        raise Refusal(TOO_EARLY)


def _changed(
    marks: Mapping[int, Mark | None], present: Mapping[int, Attendance]
) -> list[Changed]:  # fmt: skip
    """The lines that are to be otherwise, in one order."""
    lines = [Changed(one, marks[one], present.get(one)) for one in sorted(marks)]
    return [one for one in lines if one.wanted != _said(one.before)]


def _said(row: Attendance | None) -> Mark | None:
    return Mark(Outcome(row.outcome), row.minutes) if row else None


def _carry_out(actor: Actor, session: CourseSession, wanted: Sequence[Changed]) -> None:
    for one in wanted:
        _check(actor, session, one)
    events.lock(*(events.person(one.person_id) for one in wanted))
    for one in wanted:
        _write(actor, session, one)


def _check(actor: Actor, session: CourseSession, one: Changed) -> None:
    if one.person_id == actor.id:
        raise Refusal(NOT_YOURSELF.format(bookings.whom_to_ask(session.office_id)))
    if one.wanted is None:
        return
    outcome, minutes = one.wanted
    if outcome is not Outcome.PART and minutes is not None:
        raise Refusal("Minutes are said of a part only.", f"minutes-{one.person_id}")
    if outcome is Outcome.PART and not 1 <= (minutes or 0) < session.minutes:
        raise Refusal(
            f"Write how many minutes of the {session.minutes}, or choose another answer.",
            f"minutes-{one.person_id}",
        )


def _write(actor: Actor, session: CourseSession, one: Changed) -> None:
    """What was said is superseded, its record taken back; what is said now follows."""
    if one.before is not None:
        one.before.superseded_at = clock.now()
        _take_back(actor, one.before)
        db.session.flush()
    if one.wanted is not None:
        record = _record(actor, session, one.person_id, one.wanted)
        db.session.add(Attendance(
            session_id=session.id, person_id=one.person_id, outcome=one.wanted.outcome,
            minutes=one.wanted.minutes, record_id=record.id if record else None,
            actor_id=actor.id, recorded_at=clock.now(),
        ))  # fmt: skip
        db.session.flush()
    events.record(
        events.person(one.person_id), "attendance-marked" if one.wanted else "attendance-unmarked",
        actor_id=actor.id, session=session.id, on=bookings.day_of(session),
        outcome=one.wanted.outcome if one.wanted else None,
        minutes=one.wanted.minutes if one.wanted else None,
    )  # fmt: skip


def _take_back(actor: Actor, row: Attendance) -> None:
    if row.record_id is not None:
        record = db.session.get_one(CourseRecord, row.record_id)
        completing.take_back(actor, record, State.TAKEN_BACK)


def _record(
    actor: Actor, session: CourseSession, person_id: int, said: Mark
) -> CourseRecord | None:  # fmt: skip
    """The completion, or the hours of a part, that follows from having been there."""
    course = courses.course(session.course_id)
    if said.outcome is Outcome.NO_SHOW or course is None:
        return None
    whole, on, now = said.outcome is Outcome.ATTENDED, bookings.day_of(session), clock.now()
    record = CourseRecord(
        person_id=person_id, course_id=course.id, title=course.title,
        provider=db.session.get_one(Office, session.office_id).name[:120], how=How.SESSION, on=on,
        minutes=session.minutes if whole else said.minutes, complete=whole,
        session_id=session.id, started_at=now, saved_at=now,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    until = completing.usual_end(person_id, course.id, on) if whole else None
    completing.confirm(actor, record, valid_until=until)
    return record
