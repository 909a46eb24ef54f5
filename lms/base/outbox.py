"""Who has which mail in hand: several senders at once never take the same one.

A sender takes a few mails, and says so in the table before it sends any. When it dies, what it
had in hand is taken up again after ten minutes, and after a longer pause with each further try.
Nothing here commits: a sender does, after each step, for the next sender must see it at once.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update

from lms.base import clock
from lms.base.db import db
from lms.base.mail import Mail, Outcome

BATCH = 20
# Until a mail in hand is taken up again: after the first try, the second, …; then always the last.
PAUSES = tuple(timedelta(minutes=n) for n in (10, 20, 40, 80, 160, 320))
PATIENCE = timedelta(days=3)  # for a mail server that takes nothing
KEPT = timedelta(days=30)  # daily mails that ended; nobody looks at them later
LINE = (Mail.id, Mail.person_id, Mail.kind, Mail.once, Mail.queued_at, Mail.claimed_at)


class Claimed(NamedTuple):
    """A mail in hand, since `claimed_at`."""

    id: int
    person_id: int
    kind: str
    once: str
    queued_at: datetime
    claimed_at: datetime | None


class Failed(NamedTuple):
    """A mail that did not get out."""

    person_id: int
    kind: str
    outcome: str | None
    ended_at: datetime | None


class Waiting(NamedTuple):
    """What the outbox holds: how many wait, since when, and how many failed in thirty days."""

    mails: int
    oldest: datetime | None
    refused: int
    given_up: int


def claim(kinds: Collection[str], size: int = BATCH) -> list[Claimed]:
    """Take up to `size` mails of these kinds in hand; links first, for somebody waits for one."""
    now = clock.now()
    due = (
        select(Mail.id)
        .where(_due(kinds, now))
        .order_by(Mail.kind == "daily", Mail.queued_at, Mail.id)
        .limit(size)
        .with_for_update(skip_locked=True)  # SQLite has no need of it: its writers take turns
    )
    taken = (
        update(Mail)
        .where(Mail.id.in_(due))
        .values(claimed_at=now, tries=Mail.tries + 1)
        .returning(*LINE)
        .execution_options(synchronize_session=False)
    )
    found = [Claimed(*row) for row in db.session.execute(taken)]
    return sorted(found, key=lambda one: (one.kind == "daily", one.queued_at, one.id))


def hold(one: Claimed) -> Claimed | None:
    """Keep a mail in hand for ten minutes from now; None when another sender took it meanwhile."""
    now = clock.now()
    return one._replace(claimed_at=now) if _change(_mine(one), claimed_at=now) else None


def end(mails: Collection[Claimed], outcome: Outcome) -> None:
    """That is that."""
    ids = [one.id for one in mails]
    _change(and_(Mail.id.in_(ids), Mail.ended_at.is_(None)), ended_at=clock.now(), outcome=outcome)


def give_back(mails: Collection[Claimed]) -> None:
    """Mails in hand that were not tried: the next sender takes them at once."""
    if mails:
        mine = or_(*(_mine(one) for one in mails))
        _change(mine, claimed_at=None, tries=Mail.tries - 1)


def give_up(mail_id: int | None = None) -> int:
    """End what has waited for more than three days, or this one if it has; how many that were."""
    old = and_(Mail.ended_at.is_(None), Mail.queued_at < clock.now() - PATIENCE)
    this = Mail.id == mail_id if mail_id else Mail.id > 0
    return _change(and_(old, this), ended_at=clock.now(), outcome=Outcome.GIVEN_UP)


def forget() -> None:
    """Drop daily mails that ended long ago: the outbox is no record."""
    old = and_(Mail.kind == "daily", Mail.ended_at < clock.now() - KEPT)
    db.session.execute(delete(Mail).where(old).execution_options(synchronize_session=False))


def count_due(kinds: Collection[str]) -> int:
    """How many mails of these kinds a sender would take in hand now."""
    return db.session.scalar(select(func.count()).where(_due(kinds, clock.now()))) or 0


def waiting(kinds: Collection[str] | None = None) -> Waiting:
    """What waits (of these kinds, or of all), and what failed in the last thirty days."""
    these = true() if kinds is None else Mail.kind.in_(kinds)
    here = and_(Mail.ended_at.is_(None), these)
    count, oldest = db.session.execute(
        select(func.count(), func.min(Mail.queued_at)).where(here)
    ).one()
    lately = Mail.ended_at >= clock.now() - KEPT
    failed: dict[str | None, int] = dict(
        db.session.execute(
            select(Mail.outcome, func.count()).where(lately).group_by(Mail.outcome)
        ).all()
    )
    return Waiting(
        count, oldest, failed.get(Outcome.REFUSED, 0), failed.get(Outcome.GIVEN_UP, 0)
    )  # fmt: skip


def failed(number: int) -> list[Failed]:
    """The latest mails that were refused or given up, in the last thirty days."""
    rows = db.session.execute(
        select(Mail.person_id, Mail.kind, Mail.outcome, Mail.ended_at)
        .where(Mail.outcome.in_((Outcome.REFUSED, Outcome.GIVEN_UP)))
        .where(Mail.ended_at >= clock.now() - KEPT)
        .order_by(Mail.ended_at.desc(), Mail.id.desc())
        .limit(number)
    )
    return [Failed(*row) for row in rows]


def _due(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    """The condition that a mail waits and nobody has it in hand."""
    paused = [
        and_(Mail.tries <= tries, Mail.claimed_at < now - pause)
        for tries, pause in enumerate(PAUSES, 1)
    ]
    free = or_(Mail.claimed_at.is_(None), *paused, Mail.claimed_at < now - PAUSES[-1])
    return and_(Mail.ended_at.is_(None), Mail.kind.in_(kinds), free)


def _mine(one: Claimed) -> ColumnElement[bool]:
    return and_(Mail.id == one.id, Mail.claimed_at == one.claimed_at, Mail.ended_at.is_(None))


def _change(which: ColumnElement[bool], **values: Any) -> int:
    change = update(Mail).where(which).values(**values)
    done: Any = db.session.execute(change.execution_options(synchronize_session=False))
    return int(done.rowcount)
