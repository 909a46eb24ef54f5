"""Migrations: the tables change, what they hold is kept.

On SQLite a batch ALTER copies a table and drops the old one; with foreign keys on and ON DELETE
CASCADE that emptied child tables. So foreign keys are off while tables move, and checked after.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from lms.base.db import UTCDateTime, db

metadata = db.metadatas[None]


def render(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand alone: a type of ours is written as the plain one beneath."""
    return (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False
    )


def run(connection: Connection) -> None:
    """Migrate over one connection; a failing migration leaves nothing behind."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _check_children(connection)


def _check_children(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise RuntimeError(f"this migration would orphan rows of {tables}; nothing was changed")


def main() -> None:
    """Open a connection with foreign keys off (SQLite ignores the pragma inside a transaction)."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        lite = connection.dialect.name == "sqlite"
        if lite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            run(connection)
            connection.commit()
        finally:
            connection.rollback()
            if lite:
                raw.execute("PRAGMA foreign_keys=ON")


main()
