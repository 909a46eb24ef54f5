"""A link is shown once, to whoever made it: after that only a new one helps.

The session keeps which link it is; what opens the door is worked out when the page is made. Of
many that were made at once it keeps the moment.
"""

from datetime import datetime

from flask import session

from lms.base import gate
from lms.base.db import db
from lms.people import links
from lms.people.models import Link, Person

LINK, MANY = "link", "links"


def said(link: Link, person: Person) -> str:
    """What happens with a link that was just made; without mail the next page shows it."""
    if gate.sends_mail():
        return f"A link for {person.name} is on its way to {person.email}."
    session[LINK] = link.id
    return f"The link for {person.name} is made. Hand it over yourself."


def shown_once(person_id: int) -> tuple[str, Link] | None:
    """The address to hand over, the first time this person's page is opened after it was made."""
    link_id = session.get(LINK)
    link = db.session.get(Link, link_id) if isinstance(link_id, int) else None
    if link is None or link.person_id != person_id or link.made_by != gate.actor().id:
        return None
    session.pop(LINK)
    if not links.is_open(link):
        return None
    return address(link), link


def address(link: Link) -> str:
    """Where a link leads, to be handed to whom it is for."""
    return gate.address_of(links.path_of(link, gate.settings().signing_key))


def many(made: datetime | None) -> bool:
    """Let the page of slips show the links that were made at this moment, if any were."""
    if made is not None:
        session[MANY] = made.isoformat()
    return made is not None


def made_last() -> datetime | None:
    """When the links of the page of slips were made, as this window knows."""
    kept = session.get(MANY)
    return datetime.fromisoformat(kept) if isinstance(kept, str) else None
