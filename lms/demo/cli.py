"""`preceptor demo`: made-up offices to look around in, set up and served by one command."""

import errno
import os
import socket
from collections.abc import Mapping

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from config import ROOT, Settings, from_environment, variable
from lms.app import create_app
from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import courses, frameworks
from lms.curriculum import rules as publishing
from lms.curriculum.commands import read
from lms.curriculum.framework_outline import FrameworkOutline
from lms.demo import loading, office
from lms.demo.branches import BRANCHES
from lms.progress.commands import rebuild_all
from lms.serving import listen

ALWAYS = {"env": "development", "demo": "true", "secure_cookies": "false"}
UNLESS_SET = {
    "database_url": f"sqlite:///{ROOT / 'var' / 'demo.db'}",
    "evidence_folder": str(ROOT / "var" / "demo-evidence"),
    "organization": "Harborlight",
    "log_level": "WARNING",
}
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what to type in a browser


@click.group("demo")
def commands() -> None:
    """Made-up offices to look around in."""


@commands.command("load")
@with_app
def load_demo() -> None:
    """Load the demo into an empty database; the same again changes nothing."""
    _load()


@commands.command()
def run() -> None:
    """Set up everything and serve the demo."""
    settings = demo_settings(os.environ)
    settings = settings.model_copy(update={"port": free_port(settings.host, settings.port)})
    app = create_app(settings)
    prepare(app)
    click.echo(f"Preceptor's demo is at {address(settings)} (stop with Ctrl-C)")
    listen(app, settings)


def demo_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment, as a demo on one's own machine wants them."""
    usual = {variable(name): value for name, value in UNLESS_SET.items()}
    fixed = {variable(name): value for name, value in ALWAYS.items()}
    return from_environment(usual | dict(environ) | fixed)


def prepare(app: Flask) -> None:
    """Tables, the offices with their people, the guide, the courses. Says what it does."""
    with app.app_context():
        click.echo(f"Database: {db.engine.url.render_as_string()}")
        _leave_real_people_alone()
        upgrade()
        rebuild_all(missing_only=True)
        click.echo("The tables are up to date.")
        if office.inside() is office.Inside.NOBODY:
            click.echo("Writing the past of three offices; the first time takes a moment …")
        db.session.rollback()
        _load()
        _publish()


def address(settings: Settings) -> str:
    """What to type in a browser on this machine."""
    host = EVERY_ADDRESS.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def free_port(host: str, port: int) -> int:
    """The port to listen at (0 chooses a free one). Fails plainly when it is taken."""
    try:
        family, _, _, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(found[:2], family=family) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        said = f"Cannot serve at {host}, port {port}: {error.strerror}"
        if error.errno == errno.EADDRINUSE:
            said = f"Port {port} is in use already. Choose another, e.g. PORT={port % 65535 + 1}"
        raise click.ClickException(said) from error


def _leave_real_people_alone() -> None:
    """Before anything is touched, even the tables: DATABASE_URL may still name a real office."""
    if not inspect(db.engine).has_table("person"):
        return
    try:
        loading.stay_out()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.rollback()


def _load() -> None:
    try:
        loaded = loading.load()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    if loaded:
        click.echo(f"The demo is loaded: {len(BRANCHES)} offices, {len(office.CAST)} people.")
        click.echo(f"Everyone's password: {office.PASSWORD}")
    else:
        click.echo("The demo is loaded already; nothing was changed.")


def _publish() -> None:
    """What was edited in content/ meanwhile."""
    found = read(())
    if found.catalogue:
        changed = courses.publish(found.catalogue)
        db.session.commit()
        said = f"published anew, {changed} changed" if changed else "published"
        click.echo(f"The courses are {said}.")
    for outline in found.guides:
        edition = publishing.publish(outline)
        db.session.commit()
        said = f"has a new edition, number {edition.number}" if edition else "is published"
        click.echo(f"The guide {outline.key} {said}.")
    if found.framework:
        _publish_framework(found.framework)


def _publish_framework(outline: FrameworkOutline) -> None:
    """Last, for it may be refused: the demo's people were rated on the scale as it was."""
    try:
        edition = frameworks.publish(outline)
    except Refusal as refusal:
        db.session.rollback()
        click.echo(refusal.message, err=True)  # the demo goes on with the one before
        return
    db.session.commit()
    said = f"have a new edition, number {edition.number}" if edition else "are published"
    click.echo(f"The competencies {said}.")
