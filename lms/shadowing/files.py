"""The log as a file: dates, minutes and anonymous references, never what was written.

A monitor may be shown it whole, for no client can be found in it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db, stream
from lms.base.tables import Cell, Sheet
from lms.people.models import Person
from lms.progress.access import Visible
from lms.progress.models import ENTRY, Outcome, Review, SignOff
from lms.shadowing import coverage, queries
from lms.shadowing.activities import DONE, FILES, MODES, label
from lms.shadowing.confirming import about
from lms.shadowing.models import SENT, Confirmation, LogEntry, State

HEAD = (
    "Reference", "Date", "Activity", "Part", "Minutes", "How", "Interpreter", "File", "With",
    "Confirmed", "State", "Accepted by", "Accepted on",
)  # fmt: skip
STATES = {
    State.DRAFT: "Draft", State.PENDING: "Waiting", State.ACCEPTED: "Accepted",
    State.RETURNED: "Needs action", State.GIVEN_UP: "Given up",
}  # fmt: skip
BY_LINK = "By link, identity not checked"
NOTES = (
    "References are issued by this app and lead to no client.",
    "Minutes are as the learner entered them.",
    "Confirmed by link means that whoever held the link pressed the button; nobody was checked.",
)
SIGNER = aliased(Person)
COLUMNS = (
    "reference", "on", "activity", "part", "minutes", "mode", "interpreter", "file", "state",
    "colleague_id", "agency", "agency_job", "salt",
)  # fmt: skip


class Words(NamedTuple):
    """How a reader has it: what activities are called, and when a day ends there."""

    labels: Mapping[str, str]
    zone: str


def log_sheet(person: Person, words: Words, today: date) -> Sheet:
    """Every entry of one person that was sent, the latest first."""
    rows = (_row(row, words) for row in stream(_entries(person.id)))
    return Sheet(f"log-{person.id}", f"Case shadowing log: {person.name}", HEAD, rows, today,
                 notes=NOTES)  # fmt: skip


def year_of(person_id: int, words: Words, year: int) -> list[tuple[Cell, ...]]:
    """The same lines of one year, the earliest first: for paper."""
    mine = _entries(person_id).where(
        LogEntry.on >= date(year, 1, 1), LogEntry.on <= date(year, 12, 31)
    )
    mine = mine.order_by(None).order_by(LogEntry.on, LogEntry.id)
    return [_row(row, words) for row in db.session.execute(mine)]


def team_sheet(visible: Visible, activities: Mapping[str, str], unseen: str, today: date) -> Sheet:
    """How much of what each learner has seen."""
    found = stream(coverage.everyone(visible, list(activities), unseen))
    rows = (_learner(coverage.learner(row)) for row in found)
    head = ("Person", "Office", "Supervisor", "Minutes", *activities.values())
    filters = f"Has not yet seen: {activities.get(unseen, unseen)}" if unseen else ""
    return Sheet("log-team", "Case shadowing log of the team", head, rows, today, filters, NOTES)


def _learner(one: coverage.Learner) -> tuple[Cell, ...]:
    return (one.name, one.office, one.supervisor, one.minutes, *one.counts)


def _entries(person_id: int) -> Select[*tuple[Any, ...]]:
    accepted = and_(
        Review.kind == ENTRY, Review.source_id == LogEntry.id, Review.superseded_at.is_(None),
        Review.outcome == Outcome.ACCEPTED, Review.signers != "none",
    )  # fmt: skip
    return (
        select(
            *(getattr(LogEntry, name) for name in COLUMNS), queries.COLLEAGUE.name.label("name"),
            Confirmation.about.label("said"), Confirmation.link_id, SIGNER.name.label("signer"),
            SignOff.signed_at,
        )
        .outerjoin(queries.COLLEAGUE, queries.COLLEAGUE.id == LogEntry.colleague_id)
        .outerjoin(Confirmation, and_(Confirmation.entry_id == LogEntry.id,
                                      Confirmation.superseded_at.is_(None)))
        .outerjoin(Review, accepted)
        .outerjoin(SignOff, SignOff.review_id == Review.id)
        .outerjoin(SIGNER, SIGNER.id == SignOff.signer_id)
        .where(LogEntry.person_id == person_id, LogEntry.state.in_(SENT))
        .order_by(LogEntry.on.desc(), LogEntry.id.desc())
    )  # fmt: skip


def _row(row: Any, words: Words) -> tuple[Cell, ...]:
    holds = row.said is not None and row.said == about(row)
    beside = queries.beside(row.name, row) or None
    return (
        row.reference, row.on, label(row.activity, words.labels), DONE[row.part], row.minutes,
        MODES.get(row.mode), {True: "Yes", False: "No"}.get(row.interpreter), FILES.get(row.file),
        beside, (BY_LINK if row.link_id else "Signed in") if holds else None, STATES[row.state],
        row.signer, clock.today(words.zone, row.signed_at) if row.signed_at else None,
    )  # fmt: skip
