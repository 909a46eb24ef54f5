"""When reviews of competencies are held: so many days after the first day, as the office has it.

Thirty, sixty and ninety days is this project's suggestion, no rule of the field; some agencies ask
for a review each quarter in the first year (`practice.md`, section 2). A review opens by its day,
without anything having to run at night.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.competencies.models import CompetencyReview, CycleDays
from lms.people.actor import Actor
from lms.people.models import Office

USUAL = (30, 60, 90)
MOST, LAST_DAY = 8, 999
PATIENCE = timedelta(days=7)  # so long the supervisor waits for the self-rating


class Stage(StrEnum):
    """How far a review is."""

    OPEN = "open"
    SELF_RATED = "self-rated"
    RATED = "rated"
    ACKNOWLEDGED = "acknowledged"
    PASSED_BY = "passed-by"  # the next one opened before this one was begun


@dataclass(frozen=True)
class Opened:
    """A review that has opened, begun or not."""

    enrollment_id: int
    person_id: int
    day: int
    opens_on: date
    row: CompetencyReview | None
    newest: bool = True  # no later one has opened

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.row is not None and self.row.acknowledged_at:
            return Stage.ACKNOWLEDGED
        if self.row is not None and self.row.rated_at:
            return Stage.RATED
        if self.row is not None and self.row.self_rated_at:
            return Stage.SELF_RATED
        return Stage.OPEN if self.newest or self.row is not None else Stage.PASSED_BY

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.day}-day review"

    @property
    def ready_on(self) -> date:
        """From when on the supervisor need not wait for the self-rating."""
        return self.opens_on + PATIENCE

    def rateable(self, today: date) -> bool:
        """Whether the supervisor may rate: the person did, or had the time to."""
        late = self.stage is Stage.OPEN and today >= self.ready_on
        return self.stage is Stage.SELF_RATED or late


def opened(
    enrollment_id: int, person_id: int, starts_on: date, days: Collection[int],
    rows: Mapping[int, CompetencyReview], today: date,
) -> list[Opened]:  # fmt: skip
    """The reviews that have opened by `today`, the first first; those that were begun always."""
    known = {day: starts_on + timedelta(days=day) for day in {*days, *rows}}
    known |= {
        day: min(known[day], row.began_at.date()) for day, row in rows.items() if row.began_at
    }
    there = sorted(day for day, on in known.items() if on <= today or day in rows)
    return [
        Opened(enrollment_id, person_id, day, known[day], rows.get(day), newest=day == there[-1])
        for day in there
    ]


def to_come(starts_on: date, days: Collection[int], today: date) -> list[tuple[int, date]]:
    """The reviews that are still to open, by day."""
    planned = [(day, starts_on + timedelta(days=day)) for day in sorted(days)]
    return [(day, on) for day, on in planned if on > today]


def days_of(office_id: int | None) -> tuple[int, ...]:
    """After how many days an office holds its reviews."""
    return days_of_all([office_id] if office_id else []).get(office_id or 0, USUAL)


def days_of_all(office_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The same for many; an office that says nothing is left out."""
    found = select(CycleDays).where(CycleDays.office_id.in_(office_ids))
    rows = db.session.scalars(found.where(CycleDays.superseded_at.is_(None)))
    return {row.office_id: tuple(row.days) for row in rows}


def change(actor: Actor, office: Office, days: Sequence[int]) -> None:
    """Let an office hold its reviews on these days. The same again changes nothing.

    Reviews that were begun stay. Raises Refusal for days that are none.
    """
    events.lock(events.office(office.id))
    wanted = sorted(set(days))
    if not 1 <= len(wanted) <= MOST or not all(0 < day <= LAST_DAY for day in wanted):
        raise Refusal(f"Write one to {MOST} different days, each from 1 to {LAST_DAY}.", "days")
    before = db.session.scalar(select(CycleDays).filter_by(office_id=office.id, superseded_at=None))
    if list(days_of(office.id)) == wanted:
        return
    if before is not None:
        before.superseded_at = clock.now()
        db.session.flush()
    db.session.add(
        CycleDays(office_id=office.id, days=wanted, actor_id=actor.id, recorded_at=clock.now())
    )
    events.record(events.office(office.id), "review-days-changed", actor_id=actor.id,
                  days=" ".join(map(str, wanted)))  # fmt: skip
