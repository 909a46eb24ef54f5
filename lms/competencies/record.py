"""The competency record: what the personnel file keeps of how somebody was judged, and who said so.

A funder's reviewer asks for ratings with dates and who made them, and what the person may do
(`practice.md`, section 4). Words beside the ratings, and the person's own view, are not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.base import clock, prose
from lms.base.db import db
from lms.base.tables import Cell, Sheet
from lms.competencies import standings
from lms.competencies.framework import present
from lms.competencies.models import Basis, Rating, State
from lms.competencies.standings import Decision
from lms.curriculum.framework_outline import STEPS, FrameworkOutline, Step
from lms.people.models import Person
from lms.shadowing import activities

RATER, RECORDER = aliased(Person), aliased(Person)
BASIS = {
    Basis.OBSERVED: "observed on the job", Basis.DEMONSTRATED: "demonstrated",
    Basis.DISCUSSED: "discussed", Basis.RECORD: "record review", Basis.TEST: "quiz or reading",
}  # fmt: skip
STATES = {
    State.GRANTED: "Granted", State.SUSPENDED: "Suspended", State.TAKEN_BACK: "Taken back",
}  # fmt: skip
HEAD = (
    "What", "Code", "Competency or activity", "Level or step", "On", "By", "Copied from paper by",
    "How it is known", "Behaviors seen", "Pieces of evidence", "Reason",
)  # fmt: skip
NOTES = (
    "Each rating was given and signed by the person named, on the day named; the latest first.",
    "A decision about what somebody may do holds until the next one about the same activity.",
    "Comments, and how people rate themselves, are not part of this record.",
)


class Row(NamedTuple):
    """A rating by somebody else that holds."""

    key: str
    level: int
    on: date
    rater: str
    recorder: str | None
    basis: Sequence[str]
    behaviours: Sequence[int]
    evidence: Sequence[int]
    given_at: datetime


@dataclass(frozen=True)
class CompetencyRecord:
    """All ratings and decisions about one person."""

    outline: FrameworkOutline
    ratings: Mapping[str, Sequence[Row]]  # by competency, the latest first
    decisions: Sequence[Decision]  # the latest first

    def title(self, key: str) -> str:
        """What a competency is called, also one that the framework asks no longer."""
        found = self.outline.competencies.get(key)
        return found.title if found else key.replace("-", " ").capitalize()

    def code(self, key: str) -> str:
        """Its code; empty for one that is gone."""
        found = self.outline.competencies.get(key)
        return found.code if found else ""

    def level(self, number: int) -> str:
        """What a level is called."""
        return self.outline.level[number].title

    @property
    def keys(self) -> Sequence[str]:
        """Competencies in the order of the framework, then those it asks no longer."""
        gone = [key for key in self.ratings if key not in self.outline.competencies]
        return [*self.outline.competencies, *gone]


def record(person_id: int) -> CompetencyRecord:
    """What is on record about one person, in a fixed number of queries."""
    rows = db.session.execute(
        select(
            Rating.competency_key, Rating.level, Rating.on, RATER.name, RECORDER.name,
            Rating.basis, Rating.behaviours, Rating.evidence, Rating.given_at,
        )
        .join(RATER, RATER.id == Rating.rater_id)
        .outerjoin(RECORDER, RECORDER.id == Rating.recorder_id)
        .where(Rating.person_id == person_id, Rating.by_self.is_(False))
        .where(Rating.given_at.is_not(None), Rating.taken_back_at.is_(None))
        .order_by(Rating.on.desc(), Rating.id.desc())
    )  # fmt: skip
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Row._make(row))
    return CompetencyRecord(present().outline, found, standings.all_decisions(person_id))


def sheet(person: Person, found: CompetencyRecord, today: date, zone: str) -> Sheet:
    """The same as a file."""
    title = f"Competencies of {person.name}"
    return Sheet(f"competencies-{person.id}", title, HEAD, list(_rows(found, zone)), today,
                 notes=NOTES)  # fmt: skip


def _rows(found: CompetencyRecord, zone: str) -> Iterator[Sequence[Cell]]:
    for key in found.keys:
        for row in found.ratings.get(key, ()):
            yield (
                "Rating", found.code(key), found.title(key), found.level(row.level), row.on,
                row.rater, row.recorder, ", ".join(BASIS[Basis(one)] for one in row.basis) or None,
                len(row.behaviours), len(row.evidence), None,
            )  # fmt: skip
    for one in found.decisions:
        reason = prose.plain(one.reason or "").strip() or None
        yield (
            STATES[State(one.state)], None, activities.label(one.activity), STEPS[Step(one.step)],
            clock.today(zone, one.recorded_at), one.actor, None, None, None, None,
            reason,
        )  # fmt: skip
