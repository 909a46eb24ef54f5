"""Reading drafts, attempts and what waits, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.curriculum.models import Task
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.models import OF_TASKS, Review, SignOff
from lms.signoff.models import Answer, Response, Submission

PAGE = 25
PREVIEW = 160
COMMENT, NOTE, DECIDER = aliased(Prose), aliased(Prose), aliased(Person)


def response(enrollment_id: int, task_key: str) -> Response | None:
    """The learner's response to a task, if one was begun."""
    return db.session.scalar(
        select(Response).filter_by(enrollment_id=enrollment_id, task_key=task_key)
    )


def draft(found: Response | None) -> dict[int, Prose]:
    """The draft's texts by the prompt's position."""
    if found is None:
        return {}
    rows = db.session.execute(
        select(Answer.position, Prose)
        .join(Prose, Prose.id == Answer.prose_id)
        .where(Answer.response_id == found.id, Answer.submission_id.is_(None))
    )
    return dict(rows.all())


def texts_of(submission: Submission) -> list[str | None]:
    """What was sent, a text per prompt; None where it was erased."""
    rows = (
        select(Prose.text)
        .join(Answer, Answer.prose_id == Prose.id)
        .where(Answer.submission_id == submission.id)
    )
    return list(db.session.scalars(rows.order_by(Answer.position)))


@dataclass(frozen=True)
class Attempt:
    """One submission with its decision, as its author and its signer read it."""

    review: Review
    submission: Submission
    task: Task  # as worded then
    answers: Sequence[tuple[str, str | None]]  # (prompt, rendered text; None when erased)
    decided_by: str | None
    comment: str | None
    signed: SignOff | None
    note: str | None


def attempts(enrollment_id: int, task_key: str) -> list[Attempt]:
    """Every attempt at a task, newest first, with texts, comments and notes."""
    rows = db.session.execute(
        select(
            Review, Submission, Task, DECIDER.name, COMMENT.html, SignOff, NOTE.html,
        )
        .join(Submission, Submission.id == Review.source_id)
        .join(Task, Task.id == Submission.task_id)
        .outerjoin(DECIDER, DECIDER.id == Review.decided_by)
        .outerjoin(COMMENT, COMMENT.id == Review.comment_id)
        .outerjoin(SignOff, (SignOff.review_id == Review.id) & SignOff.revoked_at.is_(None))
        .outerjoin(NOTE, NOTE.id == SignOff.note_id)
        .where(Review.enrollment_id == enrollment_id, Review.task_key == task_key)
        .where(Review.kind.in_(OF_TASKS))
        .order_by(Review.opened_at.desc(), Review.id.desc())
    ).all()  # fmt: skip
    texts = _texts([row[1].id for row in rows])
    return [
        Attempt(
            review, submission, task,
            _paired(task.prompts or [task.title], texts.get(submission.id, {})),
            decided_by, comment, signed, note,
        )
        for review, submission, task, decided_by, comment, signed, note in rows
    ]  # fmt: skip


def _texts(submission_ids: Sequence[int]) -> dict[int, dict[int, str | None]]:
    found: dict[int, dict[int, str | None]] = {}
    rows = db.session.execute(
        select(Answer.submission_id, Answer.position, Prose.html)
        .join(Prose, Prose.id == Answer.prose_id)
        .where(Answer.submission_id.in_(submission_ids))
    )
    for submission_id, position, html in rows:
        found.setdefault(int(submission_id or 0), {})[position] = html
    return found


def _paired(prompts: Sequence[str], texts: dict[int, str | None]) -> list[tuple[str, str | None]]:
    return [(prompts[at], html) for at, html in sorted(texts.items()) if at < len(prompts)]


@dataclass(frozen=True)
class WaitingLine:
    """One line of the approvals page."""

    review_id: int
    kind: str
    title: str
    learner: str
    learner_id: int
    opened_at: datetime
    proposed_on: date | None
    attempt: int
    preview: str | None

    @property
    def short(self) -> str:
        """The beginning of the first answer."""
        text = " ".join((self.preview or "").split())
        return text if len(text) <= PREVIEW else f"{text[:PREVIEW].rsplit(' ', 1)[0]} …"


def waiting(actor: Actor, page: int = 1) -> tuple[list[WaitingLine], bool]:
    """What waits for this actor, oldest first: one page of it, and whether there is more."""
    first = and_(
        Answer.submission_id == Review.source_id, Answer.position == 0, Review.kind.in_(OF_TASKS)
    )
    rows = db.session.execute(
        select(
            Review.id, Review.kind, Review.title, Person.name, Person.id, Review.opened_at,
            Review.proposed_on, func.coalesce(Submission.number, 1), Prose.text,
        )
        .join(Person, Person.id == Review.person_id)
        .outerjoin(Submission, (Submission.id == Review.source_id) & Review.kind.in_(OF_TASKS))
        .outerjoin(Answer, first)
        .outerjoin(Prose, Prose.id == Answer.prose_id)
        .where(access.waiting_for(actor))
        .order_by(Review.opened_at, Review.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    return [WaitingLine(*row) for row in rows[:PAGE]], len(rows) > PAGE


def next_waiting(actor: Actor, after: Review) -> int | None:
    """The next decision after one just made; the oldest when it was the last."""
    found = select(Review.id).where(access.waiting_for(actor))
    later = found.where(
        (Review.opened_at > after.opened_at)
        | ((Review.opened_at == after.opened_at) & (Review.id > after.id))
    )
    order = (Review.opened_at, Review.id)
    return db.session.scalar(later.order_by(*order).limit(1)) or db.session.scalar(
        found.order_by(*order).limit(1)
    )
