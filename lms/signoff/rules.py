"""Verbs of writing and deciding: save a draft, send it, sign it off, return it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, Signers, TaskOutline
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import reviews, rules, standing
from lms.progress.models import OF_TASKS, Kind, Meaning, Outcome, Review, SignOff
from lms.progress.reviews import Attestation
from lms.progress.work import Work
from lms.signoff import queries
from lms.signoff.models import Answer, Response, Submission

MISSING = "Please answer this before you send it."
MISSING_DAY = "Say on which day it took place."
ELSEWHERE = (
    "This was saved or sent from another window or device meanwhile. Your words are below: "
    "copy what you need, then open the task again to see what is saved."
)


@dataclass(frozen=True)
class Writing:
    """What a learner sends: one text per prompt, and the version of the draft they wrote on."""

    texts: Sequence[str]
    version: int
    on: date | None = None  # the day it took place, for a conversation or an observation
    cleared: bool = False  # "this identifies no client"


def prompts(task: TaskOutline) -> tuple[str, ...]:
    """What the learner answers in writing: the prompts, or the task itself; () for none."""
    if task.prompts or task.evidence is not Evidence.RESPONSE:
        return task.prompts
    return (task.title,)


def asks_day(task: TaskOutline) -> bool:
    """Whether the day it took place is asked: it is, where something took place."""
    return task.evidence is not Evidence.RESPONSE


def save_draft(actor: Actor, work: Work, task_key: str, writing: Writing) -> Response:
    """Keep what was written so far; the same texts again change nothing.

    Raises Refusal when the draft was saved elsewhere meanwhile, or waits for a decision, and
    ClientIdentified when the guard objects.
    """
    work = rules.lock(work)
    task = _writable(work, task_key)
    found = queries.response(work.id, task_key)
    kept = queries.draft(found)
    texts = [_tidy(text) for text in writing.texts]
    if [kept[n].text if n in kept else "" for n in range(len(texts))] == texts:
        return found or _begin(actor, work, task)
    if found and found.version != writing.version:
        raise Refusal(ELSEWHERE)
    if _all_waiting(work, task):
        raise Refusal("This waits for an answer; it can be changed when it comes back.")
    response = found or _begin(actor, work, task)
    _keep(actor, response, kept, texts, cleared=writing.cleared)
    response.version, response.saved_at = response.version + 1, clock.now()
    return response


def submit(actor: Actor, work: Work, task_key: str, writing: Writing) -> Review | None:
    """Send a response, or ask for a conversation or observation to be confirmed.

    Sending the same again while it waits changes nothing. Raises Refusal naming the field for an
    unanswered prompt or a day to come, and whatever save_draft raises. Returns None where nobody
    signs.
    """
    work = rules.lock(work)
    task = _writable(work, task_key)
    response = queries.response(work.id, task_key)
    if response and response.version != writing.version:
        return _sent_already(response, writing)
    _counted(work, task)
    _complete(actor, task, writing)
    response = save_draft(actor, work, task_key, writing)
    submission = _freeze(actor, work, task, response, writing.version)
    response.version += 1  # the next form is another one, even when no word differs
    if task.signers is Signers.NONE:
        reviews.accept_unsigned(actor, work, task, submission.id)
        rules.event(work, "submitted", actor, task, submission=submission.id,
                    content=submission.digest)  # fmt: skip
        return None
    review = reviews.open_review(work, task, source_id=submission.id, proposed_on=writing.on)
    rules.event(
        work, "submitted", actor, task, review=review.id, submission=submission.id, on=writing.on,
        content=submission.digest,
    )  # fmt: skip
    return review


def sign_off(actor: Actor, review: Review, work: Work, meaning: Meaning, on: date,
             note: str = "", *, cleared: bool = False) -> SignOff:  # fmt: skip
    """Attest to what waits. Once more by the same signer changes nothing. Raises Refusal."""
    work = rules.lock(work)
    if review.outcome == Outcome.ACCEPTED and review.decided_by == actor.id:
        return db.session.scalars(select(SignOff).filter_by(review_id=review.id)).one()
    reviews.decidable(actor, review)
    written = prose.write(actor.id, "note", note, cleared=cleared) if note.strip() else None
    db.session.flush()
    submission = db.session.get(Submission, review.source_id)
    return reviews.accept(
        actor, review, work, Attestation(meaning, on, written),
        content=submission.digest if submission else "",
    )  # fmt: skip


def give_back(actor: Actor, review: Review, work: Work, comment: str,
              *, cleared: bool = False) -> None:  # fmt: skip
    """Return it with a comment. Once more by the same signer changes nothing. Raises Refusal."""
    work = rules.lock(work)
    if review.outcome == Outcome.RETURNED and review.decided_by == actor.id:
        return
    if not comment.strip():
        raise Refusal("Say what to look at again.", "comment")
    reviews.decidable(actor, review)
    written = prose.write(actor.id, "comment", comment, cleared=cleared)
    db.session.flush()
    reviews.give_back(actor, review, work, written)


def _writable(work: Work, task_key: str) -> TaskOutline:
    task = rules.task_of(work, task_key)
    if not standing.is_sent(task):
        raise Refusal("Nothing is written or confirmed for this task: tick it.")
    return task


def _tidy(text: str) -> str:
    return "\n".join(text.splitlines()).strip()


def _begin(actor: Actor, work: Work, task: TaskOutline) -> Response:
    now = clock.now()
    response = Response(
        enrollment_id=work.id, task_key=task.key, version=0, started_at=now, saved_at=now
    )
    db.session.add(response)
    db.session.flush()
    rules.record(actor, work, task, Kind.STARTED, on=actor.today, source_id=response.id)
    rules.event(work, "draft-started", actor, task)
    return response


def _keep(actor: Actor, response: Response, kept: dict[int, Prose], texts: Sequence[str], *,
          cleared: bool) -> None:  # fmt: skip
    for position, text in enumerate(texts):
        if position in kept:
            prose.rewrite(kept[position], text, cleared=cleared)
            continue
        written = prose.write(actor.id, "draft", text, cleared=cleared)
        db.session.flush()
        db.session.add(Answer(response_id=response.id, position=position, prose_id=written.id))
    db.session.flush()


def _all_waiting(work: Work, task: TaskOutline) -> bool:
    """Whether no further piece of this task can be sent now."""
    held = sum(map(reviews.holds, reviews.current_reviews(work, task)))
    return 0 < standing.needs(task).sign_offs <= held


def _counted(work: Work, task: TaskOutline) -> None:
    """What is to be counted is counted first: the signer attests to the whole."""
    have = works.task_standing(work, task).pieces
    missing = sum(n - have.get(part, 0) for part, n in standing.needs(task).pieces.items())
    if missing > 0:
        raise Refusal(f"Count all of them first: {missing} to go.")


def _sent_already(response: Response, writing: Writing) -> Review | None:
    """The review that the same request opened before: a double click, a retry.

    Raises Refusal when it was another request, or when its answer has come already.
    """
    made = select(Submission).filter_by(response_id=response.id, from_version=writing.version)
    submission = db.session.scalar(made.order_by(Submission.id.desc()).limit(1))
    if submission is None:
        raise Refusal(ELSEWHERE)
    texts = [text or "" for text in queries.texts_of(submission)]
    review = db.session.scalar(
        select(Review).where(Review.source_id == submission.id, Review.kind.in_(OF_TASKS))
    )
    answered = review is not None and review.outcome not in (None, Outcome.ACCEPTED)
    other_day = review is not None and review.proposed_on != writing.on
    if texts != [_tidy(text) for text in writing.texts] or answered or other_day:
        raise Refusal(ELSEWHERE)
    return review


def _complete(actor: Actor, task: TaskOutline, writing: Writing) -> None:
    for position, _ in enumerate(prompts(task)):
        if position >= len(writing.texts) or not writing.texts[position].strip():
            raise Refusal(MISSING, f"answer_{position}")
    if not asks_day(task):
        return
    if writing.on is None:
        raise Refusal(MISSING_DAY, "on")
    reviews.check_day(actor, writing.on)


def _freeze(
    actor: Actor, work: Work, task: TaskOutline, response: Response, version: int
) -> Submission:
    """Copy the draft's texts as they are now: what is signed never changes afterwards."""
    count = select(func.count()).select_from(Submission).filter_by(response_id=response.id)
    submission = Submission(
        response_id=response.id, number=(db.session.scalar(count) or 0) + 1,
        task_id=curriculum.task_id(work.edition_id, task.key), submitted_at=clock.now(), digest="",
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
