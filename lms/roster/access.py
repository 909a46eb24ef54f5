"""Who keeps the roster: administrators everyone's, training officers their own offices'.

A training officer may hand out links that set a password. Therefore officers manage nobody who
holds an access role, nor themselves: else a link would be a way to more than one was given.
"""

from sqlalchemy import ColumnElement, and_, exists, literal, select

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.people.actor import Actor
from lms.people.models import Grant, Office, Person
from lms.progress.access import Visible, leads, may_look
from lms.progress.work import Work, find_work


def keeps(actor: Actor) -> bool:
    """Whether the pages of the roster are for this actor at all."""
    return actor.manages_people


def managed(actor: Actor) -> Visible:
    """The scope of the roster's lists: everyone for administrators, else those of their offices.

    It holds people with access roles too, whom officers see there and do not manage.
    """
    return Visible(actor.today, actor.is_administrator, None, actor.officer_of)


def person_to_manage(actor: Actor, person_id: int) -> Person:
    """Someone whose account, posts and enrollments the actor keeps.

    Raises NotFound for strangers, NotAllowed for whom the actor may see and does not manage.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    kept = manages(actor, person.id, holds_role=holds_a_role(person.id))
    if kept and (actor.is_administrator or _in_scope(actor, person.id)):
        return person
    if person.id == actor.id or may_look(actor, person.id):
        raise NotAllowed
    raise NotFound


def manages(actor: Actor, person_id: int, *, holds_role: bool) -> bool:
    """Whether the actor manages someone of their scope, who holds an access role or not.

    For lists and files, which ask of many at once what `person_to_manage` asks of one.
    """
    return actor.is_administrator or (person_id != actor.id and not holds_role)


def kept(actor: Actor) -> ColumnElement[bool]:
    """The condition on a Person that the actor manages them: `person_to_manage` in SQL."""
    mine = managed(actor).holds(Person.id.expression)
    if actor.is_administrator:
        return mine
    held = exists().where(Grant.person_id == Person.id, Grant.superseded_at.is_(None))
    return and_(mine, Person.id != actor.id, ~held)


def roles_to_manage(actor: Actor, person_id: int) -> Person:
    """Someone whose access roles the actor gives and takes back: for administrators only.

    Raises NotFound and NotAllowed as `person_to_manage` does.
    """
    person = person_to_manage(actor, person_id)
    if not actor.is_administrator:
        raise NotAllowed
    return person


def hold(actor: Actor, person: Person) -> None:
    """Take the lock of someone's account and ask again: they may have got a role meanwhile.

    For whatever would open an account to who no longer keeps it: a link, another address. Raises
    as `person_to_manage` does.
    """
    events.lock(events.person(person.id))
    person_to_manage(actor, person.id)


def offices_managed(actor: Actor) -> list[Office]:
    """The offices the actor keeps, by name."""
    offices = select(Office).order_by(Office.name)
    if not actor.is_administrator:
        offices = offices.where(Office.id.in_(actor.officer_of))
    return list(db.session.scalars(offices))


def holds_a_role(person_id: int) -> bool:
    """Whether someone holds an access role now, of whatever kind and office."""
    held = select(literal(1)).where(Grant.person_id == person_id, Grant.superseded_at.is_(None))
    return db.session.scalar(held.limit(1)) is not None


def _in_scope(actor: Actor, person_id: int) -> bool:
    found = select(literal(1)).where(managed(actor).holds(literal(person_id)))
    return db.session.scalar(found) is not None


def work_to_manage(actor: Actor, enrollment_id: int) -> Work:
    """An enrollment that the actor ends or takes up again, whether it was left or not.

    Raises NotFound for strangers, NotAllowed for whom the actor may see and does not manage.
    """
    work = find_work(enrollment_id)
    if work is None:
        raise NotFound
    person_to_manage(actor, work.person_id)
    return work


def person_away(actor: Actor, person_id: int) -> Person:
    """Someone whose leave the actor records: whoever keeps their account, and who leads them.

    Raises NotFound for strangers, NotAllowed for whom the actor may only see.
    """
    person = db.session.get(Person, person_id)
    if person is not None and leads(actor, person_id):
        return person
    return person_to_manage(actor, person_id)
