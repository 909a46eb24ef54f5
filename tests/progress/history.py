"""What the tables hold, so that a test can say: nothing changed, or history only grew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from lms.base.db import Base, db
from lms.base.events import Chain, Event
from lms.progress.models import Fact

Rows = dict[tuple[Any, ...], dict[str, Any]]
CONTENT = frozenset({"edition", "section", "topic", "task", "framework"})


def rows(table: str) -> Rows:
    """Every row of a table by its primary key."""
    db.session.flush()
    found = Base.metadata.tables[table]
    keys = [column.name for column in found.primary_key]
    lines = [dict(row) for row in db.session.execute(select(found)).mappings()]
    return {tuple(line[key] for key in keys): line for line in lines}


def everything() -> dict[str, Rows]:
    """All that rules could have changed."""
    return {name: rows(name) for name in Base.metadata.tables if name not in CONTENT}


def verbs(person_id: int) -> list[str]:
    """What the record says about a person, oldest first."""
    lines = select(Event.verb).join(Chain, Chain.id == Event.chain_id)
    mine = lines.where(Chain.subject_kind == "person", Chain.subject_id == person_id)
    return list(db.session.scalars(mine.order_by(Event.number)))


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Whatever happens inside leaves every row as it was."""
    before = everything()
    yield
    assert everything() == before


def superseded(before: dict[str, Rows], after: dict[str, Rows]) -> Rows:
    """The facts superseded in between; nothing else may happen to a line once it is written."""
    ledger, record = Fact.__tablename__, Event.__tablename__
    assert before[record].items() <= after[record].items()
    assert before[ledger].keys() <= after[ledger].keys()
    old = {key: line for key, line in before[ledger].items() if line != after[ledger][key]}
    new = {key: after[ledger][key] for key in old}
    assert all(line["superseded_at"] is None for line in old.values())
    assert new == {key: old[key] | {"superseded_at": new[key]["superseded_at"]} for key in new}
    return new


@contextmanager
def history_grows() -> Iterator[list[dict[str, Any]]]:
    """Inside, the ledger and the record only grow; what is given fills with superseded facts."""
    before, found = everything(), list[dict[str, Any]]()
    yield found
    found += superseded(before, everything()).values()
