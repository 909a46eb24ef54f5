"""Invitations and resets: a link lets one person choose a password, once, until it expires.

New hires get no password by telephone, and nobody learns another's. What opens the door stands
only in the address: a keyed digest that is stored nowhere, so neither the tables nor a copy of
them let anyone in.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select, update

from lms.base import clock, events, keyed, mail
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.models import Link, Person


class LinkKind(StrEnum):
    """What a link is for; mails are of the same kinds."""

    INVITATION = "invitation"
    RESET = "reset"


LASTS = {
    # Sent ahead of the first day, and found after a weekend or a week of papers.
    LinkKind.INVITATION: timedelta(days=7),
    # Whoever asked for it is waiting for it; until it is used it opens an account in use.
    LinkKind.RESET: timedelta(days=1),
}
UNUSED = and_(Link.used_at.is_(None), Link.ended_at.is_(None))
MEANWHILE = "Someone else made a link meanwhile. Open this page again before you make another."


def kind_for(person: Person) -> LinkKind:
    """An invitation until there is a password, then a reset."""
    return LinkKind.INVITATION if person.password_hash is None else LinkKind.RESET


def make(
    person: Person, *, made_by: int | None, by_mail: bool, after: int | None = None
) -> Link:  # fmt: skip
    """A new link, which ends the older ones of that person; `by_mail` puts it into the outbox.

    `made_by` is None for who asked for themselves and for the command line. `after` is the id of
    the newest link the page knew (0: none): asked twice, the first one's answer is given again.
    Raises Refusal for someone deactivated, or when another person made one meanwhile.
    """
    events.lock(events.person(person.id))
    db.session.refresh(person)
    if person.deactivated_at is not None:
        raise Refusal(f"{person.name} was deactivated and cannot sign in.")
    newest = latest(person.id)
    if newest and after is not None and newest.id != after:
        if newest.made_by != made_by or not is_open(newest):
            raise Refusal(MEANWHILE)
        return newest
    end_open(person.id)
    return _add(person, made_by, by_mail)


def _add(person: Person, made_by: int | None, by_mail: bool) -> Link:
    kind, now = kind_for(person), clock.now()
    link = Link(
        person_id=person.id, kind=kind, made_by=made_by, made_at=now, expires_at=now + LASTS[kind]
    )
    db.session.add(link)
    db.session.flush()
    if by_mail:
        mail.queue(person.id, kind, once=str(link.id))
    events.record(
        events.person(person.id), "link-made", actor_id=made_by, kind=kind, link=link.id
    )  # fmt: skip
    return link


def token_of(link: Link, secret: str) -> str:
    """What stands in the link's address, under `/welcome/`: worth a password, so never stored."""
    said = (link.person_id, link.kind, link.made_at, link.expires_at)
    return keyed.token(secret, "link", link.id, *said)


def path_of(link: Link, secret: str) -> str:
    """The link's address on this server; what stands before it is the caller's to know."""
    return f"/welcome/{token_of(link, secret)}"


def find(token: str, secret: str) -> Link | None:
    """The link that is open under this token; None for one that was used, ended or never made."""
    number = keyed.row_of(token)
    link = db.session.get(Link, number) if number else None
    if link is None or not keyed.fits(token, token_of(link, secret)):
        return None
    return link if is_open(link) else None


def is_open(link: Link) -> bool:
    """Whether the link still opens the door."""
    return link.used_at is None and link.ended_at is None and clock.now() < link.expires_at


def latest(person_id: int) -> Link | None:
    """The newest link of a person, in whatever state."""
    found = select(Link).where(Link.person_id == person_id).order_by(Link.id.desc()).limit(1)
    return db.session.scalar(found.execution_options(populate_existing=True))


def end_open(person_id: int, *, unless_by: int | None = None) -> None:
    """End a person's links that were not used; what ends them is in the record by itself.

    `unless_by`: only those that someone else handed out than this person, or the app by mail.
    """
    theirs: ColumnElement[bool] = Link.person_id == person_id
    if unless_by is not None:
        theirs &= Link.made_by != unless_by  # with NULL this is not true: asked for by mail
    db.session.execute(update(Link).where(theirs, UNUSED).values(ended_at=clock.now()))
