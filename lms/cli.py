"""The `preceptor` command. Rooms add their own commands; what needs the database gets an app."""

import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_migrate import downgrade, upgrade

from config import ConfigurationError, from_environment
from lms.app import create_app
from lms.base.commands import PASSING_KEY, events, on_any_tables, texts
from lms.base.db import optimize
from lms.base.file_commands import evidence
from lms.base.guard_command import guard
from lms.curriculum.commands import content
from lms.demo.cli import commands as demo
from lms.notices.commands import notices
from lms.pathway.commands import pathway
from lms.people.commands import offices, people
from lms.progress.commands import enrollments, progress, rebuild_all
from lms.quizzes.commands import quizzes
from lms.roster.commands import of_offices, of_people
from lms.serving import listen


@click.group()
@click.pass_context
def preceptor(context: click.Context) -> None:
    """Staff onboarding for refugee-resettlement case management."""
    context.obj = context.obj or application


GROUPS = (
    content, demo, enrollments, events, evidence, guard, notices, offices, pathway, people,
    progress, quizzes, texts,
)  # fmt: skip
for group in GROUPS:
    preceptor.add_command(group)
for command in of_offices:
    offices.add_command(command)
for command in of_people:
    people.add_command(command)


@contextmanager
def application() -> Iterator[Flask]:
    """An app for commands, most of which sign nothing: a passing key will do."""
    settings = from_environment(serving=False)
    passing = not settings.secret_key and settings.env != "development"
    if passing:
        settings = settings.model_copy(update={"secret_key": secrets.token_hex(32)})
    app = create_app(settings)
    app.extensions[PASSING_KEY] = passing
    logging.getLogger("preceptor").setLevel(logging.WARNING)
    with app.app_context():
        yield app


@preceptor.command()
def serve() -> None:
    """Serve the app to browsers, at HOST and PORT."""
    settings = from_environment()
    app = create_app(settings)
    with app.app_context():
        optimize()
    listen(app, settings)


@preceptor.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade")
@click.argument("revision", default="head")
@on_any_tables
def upgrade_tables(revision: str) -> None:
    """Bring the tables to this version; what they hold is kept."""
    upgrade(revision=revision)
    if revision == "head" and (count := rebuild_all(missing_only=True)):
        click.echo(f"The kept lines of {count} enrollments were written from the ledger.")


@db.command("downgrade")
@click.argument("revision")
@on_any_tables
def downgrade_tables(revision: str) -> None:
    """Take the tables back to an earlier revision."""
    downgrade(revision=revision)


def main() -> None:
    """The console command: a wrong setting is one clear line, not a trace."""
    try:
        preceptor()
    except ConfigurationError as error:
        click.echo(f"Preceptor cannot start.\n{error}", err=True)
        sys.exit(2)
