"""Checking the record: is every line what it was when it was written?"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import func, select

from lms.base import events
from lms.base.db import db
from lms.base.events import Chain, Event, Line, Subject

Heads = dict[str, tuple[int, str]]


def heads() -> Heads:
    """Each chain's last number and hash, by `kind:id`. Keep a copy outside the system."""
    rows = db.session.scalars(select(Chain).order_by(Chain.id))
    return {_name(chain): (chain.number, chain.hash) for chain in rows}


def read_heads(path: Path) -> Heads:
    """Heads saved by `preceptor events heads`. Raises ValueError when the file is none."""
    try:
        saved = json.loads(path.read_text())
        return {str(name): (int(head["number"]), str(head["hash"])) for name, head in saved.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} holds no heads saved by 'preceptor events heads'") from error


def faults(saved: Heads | None = None) -> Iterator[str]:
    """Everything that is wrong with the record, a sentence each, naming the row.

    With `saved` heads a cut tail is noticed too; without them it cannot be, when the head row
    was rewritten along with it.
    """
    remaining = dict(saved or {})
    known = select(Chain.id)
    for chain_id, count in db.session.execute(
        select(Event.chain_id, func.count())
        .where(Event.chain_id.not_in(known))
        .group_by(Event.chain_id)
    ):
        yield f"chain {chain_id}: its head row is gone, {count} lines are left"
    for chain, lines in events.chains():
        try:
            yield from _chain_faults(chain, lines, remaining.pop(_name(chain), None))
        except (TypeError, ValueError):  # what stands there is no moment, number or JSON
            yield f"{_name(chain)} line {_unreadable(chain)}: was altered and cannot be read"
    for name in remaining:
        yield f"{name}: a saved head names this chain, but it is gone"


def _chain_faults(
    chain: Chain, lines: Iterable[Line], saved: tuple[int, str] | None
) -> Iterator[str]:
    name, subject = _name(chain), Subject(chain.subject_kind, chain.subject_id)  # type: ignore[arg-type]
    number, previous, seen = 0, events.GENESIS, saved is None or saved[0] == 0
    for line in lines:
        here = line["number"]
        if here != number + 1:
            yield f"{name} line {number + 1}: missing"
        if line["previous"] != previous and here == number + 1:
            yield f"{name} line {here}: does not follow line {number}"
        if events.digest(line, subject) != line["hash"]:
            yield f"{name} line {here}: was altered"
        if saved and here == saved[0]:
            seen = True
            if line["hash"] != saved[1]:
                yield f"{name} line {here}: is not the line whose head was saved"
        number, previous = here, line["hash"]
    if (chain.number, chain.hash) != (number, previous):
        yield f"{name}: the head says line {chain.number}, the last line is {number}"
    if not seen and saved:
        yield f"{name} line {saved[0]}: was saved as head, but is missing"


def _unreadable(chain: Chain) -> int:
    """The first line that cannot be read, found by reading them one by one."""
    number = 0
    for number in db.session.scalars(
        select(Event.number).where(Event.chain_id == chain.id).order_by(Event.number)
    ).all():
        try:
            db.session.scalars(select(Event).filter_by(chain_id=chain.id, number=number)).all()
        except (TypeError, ValueError):
            break
    return number


def _name(chain: Chain) -> str:
    return f"{chain.subject_kind}:{chain.subject_id}"
