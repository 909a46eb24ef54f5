"""The team's training: people by columns of courses, and who lacks which.

A coordinated team shares each client among three jobs; who leads one has to see at a glance whose
training is missing or runs out. Where a course stands for a person is asked of `standing` alone;
who lacks one is asked of the database in the same terms, so that it can be paged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from lms.base import clock, events
from lms.base.db import batched, db, in_force, kept, run, stream
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.conditions import gone, shown
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.training import queries, requirements, validity
from lms.training.counting import counts
from lms.training.models import CourseConfirmation, Requirement, Waiver
from lms.training.queries import Member, Moment, Standings
from lms.training.standing import GOOD, Standing, worst

PAGE = 50
COORDINATED = "coordinated"
TEAM = ("case-manager", "employment-counselor", "clinical-therapist")  # who shares each client
BOSS = aliased(Person)


@dataclass(frozen=True)
class Asked:
    """Whom to show, and as of when."""

    moment: Moment
    search: str = ""
    office_id: int | None = None
    jobs: Collection[str] = ()
    lacking: CourseRow | None = None


class Cell(NamedTuple):
    """How one person stands in one column: how many courses are good, of how many meant."""

    good: int
    meant: int
    worst: Standing | None  # of those that are required and not good, or run out


@dataclass(frozen=True)
class Line:
    """One person of the team."""

    member: Member
    name: str
    office: str
    supervisor: str | None
    standings: Standings
    day: date

    def meant(self, listed: Sequence[CourseRow]) -> list[CourseRow]:
        """Those of these courses that are asked of this person, or meant for the job."""
        fit = {one.id for one in queries.for_role(listed, self.member.job_role)}
        ours = (None, self.member.office_id)
        return [one for one in listed if one.office_id in ours
                and one.id in self.standings
                and (one.id in fit or self.standings[one.id].required)]  # fmt: skip

    def cell(self, listed: Sequence[CourseRow]) -> Cell:
        """How this person stands in these courses."""
        meant = [self.standings[one.id] for one in self.meant(listed)]
        done = sum(one.state in GOOD for one in meant)
        urgent = [one for one in meant if one.to_do]
        return Cell(done, len(meant), worst(urgent, self.day))


def lines(visible: Visible, asked: Asked, page: int) -> tuple[Sequence[Line], bool]:
    """One page of the people a reader may see, and whether there are more.

    Kept while nothing changed, for a quarter of an hour at most: then a session may have begun.
    """
    return _lines(visible, asked, page, events.state(), clock.quarter(clock.now()))


@kept
def _lines(
    visible: Visible, asked: Asked, page: int, _state: tuple[int, int], _quarter: datetime
) -> tuple[Sequence[Line], bool]:
    found = _listed(visible, asked).offset((page - 1) * PAGE).limit(PAGE + 1)
    rows = run(found, {}).all()
    return _told(rows[:PAGE], asked.moment), len(rows) > PAGE


def everyone(visible: Visible, asked: Asked) -> Iterator[Line]:
    """All of them, some at a time: for a file."""
    rows = list(stream(_listed(visible, asked)))
    for some in batched(rows, PAGE * 4):
        yield from _told(some, asked.moment)


def columns(listed: Sequence[CourseRow]) -> Mapping[tuple[str, str], list[CourseRow]]:
    """Courses by their column, in order."""
    found: dict[tuple[str, str], list[CourseRow]] = {}
    for one in listed:
        found.setdefault((one.column_key, one.column_title), []).append(one)
    return found


def _told(rows: Sequence[Any], moment: Moment) -> list[Line]:
    members = queries.since_the_first_day([Member(*row[:4]) for row in rows], moment.at)
    listed = courses.offered({one.office_id for one in members}, moment.at)
    found = queries.standings(members, listed, moment)
    return [
        Line(one, row.name, row.office, row.supervisor, found[one.person_id], moment.day)
        for one, row in zip(members, rows, strict=True)
    ]


def _listed(visible: Visible, asked: Asked) -> Select[*tuple[Any, ...]]:
    day, at = asked.moment.day, asked.moment.at
    found = (
        select(
            *queries.MEMBER,
            Person.name,
            Office.name.label("office"),
            BOSS.name.label("supervisor"),
        )
        .select_from(Person)
        .join(Post, and_(Post.person_id == Person.id, shown(day, at)))
        .join(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(visible.holds(Person.id.expression), ~gone(Person.id, at), *_filters(asked))
    )
    return found.order_by(Person.name, Person.id)


def _filters(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.search:
        yield Person.name.icontains(asked.search, autoescape=True)
    if asked.office_id is not None:
        yield Post.office_id == asked.office_id
    if asked.jobs:
        yield Post.job_role.in_(asked.jobs)
    if asked.lacking is not None:
        yield _lacks(asked.lacking, asked.moment)


def _lacks(course: CourseRow, moment: Moment) -> ColumnElement[bool]:
    """The condition that a post's person should have a course, or it is meant for them, and that
    none is good on the day; in the terms of `standing`.
    """
    asking = _asking(course, moment)
    fits = Post.job_role.in_(course.roles) if course.roles else true()
    meant: ColumnElement[bool] = or_(fits, *(_applies(one, asking) for one in asking))
    if course.office_id is not None:
        meant = and_(meant, Post.office_id == course.office_id)
    return and_(meant, ~_waived(course, moment), ~_good(course, asking, moment))


def _asking(course: CourseRow, moment: Moment) -> Sequence[Requirement]:
    found = select(Requirement).where(
        Requirement.course_id == course.id, requirements.holds_on(moment.day, moment.at)
    )
    return db.session.scalars(found).all()


def _applies(one: Requirement, asking: Sequence[Requirement]) -> ColumnElement[bool]:
    """The condition that a requirement is the one that holds for a post."""
    here = Post.office_id == one.office_id
    if one.job_role:
        return and_(here, Post.job_role == one.job_role)
    own = [other.job_role for other in asking
           if other.office_id == one.office_id and other.job_role]  # fmt: skip
    return and_(here, Post.job_role.not_in(own)) if own else here


def _good(course: CourseRow, asking: Sequence[Requirement], moment: Moment) -> ColumnElement[bool]:
    """The condition that a confirmed completion is good on the day."""
    done, lasting = CourseConfirmation, list[ColumnElement[bool]]()
    for one in asking:
        grace = one.starts_on + timedelta(days=one.within_days)
        if one.valid_months is not None and moment.day > grace:
            still = done.on >= validity.cutoff(moment.day, one.valid_months)
            lasting.append(or_(~_applies(one, asking), still))
    without_end = and_(done.valid_until.is_(None), *lasting)
    return (
        select(done.id)
        .where(done.person_id == Person.id, counts(moment.at, moment.day))
        .where(done.course_id == course.id, done.complete)
        .where(or_(done.valid_until >= moment.day, without_end))
        .exists()
    )


def _waived(course: CourseRow, moment: Moment) -> ColumnElement[bool]:
    return (
        select(Waiver.id)
        .where(Waiver.person_id == Person.id, Waiver.course_id == course.id)
        .where(in_force(Waiver.recorded_at, Waiver.superseded_at, moment.at))
        .exists()
    )
