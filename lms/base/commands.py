"""Commands of the ground: what every command stands on, and the record."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from lms.base import chain_check
from lms.base.db import read_one_state

PASSING_KEY = "passing key"  # in app.extensions: this command's key is none that a server knows


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside an app, which the `preceptor` command makes only when one asks."""

    @click.pass_context
    @wraps(command)
    def inside(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        with context.find_root().obj():
            return command(*args, **kwargs)

    return inside


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
