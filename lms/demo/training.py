"""The demo's training: what Salt Lake City asks, sessions that were and are to come, records.

Between them they show each state a course can be in: missing, asked for, booked, on a waiting
list, in date, running out, expired, waived, and attended in part.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO

from sqlalchemy import select

from lms.base import clock, files
from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum import courses, own_courses
from lms.curriculum.own_courses import OwnCourse
from lms.demo.branches import DANIEL, HOME, PRIYA, Colleague
from lms.demo.certificates import certificate
from lms.demo.holidays import holidays
from lms.demo.learners import LEARNERS
from lms.demo.opening import person
from lms.demo.past import Past
from lms.demo.plan import at, open_day
from lms.demo.stages import Learner
from lms.people.models import Office
from lms.progress.due import due_on
from lms.progress.models import COURSE, TRAINING, Review
from lms.training import (
    access,
    attendance,
    bookings,
    decisions,
    evidence,
    records,
    requests,
    requirements,
    sending,
    sessions,
    waivers,
)
from lms.training.attendance import Mark, Outcome
from lms.training.models import CourseSession, How
from lms.training.offering import Repeats, Terms
from lms.training.records import Writing
from lms.training.requests import Wish
from lms.training.series import Pattern

CIRCLE = "Learning circle"
LONG_AGO = 396  # days; the office had just opened
ASKED = (
    ("rccm", "case-manager", 60, None), ("rccm", "icm-specialist", 60, None),
    ("effective-notes", "case-manager", 45, None), ("secondary-trauma", "", 90, 12),
    ("understanding-trauma", "case-manager", 90, 24),
)  # fmt: skip
WEBINAR = (
    "Motivational interviewing: first steps", "Valley University Extension",
    "It fits what I noticed in my last role-play: I give advice too soon.",
)  # fmt: skip
WORKSHOP = (
    "Working with interpreters by phone", "Wasatch Language Network",
    "Most of my calls go through a phone interpreter, and I was never taught how.",
)  # fmt: skip
AT_HOME: list[Colleague | Learner] = [
    DANIEL, PRIYA, *(one for one in LEARNERS if one.office is HOME)
]  # fmt: skip
TAUGHT_IT = "She taught writing notes for six years. I read three of hers: nothing to add."
STAFF = {one.handle: one for one in AT_HOME}
Step = tuple[datetime, Callable[[], object]]


@dataclass(frozen=True)
class Meeting:
    """A session: how many days ago it was (less than 0: it is to come), who came or has a seat."""

    course: str
    days: int
    minutes: int
    came: tuple[str, ...]
    seats: int = 12
    part: tuple[str, ...] = ()  # who had to leave early
    at: time = time(13, 0)


MEETINGS = (
    Meeting("secondary-trauma", 345, 90, ("daniel",)),
    Meeting("rccm", 118, 180, ("grace",)),
    Meeting("understanding-trauma", 97, 120, ("grace",)),
    Meeting("rccm", 55, 180, ("yonas",)),
    Meeting("effective-notes", 33, 120, ("yonas",), part=("yonas",)),
    Meeting("rccm", -9, 180, ("hanna", "marisol", "abdul"), seats=2),
    Meeting("secondary-trauma", -16, 90, ("yonas",)),
)


def steps(past: Past, today: date) -> Iterator[Step]:
    """What happened when; each to be done as if it were then."""
    there = past.offices[HOME]
    yield _day(LONG_AGO, today, time(9, 20)), partial(_ask, past, there)
    yield _day(150, today, time(8, 40)), partial(_circle, past, there, today)
    for one in MEETINGS:
        yield from _meeting(past, there, one, today)
    yield from _records(past, today)


def _day(days: int, today: date, wall: time) -> datetime:
    """So many days ago, when the office was open."""
    return at(open_day(today - timedelta(days=days), holidays(HOME, today)), wall, HOME)


def _ask(past: Past, there: Office) -> None:
    officer, today = past.actor(PRIYA), clock.today(HOME.zone)
    for key, role, within, months in ASKED:
        terms = requirements.Terms(today, within, months)
        requirements.require(officer, there, _course(key), role, terms)
    wanted = OwnCourse(CIRCLE, "An hour a month among colleagues: one brings a question from "
                       "practice, all think along.", minutes=60)  # fmt: skip
    own_courses.add(there.id, wanted, actor_id=officer.id)


def _course(key: str) -> int:
    found = courses.course_id(key)
    assert found is not None
    return found


def _circle(past: Past, there: Office, today: date) -> None:
    """Once a month on a Wednesday, for a year."""
    first = open_day(today - timedelta(days=140), holidays(HOME, today))
    first += timedelta(days=(2 - first.weekday()) % 7)
    circle = next(one.id for one in courses.catalogue(there.id) if one.title == CIRCLE)
    terms = Terms(first, time(12, 0), HOME.zone, 60, 20, place="Library, second floor",
                  url="https://meet.harborlight.example/circle", for_all=True,
                  trainer_id=person(PRIYA).id)  # fmt: skip
    sessions.schedule(past.actor(PRIYA), there, circle, terms, Repeats(Pattern.MONTHLY, 12))


def _meeting(past: Past, there: Office, one: Meeting, today: date) -> Iterator[Step]:
    day = _open(today - timedelta(days=one.days), holidays(HOME, today))
    begins, ahead = at(day, one.at, HOME), (today - day).days
    planned, signed = max(ahead + 12, 4), max(ahead + 5, 1)
    yield _day(planned, today, time(8, 5)), partial(_schedule, past, there, one, day)
    for minute, handle in enumerate(one.came):
        moment = _day(signed, today, time(16, 40 + minute))
        yield moment, partial(_sign_up, past, one, begins, handle)
    if one.days > 0:
        ended = begins + timedelta(minutes=one.minutes)
        yield ended, partial(_mark, past, one, begins)


def _open(day: date, closed: Collection[date]) -> date:
    """The day, or the next one on which the office is open."""
    return due_on(day, 0, closed)


def _schedule(past: Past, there: Office, one: Meeting, day: date) -> None:
    terms = Terms(day, one.at, HOME.zone, one.minutes, one.seats, place="Meeting room B",
                  trainer_id=person(PRIYA).id)  # fmt: skip
    sessions.schedule(past.actor(PRIYA), there, _course(one.course), terms)


def _session(one: Meeting, begins: datetime) -> CourseSession:
    meant = select(CourseSession).filter_by(course_id=_course(one.course), starts_at=begins)
    return db.session.scalars(meant).one()


def _sign_up(past: Past, one: Meeting, begins: datetime, handle: str) -> None:
    bookings.sign_up(past.actor(STAFF[handle]), _session(one, begins))


def _mark(past: Past, one: Meeting, begins: datetime) -> None:
    marks: dict[int, Mark | None] = {
        person(STAFF[handle]).id: Mark(Outcome.PART, one.minutes // 2) if handle in one.part
        else Mark(Outcome.ATTENDED)
        for handle in one.came
    }  # fmt: skip
    attendance.mark(past.actor(PRIYA), _session(one, begins), marks)


def _records(past: Past, today: date) -> Iterator[Step]:
    """Records of e-learning and outside training, one confirmed, one waiting; requests."""
    grace, marisol, yonas, hanna = (STAFF[one] for one in ("grace", "marisol", "yonas", "hanna"))
    yield _day(106, today, time(15, 5)), partial(_send, past, grace, "effective-notes", 45)
    yield _day(101, today, time(9, 35)), partial(_confirm, past, grace)
    yield _day(3, today, time(15, 12)), partial(_send, past, marisol, "effective-notes", 50)
    yield _day(13, today, time(11, 20)), partial(_wish, past, yonas, WEBINAR, 21)
    yield _day(8, today, time(9, 50)), partial(_approve, past, yonas)
    yield _day(2, today, time(14, 30)), partial(_wish, past, hanna, WORKSHOP, 28)
    yield _day(92, today, time(10, 40)), partial(_on_paper, past, grace, "secondary-trauma")
    yield _day(4, today, time(8, 55)), partial(_waive, past, STAFF["anahit"], "effective-notes")


def _send(past: Past, who: Colleague | Learner, key: str, minutes: int) -> None:
    me = past.actor(who)
    record = records.begin(me, _course(key), provider="Harborlight e-learning", how=How.E_LEARNING)
    shown = files.check("certificate.pdf", BytesIO(certificate(record.title)))
    evidence.add(me, record, [shown])
    said = Writing(
        provider=record.provider, how=How.E_LEARNING, on=me.today, minutes=minutes,
        reflection="A note is for whoever comes after me, so I now begin with what is next.",
        version=record.version,
    )  # fmt: skip
    sending.send(me, record, said)


def _confirm(past: Past, who: Colleague | Learner) -> None:
    boss = past.actor(DANIEL)
    review = access.review_to_answer(boss, _waiting(who, COURSE), COURSE)
    decisions.confirm(boss, review, Words(), None)


def _on_paper(past: Past, who: Colleague | Learner, key: str) -> None:
    """Of a job before this one; by now its year is over."""
    boss = past.actor(DANIEL)
    on = boss.today - timedelta(days=300)
    said = Writing(provider="Prairie Relief", how=How.E_LEARNING, on=on, minutes=60)
    until = on + timedelta(days=365)
    decisions.record_for(boss, person(who), decisions.Paper(_course(key), said, until))


def _waive(past: Past, who: Colleague | Learner, key: str) -> None:
    waivers.waive(past.actor(DANIEL), person(who).id, _course(key), TAUGHT_IT)


def _wish(past: Past, who: Colleague | Learner, told: tuple[str, str, str], ahead: int) -> None:
    me, (title, provider, reason) = past.actor(who), told
    on = _open(me.today + timedelta(days=ahead), ())
    requests.ask(me, Wish(None, title, provider, on, minutes=120, reason=Words(reason)))


def _approve(past: Past, who: Colleague | Learner) -> None:
    boss = past.actor(DANIEL)
    requests.approve(boss, access.review_to_answer(boss, _waiting(who, TRAINING), TRAINING))


def _waiting(who: Colleague | Learner, kind: str) -> int:
    """What somebody sent that waits."""
    mine = select(Review.id).filter_by(person_id=person(who).id, kind=kind, closed_at=None)
    return db.session.scalars(mine).one()
