"""What counts by itself and for tasks alike: an accepted log entry, a confirmed course record.

Each has a line in the ledger for every task it counts for, or one without a task. Its minutes
stand on one of these lines only, so that hours are a sum over the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import ledger, rules
from lms.progress.ledger import COLUMNS, FactRow, NewFact
from lms.progress.models import Fact, Kind
from lms.progress.work import Held, find_work

WORDS = {Kind.ENTRY: "entry", Kind.COURSE: "record"}  # in the data of events
COUNTED = {Kind.ENTRY: "entry-counted", Kind.COURSE: "record-counted"}
UNCOUNTED = {Kind.ENTRY: "entry-uncounted", Kind.COURSE: "record-uncounted"}


@dataclass(frozen=True)
class Source:
    """What of it the ledger says; `id` is the row behind it."""

    kind: Kind
    id: int
    person_id: int
    on: date
    minutes: int | None = None
    activity: str | None = None


@dataclass(frozen=True)
class Served:
    """A task that it counts for, and which of its parts."""

    held: Held
    task: TaskOutline
    part: str | None = None


def facts_of(kind: Kind, source_id: int) -> Sequence[Fact]:
    """The lines of the ledger by which it counts now."""
    mine = select(Fact).filter_by(kind=kind, source_id=source_id, superseded_at=None)
    return db.session.scalars(mine.order_by(Fact.id)).all()


def count(actor: Actor, source: Source, served: Sequence[Served]) -> None:
    """Let it count from its day on: for these tasks, or by itself. The caller holds the person."""
    for place, one in enumerate(served):
        _count(actor, source, one, minutes=None if place else source.minutes)
    if not served:
        _count_alone(source)


def link(actor: Actor, source: Source, one: Served) -> None:
    """It counts for one more task."""
    alone = [fact for fact in facts_of(source.kind, source.id) if fact.task_key is None]
    _count(actor, source, one, minutes=source.minutes if alone else None)
    ledger.supersede(list(map(_row, alone)))


def unlink(actor: Actor, source: Source, enrollment_id: int, task_key: str) -> None:
    """It no longer counts for this task; the task may open again by that.

    Its minutes are counted once, whatever it counts for.
    """
    counting = facts_of(source.kind, source.id)
    gone = [one for one in counting if (one.enrollment_id, one.task_key) ==
            (enrollment_id, task_key)]  # fmt: skip
    for fact in gone:
        _retract(actor, fact)
    others = [one for one in counting if one not in gone]
    if gone and not others:
        _count_alone(source)
    elif any(fact.minutes for fact in gone):
        _carry_minutes(source, others[0])


def retract(actor: Actor, kind: Kind, source_id: int) -> None:
    """It counts no more; the tasks it closed open again."""
    for fact in facts_of(kind, source_id):
        _retract(actor, fact)


def _count(actor: Actor, source: Source, one: Served, *, minutes: int | None) -> None:
    rules.record(
        actor, one.held, one.task, source.kind, on=source.on, source_id=source.id,
        activity=source.activity, part=one.part, minutes=minutes,
    )  # fmt: skip
    _tell(actor, source.kind, source.id, one, COUNTED)


def _count_alone(source: Source) -> None:
    """It serves no task, and is proof all the same."""
    ledger.add([NewFact(
        source.person_id, None, None, source.kind, source.on, clock.now(), source_id=source.id,
        activity=source.activity, minutes=source.minutes,
    )])  # fmt: skip


def _carry_minutes(source: Source, fact: Fact) -> None:
    """The line that stays says how long it took, in the place of the one that said so."""
    ledger.supersede([_row(fact)])
    ledger.add([NewFact(
        fact.person_id, fact.enrollment_id, fact.task_key, source.kind, fact.effective_on,
        clock.now(), source_id=source.id, activity=fact.activity, part=fact.part,
        minutes=source.minutes,
    )])  # fmt: skip


def _retract(actor: Actor, fact: Fact) -> None:
    """Take one line back, where its task still is; else the line alone."""
    work = find_work(fact.enrollment_id) if fact.enrollment_id else None
    if work is None or fact.task_key not in work.tasks:
        ledger.supersede([_row(fact)])
        return
    kind, source_id = Kind(fact.kind), fact.source_id or 0
    held = rules.lock_left(work)
    task = rules.task_of(held, fact.task_key)
    mine = [row for row in held.current(task.key, kind) if row.source_id == source_id]
    rules.retract(actor, held, task, mine)
    _tell(actor, kind, source_id, Served(held, task), UNCOUNTED)


def _tell(actor: Actor, kind: Kind, source_id: int, one: Served, verbs: Mapping[Kind, str]) -> None:
    rules.event(one.held, verbs[kind], actor, one.task, **{WORDS[kind]: source_id})


def _row(fact: Fact) -> FactRow:
    return FactRow(*(getattr(fact, column.key) for column in COLUMNS))
