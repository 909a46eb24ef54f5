"""What waits for a signature, for whom and how long: where a learner cannot go on alone.

Who signs follows from the posts of today, as on the approvals page: the active supervisor, else
the office's training officers. Titles and dates only, never what was written.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, select

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Signers
from lms.people import queries as people_there
from lms.people.models import Office, Person
from lms.progress import due
from lms.progress.access import Visible
from lms.progress.models import DISCUSSION, OBSERVATION, RESPONSE, Review
from lms.reports.scope import BOSS, Choice, Found, Line, Read, people, plain

HEAD = ("Person", "Office", "Waits for", "Task", "Kind", "Sent", "Working days")
NOTES = (
    "Waits for is who signs by the posts of today: the supervisor, else the training officers.",
    "Working days counts the days after it was sent on which the person’s office is open.",
)
KINDS = {RESPONSE: "A reflection", DISCUSSION: "A conversation", OBSERVATION: "An observation"}
AGES = ((1, "0–1"), (3, "2–3"), (5, "4–5"), (None, "6 or more"))  # working days, at most
OFFICERS = "Training officers"


@dataclass(frozen=True)
class Calendar:
    """The days of each office: its zone, and when it is closed."""

    offices: dict[int, tuple[str, frozenset[date]]]

    def sent_on(self, office_id: int | None, sent_at: datetime) -> date:
        """The day on the office's wall."""
        return clock.today(self._of(office_id)[0], sent_at)

    def age(self, office_id: int | None, sent_at: datetime) -> int:
        """How many working days it has waited there."""
        zone, closed = self._of(office_id)
        return due.working_days(clock.today(zone, sent_at), clock.today(zone), closed)

    def _of(self, office_id: int | None) -> tuple[str, frozenset[date]]:
        return self.offices.get(office_id or 0, (clock.DEFAULT_ZONE, frozenset()))


def calendar() -> Calendar:
    """Of every office, in two queries."""
    return Calendar(people_there.closed_days(db.session.scalars(select(Office.id))))


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each thing that waits, the oldest first."""
    known = calendar()
    found = _waiting(
        visible, choice, Review.enrollment_id, Person.name, Office.id, Office.name, _signer(),
        Review.title, Review.kind, Review.sent_at,
    ).order_by(Review.sent_at, Review.id)  # fmt: skip
    for enrollment, person, office_id, office, signer, title, kind, sent in read(found):
        told = (signer or OFFICERS, plain(title), KINDS.get(kind, kind.capitalize()))
        days = (known.sent_on(office_id, sent), known.age(office_id, sent))
        yield Line((person, office, *told, *days), enrollment)


@dataclass(frozen=True)
class Group:
    """How much waits for one signer, by age as in AGES."""

    signer: str
    office: str
    numbers: tuple[int, ...]


def groups(visible: Visible, choice: Choice) -> list[Group]:
    """What waits, counted by signer and age: the longest lists first."""
    known, counted = calendar(), Counter[tuple[str, str, int]]()
    found = _waiting(visible, choice, _signer(), Office.id, Office.name, Review.sent_at)
    for signer, office_id, office, sent in db.session.execute(found):
        counted[signer or OFFICERS, office or "", _step(known.age(office_id, sent))] += 1
    signers = {(signer, office) for signer, office, _ in counted}
    made = [
        Group(signer, office, tuple(counted[signer, office, n] for n in range(len(AGES))))
        for signer, office in signers
    ]
    return sorted(made, key=lambda one: (-sum(one.numbers), one.signer, one.office))


def _step(age: int) -> int:
    return next(n for n, (most, _) in enumerate(AGES) if most is None or age <= most)


def _waiting(visible: Visible, choice: Choice, *columns: Any) -> Found:
    return (
        people(visible, choice, *columns)
        .join(Review, Review.person_id == Person.id)
        .where(Review.closed_at.is_(None), Person.deactivated_at.is_(None))
    )


def _signer() -> Any:
    """The name of the supervisor who signs; none where it is the training officers."""
    led = and_(
        BOSS.deactivated_at.is_(None), BOSS.id != Person.id,
        Review.signers != Signers.TRAINING_OFFICER,
    )  # fmt: skip
    return case((led, BOSS.name))
