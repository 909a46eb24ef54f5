"""Due dates that somebody moved, with why: learners see what was granted, and by whom."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.people.models import Person
from lms.progress.due import Place
from lms.progress.models import DueDate


class MoveRow(NamedTuple):
    """A due date that somebody moved, and why; leave and closed days may have moved it since."""

    section_key: str
    task_key: str
    due_on: date  # as it was moved
    moved_by: str | None
    moved_at: datetime
    reason: str | None
    reason_id: int
    author_id: int  # of the reason: the learner's own, where more time was asked for


def moves(enrollment_id: int) -> dict[Place, MoveRow]:
    """The latest move of each due date that was moved."""
    return dates_and_moves(enrollment_id)[1]


def dates_and_moves(enrollment_id: int) -> tuple[dict[Place, date], dict[Place, MoveRow]]:
    """All due dates that hold now, and the latest move of those that were moved, in one query."""
    rows = db.session.execute(
        select(
            DueDate.due_on, DueDate.reason_id, DueDate.section_key, DueDate.task_key,
            DueDate.base_on, Person.name, DueDate.base_at, shown(), Prose.id, Prose.author_id,
        )
        .outerjoin(Prose, Prose.id == DueDate.reason_id)
        .outerjoin(Person, Person.id == DueDate.actor_id)
        .where(DueDate.enrollment_id == enrollment_id, DueDate.superseded_at.is_(None))
    )  # fmt: skip
    due, moved = dict[Place, date](), dict[Place, MoveRow]()
    for due_on, reason_id, *row in rows:
        place = (row[0], row[1])
        due[place] = due_on
        if reason_id is not None:
            moved[place] = MoveRow(*row)
    return due, moved
