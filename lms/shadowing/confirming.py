"""A colleague says that it took place: signed in, or by a link for whoever has no account.

It helps the supervisor to accept, and never replaces it. A link is for one entry, once; mail
scanners open links, so only a button on its page confirms; nobody checks who pressed it, and the
log says so.
"""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from lms.base import clock, events, keyed
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.shadowing.access import hold
from lms.shadowing.models import SENT, Confirmation, ConfirmLink, LogEntry, State

LASTS = timedelta(days=7)
OVER = "This link was used, has expired, or was replaced by a newer one."


class Gone(Refusal):
    """The link opens nothing any more."""

    status = 410

    def __init__(self) -> None:
        super().__init__(OVER)


class Changed(Refusal):
    """The entry says something else than the page that was looked at."""

    def __init__(self) -> None:
        super().__init__("This was changed meanwhile. Look at it again; nothing was confirmed.")


def about(entry: Any) -> str:
    """What a confirmation speaks for: what was done, when, and beside whom.

    `entry` is an entry, or a row with these columns of one.
    """
    said = {
        "activity": entry.activity, "part": entry.part, "on": entry.on.isoformat(),
        "colleague": entry.colleague_id, "agency": entry.agency, "job": entry.agency_job,
        "salt": entry.salt,
    }  # fmt: skip
    return hashlib.sha256(events.canonical(said).encode()).hexdigest()


def current(entry: LogEntry) -> Confirmation | None:
    """The confirmation that speaks for the entry as it is now."""
    mine = select(Confirmation).filter_by(entry_id=entry.id, superseded_at=None)
    return db.session.scalar(mine.where(Confirmation.about == about(entry)))


def confirm(actor: Actor, entry: LogEntry, seen: str | None = None) -> None:
    """The named colleague confirms what they saw (`seen`, as `about` has it).

    A second time changes nothing. Raises Refusal, and Changed for what is not as it was seen.
    """
    hold(entry)
    if entry.colleague_id != actor.id or entry.state not in SENT:
        raise Refusal("This entry names someone else now, or was taken back. Nothing was changed.")
    _as_seen(entry, seen)
    known = current(entry)
    if known is not None and known.person_id == actor.id:
        return
    _add(entry, Confirmation(person_id=actor.id))
    _tell(entry, "entry-confirmed", actor.id)


def unconfirm(actor: Actor, entry: LogEntry) -> None:
    """The colleague takes it back. Without a confirmation of theirs nothing changes."""
    hold(entry)
    known = current(entry)
    if known is not None and known.person_id == actor.id:
        known.superseded_at = clock.now()
        _tell(entry, "entry-unconfirmed", actor.id)


def make_link(actor: Actor, entry: LogEntry, *, after: int = 0) -> ConfirmLink:
    """A new link, which ends the one before it.

    `after` is the newest link that the page knew (0: none): asked twice, the same one is given.
    Raises Refusal for an entry that was given up, names nobody or a person of the system, or is
    confirmed.
    """
    hold(entry)
    if entry.state == State.GIVEN_UP:
        raise Refusal("This entry was given up. Nothing was changed.")
    if entry.colleague_id is not None:
        raise Refusal("This colleague signs in and confirms it on their own page.")
    if not entry.agency:
        raise Refusal("Say first who was there with you, and save it.")
    if current(entry) is not None:
        raise Refusal("This is confirmed already.")
    newest = latest(entry.id)
    if newest is not None and newest.id != after and is_open(newest):
        return newest
    _end_links(entry)
    now = clock.now()
    link = ConfirmLink(entry_id=entry.id, made_at=now, expires_at=now + LASTS)
    db.session.add(link)
    db.session.flush()
    _tell(entry, "entry-link-made", actor.id, link=link.id)
    return link


def end_link(actor: Actor, entry: LogEntry) -> None:
    """The learner takes an open link back. Without one nothing changes."""
    hold(entry)
    newest = latest(entry.id)
    if newest is not None and is_open(newest):
        _end_links(entry)
        _tell(entry, "entry-link-ended", actor.id, link=newest.id)


def confirm_by_link(link: ConfirmLink, seen: str | None = None) -> None:
    """Whoever holds the link says that what they saw took place; it is used up by that.

    Raises Gone, and Changed for what is not as it was seen.
    """
    entry = db.session.get_one(LogEntry, link.entry_id)
    hold(entry)
    db.session.refresh(link)
    if not opens(link, entry):
        raise Gone
    _as_seen(entry, seen)
    link.used_at = clock.now()
    _add(entry, Confirmation(link_id=link.id))
    _tell(entry, "entry-confirmed-by-link", None, link=link.id)


def token_of(link: ConfirmLink, secret: str) -> str:
    """What stands in the link's address."""
    return keyed.token(secret, "entry", link.id, link.entry_id, link.made_at, link.expires_at)


def find(token: str, secret: str) -> tuple[ConfirmLink, LogEntry] | None:
    """The link that is open under this token, and its entry; None for any other."""
    number = keyed.row_of(token)
    link = db.session.get(ConfirmLink, number) if number else None
    if link is None or not keyed.fits(token, token_of(link, secret)):
        return None
    entry = db.session.get_one(LogEntry, link.entry_id)
    return (link, entry) if opens(link, entry) else None


def latest(entry_id: int) -> ConfirmLink | None:
    """The newest link of an entry, in whatever state."""
    found = select(ConfirmLink).filter_by(entry_id=entry_id).order_by(ConfirmLink.id.desc())
    return db.session.scalar(found.limit(1).execution_options(populate_existing=True))


def is_open(link: ConfirmLink) -> bool:
    """Whether it was neither used nor ended, and has not expired."""
    return link.used_at is None and link.ended_at is None and clock.now() < link.expires_at


def opens(link: ConfirmLink, entry: LogEntry) -> bool:
    """Whether the link confirms this entry: one that goes on, and names a partner’s colleague."""
    partner = bool(entry.agency) and entry.colleague_id is None
    return is_open(link) and entry.state != State.GIVEN_UP and partner


def _as_seen(entry: LogEntry, seen: str | None) -> None:
    if seen not in (None, about(entry)):
        raise Changed


def _end_links(entry: LogEntry) -> None:
    unused = update(ConfirmLink).where(
        ConfirmLink.entry_id == entry.id, ConfirmLink.used_at.is_(None),
        ConfirmLink.ended_at.is_(None),
    )  # fmt: skip
    db.session.execute(unused.values(ended_at=clock.now()))


def _add(entry: LogEntry, confirmation: Confirmation) -> None:
    earlier = select(Confirmation).filter_by(entry_id=entry.id, superseded_at=None)
    for before in db.session.scalars(earlier):
        before.superseded_at = clock.now()
    db.session.flush()
    confirmation.entry_id, confirmation.about = entry.id, about(entry)
    confirmation.recorded_at = clock.now()
    db.session.add(confirmation)
    db.session.flush()


def _tell(entry: LogEntry, verb: str, actor_id: int | None, **data: int) -> None:
    events.record(events.person(entry.person_id), verb, actor_id=actor_id, entry=entry.id, **data)
