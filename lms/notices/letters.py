"""The words of each mail, made from ids at the moment it is sent.

A mail that says nothing any more is not sent: the task was done meanwhile, the link was used, the
person left, or the day is over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select

from lms.base import letter
from lms.base.db import db
from lms.base.letter import Letter, Sender
from lms.base.outbox import Claimed
from lms.notices import daily, queries
from lms.notices.queries import DAILY, Reader
from lms.people import links
from lms.people.links import LinkKind
from lms.people.models import Link

SUBJECTS = {
    LinkKind.INVITATION: "Your invitation to Preceptor",
    LinkKind.RESET: "Choose a new password for Preceptor",
}
WITH_LINKS = frozenset(kind.value for kind in LinkKind)
ALL_KINDS = WITH_LINKS | {DAILY}
SWITCH = "/account/notices"
SEATS = {
    "soon": "you have a seat", "moved-up": "a seat became free, and you have it",
    "called-off": "called off; look for another one",
    "put-on": "you were put on it, and have a seat",
    "put-on-list": "you were put on its waiting list",
    "taken-off": "you were taken off it; ask your training officer",
    "changed": "you have a seat; the time or place changed, so look at it again",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """What every mail is written with. `key` signs links; None where this process has none."""

    sender: Sender
    base_url: str
    organization: str
    key: str | None

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of mail that can be written here."""
        return ALL_KINDS if self.key else {DAILY}


def write(desk: Desk, mails: Sequence[Claimed]) -> Mapping[int, EmailMessage]:
    """The mails to these lines of the outbox, by their ids; needless ones are left out."""
    letters = _daily(desk, [one for one in mails if one.kind == DAILY])
    letters |= _with_links(desk, [one for one in mails if one.kind in WITH_LINKS])
    return {one.id: letter.message(letters[one.id], desk.sender, one)
            for one in mails if one.id in letters}  # fmt: skip


def _daily(desk: Desk, mails: Sequence[Claimed]) -> dict[int, Letter]:
    """Yesterday's mail is not sent today: today's says the same, and one a day is enough."""
    found = daily.news_of({one.person_id for one in mails}) if mails else {}
    letters = {}
    for one in mails:
        news = found.get(one.person_id)
        if news is None or news.reader.today.isoformat() != one.once:
            continue
        text, html = letter.rendered(
            "notices/daily", news=news, desk=desk, switch=SWITCH, SEATS=SEATS
        )
        letters[one.id] = Letter(
            news.reader.email, news.reader.name, "Your onboarding today", text, html,
            leave=desk.base_url + SWITCH,
        )  # fmt: skip
    return letters


def _with_links(desk: Desk, mails: Sequence[Claimed]) -> dict[int, Letter]:
    """Only to whom the link belongs, and only while it opens the door."""
    wanted = {int(one.once) for one in mails if one.once.isdecimal()}
    found = db.session.scalars(
        select(Link).where(Link.id.in_(wanted)).execution_options(populate_existing=True)
    )
    still_open = {str(link.id): link for link in found if links.is_open(link)} if wanted else {}
    people = queries.recipients({one.person_id for one in mails}) if still_open else {}
    letters = {}
    for one in mails:
        link, reader = still_open.get(one.once), people.get(one.person_id)
        if link and reader and (link.person_id, link.kind) == (one.person_id, one.kind):
            letters[one.id] = _with_link(desk, link, reader)
    return letters


def _with_link(desk: Desk, link: Link, reader: Reader) -> Letter:
    assert desk.key is not None, "mails with links are only taken in hand with a key"
    url = desk.base_url + links.path_of(link, desk.key)
    text, html = letter.rendered(
        f"notices/{link.kind}", desk=desk, reader=reader, url=url, until=link.expires_at
    )
    return Letter(reader.email, reader.name, SUBJECTS[LinkKind(link.kind)], text, html)
