"""Keeping accounts: correcting them, bringing someone back, giving and taking back access roles."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import links, queries, rules
from lms.people.actor import Actor
from lms.people.models import Deactivation, Grant, Office, Person, Role, new_session_key
from lms.people.spelling import address, line

YOURSELF = "You cannot take back your own administrator role. Another administrator can."


def edit(person: Person, name: str, email: str, zone: str | None, *, actor_id: int | None) -> None:
    """Another name, address or time zone (None: the office's); the same again changes nothing.

    A new address ends links that went to the old one. The record says what was changed, never to
    what. Raises Refusal at the field for what is no name, address or zone, or is in use.
    """
    events.lock(events.person(person.id))
    db.session.refresh(person)
    name, email = line(name), address(email)
    if zone is not None and not clock.is_zone(zone):
        raise Refusal("Choose one of the time zones.", "time_zone")
    other = queries.by_email(email)
    if other is not None and other.id != person.id:
        raise Refusal(f"{email} is in use already.", "email")
    changed = {"name": name != person.name, "email": email != person.email,
               "time_zone": zone != person.time_zone}  # fmt: skip
    if not any(changed.values()):
        return
    _write(person, name, email, zone)
    if changed["email"]:
        links.end_open(person.id)
    events.record(events.person(person.id), "person-changed", actor_id=actor_id, **changed)


def _write(person: Person, name: str, email: str, zone: str | None) -> None:
    try:
        with db.session.begin_nested():
            person.name, person.email, person.time_zone = name, email, zone
    except IntegrityError as error:  # given to someone else in this very moment
        raise Refusal(f"{email} is in use already.", "email") from error


def reactivate(person: Person, *, actor_id: int | None) -> None:
    """Someone deactivated may sign in again, with the password they had. Twice changes nothing.

    Links that were made before stay ended, and whoever took over their people keeps them.
    """
    events.lock(events.person(person.id))
    db.session.refresh(person)
    if person.deactivated_at is None:
        return
    gone = select(Deactivation).filter_by(person_id=person.id, superseded_at=None)
    for row in db.session.scalars(gone):
        row.superseded_at = clock.now()
    person.deactivated_at = None
    person.session_key = new_session_key()
    events.record(events.person(person.id), "reactivated", actor_id=actor_id)


def give_role(actor: Actor, person: Person, role: Role, office: Office | None) -> None:
    """An access role, for one office or (None) for all; giving it twice changes nothing.

    Links that others handed out end: who made them could not make one for this person any more.
    """
    if role == Role.ADMINISTRATOR:
        office = None  # of everything
    rules.grant(person, role, office, actor_id=actor.id)
    links.end_open(person.id, unless_by=actor.id)


def take_back_role(actor: Actor, person: Person, grant_id: int) -> None:
    """End an access role of a person; twice changes nothing.

    Raises Refusal for one's own administrator role, and for that of the last administrator.
    """
    events.lock(events.person(person.id), events.SYSTEM)  # two administrators at once: one waits
    held = select(Grant).where(Grant.id == grant_id, Grant.person_id == person.id)
    grant = db.session.scalar(held.execution_options(populate_existing=True))
    if grant is None or grant.superseded_at is not None:
        return
    if grant.role == Role.ADMINISTRATOR:
        if person.id == actor.id:
            raise Refusal(YOURSELF)
        if queries.is_last_administrator(person.id):
            raise Refusal(f"{person.name} is the only administrator. Make someone else one first.")
    grant.superseded_at = clock.now()
    events.record(
        events.person(person.id), "role-taken-back", actor_id=actor.id, role=grant.role,
        office=grant.office_id,
    )  # fmt: skip
