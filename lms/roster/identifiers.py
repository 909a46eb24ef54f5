"""The shapes of an office's own numbers, which the guard looks for in every text of every office.

A state's, a health plan's, an agency's or a WRAPS case number has no format that we could know.
Whoever keeps an office writes it down once; a wrong one would stop everyone's writing, so it is
tried first, and each change is in the office's record. The record names the row: a shape is typed.
"""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from lms.base import clock, events, own_shapes, patterns, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.own_shapes import LONGEST_NAME, GuardPattern
from lms.base.rule import Finding
from lms.people.models import Office
from lms.roster.offices import one_line

MOST = 20
ADDED, REMOVED = "identifier-added", "identifier-removed"


def listed(office: Office) -> Sequence[GuardPattern]:
    """Those that the office has now, oldest first."""
    return db.session.scalars(_current(office.id).order_by(GuardPattern.id)).all()


def count(office: Office) -> int:
    """How many that are."""
    mine = _current(office.id).subquery()
    return db.session.scalar(select(func.count()).select_from(mine)) or 0


def add(
    office: Office, name: str, shape: str, *, blocks: bool, actor_id: int | None,
    limit: float = patterns.LIMIT,
) -> None:  # fmt: skip
    """Look for this shape from now on, and stop it or ask about it; the same again changes nothing.

    One with another name or another answer takes the place of what is there for this shape.
    Raises Refusal, naming the field, for a shape that is none, too general or too slow, and
    patterns.StopsOrdinaryWriting, which says what it would stop.
    """
    name = one_line(name, "name", LONGEST_NAME)
    shape = patterns.check(name, shape, blocks=blocks, limit=limit)
    events.lock(events.office(office.id))
    present = db.session.scalar(_current(office.id).where(GuardPattern.shape == shape))
    if present is not None and (present.name, present.blocks) == (name, blocks):
        return
    if present is None and count(office) >= MOST:
        raise Refusal(f"Keep it to {MOST}: every text is looked at for each.", "shape")
    now = clock.now()
    if present is not None:
        present.superseded_at = now
        db.session.flush()
    new = GuardPattern(
        office_id=office.id, name=name, shape=shape, blocks=blocks, recorded_at=now
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    _tell(office, ADDED, new, actor_id, replaces=present.id if present else None)


def remove(office: Office, pattern_id: int, *, actor_id: int | None) -> None:
    """Look for it no longer. A second time changes nothing.

    Raises NotFound for what never was one of this office.
    """
    events.lock(events.office(office.id))
    found = db.session.get(GuardPattern, pattern_id, populate_existing=True)
    if found is None or found.office_id != office.id:
        raise NotFound
    if found.superseded_at is not None:
        return
    found.superseded_at = clock.now()
    db.session.flush()
    _tell(office, REMOVED, found, actor_id)


def tried(text: str) -> list[Finding]:
    """What the guard would say of a text, everyone's shapes included. Keeps nothing of it."""
    return prose.found(text, own_shapes.rules())


def _tell(
    office: Office, verb: str, row: GuardPattern, actor_id: int | None, **more: int | None
) -> None:  # fmt: skip
    own_shapes.forget()
    events.record(
        events.office(office.id), verb, actor_id=actor_id, pattern=row.id, blocks=row.blocks, **more
    )


def _current(office_id: int) -> Select[GuardPattern]:
    mine = GuardPattern.office_id == office_id
    return select(GuardPattern).where(mine, GuardPattern.superseded_at.is_(None))
