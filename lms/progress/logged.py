"""What an entry of the log waits for and counts for: the log itself stands in its own room.

An accepted entry is the proof that somebody was there. It is decided on once, and counts for each
task it serves: so it has one review for each, of which only the first asks anyone for a decision.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Signers
from lms.people.actor import Actor
from lms.progress import access, counted, reviews, rules
from lms.progress.counted import Served, Source
from lms.progress.models import ENTRY, Fact, Kind, Meaning, Outcome, Review, SignOff
from lms.progress.work import Work


@dataclass(frozen=True)
class Logged:
    """What of an entry matters here."""

    id: int
    person_id: int
    title: str
    activity: str
    on: date
    minutes: int | None = None
    digest: str = ""  # of the attempt that was sent

    @property
    def source(self) -> Source:
        """What of it the ledger says."""
        return Source(Kind.ENTRY, self.id, self.person_id, self.on, self.minutes, self.activity)


def current(entry_id: int) -> Sequence[Review]:
    """The newest reviews of an entry, the one that asks for a decision first."""
    mine = select(Review).filter_by(kind=ENTRY, source_id=entry_id, superseded_at=None)
    return db.session.scalars(mine.order_by(Review.id)).all()


def send(actor: Actor, logged: Logged, served: Sequence[Served], home: Work | None) -> Review:
    """The entry begins to wait, in the place of an attempt that came back.

    `home` is the guide it belongs to while it serves no task of it.
    """
    supersede(logged.id)
    main = _open(logged, served, home, clock.now())[0]
    _tell(actor, logged, "entry-sent", review=main.id, on=logged.on,
          content=logged.digest)  # fmt: skip
    _show(served)
    return main


def withdraw(actor: Actor, logged: Logged, served: Sequence[Served]) -> None:
    """The learner takes back what waits, or waits no more since the guide was left.

    Raises Refusal once it was decided.
    """
    ended = [one for one in current(logged.id) if one.outcome == Outcome.CANCELLED]
    main = ended[0] if ended else _waiting(actor, logged)
    _close(actor, logged, Outcome.WITHDRAWN)
    if ended:
        supersede(logged.id)
    _tell(actor, logged, "entry-withdrawn", review=main.id)
    _show(served)


def give_back(actor: Actor, logged: Logged, served: Sequence[Served], comment: Prose) -> None:
    """Return it with a comment: it needs action. Raises Refusal."""
    main = _waiting(actor, logged)
    reviews.decidable(actor, main)
    _close(actor, logged, Outcome.RETURNED, comment)
    _tell(actor, logged, "entry-returned", review=main.id, comment=comment.digest)
    _show(served)


def accept(
    actor: Actor, logged: Logged, served: Sequence[Served], note: Prose | None = None
) -> SignOff:
    """Attest that it took place as stated, and let it count from the day it did. Raises Refusal."""
    main = _waiting(actor, logged)
    reviews.decidable(actor, main)
    signed = _sign(actor, logged, main, note)
    _close(actor, logged, Outcome.ACCEPTED)
    _tell(actor, logged, "entry-accepted", review=main.id, sign_off=signed.id, on=logged.on,
          content=signed.content_digest, note=note.digest if note else None)  # fmt: skip
    counted.count(actor, logged.source, served)
    return signed


def reopen(
    actor: Actor, logged: Logged, served: Sequence[Served], home: Work | None, reason: Prose
) -> None:
    """An accepted entry goes back to the learner, and the tasks it closed open again.

    The signature stays as history. Raises Refusal for whoever does not sign for this person now.
    """
    accepted = [one for one in current(logged.id) if one.outcome == Outcome.ACCEPTED]
    if not accepted:
        raise Refusal("This entry is not accepted. Nothing was changed.")
    if not access.signs_task(actor, logged.person_id, accepted[0].signers):
        raise Refusal("Only whoever signs for this person today can reopen an entry.")
    supersede(logged.id)
    for back in _open(logged, served, home, accepted[0].sent_at):
        reviews.close(actor, back, Outcome.RETURNED, reason)
    _tell(actor, logged, "entry-reopened", review=accepted[0].id, reason=reason.digest)
    counted.retract(actor, Kind.ENTRY, logged.id)


def link(actor: Actor, logged: Logged, one: Served) -> None:
    """An accepted entry counts for one more task."""
    counted.link(actor, logged.source, one)


def unlink(actor: Actor, logged: Logged, enrollment_id: int, task_key: str) -> None:
    """An accepted entry no longer counts for this task; the task may open again by that."""
    counted.unlink(actor, logged.source, enrollment_id, task_key)


def supersede(entry_id: int) -> None:
    """Whatever became of it before is history: something new follows, or nothing any more."""
    for one in current(entry_id):
        one.superseded_at = clock.now()
    db.session.flush()


def serve_others(
    logged: Logged, was: Sequence[Served], served: Sequence[Served], home: Work | None
) -> None:
    """An entry that came back is now for other tasks: these need action, the former do not."""
    known = current(logged.id)
    if known and known[0].outcome == Outcome.RETURNED:
        supersede(logged.id)
        for back in _open(logged, served, home, known[0].sent_at):
            for name in ("closed_at", "outcome", "decided_by", "comment_id"):
                setattr(back, name, getattr(known[0], name))
        db.session.flush()
    _show([*was, *served])


def give_up(logged: Logged, served: Sequence[Served]) -> None:
    """Nothing follows an entry that came back: its tasks need no action for it."""
    supersede(logged.id)
    _show(served)


def facts_of(entry_id: int) -> Sequence[Fact]:
    """The lines of the ledger by which an entry counts now."""
    return counted.facts_of(Kind.ENTRY, entry_id)


def _open(
    logged: Logged, served: Sequence[Served], home: Work | None, sent_at: datetime
) -> list[Review]:
    """A review for each task, or one without a task; only the first asks for a decision."""
    asked = served[0].task.signers if served else Signers.SUPERVISOR
    first = Signers.SUPERVISOR if asked is Signers.NONE else asked
    rows = [
        _row_of(logged, one, Signers.NONE if place else first, home, sent_at)
        for place, one in enumerate(served or [None])
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _row_of(
    logged: Logged, one: Served | None, signers: Signers, home: Work | None, sent_at: datetime
) -> Review:
    held = one.held if one else home
    return Review(
        kind=ENTRY, person_id=logged.person_id, enrollment_id=held.id if held else None,
        task_key=one.task.key if one else None,
        task_id=curriculum.task_id(one.held.edition_id, one.task.key) if one else None,
        piece=logged.id, source_id=logged.id, title=logged.title, signers=signers,
        proposed_on=logged.on, sent_at=sent_at, opened_at=clock.now(),
    )  # fmt: skip


def _waiting(actor: Actor, logged: Logged) -> Review:
    """The review that asks for the decision. Raises Refusal saying what changed meanwhile."""
    known = current(logged.id)
    if not known:
        raise Refusal("This entry was not sent. Nothing was changed.")
    if known[0].closed_at is not None:
        raise Refusal(reviews.what_changed(actor, known[0], newer=""))
    return known[0]


def _close(actor: Actor, logged: Logged, outcome: Outcome, comment: Prose | None = None) -> None:
    for one in current(logged.id):
        if one.closed_at is None:
            reviews.close(actor, one, outcome, comment)


def _sign(actor: Actor, logged: Logged, main: Review, note: Prose | None) -> SignOff:
    stated = events.canonical({"entry": logged.id, "content": logged.digest})
    signed = SignOff(
        review_id=main.id, person_id=logged.person_id, signer_id=actor.id,
        enrollment_id=main.enrollment_id, task_id=main.task_id, meaning=Meaning.ACCEPTED,
        on=logged.on, note_id=note.id if note else None,
        content_digest=hashlib.sha256(stated.encode()).hexdigest(), signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    return signed


def _show(served: Collection[Served]) -> None:
    for one in served:
        rules.show(one.held, one.task)


def _tell(actor: Actor, logged: Logged, verb: str, **data: int | str | date | None) -> None:
    subject = events.person(logged.person_id)
    events.record(subject, verb, actor_id=actor.id, entry=logged.id, **data)
