"""Log entries that a record cites: what was learned in a course was seen at work.

The log is a neighbour of this room and knows nothing of it. Of its table only the number, the
person and the state are looked at here; what an entry is called comes from above.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Integer, String, column, select, table

from lms.base import clock
from lms.base.db import db, in_force
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.training.models import CourseRecord, RecordEntry

MOST = 10
# Ids point sideways as data: the neighbour's table is named, and never imported.
ENTRIES = table("log_entry", column("id", Integer), column("person_id", Integer),
                column("state", String))  # fmt: skip
ACCEPTED = "accepted"


def cited(record_id: int, at: datetime | None = None) -> Sequence[int]:
    """The log entries that a record cites, now or `at` a past moment, as they were added."""
    then = in_force(RecordEntry.recorded_at, RecordEntry.superseded_at, at)
    mine = select(RecordEntry.entry_id).where(RecordEntry.record_id == record_id, then)
    return db.session.scalars(mine.order_by(RecordEntry.id)).all()


def check(actor: Actor, record: CourseRecord, entries: Iterable[int]) -> None:
    """Raises Refusal for what is no accepted entry of the actor's own.

    What it cites already stays, whatever became of it.
    """
    wanted, present = set(entries), cited(record.id)
    new = wanted.difference(present)
    if len(wanted) > MOST:
        raise Refusal(f"Choose up to {MOST} log entries.", "entries")
    mine = select(ENTRIES.c.id).where(
        ENTRIES.c.id.in_(new), ENTRIES.c.person_id == actor.id, ENTRIES.c.state == ACCEPTED
    )
    if set(db.session.scalars(mine)) != new:
        raise Refusal("Choose accepted entries of your log.", "entries")


def cite(record: CourseRecord, entries: Iterable[int]) -> None:
    """Let a record cite these, and no others. The caller holds it and has checked them."""
    wanted, now = list(dict.fromkeys(entries)), clock.now()
    rows = {row.entry_id: row for row in db.session.scalars(
        select(RecordEntry).filter_by(record_id=record.id, superseded_at=None)
    )}  # fmt: skip
    for entry_id, row in rows.items():
        if entry_id not in wanted:
            row.superseded_at = now
    db.session.add_all(
        RecordEntry(record_id=record.id, entry_id=one, recorded_at=now)
        for one in wanted if one not in rows
    )  # fmt: skip
    db.session.flush()
