"""`preceptor people import` and `preceptor people export`: the roster from and to a file."""

import json
import sys
from typing import BinaryIO

import click

from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.gate import LARGEST_FILE
from lms.base.tables import as_csv
from lms.people import queries as people
from lms.people.actor import Actor
from lms.roster import columns, exporting, importing, sheet
from lms.roster.planning import Plan, Planned

AS = click.option("--as", "email", help="Act as this person, within their offices (all).")


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
    actor = _actor(email)
    try:
        plan = _look(file, chosen, actor)
        if not plan.refused and not dry_run:
            for step in importing.carry_out(plan, actor):
                click.echo(f"{step.words}: {step.done} of {step.total}", err=True)
            db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
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


COMMANDS = (import_people, export_people)  # of the group `people`


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
    lines = [_line(row) for row in plan.rows if row.troubles]
    counts = ", ".join(f"{number} {name}" for name, number in plan.counts.items())
    if plan.refused:
        end = "Nothing was imported: mend the file, it is taken as a whole."
    else:
        end = "Imported." if done else "Nothing was changed: this was a dry run."
    return "\n".join([*lines, f"{counts}. {end}"])


def _line(row: Planned) -> str:
    why = "; ".join(f"{one.column}: {one.why}" if one.column else one.why for one in row.troubles)
    return f"Row {row.line.number}, {why}"


def _json(plan: Plan, *, done: bool) -> str:
    rows = [
        {
            "row": row.line.number,
            "name": row.line.name,
            "email": row.line.email,
            "outcome": row.outcome.value,
            "changes": row.what,
            "troubles": [{"column": one.column, "why": one.why} for one in row.troubles],
        }
        for row in plan.rows
    ]
    return json.dumps({"imported": done, "counts": plan.counts, "rows": rows}, indent=1)
