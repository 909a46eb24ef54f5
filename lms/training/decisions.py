"""Verbs of whoever signs: confirm a record, return it, reopen it; record what was done on paper.

A confirmation says: this person completed this, as it stands here. Its counterpart is to reopen,
with a reason; what counted then counts no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.base import events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.files import Checked
from lms.base.prose import Words
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access, reviews
from lms.progress.models import COURSE, Outcome, Review, SignOff
from lms.training import completing, evidence, naming, records, sending, validity
from lms.training.access import hold_record
from lms.training.models import CourseConfirmation, CourseRecord, How, State
from lms.training.records import Writing

LEADS = "Only the supervisor or the office’s training officer can do this."
REASON = "Say why: it stays in the record."
OF_SESSION = "This comes from a session: its attendance sheet says who was there. Correct it there."
NOTHING = Words()
NOTHING_SHOWN = (
    "Its evidence was removed meanwhile, and an outside training is confirmed by what shows that "
    "they were there. Return it for a certificate."
)
OTHER_NOTE = "You confirmed this already, with another note. Nothing was changed."
OTHERWISE = "You confirmed this already, otherwise. Nothing was changed."


@dataclass(frozen=True)
class Paper:
    """What somebody completed on paper, as whoever leads them writes it down."""

    course_id: int | None
    writing: Writing
    valid_until: date | None = None  # None: as long as the course is good by itself
    note: Words = NOTHING
    files: Sequence[Checked] = ()


def confirm(actor: Actor, review: Review, words: Words, valid_until: date | None) -> None:
    """It was completed as it stands here: it counts, and is good until a day or for good.

    Once more by the same signer changes nothing. Raises Refusal, also when something else was sent
    since then, for what is signed was seen; and where the evidence was removed while it waited.
    """
    record = _held(review)
    if reviews.decided_before(actor, review, Outcome.ACCEPTED):
        if record.valid_until == valid_until:
            return
        raise Refusal(OTHERWISE)
    reviews.still_newest(actor, review)
    reviews.decidable(actor, review)
    if record.how == How.OUTSIDE and not evidence.digests(record.id):
        raise Refusal(NOTHING_SHOWN)
    check_end(record.on, valid_until)
    _sign(actor, record, review, words, valid_until)


def give_back(actor: Actor, review: Review, words: Words) -> None:
    """It needs action: return it with a comment. The same once more changes nothing.

    Raises Refusal.
    """
    record = _held(review)
    if not words.given:
        raise Refusal("Say what to look at again.", "comment")
    if reviews.decided_before(actor, review, Outcome.RETURNED):
        if prose.says(review.comment_id, words):
            return
        raise Refusal("You returned this already, with another comment. Nothing was changed.")
    reviews.still_newest(actor, review)
    reviews.decidable(actor, review)
    comment = prose.keep(actor.id, "comment", words)
    reviews.close(actor, review, Outcome.RETURNED, comment)
    records.become(record, State.RETURNED)
    _tell(actor, record, "record-returned", review=review.id, comment=comment.digest)


def reopen(actor: Actor, record: CourseRecord, words: Words) -> None:
    """A confirmed record goes back to the learner, with a reason, and counts no more.

    The same once more changes nothing. Raises Refusal, also for a record of a session.
    """
    hold_record(record)
    if record.session_id is not None:
        raise Refusal(OF_SESSION)
    before = reviews.newest(COURSE, record.id)
    mine = record.state == State.RETURNED and before is not None and before.decided_by == actor.id
    if mine and before is not None and prose.says(before.comment_id, words):
        return
    if not words.given:
        raise Refusal(REASON, "reason")
    if record.state != State.CONFIRMED or before is None:
        raise Refusal("This record is not confirmed. Nothing was changed.")
    if not access.leads(actor, record.person_id):
        raise Refusal(LEADS)
    reason = prose.keep(actor.id, "reason", words)
    back = reviews.open_alone(
        COURSE, record.person_id, record.id, record.title, record.on, sent_at=before.sent_at
    )
    reviews.close(actor, back, Outcome.RETURNED, reason)
    completing.take_back(actor, record, State.RETURNED)
    record.valid_until = None
    records.become(record, State.RETURNED)
    _tell(actor, record, "record-reopened", review=back.id, reason=reason.digest)


def record_for(actor: Actor, person: Person, paper: Paper) -> CourseRecord:
    """Write down and confirm at once what somebody completed. The same once more is that record,
    which keeps a file that was forgotten the first time.

    Raises Refusal naming the field, ClientIdentified when the guard objects, NoRoom.
    """
    events.lock(events.person(person.id))
    if person.id == actor.id:
        raise Refusal(completing.NOT_YOURSELF)
    if not access.leads(actor, person.id):
        raise Refusal(LEADS)
    whose = people.actor(person.id)
    course = naming.offered(whose or actor, paper.course_id)
    writing = records.named(paper.writing, course)
    records.check(actor, writing, course)
    if writing.on is None or writing.minutes is None:
        raise Refusal("Say on which day, and how many minutes it took.")
    usual = completing.usual_end(person.id, paper.course_id, writing.on)
    end = paper.valid_until or usual
    check_end(writing.on, end)
    if (before := _written_before(actor, person.id, paper.course_id, writing)) is not None:
        _again(actor, before, paper, end)
        return before
    record = records.add(actor, person.id, paper.course_id, writing)
    evidence.keep(actor, record, paper.files)
    review = reviews.open_alone(COURSE, person.id, record.id, record.title, record.on)
    sending.freeze(actor, record, review)
    _sign(actor, record, review, paper.note, end)
    return record


def check_end(on: date | None, valid_until: date | None) -> None:
    """Raises Refusal for a last day that no certificate has."""
    if on is None or valid_until is None:
        return
    if not on <= valid_until <= validity.later(on, validity.MOST_MONTHS):
        raise Refusal("Choose a day after it was completed, within ten years; or leave it empty.",
                      "valid_until")  # fmt: skip


def record_of(review: Review) -> CourseRecord:
    """The record that a review is about. Raises NotFound."""
    record = db.session.get(CourseRecord, review.source_id)
    if record is None:
        raise NotFound
    return record


def _sign(
    actor: Actor, record: CourseRecord, review: Review, words: Words, valid_until: date | None
) -> None:
    """Attest, close, count."""
    note = prose.keep(actor.id, "note", words) if words.given else None
    made = sending.latest_attempt(record.id)
    assert made is not None, "what is confirmed was frozen before"
    completing.confirm(
        actor, record, valid_until=valid_until, review_id=review.id, digest=made.digest, note=note
    )
    reviews.close(actor, review, Outcome.ACCEPTED)
    records.become(record, State.CONFIRMED)


def _held(review: Review) -> CourseRecord:
    """The record, with its person locked and both read again."""
    events.lock(events.person(review.person_id))
    db.session.refresh(review)
    record = record_of(review)
    db.session.refresh(record)
    return record


def _written_before(
    actor: Actor, person_id: int, course_id: int | None, writing: Writing
) -> CourseRecord | None:
    """The same, where a form was sent twice."""
    mine = (
        select(CourseRecord)
        .join(CourseConfirmation, CourseConfirmation.record_id == CourseRecord.id)
        .join(SignOff, SignOff.id == CourseConfirmation.sign_off_id)
        .filter(SignOff.signer_id == actor.id)
        .filter(CourseRecord.person_id == person_id, CourseRecord.state == State.CONFIRMED)
        .filter(CourseRecord.course_id == course_id if course_id else
                CourseRecord.course_id.is_(None))
        .filter(*(getattr(CourseRecord, name) == getattr(writing, name)
                  for name in records.FACTS))
    )  # fmt: skip
    return db.session.scalar(mine.limit(1))


def _again(actor: Actor, before: CourseRecord, paper: Paper, end: date | None) -> None:
    """A form that was sent again: its files are kept, and nothing that it says is dropped unsaid.

    Raises Refusal where it says something else.
    """
    if before.valid_until != end:
        raise Refusal(OTHERWISE, "valid_until")
    one = CourseConfirmation
    noted = select(SignOff.note_id).join(one, one.sign_off_id == SignOff.id)
    note = db.session.scalar(noted.where(one.record_id == before.id, one.superseded_at.is_(None)))
    if paper.note.given and (note is None or not prose.says(note, paper.note)):
        raise Refusal(OTHER_NOTE, "note")
    gone = {one.file.digest for one in evidence.of(before.id) if not one.there}
    if gone & {one.digest for one in paper.files}:
        raise Refusal(
            "This file was removed from the record for good. Nothing was changed.", "file"
        )
    evidence.keep(actor, before, paper.files)


def _tell(actor: Actor, record: CourseRecord, verb: str, **data: int | str | None) -> None:
    events.record(events.person(record.person_id), verb, actor_id=actor.id, record=record.id,
                  **data)  # fmt: skip
