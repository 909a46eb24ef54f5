"""`preceptor content`: check the guide's files, show them as JSON, publish a new edition."""

import json
import sys

import click

from config import ROOT
from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import rules
from lms.curriculum.guide_errors import GuideErrors
from lms.curriculum.outline import ProgramOutline
from lms.curriculum.outline_json import to_json
from lms.curriculum.reading import read_program

CONTENT = ROOT / "content"


def programs() -> list[str]:
    """Keys of all programs that lie in content/."""
    return sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir())


def read(keys: tuple[str, ...]) -> list[ProgramOutline]:
    """The programs named, or all. Prints every error of all of them and exits 1."""
    found, wrong = [], 0
    for key in keys or programs():
        try:
            found.append(read_program(CONTENT / key))
        except GuideErrors as errors:
            for error in errors.errors:
                click.echo(str(error), err=True)
            wrong += len(errors.errors)
    if wrong:
        click.echo(f"{wrong} to mend; nothing was changed.", err=True)
        sys.exit(1)
    return found


@click.group()
def content() -> None:
    """The guides in content/."""


@content.command()
@click.argument("programs", nargs=-1)
def check(programs: tuple[str, ...]) -> None:
    """Read the guides; print every error with its file and line."""
    for outline in read(programs):
        click.echo(f"{outline.key}: {len(outline.sections)} sections, {len(outline.tasks)} tasks.")


@content.command()
@click.argument("program")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(program: str, as_json: bool) -> None:
    """Print one guide."""
    (outline,) = read((program,))
    if as_json:
        click.echo(json.dumps(to_json(outline), ensure_ascii=False, indent=1))
        return
    for number, section in enumerate(outline.sections, 1):
        click.echo(f"{number}. {section.title} ({len(section.tasks)} tasks)")
        for task in section.tasks:
            click.echo(f"   {task.verb}: {task.title}")


@content.command()
@click.argument("programs", nargs=-1)
@with_app
def publish(programs: tuple[str, ...]) -> None:
    """Make a new edition of each guide that changed; the same again changes nothing."""
    for outline in read(programs):
        try:
            edition = rules.publish(outline)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
        db.session.commit()
        said = f"edition {edition.number} published" if edition else "nothing changed"
        click.echo(f"{outline.key}: {said}.")
