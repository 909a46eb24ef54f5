"""`preceptor files` names what is wrong by number, deletes what nobody needs."""

import os
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from lms.base import files
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.files import StoredFile
from lms.cli import preceptor
from tests.base import made_files as made
from tests.base.test_files import checked, on_disk
from tests.cast import Cast

pytestmark = pytest.mark.both
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """The command, as a technician types it."""

    def invoke(*words: str) -> Result:
        db.session.commit()
        return CliRunner().invoke(preceptor, ["files", *words], obj=app.app_context)

    return invoke


@pytest.fixture
def three(cast: Cast) -> list[StoredFile]:
    """A file of each kind about the learner."""
    who = cast.learner.id
    kept = [
        files.store(checked(content, "Ana Lima.pdf"), person_id=who, actor_id=who)
        for content in made.GOOD.values()
    ]
    db.session.commit()
    return kept


def test_nothing_is_wrong(three: list[StoredFile], run: Run) -> None:
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Evidence files that are there, and as they were added: 3.\n"


def test_without_a_single_file_nothing_is_wrong(app: Flask, run: Run) -> None:
    assert run("check").exit_code == run("sweep").exit_code == 0
    assert not files.shelf().folder.exists()


def test_what_is_wrong_is_named_by_its_number(three: list[StoredFile], run: Run) -> None:
    folder = files.shelf().folder
    first, second, third = three
    (folder / first.place).unlink()
    (folder / second.place).write_bytes(b"x")
    content = (folder / third.place).read_bytes()
    files.remove(third, actor_id=third.person_id, why=Why.NUMBER)
    db.session.commit()
    (folder / third.place).write_bytes(content)  # deleting it failed
    done = run("check")
    assert done.exit_code == 1
    assert done.stderr == (
        f"file {first.id}: is missing\nfile {second.id}: was altered\n"
        f"file {third.id}: was removed, but is still on the disk\n"
    )
    assert "Ana" not in done.output


def test_sweeping_deletes_what_no_row_stands_for(three: list[StoredFile], run: Run) -> None:
    """Once it is an hour old; and what was removed too."""
    shelf = files.shelf()
    lost = shelf.put(b"lost")
    shelf.settle(lost)  # even without its mark
    assert "Files without a row: 1. " in run("check").stdout
    assert run("sweep").stdout == "Files deleted, because no row stands for them: 0.\n"
    then = (shelf.folder / lost).stat().st_mtime - 4000
    os.utime(shelf.folder / lost, (then, then))
    assert run("sweep").stdout == "Files deleted, because no row stands for them: 1.\n"
    assert on_disk() == sorted(one.place for one in three)
    assert run("sweep").stdout == "Files deleted, because no row stands for them: 0.\n"


def test_a_folder_that_is_none_is_said(app: Flask, run: Run) -> None:
    folder = files.shelf().folder
    folder.write_text("a file")
    try:
        for word in ("check", "sweep"):
            done = run(word)
            assert done.exit_code == 1
            assert "PRECEPTOR_EVIDENCE_FOLDER" in done.stderr
    finally:
        folder.unlink()
