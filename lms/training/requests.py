"""Outside training: the learner asks, the supervisor approves or says why not.

Afterwards the learner records it, with evidence and what was learned, and it is confirmed like any
other. The review says what became of the request; a learner who does not go takes it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from lms.base import clock, events, prose
from lms.base.db import db, in_force
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Words
from lms.curriculum.addresses import checked_address
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.models import TRAINING, Outcome, Review
from lms.training import naming
from lms.training.access import hold_request
from lms.training.counting import counts
from lms.training.models import CourseConfirmation, CourseRecord, State, TrainingRequest

FAR = timedelta(days=2 * 366)
NOTHING = Words()
WHY, WHY_NOT = "Say why: it stays in the record.", "Say why not: the learner reads it."
FACTS = ("course_id", "title", "provider", "url", "on", "minutes")


@dataclass(frozen=True)
class Wish:
    """A training outside that somebody asks to take."""

    course_id: int | None  # the course of the list that it stands for
    title: str
    provider: str
    on: date  # its first day
    url: str = ""
    minutes: int | None = None
    reason: Words = NOTHING


def ask(actor: Actor, wish: Wish) -> TrainingRequest:
    """Ask to go; the same once more while it waits is the same request.

    Raises Refusal naming the field, and ClientIdentified when the guard objects.
    """
    events.lock(events.person(actor.id))
    course = naming.offered(actor, wish.course_id)
    facts = {name: getattr(wish, name) for name in FACTS}
    facts["title"] = wish.title or (course.title if course else "")
    _check(actor, wish, str(facts["title"]))
    if before := _waiting_already(actor, facts, wish.reason):
        return before
    why = prose.keep(actor.id, "reason", wish.reason)
    asked = TrainingRequest(person_id=actor.id, reason_id=why.id, asked_at=clock.now(), **facts)
    db.session.add(asked)
    db.session.flush()
    review = reviews.open_alone(TRAINING, actor.id, asked.id, asked.title, asked.on)
    _tell(actor, asked, "training-asked", review, on=asked.on, reason=why.digest)
    return asked


def approve(actor: Actor, review: Review) -> None:
    """They may go. The same once more changes nothing. Raises Refusal."""
    asked = _held(review)
    if reviews.decided_before(actor, review, Outcome.ACCEPTED):
        return
    reviews.still_newest(actor, review)
    reviews.decidable(actor, review)
    reviews.close(actor, review, Outcome.ACCEPTED)
    _tell(actor, asked, "training-approved", review)


def decline(actor: Actor, review: Review, words: Words) -> None:
    """They may not go, because … The same once more changes nothing. Raises Refusal."""
    asked = _held(review)
    if not words.given:
        raise Refusal(WHY_NOT, "comment")
    if reviews.decided_before(actor, review, Outcome.RETURNED):
        if prose.says(review.comment_id, words):
            return
        raise Refusal("You answered this already, in other words. Nothing was changed.")
    reviews.still_newest(actor, review)
    reviews.decidable(actor, review)
    comment = prose.keep(actor.id, "comment", words)
    reviews.close(actor, review, Outcome.RETURNED, comment)
    _tell(actor, asked, "training-declined", review, comment=comment.digest)


def withdraw(actor: Actor, asked: TrainingRequest) -> None:
    """The learner does not go after all, approved or not. A second time changes nothing.

    Raises Refusal once it was declined, or is recorded.
    """
    hold_request(asked)
    review = newest(asked)
    if review.outcome == Outcome.WITHDRAWN:
        return
    if review.outcome not in (None, Outcome.ACCEPTED):
        raise Refusal(reviews.what_changed(actor, review, newer=""))
    if recorded(asked.id):
        raise Refusal("You record this training already. Give that record up first.")
    if review.closed_at is not None:
        review = reviews.open_alone(
            TRAINING, asked.person_id, asked.id, asked.title, asked.on, sent_at=review.sent_at
        )
    reviews.close(actor, review, Outcome.WITHDRAWN)
    _tell(actor, asked, "training-withdrawn", review)


def newest(asked: TrainingRequest) -> Review:
    """What became of it."""
    found = reviews.newest(TRAINING, asked.id)
    assert found is not None, "a request is written with its review"
    return found


def request_of(review: Review) -> TrainingRequest:
    """The request that a review is about. Raises NotFound."""
    asked = db.session.get(TrainingRequest, review.source_id)
    if asked is None:
        raise NotFound
    return asked


def approved(request_id: int) -> bool:
    """Whether they may go, as it stands now."""
    review = reviews.newest(TRAINING, request_id)
    return review is not None and review.outcome == Outcome.ACCEPTED


def recorded(request_id: int) -> CourseRecord | None:
    """The record that was begun of it, unless it was given up."""
    found = select(CourseRecord).filter_by(request_id=request_id)
    return db.session.scalar(found.where(CourseRecord.state != State.GIVEN_UP))


def open_requests(
    person_ids: Iterable[int], at: datetime | None = None
) -> set[tuple[int, int]]:  # fmt: skip
    """Who asked for which course and waits, or may go and has it not yet: (person, course).

    Now, or as it was `at` a past moment. A record that was given up asks for nothing.
    """
    ended: ColumnElement[bool] = Review.closed_at.is_(None)
    if at is not None:
        ended = or_(ended, Review.closed_at > at)
    waits_or_may = or_(ended, Review.outcome == Outcome.ACCEPTED)
    mine = CourseRecord.request_id == TrainingRequest.id
    counted = exists().where(mine, CourseConfirmation.record_id == CourseRecord.id, counts(at))
    given_up = exists().where(mine, CourseRecord.state == State.GIVEN_UP)
    if at is not None:
        given_up = given_up.where(CourseRecord.saved_at <= at)
    rows = db.session.execute(
        select(TrainingRequest.person_id, TrainingRequest.course_id)
        .join(Review, and_(Review.source_id == TrainingRequest.id, Review.kind == TRAINING))
        .where(TrainingRequest.person_id.in_(person_ids), TrainingRequest.course_id.is_not(None))
        .where(in_force(Review.opened_at, Review.superseded_at, at), waits_or_may)
        .where(~counted, ~given_up)
    )
    return {(person, course) for person, course in rows if course is not None}


def _check(actor: Actor, wish: Wish, title: str) -> None:
    naming.check(title, "title", naming.LONGEST_TITLE, required=naming.NAMELESS)
    naming.check(wish.provider, "provider", naming.LONGEST_PROVIDER, required="Say who gives it.")
    if wish.url:
        checked_address(wish.url, "url")
    if not actor.today <= wish.on <= actor.today + FAR:
        raise Refusal("Choose a day from today on, within two years. What you took already is "
                      "recorded, not asked for.", "on")  # fmt: skip
    if wish.minutes is not None and not 0 < wish.minutes <= naming.MOST_MINUTES:
        raise Refusal(
            f"Write a number of minutes up to {naming.MOST_MINUTES}, or nothing.", "minutes"
        )
    if not wish.reason.given:
        raise Refusal(WHY, "reason")


def _waiting_already(
    actor: Actor, facts: dict[str, object], reason: Words
) -> TrainingRequest | None:  # fmt: skip
    """The same request, where it came twice."""
    mine = select(TrainingRequest).filter_by(person_id=actor.id, **facts)
    waits = and_(Review.kind == TRAINING, Review.source_id == TrainingRequest.id)
    found = mine.join(Review, and_(waits, Review.closed_at.is_(None)))
    return next((one for one in db.session.scalars(found)
                 if prose.says(one.reason_id, reason)), None)  # fmt: skip


def _held(review: Review) -> TrainingRequest:
    """The request, with its person locked and the review read again."""
    events.lock(events.person(review.person_id))
    db.session.refresh(review)
    return request_of(review)


def _tell(
    actor: Actor, asked: TrainingRequest, verb: str, review: Review, **data: str | date | None
) -> None:
    events.record(events.person(asked.person_id), verb, actor_id=actor.id, request=asked.id,
                  review=review.id, **data)  # fmt: skip
