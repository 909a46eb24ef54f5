"""Sessions as an office offers them: scheduled once or in a series, changed, called off.

A session is changed in place, for those who come look at one page; each change is a line in the
office's record and raises a number by which calendars know the newer state.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotAllowed, Refusal
from lms.base.filters import day as worded
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.actor import Actor
from lms.people.models import Office
from lms.training import access, bookings, offering
from lms.training.models import CourseSession, Series
from lms.training.offering import Repeats, Terms

ONCE = Repeats()
SAME_OFFERING = ("zone", "minutes", "place", "url", "trainer_id", "trainer", "for_all")
BEGAN = "This session has begun, so it stays as it was."


def schedule(
    actor: Actor, office: Office, course_id: int, terms: Terms, repeats: Repeats = ONCE
) -> list[CourseSession]:
    """Offer a course once or in a series; the same once more changes nothing.

    Raises NotAllowed, and Refusal naming the field.
    """
    if not access.runs(actor, office.id):
        raise NotAllowed
    course = courses.course(course_id)
    if course is None or course.retired or course.office_id not in (None, office.id):
        raise Refusal("Choose a course from the list.", "course")
    terms = offering.checked(office, terms)
    wanted = [offering.columns(terms, at)
              for at in offering.starts(terms, repeats.days(terms.day))]  # fmt: skip
    events.lock(events.office(office.id))
    if known := _known(office, course, wanted):
        return known
    if wanted[0]["closes_at"] <= clock.now():
        raise Refusal("Nobody could sign up any more. Choose fewer hours.", "closes_hours")
    return _make(actor, office, course, wanted, repeats)


def change(actor: Actor, session: CourseSession, terms: Terms) -> None:
    """Offer it otherwise; more seats move people up. The same once more changes nothing.

    Raises NotAllowed, and Refusal naming the field, for fewer seats than are taken, and once it
    began or was called off.
    """
    _hold(actor, session)
    if session.cancelled_at is not None:
        raise Refusal(bookings.IS_OFF)
    if session.starts_at <= clock.now():
        raise Refusal(BEGAN)
    office = db.session.get_one(Office, session.office_id)
    terms = offering.checked(office, terms, session.trainer_id)
    [starts_at] = offering.starts(terms, [terms.day])
    taken = sum(not row.waiting for row in bookings.current(session.id))
    if terms.seats < taken:
        raise Refusal(f"{taken} seats are taken. Take somebody off first.", "seats")
    _rewrite(actor, session, offering.columns(terms, starts_at))


def call_off(actor: Actor, session: CourseSession, *, rest: bool = False) -> None:
    """It does not take place, and everybody in it is let go; `rest`: nor do those after it.

    What is called off already stays so. Raises NotAllowed, and Refusal once it began.
    """
    meant = [session, *(_after(session) if rest else ())]
    for one in sorted(meant, key=lambda one: one.id):  # in the order that everybody takes them
        _hold(actor, one)
    if session.starts_at <= clock.now():
        raise Refusal(BEGAN)
    off = [one for one in meant if one.cancelled_at is None]
    let_go = {one.id: bookings.current(one.id) for one in off}
    events.lock(
        events.office(session.office_id),
        *(events.person(row.person_id) for rows in let_go.values() for row in rows),
    )
    for one in off:
        one.cancelled_at, one.version = clock.now(), one.version + 1
        _tell(actor, one, bookings.CALLED_OFF)
        bookings.settle(actor.id, one, let_go[one.id], bookings.CALLED_OFF)


def _hold(actor: Actor, session: CourseSession) -> None:
    if not access.runs(actor, session.office_id):
        raise NotAllowed
    access.hold(session)


def _known(
    office: Office, course: CourseRow, wanted: Sequence[Mapping[str, Any]]
) -> list[CourseSession]:
    """The same sessions, where they are scheduled already. Raises Refusal where some of them are.

    A second press of the button would else offer everything twice.
    """
    at = [one["starts_at"] for one in wanted]
    there = select(CourseSession).filter_by(
        office_id=office.id, course_id=course.id, cancelled_at=None,
        **{name: wanted[0][name] for name in SAME_OFFERING},
    ).where(CourseSession.starts_at.in_(at))  # fmt: skip
    found = list(db.session.scalars(there.order_by(CourseSession.starts_at)))
    if found and len(found) < len(wanted):
        day = worded(bookings.day_of(found[0]))
        raise Refusal(f"On {day} it is scheduled like this already. Choose other days.", "day")
    return found


def _make(
    actor: Actor, office: Office, course: CourseRow, wanted: Sequence[Mapping[str, Any]],
    repeats: Repeats,
) -> list[CourseSession]:  # fmt: skip
    """Every session, each with its line."""
    now, series = clock.now(), None
    if repeats.pattern is not None:
        series = Series(course_id=course.id, office_id=office.id, pattern=repeats.pattern,
                        made_at=now)  # fmt: skip
        db.session.add(series)
        db.session.flush()
    made = [
        CourseSession(course_id=course.id, office_id=office.id, made_by=actor.id, made_at=now,
                      series_id=series.id if series else None, **one)
        for one in wanted
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    for session in made:
        _tell(actor, session, "session-scheduled", course=course.key)
    return made


def _rewrite(actor: Actor, session: CourseSession, wanted: Mapping[str, Any]) -> None:
    changed = [name for name, value in wanted.items() if getattr(session, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(session, name, wanted[name])
    session.version += 1
    db.session.flush()
    up = bookings.rising(session)
    events.lock(events.office(session.office_id), *(events.person(row.person_id) for row in up))
    _tell(actor, session, "session-changed", what=" ".join(sorted(changed)))
    bookings.settle(actor.id, session, [])


def _after(session: CourseSession) -> Sequence[CourseSession]:
    """The later ones of its series."""
    if session.series_id is None:
        return []
    later = select(CourseSession).where(
        CourseSession.series_id == session.series_id, CourseSession.id != session.id,
        CourseSession.starts_at > session.starts_at,
    )  # fmt: skip
    return db.session.scalars(later.order_by(CourseSession.starts_at)).all()


def _tell(actor: Actor, session: CourseSession, verb: str, **more: str) -> None:
    """One line in the office's record: numbers, days and closed words only."""
    events.record(
        events.office(session.office_id), verb, actor_id=actor.id, session=session.id,
        on=bookings.day_of(session), minutes=session.minutes, seats=session.seats, **more,
    )  # fmt: skip
