"""Sessions in lists, fully loaded: a page costs the same whatever the number of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.base import clock
from lms.base.db import db
from lms.curriculum.models import CourseTerm
from lms.people.actor import Actor
from lms.people.models import Office, Person
from lms.training.models import Attendance, Booking, CourseSession

PAGE = 20
TRAINER, MINE = aliased(Person), aliased(Booking)
NOBODY = (0, 0, 0)


class Offer(NamedTuple):
    """A session with its words and numbers, and where the reader stands."""

    session: CourseSession
    title: str  # of the course
    retired: bool  # the course is offered no more: nobody new comes
    office: str
    trainer: str  # by whom it is taught; "" where nobody is named
    taken: int
    waiting: int
    place: int  # the reader's on the waiting list; 0 where they do not wait
    mine: bool  # the reader has a seat, or waits

    @property
    def left(self) -> int:
        """Seats that are free."""
        return max(self.session.seats - self.taken, 0)

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self.session.starts_at <= clock.now()

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.session.starts_at + timedelta(minutes=self.session.minutes) <= clock.now()

    @property
    def open(self) -> bool:
        """Whether people cancel by themselves now, and sign up."""
        return self.session.cancelled_at is None and self.session.closes_at > clock.now()

    @property
    def joins(self) -> bool:
        """Whether people sign up by themselves now."""
        return self.open and not self.retired


class Booked(NamedTuple):
    """A seat or a place that somebody has in a session to come."""

    session_id: int
    title: str  # of the course
    starts_at: datetime
    zone: str
    waiting: bool


def upcoming(
    actor: Actor, page: int = 1, *, mine: bool = False, course_id: int | None = None
) -> tuple[list[Offer], bool]:
    """Sessions from today on that the actor may come to, runs or teaches, those they are in first.

    And whether there is more.
    """
    found = _offers(actor).where(_seen(actor), CourseSession.starts_at >= _today(actor))
    found = found.where(CourseSession.cancelled_at.is_(None))
    if mine:
        found = found.where(MINE.id.is_not(None))
    if course_id is not None:
        found = found.where(CourseSession.course_id == course_id)
    order = (MINE.id.is_(None), CourseSession.starts_at, CourseSession.id)
    return _page(actor, found.order_by(*order), page)


def to_mark(actor: Actor, page: int = 1) -> tuple[list[Offer], bool]:
    """Sessions that began whose attendance the actor keeps and has not said in full, oldest first.

    And whether there is more.
    """
    unsaid = exists().where(
        Booking.session_id == CourseSession.id, Booking.superseded_at.is_(None),
        Booking.waiting.is_(False), Booking.person_id != actor.id,
        ~exists().where(
            Attendance.session_id == CourseSession.id, Attendance.superseded_at.is_(None),
            Attendance.person_id == Booking.person_id,
        ),
    )  # fmt: skip
    began = and_(CourseSession.starts_at <= clock.now(), CourseSession.cancelled_at.is_(None))
    found = _offers(actor).where(_kept(actor), began, unsaid)
    return _page(actor, found.order_by(CourseSession.starts_at, CourseSession.id), page)


def of_series(actor: Actor, series_id: int | None) -> list[Offer]:
    """The sessions of a series that the actor may know of, in order; none without a series."""
    if series_id is None:
        return []
    found = _offers(actor).where(CourseSession.series_id == series_id, _seen(actor))
    return _read(actor, found.order_by(CourseSession.starts_at, CourseSession.id))


def offer(actor: Actor, session_id: int) -> Offer:
    """One session, which the actor may see."""
    [found] = _read(actor, _offers(actor).where(CourseSession.id == session_id))
    return found


def booked(person_id: int) -> list[Booked]:
    """Everything somebody is in that is still to come, the next first.

    By the sessions, not by the courses of an office: a course that is offered no more, or that is
    another office's own, still takes place for whoever has a seat.
    """
    found = (
        select(CourseSession.id, CourseTerm.title, CourseSession.starts_at, CourseSession.zone,
               Booking.waiting)
        .join(Booking, Booking.session_id == CourseSession.id)
        .join(CourseTerm, _described())
        .where(Booking.person_id == person_id, Booking.superseded_at.is_(None))
        .where(CourseSession.cancelled_at.is_(None), CourseSession.starts_at > clock.now())
        .order_by(CourseSession.starts_at, CourseSession.id)
    )  # fmt: skip
    return [Booked(*row) for row in db.session.execute(found)]


def offices_run(actor: Actor) -> dict[int, str]:
    """The offices whose sessions the actor schedules, by name."""
    held = true() if actor.is_administrator else Office.id.in_(actor.officer_of)
    rows = db.session.execute(select(Office.id, Office.name).where(held).order_by(Office.name))
    return dict(rows.all())


def zones() -> list[str]:
    """The clocks that our offices go by."""
    return sorted(db.session.scalars(select(Office.time_zone).distinct()))


def _offers(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(CourseSession, CourseTerm.title, CourseTerm.retired, Office.name, TRAINER.name,
               MINE.id)
        .join(CourseTerm, _described())
        .join(Office, Office.id == CourseSession.office_id)
        .outerjoin(TRAINER, TRAINER.id == CourseSession.trainer_id)
        .outerjoin(MINE, _mine(actor, CourseSession.id))
    )  # fmt: skip


def _described() -> ColumnElement[bool]:
    """The words of a session's course as they are now."""
    return and_(CourseTerm.course_id == CourseSession.course_id, CourseTerm.superseded_at.is_(None))


def _page(
    actor: Actor, found: Select[*tuple[Any, ...]], page: int
) -> tuple[list[Offer], bool]:  # fmt: skip
    rows = _read(actor, found.offset((page - 1) * PAGE).limit(PAGE + 1))
    return rows[:PAGE], len(rows) > PAGE


def _read(actor: Actor, found: Select[*tuple[Any, ...]]) -> list[Offer]:
    rows = db.session.execute(found).all()
    counted = _counted(actor, [row[0].id for row in rows])
    return [
        Offer(session, title, retired, office, trainer or session.trainer,
              *counted.get(session.id, NOBODY), mine is not None)
        for session, title, retired, office, trainer, mine in rows
    ]  # fmt: skip


def _counted(actor: Actor, session_ids: Sequence[int]) -> Mapping[int, tuple[int, int, int]]:
    """Of each session: seats taken, people waiting, and the actor's place among them (0: none)."""
    before = and_(Booking.waiting, MINE.waiting, Booking.turn <= MINE.turn)
    held = (
        select(Booking.session_id, _number(Booking.waiting.is_(False)),
               _number(Booking.waiting.is_(True)), _number(before))
        .outerjoin(MINE, _mine(actor, Booking.session_id))
        .where(Booking.session_id.in_(session_ids), Booking.superseded_at.is_(None))
        .group_by(Booking.session_id)
    )  # fmt: skip
    rows = db.session.execute(held)
    return {key: (taken, waiting, place) for key, taken, waiting, place in rows}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Of how many rows it is true."""
    return func.sum(case((condition, 1), else_=0))


def _mine(actor: Actor, session_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that a booking is the actor's seat or place in a session."""
    return and_(MINE.session_id == session_id, MINE.person_id == actor.id,
                MINE.superseded_at.is_(None))  # fmt: skip


def _seen(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor may know of a session; access.session_to_see says it of one."""
    here = {actor.office_id} | actor.auditor_of
    return or_(
        CourseSession.for_all, CourseSession.office_id.in_(here - {None}), MINE.id.is_not(None),
        _kept(actor),
    )  # fmt: skip


def _kept(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor keeps its sheet, as access.keeps_sheet has it."""
    if actor.is_administrator:
        return true()
    return or_(CourseSession.office_id.in_(actor.officer_of), CourseSession.trainer_id == actor.id)


def _today(actor: Actor) -> datetime:
    """What was on today is still found: the link of one that is going on, say."""
    return clock.start_of(actor.today, actor.zone)
