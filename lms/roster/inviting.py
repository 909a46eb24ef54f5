"""Inviting many at once: who gets a link, who is left out and why, and the links to hand over.

Who has a good link keeps it, for a second one would end what was handed over already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import inviting, queries
from lms.people.actor import Actor
from lms.people.links import LinkKind
from lms.people.models import Link, Person
from lms.roster import access, listing
from lms.roster.choosing import chosen
from lms.roster.listing import PostLine

# A page of two hundred links may be opened again for so long: lost, it would be much work.
SHOWN = timedelta(minutes=30)


class Standing(StrEnum):
    """Whether somebody gets a link."""

    READY = "ready"
    SIGNS_IN = "signs-in"
    INVITED = "invited"
    LEFT = "left"
    NOT_YOURS = "not-yours"


@dataclass(frozen=True)
class Line:
    """One person of a plan; `until` is how long a link that they have is good."""

    person: Person
    standing: Standing
    until: datetime | None = None


@dataclass(frozen=True)
class Slip:
    """One link to hand over, with whom it is for and the clock that this person goes by."""

    link: Link
    person: Person
    zone: str
    post: PostLine | None


def plan(actor: Actor, person_ids: Sequence[int]) -> list[Line]:
    """Who of these people would get a link, without changing anything. Raises as `chosen` does."""
    people = chosen(actor, person_ids)
    ids = [person.id for person in people]
    holders, until = listing.roles_of(ids), inviting.live_until(ids)
    return [
        Line(one, _standing(actor, one, holds_role=one.id in holders, linked=one.id in until),
             until.get(one.id))
        for one in people
    ]  # fmt: skip


def invite(actor: Actor, person_ids: Sequence[int], *, by_mail: bool) -> list[Link]:
    """Links for those of these people who have no password and no good link; `by_mail` puts each
    into the outbox.

    The same once more changes nothing. Raises what `plan` raises, and Refusal when nobody is
    chosen.
    """
    if not person_ids:
        raise Refusal("Choose at least one person first.")
    chosen(actor, person_ids)
    events.lock(*(events.person(one) for one in set(person_ids)))
    db.session.expire_all()  # what was read before waiting may be old
    ready = [one.person for one in plan(actor, person_ids) if one.standing is Standing.READY]
    return inviting.make_all(ready, made_by=actor.id, by_mail=by_mail) if ready else []


def made_at(actor: Actor, person_ids: Sequence[int]) -> datetime | None:
    """When the actor made links for these people last, while they may be shown: asked twice, the
    first one's answer is given again.
    """
    mine = select(Link.made_at).where(Link.person_id.in_(set(person_ids)), _shown_to(actor))
    return db.session.scalar(mine.order_by(Link.made_at.desc()).limit(1))


def slips(actor: Actor, made: datetime) -> list[Slip]:
    """The links that the actor made at a moment, by name, while they are good and may be shown."""
    mine = select(Link, Person).join(Person, Person.id == Link.person_id)
    mine = mine.where(Link.made_at == made, _shown_to(actor), access.kept(actor))
    found = db.session.execute(mine.order_by(Person.name, Person.id)).all()
    people = [person for _, person in found]
    zones = queries.zones_of(people)
    posts = listing.posts_of([person.id for person in people], actor.today)
    return [Slip(link, one, zones[one.id], posts.get(one.id)) for link, one in found]


def _shown_to(actor: Actor) -> ColumnElement[bool]:
    mine = and_(Link.made_by == actor.id, Link.kind == LinkKind.INVITATION)
    return and_(mine, Link.made_at > clock.now() - SHOWN, inviting.live())


def _standing(actor: Actor, person: Person, *, holds_role: bool, linked: bool) -> Standing:
    if person.deactivated_at is not None:
        return Standing.LEFT
    if person.password_hash is not None:
        return Standing.SIGNS_IN
    if not access.manages(actor, person.id, holds_role=holds_role):
        return Standing.NOT_YOURS
    return Standing.INVITED if linked else Standing.READY
