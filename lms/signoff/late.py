"""What waits too long for somebody's decision, as the office's training officer sees it.

A supervisor on a busy week forgets a reflection; after some working days the officer hears of it.
How many these are, each office sets for itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Signers
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.conditions import holds_on
from lms.people.models import Office, Person, Post
from lms.progress import access, due
from lms.progress.models import Review

PAGE = 25
SUPERVISOR, HELD = aliased(Person), aliased(Post)


@dataclass(frozen=True)
class LateLine:
    """Something that has waited too long for somebody else, as the training officer sees it."""

    title: str
    learner: str
    person_id: int
    enrollment_id: int | None  # none where it belongs to no guide
    supervisor: str | None
    sent_at: datetime
    kind: str
    source_id: int | None


def waiting_long(actor: Actor, days: int, page: int = 1) -> tuple[list[LateLine], bool]:
    """What has waited too long in the actor's offices, for others to decide.

    That is after as many working days as the office says, or else `days`. Oldest first: one page
    of it, and whether there is more. States and dates only.
    """
    late = _late_since(actor, days)
    if not late:
        return [], False
    held = and_(HELD.person_id == Review.person_id, holds_on(actor.today, HELD))
    rows = db.session.execute(
        select(Review.title, Person.name, Person.id, Review.enrollment_id, SUPERVISOR.name,
               Review.sent_at, Review.kind, Review.source_id)
        .join(Person, Person.id == Review.person_id)
        .join(HELD, held)
        .outerjoin(SUPERVISOR, SUPERVISOR.id == HELD.supervisor_id)
        .where(Review.closed_at.is_(None), Review.signers != Signers.NONE)
        .where(~access.signs(actor, actor.today))
        .where(Person.deactivated_at.is_(None))
        .where(or_(*(
            and_(HELD.office_id == office, Review.sent_at < moment)
            for office, moment in late.items()
        )))
        .order_by(Review.sent_at, Review.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    return [LateLine(*row) for row in rows[:PAGE]], len(rows) > PAGE


def _late_since(actor: Actor, days: int) -> dict[int, datetime]:
    """By office, the moment before which whatever was sent has waited too long."""
    found, own = {}, patience(actor.officer_of)
    for office, (zone, closed) in people.closed_days(actor.officer_of).items():
        last = due.days_back(clock.today(zone), own.get(office, days), closed)
        found[office] = clock.start_of(last + timedelta(days=1), zone)
    return found


def patience(office_ids: Collection[int]) -> dict[int, int]:
    """The working days after which waiting work escalates, for offices that say so themselves."""
    own = select(Office.id, Office.escalate_days).where(Office.escalate_days.is_not(None))
    rows = db.session.execute(own.where(Office.id.in_(office_ids)))
    return {office: days for office, days in rows if days is not None}
