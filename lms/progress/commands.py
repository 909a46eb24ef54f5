"""`preceptor enrollments` and `preceptor progress`: who is on a guide, and is the ledger right."""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

import click

from lms.base.commands import with_app
from lms.base.db import batched, db, read_one_state
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.people import queries as people
from lms.progress import moving, rules, timeline
from lms.progress import moving_told as tell
from lms.progress.enrolling import calendar_of
from lms.progress.work import every_work

PAUSE = 0.15  # seconds
One = TypeVar("One")
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


@enrollments.command()
@click.argument("program")
@click.option("--office", help="Only people of this office.")
@click.option("--person", "email", help="Only this person.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_app
def move(program: str, office: str | None, email: str | None, dry_run: bool) -> None:
    """Move people to the newest edition of a guide: first what changes for whom, then do it."""
    edition = curriculum.latest_edition(program)
    if edition is None:
        known = ", ".join(curriculum.program_keys()) or "none yet: preceptor content publish"
        raise click.ClickException(f"“{program}” is not published. Published: {known}")
    office_id, person_id = _office(office), _person(email)
    read_one_state()
    click.echo(f"{edition.title}: to edition {edition.number}.")
    for line in tell.told(moving.plan(program, edition, office_id=office_id, person_id=person_id)):
        click.echo(line)
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
        return
    db.session.rollback()  # what comes now takes a transaction of its own for each batch
    listed = moving.behind(edition, office_id=office_id, person_id=person_id)
    db.session.rollback()
    count = 0
    for some in moving.batches(listed):
        count += moving.move_some(some, edition, actor_id=None)
        db.session.commit()
    click.echo(f"Moved: {count}.")


def _office(name: str | None) -> int | None:
    found = people.office_named(name) if name else None
    if name and found is None:
        raise click.ClickException(f"There is no office “{name}”.")
    return found


def _person(email: str | None) -> int | None:
    found = people.by_email(email) if email else None
    if email and found is None:
        raise click.ClickException(f"Nobody signs in as {email}.")
    return found.id if found else None


@click.group()
def progress() -> None:
    """What was done, and the lines kept beside the ledger."""


@progress.command()
@click.option("--today", is_flag=True, help="Only what holds now: much quicker.")
@with_app
def check(today: bool) -> None:
    """Compare the kept lines, now and at every past moment, with the ledger.

    Exit 1 and name what differs.
    """
    read_one_state()
    works, found = list(every_work()), False
    for some in _told("Checked", works):
        for fault in timeline.faults(some, past=not today):
            click.echo(fault, err=True)
            found = True
    if found:
        click.echo("preceptor progress rebuild writes them anew from the ledger.", err=True)
        sys.exit(1)
    click.echo("The kept lines say what the ledger says.")


@progress.command()
@with_app
def rebuild() -> None:
    """Write the kept lines anew from the ledger, a few people at a time."""
    click.echo(f"{rebuild_all()} enrollments rebuilt.")


def rebuild_all(*, missing_only: bool = False) -> int:
    """Write the lines of everybody anew, and commit every few people; returns how many.

    Killed half way, what was written is right, and it can be run again. Between two batches it
    waits a moment: whoever waits for SQLite asks only every tenth of a second.
    """
    listed, count = timeline.enrollments(missing_only=missing_only), 0
    db.session.rollback()  # each batch is a transaction of its own
    for some in _told("Rebuilt", listed):
        if count:
            time.sleep(PAUSE)
        count += timeline.rebuild(some, missing_only=missing_only)
        db.session.commit()
    return count


def _told(word: str, listed: Sequence[One]) -> Iterator[Sequence[One]]:
    """A few at a time, saying how far it is where there are many."""
    done = 0
    for some in batched(listed, timeline.BATCH):
        yield some
        done += len(some)
        if len(listed) > timeline.BATCH:
            click.echo(f"{word}: {done} of {len(listed)}", err=True)
