"""A start date as HR systems and spreadsheets write it in the United States.

`3/4/2026` is March 4. What could be read in no such way is refused rather than guessed, for every
due date hangs on it.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from lms.base.errors import Refusal

FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
DAY_ZERO = date(1899, 12, 30)  # Excel counts from here, with a February 29 in 1900 that never was
LONGEST = 40  # characters; longer is no date
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y",
)  # fmt: skip
TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: ?[AaPp][Mm]|Z)?$")
SERIAL = re.compile(r"\d{5}(?:\.\d{1,10})?")
UNREADABLE = "Write the date like 2026-03-04 or 3/4/2026 (month first)."
OUTSIDE = "Choose a start date after 1999 and before 2200."


def read(text: str) -> date:
    """The day that a cell names; a time beside it is left out. Raises Refusal."""
    text = TIME.sub("", text.strip()).replace(",", " ")
    if len(text) > LONGEST or not text.isascii():
        raise Refusal(UNREADABLE)
    found = _serial(text) or _written(" ".join(text.split()))
    if found is None:
        raise Refusal(UNREADABLE)
    if not FIRST <= found <= LAST:
        raise Refusal(OUTSIDE)
    return found


def _serial(text: str) -> date | None:
    """A day as Excel numbers it: a cell that lost its format."""
    if not SERIAL.fullmatch(text):
        return None
    return DAY_ZERO + timedelta(days=int(text.partition(".")[0]))


def _written(text: str) -> date | None:
    for pattern in FORMATS:
        with suppress(ValueError):
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a date has no zone
            return day if "%y" not in pattern else day.replace(year=2000 + day.year % 100)
    return None
