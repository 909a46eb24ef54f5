"""`preceptor notices`: what a timer runs every five minutes, and whether mail gets out."""

import sys
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import click
from flask import current_app

from config import MailServer, Settings
from lms.base import clock, gate, outbox, post_office
from lms.base.commands import PASSING_KEY, with_app
from lms.base.db import db
from lms.base.letter import Sender
from lms.base.mail import Outcome
from lms.base.post_office import Run
from lms.notices import daily, letters, queries
from lms.notices.letters import Desk

LISTED = 20
NO_SERVER = "No mail is configured (PRECEPTOR_SMTP_URL is empty): nothing is sent."
NO_KEY = (
    "{count} with links wait: without PRECEPTOR_SECRET_KEY nobody can write them. "
    "Give this command the server’s key."
)


@click.group()
def notices() -> None:
    """Mails: one a day about one's own work, invitations and resets."""


@notices.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@with_app
def send(dry_run: bool) -> None:
    """Queue this morning's daily mails and send what waits; exit 1 when the server takes none."""
    settings = gate.settings()
    server, desk = settings.mail_server, _desk(settings)
    if server is None:
        click.echo(NO_SERVER)
        return
    queued = _queue(dry_run=dry_run)
    if dry_run:
        waiting = outbox.count_due(desk.kinds)
        click.echo(f"Would be queued: {_mails(queued)}. Would be sent with them: {waiting}.")
    else:
        _send(server, desk, queued)
    for line in _left_behind(desk):
        click.echo(line, err=True)


@notices.command()
@with_app
def status() -> None:
    """How many mails wait, since when, and how many failed in the last thirty days."""
    if not gate.settings().smtp_url:
        click.echo(NO_SERVER)
    found = outbox.waiting()
    since = ""
    if found.oldest is not None:
        hours = (clock.now() - found.oldest).total_seconds() / 3600
        since = f", the oldest for {hours:.1f} hours"
    click.echo(f"Waiting: {_mails(found.mails)}{since}.")
    click.echo(f"Failed in 30 days: {found.refused} refused, {found.given_up} given up.")
    for line in _failures():
        click.echo(line)
    for line in _left_behind(_desk(gate.settings())):
        click.echo(line, err=True)


def _queue(*, dry_run: bool) -> int:
    count = 0
    for batch in daily.due():
        count += len(batch)
        if not dry_run:
            daily.queue(batch)
            db.session.commit()
    return count


def _send(server: MailServer, desk: Desk, queued: int) -> None:
    name = urlsplit(desk.base_url).hostname or "localhost"
    done = post_office.deliver(server, name, desk.kinds, partial(letters.write, desk))
    click.echo(f"Queued: {_mails(queued)}. {_said(done)}")
    if done.trouble:
        where = f"{server.host}:{server.port}"
        click.echo(f"The mail server {where} takes no mail: {done.trouble}.", err=True)
        sys.exit(1)


def _said(done: Run) -> str:
    words = [f"Sent: {done.ended[Outcome.SENT]}."]
    if done.later:
        words.append(f"Tried again later: {done.later}.")
    others = (Outcome.NEEDLESS, Outcome.REFUSED, Outcome.GIVEN_UP)
    words += [f"{one.capitalize()}: {done.ended[one]}." for one in others if done.ended[one]]
    return " ".join(words)


def _left_behind(desk: Desk) -> Iterator[str]:
    """What this process cannot write, said plainly."""
    if desk.key is None and (found := outbox.waiting(letters.WITH_LINKS)).mails:
        yield NO_KEY.format(count=_mails(found.mails))


def _failures() -> Iterator[str]:
    """The latest mails that did not get out, so that somebody can mend an address."""
    listed = outbox.failed(LISTED)
    known = queries.recipients({one.person_id for one in listed})
    for one in listed:
        who = known[one.person_id].email if one.person_id in known else f"person {one.person_id}"
        day = one.ended_at.date() if one.ended_at else ""
        yield f"  {day} {one.outcome}: {one.kind} to {who}"


def _desk(settings: Settings) -> Desk:
    sender = Sender(settings.mail_from, settings.organization or "Preceptor")
    key = None if current_app.extensions.get(PASSING_KEY) else settings.signing_key
    return Desk(sender, settings.base_url, settings.organization, key)


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count} mails"
