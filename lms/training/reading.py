"""Reading records and requests with all that their pages show, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.decided import decided
from lms.progress.models import COURSE, TRAINING, Review, SignOff
from lms.training.models import CourseRecord, RecordAttempt, TrainingRequest

REFLECTION = aliased(Prose)
PAGE = 25  # records of one page


@dataclass(frozen=True)
class Attempt:
    """One time that a record was sent, written down for somebody, or reopened."""

    review: Review
    decided_by: str | None
    comment: str | None
    signed: SignOff | None
    note: str | None
    attempt: RecordAttempt | None  # none where it was reopened
    reflection: str | None

    @property
    def at(self) -> datetime:
        """When it was sent, or reopened."""
        return self.attempt.sent_at if self.attempt else self.review.opened_at


@dataclass(frozen=True)
class Answer:
    """What became of a request for a training outside."""

    review: Review
    decided_by: str | None
    comment: str | None


@dataclass(frozen=True)
class Sent:
    """A record as others than its author know it: what it said, and when that held."""

    stated: RecordAttempt
    at: datetime


def sent(told: Sequence[Attempt]) -> Sent:
    """A record as it was sent, or as it stood when it was reopened: by the first of `told`.

    What its author changed since then is a draft, and nobody else's.
    """
    return Sent(next(one.attempt for one in told if one.attempt), told[0].at)


def records_of(person_id: int, page: int) -> tuple[Sequence[CourseRecord], bool]:
    """All that somebody began, in whatever state, the latest first: one page, and whether more."""
    mine = select(CourseRecord).filter_by(person_id=person_id).order_by(CourseRecord.id.desc())
    rows = db.session.scalars(mine.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def attempts(record_id: int) -> list[Attempt]:
    """What was sent and decided of a record, the latest first, with words."""
    rows: Sequence[Any] = db.session.execute(
        decided(COURSE, record_id)
        .add_columns(RecordAttempt, shown(REFLECTION))
        .outerjoin(RecordAttempt, RecordAttempt.review_id == Review.id)
        .outerjoin(REFLECTION, REFLECTION.id == RecordAttempt.reflection_id)
    ).all()
    return [Attempt(*row) for row in rows]


def answers(request_id: int) -> list[Answer]:
    """What became of a request, the latest first."""
    rows: Sequence[Any] = db.session.execute(decided(TRAINING, request_id)).all()
    return [Answer(*row[:3]) for row in rows]


def reason(asked: TrainingRequest) -> str | None:
    """Why somebody asks to go, to be read."""
    return db.session.scalar(select(shown()).where(Prose.id == asked.reason_id))


def readable(actor: Actor, told: Sequence[Attempt] | Sequence[Answer]) -> set[int]:
    """Of these reviews, those whose words the actor reads: they wait for them, or were decided by
    them.
    """
    ids = [one.review.id for one in told]
    found = select(Review.id).where(Review.id.in_(ids), access.readable(actor))
    return set(db.session.scalars(found))
