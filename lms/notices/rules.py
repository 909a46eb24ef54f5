"""What a person may change about notices: whether the daily mail comes."""

from lms.base import events
from lms.base.db import db
from lms.people.actor import Actor
from lms.people.models import Person


def switch(actor: Actor, *, daily: bool) -> None:
    """The actor's own daily mail, on or off; what it is already changes nothing."""
    events.lock(events.person(actor.id))
    person = db.session.get_one(Person, actor.id, populate_existing=True)
    if person.daily_mail == daily:
        return
    person.daily_mail = daily
    events.record(events.person(actor.id), "notices-switched", actor_id=actor.id, daily=daily)
