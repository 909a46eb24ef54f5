"""What can be chosen from: offices, supervisors and guides of those a reader may see."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from lms.base.db import db, kept
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible

BOSS = aliased(Person)


class OfficeRow(NamedTuple):
    """An office, and whose midnight ends its day."""

    id: int
    name: str
    time_zone: str


def offices(visible: Visible) -> list[OfficeRow]:
    """The offices of those the reader may see, by name."""
    found = select(Office.id, Office.name, Office.time_zone).order_by(Office.name)
    if not visible.everyone:
        mine = Post.supervisor_id == visible.supervisor_id
        led = exists().where(Post.office_id == Office.id, mine, visible.by(Post))
        found = found.where(Office.id.in_(visible.offices) | led)
    return [OfficeRow(*row) for row in db.session.execute(found)]


@kept
def supervisors(visible: Visible, _state: tuple[int, int]) -> Sequence[tuple[int, str]]:
    """The supervisors of those the reader may see, by name; kept while nothing changed."""
    led = select(Post.supervisor_id).where(visible.by(Post)).distinct()
    found = select(BOSS.id, BOSS.name).where(BOSS.id.in_(led)).order_by(BOSS.name, BOSS.id)
    return [(person_id, name) for person_id, name in db.session.execute(found)]
