"""Adding someone to the roster: the person, the first post and the invitation, in one go."""

from dataclasses import dataclass
from datetime import date

from lms.people import links
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Link, Office, Person


@dataclass(frozen=True)
class NewPerson:
    """Who comes: where they work, at what, under whom, from when. `zone` None: the office's."""

    name: str
    email: str
    office: Office
    job_role: str
    supervisor: Person | None
    starts_on: date
    zone: str | None = None


def add(actor: Actor, new: NewPerson, *, invite: bool, by_mail: bool) -> tuple[Person, Link | None]:
    """The new person and, when they are invited now, the link; `by_mail` puts it into the outbox.

    Raises Refusal at the field for a name, an address (also one in use), a job role, a day or a
    supervisor that cannot be.
    """
    person = people.add_person(new.name, new.email, None, zone=new.zone, actor_id=actor.id)
    people.give_post(
        person, new.office, new.job_role, supervisor=new.supervisor, starts_on=new.starts_on,
        actor_id=actor.id,
    )  # fmt: skip
    if not invite:
        return person, None
    return person, links.make(person, made_by=actor.id, by_mail=by_mail)
