"""Verbs of whoever signs: accept an entry, return it, reopen it, let it count for a task or not.

A signature here says: this took place as stated. Its own counterpart is to reopen, with a reason.
"""

from lms.base import events, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.prose import Words
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access, logged, reviews
from lms.progress.logged import Logged
from lms.progress.models import Outcome, Review, SignOff
from lms.shadowing import entries, office_rules, sending, serving
from lms.shadowing.access import hold
from lms.shadowing.models import LogEntry, State
from lms.shadowing.serving import Place

REASON = "Say why: it stays in the record."


def accept(actor: Actor, review: Review, words: Words) -> SignOff | None:
    """It took place as stated: it counts. Once more by the same signer changes nothing.

    Raises Refusal, also when something else was sent since then: what is signed was seen.
    """
    entry = _held(review)
    if reviews.decided_before(actor, review, Outcome.ACCEPTED):
        return None
    reviews.still_newest(actor, review)
    note = prose.keep(actor.id, "note", words) if words.given else None
    signed = logged.accept(actor, told(entry, latest=True), serving.served(entry), note)
    entries.become(entry, State.ACCEPTED)
    return signed


def give_back(actor: Actor, review: Review, words: Words) -> None:
    """It needs action: return it with a comment. The same once more changes nothing.

    Raises Refusal.
    """
    entry = _held(review)
    if not words.given:
        raise Refusal("Say what to look at again.", "comment")
    if reviews.decided_before(actor, review, Outcome.RETURNED):
        if prose.says(review.comment_id, words):
            return
        raise Refusal("You returned this already, with another comment. Nothing was changed.")
    reviews.still_newest(actor, review)
    comment = prose.keep(actor.id, "comment", words)
    logged.give_back(actor, told(entry), serving.served(entry), comment)
    entries.become(entry, State.RETURNED)


def reopen(actor: Actor, entry: LogEntry, words: Words) -> None:
    """An accepted entry goes back to the learner, with a reason; the tasks it closed open again.

    The same once more changes nothing. Raises Refusal.
    """
    hold(entry)
    known = logged.current(entry.id)
    mine = entry.state == State.RETURNED and known and known[0].decided_by == actor.id
    if mine and prose.says(known[0].comment_id, words):
        return
    if not words.given:
        raise Refusal(REASON, "reason")
    reason = prose.keep(actor.id, "reason", words)
    home = entries.home(entry.person_id)
    logged.reopen(actor, told(entry, latest=True), serving.served(entry), home, reason)
    entries.become(entry, State.RETURNED)


def link(actor: Actor, entry: LogEntry, place: Place) -> None:
    """An accepted entry counts for this task too, or instead of for none.

    A second time changes nothing. Raises Refusal for a task that takes no such entry, and where
    an entry counts for one task only.
    """
    _hold_accepted(actor, entry)
    places = serving.linked([entry.id])[entry.id]
    if place in places:
        return
    if places and not _asked(entry).shares:
        raise Refusal("In this office an entry counts for one task. Take it from the other first.")
    found = {one.place: one for one in serving.options(entry.person_id, without=entry.id)}
    if place not in found or not found[place].takes(entry.activity, entry.file):
        raise Refusal("This task asks for no more entries of this kind. Nothing was changed.")
    if found[place].task.parts and not entry.file:
        raise Refusal("This task asks which file it was. Reopen the entry, so that it is said.")
    serving.link(actor, entry, place)
    for one in serving.served(entry, [place]):
        logged.link(actor, told(entry), one)


def unlink(actor: Actor, entry: LogEntry, place: Place) -> None:
    """An accepted entry no longer counts for this task. A second time changes nothing.

    Raises Refusal.
    """
    _hold_accepted(actor, entry)
    if place in serving.linked([entry.id])[entry.id]:
        serving.unlink(actor, entry, place)
        logged.unlink(actor, told(entry), place.enrollment_id, place.task_key)


def told(entry: LogEntry, *, latest: bool = False) -> Logged:
    """What of an entry counts; with the digest of what was sent last."""
    made = sending.latest_attempt(entry.id) if latest else None
    return entries.logged_of(entry, _asked(entry), made.digest if made else "")


def entry_of(review: Review) -> LogEntry:
    """The entry that a review is about. Raises NotFound."""
    entry = db.session.get(LogEntry, review.source_id)
    if entry is None:
        raise NotFound
    return entry


def _held(review: Review) -> LogEntry:
    """The entry, with its person locked and both read again."""
    events.lock(events.person(review.person_id))
    db.session.refresh(review)
    entry = entry_of(review)
    db.session.refresh(entry)
    return entry


def _hold_accepted(actor: Actor, entry: LogEntry) -> None:
    hold(entry)
    if entry.state != State.ACCEPTED:
        raise Refusal("Only an accepted entry counts. Nothing was changed.")
    if not access.leads(actor, entry.person_id):
        raise Refusal("Only the supervisor or the office’s training officer can change this.")


def _asked(entry: LogEntry) -> office_rules.Asked:
    return office_rules.of_office(people.office_of(entry.person_id))
