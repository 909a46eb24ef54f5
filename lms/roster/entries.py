"""One row of a file, read cell by cell: what it says about a person, or what is wrong with it.

Everything here is about the row alone; what it changes is found by comparing it with the roster.
All that is wrong with a row is said at once, so that a file is mended in one go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from lms.base import tables
from lms.base.errors import Refusal
from lms.people import spelling
from lms.people.models import JOB_ROLES
from lms.roster import dates, job_titles
from lms.roster.columns import COLUMNS, Matched
from lms.roster.sheet import Row, Sheet

Value = TypeVar("Value")
LONGEST_CELL = 254
TYPED = ("name", "first_name", "last_name", "job_title", "office")
TOO_LONG = "This row has more cells than the headings. Is a separator inside a cell?"
FIELDS = {"job_title": "job_role", "supervisor_email": "supervisor", "program": "programs"}
KNOWN_TITLES = ", ".join(JOB_ROLES.values())


@dataclass(frozen=True)
class Trouble:
    """Why a row is refused: our label of the column ("" for the whole row) and the words."""

    column: str
    why: str


@dataclass(frozen=True)
class Entry:
    """What a row says. Names of offices and programs are still as typed; addresses lower case."""

    name: str
    email: str
    job_role: str
    office: str
    starts_on: date
    supervisor: str = ""  # "" leaves it as it is
    programs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row with what was read off it: an entry, or troubles beside what could be read."""

    number: int
    name: str  # to show, whatever is wrong
    email: str
    entry: Entry | None
    troubles: tuple[Trouble, ...]
    read: Mapping[str, Any] = field(default_factory=dict)  # by the names of an entry's fields


def lines(sheet: Sheet, matched: Matched) -> list[Line]:
    """Every row of a sheet whose needed columns are matched, in the file's order."""
    place = {heading: n for n, heading in enumerate(sheet.headings)}
    at = {name: place[heading] for name, heading in matched.items()}
    return [_line(row, at) for row in sheet.rows]


def _line(row: Row, at: Mapping[str, int]) -> Line:
    raw = {name: row.cells[n] for name, n in at.items()}
    formulas = {name for name in TYPED if spelling.is_formula(raw.get(name, "").strip())}
    troubles = [Trouble(COLUMNS[name].label, spelling.FORMULA) for name in raw if name in formulas]
    cells = {name: _plain(text) for name, text in raw.items()}
    if "name" not in cells:
        cells["name"] = f"{cells.pop('first_name')} {cells.pop('last_name')}"
    values = dict[str, Any]()
    for name, text in cells.items():
        if name in formulas:
            continue
        try:
            values[FIELDS.get(name, name)] = READ[name](text)
        except Refusal as refusal:
            troubles.append(Trouble(COLUMNS[name].label, refusal.message))
    if row.too_long:
        troubles.append(Trouble("", TOO_LONG))
    entry = None if troubles else Entry(**values)
    shown = {name: " ".join(cells[name].split())[:LONGEST_CELL] for name in ("name", "email")}
    return Line(row.number, shown["name"], shown["email"], entry, tuple(troubles), values)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our own export sets before what could be a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and tables.harmless(text[1:]) == text else text


def _text(text: str) -> str:
    return spelling.one_line(text)


def _needed(read: Callable[[str], Value]) -> Callable[[str], Value]:
    def filled(text: str) -> Value:
        if not text.strip():
            raise Refusal("This cell is empty.")
        return read(text)

    return filled


def _email(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise Refusal("Write an e-mail address like name@example.org.")
    return spelling.address(text)


def _job_role(text: str) -> str:
    found = job_titles.role_of(_text(text))
    if found is None:
        raise Refusal(f"This job title is not known. Use one of: {KNOWN_TITLES}.")
    return found


def _programs(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in text.split(";") if (word := _text(part))))


READ: Mapping[str, Callable[[str], Any]] = {
    "name": _needed(_text),
    "email": _needed(_email),
    "job_title": _needed(_job_role),
    "office": _needed(_text),
    "supervisor_email": lambda text: _email(text) if text.strip() else "",
    "starts_on": _needed(dates.read),
    "program": _programs,
}
