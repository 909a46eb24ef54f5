"""The `preceptor` command. Rooms add their own commands; what needs the database gets an app."""

import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import waitress
from flask import Flask
from flask_migrate import downgrade, upgrade

from config import ConfigurationError, Settings, from_environment
from lms import demo
from lms.app import create_app, settle
from lms.base.commands import events, with_app
from lms.curriculum.commands import content
from lms.people.commands import offices, people
from lms.progress.commands import enrollments, progress


@click.group()
@click.pass_context
def preceptor(context: click.Context) -> None:
    """Staff onboarding for refugee-resettlement case management."""
    context.obj = context.obj or application


for group in (content, demo.commands, enrollments, events, offices, people, progress):
    preceptor.add_command(group)


@contextmanager
def application() -> Iterator[Flask]:
    """An app for commands, which sign nothing: a passing key will do."""
    settings = from_environment(serving=False)
    if not settings.secret_key:
        settings = settings.model_copy(update={"secret_key": secrets.token_hex(32)})
    app = create_app(settings)
    logging.getLogger("preceptor").setLevel(logging.WARNING)
    with app.app_context():
        yield app


@preceptor.command()
def serve() -> None:
    """Serve the app to browsers, at HOST and PORT."""
    settings = from_environment()
    listen(create_app(settings), settings)


def listen(app: Flask, settings: Settings) -> None:
    """Answer requests until stopped. Slow or idle connections do not keep others waiting."""
    settle()
    waitress.serve(
        app, host=settings.host, port=settings.port, threads=settings.threads, ident=None,
        connection_limit=1000, channel_timeout=30, clear_untrusted_proxy_headers=False,
        max_request_body_size=settings.max_body_kb * 1024 + 64 * 1024,
    )  # fmt: skip


@preceptor.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade")
@click.argument("revision", default="head")
@with_app
def upgrade_tables(revision: str) -> None:
    """Bring the tables to this version; what they hold is kept."""
    upgrade(revision=revision)


@db.command("downgrade")
@click.argument("revision")
@with_app
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
