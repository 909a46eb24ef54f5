"""Counting what a page asks the database: it must not grow with people or tasks."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lms.base.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement that is sent inside."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
