"""The demo's cast: who is in the database, and whom a visitor can be.

Everyone is made up; addresses end in a name that can never be anyone's (`.example`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import func, select

from lms.base import clock
from lms.base.db import db
from lms.demo.branches import (
    COLETTE,
    DANIEL,
    ELENI,
    HOME,
    PRIYA,
    RUTH,
    SAM,
    TERESA,
    WALTER,
    Colleague,
)
from lms.demo.learners import LEARNERS, NEW_HIRES
from lms.demo.stages import Learner, NewHire
from lms.people import queries as people
from lms.people.models import Person
from lms.progress.models import Enrollment, Term

PASSWORD = "lantern-harbor-maple"  # noqa: S105  # meant to be known: it is on the sign-in page
AT_HOME = (DANIEL, PRIYA, RUTH, SAM)
ELSEWHERE = (TERESA, COLETTE, ELENI, WALTER)
CAST: tuple[Learner | NewHire | Colleague, ...] = (
    *(one for one in LEARNERS if one.office is HOME), *NEW_HIRES, *AT_HOME,
    *(one for one in LEARNERS if one.office is not HOME), *ELSEWHERE,
)  # fmt: skip
ALWAYS_THERE = frozenset(
    ("abdul", "marisol", "hanna", "yonas", "grace", "daniel", "priya", "ruth", "sam")
)  # whoever a demo of any age has


def email(handle: str) -> str:
    """The address someone of the demo signs in with."""
    return f"{handle}@harborlight.example"


EMAILS = [email(one.handle) for one in CAST]


class Inside(Enum):
    """Who is in the database."""

    NOBODY = "nobody"
    DEMO = "the demo"
    OLDER_DEMO = "a demo from when it had fewer people"
    OTHERS = "real people"


def inside() -> Inside:
    """Who is in the database: the demo is there when all of its people are."""
    found = set(db.session.scalars(select(Person.email).where(Person.email.in_(EMAILS))))
    if len(found) == len(EMAILS):
        return Inside.DEMO
    if found >= {email(handle) for handle in ALWAYS_THERE}:
        return Inside.OLDER_DEMO
    return Inside.OTHERS if people.anyone() else Inside.NOBODY


@dataclass(frozen=True)
class CastLine:
    """One line of the sign-in page of a demo."""

    name: str
    who: str
    email: str
    password: str


def listed() -> Sequence[CastLine]:
    """Whom a visitor can be: only people who are there and have a password to sign in with."""
    rows = db.session.execute(
        select(Person.email, Person.name, func.min(Term.starts_on))
        .outerjoin(Enrollment, Enrollment.person_id == Person.id)
        .outerjoin(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
        .where(Person.email.in_(EMAILS), Person.deactivated_at.is_(None))
        .where(Person.password_hash.is_not(None))
        .group_by(Person.email, Person.name)
    )
    known = {address: (name, start) for address, name, start in rows}
    return [
        CastLine(known[address][0], _said(one.who, known[address][1]), address, PASSWORD)
        for one, address in zip(CAST, EMAILS, strict=True)
        if address in known
    ]


def _said(who: str, start: date | None) -> str:
    today = clock.today(HOME.zone)
    return who.format(day=((today - start).days if start else 0) + 1)
