"""`preceptor guard check`: what and where, never the words; with and without a database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import ConfigurationError
from lms.app import create_app
from lms.base.db import db
from lms.base.guard_command import LONGEST, WITHOUT
from lms.cli import preceptor
from lms.roster import identifiers
from tests.cast import Cast
from tests.databases import settings

TEXT = "We met.\nمرحبا A٢٠٤٨٨١٧٣٦, then Mr. Haddad\n"


def run(app: object, text: str | bytes, *words: str) -> Result:
    return CliRunner().invoke(preceptor, ["guard", "check", *words], input=text, obj=app)


@contextmanager
def nowhere() -> Iterator[None]:
    """An app that cannot be made: a setting is wrong."""
    raise ConfigurationError("DATABASE_URL is none")
    yield


def test_it_says_what_and_where(cast: Cast, app: Flask) -> None:
    done = run(app.app_context, TEXT)
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("line 2, column 7 (14-24): stopped. This looks like an A-number.")
    assert second.startswith("line 2, column 24 (31-41): asked about. This looks like a name with")
    assert done.stderr == ""
    assert not any(word in done.output for word in ("Haddad", "٢٠٤", "204881736"))


def test_for_programs_it_is_json(cast: Cast, app: Flask) -> None:
    done = run(app.app_context, TEXT, "--json")
    first, second = json.loads(done.stdout)
    advice = first.pop("advice")
    assert first == {
        "kind": "A-number",
        "blocks": True,
        "line": 2,
        "column": 7,
        "start": 14,
        "end": 24,
    }
    assert advice == "This looks like an A-number. Leave it out: write “the client” instead."
    assert (second["kind"], second["blocks"]) == ("name with a title", False)
    assert "Haddad" not in done.output


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 0), ("I shadowed an intake.", 0), ("call 385-224-7190", 3), ("A204881736", 1),
     ("A**204**881736", 1), (b"\xff\xfe", 2), (b"x" * (LONGEST + 1), 2)],
)  # fmt: skip
def test_the_status_says_how_it_went(app: Flask, text: str | bytes, status: int) -> None:
    done = run(app.app_context, text)
    assert done.exit_code == status
    assert run(app.app_context, text, "--json").exit_code == status
    assert (done.stdout == "") == (status == 2)


def test_what_offices_added_is_looked_for(cast: Cast, app: Flask) -> None:
    assert run(app.app_context, "SL-2048-81").exit_code == 0
    identifiers.add(cast.office, "state case number", "SL-####-##", blocks=True, actor_id=None)
    db.session.commit()
    done = run(app.app_context, "see sl 2048 81 there")
    assert (done.exit_code, done.stderr) == (1, "")
    assert "This looks like a state case number." in done.stdout


def test_without_a_database_it_says_so_and_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    bare = create_app(settings(f"sqlite:///{file}"))
    for app in (bare.app_context, nowhere):
        done = run(app, "A204881736")
        assert (done.exit_code, done.stderr.strip()) == (1, WITHOUT)
        assert done.stdout.startswith("line 1, column 1 (0-10)")
    assert not file.exists()


def test_tables_of_another_version_are_said_too(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    bare = create_app(settings(f"sqlite:///{file}"))
    done = run(bare.app_context, "fine")
    assert (done.exit_code, done.stderr.strip()) == (0, WITHOUT)
