"""What a daily mail says of training: courses that are late or run out, seats, what came back.

A course that runs out is told while there is still time to renew it; what is said of seats is
worked out in `seats.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from lms.base.db import db
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.notices import seats
from lms.notices.queries import Reader
from lms.notices.seats import SeatNews
from lms.training import queries as training
from lms.training.models import CourseRecord, State
from lms.training.queries import Moment
from lms.training.standing import Standing

SOON = timedelta(days=7)


class CourseNews(NamedTuple):
    """A course that is late, or will be within a week."""

    title: str
    on: date
    late: bool
    renewed: bool  # it was completed before


@dataclass(frozen=True)
class TrainingNews:
    """What there is to say to one person."""

    courses: Sequence[CourseNews] = ()
    seats: Sequence[SeatNews] = ()
    returned: int = 0  # records that need action

    @property
    def says_something(self) -> bool:
        """Whether there is anything."""
        return bool(self.courses or self.seats or self.returned)


@dataclass
class _Found:
    """The same while it is gathered."""

    courses: list[CourseNews] = field(default_factory=list)
    seats: list[SeatNews] = field(default_factory=list)
    returned: int = 0


def news(readers: Sequence[Reader]) -> Mapping[int, TrainingNews]:
    """What there is to say to these people; in a fixed number of statements for each date."""
    found: dict[int, _Found] = defaultdict(_Found)
    for day in sorted({one.today for one in readers}):  # two dates on earth, at most three
        for person_id, listed in _courses([one.id for one in readers if one.today == day], day):
            found[person_id].courses += listed
    ids = [one.id for one in readers]
    for person_id, listed_seats in seats.news(ids).items():
        found[person_id].seats += listed_seats
    for person_id, number in _returned(ids):
        found[person_id].returned = number
    return {key: TrainingNews(one.courses, one.seats, one.returned)
            for key, one in found.items()}  # fmt: skip


def _courses(
    person_ids: Sequence[int], day: date
) -> Iterable[tuple[int, list[CourseNews]]]:  # fmt: skip
    members = training.members(person_ids, day)
    listed = courses.offered({one.office_id for one in members})
    standings = training.standings(members, listed, Moment(day))
    for person_id, by_course in standings.items():
        told = [(course, by_course[course.id]) for course in listed]
        yield person_id, [_course(course, one, day) for course, one in told if _urgent(one, day)]


def _urgent(one: Standing, day: date) -> bool:
    """Late or nearly, and nothing is under way: a seat or a request is an answer already.

    A place on a waiting list is none: whoever only waits may never get in.
    """
    near = one.due_on is not None and one.due_on <= day + SOON
    seated = one.seat is not None and not one.seat.waiting
    return one.to_do and near and not seated and not one.requested


def _course(course: CourseRow, one: Standing, day: date) -> CourseNews:
    assert one.due_on is not None, "it is urgent"
    return CourseNews(course.title, one.due_on, one.due_on < day, one.record is not None)


def _returned(person_ids: Collection[int]) -> Iterable[tuple[int, int]]:
    """How many records need action."""
    rows = db.session.execute(
        select(CourseRecord.person_id, func.count())
        .where(CourseRecord.person_id.in_(person_ids), CourseRecord.state == State.RETURNED)
        .group_by(CourseRecord.person_id)
    )
    return [(person_id, number) for person_id, number in rows]
