"""What the database and its files hold: what was erased must be in none of them."""

from pathlib import Path

from sqlalchemy import inspect, text

from lms.base import forgetting
from lms.base.db import db

RELATIONS = """
    WITH held AS (SELECT unnest(cast(:tables AS text[]))::regclass AS one)
    SELECT pg_relation_filepath(one) FROM (
        SELECT one FROM held
        UNION SELECT reltoastrelid::regclass FROM pg_class JOIN held ON oid = one
            WHERE reltoastrelid <> 0
        UNION SELECT indexrelid::regclass FROM pg_index JOIN held ON indrelid = one
    ) AS listed
"""


def content() -> bytes:
    """SQLite: the file and what lies beside it. PostgreSQL: the tables of which something is
    erased, with long texts and indexes, as the server keeps them on its disk.
    """
    if db.engine.dialect.name == "sqlite":
        path = str(db.engine.url.database)
        return b"".join(
            Path(path + ending).read_bytes()
            for ending in ("", "-wal", "-shm")
            if Path(path + ending).exists()
        )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        tables = {"tables": sorted(forgetting.TABLES)}
        names = connection.execute(text(RELATIONS), tables).scalars().all()
        found = [
            connection.execute(text("SELECT pg_read_binary_file(:name)"), {"name": name}).scalar()
            for name in names
        ]
    return b"".join(bytes(one or b"") for one in found)


def holds(*words: str) -> list[str]:
    """Those of these words that are somewhere on the disk."""
    found = content()
    return [word for word in words if word.encode() in found]


def rows_with(words: str) -> set[str]:
    """The tables in which it stands."""
    return {
        table
        for table in inspect(db.session.connection()).get_table_names()
        for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
        if words in str(row)
    }
