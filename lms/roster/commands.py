"""What the roster adds to `preceptor people` and `offices`: files of people, closed days."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, TypeVar

import click
from sqlalchemy import select

from lms.base.body import LARGEST_FILE
from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.tables import as_csv
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Office
from lms.roster import columns, exporting, importing, offices, parting, sheet, telling
from lms.roster import holidays as calendar
from lms.roster.planning import Outcome, Plan, Planned
from lms.roster.telling import counted

DAY = click.DateTime(formats=["%Y-%m-%d"])
AS = click.option("--as", "email", help="Act as this person, within their offices (all).")
Result = TypeVar("Result")


@click.command("close-on")
@click.argument("name")
@click.argument("day", type=DAY)
@click.argument("reason")
@with_app
def close_on(name: str, day: datetime, reason: str) -> None:
    """Name a day on which the office is closed: nothing falls due on it."""
    office = _office(name)
    done = _carried_out(lambda: calendar.add(office, day.date(), reason, actor_id=None))
    if done.already:
        click.echo(calendar.ALREADY.format(name=done.already))
        return
    click.echo(f"{name} is closed on {day.date()}.{telling.moved(done.moved)}")


@click.command("holidays")
@click.argument("name")
@click.option("--region", help="US state whose holidays the office keeps, e.g. UT.")
@click.option("--years", type=click.IntRange(1, calendar.MOST_YEARS), default=calendar.YEARS,
              show_default=True, help="This year and so many in all.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@with_app
def holidays(name: str, region: str | None, years: int, dry_run: bool) -> None:
    """Take over US public holidays; days the office was opened on again stay open."""
    office = _office(name)
    if region is not None:
        wanted = replace(offices.setup_of(office), region=region.upper())
        _carried_out(lambda: offices.change(office, wanted, actor_id=None), keep=False)
    new = [one for one in calendar.offered(office, years=years) if not (one.known or one.opened)]
    for one in new:
        click.echo(f"{one.on} {one.name}")
    if dry_run:
        db.session.rollback()
        click.echo(f"{counted(len(new), 'day')} would be added. Nothing was changed.")
        return
    days = {one.on: one.name for one in new}
    added, moved = _carried_out(lambda: calendar.add_public(office, days, actor_id=None))
    said = f"{counted(added, 'day')} added to the calendar of {name}."
    click.echo(said + telling.moved(moved))


of_offices = (close_on, holidays)


def _carried_out(change: Callable[[], Result], *, keep: bool = True) -> Result:
    try:
        result = change()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    if keep:
        db.session.commit()
    return result


def _office(name: str) -> Office:
    found = db.session.scalar(select(Office).filter_by(name=name))
    if found is None:
        raise click.ClickException(f"There is no office “{name}”: preceptor offices add NAME")
    return found


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print rows and counts as JSON.")
@click.option("--column", "chosen", multiple=True, metavar="OURS=HEADING",
              help=f"Which heading holds what; ours: {', '.join(columns.COLUMNS)}.")  # fmt: skip
@AS
@with_app
def import_people(
    file: BinaryIO, dry_run: bool, as_json: bool, chosen: tuple[str, ...], email: str | None
) -> None:
    """Add and change people from a CSV file: all of it, or nothing (exit 1)."""
    try:
        actor = _actor(email)
        plan = _look(file, chosen, actor)
        if not plan.refused and not dry_run:
            for step in importing.carry_out(plan, actor):
                click.echo(f"{step.words}: {step.done} of {step.total}", err=True)
            db.session.commit()
    except (Refusal, click.ClickException) as refusal:
        db.session.rollback()
        if as_json:
            click.echo(_refused_as_json(refusal.message))
        raise click.ClickException(refusal.message) from refusal
    done = not plan.refused and not dry_run
    click.echo(_json(plan, done=done) if as_json else _words(plan, done=done))
    if plan.refused:
        sys.exit(1)


@click.command("export")
@AS
@with_app
def export_people(email: str | None) -> None:
    """Print everyone as CSV, in the shape that an import takes."""
    for line in as_csv(exporting.HEAD, exporting.rows(_actor(email))):
        click.echo(line.encode(), nl=False)


@click.command()
@click.argument("email")
@with_app
def deactivate(email: str) -> None:
    """End a leaver's sign-in at once; the record stays, their seats go to whoever waits."""
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody signs in as {email}.")
    try:
        parting.let_go(person, None, actor_id=None)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"{email} cannot sign in any more.")


of_people = (import_people, export_people, deactivate)


def _actor(email: str | None) -> Actor | None:
    if email is None:
        return None
    person = people.by_email(email)
    actor = people.actor(person.id) if person else None
    db.session.rollback()
    if actor is None or not actor.manages_people:
        raise click.ClickException(f"{email} looks after no office's people.")
    return actor


def _look(file: BinaryIO, chosen: tuple[str, ...], actor: Actor | None) -> Plan:
    table = sheet.read(sheet.decoded(file.read(LARGEST_FILE + 1)))
    matched = columns.guess(table.headings)
    given = dict(_pair(text) for text in chosen)
    matched = {ours: head for ours, head in matched.items() if head not in given.values()}
    plan = importing.look(table, matched | given, actor)
    db.session.rollback()
    return plan


def _pair(text: str) -> tuple[str, str]:
    ours, _, heading = text.partition("=")
    if ours not in columns.COLUMNS or not heading:
        raise Refusal(f"--column is written like email=HEADING, not {text}.")
    return ours, heading


def _words(plan: Plan, *, done: bool) -> str:
    lines = [_line(row) for row in plan.rows if row.troubles or row.note]
    counts = ", ".join(f"{number} {name}" for name, number in plan.counts.items())
    if plan.refused:
        end = "Nothing was imported: mend the file, it is taken as a whole."
    else:
        end = "Imported." if done else "Nothing was changed: this was a dry run."
    return "\n".join([*lines, f"{counts}. {end}"])


def _line(row: Planned) -> str:
    why = [f"{one.column}: {one.why}" if one.column else one.why for one in row.troubles]
    return f"Row {row.line.number}, {'; '.join([*why, row.note] if row.note else why)}"


def _refused_as_json(why: str) -> str:
    """Of the same shape as a plan, for whoever reads it without looking at how it ended."""
    counts = {outcome.value: 0 for outcome in Outcome}
    return json.dumps({"imported": False, "error": why, "counts": counts, "rows": []}, indent=1)


def _json(plan: Plan, *, done: bool) -> str:
    rows = [
        {
            "row": row.line.number,
            "name": row.line.name,
            "email": row.line.email,
            "outcome": row.outcome.value,
            "changes": row.what,
            "note": row.note,
            "troubles": [{"column": one.column, "why": one.why} for one in row.troubles],
        }
        for row in plan.rows
    ]
    return json.dumps({"imported": done, "counts": plan.counts, "rows": rows}, indent=1)
