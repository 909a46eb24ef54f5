"""What waits for a decision, for whom and how long: where a learner cannot go on alone.

Who signs follows from the posts of today, as on the approvals page: the active supervisor, else
the office's training officers. Titles and dates only, never what was written; of an entry of the
log, which has its own files, only that it waits.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Signers
from lms.people.models import Holiday, Office, Person
from lms.progress import due
from lms.progress.access import Visible
from lms.progress.models import (
    COURSE,
    DISCUSSION,
    ENTRY,
    EXTENSION,
    OBSERVATION,
    RATING,
    RESPONSE,
    TRAINING,
    Review,
)
from lms.reports.scope import BOSS, Choice, Found, Line, Read, people, plain

HEAD = ("Person", "Office", "Waits for", "Task", "Kind", "Sent", "Working days")
NOTES = (
    "Waits for is who signs by the posts of today: the supervisor, else the training officers.",
    "Working days counts the days after it was sent on which the person’s office is open.",
    "What an entry of the log is about stands in the log, and not here.",
)
KINDS = {
    RESPONSE: "A reflection", DISCUSSION: "A conversation", OBSERVATION: "An observation",
    EXTENSION: "A question for more time", ENTRY: "A log entry",
    COURSE: "A course", TRAINING: "A training outside", RATING: "A review of competencies",
}  # fmt: skip
AGES = ((1, "0–1"), (3, "2–3"), (5, "4–5"), (None, "6 or more"))  # working days, at most
OFFICERS = "Training officers"


class Calendar:
    """When the offices are closed, in one query."""

    def __init__(self) -> None:
        self.closed: dict[int, set[date]] = {}
        for office_id, on in db.session.execute(select(Holiday.office_id, Holiday.on)):
            self.closed.setdefault(office_id, set()).add(on)
        self.ages: dict[tuple[int, date], int] = {}  # many things were sent on the same day

    def age(self, office_id: int | None, zone: str, sent_on: date) -> int:
        """How many working days something has waited there."""
        key = (office_id or 0, sent_on)
        if key not in self.ages:
            closed = self.closed.get(key[0], ())
            self.ages[key] = due.working_days(sent_on, clock.today(zone), closed)
        return self.ages[key]


ZONE = func.coalesce(Office.time_zone, clock.DEFAULT_ZONE)


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each thing that waits, the oldest first."""
    known = Calendar()
    found = _waiting(
        visible, choice, Review.enrollment_id, Person.name, Office.id, Office.name, ZONE,
        _signer(), Review.title, Review.kind, Review.sent_at,
    ).order_by(Review.sent_at, Review.id)  # fmt: skip
    for enrollment, person, office_id, office, zone, signer, title, kind, sent in read(found):
        named = None if kind == ENTRY else plain(title)
        told = (signer or OFFICERS, named, KINDS.get(kind, kind.capitalize()))
        sent_on = clock.today(zone, sent)
        age = known.age(office_id, zone, sent_on)
        yield Line((person, office, *told, sent_on, age), enrollment)


@dataclass(frozen=True)
class Group:
    """How much waits for one signer, by age as in AGES."""

    signer: str
    office: str
    numbers: tuple[int, ...]


def groups(visible: Visible, choice: Choice) -> list[Group]:
    """What waits, counted by signer and age: the longest lists first."""
    known, counted = Calendar(), Counter[tuple[str, str, int | None, int]]()
    found = _waiting(
        visible, choice, _signer(), BOSS.id, Office.id, Office.name, ZONE, Review.sent_at
    )
    for signer, boss_id, office_id, office, zone, sent in db.session.execute(found):
        age = known.age(office_id, zone, clock.today(zone, sent))
        whose = (signer, office or "", boss_id) if signer else (OFFICERS, office or "", None)
        counted[*whose, _step(age)] += 1
    made = [
        Group(whose[0], whose[1], tuple(counted[*whose, n] for n in range(len(AGES))))
        for whose in {key[:3] for key in counted}
    ]
    return sorted(made, key=lambda one: (-sum(one.numbers), one.signer, one.office))


def _step(age: int) -> int:
    return next(n for n, (most, _) in enumerate(AGES) if most is None or age <= most)


def _waiting(visible: Visible, choice: Choice, *columns: Any) -> Found:
    """Each decision once: an entry for several tasks has a review for each, and one is asked."""
    return (
        people(visible, choice, *columns)
        .join(Review, Review.person_id == Person.id)
        .where(Review.closed_at.is_(None), Review.signers != Signers.NONE)
        .where(Person.deactivated_at.is_(None))
    )


def _signer() -> Any:
    """The name of the supervisor who signs; none where it is the training officers."""
    led = and_(
        BOSS.deactivated_at.is_(None), BOSS.id != Person.id,
        Review.signers != Signers.TRAINING_OFFICER,
    )  # fmt: skip
    return case((led, BOSS.name))
