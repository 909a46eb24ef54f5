"""Reading drafts, attempts and what waits, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import Removed, shown
from lms.curriculum.models import Task
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.models import OF_TASKS, Review, SignOff
from lms.signoff.models import Answer, Response, SetAside, Submission

PAGE = 25
PREVIEW = 160
COMMENT, NOTE, REASON = aliased(Prose), aliased(Prose), aliased(Prose)
DECIDER = aliased(Person)


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


class Answered(NamedTuple):
    """A prompt with what was written under it."""

    prompt: str
    html: str | None
    text_id: int


def drafted(enrollment_id: int, task_key: str, prompts: Sequence[str]) -> dict[int, Answered]:
    """What stands in the draft now, by the prompt's position, or who removed it."""
    rows = db.session.execute(
        select(Answer.position, shown(), Prose.id)
        .join(Prose, Prose.id == Answer.prose_id)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.enrollment_id == enrollment_id, Response.task_key == task_key)
        .where(Answer.submission_id.is_(None), Answer.position < len(prompts))
    )
    return {place: Answered(prompts[place], html, text_id) for place, html, text_id in rows}


@dataclass(frozen=True)
class Aside:
    """A text that was set aside when two windows had written."""

    prompt: str
    html: str | None
    set_aside_at: datetime
    text_id: int


def set_aside(enrollment_id: int, task_key: str, prompts: Sequence[str]) -> list[Aside]:
    """What the learner set aside for another window's text, newest first."""
    rows = db.session.execute(
        select(SetAside.position, shown(), SetAside.set_aside_at, Prose.id)
        .join(Prose, Prose.id == SetAside.prose_id)
        .join(Response, Response.id == SetAside.response_id)
        .where(Response.enrollment_id == enrollment_id, Response.task_key == task_key)
        .order_by(SetAside.id.desc())
    )
    return [
        Aside(prompts[place] if place < len(prompts) else "", html, at, text_id)
        for place, html, at, text_id in rows
    ]


@dataclass(frozen=True)
class Attempt:
    """One thing sent or recorded with its decision, as its author and its signer read it."""

    review: Review | None  # None where nobody signs
    submission: Submission | None  # None where the signer recorded it without being asked
    task: Task  # as worded then
    answers: Sequence[Answered]
    decided_by: str | None
    comment: str | None
    signed: SignOff | None
    note: str | None
    reason: str | None  # why the signature was revoked

    @property
    def sent_at(self) -> datetime:
        """When the learner sent it, or when it was recorded."""
        if self.submission is not None:
            return self.submission.submitted_at
        assert self.review is not None, "there is one of the two"
        return self.review.sent_at


ATTEMPTS = (
    select(
        Review, Submission, Task, DECIDER.name, shown(COMMENT), SignOff, shown(NOTE), shown(REASON)
    )
    .select_from(Review)
    .outerjoin(Submission, Submission.id == Review.source_id)
    .join(Task, Task.id == Review.task_id)
    .outerjoin(DECIDER, DECIDER.id == Review.decided_by)
    .outerjoin(COMMENT, COMMENT.id == Review.comment_id)
    .outerjoin(SignOff, SignOff.review_id == Review.id)
    .outerjoin(NOTE, NOTE.id == SignOff.note_id)
    .outerjoin(REASON, REASON.id == SignOff.reason_id)
)


def attempts(enrollment_id: int, task_key: str) -> list[Attempt]:
    """Every attempt at a task, newest first, with texts, comments and notes."""
    rows = db.session.execute(
        ATTEMPTS.where(Review.enrollment_id == enrollment_id, Review.task_key == task_key)
        .where(Review.kind.in_(OF_TASKS))
        .order_by(Review.opened_at.desc(), Review.id.desc())
    ).all()
    return _with_texts([*rows])


def attempts_waiting(actor: Actor, enrollment_id: int) -> list[Attempt]:
    """Everything of one person that waits for the actor's decision, oldest first."""
    rows = db.session.execute(
        ATTEMPTS.where(Review.enrollment_id == enrollment_id, access.waiting_for(actor))
        .where(Review.kind.in_(OF_TASKS))
        .order_by(Review.sent_at, Review.id)
    ).all()
    return _with_texts([*rows])


def readable(actor: Actor, enrollment_id: int, task_key: str) -> set[int]:
    """The attempts whose words the actor may read: what waits for them, and what they decided."""
    found = select(Review.id).where(access.readable(actor), Review.task_key == task_key)
    return set(db.session.scalars(found.where(Review.enrollment_id == enrollment_id)))


def others_waiting(actor: Actor, found: Review) -> bool:
    """Whether more of the same person waits for the actor."""
    more = select(Review.id).where(access.waiting_for(actor), Review.id != found.id)
    more = more.where(Review.enrollment_id == found.enrollment_id, Review.kind.in_(OF_TASKS))
    return db.session.scalar(more.limit(1)) is not None


def sent_unsigned(enrollment_id: int, task_key: str) -> list[Attempt]:
    """Every response to a task that nobody signs, newest first."""
    rows = db.session.execute(
        select(Submission, Task)
        .join(Response, Response.id == Submission.response_id)
        .join(Task, Task.id == Submission.task_id)
        .where(Response.enrollment_id == enrollment_id, Response.task_key == task_key)
        .order_by(Submission.id.desc())
    ).all()
    nothing = (None, None, None, None, None)
    return _with_texts([(None, submission, task, *nothing) for submission, task in rows])


def _with_texts(rows: Sequence[Any]) -> list[Attempt]:
    texts = _texts([row[1].id for row in rows if row[1] is not None])
    return [
        Attempt(
            review, submission, task,
            _paired(task.prompts or [task.title], texts.get(getattr(submission, "id", 0), {})),
            *rest,
        )
        for review, submission, task, *rest in rows
    ]  # fmt: skip


def _texts(submission_ids: Sequence[int]) -> dict[int, dict[int, tuple[str | None, int]]]:
    found: dict[int, dict[int, tuple[str | None, int]]] = {}
    rows = db.session.execute(
        select(Answer.submission_id, Answer.position, shown(), Prose.id)
        .join(Prose, Prose.id == Answer.prose_id)
        .where(Answer.submission_id.in_(submission_ids))
    )
    for submission_id, position, html, text_id in rows:
        found.setdefault(int(submission_id or 0), {})[position] = (html, text_id)
    return found


def _paired(prompts: Sequence[str], texts: dict[int, tuple[str | None, int]]) -> list[Answered]:
    return [Answered(prompts[at], *texts[at]) for at in sorted(texts) if at < len(prompts)]


@dataclass(frozen=True)
class WaitingLine:
    """One line of the approvals page."""

    review_id: int
    kind: str
    title: str
    learner: str
    sent_at: datetime
    proposed_on: date | None
    attempt: int
    preview: str | None

    @property
    def short(self) -> str:
        """The beginning of the first answer."""
        if isinstance(self.preview, Removed):
            return self.preview
        text = " ".join((self.preview or "").split())
        return text if len(text) <= PREVIEW else f"{text[:PREVIEW].rsplit(' ', 1)[0]} …"


def waiting(actor: Actor, page: int = 1) -> tuple[list[WaitingLine], bool]:
    """What waits for this actor, oldest first: one page of it, and whether there is more."""
    first = and_(
        Answer.submission_id == Review.source_id, Answer.position == 0, Review.kind.in_(OF_TASKS)
    )
    rows = db.session.execute(
        select(
            Review.id, Review.kind, Review.title, Person.name, Review.sent_at,
            Review.proposed_on, func.coalesce(Submission.number, 1), shown(typed=True),
        )
        .join(Person, Person.id == Review.person_id)
        .outerjoin(Submission, (Submission.id == Review.source_id) & Review.kind.in_(OF_TASKS))
        .outerjoin(Answer, first)
        .outerjoin(Prose, Prose.id == Answer.prose_id)
        .where(access.waiting_for(actor))
        .order_by(Review.sent_at, Review.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    return [WaitingLine(*row) for row in rows[:PAGE]], len(rows) > PAGE
