"""Sending a record to be confirmed, taking it back, giving it up.

What is sent is frozen as it was, with its files and the entries it cites, so that a signature says
exactly what it stood for.
"""

import hashlib

from sqlalchemy import func, select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.models import COURSE, Outcome, Review
from lms.training import citing, evidence, records, requests
from lms.training.access import hold_record
from lms.training.models import CourseRecord, How, RecordAttempt, State
from lms.training.records import FACTS, WRITABLE, Writing

WRITTEN_DOWN = 0  # the version of no form: whoever confirms it wrote it down themselves
EVIDENCE = (
    "Add a certificate first, or a photo of the sheet or the program: an outside training is "
    "confirmed by what shows that you were there."
)


def send(actor: Actor, record: CourseRecord, writing: Writing) -> None:
    """Send it as it is said now. The same once more while it waits changes nothing.

    Raises Refusal naming the field for what is missing, and whatever saving raises.
    """
    hold_record(record)
    if _is_of_before(record, writing):
        _sent_already(record, writing)
        return
    record = records.save(actor, record, writing)
    complete(record)
    review = reviews.open_alone(COURSE, record.person_id, record.id, record.title, record.on)
    attempt = freeze(actor, record, review, writing.version)
    records.become(record, State.PENDING)
    _tell(actor, record, "record-sent", review=review.id, on=str(record.on),
          content=attempt.digest)  # fmt: skip


def withdraw(actor: Actor, record: CourseRecord) -> None:
    """Take back what waits, to go on with it. A second time changes nothing. Raises Refusal."""
    hold_record(record)
    if record.state == State.DRAFT:
        return
    if record.state == State.GIVEN_UP:
        raise Refusal("You gave this up: nothing waits. Go on with it to change it.")
    review = reviews.newest(COURSE, record.id)
    if review is None:
        raise Refusal("This was recorded for you. Ask whoever confirmed it to reopen it.")
    if review.closed_at is not None:
        raise Refusal(reviews.what_changed(actor, review, newer=""))
    reviews.close(actor, review, Outcome.WITHDRAWN)
    records.become(record, State.DRAFT)
    _tell(actor, record, "record-withdrawn", review=review.id)


def give_up(actor: Actor, record: CourseRecord) -> None:
    """Nothing follows: it counts for nothing. What was sent stays on record.

    A second time changes nothing. Raises Refusal for one that waits or counts.
    """
    hold_record(record)
    if record.state == State.GIVEN_UP:
        return
    if record.state not in WRITABLE:
        raise Refusal("This was sent. Take it back first; what is confirmed stays.")
    reviews.set_aside(COURSE, record.id)  # one that came back needs no action
    record.saved_at = clock.now()
    records.become(record, State.GIVEN_UP)
    _tell(actor, record, "record-given-up")


def take_up(actor: Actor, record: CourseRecord) -> None:
    """Go on with one that was given up. A second time changes nothing.

    Raises Refusal where it is of a request that was taken back since then.
    """
    hold_record(record)
    if record.state != State.GIVEN_UP:
        return
    if record.request_id and not requests.approved(record.request_id):
        raise Refusal("You took back the request for this training. Ask for it again first.")
    records.become(record, State.DRAFT)
    _tell(actor, record, "record-taken-up")


def latest_attempt(record_id: int) -> RecordAttempt | None:
    """A record as it was sent last; None before."""
    mine = select(RecordAttempt).filter_by(record_id=record_id).order_by(RecordAttempt.id.desc())
    return db.session.scalar(mine.limit(1))


def complete(record: CourseRecord) -> None:
    """Everything is said. Raises Refusal naming the first field that is not."""
    if record.on is None:
        raise Refusal("Say on which day you completed it.", "on")
    if record.minutes is None:
        raise Refusal(records.MINUTES, "minutes")
    if record.how != How.OUTSIDE:
        return
    if not record.provider:
        raise Refusal("Say who gave it.", "provider")
    if not records.reflection(record).strip():
        raise Refusal("Write what you take from it: an outside training asks for that.",
                      "reflection")  # fmt: skip
    if not evidence.digests(record.id):
        raise Refusal(EVIDENCE)


def freeze(
    actor: Actor, record: CourseRecord, review: Review, version: int = WRITTEN_DOWN
) -> RecordAttempt:  # fmt: skip
    """Keep the record as it is now in a row of its own: the review decides on exactly this."""
    count = select(func.count()).select_from(RecordAttempt).filter_by(record_id=record.id)
    words = records.reflection(record)
    copy = prose.write(actor.id, "answer", words, cleared=True) if words else None
    db.session.flush()
    made = RecordAttempt(
        record_id=record.id, number=(db.session.scalar(count) or 0) + 1, from_version=version,
        review_id=review.id,
        course_id=record.course_id, sent_at=clock.now(), reflection_id=copy.id if copy else None,
        digest=digest(record, copy.digest if copy else None),
        **{name: getattr(record, name) for name in FACTS},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def digest(record: CourseRecord, words: str | None) -> str:
    """Of all that a record says: facts, words, files and the entries it cites. Salted."""
    stated = events.canonical({
        "facts": {name: str(getattr(record, name)) for name in (*FACTS, "course_id", "salt")},
        "words": words, "files": list(evidence.digests(record.id)),
        "entries": sorted(citing.cited(record.id)),
    })  # fmt: skip
    return hashlib.sha256(stated.encode()).hexdigest()


def _is_of_before(record: CourseRecord, writing: Writing) -> bool:
    """Whether the form is from before the record was sent last: whatever came of that stays."""
    made = latest_attempt(record.id)
    old = made is not None and writing.version <= made.from_version
    return old or record.state not in WRITABLE


def _sent_already(record: CourseRecord, writing: Writing) -> None:
    """A double click or a retry says what was sent. Raises Refusal when it says otherwise."""
    made = latest_attempt(record.id)
    sent = record.state in (State.PENDING, State.CONFIRMED)
    same = made is not None and made.from_version == writing.version
    if not (sent and same and records.says(record, writing)):
        raise WrittenElsewhere


def _tell(actor: Actor, record: CourseRecord, verb: str, **data: int | str) -> None:
    events.record(events.person(record.person_id), verb, actor_id=actor.id, record=record.id,
                  **data)  # fmt: skip
