"""Entries that ask the colleague they name whether it took place: listed, counted, mailed about."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.people.conditions import holds_on
from lms.people.models import Person, Post
from lms.shadowing.confirming import about
from lms.shadowing.models import Confirmation, LogEntry, State

ASKED_DAYS = 60  # so long an entry asks a colleague to confirm it
LISTED = 200


class Named(NamedTuple):
    """An entry that names somebody as the colleague who was there."""

    entry: LogEntry
    learner: str
    confirmed: bool  # by whoever is named, and as it is now


def naming(actor: Actor) -> list[Named]:
    """Entries that name the actor and wait to be accepted: to be confirmed, or taken back.

    One that says otherwise since the actor confirmed it asks again.
    """
    rows = db.session.execute(
        select(LogEntry, Person.name, Confirmation.about)
        .join(Person, Person.id == LogEntry.person_id)
        .outerjoin(Confirmation, _said())
        .where(LogEntry.colleague_id == actor.id, _asks())
        .order_by(LogEntry.on, LogEntry.id)
        .limit(LISTED)
    )
    return [Named(entry, learner, told == about(entry)) for entry, learner, told in rows]


def count_asked(actor: Actor) -> int:
    """How many entries ask the actor, for the number beside Log."""
    return counts_asked([actor.id]).get(actor.id, 0)


def counts_asked(person_ids: Collection[int]) -> dict[int, int]:
    """How many entries ask each of these people; whoever is not asked is left out.

    Supervisors say it by accepting: entries of their own people wait for them there already. One
    that says otherwise since it was confirmed asks on the page alone.
    """
    rows = db.session.execute(
        select(LogEntry.colleague_id, func.count())
        .where(LogEntry.colleague_id.in_(person_ids), _asks(), ~_accepts())
        .where(~exists().where(_said()))
        .group_by(LogEntry.colleague_id)
    )
    return {who: number for who, number in rows if who is not None}


def _asks() -> ColumnElement[bool]:
    since = clock.now().date() - timedelta(days=ASKED_DAYS)
    return and_(LogEntry.state == State.PENDING, LogEntry.on >= since)


def _said() -> ColumnElement[bool]:
    """Whoever is named confirmed it, as it is now or as it was."""
    return and_(Confirmation.entry_id == LogEntry.id,
                Confirmation.person_id == LogEntry.colleague_id,
                Confirmation.superseded_at.is_(None))  # fmt: skip


def _accepts() -> ColumnElement[bool]:
    """Whoever is named leads the learner today."""
    post = exists().where(Post.person_id == LogEntry.person_id, holds_on(clock.now().date()))
    return post.where(Post.supervisor_id == LogEntry.colleague_id)
