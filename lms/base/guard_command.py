"""`preceptor guard check`: what the guard would say of a text, for files that lie elsewhere.

Exit status 0: nothing found. 1: something would be stopped. 3: something would only be asked
about. 2: the input cannot be read. What was found is never printed, only what it is and where.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from config import ConfigurationError
from lms.base import own_shapes, prose
from lms.base.commands import check_tables
from lms.base.db import db, read_one_state
from lms.base.rule import Finding, Rule, placed

LONGEST = 1024 * 1024  # bytes
STOPS, ASKS, UNREADABLE = 1, 3, 2
WITHOUT = (
    "Looked at without the shapes that offices added: no database with tables of this version."
)


@click.group()
def guard() -> None:
    """The guard that keeps clients out of what is written here."""


@guard.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of what was found.")
@click.pass_context
def check(context: click.Context, *, as_json: bool) -> None:
    """Read a text from standard input and say what would be stopped or asked about, and where.

    Exit status: 0 nothing, 1 something would be stopped, 3 something would be asked about, 2 the
    input is not UTF-8 or longer than 1 MB. Works without a database; with one it looks for the
    shapes that offices added as well.
    """
    text = _read()
    findings = prose.found(text, _own_rules(context))
    if as_json:
        click.echo(json.dumps([_told(text, one) for one in findings], indent=1, ensure_ascii=False))
    else:
        for one in findings:
            line, column = placed(text, one.start)
            verb = "stopped" if one.blocks else "asked about"
            click.echo(
                f"line {line}, column {column} ({one.start}-{one.end}): {verb}. {one.advice}"
            )
        if not findings:
            click.echo("Nothing was found.")
    sys.exit(STOPS if any(one.blocks for one in findings) else ASKS if findings else 0)


def _read() -> str:
    content = sys.stdin.buffer.read(LONGEST + 1)
    said = f"This is longer than {LONGEST:,} bytes. Check it in parts."
    if len(content) <= LONGEST:
        try:
            return content.decode()
        except UnicodeDecodeError:
            said = "This is not UTF-8 text."
    click.echo(said, err=True)
    sys.exit(UNREADABLE)


def _own_rules(context: click.Context) -> Sequence[Rule]:
    """What offices added, if there is a database to say so; a note where there is none."""
    try:
        with context.find_root().obj():
            return _stored()
    except ConfigurationError:
        return _none()


def _stored() -> Sequence[Rule]:
    file = db.engine.url.database
    on_sqlite = db.engine.dialect.name == "sqlite"
    if on_sqlite and not (file and Path(file).exists()):  # asking would make one
        return _none()
    try:
        check_tables()
        read_one_state()  # takes no lock
        return own_shapes.rules()
    except (SQLAlchemyError, click.ClickException):
        return _none()


def _none() -> Sequence[Rule]:
    click.echo(WITHOUT, err=True)
    return ()


def _told(text: str, one: Finding) -> dict[str, object]:
    line, column = placed(text, one.start)
    return {"kind": one.name, "blocks": one.blocks, "line": line, "column": column,
            "start": one.start, "end": one.end, "advice": one.advice}  # fmt: skip
