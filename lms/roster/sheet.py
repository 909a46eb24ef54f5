"""A file of people as an HR system or a spreadsheet saved it: bytes → headings and rows.

Nobody at an office knows what an encoding or a separator is; whatever Excel, Google Sheets or an
HR system calls CSV is read, and what is none is refused with what to do.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from lms.base.body import LARGEST_FILE
from lms.base.errors import Refusal

MOST_ROWS, MOST_COLUMNS = 5000, 100
MARK = "\ufeff"
SAVE_AS = "Open it in your spreadsheet, choose “Save as” and then CSV, and upload that file."
NO_CSV = {
    b"PK\x03\x04": "This is a spreadsheet or a ZIP file, not a CSV file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel or Word file, not a CSV file.",
    b"%PDF": "This is a PDF file, not a CSV file.",
    b"{\\rtf": "This is a text document, not a CSV file.",
}
UNREADABLE = f"This file cannot be read as text. {SAVE_AS}"
TOO_MANY_ROWS = f"The file has more than {MOST_ROWS:,} rows. Split it into several files."
TOO_MANY_COLUMNS = f"The file has more than {MOST_COLUMNS} columns."
UNICODE = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SEPARATORS = ",;\t|"
HEAD = 5  # so many lines are looked at for the headings: a title may stand above them
NEEDED = 5  # columns, at least, in whatever says enough about people
LOOKED_AT = 20_000  # characters
LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it (the first line is row 1), a cell a heading."""

    number: int
    cells: tuple[str, ...]
    too_long: bool = False  # something stands to the right of the last heading


@dataclass(frozen=True)
class Sheet:
    """Headings, each unique, and the rows below them that are not empty."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def decoded(content: bytes) -> str:
    """The text of a file, without its byte-order mark; lines end as they did.

    Raises Refusal for what is too large, empty or no text.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("The file is larger than 2 MB. Split it into several files.", "file")
    for start, what in NO_CSV.items():
        if content.startswith(start):
            raise Refusal(f"{what} {SAVE_AS}", "file")
    text = _text(content)
    if "\x00" in text:
        raise Refusal(UNREADABLE, "file")
    if text.lstrip()[:5].lower() in {"<?xml", "<html", "<!doc"}:
        raise Refusal(f"This is a web page or XML, not a CSV file. {SAVE_AS}", "file")
    if not text.strip():
        raise Refusal("The file is empty.", "file")
    return text


def _text(content: bytes) -> str:
    """UTF-8 or UTF-16; else Windows' own letters, which older systems still write."""
    marked = next((name for mark, name in UNICODE if content.startswith(mark)), None)
    named = marked or _unmarked(content[:200])
    for encoding in [named] if named else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding).removeprefix(MARK)
        except UnicodeDecodeError:
            continue
    raise Refusal(UNREADABLE, "file")


def _unmarked(start: bytes) -> str | None:
    """Which UTF-16 this is without its mark: nearly every second byte of headings is zero then."""
    first, second = start[::2], start[1::2]
    for zeros, letters, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if 2 * zeros.count(0) > len(zeros) and 0 not in letters:
            return name
    return None


def read(text: str) -> Sheet:
    """The headings and rows of a text that `decoded` gave.

    Raises Refusal, with the row where there is one, for what is no table or too long.
    """
    text, separator = _separator(text)
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[list[str]] = []
    try:
        for number, cells in enumerate(lines):
            if number > 4 * MOST_ROWS:  # even empty ones
                raise Refusal(TOO_MANY_ROWS, "file")
            if len(cells) > 10 * MOST_COLUMNS:
                raise Refusal(TOO_MANY_COLUMNS, "file")
            found.append(cells)
    except csv.Error as error:
        where = f"Row {len(found) + 1} cannot be read"
        raise Refusal(
            f"{where}: check its quotation marks, one may not be closed. {SAVE_AS}", "file"
        ) from error
    return _sheet(found)


def _sheet(lines: list[list[str]]) -> Sheet:
    full = [(n, cells) for n, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells)]
    if not full:
        raise Refusal("The file has no headings and no rows.", "file")
    at = _headings_at(full)
    _, first = full[at]
    while first and not first[-1].strip():
        first = first[:-1]
    if len(first) > MOST_COLUMNS:
        raise Refusal(TOO_MANY_COLUMNS, "file")
    below = full[at + 1 :]
    if len(below) > MOST_ROWS:
        raise Refusal(TOO_MANY_ROWS, "file")
    headings = _unique(first)
    return Sheet(headings, tuple(_row(n, cells, len(headings)) for n, cells in below))


def _headings_at(full: Sequence[tuple[int, list[str]]]) -> int:
    """Which of the first lines holds the headings: a title above them fills one cell only."""
    filled = (sum(bool(cell.strip()) for cell in cells) for _, cells in full[:HEAD])
    return next((at for at, number in enumerate(filled) if number > 1), 0)


def _row(number: int, cells: list[str], width: int) -> Row:
    filled = (*cells[:width], *[""] * (width - len(cells)))
    return Row(number, filled, any(cell.strip() for cell in cells[width:]))


def _unique(cells: Iterable[str]) -> tuple[str, ...]:
    """Headings one can choose among: an empty one gets its place as name, a second one a number."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:100] or f"Column {place}"
        seen[name.casefold()] += 1
        while (number := seen[name.casefold()]) > 1:
            name = f"{name} ({number})"
            seen[name.casefold()] += 1
        found.append(name)
    return tuple(found)


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells, by the headings; and the text without a line that only says so.

    The headings are the first line with as many cells as a file needs, for a title above them may
    hold a comma; else the first with more than one.
    """
    first, _, rest = text.lstrip("\r\n").partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) <= len("sep=;"):
        return rest, said[4:] if said[4:] in SEPARATORS and said[4:] else "\t"
    lines = [line for line in LINE.split(text[:LOOKED_AT]) if line.strip()][:HEAD]
    bare = ["".join(line.split('"')[::2]) for line in lines]  # outside of quotation marks
    cells = [1 + max(map(line.count, SEPARATORS)) for line in bare]
    least = NEEDED if max(cells) >= NEEDED else 2
    head = next((line for line, number in zip(bare, cells, strict=True) if number >= least), "")
    return text, max(SEPARATORS, key=head.count)
