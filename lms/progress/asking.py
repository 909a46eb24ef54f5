"""More time that learners ask for: what became of it, and when the question is void.

The review says all that lists need: the place it is about (a section's key with piece 0, a task's
with piece 1), the day that is asked for (`proposed_on`), and the answer.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from lms.base import clock, events
from lms.base.db import db, run
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.people.models import Person
from lms.progress.ledger import MINE
from lms.progress.models import EXTENSION, Outcome, Review
from lms.progress.work import Work

OF_SECTION, OF_TASK = 0, 1
ASKED = (
    select(
        Review.piece, Review.task_key, Review.id, Review.proposed_on, Review.sent_at,
        Review.closed_at, Review.outcome, Person.name, shown(),
    )
    .outerjoin(Person, Person.id == Review.decided_by)
    .outerjoin(Prose, Prose.id == Review.comment_id)
    .where(Review.enrollment_id == MINE, Review.kind == EXTENSION, Review.superseded_at.is_(None))
)  # fmt: skip


class AskedRow(NamedTuple):
    """The latest question for more time at one place, with its answer."""

    review_id: int
    until: date | None
    sent_at: datetime
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    comment: str | None


def asked(enrollment_id: int) -> dict[tuple[int, str], AskedRow]:
    """What was asked for in one enrollment, by (piece, key), in one query."""
    rows = run(ASKED, {"enrollment_id": enrollment_id})
    return {(piece, key): AskedRow(*row) for piece, key, *row in rows}


def void(
    actor_id: int | None, work: Work, *, sections: Collection[str] = (),
    tasks: Collection[str] = (),
) -> int:  # fmt: skip
    """Close what waits for an answer about these sections and tasks: it needs none any more.

    Returns how many. The caller holds the person.
    """
    mine = select(Review).filter_by(enrollment_id=work.id, kind=EXTENSION, closed_at=None)
    found = db.session.scalars(mine.where(or_(
        and_(Review.piece == OF_SECTION, Review.task_key.in_(sections)),
        and_(Review.piece == OF_TASK, Review.task_key.in_(tasks)),
    ))).all()  # fmt: skip
    for review in found:
        review.closed_at, review.outcome = clock.now(), Outcome.CANCELLED
        review.decided_by = actor_id
    db.session.flush()
    for review in found:
        events.record(events.person(work.person_id), "extension-void", actor_id=actor_id,
                      enrollment=work.id, review=review.id)  # fmt: skip
    return len(found)
