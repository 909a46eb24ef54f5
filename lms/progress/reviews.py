"""Opening and closing what waits for a decision, and attesting it.

Rooms decide what is sent and shown; that it waits, who decided, and what counts from then on is
the same for a reflection, a discussion or a log entry, and is written here.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, Signers, TaskOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access, rules, standing
from lms.progress.models import (
    DISCUSSION,
    OBSERVATION,
    RESPONSE,
    Fact,
    Kind,
    Meaning,
    Outcome,
    Review,
    SignOff,
)
from lms.progress.work import Work

LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Attestation:
    """What a signer states: the meaning, the day it happened, an optional note."""

    meaning: Meaning
    on: date
    note: Prose | None = None


def kind_of(task: TaskOutline) -> str:
    """Which kind of review a task opens, and so what a sign-off usually means."""
    if task.evidence is Evidence.OBSERVATION:
        return OBSERVATION
    return RESPONSE if task.evidence is Evidence.RESPONSE else DISCUSSION


def open_review(
    work: Work, task: TaskOutline, *, source_id: int | None, proposed_on: date | None = None,
) -> Review:  # fmt: skip
    """What the learner sends begins to wait; it supersedes an attempt that came back.

    The caller holds the lock and writes the event. Raises Refusal when as many wait or were
    accepted as the task asks for, or when nobody signs it.
    """
    if task.signers is Signers.NONE:
        raise Refusal("Nobody signs this task: tick it instead.")
    current = {review.piece: review for review in current_reviews(work, task)}
    taken = {piece for piece, review in current.items() if holds(review)}
    free = [n for n in range(1, standing.needs(task).sign_offs + 1) if n not in taken]
    if not free:
        raise Refusal("This was sent already, and waits for an answer or has been signed off.")
    again = [number for number in free if number in current]
    piece, now = (again or free)[0], clock.now()
    if piece in current:
        current[piece].superseded_at = now
        db.session.flush()
    review = Review(
        kind=kind_of(task), person_id=work.person_id, enrollment_id=work.id, task_key=task.key,
        piece=piece, source_id=source_id, title=task.title, signers=task.signers,
        proposed_on=proposed_on, opened_at=now,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    return review


def current_reviews(work: Work, task: TaskOutline) -> Sequence[Review]:
    """The newest attempt of each piece of a task, decided or not."""
    mine = select(Review).filter_by(
        enrollment_id=work.id, task_key=task.key, kind=kind_of(task), superseded_at=None
    )
    return db.session.scalars(mine).all()


def holds(review: Review) -> bool:
    """Whether an attempt takes up its piece: it waits, or was accepted."""
    return review.closed_at is None or review.outcome == Outcome.ACCEPTED


def decidable(actor: Actor, review: Review) -> None:
    """Make sure that the review still waits, and for this actor. The caller holds the lock.

    Raises Refusal saying what changed meanwhile.
    """
    if actor.id == review.person_id:
        raise Refusal("Nobody signs off their own work.")
    if review.closed_at is not None:
        raise Refusal("This was decided or taken back meanwhile. Nothing was changed.")
    mine = select(Review.id).where(Review.id == review.id, access.waiting_for(actor))
    if db.session.scalar(mine) is None:
        raise Refusal("This waits for someone else now. Nothing was changed.")


def accept(
    actor: Actor, review: Review, work: Work, stated: Attestation, *, content: str
) -> SignOff:
    """Sign off: attest, close the review, and let it count.

    `content` is the digest of what was submitted ("" where nothing was written). A response
    counts from the day it was submitted, a conversation or observation from the day it took
    place. Raises Refusal for a day to come, a review that no longer waits, or one's own work.
    """
    work = rules.lock(work)
    decidable(actor, review)
    check_day(actor, stated.on)
    task = rules.task_of(work, str(review.task_key))
    signed = SignOff(
        review_id=review.id, person_id=work.person_id, signer_id=actor.id, enrollment_id=work.id,
        task_id=curriculum.task_id(work.edition_id, task.key), meaning=stated.meaning,
        on=stated.on, note_id=stated.note.id if stated.note else None,
        content_digest=_digest(work, task, content), signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    _close(actor, review, Outcome.ACCEPTED)
    rules.record(
        actor, work, task, Kind.SIGNED, source_id=signed.id, activity=task.kind or None,
        on=_day_sent(review, actor) if review.kind == RESPONSE else stated.on,
    )  # fmt: skip
    rules.event(
        work, "signed-off", actor, task, review=review.id, sign_off=signed.id, on=stated.on,
        meaning=stated.meaning, content=signed.content_digest,
        note=stated.note.digest if stated.note else None,
    )  # fmt: skip
    return signed


def give_back(actor: Actor, review: Review, work: Work, comment: Prose) -> None:
    """Return it with a comment; the learner's draft goes on from where it was. Raises Refusal."""
    work = rules.lock(work)
    decidable(actor, review)
    _close(actor, review, Outcome.RETURNED)
    review.comment_id = comment.id
    task = rules.task_of(work, str(review.task_key))
    rules.event(work, "returned", actor, task, review=review.id, comment=comment.digest)


def check_day(actor: Actor, on: date) -> None:
    """Refuse a day that something cannot have taken place on: one to come, or a mistyped year."""
    if on > actor.today:
        raise Refusal("This day has not come yet.", "on")
    if on < actor.today - LONGEST_AGO:
        raise Refusal("This day is more than a year ago. Check the year.", "on")


def accept_unsigned(actor: Actor, work: Work, task: TaskOutline, source_id: int) -> Fact:
    """A response that nobody signs counts as soon as it is sent."""
    return rules.record(actor, work, task, Kind.RESPONSE, on=actor.today, source_id=source_id)


def _close(actor: Actor, review: Review, outcome: Outcome) -> None:
    review.closed_at, review.outcome, review.decided_by = clock.now(), outcome, actor.id
    db.session.flush()


def _day_sent(review: Review, signer: Actor) -> date:
    """The day it was sent, on the learner's wall and not on the signer's."""
    learner = people.actor(review.person_id)
    return clock.today((learner or signer).zone, review.opened_at)


def _digest(work: Work, task: TaskOutline, content: str) -> str:
    """What exactly was signed: the task as worded, its edition, and the submission."""
    stated = {
        "edition": work.digest, "task": task.key, "title": task.title,
        "prompts": list(task.prompts), "note": task.note, "content": content,
    }  # fmt: skip
    return hashlib.sha256(events.canonical(stated).encode()).hexdigest()
