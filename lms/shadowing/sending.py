"""Sending an entry to whoever signs, taking it back, and giving it up.

What is sent is frozen as it was, so that a signature says exactly what it stood for.
"""

import hashlib

from sqlalchemy import func, select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.people.actor import Actor
from lms.progress import logged
from lms.shadowing import checks, entries, office_rules, queries, serving
from lms.shadowing.access import hold
from lms.shadowing.entries import FACTS, Writing
from lms.shadowing.models import EntryAttempt, EntryText, LogEntry, State


def send(actor: Actor, entry: LogEntry, writing: Writing) -> None:
    """Send it as it is said now. The same once more while it waits changes nothing.

    Raises Refusal naming the field for what is missing or against the office's rules, and whatever
    saving raises.
    """
    hold(entry)
    if _is_of_before(entry, writing):
        _sent_already(entry, writing)
        return
    entry = entries.save(actor, entry, writing)
    asked = office_rules.of_office(actor.office_id)
    served = serving.served(entry)
    checks.complete(entry, served)
    checks.allowed(actor, entry, served, asked)
    attempt, texts = _freeze(actor, entry, writing.version)
    told = entries.logged_of(entry, asked, attempt.digest)
    attempt.review_id = logged.send(actor, told, served, entries.home(entry.person_id)).id
    _add(attempt, texts)
    entries.become(entry, State.PENDING)


def withdraw(actor: Actor, entry: LogEntry) -> None:
    """Take back what waits, to go on with it. A second time changes nothing. Raises Refusal."""
    hold(entry)
    if entry.state == State.DRAFT:
        return
    logged.withdraw(actor, _told(actor, entry), serving.served(entry))
    entries.become(entry, State.DRAFT)


def give_up(actor: Actor, entry: LogEntry) -> None:
    """Nothing follows: the entry counts for nothing and no task waits for it.

    What was sent stays on record. A second time changes nothing. Raises Refusal for one that waits
    or is accepted.
    """
    hold(entry)
    if entry.state == State.GIVEN_UP:
        return
    if entry.state not in entries.WRITABLE:
        raise Refusal("This was sent. Take it back first; what is accepted stays.")
    served = serving.served(entry)
    for place in serving.linked([entry.id])[entry.id]:
        serving.unlink(actor, entry, place)
    logged.give_up(_told(actor, entry), served)
    entries.become(entry, State.GIVEN_UP)
    events.record(events.person(entry.person_id), "entry-given-up", actor_id=actor.id,
                  entry=entry.id)  # fmt: skip


def take_up(actor: Actor, entry: LogEntry) -> None:
    """Go on with an entry that was given up. A second time changes nothing."""
    hold(entry)
    if entry.state == State.GIVEN_UP:
        entries.become(entry, State.DRAFT)
        events.record(events.person(entry.person_id), "entry-taken-up", actor_id=actor.id,
                      entry=entry.id)  # fmt: skip


def latest_attempt(entry_id: int) -> EntryAttempt | None:
    """An entry as it was sent last; None before."""
    mine = select(EntryAttempt).filter_by(entry_id=entry_id).order_by(EntryAttempt.id.desc())
    return db.session.scalar(mine.limit(1))


def _told(actor: Actor, entry: LogEntry) -> logged.Logged:
    return entries.logged_of(entry, office_rules.of_office(actor.office_id))


def _is_of_before(entry: LogEntry, writing: Writing) -> bool:
    """Whether the form is from before the entry was sent last: whatever came of that stays."""
    made = latest_attempt(entry.id)
    old = made is not None and writing.version <= made.from_version
    return old or entry.state not in entries.WRITABLE


def _sent_already(entry: LogEntry, writing: Writing) -> None:
    """A double click or a retry says what was sent. Raises Refusal when it says otherwise."""
    made = latest_attempt(entry.id)
    same = entries.says(entry, writing)
    sent = entry.state in (State.PENDING, State.ACCEPTED)
    if not sent or made is None or made.from_version != writing.version or not same:
        raise WrittenElsewhere


def _freeze(actor: Actor, entry: LogEntry, version: int) -> tuple[EntryAttempt, list[EntryText]]:
    """The entry as it is now, in rows of its own."""
    count = select(func.count()).select_from(EntryAttempt).filter_by(entry_id=entry.id)
    attempt = EntryAttempt(
        entry_id=entry.id, number=(db.session.scalar(count) or 0) + 1, from_version=version,
        sent_at=clock.now(), digest="", **{name: getattr(entry, name) for name in FACTS},
    )  # fmt: skip
    texts, digests = [], {}
    for place, (row, written) in sorted(queries.draft(entry.id).items()):
        if not written.text:
            continue
        copy = prose.write(actor.id, "answer", written.text, cleared=True)
        db.session.flush()
        digests[str(place)] = copy.digest
        texts.append(EntryText(entry_id=entry.id, position=place, prompt=row.prompt,
                               prose_id=copy.id))  # fmt: skip
    facts = {name: str(getattr(entry, name)) for name in (*FACTS, "salt")}
    stated = events.canonical({"facts": facts, "texts": digests})
    attempt.digest = hashlib.sha256(stated.encode()).hexdigest()
    return attempt, texts


def _add(attempt: EntryAttempt, texts: list[EntryText]) -> None:
    db.session.add(attempt)
    db.session.flush()
    for one in texts:
        one.attempt_id = attempt.id
    db.session.add_all(texts)
    db.session.flush()
