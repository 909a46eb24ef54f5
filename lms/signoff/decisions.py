"""Verbs of whoever signs: sign off, return, and the counterpart of each.

A new hire's record is worth what its signatures are worth: each says who, when, what for, and each
is taken back by a line of its own, never by an edit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lms.base import prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Signers, TaskOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access, reviews, rules, signatures
from lms.progress import queries as works
from lms.progress.due import Place
from lms.progress.models import DISCUSSION, RESPONSE, Kind, Meaning, Outcome, Review, SignOff
from lms.progress.signatures import Attestation
from lms.progress.work import Held, Work
from lms.signoff import drafts
from lms.signoff.models import Submission
from lms.signoff.rules import counted

REASON = "Say why: it stays in the record."


@dataclass(frozen=True)
class Statement:
    """What a signer states in words: the meaning, the day it took place, an optional note."""

    meaning: Meaning
    on: date
    note: str = ""
    cleared: bool = False  # "this identifies no client"

    def written(self, actor: Actor) -> Attestation:
        """The same with its note in the one table for prose."""
        note = _text(actor, "note", self.note, cleared=self.cleared) if self.note.strip() else None
        return Attestation(self.meaning, self.on, note)


def sign_off(actor: Actor, review: Review, work: Work, statement: Statement) -> SignOff:
    """Attest to what waits. Once more by the same signer changes nothing. Raises Refusal."""
    held = rules.lock(work)
    mine = review.outcome == Outcome.ACCEPTED and review.decided_by == actor.id
    if mine and review.superseded_at is None:
        signed = signatures.behind(review)
        assert signed is not None, "an accepted attempt has its signature"
        return signed
    reviews.decidable(actor, review)
    _fits(statement, meanings_of(review))
    submission = db.session.get(Submission, review.source_id) if review.source_id else None
    return signatures.accept(
        actor, review, held, statement.written(actor),
        content=submission.digest if submission else "",
    )  # fmt: skip


def give_back(
    actor: Actor, review: Review, work: Work, comment: str, *, cleared: bool = False
) -> None:
    """Return it with a comment. The same once more changes nothing. Raises Refusal."""
    held = rules.lock(work)
    if not comment.strip():
        raise Refusal("Say what to look at again.", "comment")
    if review.outcome == Outcome.RETURNED and review.decided_by == actor.id:
        if _says(review.comment_id, comment):
            return
        raise Refusal("You returned this already, with another comment. Nothing was changed.")
    reviews.decidable(actor, review)
    reviews.give_back(actor, review, held, _text(actor, "comment", comment, cleared=cleared))


def take_up(actor: Actor, review: Review, work: Work) -> Review:
    """An own return is taken back: it waits again, and what was reopened is closed again.

    Raises Refusal once the learner sent something new, or by whoever signs no longer.
    """
    held = rules.lock(work)
    task = rules.task_of(held, str(review.task_key))
    if review.decided_by != actor.id:
        raise Refusal("Only whoever returned this can take the return back.")
    if review.outcome != Outcome.RETURNED or review.superseded_at is not None:
        raise Refusal("This is no longer with the learner. Nothing was changed.")
    if not access.signs_task(actor, held.person_id, review.signers):
        raise Refusal("This waits for someone else now. Nothing was changed.")
    rules.refuse_waived(held, task)
    reviews.refuse_logged(held, task)
    counted(held, task)
    if review.source_id is None:
        return signatures.restore(actor, held, review)
    again = reviews.follow(review, source_id=review.source_id)
    rules.event(held, "taken-up", actor, task, review=again.id)
    return again


def record(
    actor: Actor, work: Work, task_key: str, statement: Statement, *, already: int = 0
) -> SignOff:
    """Attest to a conversation or observation that the learner did not ask to confirm.

    `already` is how many were confirmed when the signer's page was made: a repeated request
    changes nothing. Raises Refusal for a task with answers in writing, for another's people, and
    when something else changed meanwhile.
    """
    held = rules.lock(work)
    task = rules.task_of(held, task_key)
    if task.signers is Signers.NONE:
        raise Refusal("Nobody signs this task: the learner ticks it.")
    if not recordable(task):
        raise Refusal("This task asks for the learner’s own words, which are signed off.")
    if not access.signs_task(actor, held.person_id, task.signers):
        raise Refusal("Only whoever signs this task can record it.")
    _fits(statement, meanings(reviews.kind_of(task), written=False))
    signed = held.current(task_key, Kind.SIGNED)
    if len(signed) != already:
        return _recorded_already(actor, held, task, statement, extra=len(signed) - already)
    counted(held, task)
    waiting = [one for one in reviews.current_reviews(held, task) if one.closed_at is None]
    if waiting:
        return sign_off(actor, waiting[0], held, statement)
    review = reviews.open_review(held, task, source_id=None, proposed_on=statement.on)
    return signatures.accept(actor, review, held, statement.written(actor), content="")


def meanings(kind: str, *, written: bool) -> list[Meaning]:
    """What a signature can mean and be true, the usual one first, for this kind of review."""
    if kind == RESPONSE:
        return [Meaning.REVIEWED, Meaning.DISCUSSED]
    if kind == DISCUSSION:
        return [Meaning.DISCUSSED, Meaning.REVIEWED] if written else [Meaning.DISCUSSED]
    return [Meaning.OBSERVED]


def meanings_of(review: Review) -> list[Meaning]:
    """The same for something that was sent, by the task as it was worded then."""
    talk = review.kind == DISCUSSION and review.task_id
    written = bool(talk and curriculum.worded(talk).prompts)
    return meanings(review.kind, written=written)


def _fits(statement: Statement, fitting: list[Meaning]) -> None:
    if statement.meaning not in fitting:
        said = f"This can only be {' or '.join(fitting)}, not {statement.meaning}."
        raise Refusal(said, "meaning")


def _recorded_already(
    actor: Actor, held: Held, task: TaskOutline, statement: Statement, *, extra: int
) -> SignOff:
    """The signature that the same request made before. Raises Refusal when it was another."""
    current = sorted(reviews.current_reviews(held, task), key=lambda one: one.opened_at)
    last = signatures.behind(current[-1]) if current and extra == 1 else None
    stated = (actor.id, statement.meaning, statement.on)
    if last is not None and (last.signer_id, last.meaning, last.on) == stated:
        return last
    changed = reviews.what_changed(actor, current[-1]) if current and current[-1].closed_at else ""
    raise Refusal(changed or "This changed meanwhile. Look again; nothing was signed.")


def recordable(task: TaskOutline) -> bool:
    """Whether a signer can attest to it without anything in writing: it only has to take place."""
    signed = task.signers is not Signers.NONE and reviews.kind_of(task) != RESPONSE
    return signed and not drafts.prompts(task)


def revoke(
    actor: Actor, work: Work, task_key: str, sign_off_id: int, reason: str, *, cleared: bool = False
) -> None:
    """Take an own signature back, with a reason. A second time changes nothing.

    Raises Refusal for another's signature; NotFound for one of somebody else's work.
    """
    held = rules.lock(work)
    signed = db.session.get(SignOff, sign_off_id)
    if signed is None or signed.enrollment_id != held.id:
        raise NotFound
    if curriculum.worded(signed.task_id or 0).key != task_key:
        raise NotFound
    if signed.revoked_by == actor.id:
        return
    signatures.revoke(actor, held, signed, _reason(actor, reason, cleared=cleared))


def reopen(actor: Actor, work: Work, task_key: str, reason: str, *, cleared: bool = False) -> None:
    """A signed task goes back to the learner, with a reason; the same once more changes nothing.

    Raises Refusal.
    """
    held = rules.lock(work)
    task = rules.task_of(held, task_key)
    for review in reviews.current_reviews(held, task):
        back = review.outcome == Outcome.RETURNED and review.source_id is None
        if back and review.decided_by == actor.id and _says(review.comment_id, reason):
            return
    signatures.reopen(actor, held, task, _reason(actor, reason, cleared=cleared))


def waive(
    actor: Actor, work: Work, task_key: str, reason: str, *, seen: Collection[int] | None = None,
    cleared: bool = False,
) -> SignOff:  # fmt: skip
    """This person need not do this task, because …; the same once more changes nothing.

    `seen` are the attempts that waited when the page was made. Raises Refusal, also when others
    wait now: nobody ends what they have not seen.
    """
    held = rules.lock(work)
    task = rules.task_of(held, task_key)
    for fact in held.current(task_key, Kind.WAIVED):
        before = db.session.get_one(SignOff, fact.source_id)
        if before.signer_id == actor.id and _says(before.note_id, reason):
            return before
    current = reviews.current_reviews(held, task)
    if seen is not None and {one.id for one in current if one.closed_at is None} != set(seen):
        raise Refusal("Something was sent or decided meanwhile. Look again; nothing was changed.")
    return signatures.waive(actor, held, task, _reason(actor, reason, cleared=cleared))


def move_due(
    actor: Actor, work: Work, place: Place, due_on: date, reason: str,
    *, was: date | None = None, cleared: bool = False,
) -> None:  # fmt: skip
    """Another due date for a section or task of one person, with a reason. Raises Refusal.

    `place` is the section's key and the task's ("" for the section); `was` is the date that the
    page showed.
    """
    held = rules.lock(work)
    present = works.due_dates(held.id).get(place)
    if present == due_on:
        return
    if was is not None and present != was:
        raise Refusal("Someone moved this date meanwhile. Look at it again; nothing was changed.")
    learner = people.actor(held.person_id)
    closed = people.holidays(learner.office_id if learner else None)
    written = _reason(actor, reason, cleared=cleared)
    rules.move_due(actor, held, *place, due_on, written, closed=closed)


def _says(prose_id: int | None, text: str) -> bool:
    """Whether a text that was written before says the same: a request came twice."""
    said = db.session.get(Prose, prose_id) if prose_id else None
    return said is None or said.text == prose.tidy(text)


def _reason(actor: Actor, reason: str, *, cleared: bool) -> Prose:
    if not reason.strip():
        raise Refusal(REASON, "reason")
    return _text(actor, "reason", reason, cleared=cleared)


def _text(actor: Actor, purpose: str, text: str, *, cleared: bool) -> Prose:
    written = prose.write(actor.id, purpose, text, cleared=cleared)
    db.session.flush()
    return written
