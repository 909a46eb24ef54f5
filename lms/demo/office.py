"""The demo's office: where it is, who signs there, on which days it is closed, who is in.

Everyone is made up; addresses end in a name that can never be anyone's (`.example`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from sqlalchemy import func, select

from lms.base import clock
from lms.base.db import db
from lms.demo.plan import ZONE
from lms.demo.stages import LEARNERS, Learner
from lms.people.models import Person
from lms.progress.models import Enrollment, Term

NAME = "Harborlight, Salt Lake City"
PASSWORD = "lantern-harbor-maple"  # noqa: S105  # meant to be known: it is on the sign-in page
NEAR = timedelta(days=190)  # past and future that the learners' dates reach
FIXED = (
    (1, 1, "New Year’s Day"), (6, 19, "Juneteenth"), (7, 4, "Independence Day"),
    (11, 11, "Veterans Day"), (12, 25, "Christmas Day"),
)  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Someone who signs, looks after accounts, or reads records."""

    handle: str
    name: str
    who: str


SUPERVISOR = Colleague("daniel", "Daniel Okafor", "Supervisor of all five: approvals wait")
OFFICER = Colleague("priya", "Priya Raman", "Training officer of the office")
ADMINISTRATOR = Colleague("ruth", "Ruth Adler", "Administrator: accounts and settings")
AUDITOR = Colleague("sam", "Sam Weiss", "Auditor: reads records")
CAST: tuple[Learner | Colleague, ...] = (*LEARNERS, SUPERVISOR, OFFICER, ADMINISTRATOR, AUDITOR)


def email(handle: str) -> str:
    """The address someone of the demo signs in with."""
    return f"{handle}@harborlight.example"


EMAILS = [email(one.handle) for one in CAST]


def holidays(today: date) -> dict[date, str]:
    """The days around `today` on which the office is closed, with their names."""
    years = range((today - NEAR).year, (today + NEAR).year + 2)
    days = (found for year in years for found in _federal(year))
    return dict(sorted((day, name) for day, name in days if abs(day - today) <= NEAR))


def _federal(year: int) -> Iterator[tuple[date, str]]:
    """Some federal holidays; one on a weekend is kept on the nearest weekday."""
    for month, number, name in FIXED:
        day = date(year, month, number)
        yield day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)), name
    first = date(year, 11, 1)
    thursday = (3 - first.weekday()) % 7
    yield first + timedelta(days=thursday + 21), "Thanksgiving Day"


class Inside(Enum):
    """Who is in the database."""

    NOBODY = "nobody"
    DEMO = "the demo"
    OTHERS = "real people"


def inside() -> Inside:
    """Who is in the database: the demo is there when all of its people are."""
    people = select(func.count()).select_from(Person)
    ours = db.session.scalar(people.where(Person.email.in_(EMAILS)))
    if ours == len(EMAILS):
        return Inside.DEMO
    return Inside.OTHERS if db.session.scalar(people) else Inside.NOBODY


@dataclass(frozen=True)
class CastLine:
    """One line of the sign-in page of a demo."""

    name: str
    who: str
    email: str
    password: str


def listed() -> Sequence[CastLine]:
    """Whom a visitor can be: only people who are there; nobody when the demo isn't loaded."""
    rows = db.session.execute(
        select(Person.email, Person.name, func.min(Term.starts_on))
        .outerjoin(Enrollment, Enrollment.person_id == Person.id)
        .outerjoin(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
        .where(Person.email.in_(EMAILS), Person.deactivated_at.is_(None))
        .group_by(Person.email, Person.name)
    )
    known = {address: (name, start) for address, name, start in rows}
    return [
        CastLine(known[address][0], _said(one.who, known[address][1]), address, PASSWORD)
        for one, address in zip(CAST, EMAILS, strict=True)
        if address in known
    ]


def _said(who: str, start: date | None) -> str:
    today = clock.today(ZONE)
    return who.format(day=((today - start).days if start else 0) + 1)
