"""What an office asks of its log: its list of activities, and limits that it may set or not.

Some offices want to see that two assessments lie apart, or that nobody logs ten hours in a day;
others want none of it. Dated, so that a change never rewrites what was accepted before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.models import Office
from lms.shadowing.activities import LABELS
from lms.shadowing.models import LogRules

MOST_OWN = 20
LONGEST = 40


@dataclass(frozen=True)
class Asked:
    """What an office asks; None for no limit."""

    shares: bool = False
    spread_days: int | None = None
    day_hours: int | None = None
    back_days: int | None = None
    hidden: Sequence[str] = ()
    own: Mapping[str, str] = field(default_factory=dict)  # key → label
    former: Mapping[str, str] = field(default_factory=dict)  # own ones that were dropped

    @property
    def activities(self) -> dict[str, str]:
        """The office's list, in order: “something else” last."""
        listed = {key: label for key, label in LABELS.items() if key not in self.hidden}
        last = {"other": listed.pop("other")} if "other" in listed else {}
        return listed | dict(self.own) | last

    @property
    def labels(self) -> Mapping[str, str]:
        """What its own activities are called, also those of earlier."""
        return {**self.former, **self.own}


def of_office(office_id: int | None) -> Asked:
    """What an office asks now."""
    rows = list(db.session.scalars(
        select(LogRules).filter_by(office_id=office_id).order_by(LogRules.id)
    ))  # fmt: skip
    former = {key: label for row in rows for key, label in row.own}
    now = next((row for row in rows if row.superseded_at is None), None)
    if now is None:
        return Asked(former=former)
    own = dict(now.own)
    return Asked(now.shares, now.spread_days, now.day_hours, now.back_days, tuple(now.hidden), own,
                 {key: label for key, label in former.items() if key not in own})  # fmt: skip


def own_activities(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """An office's own activities, one a line, with their keys; those known keep theirs.

    Raises Refusal for too many, too long, one that identifies a client or is there already.
    """
    found: dict[str, str] = {}
    keys = {label.casefold(): key for key, label in known.items()}
    ours = {label.casefold() for label in LABELS.values()}
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        if len(line) > LONGEST:
            raise Refusal(f"“{line[:LONGEST]} …” is too long: {LONGEST} signs at most.", "own")
        _look_at(line)
        key = keys.get(line.casefold()) or re.sub(r"[^a-z0-9]+", "-", line.lower()).strip("-")[:30]
        renamed = key in known and keys.get(line.casefold()) != key
        taken = key in found or key in LABELS or renamed or line.casefold() in ours
        if not key or taken:
            raise Refusal(f"“{line}” is there already, or has no letters in it.", "own")
        found[key] = line
    if len(found) > MOST_OWN:
        raise Refusal(f"{MOST_OWN} activities of your own are the most.", "own")
    return found


def _look_at(line: str) -> None:
    """No client in the name of an activity either. Raises Refusal."""
    try:
        prose.look_at(line)
    except Refusal as refusal:
        refusal.field = "own"
        raise


def change(office: Office, wanted: Asked, *, actor_id: int) -> None:
    """Ask for something else from now on. The same again changes nothing. Raises Refusal."""
    events.lock(events.office(office.id))
    present = of_office(office.id)
    if replace(present, former={}) == replace(wanted, former={}):
        return
    if not wanted.activities:
        raise Refusal("Leave at least one activity in the list.", "shown")
    now = clock.now()
    for row in db.session.scalars(select(LogRules).filter_by(office_id=office.id,
                                                             superseded_at=None)):  # fmt: skip
        row.superseded_at = now
    db.session.flush()
    db.session.add(LogRules(
        office_id=office.id, shares=wanted.shares, spread_days=wanted.spread_days,
        day_hours=wanted.day_hours, back_days=wanted.back_days, hidden=list(wanted.hidden),
        own=[[key, label] for key, label in wanted.own.items()], actor_id=actor_id,
        recorded_at=now,
    ))  # fmt: skip
    events.record(
        events.office(office.id), "log-rules-changed", actor_id=actor_id, shares=wanted.shares,
        spread_days=wanted.spread_days, day_hours=wanted.day_hours, back_days=wanted.back_days,
        hidden=len(wanted.hidden), own=len(wanted.own),
    )  # fmt: skip
