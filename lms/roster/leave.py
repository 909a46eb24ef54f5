"""Leave: from when to when somebody is away, and never why.

Whoever comes back finds as many working days left for every open date as there were before the
leave. A leave recorded by mistake is taken back, and the dates with it; the record keeps both.
"""

from datetime import date, timedelta

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Leave, Person
from lms.progress import rescheduling, rules
from lms.progress.work import works_of

EARLIEST, FURTHEST = date(2000, 1, 1), date(2200, 1, 1)
LONGEST = timedelta(days=2 * 366)
MEANWHILE = "Someone changed this leave meanwhile. Look at it again; nothing was changed."


def record(actor: Actor, person: Person, starts_on: date, ends_on: date | None) -> int:
    """Someone is away from one day to another, both included; the end may not be known yet (None).

    Returns how many due dates moved. The same once more changes nothing. Raises Refusal for days
    that cannot be, and for a leave that overlaps another.
    """
    known = _lock(person)
    if any((one.starts_on, one.ends_on) == (starts_on, ends_on) for one in known):
        return 0
    if not EARLIEST <= starts_on < FURTHEST:
        raise Refusal("Choose a first day after 1999 and before 2200.", "starts_on")
    _check(starts_on, ends_on, known)
    now = clock.now()
    db.session.add(Leave(person_id=person.id, starts_on=starts_on, ends_on=ends_on,
                         actor_id=actor.id, first_at=now, recorded_at=now))  # fmt: skip
    _tell(actor, person, "leave-recorded", on=starts_on, until=ends_on)
    return _follow(actor, person)


def change(actor: Actor, person: Person, leave_id: int, ends_on: date | None) -> int:
    """Another last day, or none known; returns how many due dates moved.

    The same once more changes nothing. Raises NotFound for another's leave, Refusal for days that
    cannot be and for one that was changed or taken back meanwhile.
    """
    known = _lock(person)
    leave, present = _found(person, leave_id)
    if present is not None and present.ends_on == ends_on:
        return 0
    if present is None or present.id != leave.id:
        raise Refusal(MEANWHILE)
    _check(leave.starts_on, ends_on, [one for one in known if one.id != leave.id])
    was, now = leave.ends_on, clock.now()
    leave.superseded_at = now
    db.session.add(Leave(person_id=person.id, starts_on=leave.starts_on, ends_on=ends_on,
                         actor_id=actor.id, first_at=leave.first_at, recorded_at=now))  # fmt: skip
    _tell(actor, person, "leave-changed", on=leave.starts_on, was=was, until=ends_on)
    return _follow(actor, person)


def take_back(actor: Actor, person: Person, leave_id: int) -> int:
    """A leave that was recorded by mistake no longer holds; returns how many due dates moved.

    A second time changes nothing. Raises NotFound, and Refusal for one changed meanwhile.
    """
    _lock(person)
    leave, present = _found(person, leave_id)
    if present is None:
        return 0
    if present.id != leave.id:
        raise Refusal(MEANWHILE)
    leave.superseded_at = clock.now()
    _tell(actor, person, "leave-taken-back", on=leave.starts_on, until=leave.ends_on)
    return _follow(actor, person)


def _lock(person: Person) -> list[Leave]:
    """Take the person for this transaction; returns the leaves that hold."""
    db.session.flush()
    events.lock(events.person(person.id))
    db.session.expire_all()  # what was read before waiting may be old
    return people.leaves(person.id)


def _check(starts_on: date, ends_on: date | None, others: list[Leave]) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("The last day is before the first. Check both.", "ends_on")
    if ends_on is not None and ends_on - starts_on > LONGEST:
        raise Refusal("Record at most two years at once.", "ends_on")
    for one in others:
        if starts_on <= (one.ends_on or date.max) and one.starts_on <= (ends_on or date.max):
            raise Refusal("This overlaps another leave. Change that one instead.", "starts_on")


def _found(person: Person, leave_id: int) -> tuple[Leave, Leave | None]:
    """The leave of a page, and as it holds now: the same, a later state of it, or None."""
    leave = db.session.get(Leave, leave_id)
    if leave is None or leave.person_id != person.id:
        raise NotFound
    same = select(Leave).filter_by(person_id=person.id, first_at=leave.first_at,
                                   starts_on=leave.starts_on, superseded_at=None)  # fmt: skip
    return leave, db.session.scalar(same)


def _tell(actor: Actor, person: Person, verb: str, **days: date | None) -> None:
    db.session.flush()
    events.record(events.person(person.id), verb, actor_id=actor.id, **days)


def _follow(actor: Actor, person: Person) -> int:
    """Every guide this person is on goes by the leaves as they are now."""
    return sum(rescheduling.catch_up(actor.id, rules.lock(work)) for work in works_of(person.id))
