"""Where someone works and under whom, today or as it was known at a past moment.

A monitor who reads a past day must find its office and supervisor there, and must not find
somebody gone who left, or came back, later.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.people import queries
from lms.people.actor import Actor
from lms.people.conditions import gone, shown
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
    found = (
        select(Office.name, BOSS.name, ~gone(BOSS.id, at))
        .select_from(Person)
        .outerjoin(Post, and_(Post.person_id == Person.id, shown(day, at)))
        .outerjoin(Office, Office.id == Post.office_id)
        .outerjoin(BOSS, BOSS.id == Post.supervisor_id)
        .where(Person.id == person_id, ~gone(Person.id, at))
        .order_by(Post.starts_on.desc())
    )
    row = db.session.execute(found).first()
    if row is None:
        return None
    office, boss, active = row
    return Placed(office or "", boss or "", bool(boss and active))
