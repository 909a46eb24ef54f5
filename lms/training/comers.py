"""Who is in a session and who could be, fully loaded; whoever waits is shown page by page."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, null, or_, select, true

from lms.base import clock
from lms.base.db import db
from lms.people.conditions import holds_on
from lms.people.models import Office, Person, Post
from lms.training import bookings
from lms.training.models import Attendance, Booking, CourseSession

PAGE = 100
OFFERED = 20  # people to choose from at once


class Comer(NamedTuple):
    """Somebody of a session: with a seat, waiting, or who came without one."""

    person_id: int
    name: str
    turn: int | None  # None: came without a seat
    waiting: bool
    outcome: str  # "" while nothing is said
    minutes: int | None  # of a part


class Choice(NamedTuple):
    """Somebody who could come."""

    id: int
    name: str
    office: str


def on_sheet(session_id: int) -> list[Comer]:
    """Whose line a sheet has: seats by turn, then who came without one. As many as came."""
    found = db.session.execute(_comers(session_id, waiting=False))
    return [Comer(*row) for row in found]


def comers(session: CourseSession, page: int = 1) -> tuple[list[Comer], bool]:
    """Everybody of a session: seats by turn, the waiting list, then who came without a seat.

    Of one that was called off, who would have come: somebody tells them. And whether there are
    more: a waiting list has no end.
    """
    found = _comers(session.id, waiting=True) if session.cancelled_at is None else _let_go(session)
    rows = db.session.execute(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return [Comer(*row) for row in rows[:PAGE]], len(rows) > PAGE


def could_come(
    session: CourseSession, *, search: str = "", then: bool = False
) -> tuple[list[Choice], bool]:
    """Who could be put on, by the posts of today; whoever has a seat or waits is left out.

    `then`: who could have come on its own day, without those who have a seat or are on the sheet.
    And whether there are more than these.
    """
    day = bookings.day_of(session) if then else clock.today(session.zone)
    found = (
        select(Person.id, Person.name, Office.name)
        .join(Post, and_(Post.person_id == Person.id, holds_on(day)))
        .join(Office, Office.id == Post.office_id)
        .where(Person.deactivated_at.is_(None), ~_inside(session.id, waiting=not then))
        .where(true() if session.for_all else Post.office_id == session.office_id)
    )
    if words := search.strip().lower():
        found = found.where(func.lower(Person.name).contains(words, autoescape=True))
    rows = db.session.execute(found.order_by(Person.name, Person.id).limit(OFFERED + 1)).all()
    return [Choice(*row) for row in rows[:OFFERED]], len(rows) > OFFERED


def _comers(session_id: int, *, waiting: bool) -> Select[*tuple[Any, ...]]:
    """The lines of whoever is in it, as Comers."""
    seat = and_(Booking.session_id == session_id, Booking.person_id == Person.id,
                Booking.superseded_at.is_(None))  # fmt: skip
    said = and_(Attendance.session_id == session_id, Attendance.person_id == Person.id,
                Attendance.superseded_at.is_(None))  # fmt: skip
    return (
        select(Person.id, Person.name, Booking.turn, func.coalesce(Booking.waiting, literal(False)),
               func.coalesce(Attendance.outcome, ""), Attendance.minutes)
        .outerjoin(Booking, seat)
        .outerjoin(Attendance, said)
        .where(_inside(session_id, waiting=waiting))
        .order_by(Booking.id.is_(None), Booking.waiting, Booking.turn, Person.name, Person.id)
    )  # fmt: skip


def _let_go(session: CourseSession) -> Select[*tuple[Any, ...]]:
    """The same of who was let go when it was called off, by turn."""
    return (
        select(Person.id, Person.name, Booking.turn, Booking.waiting, literal(""), null())
        .join(Booking, Booking.person_id == Person.id)
        .where(Booking.session_id == session.id, Booking.superseded_at >= session.cancelled_at)
        .order_by(Booking.turn)
    )


def _inside(session_id: int, *, waiting: bool) -> ColumnElement[bool]:
    """The condition that somebody has a seat or is on the sheet; or waits, where that counts."""
    seat = select(Booking.person_id).filter_by(session_id=session_id, superseded_at=None)
    if not waiting:
        seat = seat.filter_by(waiting=False)
    said = select(Attendance.person_id).filter_by(session_id=session_id, superseded_at=None)
    return or_(Person.id.in_(seat), Person.id.in_(said))
