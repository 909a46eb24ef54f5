"""Coming in by a link: choosing one's password, and asking for a new one when it is forgotten."""

import time
from datetime import timedelta

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import links, queries, rules, sign_in_limits
from lms.people.models import Link, Person
from lms.people.sign_in_limits import Limit

ALIKE = 0.25  # seconds that asking takes at least, whether or not there is such an account
ON_ITS_WAY = timedelta(minutes=10)  # asked again within them, the mail already sent is enough


class Gone(Refusal):
    """The link was used or ended meanwhile."""

    status = 410


def choose_password(link: Link, password: str, *, secret: str) -> None:
    """Use a link up: its person has this password from now on, and every other sign-in ends.

    Raises Gone when the link was used or ended meanwhile, Refusal at the field `password` for a
    poor one; then the link stays good. `secret` keys the counts of failed sign-ins, which end.
    """
    events.lock(events.person(link.person_id))
    db.session.refresh(link)
    if not links.is_open(link):
        raise Gone("This link cannot be used any more.")
    person = db.session.get_one(Person, link.person_id, populate_existing=True)
    link.used_at = clock.now()
    rules.set_password(person, password, actor_id=person.id)
    events.record(
        events.person(person.id), "link-used", actor_id=person.id, kind=link.kind, link=link.id
    )
    sign_in_limits.forget(sign_in_limits.key("account", person.email, secret))


def ask_for_link(email: str, address: str, *, secret: str, account: Limit, network: Limit) -> None:
    """Someone forgot their password: a link goes by mail to who has an account, and is committed.

    It takes as long for a stranger. Raises Refusal with status 429 after too many in a row, for
    one account or from one network address.
    """
    began = time.perf_counter()
    who = sign_in_limits.key("forgot", email.strip().lower(), secret)
    where = sign_in_limits.key("forgot-address", address, secret)
    rules.allow(sign_in_limits.attempt(where, network) and sign_in_limits.attempt(who, account))
    person = queries.by_email(email)
    if person and person.deactivated_at is None and not _on_its_way(person.id):
        links.make(person, made_by=None, by_mail=True)
    db.session.commit()  # no lock is held while this waits
    time.sleep(max(0.0, ALIKE - (time.perf_counter() - began)))


def _on_its_way(person_id: int) -> bool:
    """Whether they asked just now: nobody's mailbox is filled by a stranger's impatience."""
    newest = links.latest(person_id)
    if newest is None or newest.made_by is not None or not links.is_open(newest):
        return False
    return clock.now() - newest.made_at < ON_ITS_WAY
