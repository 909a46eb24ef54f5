"""A table as a workbook: real dates and numbers, a heading that stays in sight, and About.

It is written row by row into a temporary file, so that fifty thousand rows need no more memory
than fifty. Nothing typed becomes a formula or a link.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from lms.base.errors import Refusal
from lms.base.tables import Cell, Percent, Sheet, harmless

MOST_ROWS = 1_048_576  # of a worksheet, the heading included; more would be left out silently
LONGEST = 32_767  # characters of a cell
NARROW, WIDE = 8, 60
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "nan_inf_to_errors": True,
}  # fmt: skip
NAMELESS = str.maketrans("", "", "[]:*?/\\'")  # what a worksheet's name cannot hold


def written(sheet: Sheet) -> IO[bytes]:
    """The sheet as an open temporary file; closing it deletes it.

    Raises Refusal for more rows than a worksheet holds.
    """
    file = TemporaryFile()  # noqa: SIM115  # closed by whoever sends it
    try:
        with Workbook(file, OPTIONS) as book:
            _Page(book, sheet.title, sheet.full_head).fill(sheet)
            _about(book, sheet)
    except BaseException:
        file.close()
        raise
    return file


class _Page:
    """One worksheet with a heading."""

    def __init__(self, book: Any, title: str, head: Sequence[str]) -> None:
        self.page = book.add_worksheet(title.translate(NAMELESS)[:31])
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.percent = book.add_format({"num_format": "0%"})
        self.widths = [max(NARROW, len(title)) for title in head]
        for column, words in enumerate(head):
            self.page.write_string(0, column, words, self.bold)
        self.page.freeze_panes(1, 0)
        self.page.repeat_rows(0)

    def fill(self, sheet: Sheet) -> None:
        """Write the rows, then what hangs on how many and how wide they are."""
        last = 0
        for last, row in enumerate(sheet.lines(), 1):
            if last >= MOST_ROWS:
                raise Refusal("A worksheet cannot hold so many rows. Choose less, or take CSV.")
            for column, cell in enumerate(row):
                self.put(last, column, cell)
        self.page.autofilter(0, 0, last, len(self.widths) - 1)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        for column, width in enumerate(self.widths):
            self.page.set_column(column, column, width + 2)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """One cell as what it is."""
        if isinstance(cell, str):
            text = harmless(cell)
            self.page.write_string(row, column, text[:LONGEST])
            self.widths[column] = min(WIDE, max(self.widths[column], len(text)))
        elif isinstance(cell, datetime):
            there = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
            self.page.write_datetime(row, column, there, self.moment)
            self.widths[column] = max(self.widths[column], 16)
        elif isinstance(cell, date):
            self.page.write_datetime(row, column, cell, self.day)
            self.widths[column] = max(self.widths[column], 10)
        elif cell is not None:
            shown = self.percent if isinstance(cell, Percent) else None
            self.page.write_number(row, column, cell, shown)


def _about(book: Any, sheet: Sheet) -> None:
    """What the table is, of which day and what it leaves out: for whoever gets the file alone."""
    page = _Page(book, "About", ("About", ""))
    told: list[tuple[str, Cell]] = [
        ("Table", sheet.title), ("As of", sheet.as_of), ("Filters", sheet.filters or "None"),
        *(("Note", note) for note in sheet.notes),
    ]  # fmt: skip
    for row, (name, cell) in enumerate(told, 1):
        page.put(row, 0, name)
        page.put(row, 1, cell)
    for column, width in enumerate(page.widths):
        page.page.set_column(column, column, width + 2)
