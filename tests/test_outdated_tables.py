"""Commands on a database without tables, or with those of another version: one plain line."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import inspect

from lms.app import create_app
from lms.base.commands import NO_DATABASE, OUTDATED
from lms.base.db import db
from lms.cli import preceptor
from tests.databases import GUIDE, settings
from tests.serving import HOST, free_port

WHO = "ana@example.org"
GIVEN = {
    "content publish": (), "demo load": (), "events heads": (), "events verify": (),
    "enrollments add": (WHO, GUIDE), "enrollments move": (GUIDE,),
    "notices send": (), "notices status": (),
    "offices add": ("Boise",), "offices close-on": ("Boise", "2026-03-04", "Spring day"),
    "offices holidays": ("Boise",),
    "people add": ("--name", "Ana", "--email", WHO), "people deactivate": (WHO,),
    "people export": (), "people import": (__file__,), "people invite": (WHO,),
    "people reactivate": (WHO,), "people set-password": (WHO,),
    "files check": (), "files sweep": (), "progress check": (), "progress rebuild": (),
    "quizzes publish": (), "texts forget": (),
}  # fmt: skip
WITHOUT = {
    "content check", "content show", "demo run", "guard check", "pathway clocks", "quizzes check",
    "quizzes format", "quizzes show", "serve", "db upgrade", "db downgrade",
}  # fmt: skip


def every_command(group: click.Group = preceptor, before: str = "") -> Iterator[str]:
    for name, found in group.commands.items():
        if isinstance(found, click.Group):
            yield from every_command(found, f"{name} ")
        else:
            yield before + name


def test_every_command_is_listed_here() -> None:
    assert set(every_command()) == {*GIVEN, *WITHOUT}


@pytest.mark.both
@pytest.mark.parametrize("revision", ["base", "-1"])
def test_what_to_do_is_said(app: Flask, revision: str) -> None:
    db.session.rollback()
    downgrade(revision=revision)
    for name, words in GIVEN.items():
        done = CliRunner().invoke(preceptor, [*name.split(), *words], obj=app.app_context)
        assert (done.exit_code, done.stdout) == (1, ""), name
        assert done.stderr == f"Error: {OUTDATED}\n", name
    assert inspect(db.engine).has_table("office") is (revision == "-1")


def test_then_the_tables_can_be_made(tmp_path: Path) -> None:
    """From nothing: the command that was named works, and then the others do."""
    app = create_app(settings(f"sqlite:///{tmp_path}/new.db"))
    for words, said in (
        (("offices", "add", "Boise"), OUTDATED), (("db", "upgrade"), ""),
        (("offices", "add", "Boise"), "Boise was added."),
    ):  # fmt: skip
        done = CliRunner().invoke(preceptor, words, obj=app.app_context)
        assert said in done.output
        assert done.exit_code == (said == OUTDATED)


def test_a_database_that_does_not_answer() -> None:
    """Nor are its address and password in what is said."""
    url = f"postgresql+psycopg://preceptor:secret-word@{HOST}:{free_port()}/none"
    app = create_app(settings(url))
    done = CliRunner().invoke(preceptor, ["people", "export"], obj=app.app_context)
    assert (done.exit_code, done.stderr) == (1, f"Error: {NO_DATABASE}\n")
