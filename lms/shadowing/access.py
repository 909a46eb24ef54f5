"""Who may open which part of the log.

The learner writes it. Whoever signs for the learner reads what waits and what they decided. Those
who may see the learner's states and dates see what was done when, never the words. A colleague
who is named sees what is to be confirmed and nothing else.
"""

from collections.abc import Collection

from sqlalchemy import select

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.models import ENTRY, Review
from lms.shadowing.models import SENT, LogEntry


def own_entry(actor: Actor, entry_id: int) -> LogEntry:
    """An entry of the actor's own. NotFound for strangers, NotAllowed for who may only look."""
    entry = db.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotFound
    if entry.person_id == actor.id:
        return entry
    if _sees(actor, entry):
        raise NotAllowed
    raise NotFound


def entry_to_see(actor: Actor, entry_id: int) -> LogEntry:
    """An entry whose facts the actor may see: an own one, or a sent one of their people.

    Raises NotFound for strangers, and for drafts of others.
    """
    entry = db.session.get(LogEntry, entry_id)
    if entry is None or not (entry.person_id == actor.id or _sees(actor, entry)):
        raise NotFound
    return entry


def entry_to_confirm(actor: Actor, entry_id: int) -> LogEntry:
    """A sent entry that names the actor as the colleague who was there. Raises NotFound.

    NotAllowed for whoever may see it and was not named.
    """
    entry = db.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotFound
    if entry.colleague_id == actor.id and entry.state in SENT:
        return entry
    if entry.person_id == actor.id or _sees(actor, entry):
        raise NotAllowed
    raise NotFound


def entry_to_lead(actor: Actor, entry_id: int) -> LogEntry:
    """An entry of someone whom the actor leads today. NotFound, or NotAllowed for onlookers."""
    entry = entry_to_see(actor, entry_id)
    if not access.leads(actor, entry.person_id):
        raise NotAllowed
    return entry


def review_to_answer(actor: Actor, review_id: int) -> Review:
    """A review of an entry, for whoever signs today or decided it. NotFound, NotAllowed."""
    review = access.review_to_answer(actor, review_id)
    if review.kind != ENTRY:
        raise NotFound
    return review


def readable(actor: Actor, review_ids: Collection[int]) -> set[int]:
    """Of these reviews, those whose words the actor reads: they wait for them, or were decided
    by them.
    """
    mine = select(Review.id).where(Review.id.in_(review_ids), access.readable(actor))
    return set(db.session.scalars(mine))


def log_of(actor: Actor, person_id: int) -> Person:
    """Someone whose log the actor may see: their own, or of their people. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None or not (person.id == actor.id or access.may_look(actor, person.id)):
        raise NotFound
    return person


def hold(entry: LogEntry) -> None:
    """Take the lock of its person, and read the entry again: what the page knew may be old."""
    events.lock(events.person(entry.person_id))
    db.session.refresh(entry)


def _sees(actor: Actor, entry: LogEntry) -> bool:
    return entry.state in SENT and access.may_look(actor, entry.person_id)
