"""What tests of links share: another configuration, a link's address, what the outbox holds."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Chain, Event
from lms.base.mail import Mail
from lms.people import links
from lms.people.models import Link, Person
from tests.cast import person
from tests.databases import SECRET

GOOD = "violet-anchor-thimble-9"
MAILING = {"smtp_url": "smtp://mail.example.org", "base_url": "https://training.example.org"}


@contextmanager
def configured(app: Flask, **changes: object) -> Iterator[None]:
    """The app with other settings for a while."""
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(update=changes)
    try:
        yield
    finally:
        app.extensions["settings"] = before


def newcomer(name: str = "Amira Said") -> Person:
    """Someone who has no password yet."""
    made = person(name)
    made.password_hash = None
    db.session.commit()
    return made


def link_for(someone: Person, *, made_by: int | None = None, by_mail: bool = False,
             after: int | None = None) -> Link:  # fmt: skip
    """A link, made on the command line unless told otherwise, and committed."""
    made = links.make(someone, made_by=made_by, by_mail=by_mail, after=after)
    db.session.commit()
    return made


def path(link: Link) -> str:
    """Its address."""
    return links.path_of(link, SECRET)


def outbox() -> list[tuple[int, str, str]]:
    """Whom a mail waits for, of which kind, about which link."""
    rows = db.session.execute(select(Mail.person_id, Mail.kind, Mail.once).order_by(Mail.id))
    return [(person_id, kind, once) for person_id, kind, once in rows]


def lines(someone: Person) -> list[tuple[str, dict[str, object]]]:
    """What the record says about someone."""
    about = select(Event.verb, Event.data).join(Chain, Chain.id == Event.chain_id)
    theirs = about.where(Chain.subject_kind == "person", Chain.subject_id == someone.id)
    return [(verb, data) for verb, data in db.session.execute(theirs.order_by(Event.number))]
