"""The demo's log: entries begun, sent, confirmed and decided on, by the rules of the log itself."""

from dataclasses import replace

from lms.base.db import db
from lms.base.prose import Words
from lms.demo import opening
from lms.demo.answers import said
from lms.demo.office import CAST
from lms.demo.past import Past
from lms.demo.plan import Deed
from lms.demo.stages import NewHire, Partner, Seen
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.models import Review
from lms.shadowing import access, confirming, decisions, entries, sending
from lms.shadowing.entries import Writing
from lms.shadowing.models import QUESTION, LogEntry
from lms.shadowing.serving import Place

PROMPTS = 3  # of the log's own; a fourth text is the question for the supervisor
NAMED = {one.handle: one for one in CAST if not isinstance(one, NewHire)}


def begin(past: Past, deed: Deed) -> None:
    """Three taps: what it was, my part, who was there."""
    me, one = past.actor(deed.learner), _seen(deed)
    made = entries.begin(me, _tapped(past, deed, one))
    past.entries[deed.learner.handle, one.name] = made.id


def send(past: Past, deed: Deed) -> None:
    """All that is asked, and sent to whoever signs."""
    me, one, entry = past.actor(deed.learner), _seen(deed), _entry(past, deed)
    task = past.work(deed).tasks.get(one.task)
    places = [*range(len(deed.texts[:PROMPTS])), QUESTION]
    whole = replace(
        _tapped(past, deed, one), on=entry.on, minutes=one.minutes, mode=one.mode,
        interpreter=one.interpreter, file=one.file, agreed="nobody" if one.alone else "agreed",
        drafted=bool(task and task.drafted), version=entry.version,
        texts=dict(zip(places, deed.texts, strict=False)),
    )  # fmt: skip
    sending.send(me, access.own_entry(me, entry.id), whole)


def confirm(past: Past, deed: Deed) -> None:
    """The colleague who is named signs in and says that it took place."""
    beside = past.actor(NAMED[str(_seen(deed).beside)])
    confirming.confirm(beside, access.entry_to_confirm(beside, _entry(past, deed).id))


def make_link(past: Past, deed: Deed) -> None:
    """A link for a partner agency's colleague."""
    confirming.make_link(past.actor(deed.learner), _entry(past, deed))


def use_link(past: Past, deed: Deed) -> None:
    """Whoever holds the link presses the button."""
    link = confirming.latest(_entry(past, deed).id)
    assert link is not None
    confirming.confirm_by_link(link)


def accept(past: Past, deed: Deed) -> None:
    """It took place as stated."""
    words = Words(said(deed.learner.handle, _seen(deed).name, "note"))
    decisions.accept(*_waiting(past, deed), words)


def give_back(past: Past, deed: Deed) -> None:
    """It needs action."""
    words = Words(said(deed.learner.handle, _seen(deed).name, "comment"))
    decisions.give_back(*_waiting(past, deed), words)


def _tapped(past: Past, deed: Deed, one: Seen) -> Writing:
    place = [Place(past.work(deed).id, one.task)] if one.task else []
    if isinstance(one.beside, Partner):
        return Writing(one.activity, one.part, deed.day, agency=one.beside.agency,
                       agency_job=one.beside.job, tasks=place)  # fmt: skip
    beside = opening.person(NAMED[one.beside]).id
    return Writing(one.activity, one.part, deed.day, beside, tasks=place)


def _seen(deed: Deed) -> Seen:
    assert deed.seen is not None
    return deed.seen


def _entry(past: Past, deed: Deed) -> LogEntry:
    return db.session.get_one(LogEntry, past.entries[deed.learner.handle, _seen(deed).name])


def _waiting(past: Past, deed: Deed) -> tuple[Actor, Review]:
    """What waits, with whoever decides: through the same door as a page."""
    signer, review = past.signer(deed), logged.current(_entry(past, deed).id)[0]
    return signer, access.review_to_answer(signer, review.id)
