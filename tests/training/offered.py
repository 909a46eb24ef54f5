"""Plain factories for course sessions: offered, with people in them, begun, with a sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

import time_machine

from lms.base.db import db
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.people.models import Office, Person
from lms.training import bookings, sessions
from lms.training.attendance import Mark, Outcome
from lms.training.models import Booking, CourseRecord, CourseSession
from lms.training.offering import Repeats, Terms
from tests.cast import actor, posted
from tests.progress.history import rows

COURSE, OTHER_COURSE = "case-management-assessment", "employment-plan"
DAY, HOUR = date(2026, 3, 10), time(13)  # a Tuesday; the clocks went forward two days before
TERMS = Terms(DAY, HOUR, "America/Denver", 90, 2, place="Room 4, upstairs")
SESSIONS = "/training/sessions"
NEW = f"{SESSIONS}/new"
ATTENDED, NO_SHOW = Mark(Outcome.ATTENDED), Mark(Outcome.NO_SHOW)


def course(key: str = COURSE) -> int:
    """The id of a course of the catalogue."""
    found = courses.course_id(key)
    assert found is not None
    return found


def terms(**change: object) -> Terms:
    """A session for two on Tuesday at one, with some of it changed."""
    return replace(TERMS, **change)  # type: ignore[arg-type]


def offered(officer: Actor, office: Office, **change: Any) -> CourseSession:
    """One session."""
    [made] = sessions.schedule(officer, office, course(), terms(**change))
    db.session.commit()
    return made


def series(officer: Actor, office: Office, repeats: Repeats, **change: Any) -> list[CourseSession]:
    """A series of them."""
    made = sessions.schedule(officer, office, course(), terms(**change), repeats)
    db.session.commit()
    return made


def staff(office: Office, number: int, first: int = 0) -> list[Person]:
    """So many people of an office."""
    return [posted(f"Person {place:03}", office) for place in range(first, first + number)]


def signed_up(session: CourseSession, people: Iterable[Person]) -> None:
    """They sign up, one after the other."""
    for one in people:
        bookings.sign_up(actor(one), session)
    db.session.commit()


def seated(session: CourseSession) -> list[int]:
    """Who has a seat, by turn."""
    return [row.person_id for row in bookings.current(session.id) if not row.waiting]


def waiting(session: CourseSession) -> list[int]:
    """Who waits, by turn."""
    return [row.person_id for row in bookings.current(session.id) if row.waiting]


def turns(session: CourseSession) -> Sequence[int]:
    """The turns of everybody in it."""
    return [row.turn for row in bookings.current(session.id)]


def begins(session: CourseSession, noon: time_machine.Traveller) -> None:
    """The time has come."""
    noon.move_to(session.starts_at)


def records(person_id: int) -> list[CourseRecord]:
    """Somebody's records, the oldest first."""
    found = db.session.query(CourseRecord).filter_by(person_id=person_id)
    return found.order_by(CourseRecord.id).all()


def facts(person_id: int) -> list[tuple[date, int | None, str | None]]:
    """What the ledger says of somebody's courses: day, minutes, task."""
    return [(row["effective_on"], row["minutes"], row["task_key"])
            for row in rows("ledger").values()
            if (row["person_id"], row["kind"]) == (person_id, "course")
            and row["superseded_at"] is None]  # fmt: skip


def booked(session: CourseSession) -> list[Booking]:
    """Every line of its seats, those that hold no more too."""
    return db.session.query(Booking).filter_by(session_id=session.id).order_by(Booking.id).all()


def form(**change: object) -> dict[str, object]:
    """A session as an officer fills it in."""
    filled = {
        "course": course(), "day": "2026-03-10", "at": "13:00", "zone": "America/Denver",
        "minutes": "90", "seats": "2", "place": "Room 4", "url": "", "trainer_id": "",
        "trainer": "", "closes_hours": "24", "pattern": "", "number": "",
    }  # fmt: skip
    return filled | change


def page_of(made: CourseSession) -> str:
    """Its address."""
    return f"{SESSIONS}/{made.id}"
