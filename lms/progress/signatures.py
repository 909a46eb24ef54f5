"""Attesting, and taking it back: what counts because a named person vouches for it.

A signature is never edited. Its own signer may revoke it; whoever signs today may reopen the task,
which leaves the signature standing as history and lets it no longer count.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import access, reviews, rules
from lms.progress.ledger import FactRow
from lms.progress.models import RESPONSE, Fact, Kind, Meaning, Outcome, Review, SignOff
from lms.progress.work import Held

BY_SIGNATURE = (Kind.SIGNED, Kind.WAIVED)


@dataclass(frozen=True)
class Attestation:
    """What a signer states: the meaning, the day it happened, an optional note."""

    meaning: Meaning
    on: date
    note: Prose | None = None


def accept(
    actor: Actor, review: Review, held: Held, stated: Attestation, *, content: str
) -> SignOff:
    """Sign off: attest, close the review, and let it count.

    `content` is the digest of what was submitted ("" where nothing was written). A response
    counts from the day it was submitted, a conversation or observation from the day it took
    place. Raises Refusal for a day to come, a review that no longer waits, or one's own work.
    """
    reviews.decidable(actor, review)
    reviews.check_day(actor, held, stated.on)
    sent_on = reviews.day_sent(review, actor)
    if stated.meaning == Meaning.REVIEWED and stated.on < sent_on:
        raise Refusal("It was written later than this day. Check the date.", "on")
    task = rules.task_of(held, str(review.task_key))
    signed = _sign(actor, held, task, stated, review=review, content=content)
    reviews.close(actor, review, Outcome.ACCEPTED)
    rules.record(
        actor, held, task, Kind.SIGNED, source_id=signed.id, activity=task.kind or None,
        on=sent_on if review.kind == RESPONSE else stated.on,
    )  # fmt: skip
    rules.event(
        held, "signed-off", actor, task, review=review.id, sign_off=signed.id, on=stated.on,
        meaning=stated.meaning, content=signed.content_digest,
        note=stated.note.digest if stated.note else None,
    )  # fmt: skip
    return signed


def accept_unsigned(actor: Actor, held: Held, task: TaskOutline, source_id: int) -> None:
    """A response that nobody signs counts as soon as it is sent."""
    rules.record(actor, held, task, Kind.RESPONSE, on=actor.today, source_id=source_id)


def waive(actor: Actor, held: Held, task: TaskOutline, reason: Prose) -> SignOff:
    """This person need not do this task, because …; what waits for it is closed.

    Raises Refusal when it is done or waived already, or for one's own work.
    """
    if not access.leads(actor, held.person_id):
        raise Refusal("Only the supervisor or the office’s training officer can waive a task.")
    if _waived(held, task) or held.current(task.key, Kind.DONE):
        raise Refusal("This task is done or waived already. Nothing was changed.")
    stated = Attestation(Meaning.WAIVED, actor.today, reason)
    signed = _sign(actor, held, task, stated, review=None, content="")
    for review in reviews.current_reviews(held, task):
        if review.closed_at is None:
            reviews.close(actor, review, Outcome.CANCELLED)
    rules.record(actor, held, task, Kind.WAIVED, source_id=signed.id, on=actor.today)
    rules.event(held, "waived", actor, task, sign_off=signed.id, reason=reason.digest)
    return signed


def revoke(actor: Actor, held: Held, signed: SignOff, reason: Prose) -> None:
    """Take an own signature back. What was sent waits again; a waived task is to be done again.

    A waiver may also be taken back by whoever leads the person now. Raises Refusal for another's
    signature, and for one that no longer counts.
    """
    task, fact = _counting(held, signed)
    waived = signed.meaning == Meaning.WAIVED
    if signed.signer_id != actor.id and not (waived and access.leads(actor, held.person_id)):
        raise Refusal("Only the one who signed can revoke it. You can reopen the task instead.")
    if fact is None:
        raise Refusal("This signature no longer counts. Nothing was changed.")
    signed.revoked_at, signed.revoked_by, signed.reason_id = clock.now(), actor.id, reason.id
    for review in reviews.current_reviews(held, task):
        if review.outcome == Outcome.ACCEPTED and review.piece == _piece(signed):
            _open_again(review, waived=_waived(held, task))
        elif review.outcome == Outcome.CANCELLED and signed.meaning == Meaning.WAIVED:
            reviews.follow(review, source_id=review.source_id)  # what the waiver ended goes on
    db.session.flush()
    rules.retract(actor, held, task, [fact])
    rules.event(held, "revoked", actor, task, sign_off=signed.id, reason=reason.digest)


def reopen(actor: Actor, held: Held, task: TaskOutline, reason: Prose) -> None:
    """A task that a signature closed goes back to the learner, with the reason.

    The present signer may, whoever signed, and reads no more of it than before. Raises Refusal when
    no signature closes it.
    """
    if not access.signs_task(actor, held.person_id, task.signers):
        raise Refusal("Only whoever signs this task today can reopen it.")
    facts = held.current(task.key, Kind.SIGNED)
    if not facts and held.current(task.key, Kind.ENTRY):
        raise Refusal("Log entries close this task. Reopen the entry that should not count.")
    if not facts:
        raise Refusal("No signature closes this task. Nothing was changed.")
    for review in reviews.current_reviews(held, task):
        if review.outcome == Outcome.ACCEPTED:
            back = reviews.follow(review, source_id=None)
            reviews.close(actor, back, Outcome.RETURNED, reason)
    rules.retract(actor, held, task, facts)
    rules.event(held, "reopened", actor, task, reason=reason.digest)


def restore(actor: Actor, held: Held, review: Review) -> Review:
    """A reopened task is closed again by the signature that closed it: the counterpart of reopen.

    Raises Refusal when that signature was revoked.
    """
    task = rules.task_of(held, str(review.task_key))
    signed = behind(review)
    if signed is None:
        raise Refusal("The signature was revoked. Nothing was changed.")
    before = db.session.get_one(Review, signed.review_id)
    again = reviews.follow(review, source_id=before.source_id)
    again.closed_at, again.outcome, again.decided_by = clock.now(), before.outcome, signed.signer_id
    counted = select(Fact.effective_on).filter_by(kind=Kind.SIGNED, source_id=signed.id)
    on = db.session.scalars(counted.order_by(Fact.id).limit(1)).one()
    rules.record(actor, held, task, Kind.SIGNED, on=on, source_id=signed.id,
                 activity=task.kind or None)  # fmt: skip
    rules.event(held, "restored", actor, task, review=again.id, sign_off=signed.id)
    return again


def behind(review: Review) -> SignOff | None:
    """The latest signature of a review's piece of its task that was not revoked, if any.

    A reopened or restored attempt is a row of its own; the signature stays with the one it closed.
    """
    found = select(SignOff).join(Review, Review.id == SignOff.review_id).where(
        Review.enrollment_id == review.enrollment_id, Review.task_key == review.task_key,
        Review.piece == review.piece, Review.id <= review.id, SignOff.revoked_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(found.order_by(SignOff.id.desc()).limit(1))


def _sign(
    actor: Actor, held: Held, task: TaskOutline, stated: Attestation, *, review: Review | None,
    content: str,
) -> SignOff:  # fmt: skip
    task_id = review.task_id if review and review.task_id else None
    task_id = task_id or curriculum.task_id(held.edition_id, task.key)
    signed = SignOff(
        review_id=review.id if review else None, person_id=held.person_id, signer_id=actor.id,
        enrollment_id=held.id, task_id=task_id, meaning=stated.meaning, on=stated.on,
        note_id=stated.note.id if stated.note else None, content_digest=_digest(task_id, content),
        signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    return signed


def _piece(signed: SignOff) -> int:
    review = db.session.get(Review, signed.review_id) if signed.review_id else None
    return review.piece if review else 0


def _open_again(review: Review, *, waived: bool) -> None:
    """What was sent waits once more; what nobody asked for, or is waived, does not."""
    if review.source_id and not waived:
        reviews.follow(review, source_id=review.source_id)
    else:
        review.superseded_at = clock.now()


def _waived(held: Held, task: TaskOutline) -> bool:
    return bool(held.current(task.key, Kind.WAIVED))


def _counting(held: Held, signed: SignOff) -> tuple[TaskOutline, FactRow | None]:
    """The task of a signature, and the line of the ledger by which it counts, if it still does."""
    lines = [line for known in held.facts.values() for line in known]
    fact = next((f for f in lines if f.kind in BY_SIGNATURE and f.source_id == signed.id), None)
    key = fact.task_key if fact else curriculum.worded(signed.task_id or 0).key
    return rules.task_of(held, str(key)), fact


def _digest(task_id: int, content: str) -> str:
    """What exactly was signed: the task as worded, its edition, and the submission."""
    task = curriculum.worded(task_id)
    stated = {
        "edition": task.edition, "task": task.key, "title": task.title, "prompts": task.prompts,
        "note": task.note, "content": content,
    }  # fmt: skip
    return hashlib.sha256(events.canonical(stated).encode()).hexdigest()
