"""Forgetting: what was erased is gone from the database's files too, not only from its tables.

SQLite overwrites what is deleted (`secure_delete`), but a page that was split may keep a copy in
its gap, and the write-ahead log keeps the pages of before. So the file is rebuilt and the log cut
to nothing, right after the commit. PostgreSQL keeps the old row until its table is rewritten.
Either can be held up by somebody who still reads what was before: then the request goes on all the
same, and the end of each later one tries again.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

from lms.base.db import Base, db

ERASED, COMMITTED = "erased", "erased and committed"
WAITS = (0.0, 0.1, 0.2, 0.4)  # seconds between the tries of one request
LARGEST = 256 * 1024 * 1024  # bytes that are written anew while somebody waits: a few seconds
TABLES = {"prose", "stored_file"}  # where PostgreSQL would keep rows of before; rooms add theirs
log = logging.getLogger("preceptor.forgetting")

# Who may still see the old rows: sessions here that began before everything that is committed by
# now, and whoever follows the whole server. Rewriting sees as far back as we do ourselves, which is
# as far as the oldest transaction that still writes, be it in another database of this server.
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
HELD = """
    SELECT count(*) FROM (
        SELECT backend_xmin AS sees FROM pg_stat_activity
            WHERE coalesce(datname, current_database()) = current_database()
        UNION ALL SELECT xmin FROM pg_replication_slots
    ) AS everyone WHERE age(sees) > age(%s::text::xid8::xid)
"""


@dataclass
class Left:
    """What is still to be done before the files hold nothing of what was erased."""

    lock: Lock = field(default_factory=Lock)
    rewrite: bool = False
    cut: bool = False  # SQLite's log
    until: str = ""  # PostgreSQL: the first transaction that cannot see the old rows


def init_app(app: Flask) -> None:
    """Try again at the end of each request what somebody's reading held up."""
    app.extensions["forgetting"] = Left()
    app.teardown_appcontext(_again)


def also(*tables: type[Base]) -> None:
    """Rows of these hold typed words that are erased too, such as a title or the name of an agency.

    Said where they are erased, once, as the room is imported.
    """
    TABLES.update(table.__tablename__ for table in tables)


def after_commit() -> None:
    """Forget once this transaction is committed; not at all if it never is."""
    db.session().info[ERASED] = True


def forget(*, largest: int | None = LARGEST, waits: tuple[float, ...] = WAITS) -> bool:
    """Let the files hold nothing of what was erased. Returns whether all of it is done.

    Fails nobody: what could not be done is tried again later. `largest` is the size in bytes up to
    which all is written anew; above it a technician does it at a quiet hour (None: whatever size).
    """
    left = _left()
    with left.lock:
        left.rewrite = left.cut = True
        left.until = ""
        done = any(_attempt(left, largest, wait) for wait in waits)
    if not done:
        log.warning("erased texts wait to be gone from the files")
    return done


def _again(_error: BaseException | None = None) -> None:
    left = _left()
    if not (left.rewrite or left.cut) or not left.lock.acquire(blocking=False):
        return
    try:
        if _attempt(left, LARGEST, 0.0):
            log.info("erased texts are gone from the files")
    finally:
        left.lock.release()


def _left() -> Left:
    found: Left = current_app.extensions["forgetting"]
    return found


def _attempt(left: Left, largest: int | None, wait: float) -> bool:
    time.sleep(wait)
    try:
        if db.engine.dialect.name == "sqlite":
            _on_sqlite(left, largest)
        else:
            _on_postgresql(left, largest)
    except (sqlite3.Error, SQLAlchemyError) as error:
        log.warning("not forgotten yet", extra={"kind": type(error).__name__})
    return not (left.rewrite or left.cut)


def _on_sqlite(left: Left, largest: int | None) -> None:
    with _outside() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        if left.rewrite and (largest is None or pages * size <= largest):
            _rewrite(connection)
        left.rewrite = False
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        left.cut = bool(busy)


def _rewrite(connection: Any) -> None:
    """Raises sqlite3.Error while somebody else writes: it is tried again, and soon."""
    try:
        connection.execute("VACUUM")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise
        log.error("no room to rewrite the database", extra={"kind": error.sqlite_errorname})  # noqa: TRY400


@contextmanager
def _outside() -> Iterator[Any]:
    """A connection to SQLite outside any transaction, which gives way to others soon."""
    with closing(db.engine.raw_connection()) as held:
        connection: Any = held.driver_connection
        held.info["reading"] = False
        connection.execute("PRAGMA query_only=0")
        connection.execute("PRAGMA busy_timeout=100")
        try:
            yield connection
        finally:
            connection.execute("PRAGMA busy_timeout=15000")


def _on_postgresql(left: Left, largest: int | None) -> None:
    """Rewriting locks the table for a moment: not while anyone could still see the old rows."""
    left.cut = False
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        left.until = left.until or str(connection.exec_driver_sql(NEXT).scalar_one())
        if connection.exec_driver_sql(HELD, (left.until,)).scalar_one():
            return
        connection.exec_driver_sql("SET lock_timeout = '500ms'")
        try:
            for table in sorted(TABLES):
                size = f"SELECT pg_total_relation_size('{table}')"
                small = largest is None or connection.exec_driver_sql(size).scalar_one() <= largest
                connection.exec_driver_sql(f"VACUUM {'(FULL) ' if small else ''}{table}")
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
        left.rewrite = False


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if session.info.pop(ERASED, False):
        session.info[COMMITTED] = True


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    """Only then the connection is free, and nothing of ours reads any more."""
    if transaction.parent is not None:
        return
    session.info.pop(ERASED, None)
    if session.info.pop(COMMITTED, False):
        forget()
