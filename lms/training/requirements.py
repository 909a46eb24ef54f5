"""What an office asks: which course, of whom, from which day, how soon and how often.

A change begins on a day; what was asked before that day stays as it was, so that nobody's past is
rewritten and a monitor finds what was required then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from lms.base import clock, events
from lms.base import db as ground
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.gate import FIRST_DAY
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import JOB_ROLES, Office
from lms.training.models import Requirement
from lms.training.standing import Asked
from lms.training.validity import MOST_MONTHS

EVERYONE = ""
MOST_DAYS = 730
FAR = timedelta(days=5 * 366)
ONE_DAY = timedelta(days=1)
WITHIN = "Choose a day within the next five years."


@dataclass(frozen=True)
class Terms:
    """What is asked: from a day on, within so many days, good for so many months (None: always)."""

    starts_on: date
    within_days: int = 30
    valid_months: int | None = None


def holds_on(day: date, at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a requirement is asked on `day`, as we know now or knew `at`."""
    return and_(
        ground.in_force(Requirement.recorded_at, Requirement.superseded_at, at),
        Requirement.starts_on <= day,
        or_(Requirement.ends_on.is_(None), Requirement.ends_on >= day),
    )


def of_offices(
    office_ids: Iterable[int], day: date, at: datetime | None = None
) -> Sequence[Requirement]:
    """What these offices ask on `day` or asked before, the latest first."""
    known = ground.in_force(Requirement.recorded_at, Requirement.superseded_at, at)
    begun = Requirement.starts_on <= day
    found = select(Requirement).where(Requirement.office_id.in_(office_ids), known, begun)
    return db.session.scalars(found.order_by(Requirement.starts_on.desc())).all()


def asked(found: Iterable[Requirement], job_role: str, day: date) -> dict[int, Asked]:
    """What is asked of a job role on `day`, by course, out of what one office asked until then.

    What is asked of the role itself goes before what is asked of everyone.
    """
    by_course: dict[int, list[Requirement]] = defaultdict(list)
    for one in found:
        if one.job_role in (EVERYONE, job_role):
            by_course[one.course_id].append(one)
    told = {key: _asked(rows, day) for key, rows in by_course.items()}
    return {key: one for key, one in told.items() if one}


def _asked(rows: Sequence[Requirement], day: date) -> Asked | None:
    """What these rows of one course, the latest first, ask on `day`; and how long already."""
    holding = [one for one in rows if one.ends_on is None or one.ends_on >= day]
    if not holding:
        return None
    since = min(one.starts_on for one in holding)
    for one in rows:
        if one.ends_on is None or one.ends_on >= since - ONE_DAY:
            since = min(since, one.starts_on)
    terms = max(holding, key=lambda one: one.job_role != EVERYONE)
    return Asked(terms.starts_on, terms.within_days, terms.valid_months, since)


def asked_of(person_id: int, day: date) -> Mapping[int, Asked]:
    """What is asked of one person on `day`, by course, by the post held then."""
    post = people.post_of(person_id, day)
    if post is None:
        return {}
    return asked(of_offices([post.office_id], day), post.job_role, day)


def planned(office_id: int, day: date) -> Sequence[Requirement]:
    """What an office asks on `day` or from a later one on."""
    lasting = or_(Requirement.ends_on.is_(None), Requirement.ends_on >= day)
    found = select(Requirement).where(
        Requirement.office_id == office_id, Requirement.superseded_at.is_(None), lasting
    )
    order = (Requirement.course_id, Requirement.job_role, Requirement.starts_on)
    return db.session.scalars(found.order_by(*order)).all()


def find(requirement_id: int) -> Requirement | None:
    """One requirement, also one that was changed since: a page may be old, a button hit twice."""
    return db.session.get(Requirement, requirement_id)


def require(actor: Actor, office: Office, course_id: int, job_role: str, terms: Terms) -> None:
    """Ask a course of a role ("": everyone) from a day on; what was asked before ends there.

    The same again changes nothing. Raises Refusal, naming the field.
    """
    course = courses.course(course_id)
    if course is None or course.retired or course.office_id not in (None, office.id):
        raise Refusal("Choose a course from the list.", "course")
    _check(office, job_role, terms)
    events.lock(events.office(office.id))
    known = _of(office.id, course_id, job_role)
    if any(_same(one, terms) for one in known):
        return
    today = clock.today(office.time_zone)
    if terms.starts_on < today and any(one.starts_on <= today for one in known):
        raise Refusal(
            "A change begins today at the earliest: what was asked before stays as it was.",
            "starts_on",
        )
    _end(known, terms.starts_on)
    db.session.add(
        Requirement(
            office_id=office.id, course_id=course_id, job_role=job_role,
            starts_on=terms.starts_on, within_days=terms.within_days,
            valid_months=terms.valid_months, actor_id=actor.id, recorded_at=clock.now(),
        )
    )  # fmt: skip
    events.record(
        events.office(office.id), "course-required", actor_id=actor.id, course=course.key,
        role=job_role, on=terms.starts_on, days=terms.within_days, months=terms.valid_months,
    )  # fmt: skip


def ask_no_more(
    actor: Actor, office: Office, course_id: int, job_role: str, from_day: date
) -> None:
    """Ask it no more from a day on, today at the earliest. Asked of nobody, nothing changes.

    Raises Refusal.
    """
    today = clock.today(office.time_zone)
    if from_day < today:
        raise Refusal("It can end today at the earliest: what was asked stays as it was.", "ends")
    if from_day > today + FAR:
        raise Refusal(WITHIN, "ends")
    events.lock(events.office(office.id))
    known = _of(office.id, course_id, job_role)
    if not [one for one in known if one.ends_on is None or one.ends_on >= from_day]:
        return
    _end(known, from_day)
    course = courses.course(course_id)
    events.record(
        events.office(office.id), "course-required-no-more", actor_id=actor.id,
        course=course.key if course else "", role=job_role, on=from_day,
    )  # fmt: skip


def _check(office: Office, job_role: str, terms: Terms) -> None:
    if job_role and job_role not in JOB_ROLES:
        raise Refusal("Choose a job from the list.", "job_role")
    if not FIRST_DAY <= terms.starts_on <= clock.today(office.time_zone) + FAR:
        raise Refusal(WITHIN, "starts_on")
    if not 0 <= terms.within_days <= MOST_DAYS:
        raise Refusal(f"Write a number of days from 0 to {MOST_DAYS}.", "within_days")
    if terms.valid_months is not None and not 1 <= terms.valid_months <= MOST_MONTHS:
        raise Refusal(f"Write a number of months from 1 to {MOST_MONTHS}.", "valid_months")


def _of(office_id: int, course_id: int, job_role: str) -> Sequence[Requirement]:
    """What is known now of one office, course and role, whenever it holds."""
    mine = select(Requirement).filter_by(
        office_id=office_id, course_id=course_id, job_role=job_role, superseded_at=None
    )
    return db.session.scalars(mine.order_by(Requirement.starts_on)).all()


def _same(one: Requirement, terms: Terms) -> bool:
    said = Terms(one.starts_on, one.within_days, one.valid_months)
    return said == terms and one.ends_on is None


def _end(known: Sequence[Requirement], from_day: date) -> None:
    """Whatever holds on this day or later ends before it; what was to begin later never does."""
    ending = [one for one in known if one.ends_on is None or one.ends_on >= from_day]
    now = clock.now()
    for one in ending:
        one.superseded_at = now
    db.session.flush()
    db.session.add_all(
        Requirement(
            office_id=one.office_id, course_id=one.course_id, job_role=one.job_role,
            starts_on=one.starts_on, ends_on=from_day - ONE_DAY, within_days=one.within_days,
            valid_months=one.valid_months, actor_id=one.actor_id, recorded_at=now,
        )
        for one in ending
        if one.starts_on < from_day
    )  # fmt: skip
    db.session.flush()
