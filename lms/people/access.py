"""Who keeps an office: its settings, its people, what it asks of its log."""

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.people.actor import Actor
from lms.people.models import Office


def office_to_manage(actor: Actor, office_id: int) -> Office:
    """An office whose people and settings the actor keeps.

    Raises NotFound for strangers, NotAllowed for who works there or reads its records.
    """
    office = db.session.get(Office, office_id)
    if office is None:
        raise NotFound
    if actor.is_administrator or office.id in actor.officer_of:
        return office
    if office.id == actor.office_id or office.id in actor.auditor_of:
        raise NotAllowed
    raise NotFound
