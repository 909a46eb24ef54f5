"""Whoever changes the record behind the app's back is found out, and the row is named."""

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lms.base import chain_check, events
from lms.base.db import db
from lms.base.events import Event
from lms.cli import preceptor

pytestmark = pytest.mark.both
ABOUT, BESIDE = events.person(501), events.person(502)
Tamper = Callable[..., None]


def command(*words: str) -> Result:
    """The real command, on the test's database."""
    db.session.rollback()
    return CliRunner().invoke(preceptor, words, obj=nullcontext)


def refused(*words: str) -> list[str]:
    """What `events verify` complains of."""
    result = command("events", "verify", *words)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    return result.stderr.splitlines()


@pytest.fixture
def chain(app: Flask) -> int:
    """Two chains of five lines; the id of the first."""
    for number in range(5):
        for subject in (ABOUT, BESIDE):
            events.record(subject, "ticked", actor_id=None, task=f"task-{number}")
    db.session.commit()
    assert chain_check.heads()["person:501"][0] == 5
    found = db.session.execute(text("SELECT id FROM event_chain WHERE subject_id = 501"))
    return int(found.scalar_one())


@pytest.fixture
def tamper(app: Flask, chain: int) -> Iterator[Tamper]:
    """Run statements as somebody with the whole database in hand, foreign keys or not."""
    db.session.rollback()
    connection: Connection = db.engine.connect()
    lite = connection.dialect.name == "sqlite"
    raw = connection.connection.driver_connection
    assert raw is not None

    def run(*statements: str, **values: object) -> None:
        db.session.rollback()
        if lite:
            raw.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(text(statement), {"chain": chain} | values)
        connection.commit()

    if not lite:
        run("ALTER TABLE event DROP CONSTRAINT fk_event_chain_id",
            "ALTER TABLE event DROP CONSTRAINT fk_event_actor_id")  # fmt: skip
    yield run
    connection.invalidate()
    connection.close()


def test_an_untouched_record_is_whole(app: Flask, chain: int) -> None:
    """Exit 0, with the count, and a word on what cannot be seen without saved heads."""
    result = command("events", "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The record is whole: " in result.stdout
    assert "preceptor events verify --heads FILE" in result.stdout


def test_an_empty_record_is_whole(app: Flask) -> None:
    """A new system has nothing to hide."""
    assert command("events", "verify").exit_code == 0


OTHERWISE = {
    "chain_id": "(SELECT id FROM event_chain WHERE subject_id = 502)",
    "number": "77",
    "at": "'2020-01-01 00:00:00.000000'",
    "actor_id": "4242",
    "verb": "'waived'",
    "data": '\'{"task": "task-9"}\'',
    "previous": f"'{'1' * 64}'",
    "hash": f"'{'2' * 64}'",
}


def test_every_column_is_tried() -> None:
    """A column that is added later must be tried too."""
    assert set(OTHERWISE) == {column.name for column in Event.__table__.columns}


@pytest.mark.parametrize("column", OTHERWISE)
def test_an_altered_column_is_found(column: str, tamper: Tamper) -> None:
    """In a line from the middle, which later lines build on."""
    also = ", number = 77" if column == "chain_id" else ""
    tamper(
        f"UPDATE event SET {column} = {OTHERWISE[column]}{also} "
        "WHERE chain_id = :chain AND number = 3"
    )
    said = refused()
    named = {"chain_id": "person:501 line 3: missing", "number": "person:501 line 3: missing"}
    assert named.get(column, "person:501 line 3: was altered") in said
    if column == "chain_id":
        assert "person:502 line 77: was altered" in said
    else:
        assert all(line.startswith("person:501") for line in said)


@pytest.mark.parametrize("column", ["at", "data"])
def test_what_cannot_be_read_any_more_is_found(kind: str, column: str, tamper: Tamper) -> None:
    """SQLite lets anything be written anywhere; the check must name it, not break on it."""
    nonsense = f"UPDATE event SET {column} = 'no such thing' WHERE chain_id = :chain AND number = 3"
    if kind == "postgresql":
        with pytest.raises(DBAPIError):
            tamper(nonsense)
        return
    tamper(nonsense)
    assert refused() == ["person:501 line 3: was altered and cannot be read"]


def test_a_line_taken_out_is_found(tamper: Tamper) -> None:
    """The numbers have a gap, and the next line follows nothing."""
    tamper("DELETE FROM event WHERE chain_id = :chain AND number = 3")
    assert "person:501 line 3: missing" in refused()


def test_two_lines_swapped_are_found(tamper: Tamper) -> None:
    """Their contents change places; each hash goes with its line."""
    tamper(
        "UPDATE event SET number = 99 WHERE chain_id = :chain AND number = 2",
        "UPDATE event SET number = 2 WHERE chain_id = :chain AND number = 4",
        "UPDATE event SET number = 4 WHERE chain_id = :chain AND number = 99",
    )
    said = refused()
    assert "person:501 line 2: was altered" in said
    assert "person:501 line 4: was altered" in said


def test_the_last_line_taken_out_is_found(tamper: Tamper) -> None:
    """The head still knows it."""
    tamper("DELETE FROM event WHERE chain_id = :chain AND number = 5")
    assert refused() == ["person:501: the head says line 5, the last line is 4"]


def test_a_head_taken_out_is_found(tamper: Tamper, chain: int) -> None:
    """Lines without a head belong to nobody."""
    tamper("DELETE FROM event_chain WHERE id = :chain")
    assert refused() == [f"chain {chain}: its head row is gone, 5 lines are left"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "4"),
        ("hash", f"'{'3' * 64}'"),
        ("subject_id", "503"),
        ("subject_kind", "'office'"),
    ],
)
def test_an_altered_head_is_found(column: str, value: str, tamper: Tamper) -> None:
    """Each column of the head is checked against the lines, or is part of their hashes."""
    tamper(f"UPDATE event_chain SET {column} = {value} WHERE id = :chain")
    assert any(":50" in line or "office:501" in line for line in refused())


def test_a_new_line_after_the_last_is_found(tamper: Tamper) -> None:
    """Nobody adds a line without the head knowing."""
    tamper(
        "INSERT INTO event (chain_id, number, at, verb, data, previous, hash) "
        "SELECT chain_id, 6, at, verb, data, hash, previous FROM event "
        "WHERE chain_id = :chain AND number = 5"
    )
    assert "person:501 line 6: was altered" in refused()


@pytest.fixture
def saved(chain: int, tmp_path: Path) -> Path:
    """The heads as `events heads` prints them, kept elsewhere."""
    result = command("events", "heads")
    assert result.exit_code == 0
    path = tmp_path / "heads.json"
    path.write_text(result.stdout)
    assert json.loads(result.stdout)["person:501"]["number"] == 5
    return path


CUT = (
    "DELETE FROM event WHERE chain_id = :chain AND number > 3",
    """UPDATE event_chain SET number = 3, hash =
       (SELECT hash FROM event WHERE chain_id = :chain AND number = 3) WHERE id = :chain""",
)


def test_a_cut_tail_shows_only_against_saved_heads(saved: Path, tamper: Tamper) -> None:
    """Whoever rewrites the head as well leaves a shorter, perfect chain."""
    tamper(*CUT)
    assert command("events", "verify").exit_code == 0
    assert refused("--heads", str(saved)) == [
        "person:501 line 5: was saved as head, but is missing"
    ]


def test_a_cut_tail_that_grew_again_shows_against_saved_heads(saved: Path, tamper: Tamper) -> None:
    """Other lines in place of those that were cut."""
    tamper(*CUT)
    for _ in range(3):
        events.record(ABOUT, "unticked", actor_id=None)
    db.session.commit()
    assert command("events", "verify").exit_code == 0
    said = refused("--heads", str(saved))
    assert said == ["person:501 line 5: is not the line whose head was saved"]


def test_a_whole_chain_gone_shows_against_saved_heads(saved: Path, tamper: Tamper) -> None:
    """Nothing is left that could be out of step."""
    tamper("DELETE FROM event WHERE chain_id = :chain", "DELETE FROM event_chain WHERE id = :chain")
    assert command("events", "verify").exit_code == 0
    assert refused("--heads", str(saved)) == [
        "person:501: a saved head names this chain, but it is gone"
    ]


def test_growing_since_is_no_fault(saved: Path, chain: int) -> None:
    """Saved heads stay good while the record goes on, new subjects included."""
    events.record(ABOUT, "unticked", actor_id=None)
    events.record(events.office(77), "office-added", actor_id=None)
    db.session.commit()
    result = command("events", "verify", "--heads", str(saved))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "--heads FILE" not in result.stdout


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "no JSON", '{"person:1": 5}', '{"person:1": {"number": "x"}}', None],
)
def test_a_file_that_holds_no_heads_is_named(
    app: Flask, tmp_path: Path, content: str | None
) -> None:
    """A wrong file must not pass for a clean check."""
    path = tmp_path / "heads.json"
    if content is not None:
        path.write_text(content)
    result = command("events", "verify", "--heads", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} holds no heads saved by 'preceptor events heads'\n"
