"""Where courses stand for people, many at once: as many statements for one as for fifty."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from lms.base import clock
from lms.base.db import db, in_force, run
from lms.curriculum.courses import CourseRow
from lms.people.conditions import shown
from lms.people.models import Post
from lms.progress.models import TRAINING, Fact, Kind, Outcome, Review
from lms.training import requests, requirements, waivers
from lms.training.counting import counts
from lms.training.models import (
    Booking,
    CourseConfirmation,
    CourseRecord,
    CourseSession,
    State,
    TrainingRequest,
)
from lms.training.standing import Asked, Completed, Known, Seat, Standing, standing

LISTED, USUAL_DAYS, TOLD_DAYS = 50, 30, 30
ONE_DAY = timedelta(days=1)
Standings = Mapping[int, Standing]  # by course


class Member(NamedTuple):
    """Somebody in a post: what is asked of them follows from it."""

    person_id: int
    office_id: int
    job_role: str
    since: date  # first day in this job in this office


@dataclass(frozen=True)
class Moment:
    """The day that is looked at, and what was known then; `at` None is now."""

    day: date
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The moment after which a session is still to come."""
        return self.at or clock.now()


MEMBER = (Post.person_id, Post.office_id, Post.job_role, Post.starts_on)  # as in a Member


def member(person_id: int, day: date) -> Member | None:
    """Somebody in the post of `day`, or else the first to come; None without any."""
    return next(iter(members([person_id], day)), None)


def members(person_ids: Collection[int], day: date) -> list[Member]:
    """These people, each in the post of `day` or else the first to come; without one left out."""
    rows = db.session.execute(select(*MEMBER).where(Post.person_id.in_(person_ids), shown(day)))
    return since_the_first_day([Member(*row) for row in rows])


def since_the_first_day(found: Sequence[Member], at: datetime | None = None) -> list[Member]:
    """The same, each since the first day in this job in this office.

    Posts that follow each other day by day, under another supervisor, are one time in the job; who
    went and came back begins anew.
    """
    begun = {one.person_id: one for one in found}
    known = select(*MEMBER, Post.ends_on).where(
        Post.person_id.in_(begun), in_force(Post.recorded_at, Post.superseded_at, at)
    )
    for *post, ends_on in run(known.order_by(Post.starts_on.desc()), {}):
        before = Member._make(post)
        one = begun[before.person_id]
        if ends_on == one.since - ONE_DAY and one == before._replace(since=one.since):
            begun[one.person_id] = before
    return list(begun.values())


def standings(
    members: Collection[Member], courses: Sequence[CourseRow], moment: Moment
) -> dict[int, Standings]:
    """Where each course stands for each of these people, by person and course."""
    people = [one.person_id for one in members]
    found = _Facts.read(people, moment)
    asked = _asked(members, moment)
    return {
        one.person_id: {
            course.id: standing(
                found.known(one, course.id, asked[one].get(course.id) or _by_list(course, one)),
                moment.day,
            )
            for course in courses
        }
        for one in members
    }


def for_role(courses: Iterable[CourseRow], job_role: str) -> list[CourseRow]:
    """The courses that are meant for a job role."""
    return [one for one in courses if not one.roles or job_role in one.roles]


def _by_list(course: CourseRow, one: Member) -> Asked | None:
    """What the list of courses itself requires, where the office asks nothing else.

    How often it is renewed was said when it was confirmed (`completing.usual_end`).
    """
    meant = course.required and (not course.roles or one.job_role in course.roles)
    return Asked(date.min, USUAL_DAYS, None, date.min) if meant else None


def _asked(members: Collection[Member], moment: Moment) -> dict[Member, dict[int, Asked]]:
    by_office = defaultdict(list)
    offices = {one.office_id for one in members}
    for row in requirements.of_offices(offices, moment.day, moment.at):
        by_office[row.office_id].append(row)
    return {
        one: requirements.asked(by_office[one.office_id], one.job_role, moment.day)
        for one in members
    }


Key = tuple[int, int]  # person, course


@dataclass(frozen=True)
class _Facts:
    """What is known of some people, by person and course."""

    completed: Mapping[Key, list[Completed]]
    seats: Mapping[Key, list[Seat]]
    requested: Collection[Key]
    waived: Collection[Key]

    @classmethod
    def read(cls, people: Collection[int], moment: Moment) -> "_Facts":
        """Four statements, whatever the number of people and courses."""
        return cls(
            _completed(people, moment), _seats(people, moment),
            requests.open_requests(people, moment.at), waivers.waived(people, moment.at),
        )  # fmt: skip

    def known(self, one: Member, course_id: int, asked: Asked | None) -> Known:
        """What is known of one person and one course."""
        key = (one.person_id, course_id)
        return Known(
            asked, one.since, self.completed.get(key, ()), self.seats.get(key, ()),
            key in self.requested, key in self.waived,
        )  # fmt: skip


def _completed(people: Collection[int], moment: Moment) -> dict[Key, list[Completed]]:
    """The record that is good longest, of those with an end and of those without: at most two."""
    one = CourseConfirmation
    place = func.row_number().over(
        partition_by=(one.person_id, one.course_id, one.valid_until.is_(None)),
        order_by=(one.valid_until.desc(), one.on.desc(), one.record_id.desc()),
    )
    ranked = (
        select(one.person_id, one.course_id, one.record_id, one.on, one.valid_until,
               place.label("place"))
        .where(one.person_id.in_(people), counts(moment.at, moment.day))
        .where(one.complete, one.course_id.is_not(None))
        .subquery()
    )  # fmt: skip
    columns = [column for column in ranked.c if column.key != "place"]
    found: dict[Key, list[Completed]] = defaultdict(list)
    for person_id, course_id, *record in run(select(*columns).where(ranked.c.place == 1), {}):
        found[person_id, course_id].append(Completed._make(record))
    return found


def _seats(people: Collection[int], moment: Moment) -> dict[Key, list[Seat]]:
    rows = db.session.execute(
        select(Booking.person_id, CourseSession.course_id, CourseSession.id,
               CourseSession.starts_at, CourseSession.zone, Booking.waiting)
        .join(CourseSession, CourseSession.id == Booking.session_id)
        .where(Booking.person_id.in_(people))
        .where(in_force(Booking.recorded_at, Booking.superseded_at, moment.at))
        .where(to_come(moment))
    )  # fmt: skip
    found: dict[Key, list[Seat]] = defaultdict(list)
    for person_id, course_id, session_id, starts_at, zone, waiting in rows:
        found[person_id, course_id].append(Seat(session_id, starts_at, zone, waiting))
    return found


def to_come(moment: Moment) -> ColumnElement[bool]:
    """The condition that a session is still to come and was not called off."""
    standing_yet: ColumnElement[bool] = CourseSession.cancelled_at.is_(None)
    if moment.at is not None:
        standing_yet = or_(standing_yet, CourseSession.cancelled_at > moment.at)
    return and_(CourseSession.starts_at > moment.now, standing_yet)


def unfinished(person_id: int) -> Sequence[CourseRecord]:
    """A person's records that wait for them or for an answer, the latest first."""
    mine = select(CourseRecord).where(
        CourseRecord.person_id == person_id,
        CourseRecord.state.in_((State.DRAFT, State.PENDING, State.RETURNED)),
    )
    return db.session.scalars(mine.order_by(CourseRecord.id.desc()).limit(LISTED)).all()


class Request(NamedTuple):
    """A training outside that somebody asked for, with the answer."""

    id: int
    title: str
    on: date
    outcome: str | None


def asking(person_id: int) -> list[Request]:
    """A person's requests that wait for an answer or for the training itself, or were declined
    of late.
    """
    recorded = exists().where(CourseRecord.request_id == TrainingRequest.id)
    of_late = Review.closed_at > clock.now() - timedelta(days=TOLD_DAYS)
    declined = and_(Review.outcome == Outcome.RETURNED, of_late)
    rows = db.session.execute(
        select(TrainingRequest.id, TrainingRequest.title, TrainingRequest.on, Review.outcome)
        .join(Review, and_(Review.kind == TRAINING, Review.source_id == TrainingRequest.id))
        .where(TrainingRequest.person_id == person_id, Review.superseded_at.is_(None), ~recorded)
        .where(or_(Review.closed_at.is_(None), Review.outcome == Outcome.ACCEPTED, declined))
        .order_by(TrainingRequest.id.desc())
        .limit(LISTED)
    )
    return [Request(*row) for row in rows]


def minutes_of(person_id: int, first: date, last: date) -> int:
    """The minutes of courses that one person completed, whole or in part, in these days."""
    mine = select(func.coalesce(func.sum(Fact.minutes), 0)).where(
        Fact.person_id == person_id, Fact.kind == Kind.COURSE, Fact.superseded_at.is_(None),
        Fact.effective_on >= first, Fact.effective_on <= last,
    )  # fmt: skip
    return int(db.session.scalar(mine) or 0)
