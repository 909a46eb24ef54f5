"""A start date as HR systems and spreadsheets write it in the United States.

`3/4/2026` is March 4. What could be read in no such way is refused rather than guessed, for every
due date hangs on it.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from lms.base.errors import Refusal
from lms.people import first_days

DAY_ZERO = date(1899, 12, 30)  # Excel counts from here, with a February 29 in 1900 that never was
LONGEST = 60  # characters; longer is no date
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y",
)  # fmt: skip
TIME = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?$"
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = re.compile(r"([A-Za-z]{3,9})\.? ")
BARE = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}(?:\.\d{1,10})?")
UNREADABLE = "Write the date like 2026-03-04 or 3/4/2026 (month first)."
WRONG_WEEKDAY = "The day of the week does not fit this date. Check which of them is right."


def read(text: str) -> date:
    """The day that a cell names; a time beside it is left out. Raises Refusal.

    A year of two digits is never more than two years ahead: 3/4/99 is in 1999.
    """
    text = " ".join(text[: 2 * LONGEST].split())  # also the narrow spaces that browsers write
    if len(text) > LONGEST or not text.isascii():
        raise Refusal(UNREADABLE)
    text = " ".join(TIME.sub("", text).replace(",", " ").split())
    found = _serial(text) or _bare(text) or _with_weekday(text)
    if found is None:
        raise Refusal(UNREADABLE)
    first_days.OF_POST.check(found)
    return found


def _serial(text: str) -> date | None:
    """A day as Excel numbers it: a cell that lost its format."""
    if not SERIAL.fullmatch(text):
        return None
    return DAY_ZERO + timedelta(days=int(text.partition(".")[0]))


def _bare(text: str) -> date | None:
    """Eight digits, the year first."""
    with suppress(ValueError):
        if found := BARE.fullmatch(text):
            return date(*map(int, found.groups()))
    return None


def _with_weekday(text: str) -> date | None:
    """A written day, with or without its weekday before it. Raises Refusal for a wrong one."""
    said = WEEKDAY.match(text)
    place = next((n for n, one in enumerate(WEEKDAYS) if said and _begins(one, said[1])), None)
    if said is None or place is None:
        return _written(text)
    found = _written(text[said.end() :])
    if found and found.weekday() != place:
        raise Refusal(WRONG_WEEKDAY)
    return found


def _begins(word: str, with_letters: str) -> bool:
    return word.startswith(with_letters.lower())


def _written(text: str) -> date | None:
    for pattern in FORMATS:
        with suppress(ValueError):
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a date has no zone
            return first_days.in_century(day) if "%y" in pattern else day
    return None
