"""Where someone works and under whom, today or as it was known at a past moment.

A monitor who reads a past day must find its office and supervisor there, and must not find
somebody gone who left, or came back, later.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import db, in_force
from lms.people import queries
from lms.people.actor import Actor
from lms.people.models import Office, Person, Post

BOSS = aliased(Person)


class Placed(NamedTuple):
    """What pages say of an `Actor`'s place, as it was."""

    office: str
    supervisor: str
    supervisor_active: bool


def placed(person_id: int, day: date, at: datetime | None = None) -> Actor | Placed | None:
    """Office and supervisor now, or as known `at` the end of a past `day`; None for who had left.

    By the post held on that day, or else by the first to come, as lists of people have it.
    """
    if at is None:
        return queries.actor(person_id)
    lasting = and_(
        Post.person_id == Person.id, in_force(Post.recorded_at, Post.superseded_at, at),
        or_(Post.ends_on.is_(None), Post.ends_on >= day),
    )  # fmt: skip
    found = (
        select(Post.starts_on, Office.name, BOSS.name, ~queries.gone(BOSS.id.expression, at))
        .select_from(Person)
        .outerjoin(Post, lasting)
        .outerjoin(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Person.id == person_id, ~queries.gone(Person.id.expression, at))
        .order_by(Post.starts_on, Post.id)
    )
    rows = db.session.execute(found).all()
    if not rows:
        return None
    begun = [row for row in rows if row.starts_on is not None and row.starts_on <= day]
    _, office, boss, active = begun[-1] if begun else rows[0]
    return Placed(office or "", boss or "", bool(boss and active))
