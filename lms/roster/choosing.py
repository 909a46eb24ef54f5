"""Whom a page is about: those who were ticked, or everyone who fits the filters of the list.

What is shown is what happens: whoever fits is named by number from then on, so that nobody who
comes to fit meanwhile is enrolled or invited unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.people.actor import Actor
from lms.people.inviting import waits
from lms.people.models import Person
from lms.roster import access, listing
from lms.roster.listing import Asked

MOST = 200  # at once: a class, not a whole country by mistake


@dataclass(frozen=True)
class Fitting:
    """How many of those who fit the filters can be enrolled, and wait for an invitation."""

    enroll: int
    invite: int


def chosen(actor: Actor, person_ids: Sequence[int]) -> list[Person]:
    """The people of these ids, by name, in one query.

    Raises NotFound when one of them is out of the actor's scope, Refusal for too many at once.
    """
    wanted = set(person_ids)
    if len(wanted) > MOST:
        raise Refusal(f"Choose up to {MOST} people at once.")
    mine = select(Person).where(
        Person.id.in_(wanted), access.managed(actor).holds(Person.id.expression)
    )
    found = db.session.scalars(mine.order_by(Person.name, Person.id)).all()
    if len(found) < len(wanted):
        raise NotFound
    return list(found)


def count(actor: Actor, asked: Asked) -> Fitting:
    """How many fit, whatever page of the list is shown."""
    can = _can_be_enrolled(actor)
    numbers = select(func.count().filter(can), func.count().filter(waits())).select_from(Person)
    return Fitting(*db.session.execute(numbers.where(*listing.fits(actor, asked))).one())


def to_enroll(actor: Actor, asked: Asked) -> list[int]:
    """The ids of all who fit and can be ticked, by name. Raises Refusal for too many at once."""
    return _ids(select(Person.id).where(*listing.fits(actor, asked), _can_be_enrolled(actor)))


def to_invite(actor: Actor, asked: Asked) -> list[int]:
    """The ids of those who fit and wait for an invitation, also of those whom only administrators
    invite: the page says so. Of more than are taken at once the first by name: once they are
    invited they wait no longer, and the next come.
    """
    waiting = select(Person.id).where(*listing.fits(actor, asked), waits()).limit(MOST)
    return _ids(waiting)


def _can_be_enrolled(actor: Actor) -> ColumnElement[bool]:
    return and_(access.kept(actor), Person.deactivated_at.is_(None))


def _ids(fitting: Select[int]) -> list[int]:
    found = db.session.scalars(fitting.order_by(func.lower(Person.name), Person.id)).all()
    if len(found) > MOST:
        raise Refusal(
            f"{len(found):,} people fit, and {MOST} is the most at once. Narrow the list first, "
            "by office, job role or part of the name."
        )
    return list(found)
