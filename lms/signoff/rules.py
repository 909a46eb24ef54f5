"""Verbs of the learner who sends: submit what was written, ask to confirm, take it back."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Signers, TaskOutline
from lms.people.actor import Actor
from lms.progress import reviews, rules, signatures, standing
from lms.progress.models import OF_TASKS, Kind, Outcome, Review
from lms.progress.work import Held, Work
from lms.signoff import drafts, queries
from lms.signoff.drafts import Writing, WrittenElsewhere
from lms.signoff.models import Answer, Response, Submission

MISSING = "Please answer this before you send it."
MISSING_DAY = "Say on which day it took place."


def submit(actor: Actor, work: Work, task_key: str, writing: Writing) -> Review | None:
    """Send a response, or ask for a conversation or observation to be confirmed.

    Sending the same again while it waits changes nothing. Raises Refusal naming the field for an
    unanswered prompt or a day to come, and whatever save_draft raises. Returns None where nobody
    signs.
    """
    held = rules.lock(work)
    task = drafts.writable(held, task_key)
    rules.refuse_waived(held, task)
    response = queries.response(held.id, task_key)
    if response and response.version != writing.version:
        return _sent_already(held, task, response, writing)
    if held.current(task_key, Kind.RESPONSE):
        raise Refusal("This is kept already. To change it, take it back first.")
    counted(held, task)
    _complete(actor, held, task, writing, drafts.taken(response, writing))
    response = drafts.save_draft(actor, held, task_key, writing) or drafts.begin(actor, held, task)
    submission = _freeze(actor, held, task, response, writing.version)
    response.version += 1  # the next form is another one, even when no word differs
    if task.signers is Signers.NONE:
        signatures.accept_unsigned(actor, held, task, submission.id)
        rules.event(held, "submitted", actor, task, submission=submission.id,
                    content=submission.digest)  # fmt: skip
        return None
    review = reviews.open_review(
        held, task, source_id=submission.id, task_id=submission.task_id, proposed_on=writing.on
    )
    rules.event(
        held, "submitted", actor, task, review=review.id, submission=submission.id, on=writing.on,
        content=submission.digest,
    )  # fmt: skip
    return review


def withdraw(actor: Actor, work: Work, task_key: str, review_id: int) -> None:
    """Take back what waits, to go on writing. A second time changes nothing.

    Raises Refusal once it was decided, NotFound for what this person never sent.
    """
    held = rules.lock(work)
    review = db.session.get(Review, review_id)
    if review is None or (review.enrollment_id, review.task_key) != (held.id, task_key):
        raise NotFound
    reviews.withdraw(actor, review, held)


def take_back(actor: Actor, work: Work, task_key: str) -> None:
    """Take back a response that nobody signs. Without one nothing changes. Raises NotFound."""
    held = rules.lock(work)
    task = rules.task_of(held, task_key)
    if sent := held.current(task_key, Kind.RESPONSE):
        rules.retract(actor, held, task, sent)
        rules.event(held, "withdrawn", actor, task)


def counted(held: Held, task: TaskOutline) -> None:
    """What is to be counted is counted first: the signer attests to the whole. Raises Refusal."""
    pieces = held.current(task.key, Kind.PIECE)
    have = [piece.part or "" for piece in pieces]
    wanted = standing.needs(task).pieces
    missing = sum(number - have.count(part) for part, number in wanted.items())
    if missing > 0:
        raise Refusal(f"Count all of them first: {missing} to go.")


def _sent_already(
    held: Held, task: TaskOutline, response: Response, writing: Writing
) -> Review | None:
    """The review that the same request opened before: a double click, a retry.

    Raises Refusal when something else was sent meanwhile, and WrittenElsewhere when something
    else was saved or the answer has come already.
    """
    made = select(Submission).filter_by(response_id=response.id, from_version=writing.version)
    submission = db.session.scalar(made.order_by(Submission.id.desc()).limit(1))
    if submission is None:
        drafts.refuse_closed(held, task)
        raise WrittenElsewhere
    texts = [text or "" for text in queries.texts_of(submission)]
    opened = select(Review).where(Review.source_id == submission.id, Review.kind.in_(OF_TASKS))
    review = db.session.scalar(opened.order_by(Review.id.desc()).limit(1))
    answered = review is not None and review.outcome not in (None, Outcome.ACCEPTED)
    other_day = review is not None and review.proposed_on != writing.on
    if texts != [prose.tidy(text) for text in writing.texts] or answered or other_day:
        drafts.refuse_closed(held, task)
        raise WrittenElsewhere
    return review


def _complete(
    actor: Actor, held: Held, task: TaskOutline, writing: Writing, texts: Sequence[str]
) -> None:
    for position, _ in enumerate(drafts.prompts(task)):
        if position >= len(texts) or not texts[position].strip():
            raise Refusal(MISSING, f"answer_{position}")
    if not drafts.asks_day(task):
        return
    if writing.on is None:
        raise Refusal(MISSING_DAY, "on")
    reviews.check_day(actor, held, writing.on)


def _freeze(
    actor: Actor, held: Held, task: TaskOutline, response: Response, version: int
) -> Submission:
    """Copy the draft's texts as they are now: what is signed never changes afterwards."""
    count = select(func.count()).select_from(Submission).filter_by(response_id=response.id)
    submission = Submission(
        response_id=response.id, number=(db.session.scalar(count) or 0) + 1,
        task_id=curriculum.task_id(held.edition_id, task.key), submitted_at=clock.now(), digest="",
        from_version=version,
    )  # fmt: skip
    db.session.add(submission)
    digests = []
    for position, draft in sorted(queries.draft(response).items()):
        copy = prose.write(actor.id, "answer", draft.text or "", cleared=True)
        db.session.flush()
        digests.append(copy.digest)
        db.session.add(
            Answer(response_id=response.id, submission_id=submission.id, position=position,
                   prose_id=copy.id)
        )  # fmt: skip
    listed = events.canonical({"task": task.key, "answers": digests})
    submission.digest = hashlib.sha256(listed.encode()).hexdigest()
    db.session.flush()
    return submission
