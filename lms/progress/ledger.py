"""Reading and writing the ledger: lines are added and superseded, never changed.

What counts towards a guide must be provable years later, as it is and as it was at any date.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select, update

from lms.base import clock
from lms.base.db import db, in_force
from lms.progress.models import Fact, Kind


class FactRow(NamedTuple):
    """A line of the ledger as the standing needs it."""

    id: int
    task_key: str | None
    kind: str
    part: str | None
    effective_on: date
    source_id: int | None


Facts = dict[str, list[FactRow]]
MINE: BindParameter[int] = bindparam("enrollment_id")


def _lines(holding: ColumnElement[bool]) -> Select[int, str | None, str, str | None, date,
                                                   int | None]:  # fmt: skip
    columns = (Fact.id, Fact.task_key, Fact.kind, Fact.part, Fact.effective_on, Fact.source_id)
    return select(*columns).where(Fact.enrollment_id == MINE, holding).order_by(Fact.id)


# Written once, as every visit asks it: building a statement costs more than running it.
NOW = _lines(in_force(Fact.recorded_at, Fact.superseded_at))


def facts(enrollment_id: int, at: datetime | None = None) -> Facts:
    """The facts that hold now, or held `at` a past moment, by task key, oldest first."""
    lines = NOW if at is None else _lines(in_force(Fact.recorded_at, Fact.superseded_at, at))
    found: Facts = defaultdict(list)
    for row in db.session.execute(lines, {"enrollment_id": enrollment_id}):
        found[row[1] or ""].append(FactRow(*row))
    return found


def add(lines: Sequence[Fact]) -> list[FactRow]:
    """Write new lines, in one statement; returns them as they are read."""
    db.session.add_all(lines)
    db.session.flush()
    return [
        FactRow(one.id, one.task_key, one.kind, one.part, one.effective_on, one.source_id)
        for one in lines
    ]


def supersede(lines: Collection[FactRow]) -> None:
    """Let lines no longer hold; they stay in the ledger."""
    if lines:
        ids = [line.id for line in lines]
        db.session.execute(update(Fact).where(Fact.id.in_(ids)).values(superseded_at=clock.now()))


def of_kind(lines: Collection[FactRow], kind: Kind) -> list[FactRow]:
    """Those lines that say this."""
    return [line for line in lines if line.kind == kind]
