"""The record: one line for each change, append-only, chained so that tampering shows.

A funder's monitor must be able to trust that nothing was rewritten afterwards. Each subject (a
person, an office, the system) has its own chain: a line holds the hash of the one before it, and
the head row holds the last number and hash. Whoever can rewrite the whole database can also
rewrite a chain; therefore `preceptor events heads` prints the heads to be kept elsewhere.
Lines never hold anything a person typed, only ids, closed words, dates and salted digests.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from lms.base import clock
from lms.base.db import Base, Id, Word, batched, db, run, upsert

SubjectKind = Literal["person", "office", "system"]
GENESIS = "0" * 64
Line = Mapping[Any, Any]  # the columns of Event by name
HELD, WROTE = "held chains", "wrote a line"
ONLY_GROWS = "the record only grows"


@dataclass(frozen=True)
class Subject:
    """Whom a line is about; `id` is 0 for the system."""

    kind: SubjectKind
    id: int = 0


SYSTEM = Subject("system")


def person(person_id: int) -> Subject:
    """The chain of one person."""
    return Subject("person", person_id)


def office(office_id: int) -> Subject:
    """The chain of one office."""
    return Subject("office", office_id)


class Chain(Base):
    """The head of one subject's chain; locked while a line is added."""

    __tablename__ = "event_chain"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)

    id: Mapped[Id]
    subject_kind: Mapped[Word]
    subject_id: Mapped[int]
    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


class Event(Base):
    """One line of the record. Every column is part of its hash."""

    __tablename__ = "event"

    chain_id: Mapped[int] = mapped_column(ForeignKey("event_chain.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: command line
    verb: Mapped[Word] = mapped_column(index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


@dataclass
class Head:
    """Where a chain ends, as this transaction holds it."""

    chain_id: int
    number: int
    hash: str


# Sent by every change, and therefore built once.
HEAD = (
    select(Chain.id, Chain.number, Chain.hash)
    .where(Chain.subject_kind == bindparam("kind"), Chain.subject_id == bindparam("id"))
    .with_for_update()
)
IDS = select(Chain.id).where(
    Chain.subject_kind == bindparam("kind"),
    Chain.subject_id.in_(bindparam("ids", expanding=True)),
)
HEADS = (
    select(Chain.subject_kind, Chain.subject_id, Chain.id, Chain.number, Chain.hash)
    .where(Chain.id.in_(bindparam("ids", expanding=True)))
    .order_by(Chain.id)
    .with_for_update()
)
STATE = select(func.count(), func.sum(Chain.number))
ADD = insert(Event)
MOVE = (
    update(Chain)
    .where(Chain.id == bindparam("chain"))
    .values(number=bindparam("last"), hash=bindparam("digest"))
)


class NewLine(NamedTuple):
    """A line to be appended about `subject`; `data` as for `record`."""

    subject: Subject
    verb: str
    actor_id: int | None
    data: Mapping[str, int | str | bool | date | None]


def record(
    subject: Subject, verb: str, *, actor_id: int | None, **data: int | str | bool | date | None
) -> None:
    """Append one line about `subject`; it stands or falls with the caller's transaction."""
    record_all([NewLine(subject, verb, actor_id, data)])


def record_all(new: Sequence[NewLine]) -> None:
    """Append many lines, each subject's in the order given: a whole team is as quick as one."""
    if not new:
        return
    lock(*{line.subject for line in new})
    heads, added = _held(), []
    for one in new:
        head = heads[one.subject]
        line: dict[str, Any] = {
            "chain_id": head.chain_id,
            "number": head.number + 1,
            "at": clock.now(),
            "actor_id": one.actor_id,
            "verb": one.verb,
            "data": {k: v.isoformat() if isinstance(v, date) else v for k, v in one.data.items()},
            "previous": head.hash,
        }
        head.number, head.hash = line["number"], digest(line, one.subject)
        added.append(line | {"hash": head.hash})
    ends = {line["chain_id"]: line for line in added}.values()
    run(ADD, added)
    run(MOVE, [
        {"chain": end["chain_id"], "last": end["number"], "digest": end["hash"]} for end in ends
    ])  # fmt: skip
    db.session().info[WROTE] = True


def lock(*subjects: Subject) -> None:
    """Take the chains of these subjects for the rest of this transaction.

    A person's chain is the lock of everything about that person: whoever holds it may read, decide
    and write, and all others wait. Several are taken in id order, so that two rules cannot block
    each other.
    """
    # Chains that are still to be made are made in one order too: their inserts wait alike.
    wanted = sorted(set(subjects) - _held().keys(), key=lambda s: (s.kind, s.id))
    if len(wanted) == 1:
        _take(wanted[0])
    elif wanted:
        _take_all(wanted)


def holds(subject: Subject) -> bool:
    """Whether this transaction holds the chain of a subject already."""
    return subject in _held()


def wrote() -> bool:
    """Whether this transaction has added a line: a rule that changed something did, and one that
    found all as it was wanted did not.
    """
    return bool(db.session().info.get(WROTE))


def state() -> tuple[int, int]:
    """Two numbers, one of which grows with every change: what was worked out before still holds
    while they are the same. How many chains there are, and how many lines in all.
    """
    counted, lines = run(STATE, {}).one()
    return counted, lines or 0


def digest(line: Line, subject: Subject) -> str:
    """SHA-256 of the line's canonical JSON, which holds the hash before it."""
    content = {
        "subject": [subject.kind, subject.id],
        "chain": line["chain_id"],
        "number": line["number"],
        "at": line["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": line["actor_id"],
        "verb": line["verb"],
        "data": line["data"],
        "previous": line["previous"],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    """One fixed way to write JSON: sorted keys, no spaces, nothing but ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def chains() -> Iterator[tuple[Chain, Iterable[Line]]]:
    """Every chain with its lines in order, streamed, as the database has them at this moment."""
    heads = select(Chain).order_by(Chain.id).execution_options(populate_existing=True)
    for chain in db.session.scalars(heads).all():
        lines = select(Event).where(Event.chain_id == chain.id).order_by(Event.number)
        connection = db.session.connection()
        yield chain, connection.execute(lines.execution_options(yield_per=500)).mappings()


def _held() -> dict[Subject, Head]:
    """The chains that this transaction holds."""
    found: dict[Subject, Head] = db.session().info.setdefault(HELD, {})
    return found


def _take(subject: Subject) -> None:
    row = {"kind": subject.kind, "id": subject.id}
    found = run(HEAD, row).first()
    if found is None:
        _make_chain(subject)
        found = run(HEAD, row).one()
    _held()[subject] = Head(*found)


def _take_all(subjects: Sequence[Subject]) -> None:
    """Make what is missing, then lock all in the order of their ids."""
    rows = [_new_chain(subject) for subject in subjects]
    run(upsert(Chain).on_conflict_do_nothing(), rows)
    ids: list[int] = []
    for kind, listed in groupby(subjects, key=lambda subject: subject.kind):
        for numbers in batched([subject.id for subject in listed]):
            ids += run(IDS, {"kind": kind, "ids": numbers}).scalars().all()
    for some in batched(sorted(ids)):
        for kind, number, *head in run(HEADS, {"ids": some}):
            _held()[Subject(kind, number)] = Head(*head)


def _new_chain(subject: Subject) -> dict[str, Any]:
    return {"subject_kind": subject.kind, "subject_id": subject.id, "number": 0, "hash": GENESIS}


def _make_chain(subject: Subject) -> None:
    """Two first lines at once must share one chain: whoever comes second finds it made."""
    db.session.execute(upsert(Chain).values(_new_chain(subject)).on_conflict_do_nothing())


@event.listens_for(Session, "before_flush")
def _only_grow(session: Session, *_: object) -> None:
    """No code of ours may change or delete a line, by mistake or otherwise."""
    touched = [*session.dirty, *session.deleted]
    if any(isinstance(row, Event) and session.is_modified(row) for row in touched) or any(
        isinstance(row, Event) for row in session.deleted
    ):
        raise RuntimeError(ONLY_GROWS)


@event.listens_for(Session, "do_orm_execute")
def _only_grow_in_bulk(state: ORMExecuteState) -> None:
    """Nor may one statement change many lines."""
    changes = state.is_update or state.is_delete
    if changes and state.bind_mapper is not None and state.bind_mapper.class_ is Event:
        raise RuntimeError(ONLY_GROWS)


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    """A lock ends with its transaction; with a savepoint it may have, so it is taken anew."""
    if transaction.parent is None or transaction.nested:
        session.info.pop(HELD, None)
    if transaction.parent is None:
        session.info.pop(WROTE, None)
