"""Tables as files that a spreadsheet opens: CSV as Excel reads it, and harmless to open.

What people typed must not become a formula on somebody else's desk.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO

from flask import Response

MARK = "\ufeff"  # Excel takes a file without it for an old code page
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | date | datetime | None


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, one after the other; dates as 2026-03-04, nothing as empty."""
    yield MARK + _line(head)
    for row in rows:
        yield _line([_harmless(cell) for cell in row])


def download(name: str, lines: Iterable[str]) -> Response:
    """The answer that lets a browser save these lines as a file; `name` is ours, never typed."""
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _harmless(cell: Cell) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
