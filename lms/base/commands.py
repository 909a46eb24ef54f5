"""Commands of the ground: what every command stands on, and the record."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from lms.base import chain_check, forgetting, health
from lms.base.db import db, read_one_state

OUTDATED = "The tables are not up to date: preceptor db upgrade"
NO_DATABASE = "The database does not answer. Is it running, and is DATABASE_URL right?"
PATIENT = (0.0, 1.0, 2.0, 4.0)  # seconds between tries
PASSING_KEY = "passing key"  # in app.extensions: this command's key is none that a server knows


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside an app, on tables of this version: on others it ends with what to do."""

    @wraps(command)
    def on_its_tables(*args: Any, **kwargs: Any) -> Any:
        check_tables()
        return command(*args, **kwargs)

    return on_any_tables(on_its_tables)


def on_any_tables(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command that makes the tables itself.

    Inside an app, which the `preceptor` command makes only when one asks.
    """

    @click.pass_context
    @wraps(command)
    def inside(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        with context.find_root().obj():
            return command(*args, **kwargs)

    return inside


def check_tables() -> None:
    """Raise ClickException for tables of another version.

    In a transaction of its own, which takes no lock: the command begins with a fresh one.
    """
    try:
        with db.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
            fit = health.fits(connection)
    except SQLAlchemyError as error:
        raise click.ClickException(NO_DATABASE) from error
    if not fit:
        raise click.ClickException(OUTDATED)


@click.group()
def events() -> None:
    """The record of who did what, and whether it is whole."""


@events.command()
@click.option("--heads", type=click.Path(path_type=Path), help="Heads saved earlier.")
@with_app
def verify(heads: Path | None) -> None:
    """Check every line of the record; exit 1 and name the rows when something is wrong."""
    try:
        saved = chain_check.read_heads(heads) if heads else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    read_one_state()
    found = 0
    for fault in chain_check.faults(saved):
        click.echo(fault, err=True)
        found += 1
    if found:
        sys.exit(1)
    count = sum(number for number, _ in chain_check.heads().values())
    click.echo(f"The record is whole: {count} lines in {len(chain_check.heads())} chains.")
    if heads is None:
        click.echo(
            "A cut tail shows only against saved heads: preceptor events verify --heads FILE"
        )


@events.command()
@with_app
def heads() -> None:
    """Print the end of every chain as JSON, to be kept outside this system."""
    found = {
        name: {"number": n, "hash": digest} for name, (n, digest) in chain_check.heads().items()
    }
    click.echo(json.dumps(found, indent=1, sort_keys=True))


@click.group()
def texts() -> None:
    """What people wrote, and what was removed of it."""


@texts.command()
@with_app
def forget() -> None:
    """Write the database anew, whatever its size, so that no file holds what was removed."""
    if not forgetting.forget(largest=None, waits=PATIENT):
        raise click.ClickException("Something that began before still runs. Try again in a while.")
    click.echo("The files of the database hold nothing of what was removed.")
