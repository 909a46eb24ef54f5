"""The ground everything stands on: one database handle, its types, and SQLite set up to be safe.

SQLite's defaults lose updates under load; the settings here were measured to lose none:
WAL, full sync (an acknowledged sign-off survives a power cut), BEGIN IMMEDIATE for whatever may
write, and a read-only transaction inside GET requests, where a forgotten write fails loudly.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar, TypeVarTuple, cast

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    ForeignKey,
    Index,
    MetaData,
    Row,
    Select,
    String,
    and_,
    event,
    or_,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Value = TypeVar("Value")
Worked = TypeVar("Worked", bound=Callable[..., Any])
Columns = TypeVarTuple("Columns")
KEPT: list[Any] = []
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware → UTC, without the zone where the database cannot keep one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """What is read is always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime}
    )


db: SQLAlchemy = SQLAlchemy(model_class=Base)

Id = Annotated[int, mapped_column(primary_key=True)]
Slug = Annotated[str, mapped_column(String(60))]
Word = Annotated[str, mapped_column(String(30))]
Line = Annotated[str, mapped_column(String(200))]
# Ids point upwards as data: the ground may name a person's table, never import it.
PersonId = Annotated[int, mapped_column(ForeignKey("person.id"), index=True)]


def init_app(app: Flask) -> None:
    """Bind the database to the app and prepare SQLite connections."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", _prepare_postgresql)


def engine_options(url: str, threads: int) -> dict[str, Any]:
    """Pool settings: each thread finds a connection, and a lost one is replaced, not reported.

    The connection used last is used next: what it read and prepared is still at hand.
    """
    size = {"pool_size": threads, "max_overflow": threads, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        return size | {"connect_args": {"timeout": 15}}
    return size | {"pool_pre_ping": True}


def kept(function: Worked) -> Worked:
    """Keep what a function worked out from the database, as long as this database is open.

    Its arguments say what it was worked out from, down to `events.state()` where anything counts.
    """
    cached = lru_cache(maxsize=32)(function)
    KEPT.append(cached)
    return cast("Worked", cached)


@event.listens_for(Engine, "engine_disposed")
def _forget(_engine: Engine) -> None:
    for cached in KEPT:
        cached.cache_clear()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, below
    # SQLite's own knows the letters of English only: “Éva” would not be found as “éva”.
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in (
        "busy_timeout=15000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # an erased text is gone from the file too
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Our questions are short: compiling one first takes longer than answering it."""
    connection.execute("SET jit = off")
    connection.commit()


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    wanted = connection.get_execution_options().get("sqlite_begin")
    reading = has_request_context() and request.method in SAFE_METHODS and wanted is None
    raw = connection.connection.driver_connection
    assert raw is not None
    begin = "BEGIN DEFERRED" if reading else f"BEGIN {wanted or 'IMMEDIATE'}"
    try:
        if connection.info.get("reading") != reading:  # each change costs SQLite all it prepared
            raw.execute(f"PRAGMA query_only={int(reading)}")
            connection.info["reading"] = reading
        raw.execute(begin)
    except sqlite3.Error as error:  # a lock that never came: known to everyone as SQLAlchemy's own
        raise OperationalError(begin, None, error) from error


def read_one_state() -> None:
    """Let what follows see the database as it is now, while others go on writing.

    For checks that compare many rows: without it, a tick in between looks like a fault. Inside
    a transaction that has begun nothing changes.
    """
    if db.session().in_transaction():
        return
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    options = {"sqlite_begin": "DEFERRED"} if on_sqlite else {"isolation_level": "REPEATABLE READ"}
    db.session.connection(execution_options=options)


def optimize() -> None:
    """Let the database count what its tables hold, so that it takes the best way through a team.

    At the start of serving and after much was added; PostgreSQL would do it by itself, later.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
    connection.exec_driver_sql("ANALYZE")
    db.session.commit()


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[*tuple[Any, ...]]:
    """Send a statement that was built once, past the ORM's layers: they cost more than it does.

    What the session still has to write is written first, as it would be for its own statements.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values)


def stream(statement: Select[*Columns], size: int = 500) -> Iterator[Row[*Columns]]:
    """The committed rows of one statement, fetched so many at a time: never all held at once.

    For files, which are sent after the request's own session is gone; hence a connection of its
    own. PostgreSQL keeps a cursor, SQLite reads on in its transaction: both show one state, and
    neither keeps anyone from writing.
    """
    rows = _reading(statement, size)
    next(rows)  # from here on it lets go of everything, even when nobody reads a row
    return cast("Iterator[Row[*Columns]]", rows)


def _reading(statement: Select[*Columns], size: int) -> Iterator[Row[*Columns] | None]:
    with (
        db.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection,
        closing(connection.execute(statement, execution_options={"yield_per": size})) as found,
    ):
        yield None
        yield from found


def upsert(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the database at hand."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def in_force(
    since: InstrumentedAttribute[datetime] | ColumnElement[datetime],
    until: InstrumentedAttribute[datetime | None] | ColumnElement[datetime | None],
    at: datetime | ColumnElement[datetime] | None = None,
) -> ColumnElement[bool]:  # fmt: skip
    """The condition that a dated row holds now, or that it held `at` a past moment.

    Nothing is ever changed in place, so that "what did we know on March 3" is this and no replay.
    """
    if at is None:
        return until.is_(None)
    return and_(since <= at, or_(until.is_(None), until > at))


CURRENT = text("superseded_at IS NULL")


def current_index(name: str, *columns: str, unique: bool = True) -> Index:
    """An index of the dated rows that hold now: of each `columns` one at most, unless said else."""
    return Index(name, *columns, unique=unique, sqlite_where=CURRENT, postgresql_where=CURRENT)


def batched(values: Sequence[Value], size: int = 500) -> Iterator[Sequence[Value]]:
    """So many at a time as one IN (…) takes on either database."""
    for first in range(0, len(values), size):
        yield values[first : first + size]
