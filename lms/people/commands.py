"""`preceptor people` and `preceptor offices`: the first administrator, and those who follow."""

import sys
from collections.abc import Sequence
from datetime import datetime

import click
from flask import current_app
from sqlalchemy import select

from lms.base import clock, gate
from lms.base.commands import PASSING_KEY, with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import accounts, inviting, links, queries, rules
from lms.people.models import JOB_ROLES, Link, Office, Person, Role

DAY = click.DateTime(formats=["%Y-%m-%d"])
ROLES = [role.value for role in Role]
KEYLESS = (
    "A link is signed with the server's key. Set PRECEPTOR_SECRET_KEY to what the server runs "
    "with, then try again. Nothing was changed."
)


@click.group()
def people() -> None:
    """The people who sign in."""


@people.command()
@click.option("--name", prompt=True)
@click.option("--email", prompt=True)
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Access role.")
@click.option("--office", help="Name of the office; needed for a post.")
@click.option("--job-role", default="case-manager", type=click.Choice([*JOB_ROLES]))
@click.option("--supervisor", help="E-mail of the supervisor.")
@click.option("--from", "starts", type=DAY, help="First day in the post (today).")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_app
def add(name: str, email: str, roles: tuple[str, ...], office: str | None, job_role: str,
        supervisor: str | None, starts: datetime | None, password_stdin: bool) -> None:  # fmt: skip
    """Add a person: who they are, what they may do, where they work."""
    place = _office(office) if office else None
    boss = _person(supervisor) if supervisor else None
    if boss and not place:
        raise click.UsageError("--supervisor needs --office: a post has both.")
    password = _password(password_stdin)
    try:
        person = rules.add_person(name, email, password)
        for role in roles:
            rules.grant(person, Role(role), place if role != Role.ADMINISTRATOR else None)
        if place:
            day = starts.date() if starts else clock.today(place.time_zone)
            rules.give_post(person, place, job_role, supervisor=boss, starts_on=day)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"{person.name} can sign in as {person.email}.")


@people.command()
@click.argument("email")
@with_app
def reactivate(email: str) -> None:
    """Let someone who was deactivated sign in again, with the password they had."""
    accounts.reactivate(_person(email), actor_id=None)
    db.session.commit()
    click.echo(f"{email} can sign in again.")


@people.command()
@click.argument("emails", nargs=-1)
@click.option("--waiting", is_flag=True, help="All who have no password and no good invitation.")
@click.option("--office", help="With --waiting: only those of this office.")
@with_app
def invite(emails: tuple[str, ...], waiting: bool, office: str | None) -> None:
    """Make links by which people choose a password, and mail or print them: all, or none."""
    if bool(emails) == waiting or (office and not waiting):
        raise click.UsageError("Name addresses, or use --waiting, with --office or without.")
    by_mail = gate.sends_mail()
    if not by_mail and current_app.extensions.get(PASSING_KEY):
        raise click.ClickException(KEYLESS)
    place = _office(office) if office else None
    try:
        if waiting:
            made = inviting.invite_waiting(place, made_by=None, by_mail=by_mail)
        else:
            invited = [_person(email) for email in emails]
            made = inviting.make_all(invited, made_by=None, by_mail=by_mail)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    _tell(made, by_mail=by_mail)


def _tell(made: Sequence[Link], *, by_mail: bool) -> None:
    """Say what was queued, or print each link with whom it is for."""
    if not made:
        click.echo("Nobody has to be invited. Nothing was changed.")
    for link in made:
        person = db.session.get_one(Person, link.person_id)
        if by_mail:
            click.echo(f"A link for {person.email} is in the outbox: preceptor notices send")
            continue
        click.echo(gate.address_of(links.path_of(link, gate.settings().signing_key)))
        until = clock.local(link.expires_at, queries.zone_of(person))
        click.echo(
            f"Hand it to {person.name} yourself: it works once, until {until:%Y-%m-%d %H:%M %Z}."
        )
    if made and not by_mail and not gate.settings().base_url:
        click.echo("Put the address of your server before it, or set PRECEPTOR_BASE_URL.")


@people.command("set-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_app
def set_password(email: str, password_stdin: bool) -> None:
    """Give someone a new password; they are signed out everywhere."""
    person = _person(email)
    try:
        rules.set_password(person, _password(password_stdin), actor_id=None)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"{person.name} signs in with the new password from now on.")


@click.group()
def offices() -> None:
    """The offices people work at."""


@offices.command("add")
@click.argument("name")
@click.option("--time-zone", default=clock.DEFAULT_ZONE, show_default=True)
@with_app
def add_office(name: str, time_zone: str) -> None:
    """Add an office."""
    try:
        rules.add_office(name, time_zone)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"{name} was added.")


def _office(name: str) -> Office:
    found = db.session.scalar(select(Office).filter_by(name=name))
    if found is None:
        raise click.ClickException(f"There is no office “{name}”: preceptor offices add NAME")
    return found


def _person(email: str) -> Person:
    found = queries.by_email(email)
    if found is None:
        raise click.ClickException(f"Nobody signs in as {email}.")
    return found


def _password(from_stdin: bool) -> str:
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
