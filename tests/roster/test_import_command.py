"""`preceptor people import` and `export`, as a technician or a nightly job uses them."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Event
from lms.cli import preceptor
from lms.people import queries, rules
from lms.people.actor import Actor
from lms.roster import importing
from lms.roster.columns import Matched
from lms.roster.planning import Plan
from lms.roster.sheet import Sheet
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.roster.files import ANA, MARISOL, row, text

BOISE = row(office="Boise", email="bo@example.org")


@pytest.fixture
def run(cast: Cast, tmp_path: Path) -> Callable[..., Result]:
    """The real command on the test's database, with a file of these rows."""

    def command(rows: tuple[str, ...], *words: str, content: str = "") -> Result:
        file = tmp_path / "people.csv"
        file.write_text(content or text(*rows), encoding="utf-8-sig")
        db.session.commit()
        given = ("people", "import", str(file), *words)
        result = CliRunner().invoke(preceptor, given, obj=nullcontext)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        db.session.rollback()
        return result

    return command


def export(*words: str) -> Result:
    db.session.commit()
    result = CliRunner().invoke(preceptor, ("people", "export", *words), obj=nullcontext)
    db.session.rollback()
    return result


@pytest.mark.both
def test_importing(run: Callable[..., Result]) -> None:
    done = run((ANA, MARISOL))
    assert (done.exit_code, done.stdout) == (
        0, "0 refused, 1 added, 0 changed, 1 left. Imported.\n",
    )  # fmt: skip
    assert "Adding people: 1 of 1" in done.stderr
    assert queries.by_email("ana@example.org")


def test_a_dry_run_changes_nothing(run: Callable[..., Result]) -> None:
    with nothing_changes():
        done = run((ANA, MARISOL), "--dry-run")
    assert done.exit_code == 0
    assert "Nothing was changed: this was a dry run." in done.stdout


def test_twice_is_once(run: Callable[..., Result]) -> None:
    run((ANA,))
    with nothing_changes():
        done = run((ANA,))
    assert done.stdout == "0 refused, 0 added, 0 changed, 1 left. Imported.\n"


def test_one_refused_row_stops_all(run: Callable[..., Result]) -> None:
    with nothing_changes():
        done = run((ANA, row(email="bad", starts_on="")))
    assert done.exit_code == 1
    assert "Row 3, Email: Write an e-mail address" in done.stdout
    assert "; Start date: This cell is empty.\n" in done.stdout
    assert "1 refused, 1 added, 0 changed, 0 left. Nothing was imported" in done.stdout


def test_as_json(run: Callable[..., Result]) -> None:
    done = run((ANA, row(email="bad")), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (found["imported"], found["counts"]["refused"]) == (False, 1)
    assert found["rows"][0] == {
        "row": 2, "name": "Ana Lima", "email": "ana@example.org", "outcome": "added",
        "changes": ["name", "post", "program"], "note": "", "troubles": [],
    }  # fmt: skip
    assert found["rows"][1]["troubles"][0]["column"] == "Email"
    assert json.loads(run((ANA,), "--json").stdout)["imported"]


@pytest.mark.parametrize(
    ("content", "words", "why"),
    [
        (" ", (), "The file is empty."),
        ("Who,When\nAna,3/4/2026", (), "Say which column of the file holds: Name, Email"),
        ("<html>", ("--dry-run",), "This is a web page"),
        ("Name,Email", ("--column", "mail=Who"), "is written like"),
        ("Name,Email", ("--as", "nobody@example.org"), "looks after no office's people"),
    ],
)
def test_a_file_refused_as_a_whole_as_json(
    run: Callable[..., Result], content: str, words: tuple[str, ...], why: str
) -> None:
    """Whoever reads the answer by a program finds an answer."""
    with nothing_changes():
        done = run((), "--json", *words, content=content)
    found = json.loads(done.stdout)
    assert (done.exit_code, found["imported"], found["rows"]) == (1, False, [])
    assert why in found["error"]
    assert found["error"] in done.stderr
    assert set(found["counts"].values()) == {0}


@pytest.mark.both
def test_changed_meanwhile_as_json(
    run: Callable[..., Result], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is let go between looking and writing."""
    really = importing.look

    def look_and_wait(table: Sheet, matched: Matched, actor: Actor | None) -> Plan:
        plan = really(table, matched, actor)
        db.session.rollback()
        rules.deactivate(cast.supervisor, actor_id=None)
        db.session.commit()
        return plan

    monkeypatch.setattr(importing, "look", look_and_wait)
    done = run((ANA,), "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, importing.MEANWHILE)
    assert queries.by_email("ana@example.org") is None


def test_as_somebody(run: Callable[..., Result], cast: Cast) -> None:
    """Within the offices of whoever it is done for, who stands in the record."""
    with nothing_changes():
        assert run((BOISE,), "--as", cast.officer.email).exit_code == 1
        nobody = run((BOISE,), "--as", cast.learner.email)
    assert (nobody.exit_code, nobody.stderr) == (
        1, "Error: marisol.vega@example.org looks after no office's people.\n",
    )  # fmt: skip
    assert run((BOISE,), "--as", cast.other_officer.email).exit_code == 1  # led from elsewhere
    alone = BOISE.replace(cast.supervisor.email, "")
    assert run((alone,), "--as", cast.other_officer.email).exit_code == 0
    (line,) = db.session.scalars(select(Event).filter_by(verb="people-imported"))
    assert line.actor_id == cast.other_officer.id


def test_columns_can_be_named(run: Callable[..., Result]) -> None:
    odd = text(ANA, head="Who,Electronic,Job title,Office,Supervisor email,Start date,Program")
    missing = run((), content=odd)
    assert missing.exit_code == 1
    assert "Say which column of the file holds: Name, Email." in missing.stderr
    named = ("--column", "name=Who", "--column", "email=Electronic")
    assert run((), "--dry-run", *named, content=odd).exit_code == 0
    assert "is written like" in run((), "--column", "mail=Who", content=odd).stderr
    assert "Choose one of the file" in run((), "--column", "name=Whom", content=odd).stderr


def test_no_csv(run: Callable[..., Result]) -> None:
    done = run((), content="%PDF-1.7")
    assert done.exit_code == 1
    assert "There" not in done.stdout


@pytest.mark.both
def test_exporting_and_importing_again(run: Callable[..., Result], cast: Cast) -> None:
    run((row(name="O'Brien Łukasz"), BOISE))
    whole, mine = export(), export("--as", cast.officer.email)
    assert (whole.exit_code, mine.exit_code) == (0, 0)
    assert "bo@example.org" in whole.stdout
    assert "bo@example.org" not in mine.stdout
    with nothing_changes():
        done = run((), content=whole.stdout.removeprefix("\ufeff"))
    assert done.stdout.endswith(" 9 left. Imported.\n")
