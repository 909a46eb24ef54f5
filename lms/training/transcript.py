"""The transcript: every training that one person completed, by whom it was confirmed, until when.

It is what a funder's monitor asks for, and what a person takes along to the next job. History is
whole: what expired or was renewed stays in it, and what was taken back does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db, in_force
from lms.base.tables import Cell, Sheet
from lms.people.models import Person
from lms.progress.models import SignOff
from lms.training.counting import counts
from lms.training.models import CourseConfirmation, How, RecordFile
from lms.training.queries import Moment

HOW = {How.SESSION: "Session", How.E_LEARNING: "E-learning", How.OUTSIDE: "Outside training"}
HEAD = (
    "Completed", "Course", "How", "Provider", "Minutes", "Whole course", "Good until",
    "Confirmed by", "Confirmed on", "Evidence files",
)  # fmt: skip
NOTES = (
    "Each line was confirmed by the person named, on the day named.",
    "Good until is what was asked when it was confirmed; empty: no end was set then.",
    "Where only a part was attended, its minutes count and the course does not.",
)
SIGNER = aliased(Person)


class Row(NamedTuple):
    """One confirmed training."""

    record_id: int
    course_id: int | None
    on: date
    title: str
    how: str
    provider: str
    minutes: int | None
    complete: bool
    valid_until: date | None
    signer: str
    signed_at: datetime
    files: int


@dataclass(frozen=True)
class Transcript:
    """Everything that one person completed, the latest first."""

    rows: Sequence[Row]
    day: date

    @property
    def minutes(self) -> int:
        """In all."""
        return sum(row.minutes or 0 for row in self.rows)

    @property
    def years(self) -> Sequence[tuple[int, int, int]]:
        """(year, how many, minutes), the latest first."""
        found: dict[int, tuple[int, int]] = {}
        for row in self.rows:
            number, minutes = found.get(row.on.year, (0, 0))
            found[row.on.year] = (number + 1, minutes + (row.minutes or 0))
        return [(year, *told) for year, told in found.items()]


def transcript(person_id: int, moment: Moment) -> Transcript:
    """What counts for one person at a moment: one statement, however much there is."""
    one = CourseConfirmation
    files = (
        select(func.count())
        .where(RecordFile.record_id == one.record_id)
        .where(in_force(RecordFile.recorded_at, RecordFile.superseded_at, moment.at))
        .correlate(one)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            one.record_id, one.course_id, one.on, one.title, one.how, one.provider, one.minutes,
            one.complete, one.valid_until, SIGNER.name, SignOff.signed_at, files,
        )
        .join(SignOff, SignOff.id == one.sign_off_id)
        .join(SIGNER, SIGNER.id == SignOff.signer_id)
        .where(one.person_id == person_id, counts(moment.at, moment.day))
        .order_by(one.on.desc(), one.record_id.desc())
    )  # fmt: skip
    return Transcript([Row._make(row) for row in rows], moment.day)


def sheet(person: Person, found: Transcript, zone: str) -> Sheet:
    """The same as a file."""
    rows = [_cells(row, zone) for row in found.rows]
    return Sheet(f"training-{person.id}", f"Training of {person.name}", HEAD, rows, found.day,
                 notes=NOTES)  # fmt: skip


def _cells(row: Row, zone: str) -> tuple[Cell, ...]:
    return (
        row.on, row.title, HOW[How(row.how)], row.provider or None, row.minutes,
        "Yes" if row.complete else "In part", row.valid_until, row.signer,
        clock.today(zone, row.signed_at), row.files,
    )  # fmt: skip
