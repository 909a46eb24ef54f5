"""Evidence files: a row for each file and a file for each row, whatever happens in between."""

import hashlib
import io
import os
import threading
from pathlib import Path
from stat import S_IMODE

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from lms.base import clock, files
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import Refusal
from lms.base.files import Checked, StoredFile
from lms.base.shelf import PLACE
from tests.base import made_files as made
from tests.cast import Cast
from tests.on_disk import holds as on_disk_of_database

pytestmark = pytest.mark.both


def checked(content: bytes = made.GOOD["pdf"], name: str = "certificate.pdf") -> Checked:
    return files.check(name, io.BytesIO(content))


def kept(cast: Cast, content: bytes = made.GOOD["pdf"]) -> StoredFile:
    """A file about the learner; not committed."""
    who = cast.learner.id
    return files.store(checked(content), person_id=who, actor_id=who)


def on_disk() -> list[str]:
    """Everything in the folder, marks included."""
    folder = files.shelf().folder
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def old(place: str) -> None:
    """Let its mark be two hours old."""
    mark = files.shelf().folder / "unsettled" / place
    then = mark.stat().st_mtime - 7200
    os.utime(mark, (then, then))


def test_a_file_is_kept_as_it_came(cast: Cast) -> None:
    content = made.GOOD["jpeg"]
    stored = kept(cast, content)
    db.session.commit()
    assert (stored.kind, stored.name, stored.size) == ("jpeg", "certificate.jpg", len(content))
    assert stored.digest == hashlib.sha256(content).hexdigest()
    assert stored.added_at == clock.now()
    assert on_disk() == [stored.place]
    assert (files.shelf().folder / stored.place).read_bytes() == content


def test_nothing_of_its_name_is_on_the_disk_and_nobody_else_may_read_it(cast: Cast) -> None:
    stored = kept(cast)
    db.session.commit()
    folder = files.shelf().folder
    assert PLACE.fullmatch(stored.place)
    assert S_IMODE((folder / stored.place).stat().st_mode) == 0o600
    assert S_IMODE(folder.stat().st_mode) & 0o077 == 0


def test_what_is_rolled_back_leaves_no_file(cast: Cast) -> None:
    kept(cast)
    assert len(on_disk()) == 2  # the file and its mark
    db.session.rollback()
    assert on_disk() == []


def test_what_half_of_a_transaction_takes_back_leaves_no_file(cast: Cast) -> None:
    """A savepoint that was given up, in a transaction that is committed."""
    attempt = db.session.begin_nested()
    kept(cast)
    attempt.rollback()
    assert len(on_disk()) == 2  # its end decides
    with db.session.begin_nested():
        second = kept(cast)
    db.session.commit()
    assert on_disk() == [second.place]


def test_a_savepoint_in_what_is_rolled_back_leaves_no_file(cast: Cast) -> None:
    with db.session.begin_nested():
        kept(cast)
    db.session.rollback()
    assert on_disk() == []


def test_a_commit_that_failed_is_looked_at_later(cast: Cast) -> None:
    """It may have reached the database all the same: then the file is needed."""
    place = kept(cast).place
    event.listen(db.engine, "commit", _fail)
    with pytest.raises(OperationalError):
        db.session.commit()
    event.remove(db.engine, "commit", _fail)
    db.session.rollback()
    assert on_disk() == sorted([place, f"unsettled/{place}"])
    assert files.sweep() == 0  # too early to say
    old(place)
    assert files.sweep() == 1
    assert on_disk() == []


def _fail(_connection: object) -> None:
    raise OperationalError("COMMIT", None, OSError("the line broke"))


def test_a_row_that_was_committed_keeps_its_file_even_if_the_mark_stayed(cast: Cast) -> None:
    """Killed right after the commit."""
    stored = kept(cast)
    db.session.commit()
    files.shelf().unsettle(stored.place)
    old(stored.place)
    assert files.sweep() == 0
    assert on_disk() == [stored.place]


def test_the_next_file_sweeps_up(cast: Cast) -> None:
    place = files.shelf().put(b"of a process that was killed")
    old(place)
    stored = kept(cast)
    db.session.commit()
    assert on_disk() == [stored.place]


def test_what_is_not_ours_is_left_alone(cast: Cast) -> None:
    folder = files.shelf().folder
    kept(cast)
    db.session.commit()
    (folder / "notes.txt").write_text("x")
    (folder / "unsettled" / "notes.txt").write_text("x")
    assert files.sweep(-1) == 0
    assert len(on_disk()) == 3


def test_a_removed_file_is_gone_with_its_name(cast: Cast) -> None:
    """Who, when and why stays, once; a second time changes nothing."""
    stored = kept(cast)
    db.session.commit()
    assert on_disk_of_database("certificate.pdf") == ["certificate.pdf"]
    assert files.remove(stored, actor_id=cast.supervisor.id, why=Why.NUMBER)
    assert len(on_disk()) == 2  # not before the commit
    db.session.commit()
    assert on_disk() == []
    assert (stored.name, stored.removed_by, stored.removed_why) == (
        None, cast.supervisor.id, "number"
    )  # fmt: skip
    assert stored.removed == "This file was removed: it held a number that leads to a client."
    assert on_disk_of_database("certificate.pdf") == []
    before = stored.removed_at
    assert not files.remove(stored, actor_id=cast.learner.id, why=Why.BY_MISTAKE)
    db.session.commit()
    assert (stored.removed_at, stored.removed_why) == (before, "number")


def test_a_removal_that_is_rolled_back_keeps_the_file(cast: Cast) -> None:
    stored = kept(cast)
    db.session.commit()
    files.remove(stored, actor_id=cast.learner.id, why=Why.NUMBER)
    db.session.rollback()
    assert on_disk() == [stored.place]
    attempt = db.session.begin_nested()
    files.remove(stored, actor_id=cast.learner.id, why=Why.NUMBER)
    attempt.rollback()
    db.session.commit()
    assert (on_disk(), stored.removed) == ([stored.place], "")


def test_a_removal_needs_a_known_reason(cast: Cast) -> None:
    stored = kept(cast)
    db.session.commit()
    with pytest.raises(ValueError, match="a client"):
        files.remove(stored, actor_id=cast.learner.id, why="it names a client")
    assert stored.removed_at is None


def test_two_that_remove_at_once_remove_once(app: Flask, cast: Cast) -> None:
    stored = kept(cast)
    db.session.commit()
    number, who, answers = stored.id, cast.learner.id, list[bool]()
    db.session.commit()
    start = threading.Barrier(2)

    def one() -> None:
        with app.app_context():
            start.wait()
            found = db.session.get_one(StoredFile, number)
            answers.append(files.remove(found, actor_id=who, why=Why.NUMBER))
            db.session.commit()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert on_disk() == []


def test_many_that_add_at_once_each_keep_theirs(app: Flask, cast: Cast) -> None:
    who, start = cast.learner.id, threading.Barrier(4)
    db.session.commit()

    def one(number: int) -> None:
        with app.app_context():
            start.wait()
            for _ in range(3):
                files.store(checked(), person_id=who, actor_id=who)
                (db.session.commit if number % 2 else db.session.rollback)()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    places = db.session.scalars(select(StoredFile.place)).all()
    assert (len(places), on_disk()) == (6, sorted(places))


@pytest.mark.parametrize("content", [b"", made.PROGRAM, made.SVG, made.archive(10**6)])
def test_what_is_refused_leaves_nothing(cast: Cast, content: bytes) -> None:
    with pytest.raises(Refusal):
        checked(content)
    assert not Path(files.shelf().folder).exists()


def test_a_file_larger_than_the_setting_is_refused(app: Flask) -> None:
    assert checked(made.large_pdf(4 * 1024 * 1024)).size > 4 * 1024 * 1024
    with pytest.raises(Refusal, match="larger than 5 MB"):
        checked(made.large_pdf(5 * 1024 * 1024))
