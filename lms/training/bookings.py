"""Seats and the waiting list of a session: who comes first has a seat, who gives it up makes room.

The session's row is the lock of its seats and is taken before any person, so that two hundred who
sign up at once come one after the other. Moving up is part of what made the room: nobody waits
while a seat is free, until it begins.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotAllowed, Refusal
from lms.base.events import NewLine
from lms.base.filters import moment
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress.access import person_to_see
from lms.training import access
from lms.training.models import Booking, CourseSession

CANCELLED, CALLED_OFF = "session-cancelled", "session-called-off"
BEGAN = "This session has begun. Who was there is said on its attendance sheet."
IS_OFF = "This session was called off. Nothing was changed."
NO_MORE = (
    "This course is offered no more. The session takes place for those who are in it, and nobody "
    "new is put on."
)
JUST_NOW = "They signed up for a session a moment ago. Do it once more; nothing was changed."


def sign_up(actor: Actor, session: CourseSession) -> Booking:
    """A seat, or else a place at the end of the waiting list. Twice keeps the first turn.

    Raises Refusal after the deadline, and for who cannot come.
    """
    access.hold(session)
    present = _of(session, actor.id)
    if present is not None:
        return present
    _refuse_late(session, "sign up")
    return _add(actor, session, actor.id)


def cancel(actor: Actor, session: CourseSession) -> None:
    """Give the seat or the place up. Without one nothing changes. Raises Refusal when it is late.

    Whoever signs up again begins at the end of the list.
    """
    access.hold(session)
    present = _of(session, actor.id)
    if present is not None:
        _refuse_late(session, "cancel")
        settle(actor.id, session, [present])


def put_on(actor: Actor, session: CourseSession, person_id: int) -> Booking:
    """An officer signs somebody up, until it begins. Twice changes nothing.

    Raises NotFound for whom the officer may not know of, Refusal.
    """
    _refuse_stranger(actor, session)
    access.hold(session)
    present = _of(session, person_id)
    if present is not None:
        return present
    _refuse_begun(session)
    return _add(actor, session, person_id)


def take_off(actor: Actor, session: CourseSession, person_id: int) -> None:
    """An officer gives somebody's seat or place up, until it begins. Twice changes nothing.

    Raises Refusal.
    """
    _refuse_stranger(actor, session)
    access.hold(session)
    present = _of(session, person_id)
    if present is not None:
        _refuse_begun(session)
        settle(actor.id, session, [present])


def release(person_id: int, *, actor_id: int | None, also: Collection[events.Subject] = ()) -> None:
    """Somebody left: their seats in sessions to come go to whoever waits.

    In a transaction that holds no person yet: the sessions are taken first, in one order; `also`
    are the chains that the caller needs besides, so that all are taken at once. Raises Refusal
    where they signed up for one more before they were taken: its row comes before any person.
    """
    held = _to_come(person_id)
    for session in held:
        access.hold(session)
    leaving = [(session, row) for session in held if session.starts_at > clock.now()
               for row in current(session.id) if row.person_id == person_id]  # fmt: skip
    touched = {person_id}
    for session, row in leaving:
        touched |= {one.person_id for one in rising(session, [row])}
    events.lock(*also, *map(events.person, touched))
    if {*_to_come(person_id)} - {*held}:
        raise Refusal(JUST_NOW)
    for session, row in leaving:
        settle(actor_id, session, [row])


def current(session_id: int) -> Sequence[Booking]:
    """Everybody with a seat or a place in a session, by turn."""
    mine = select(Booking).filter_by(session_id=session_id, superseded_at=None)
    ordered = mine.order_by(Booking.turn).execution_options(populate_existing=True)
    return db.session.scalars(ordered).all()


def rising(session: CourseSession, gone: Collection[Booking] = ()) -> list[Booking]:
    """Who moves up when these are gone, by turn; nobody once it began or was called off."""
    if session.cancelled_at is not None or session.starts_at <= clock.now():
        return []
    leaving = {row.id for row in gone}
    staying = [row for row in current(session.id) if row.id not in leaving]
    free = session.seats - sum(not row.waiting for row in staying)
    return [row for row in staying if row.waiting][: max(free, 0)]


def settle(
    actor_id: int | None, session: CourseSession, gone: Sequence[Booking], verb: str = CANCELLED
) -> None:
    """These go, and whoever waits longest moves up. The caller holds the session."""
    up = rising(session, gone)
    events.lock(*(events.person(row.person_id) for row in (*gone, *up)))
    _end([*gone, *up])
    for row in up:
        _write(session, row.person_id, row.turn, waiting=False)
    on = day_of(session)
    told = [(verb, row) for row in gone] + [("session-moved-up", row) for row in up]
    events.record_all([
        NewLine(events.person(row.person_id), said, actor_id, {"session": session.id, "on": on})
        for said, row in told
    ])  # fmt: skip


def day_of(session: CourseSession) -> date:
    """The day of a session, by its own clock."""
    return clock.today(session.zone, session.starts_at)


def _add(actor: Actor, session: CourseSession, person_id: int) -> Booking:
    if session.cancelled_at is not None:
        raise Refusal(IS_OFF)
    course = courses.course(session.course_id)
    if course is None or course.retired:
        raise Refusal(NO_MORE)
    events.lock(events.person(person_id))
    _refuse_who_cannot_come(actor, session, person_id)
    seated = sum(not row.waiting for row in current(session.id))
    last = db.session.scalar(select(func.max(Booking.turn)).filter_by(session_id=session.id))
    row = _write(session, person_id, (last or 0) + 1, waiting=seated >= session.seats)
    events.record(
        events.person(person_id), "session-waiting" if row.waiting else "session-booked",
        actor_id=actor.id, session=session.id, on=day_of(session),
    )  # fmt: skip
    return row


def _write(session: CourseSession, person_id: int, turn: int, *, waiting: bool) -> Booking:
    row = Booking(session_id=session.id, person_id=person_id, waiting=waiting, turn=turn,
                  recorded_at=clock.now())  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _end(rows: Sequence[Booking]) -> None:
    """Flushed at once: of one person only one row is current, and new ones follow."""
    for row in rows:
        row.superseded_at = clock.now()
    db.session.flush()


def _of(session: CourseSession, person_id: int) -> Booking | None:
    return next((row for row in current(session.id) if row.person_id == person_id), None)


def _to_come(person_id: int) -> Sequence[CourseSession]:
    """The sessions to come in which somebody has a seat or a place, in the order of their ids."""
    found = select(CourseSession).join(Booking, Booking.session_id == CourseSession.id)
    mine = found.where(Booking.person_id == person_id, Booking.superseded_at.is_(None))
    coming = mine.where(CourseSession.starts_at > clock.now())
    return db.session.scalars(coming.order_by(CourseSession.id)).all()


def _refuse_stranger(actor: Actor, session: CourseSession) -> None:
    if not access.runs(actor, session.office_id):
        raise NotAllowed


def _refuse_begun(session: CourseSession) -> None:
    if session.starts_at <= clock.now():
        raise Refusal(BEGAN)


def _refuse_late(session: CourseSession, what: str) -> None:
    """After the deadline people ask, for the room is prepared."""
    if session.cancelled_at is not None:
        raise Refusal(IS_OFF)
    _refuse_begun(session)
    if session.closes_at <= clock.now():
        raise Refusal(
            f"Until {moment(session.closes_at, session.zone)} you could {what} by yourself. "
            f"Now ask {whom_to_ask(session.office_id)}."
        )


def whom_to_ask(office_id: int) -> str:
    """The training officer of an office, by name where there is one."""
    names = [name for name, _ in people.officers(office_id)]
    return "the training officer" + (f", {' or '.join(names)}" if names else "")


def _refuse_who_cannot_come(actor: Actor, session: CourseSession, person_id: int) -> None:
    """By the post of today, read after the person was locked: who leaves now gets no seat.

    Raises NotFound for whom the actor may not know of: a refusal would name people of other
    offices, one id after the other.
    """
    who = people.actor(person_id)
    office_id = who.office_id if who else None
    if office_id is not None and (session.for_all or office_id == session.office_id):
        return
    known, you = person_to_see(actor, person_id), person_id == actor.id
    if office_id is None:
        raise Refusal(
            "You have no post today, so there is no seat for you." if you
            else "They have no post today. Choose somebody who works here."
        )  # fmt: skip
    raise Refusal(
        "This session is for another office." if you
        else f"This session is for its own office, and {known.name} works elsewhere."
    )  # fmt: skip
