"""The kept lines as they were: read back at a moment, told apart by what they say."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db, in_force
from lms.progress import section_progress, timeline
from lms.progress.models import SectionProgress
from lms.progress.sections import Tally
from lms.progress.work import find_work

SAID = ("position", "state", *Tally._fields, "due_on", "open_due", "completed_on")
QUARTER = timedelta(minutes=15)
Said = dict[str, dict[str, Any]]  # section key → the columns that say something
Span = tuple[dict[str, Any], datetime, datetime | None]


def as_at(enrollment_id: int, at: datetime) -> Said:
    """What the kept lines said at a moment."""
    holding = in_force(SectionProgress.recorded_at, SectionProgress.superseded_at, at)
    mine = select(SectionProgress).filter_by(enrollment_id=enrollment_id).where(holding)
    return {line.section_key: said(line) for line in db.session.scalars(mine)}


def worked_out(enrollment_id: int, at: datetime) -> Said:
    """What the facts say about the same moment."""
    work = find_work(enrollment_id, at)
    assert work is not None
    lines = [line.values() for line in section_progress.work_out(work, at)]
    return {line.pop("section_key"): line for line in lines}


def said(line: SectionProgress) -> dict[str, Any]:
    """What one row says."""
    return {name: getattr(line, name) for name in SAID}


def history(enrollment_id: int) -> dict[str, list[Span]]:
    """Every row by section: what it says, from when, until when."""
    mine = select(SectionProgress).filter_by(enrollment_id=enrollment_id)
    found: dict[str, list[Span]] = defaultdict(list)
    for line in db.session.scalars(mine.order_by(SectionProgress.recorded_at, SectionProgress.id)):
        found[line.section_key].append((said(line), line.recorded_at, line.superseded_at))
    db.session.expire_all()
    return found


def joined(spans: dict[str, list[Span]]) -> dict[str, list[Span]]:
    """The same, where what was taken back within its quarter hour leaves no seam."""
    return {key: list(_join(rows)) for key, rows in spans.items()}


def _join(rows: list[Span]) -> Iterator[Span]:
    for words, same in groupby(rows, key=lambda row: row[0]):
        first, *_, last = [*same] * 2
        yield words, first[1], last[2]


def rebuilt(*, missing_only: bool = False) -> int:
    """Write the lines of everybody anew in this transaction; how many enrollments that were."""
    everybody = timeline.enrollments(missing_only=missing_only)
    return timeline.rebuild(everybody, missing_only=missing_only)


def ends(first: datetime, last: datetime) -> Iterator[datetime]:
    """The last moment of each quarter hour between two moments."""
    start = clock.quarter(first)
    while start <= last:
        yield start + QUARTER - timedelta(microseconds=1)
        start += QUARTER
