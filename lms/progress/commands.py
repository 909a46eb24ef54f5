"""`preceptor enrollments` and `preceptor progress`: who is on a guide, and is the ledger right."""

import sys
from datetime import datetime

import click

from lms.base.commands import with_app
from lms.base.db import db, read_one_state
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.people import queries as people
from lms.progress import rules, timeline
from lms.progress.enrolling import calendar_of

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def enrollments() -> None:
    """Who works through which guide."""


@enrollments.command()
@click.argument("email")
@click.argument("program")
@click.option("--start", type=DAY, help="First day (today).")
@with_app
def add(email: str, program: str, start: datetime | None) -> None:
    """Put a person on the latest edition of a guide, with due dates from the start date."""
    person, edition = people.by_email(email), curriculum.latest_edition(program)
    learner = people.actor(person.id) if person else None
    if learner is None:
        raise click.ClickException(f"Nobody signs in as {email}.")
    if edition is None:
        known = ", ".join(curriculum.program_keys()) or "none yet: preceptor content publish"
        raise click.ClickException(f"“{program}” is not published. Published: {known}")
    day = start.date() if start else learner.today
    post = people.post_of(learner.id, max(day, learner.today))
    if post is None:
        raise click.ClickException(
            f"{learner.name} has no post, so nobody would sign anything off."
        )
    try:
        work = rules.enroll(
            learner.id, edition, day, job_role=post.job_role,
            calendar=calendar_of(post.office_id, edition.program_id), actor_id=None,
        )  # fmt: skip
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"{learner.name} works through {work.outline.title} from {day}.")


@click.group()
def progress() -> None:
    """What was done, and the lines kept beside the ledger."""


@progress.command()
@with_app
def check() -> None:
    """Compare the kept lines with the ledger; exit 1 and name what differs."""
    read_one_state()
    found = list(timeline.faults())
    for fault in found:
        click.echo(fault, err=True)
    if found:
        click.echo("preceptor progress rebuild writes them anew from the ledger.", err=True)
        sys.exit(1)
    click.echo("The kept lines say what the ledger says.")


@progress.command()
@with_app
def rebuild() -> None:
    """Write the kept lines anew from the ledger."""
    count = timeline.rebuild()
    db.session.commit()
    click.echo(f"{count} enrollments rebuilt.")
