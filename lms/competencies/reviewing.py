"""Verbs of a review: the person rates themselves, the supervisor rates, the person answers.

Each rates without seeing what the other said, so that two judgements are two; then both lie side by
side. What is being said is kept from the first word on, and nobody else sees it until it is given.
"""

from datetime import date

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.base.filters import day
from lms.base.prose import Prose, Words
from lms.competencies import access, rating, ratings
from lms.competencies.cycle import Opened
from lms.competencies.models import CompetencyReview, Rating
from lms.competencies.rating import Judgement
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.models import RATING, Meaning, Outcome

CLOSED = "This review was finished meanwhile. Nothing was changed."
YOURS_ONLY = "Only the person of this review can do this."
EMPTY = "Rate one competency at least, then finish."
WAIT = "The person rates first; from {day} on you can go ahead without that."
GONE = "The next review has opened since then: go on there."


def say(actor: Actor, review: Opened, key: str, judgement: Judgement, version: int) -> Rating:
    """Say how one competency stands; kept for the actor, who may change it until it is given.

    Raises WrittenElsewhere where another window saved meanwhile, Refusal naming the field,
    NotFound, ClientIdentified.
    """
    row = _begun(actor, review)
    _may_say(actor, review, row)
    fresh = rating.new(actor.id, review.person_id, key, judgement, today=actor.today)
    before = ratings.made(row.id, actor.id).get(key)
    if version != (before.version if before else 0):
        raise WrittenElsewhere
    kept = before or fresh
    for name in ("level", "on", "basis", "behaviours", "evidence", "framework_id", "recorded_at"):
        setattr(kept, name, getattr(fresh, name))
    kept.review_id, kept.version = row.id, version + 1
    _comment(actor, kept, judgement.comment)
    db.session.add(kept)
    db.session.flush()
    return kept


def finish_own(actor: Actor, review: Opened) -> None:
    """The person has rated themselves: from now on it waits for the supervisor.

    A second time changes nothing. Raises Refusal.
    """
    row = _begun(actor, review)
    if actor.id != review.person_id:
        raise Refusal(YOURS_ONLY)
    if row.self_rated_at is not None:
        return
    if row.rated_at is not None:
        raise Refusal(CLOSED)
    given = ratings.made(row.id, actor.id)
    if not given:
        raise Refusal(EMPTY)
    for one in given.values():
        rating.settle(actor, one, "rating-given")
    row.self_rated_at = clock.now()
    opened = reviews.open_alone(RATING, row.person_id, row.id, review.title, review.opens_on)
    _tell(actor, row, "review-self-rated", review=opened.id, ratings=len(given))


def take_up(actor: Actor, review: Opened) -> None:
    """The person goes on with the self-rating, as long as the supervisor has not finished.

    A second time changes nothing. Raises Refusal.
    """
    access.hold(review.person_id)
    row = _kept(review)
    if actor.id != review.person_id:
        raise Refusal(YOURS_ONLY)
    if row is None or (row.self_rated_at is None and row.rated_at is None):
        return
    if row.rated_at is not None:
        raise Refusal(CLOSED)
    for one in ratings.of_review(row.id)[True].values():
        one.given_at = None
    row.self_rated_at = None
    if (waiting := reviews.newest(RATING, row.id)) and waiting.closed_at is None:
        reviews.close(actor, waiting, Outcome.WITHDRAWN)
    db.session.flush()
    _tell(actor, row, "review-taken-up")


def finish(actor: Actor, review: Opened) -> None:
    """The supervisor has rated, and signs; the person sees both. A second time changes nothing.

    Raises Refusal, also before the person had the time to rate themselves.
    """
    row = _begun(actor, review)
    if row.rated_at is not None and row.rated_by == actor.id:
        return
    _may_rate(actor, review, row)
    given = [*ratings.made(row.id, actor.id).values()]
    if not given:
        raise Refusal(EMPTY)
    for one in given:
        rating.recheck(one)
    signed = rating.sign(actor, row.person_id, given, Meaning.RATED, actor.today)
    for one in given:
        one.sign_off_id = signed.id
        rating.settle(actor, one, "rating-given")
    row.rated_at, row.rated_by, row.sign_off_id = clock.now(), actor.id, signed.id
    if (waiting := reviews.newest(RATING, row.id)) and waiting.closed_at is None:
        signed.review_id = waiting.id
        reviews.close(actor, waiting, Outcome.ACCEPTED)
    db.session.flush()
    _tell(actor, row, "review-rated", sign_off=signed.id, content=signed.content_digest,
          ratings=len(given))  # fmt: skip


def acknowledge(actor: Actor, review: Opened, words: Words) -> None:
    """The person has read it, and may answer. The same once more changes nothing.

    To acknowledge is not to agree. Raises Refusal, ClientIdentified.
    """
    row = _begun(actor, review)
    if actor.id != review.person_id:
        raise Refusal(YOURS_ONLY)
    if row.rated_at is None:
        raise Refusal("Your supervisor has not rated yet. Nothing was changed.")
    if row.acknowledged_at is not None:
        if words.given and not (row.reply_id and prose.says(row.reply_id, words)):
            raise Refusal("You answered this already, in other words. Nothing was changed.")
        return
    reply = prose.keep(actor.id, "comment", words) if words.given else None
    row.acknowledged_at, row.reply_id = clock.now(), reply.id if reply else None
    db.session.flush()
    _tell(actor, row, "review-acknowledged", reply=reply.digest if reply else None)


def _begun(actor: Actor, review: Opened) -> CompetencyReview:
    """The row of a review, made by whoever begins it; its person is held and it is read anew."""
    access.hold(review.person_id)
    found = _kept(review)
    if found is None:
        if not review.newest:
            raise Refusal(GONE)
        found = CompetencyReview(
            person_id=review.person_id, enrollment_id=review.enrollment_id, day=review.day,
            began_at=clock.now(),
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
        _tell(actor, found, "review-begun", day=review.day)
    return found


def _kept(review: Opened) -> CompetencyReview | None:
    """The row of a review that was begun, as it is now; its person is held."""
    mine = select(CompetencyReview).filter_by(enrollment_id=review.enrollment_id, day=review.day)
    return db.session.scalar(mine.execution_options(populate_existing=True))


def _may_say(actor: Actor, review: Opened, row: CompetencyReview) -> None:
    if actor.id != review.person_id:
        _may_rate(actor, review, row)
    elif row.self_rated_at is not None:
        raise Refusal("You finished your rating. Take it up again to change it.")
    elif row.rated_at is not None:
        raise Refusal(CLOSED)


def _may_rate(actor: Actor, review: Opened, row: CompetencyReview) -> None:
    if actor.id == row.person_id or not access.signs(actor, row.person_id):
        raise Refusal(rating.LEADS)
    if row.rated_at is not None:
        raise Refusal(CLOSED)
    if row.self_rated_at is None and actor.today < review.ready_on:
        raise Refusal(WAIT.format(day=day(review.ready_on)))


def _comment(actor: Actor, kept: Rating, words: Words) -> None:
    """The words beside a rating that is being made: written over, as a draft is."""
    if kept.comment_id is None:
        if words.given:
            kept.comment_id = prose.keep(actor.id, "comment", words).id
        return
    found = db.session.get_one(Prose, kept.comment_id)
    if found.text != prose.tidy(words.text):
        prose.rewrite(found, words.text, cleared=words.cleared)


def _tell(actor: Actor, row: CompetencyReview, verb: str, **data: int | str | date | None) -> None:
    events.record(events.person(row.person_id), verb, actor_id=actor.id, cycle=row.id, **data)
