"""`preceptor files`: whether every evidence file is where its row says, and as it was.

Exit status of `check` 0: all are. 1: some are missing, altered, or still there after they were
removed. Files are named by the number of their row, never by what somebody called them.
"""

import hashlib
import sys
from collections.abc import Iterator

import click
from sqlalchemy import select

from lms.base import files
from lms.base.commands import with_app
from lms.base.db import stream
from lms.base.files import StoredFile

UNREADABLE = "The folder for evidence cannot be read: is PRECEPTOR_EVIDENCE_FOLDER right?"


@click.group("files")
def evidence() -> None:
    """Evidence files, and whether they are whole."""


@evidence.command()
@with_app
def check() -> None:
    """Compare every file with its row; exit 1 and name the rows when something is wrong."""
    found = 0
    try:
        for fault in faults():
            click.echo(fault, err=True)
            found += 1
        count, left = len(set(files.shelf().places())), len(files.unnamed())
    except OSError as error:
        raise click.ClickException(UNREADABLE) from error
    if left:
        click.echo(f"Files without a row: {left}. Delete them with: preceptor files sweep")
    if found:
        sys.exit(1)
    click.echo(f"Evidence files that are there, and as they were added: {count - left}.")


@evidence.command()
@with_app
def sweep() -> None:
    """Delete the files for which no row stands: of an upload that was killed, or removed since.

    Whatever is younger than an hour may be on its way, and stays.
    """
    try:
        count = files.sweep(all_of_them=True)
    except OSError as error:
        raise click.ClickException(UNREADABLE) from error
    click.echo(f"Files deleted, because no row stands for them: {count}.")


def faults() -> Iterator[str]:
    """What is wrong, a sentence each."""
    rows = select(StoredFile.id, StoredFile.place, StoredFile.digest, StoredFile.removed_at)
    shelf = files.shelf()
    for row in stream(rows.order_by(StoredFile.id)):
        there = shelf.has(row.place)
        if row.removed_at is not None:
            if there:
                yield f"file {row.id}: was removed, but is still on the disk"
        elif not there:
            yield f"file {row.id}: is missing"
        elif _digest(row.place) != row.digest:
            yield f"file {row.id}: was altered"


def _digest(place: str) -> str:
    try:
        with files.shelf().open(place) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
