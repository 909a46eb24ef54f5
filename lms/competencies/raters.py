"""Who can have rated somebody on paper: whoever led them, and the officers of their office."""

from sqlalchemy import or_, select

from lms.base.db import db
from lms.people.models import Grant, Person, Post, Role


def of(person_id: int) -> list[tuple[int, str]]:
    """Their supervisors, also earlier ones, and the training officers of their offices; by name."""
    mine = select(Post).where(Post.person_id == person_id, Post.superseded_at.is_(None)).subquery()
    offices = select(mine.c.office_id)
    officers = select(Grant.person_id).where(
        Grant.role == Role.TRAINING_OFFICER, Grant.superseded_at.is_(None),
        or_(Grant.office_id.is_(None), Grant.office_id.in_(offices)),
    )  # fmt: skip
    led = or_(Person.id.in_(select(mine.c.supervisor_id)), Person.id.in_(officers))
    found = select(Person.id, Person.name).where(led, Person.id != person_id)
    return [(number, name) for number, name in db.session.execute(found.order_by(Person.name))]
