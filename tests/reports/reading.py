"""Reading a report as somebody: its rows, each by the names of its columns."""

from typing import Any

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.reports.reports import report
from lms.reports.scope import Choice

Row = dict[str, Any]


def read(key: str, actor: Actor, **chosen: Any) -> list[Row]:
    """All rows of the report of this key that the actor sees."""
    found = report(key)
    lines = found.rows(visible(actor), Choice(**chosen), db.session.execute)
    return [dict(zip(found.head, line.cells, strict=True)) for line in lines]


def column(rows: list[Row], name: str) -> list[Any]:
    """One column of it."""
    return [row[name] for row in rows]
