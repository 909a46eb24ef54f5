"""Extensions: the learner asks for more time, the supervisor grants it or says why not.

Asking is a right and no disgrace: until it is answered the date stays, and every answer can be
followed by another question. The date before stays in the record.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.curriculum.outline import Signers
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import due, reviews, rules
from lms.progress import queries as works
from lms.progress.asking import OF_SECTION, OF_TASK
from lms.progress.due import Place
from lms.progress.models import EXTENSION, DueDate, Kind, Outcome, Review
from lms.progress.section_progress import completed_on
from lms.progress.work import Held, Work
from lms.signoff.models import Extension

LATER = "Choose a day after the present date."
WHY, WHY_NOT = "Say why: it stays in the record.", "Say why not: the learner reads it."


@dataclass(frozen=True)
class Asked:
    """A question for more time with all that its page shows."""

    review: Review
    extension: Extension
    reason: str | None
    comment: str | None
    decided_by: str | None

    @property
    def place(self) -> Place:
        """What it is about."""
        return self.extension.section_key, self.extension.task_key


def asked(review: Review) -> Asked:
    """What was asked in this review. Raises NotFound for a review of another kind."""
    if review.kind != EXTENSION:
        raise NotFound
    extension = db.session.get_one(Extension, review.source_id)
    return _told(review, extension)


def at(enrollment_id: int, place: Place) -> list[Asked]:
    """Every question about one place, the newest first."""
    mine = select(Review, Extension).join(Extension, Extension.id == Review.source_id).where(
        Review.kind == EXTENSION, Extension.enrollment_id == enrollment_id,
        Extension.section_key == place[0], Extension.task_key == place[1],
    )  # fmt: skip
    rows = db.session.execute(mine.order_by(Review.id.desc()).limit(20)).all()
    return [_told(review, extension) for review, extension in rows]


def title(work: Work, place: Place) -> str:
    """What a place is called in the present edition; its key where it is there no longer."""
    section, task = place
    if task:
        return work.outline.tasks[task].title if task in work.outline.tasks else task
    return next((one.title for one in work.outline.sections if one.key == section), section)


def ask(
    actor: Actor, work: Work, place: Place, due_on: date, reason: str, *, cleared: bool = False
) -> Review:
    """Ask for a later date of a section, or of a task that has its own.

    The same once more while it waits changes nothing. Raises Refusal for a day nothing can fall
    due on, for what is done, and while another question waits; NotFound where nothing is due.
    """
    held = rules.lock(work)
    if actor.id != held.person_id:
        raise Refusal("Only the learner can ask. You can move the date yourself.")
    present = _open_date(held, place)
    if before := _current(held, place):
        if before.closed_at is None:
            return _again(before, due_on, reason)
        before.superseded_at = clock.now()
        db.session.flush()
    _check(held, place, present, due_on)
    if not reason.strip():
        raise Refusal(WHY, "reason")
    why = prose.write(actor.id, "reason", reason, cleared=cleared)
    db.session.flush()
    extension = Extension(
        enrollment_id=held.id, section_key=place[0], task_key=place[1], was=present, due_on=due_on,
        reason_id=why.id, asked_at=clock.now(),
    )  # fmt: skip
    db.session.add(extension)
    db.session.flush()
    review = _open(held, place, extension)
    _tell(actor, held, "extension-asked", review, section=place[0], task=place[1], was=present,
          on=due_on, reason=why.digest)  # fmt: skip
    return review


def grant(actor: Actor, review: Review, work: Work, due_on: date) -> None:
    """Give more time, until the day asked for or another; the learner's reason stays beside it.

    The same once more changes nothing. Raises Refusal for a day that is no later, or on which
    nothing can fall due, and when it waits no longer or for someone else.
    """
    held = rules.lock(work)
    found = asked(review)
    if review.outcome == Outcome.ACCEPTED and review.decided_by == actor.id:
        if _granted(found) == due_on:
            return
        raise Refusal("You gave more time already, until another day. Nothing was changed.")
    reviews.decidable(actor, review)
    _check(held, found.place, _open_date(held, found.place), due_on)
    reason = db.session.get_one(Prose, found.extension.reason_id)
    closed = people.holidays(people.office_of(held.person_id))
    rules.move_due(actor, held, *found.place, due_on, reason, closed=closed)
    reviews.close(actor, review, Outcome.ACCEPTED)
    _tell(actor, held, "extension-granted", review, on=due_on)


def decline(
    actor: Actor, review: Review, work: Work, comment: str, *, cleared: bool = False
) -> None:
    """Leave the date as it is, and say why. The same once more changes nothing. Raises Refusal."""
    held = rules.lock(work)
    found = asked(review)
    if not comment.strip():
        raise Refusal(WHY_NOT, "comment")
    if review.outcome == Outcome.RETURNED and review.decided_by == actor.id:
        said = db.session.get(Prose, review.comment_id) if review.comment_id else None
        if said is None or said.text in (None, prose.tidy(comment)):
            return
        raise Refusal("You answered this already, in other words. Nothing was changed.")
    reviews.decidable(actor, found.review)
    written = prose.write(actor.id, "comment", comment, cleared=cleared)
    db.session.flush()
    reviews.close(actor, review, Outcome.RETURNED, written)
    _tell(actor, held, "extension-declined", review, comment=written.digest)


def withdraw(actor: Actor, review_id: int, work: Work) -> None:
    """The learner takes the question back while it waits. A second time changes nothing.

    Raises NotFound for another's, Refusal once it was answered.
    """
    held = rules.lock(work)
    review = db.session.get(Review, review_id)
    if review is None or (review.enrollment_id, review.kind) != (held.id, EXTENSION):
        raise NotFound
    if actor.id != held.person_id:
        raise Refusal("Only the learner can take this back. You can decline it.")
    if review.outcome == Outcome.WITHDRAWN:
        return
    if review.closed_at is not None:
        raise Refusal(reviews.what_changed(actor, review, newer=""))
    reviews.close(actor, review, Outcome.WITHDRAWN)
    _tell(actor, held, "extension-withdrawn", review)


def _open_date(held: Held, place: Place) -> date:
    """The present date of a place that is still to be done. Raises NotFound, Refusal."""
    section, task = place
    present = works.due_dates(held.id).get(place)
    listed = next((one for one in held.outline.sections if one.key == section), None)
    if present is None or listed is None or (task and task not in held.tasks):
        raise NotFound
    done = held.current(task, Kind.DONE) if task else completed_on(held, listed, held.facts)
    if done:
        raise Refusal("This is done already; its date no longer matters.")
    return present


def _check(held: Held, place: Place, present: date, due_on: date) -> None:
    if due_on <= present:
        raise Refusal(LATER, "due_on")
    due.check(due_on, held.starts_on, people.holidays(people.office_of(held.person_id)))
    section_due = works.due_dates(held.id).get((place[0], ""))
    if place[1] and section_due is not None and due_on > section_due:
        raise Refusal(f"Its section is due on {section_due}; choose a day until then.", "due_on")


def _key(place: Place) -> tuple[int, str]:
    section, task = place
    return (OF_TASK, task) if task else (OF_SECTION, section)


def _current(held: Held, place: Place) -> Review | None:
    piece, key = _key(place)
    return db.session.scalar(
        select(Review).filter_by(enrollment_id=held.id, kind=EXTENSION, piece=piece, task_key=key,
                                 superseded_at=None)
    )  # fmt: skip


def _again(before: Review, due_on: date, reason: str) -> Review:
    """The same request came twice; another one has to wait for the answer to the first."""
    extension = db.session.get_one(Extension, before.source_id)
    said = db.session.get_one(Prose, extension.reason_id)
    if extension.due_on == due_on and said.text in (None, prose.tidy(reason)):
        return before
    raise Refusal("You asked already, and it waits for an answer. Take it back to ask anew.")


def _open(held: Held, place: Place, extension: Extension) -> Review:
    piece, key = _key(place)
    review = Review(
        kind=EXTENSION, person_id=held.person_id, enrollment_id=held.id, task_key=key, piece=piece,
        source_id=extension.id, title=f"More time for {title(held, place)}",
        signers=Signers.SUPERVISOR, proposed_on=extension.due_on, sent_at=extension.asked_at,
        opened_at=extension.asked_at,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    return review


def _granted(found: Asked) -> date | None:
    """Until which day more time was given."""
    moved = select(DueDate.base_on).filter_by(
        enrollment_id=found.extension.enrollment_id, section_key=found.extension.section_key,
        task_key=found.extension.task_key, reason_id=found.extension.reason_id,
    )  # fmt: skip
    return db.session.scalar(moved.order_by(DueDate.id).limit(1))


def _told(review: Review, extension: Extension) -> Asked:
    wanted = select(Prose.id, shown()).where(Prose.id.in_([extension.reason_id, review.comment_id]))
    words: dict[int | None, str | None] = dict(db.session.execute(wanted).all())
    return Asked(
        review, extension, words.get(extension.reason_id), words.get(review.comment_id),
        people.names([review.decided_by]).get(review.decided_by or 0),
    )  # fmt: skip


def _tell(actor: Actor, held: Held, verb: str, review: Review, **data: str | date | None) -> None:
    events.record(events.person(held.person_id), verb, actor_id=actor.id, enrollment=held.id,
                  review=review.id, **data)  # fmt: skip
