"""Links for many at once: after an import, nobody should have to open every new hire's page.

A class of two hundred takes as many statements as a class of two.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, insert, select, update

from lms.base import clock, events, mail
from lms.base.db import batched, db
from lms.base.errors import Refusal
from lms.people.conditions import lasts
from lms.people.links import LASTS, UNUSED, kind_for
from lms.people.models import Link, Office, Person, Post


def live() -> ColumnElement[bool]:
    """The condition on a Link that it still opens the door."""
    return and_(UNUSED, Link.expires_at > clock.now())


def waits() -> ColumnElement[bool]:
    """The condition on a Person to wait for an invitation: no password, and no good link."""
    linked = exists().where(Link.person_id == Person.id, live())
    return and_(Person.deactivated_at.is_(None), Person.password_hash.is_(None), ~linked)


def live_until(person_ids: Sequence[int]) -> dict[int, datetime]:
    """Who of these people has a link that still opens the door, and until when."""
    found: dict[int, datetime] = {}
    for some in batched(person_ids):
        until = select(Link.person_id, func.max(Link.expires_at)).group_by(Link.person_id)
        found |= dict(db.session.execute(until.where(Link.person_id.in_(some), live())).all())
    return found


def make_all(people: Sequence[Person], *, made_by: int | None, by_mail: bool) -> list[Link]:
    """A new link for each of these people, which ends their older ones; see `links.make`.

    Raises Refusal for someone deactivated.
    """
    ids = sorted({person.id for person in people})
    events.lock(*(events.person(one) for one in ids))
    made: list[Link] = []
    for some in batched(ids):
        made += _make(_read(some), made_by)
    if by_mail:
        mail.queue_all((link.person_id, link.kind, str(link.id)) for link in made)
    events.record_all([
        events.NewLine(events.person(link.person_id), "link-made", made_by,
                       {"kind": link.kind, "link": link.id}) for link in made
    ])  # fmt: skip
    return made


def invite_waiting(office: Office | None, *, made_by: int | None, by_mail: bool) -> list[Link]:
    """Links for all who have neither a password nor a good link, of one office or (None) of all.

    A second time changes nothing, while these links are good.
    """
    ids = [person.id for person in _waiting(office)]
    events.lock(*(events.person(one) for one in ids))
    db.session.expire_all()  # what was read before waiting may be old
    still = [person for person in _waiting(office) if person.id in ids]
    return make_all(still, made_by=made_by, by_mail=by_mail)


def _waiting(office: Office | None) -> list[Person]:
    found = select(Person).where(waits())
    if office is not None:
        post = exists().where(Post.person_id == Person.id, Post.office_id == office.id)
        found = found.where(post.where(lasts(clock.today(office.time_zone))))
    return list(db.session.scalars(found.order_by(func.lower(Person.name), Person.id)))


def _read(ids: Sequence[int]) -> list[Person]:
    """These people as they are now that they are held."""
    found = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    people = db.session.scalars(found.execution_options(populate_existing=True)).all()
    for person in people:
        if person.deactivated_at is not None:
            raise Refusal(f"{person.name} was deactivated and cannot sign in.")
    return list(people)


def _make(people: Sequence[Person], made_by: int | None) -> Sequence[Link]:
    now, ids = clock.now(), [person.id for person in people]
    db.session.execute(update(Link).where(Link.person_id.in_(ids), UNUSED).values(ended_at=now))
    kinds = [(person.id, kind_for(person)) for person in people]
    rows = [
        {"person_id": one, "kind": kind, "made_by": made_by, "made_at": now,
         "expires_at": now + LASTS[kind]}
        for one, kind in kinds
    ]  # fmt: skip
    return db.session.scalars(insert(Link).returning(Link), rows).all()
