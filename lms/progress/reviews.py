"""Opening and closing what waits for a decision.

Rooms decide what is sent and shown; that it waits, for whom, and how it ended is the same for a
reflection, a discussion, a log entry or a request, and is written here. One row is one attempt: it
is closed once, and whatever follows is a new row that supersedes it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from lms.base import clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, Signers, TaskOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access, rules, standing
from lms.progress.models import (
    COURSE,
    DISCUSSION,
    ENTRY,
    EXTENSION,
    OBSERVATION,
    RATING,
    RESPONSE,
    TRAINING,
    Fact,
    Kind,
    Outcome,
    Review,
)
from lms.progress.work import Held

NEWER = " What was sent since then is on the approvals page."
MEANWHILE = {
    Outcome.ACCEPTED: "{who} signed this off meanwhile.",
    Outcome.RETURNED: "{who} returned this meanwhile.",
    Outcome.WITHDRAWN: "{who} took this back meanwhile.",
    Outcome.CANCELLED: "{who} waived this task meanwhile.",
}
CONFIRMED = {
    Outcome.ACCEPTED: "{who} confirmed this meanwhile.",
    Outcome.RETURNED: "{who} returned this meanwhile.",
    Outcome.WITHDRAWN: "{who} took this back meanwhile.",
    Outcome.CANCELLED: "This needs no answer any more.",
}
APPROVED = {
    **CONFIRMED,
    Outcome.ACCEPTED: "{who} approved this meanwhile.",
    Outcome.RETURNED: "{who} declined this meanwhile.",
}
ANSWERED = {
    Outcome.ACCEPTED: "{who} gave more time meanwhile.",
    Outcome.RETURNED: "{who} answered this meanwhile.",
    Outcome.WITHDRAWN: "{who} took this back meanwhile.",
    Outcome.CANCELLED: "This needs no answer any more.",
}
RATED = {**CONFIRMED, Outcome.ACCEPTED: "{who} rated this meanwhile."}
TOLD = {EXTENSION: ANSWERED, COURSE: CONFIRMED, TRAINING: APPROVED, RATING: RATED}


def kind_of(task: TaskOutline) -> str:
    """Which kind of review a task opens, and so what a sign-off usually means."""
    if task.evidence is Evidence.OBSERVATION:
        return OBSERVATION
    return RESPONSE if task.evidence is Evidence.RESPONSE else DISCUSSION


def open_review(
    held: Held, task: TaskOutline, *, source_id: int | None, task_id: int | None = None,
    proposed_on: date | None = None,
) -> Review:  # fmt: skip
    """What the learner sends begins to wait; it supersedes an attempt that came back.

    `task_id` is the task as worded when it was written (its present wording by default). The
    caller writes the event. Raises Refusal when as many wait or were accepted as the task asks
    for, or when nobody signs it.
    """
    if task.signers is Signers.NONE:
        raise Refusal("Nobody signs this task: tick it instead.")
    rules.refuse_waived(held, task)
    current = {review.piece: review for review in current_reviews(held, task)}
    taken = {piece for piece, review in current.items() if holds(review)}
    most = standing.needs(task).sign_offs
    free = [n for n in range(1, most + 1) if n not in taken]
    if not free or len(taken) + _logged(held, task) >= most:
        raise Refusal("This was sent already, and waits for an answer or has been signed off.")
    again = [number for number in free if number in current]
    piece, now = (again or free)[0], clock.now()
    if piece in current:
        _supersede(current[piece])
    review = Review(
        kind=kind_of(task), person_id=held.person_id, enrollment_id=held.id, task_key=task.key,
        task_id=task_id or curriculum.task_id(held.edition_id, task.key), piece=piece,
        source_id=source_id, title=task.title, signers=task.signers, proposed_on=proposed_on,
        sent_at=now, opened_at=now,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    return review


def refuse_logged(held: Held, task: TaskOutline) -> None:
    """What came back waits no more where entries have taken its place. Raises Refusal."""
    taken, most = sum(map(holds, current_reviews(held, task))), standing.needs(task).sign_offs
    if task.logged and 0 < most <= taken + _logged(held, task):
        raise Refusal("Entries of the log count for this already, or wait to. Nothing was changed.")


def _logged(held: Held, task: TaskOutline) -> int:
    """How many log entries count for a task, or wait to."""
    waiting = select(func.count()).select_from(Review).filter_by(
        enrollment_id=held.id, task_key=task.key, kind=ENTRY, closed_at=None
    )  # fmt: skip
    return len(held.current(task.key, Kind.ENTRY)) + (db.session.scalar(waiting) or 0)


def current_reviews(held: Held, task: TaskOutline) -> Sequence[Review]:
    """The newest attempt of each piece of a task, decided or not."""
    mine = select(Review).filter_by(
        enrollment_id=held.id, task_key=task.key, kind=kind_of(task), superseded_at=None
    )
    return db.session.scalars(mine.order_by(Review.piece)).all()


def holds(review: Review) -> bool:
    """Whether an attempt takes up its piece: it waits, or was accepted."""
    return review.closed_at is None or review.outcome == Outcome.ACCEPTED


def decidable(actor: Actor, review: Review) -> None:
    """Make sure that the review still waits, and for this actor. The caller holds the person.

    Raises Refusal saying what changed meanwhile.
    """
    if actor.id == review.person_id:
        raise Refusal("Nobody signs off their own work.")
    if review.closed_at is not None:
        raise Refusal(what_changed(actor, review))
    mine = select(Review.id).where(Review.id == review.id, access.waiting_for(actor))
    if db.session.scalar(mine) is None:
        raise Refusal("This waits for someone else now. Nothing was changed.")


def decided_before(actor: Actor, review: Review, outcome: Outcome) -> bool:
    """Whether the actor ended this attempt so already, and nothing came after: a second request."""
    mine = review.outcome == outcome and review.decided_by == actor.id
    return mine and review.superseded_at is None


def still_newest(actor: Actor, review: Review) -> None:
    """Nobody decides on an attempt that they have not seen. Raises Refusal saying what changed."""
    if review.superseded_at is not None:
        raise Refusal(what_changed(actor, review))


def close(actor: Actor, review: Review, outcome: Outcome, comment: Prose | None = None) -> None:
    """End an attempt: it stays as it is from now on. The caller has checked that it may."""
    review.closed_at, review.outcome, review.decided_by = clock.now(), outcome, actor.id
    review.comment_id = comment.id if comment else None
    db.session.flush()


def give_back(actor: Actor, review: Review, held: Held, comment: Prose) -> None:
    """Return it with a comment; the learner's draft goes on from where it was. Raises Refusal."""
    decidable(actor, review)
    close(actor, review, Outcome.RETURNED, comment)
    task = rules.task_of(held, str(review.task_key))
    rules.event(held, "returned", actor, task, review=review.id, comment=comment.digest)


def withdraw(actor: Actor, review: Review, held: Held) -> None:
    """The learner takes back what waits; a second time changes nothing. Raises Refusal."""
    if review.outcome == Outcome.WITHDRAWN:
        return
    if review.closed_at is not None:
        raise Refusal(what_changed(actor, review, newer=""))
    close(actor, review, Outcome.WITHDRAWN)
    task = rules.task_of(held, str(review.task_key))
    rules.event(held, "withdrawn", actor, task, review=review.id)


def newest(kind: str, source_id: int) -> Review | None:
    """The latest attempt at a thing that has one review at a time."""
    mine = select(Review).filter_by(kind=kind, source_id=source_id, superseded_at=None)
    return db.session.scalar(mine)


def set_aside(kind: str, source_id: int) -> None:
    """What became of a thing is history: something new follows, or nothing any more."""
    if before := newest(kind, source_id):
        _supersede(before)


def open_alone(
    kind: str, person_id: int, source_id: int, title: str, on: date | None, *,
    sent_at: datetime | None = None,
) -> Review:  # fmt: skip
    """What hangs on no guide begins to wait for the supervisor, in the place of what came before.

    `on` is the day it is about. The caller holds the person and writes the event.
    """
    set_aside(kind, source_id)
    now = clock.now()
    review = Review(
        kind=kind, person_id=person_id, piece=source_id, source_id=source_id, title=title,
        signers=Signers.SUPERVISOR, proposed_on=on, sent_at=sent_at or now, opened_at=now,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    return review


def follow(review: Review, *, source_id: int | None) -> Review:
    """A row of its own for what follows an attempt that was closed: it waits once more.

    `source_id` is what was submitted, or None where the next decision is not about its words.
    """
    _supersede(review)
    again = Review(
        kind=review.kind, person_id=review.person_id, enrollment_id=review.enrollment_id,
        task_key=review.task_key, task_id=review.task_id, piece=review.piece, source_id=source_id,
        title=review.title, signers=review.signers, proposed_on=review.proposed_on,
        sent_at=review.sent_at, opened_at=clock.now(),
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    return again


def check_day(actor: Actor, held: Held, on: date) -> None:
    """Refuse a day on which something cannot have taken place. Raises Refusal."""
    if on > actor.today:
        raise Refusal("This day has not come yet.", "on")
    if on < min(held.starts_on, actor.today):
        raise Refusal("This day is before the guide was started. Check the date.", "on")


def day_sent(review: Review, signer: Actor) -> date:
    """The day it was sent, on the learner's wall and not on the signer's."""
    learner = people.actor(review.person_id)
    return clock.today((learner or signer).zone, review.sent_at)


def _supersede(review: Review) -> None:
    review.superseded_at = clock.now()
    db.session.flush()  # before the next row of the same piece is written


def _was_waived(review: Review) -> bool:
    waived = select(Fact.id).filter_by(enrollment_id=review.enrollment_id, kind=Kind.WAIVED,
                                       task_key=review.task_key)  # fmt: skip
    return db.session.scalar(waived.limit(1)) is not None


def what_changed(actor: Actor, review: Review, newer: str = NEWER) -> str:
    """For a page that was open too long: who did what, and where to look now."""
    told = TOLD.get(review.kind, MEANWHILE)
    if review.outcome == Outcome.CANCELLED and not _was_waived(review):
        told = ANSWERED  # the program was left, or has this task no longer
    said = told[Outcome(str(review.outcome))]
    names = {**people.names([review.decided_by]), actor.id: "You"}
    who = names.get(review.decided_by or 0, "Someone")
    after = newer if review.superseded_at is not None else ""
    return f"{said.format(who=who)}{after} Nothing was changed."
