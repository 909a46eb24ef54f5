"""The offices of those a reader may see: what lists and reports can be narrowed down to."""

from typing import NamedTuple

from sqlalchemy import exists, select

from lms.base.db import db
from lms.people.models import Office, Post
from lms.progress.access import Visible


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
