"""The ground: moments are aware, SQLite is set up to be safe, and no update is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from lms.base import clock
from lms.base.db import db
from lms.people.models import Office, Person, Post, SignInRun

pytestmark = pytest.mark.both
DENVER = timezone(timedelta(hours=-7))


def run(key: str, moment: datetime) -> SignInRun:
    """A small row with a moment in it."""
    made = SignInRun(key=key, failures=0, last_at=moment)
    db.session.add(made)
    db.session.flush()
    return made


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    """Nobody can tell later what time it was."""
    with pytest.raises(StatementError, match="without a time zone"):
        run("naive", datetime(2026, 3, 4, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 3, 4, 12, 30, 15, 123456, DENVER), datetime(2026, 3, 4, 19, 30, tzinfo=UTC)],
)
def test_a_moment_comes_back_aware_and_in_utc(app: Flask, moment: datetime) -> None:
    """To the microsecond, on both databases: the record's hashes depend on it."""
    run("aware", moment)
    db.session.commit()
    kept = db.session.scalars(select(SignInRun.last_at)).one()
    assert (kept, kept.tzinfo) == (moment, UTC)


def test_moments_compare_in_time_not_as_text(app: Flask) -> None:
    """Whatever zone a moment was given in."""
    run("early", datetime(2026, 3, 4, 12, tzinfo=DENVER))
    run("late", datetime(2026, 3, 4, 20, tzinfo=UTC))
    before = select(SignInRun.key).where(
        SignInRun.last_at < datetime(2026, 3, 4, 12, 30, tzinfo=DENVER)
    )
    assert db.session.scalars(before).all() == ["early"]


def test_sqlite_is_set_up_to_be_safe(app: Flask, kind: str) -> None:
    """What was measured to lose nothing; PostgreSQL acknowledges only what is on the disk."""
    if kind == "postgresql":
        assert db.session.execute(text("SHOW synchronous_commit")).scalar() == "on"
        return
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 15000,
              "secure_delete": 1, "query_only": 0}  # fmt: skip
    found = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted


def test_an_orphan_is_refused(app: Flask) -> None:
    """A row that points nowhere is a fault, on both databases."""
    db.session.add(Post(person_id=987654, office_id=987654, job_role="other",
                        starts_on=clock.now().date(), recorded_at=clock.now()))  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_write_while_reading_fails_loudly(app: Flask, kind: str, method: str) -> None:
    """A page that changes something by being looked at is a mistake; SQLite says so at once."""
    if kind == "postgresql":
        return
    db.session.commit()
    with app.test_request_context(method=method):
        assert db.session.scalars(select(Office)).all() == []
        with pytest.raises(OperationalError, match="readonly"):
            run("while reading", clock.now())
        db.session.rollback()
    with app.test_request_context(method="POST"):
        run("afterwards", clock.now())
        db.session.commit()
    with app.test_request_context(method=method):  # the same connection, once more for reading
        with pytest.raises(OperationalError, match="readonly"):
            run("while reading again", clock.now())
        db.session.rollback()
    assert db.session.scalars(select(SignInRun.key)).all() == ["afterwards"]


def test_a_page_that_must_write_asks_for_it(app: Flask) -> None:
    """And may then."""
    db.session.commit()
    with app.test_request_context(method="GET"):
        db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        run("asked", clock.now())
        db.session.commit()
    with app.test_request_context(method="POST"):
        run("posted", clock.now())
        db.session.commit()
    assert db.session.scalars(select(SignInRun.key)).all() == ["asked", "posted"]


def test_no_update_is_lost(app: Flask) -> None:
    """Four writers read, add one and write, 25 times each: all hundred are there."""
    run("counter", clock.now())
    db.session.commit()
    start = Barrier(4)

    def add() -> None:
        with app.app_context():
            start.wait(timeout=20)
            for _ in range(25):
                row = db.session.scalars(
                    select(SignInRun).filter_by(key="counter").with_for_update()
                ).one()
                row.failures += 1
                db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add) for _ in range(4)]:
            done.result(timeout=60)
    assert db.session.scalars(select(SignInRun.failures)).all() == [100]


def test_readers_do_not_wait_for_a_writer(app: Flask) -> None:
    """Somebody's long save keeps nobody from opening a page."""
    db.session.commit()
    db.session.add(Person(name="New Person", email="new@example.org", added_at=clock.now()))
    db.session.flush()

    def look() -> list[str]:
        with app.test_request_context(method="GET"):
            return list(db.session.scalars(select(Person.email)))

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result(timeout=10) == []
    db.session.rollback()


@pytest.mark.parametrize("leaving", [db.session.rollback, db.session.remove])
def test_what_was_not_committed_is_gone(app: Flask, leaving: Callable[[], None]) -> None:
    """A refused request leaves nothing behind."""
    run("half", clock.now())
    leaving()
    assert db.session.scalars(select(SignInRun)).all() == []
