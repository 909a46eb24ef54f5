"""Tables as files that a spreadsheet opens: CSV as Excel reads it, and harmless to open.

What people typed must not become a formula on somebody else's desk. A list that ends early must
never look whole: what fails on the way breaks the connection, and the browser says so.
"""

import csv
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, request

from lms.base.errors import request_id

MARK = "\ufeff"  # Excel takes a file without it for an old code page
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide ones count in Japan
CSV, XLSX, TEXT = "csv", "xlsx", "txt"
KINDS = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TEXT: "text/plain",
}
BLOCK = 64 * 1024  # so many bytes are sent at a time: few enough to hold, enough to be quick

log = logging.getLogger("preceptor.tables")


class Percent(float):
    """A share from 0 to 1, which is shown as a percentage."""

    __slots__ = ()


Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """A table as it is on screen, to be taken along: it says of which day and what it leaves out.

    `name` becomes the file's and is ours, never typed. `rows` may come from the database one by
    one; they are read once. `filters` says in words what was chosen, "" for nothing.
    """

    name: str
    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    as_of: date
    filters: str = ""
    notes: Sequence[str] = ()  # how to read it, for the sheet About of a workbook

    @property
    def full_head(self) -> list[str]:
        """The heading with the two columns that every line repeats, wherever it is copied to."""
        return [*self.head, "As of", "Filters"]

    def lines(self) -> Iterator[Sequence[Cell]]:
        """The rows, with these two columns."""
        told = (self.as_of, self.filters or "None")
        return ((*row, *told) for row in self.rows)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, one after the other; dates as 2026-03-04, nothing as empty."""
    line = csv.writer(_Passing(), lineterminator="\r\n").writerow  # gives what `write` gives
    yield MARK + str(line(head))
    for row in rows:
        yield str(line([_told(cell) for cell in row]))


def download(name: str, lines: Iterable[str] | Iterable[bytes], kind: str = CSV) -> Response:
    """The answer that lets a browser save these lines as a file; `name` is ours, never typed."""
    answer = Response(lines, mimetype=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def send(sheet: Sheet, kind: str) -> Response:
    """The sheet as a file of this kind (CSV or XLSX), never held in memory whole.

    CSV goes out while it is read. XLSX can only be sent when it is complete, and so is CSV to
    whoever speaks HTTP/1.0, where a broken connection looks like the end of a file: what fails
    then is an ordinary error page. The rows of a CSV are read when the request is over: they come
    from `db.stream`, not from its session. Raises Refusal for more rows than a worksheet holds.
    """
    name = f"{sheet.name}-{sheet.as_of.isoformat()}.{kind}"
    if kind == XLSX:
        from lms.base import workbooks  # it knows what a sheet is

        return _from_file(name, workbooks.written(sheet), kind)
    blocks = _blocks(as_csv(sheet.full_head, sheet.lines()))
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _from_file(name, _written(blocks), kind)
    told = {"endpoint": request.endpoint, "request": request_id()}  # while it is known
    first = next(blocks)  # what fails at once is an ordinary error page
    return download(name, _whole(first, blocks, told), kind)


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula.

    Also before what has such an apostrophe by itself, so that taking one off gives the text back.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


class BrokenOff(Exception):  # noqa: N818
    """A file could not be sent whole; why is in the log."""


class _Passing:
    """A file that keeps nothing: it gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in blocks of some size: sending each by itself would take most of the time."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.encode())
        size += len(held[-1])
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _whole(first: bytes, blocks: Iterator[bytes], told: dict[str, Any]) -> Iterator[bytes]:
    """The blocks; a failure reaches the server, which then cuts the connection.

    Only its kind: the server would write into its log what the failure says, names and all.
    """
    try:
        yield first
        yield from blocks
    except Exception as error:  # noqa: BLE001  # it is raised again
        kind = type(error).__name__
        log.error("a file broke off", extra=told | {"kind": kind})  # noqa: TRY400  # nor does ours say it
        raise BrokenOff(kind) from None


def _written(blocks: Iterable[bytes]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115  # closed when it was sent
    try:
        file.writelines(blocks)
    except BaseException:
        file.close()
        raise
    return file


def _from_file(name: str, file: IO[bytes], kind: str) -> Response:
    """The answer with what stands in a temporary file, which is gone afterwards."""
    size = file.seek(0, 2)
    file.seek(0)
    answer = download(name, iter(lambda: file.read(BLOCK), b""), kind)
    answer.content_length = size
    answer.call_on_close(file.close)
    return answer


def _told(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.0%}" if isinstance(cell, Percent) else str(cell)
