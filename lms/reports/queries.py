"""What can be chosen from: the supervisors of those a reader may see."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.base.db import db, kept
from lms.people.models import Person, Post
from lms.progress.access import Visible

BOSS = aliased(Person)


@kept
def supervisors(visible: Visible, _state: tuple[int, int]) -> Sequence[tuple[int, str]]:
    """The supervisors of those the reader may see, by name; kept while nothing changed."""
    led = select(Post.supervisor_id).where(visible.by(Post)).distinct()
    found = select(BOSS.id, BOSS.name).where(BOSS.id.in_(led)).order_by(BOSS.name, BOSS.id)
    return [(person_id, name) for person_id, name in db.session.execute(found)]
