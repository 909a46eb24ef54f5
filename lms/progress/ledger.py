"""Reading and writing the ledger: lines are added and superseded, never changed.

What counts towards a guide must be provable years later, as it is and as it was at any date.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, insert, select, update

from lms.base import clock
from lms.base.db import batched, in_force, run
from lms.progress.models import Fact, Kind


class FactRow(NamedTuple):
    """A line of the ledger as the standing needs it."""

    id: int
    task_key: str | None
    kind: str
    part: str | None
    effective_on: date
    source_id: int | None


class NewFact(NamedTuple):
    """A line to be written."""

    person_id: int
    enrollment_id: int | None
    task_key: str | None
    kind: Kind
    effective_on: date
    recorded_at: datetime
    source_id: int | None = None
    part: str | None = None
    activity: str | None = None
    minutes: int | None = None
    score: int | None = None


Facts = dict[str, list[FactRow]]
COLUMNS = (Fact.id, Fact.task_key, Fact.kind, Fact.part, Fact.effective_on, Fact.source_id)
MINE: BindParameter[int] = bindparam("enrollment_id")


def _lines(holding: ColumnElement[bool]) -> Select[int, str | None, str, str | None, date,
                                                   int | None]:  # fmt: skip
    return select(*COLUMNS).where(Fact.enrollment_id == MINE, holding).order_by(Fact.id)


# Sent by every visit or tick, and therefore built once.
NOW = _lines(in_force(Fact.recorded_at, Fact.superseded_at))
NOW_OF = (
    select(Fact.enrollment_id, *COLUMNS)
    .where(Fact.enrollment_id.in_(bindparam("ids", expanding=True)), Fact.superseded_at.is_(None))
    .order_by(Fact.id)
)
ADD = insert(Fact).returning(*COLUMNS)
END = (
    update(Fact)
    .where(Fact.id.in_(bindparam("ids", expanding=True)))
    .values(superseded_at=bindparam("now"))
)


def facts(enrollment_id: int, at: datetime | None = None) -> Facts:
    """The facts that hold now, or held `at` a past moment, by task key, oldest first."""
    lines = NOW if at is None else _lines(in_force(Fact.recorded_at, Fact.superseded_at, at))
    found: Facts = defaultdict(list)
    for row in run(lines, {"enrollment_id": enrollment_id}).all():
        found[row[1] or ""].append(FactRow(*row))
    return found


def facts_of(enrollment_ids: Sequence[int]) -> dict[int, Facts]:
    """The facts that hold now, of many enrollments at once, by enrollment."""
    found: dict[int, Facts] = {number: defaultdict(list) for number in enrollment_ids}
    for some in batched(enrollment_ids):
        for number, *row in run(NOW_OF, {"ids": some}):
            found[number][row[1] or ""].append(FactRow(*row))
    return found


def add(lines: Sequence[NewFact]) -> list[FactRow]:
    """Write new lines, in one statement; returns them as they are read."""
    if not lines:
        return []
    written = run(ADD, [line._asdict() for line in lines])
    return sorted(FactRow(*row) for row in written)


def supersede(lines: Collection[FactRow]) -> None:
    """Let lines no longer hold; they stay in the ledger."""
    if lines:
        run(END, {"ids": [line.id for line in lines], "now": clock.now()})


def of_kind(lines: Collection[FactRow], kind: Kind) -> list[FactRow]:
    """Those lines that say this."""
    return [line for line in lines if line.kind == kind]
