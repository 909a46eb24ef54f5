"""An enrollment with all its dates, read once: how far it was at any moment of its past.

An auditor asks how far somebody was at the end of March. Checking and writing anew ask this of
thousands of people, for every quarter hour in which anything happened: so some people are read at
once, and of each only the sections in which something changed are worked out again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import BindParameter, bindparam, select, true

from lms.base import clock
from lms.base.db import run
from lms.progress import ledger, queries
from lms.progress.ledger import FactRow
from lms.progress.models import STANDING, DueDate, Enrollment, Fact, Review, Term
from lms.progress.section_progress import Line, line_of, whole
from lms.progress.work import Work, on_terms

QUARTER = timedelta(minutes=15)
ONE_TICK = timedelta(microseconds=1)
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
FACTS = (
    select(Fact.enrollment_id, Fact.recorded_at, Fact.superseded_at, *ledger.COLUMNS)
    .where(Fact.enrollment_id.in_(IDS))
    .order_by(Fact.id)
)
REVIEWS = (
    select(Review.enrollment_id, Review.opened_at, Review.superseded_at, Review.id, Review.task_key,
           Review.piece, Review.sent_at, Review.closed_at, Review.outcome)
    .where(Review.enrollment_id.in_(IDS), Review.kind.in_(STANDING))
    .order_by(Review.sent_at, Review.id)
)  # fmt: skip
DUE_DATES = (
    select(DueDate.enrollment_id, DueDate.recorded_at, DueDate.superseded_at, DueDate.section_key,
           DueDate.task_key, DueDate.due_on)
    .where(DueDate.enrollment_id.in_(IDS))
    .order_by(DueDate.id)
)  # fmt: skip
TERMS = on_terms(true(), Term.recorded_at.expression, Term.superseded_at.expression).where(
    Enrollment.id.in_(IDS)
)


class ReviewThen(NamedTuple):
    """What of a review matters to the line of a section."""

    id: int
    task_key: str | None
    piece: int
    sent_at: datetime
    closed_at: datetime | None
    outcome: str | None


class DueThen(NamedTuple):
    """A due date: of a section, or of a single task in it."""

    section_key: str
    task_key: str
    due_on: date


Row = TypeVar("Row")
Keyed = TypeVar("Keyed", FactRow, ReviewThen)
Lines = Mapping[str, Line]  # by section key, the whole under ""


class Dated(NamedTuple, Generic[Row]):
    """A row, from when it holds, and until when (None: still)."""

    row: Row
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it holds at a moment: what `db.in_force` asks in SQL."""
        return self.since <= at and (self.until is None or self.until > at)


@dataclass
class Past:
    """What is known about one enrollment, each row with its dates."""

    terms: list[Dated[Work]] = field(default_factory=list)
    facts: list[Dated[FactRow]] = field(default_factory=list)
    reviews: list[Dated[ReviewThen]] = field(default_factory=list)
    due: list[Dated[DueThen]] = field(default_factory=list)

    @cached_property
    def changes(self) -> list[tuple[datetime, str, str]]:
        """Every moment at which anything changed, in order, with its section and task ("": all)."""
        found: list[tuple[datetime | None, str, str]] = []
        found += [(at, "", "") for one in self.terms for at in one[1:]]
        found += [(at, "", one.row.task_key or "") for one in self.facts for at in one[1:]]
        found += [(at, one.row.section_key, one.row.task_key) for one in self.due for at in one[1:]]
        for one in self.reviews:
            found += [(at, "", one.row.task_key or "") for at in (*one[1:], one.row.closed_at)]
        return sorted((at, section, task) for at, section, task in found if at is not None)

    def lines(self, at: datetime) -> Lines:
        """The lines as the facts had them at a moment; none before the enrollment."""
        return self._lines(at, {}, None)

    def spans(self) -> dict[str, list[Dated[Line]]]:
        """The lines by section, each as it was at the end of the quarter hours that it held."""
        found: dict[str, list[Dated[Line]]] = defaultdict(list)
        before: Lines = {}
        seen: datetime | None = None
        for since in sorted({clock.quarter(at) for at, *_ in self.changes}):
            end = min(since + QUARTER - ONE_TICK, clock.now())  # it may not have ended yet
            now = self._lines(end, before, seen)
            for key in [key for key, line in before.items() if now.get(key) != line]:
                found[key][-1] = found[key][-1]._replace(until=since)
            for key in [key for key, line in now.items() if before.get(key) != line]:
                found[key].append(Dated(now[key], since, None))
            before, seen = now, end
        return found

    def _lines(self, at: datetime, before: Lines, seen: datetime | None) -> Lines:
        """The same as `lines`, of which `before` are those at the earlier moment `seen`."""
        work = next((one.row for one in self.terms if one.holds(at)), None)
        if work is None:
            return {}
        since = [one for one in self.changes if seen is None or seen < one[0] <= at]
        stale = {section for change in since for section in _touched(work, *change[1:])}
        facts, sent = _by_task(self.facts, at), _by_task(self.reviews, at)
        reviews = {key: [_as_known(one, at) for one in rows] for key, rows in sent.items()}
        due = {one.row[:2]: one.row.due_on for one in self.due if one.holds(at)}
        lines = [
            before[section.key] if before and section.key not in stale
            else line_of(place, queries.stand(work, section, facts, reviews, due))
            for place, section in enumerate(work.outline.sections, 1)
        ]  # fmt: skip
        return {line.section_key: line for line in (whole(lines), *lines)}


def pasts(enrollment_ids: Sequence[int]) -> dict[int, Past]:
    """The past of these enrollments, by their ids, in this order."""
    found = {number: Past() for number in enrollment_ids}
    given = {"ids": enrollment_ids}
    for *terms, since, until in run(TERMS, given):
        found[terms[0]].terms.append(Dated(Work(*terms), since, until))
    for number, since, until, *row in run(FACTS, given):
        found[number].facts.append(Dated(FactRow(*row), since, until))
    for number, since, until, *row in run(REVIEWS, given):
        found[number].reviews.append(Dated(ReviewThen(*row), since, until))
    for number, since, until, *row in run(DUE_DATES, given):
        found[number].due.append(Dated(DueThen(*row), since, until))
    return found


def _touched(work: Work, section: str, task: str) -> Iterable[str]:
    """The sections that a change may have touched: all, when it named neither."""
    if section:
        return [section]
    if task:
        home = work.outline.section_of.get(task)
        return [home.key] if home else []
    return [one.key for one in work.outline.sections]


def _by_task(rows: Iterable[Dated[Keyed]], at: datetime) -> dict[str, list[Keyed]]:
    """Those that hold at a moment, by task."""
    found: dict[str, list[Keyed]] = defaultdict(list)
    for one in rows:
        if one.holds(at):
            found[one.row.task_key or ""].append(one.row)
    return found


def _as_known(review: ReviewThen, at: datetime) -> ReviewThen:
    """What was decided later still waits."""
    if review.closed_at is None or review.closed_at <= at:
        return review
    return review._replace(closed_at=None, outcome=None)
