"""Who may open what of training.

A learner has their own records and requests. Those who may see a person's states and dates see
the records and the evidence, for they are proof; a reflection is read by its author and by whoever
decides on it. Sessions are open to the office they belong to, or to all; its training officer runs
them, and the trainer keeps the attendance.
"""

from sqlalchemy import ColumnElement, exists, or_, select

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.models import COURSE, TRAINING, Review
from lms.progress.offices import offices
from lms.training.models import (
    SEEN,
    Attendance,
    Booking,
    CourseRecord,
    CourseSession,
    TrainingRequest,
)


def session_to_see(actor: Actor, session_id: int) -> CourseSession:
    """A session the actor may come to, runs, teaches, has a seat in or was at. Raises NotFound."""
    session = db.session.get(CourseSession, session_id)
    if session is None or not (sees_session(actor, session) or _is_of(actor, session)):
        raise NotFound
    return session


def session_to_run(actor: Actor, session_id: int) -> CourseSession:
    """A session that the actor schedules. NotFound, or NotAllowed for who may only see it."""
    session = session_to_see(actor, session_id)
    if not runs(actor, session.office_id):
        raise NotAllowed
    return session


def session_to_keep(actor: Actor, session_id: int) -> CourseSession:
    """A session whose attendance the actor keeps: its trainer, or who runs it."""
    session = session_to_see(actor, session_id)
    if not keeps_sheet(actor, session):
        raise NotAllowed
    return session


def runs(actor: Actor, office_id: int) -> bool:
    """Whether the actor schedules an office's sessions."""
    return actor.is_administrator or office_id in actor.officer_of


def keeps_sheet(actor: Actor, session: CourseSession) -> bool:
    """Whether the actor says who was there."""
    return runs(actor, session.office_id) or session.trainer_id == actor.id


def sees_session(actor: Actor, session: CourseSession) -> bool:
    """Whether the actor may know of a session."""
    here = session.for_all or session.office_id == actor.office_id
    looks_on = session.office_id in actor.auditor_of
    return here or looks_on or keeps_sheet(actor, session)


def _is_of(actor: Actor, session: CourseSession) -> bool:
    """A seat or a place that is held now, or was until it was called off; or a line of its sheet.

    So whoever moved to another office still opens what their own record is of; whoever gave the
    seat up has no way to the link any more.
    """
    held: ColumnElement[bool] = Booking.superseded_at.is_(None)
    if session.cancelled_at is not None:
        held = or_(held, Booking.superseded_at >= session.cancelled_at)
    seat, marked = (
        exists().where(row.session_id == session.id, row.person_id == actor.id)
        for row in (Booking, Attendance)
    )
    return db.session.scalar(select(or_(seat.where(held), marked))) is True


def own_record(actor: Actor, record_id: int) -> CourseRecord:
    """A record of the actor's own. NotFound for strangers, NotAllowed for who may only look."""
    record = record_to_see(actor, record_id)
    if record.person_id != actor.id:
        raise NotAllowed
    return record


def record_to_see(actor: Actor, record_id: int) -> CourseRecord:
    """A record the actor may look at: an own one, or one of their people that was sent."""
    record = db.session.get(CourseRecord, record_id)
    if record is None or not (record.person_id == actor.id or _sees(actor, record)):
        raise NotFound
    return record


def record_to_lead(actor: Actor, record_id: int) -> CourseRecord:
    """A record of someone whom the actor leads today. NotFound, or NotAllowed for onlookers."""
    record = record_to_see(actor, record_id)
    if not access.leads(actor, record.person_id):
        raise NotAllowed
    return record


def own_request(actor: Actor, request_id: int) -> TrainingRequest:
    """A request of the actor's own. NotFound for strangers, NotAllowed for who may only look."""
    asked = request_to_see(actor, request_id)
    if asked.person_id != actor.id:
        raise NotAllowed
    return asked


def request_to_see(actor: Actor, request_id: int) -> TrainingRequest:
    """A request the actor may know of: an own one, or of their people. Raises NotFound."""
    asked = db.session.get(TrainingRequest, request_id)
    if asked is None or not (
        asked.person_id == actor.id or access.may_look(actor, asked.person_id)
    ):
        raise NotFound
    return asked


def review_to_answer(actor: Actor, review_id: int, kind: str) -> Review:
    """A review of a record (COURSE) or a request (TRAINING), for who signs today or decided it.

    Raises NotFound, NotAllowed.
    """
    assert kind in (COURSE, TRAINING)
    review = access.review_to_answer(actor, review_id)
    if review.kind != kind:
        raise NotFound
    return review


def course_to_see(actor: Actor, course_id: int, person_id: int | None = None) -> CourseRow:
    """A course of the file, of the actor's own office, or of one whose people the actor may see;
    about a person, of that person's office. Raises NotFound.
    """
    course = courses.course(course_id)
    if course is None:
        raise NotFound
    mine = actor.office_id if person_id is None else people.office_of(person_id)
    if course.office_id in (None, mine):
        return course
    if person_id is None and course.office_id in {one.id for one in offices(access.visible(actor))}:
        return course
    raise NotFound


def hold(session: CourseSession) -> None:
    """Take the session's row for this transaction, and read it again: its seats queue up here.

    Always before any person, so that two who take both cannot block each other.
    """
    db.session.refresh(session, with_for_update=True)


def hold_record(record: CourseRecord) -> None:
    """Take the lock of its person, and read the record again: what the page knew may be old."""
    events.lock(events.person(record.person_id))
    db.session.refresh(record)


def hold_request(asked: TrainingRequest) -> None:
    """The same for a request."""
    events.lock(events.person(asked.person_id))
    db.session.refresh(asked)


def _sees(actor: Actor, record: CourseRecord) -> bool:
    return record.state in SEEN and access.may_look(actor, record.person_id)
