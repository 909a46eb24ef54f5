"""The first day of a post or a guide: a year typed wrongly is asked about, never taken.

Everything due counts from it. People were hired long ago, but nobody plans far ahead: what begins
more than two years from now was meant for another century.
"""

from dataclasses import dataclass
from datetime import date

from lms.base import clock
from lms.base.errors import Refusal

YEARS_AHEAD = 2


@dataclass(frozen=True)
class FirstDays:
    """Between which days something begins; `what` says what begins, for whoever typed a day."""

    what: str
    earliest: date

    def check(self, day: date, field: str | None = None) -> None:
        """Raises Refusal (at `field`) for a day that is none of them."""
        if not self.earliest <= day <= furthest():
            raise Refusal(
                f"Check the year: {self.what} in {self.earliest.year} or later, and at most two "
                "years from now.", field,
            )  # fmt: skip


OF_POST = FirstDays("a post begins", date(1950, 1, 1))
OF_GUIDE = FirstDays("a guide starts", date(2000, 1, 1))


def furthest() -> date:
    """The last day on which something may begin, as we know it today."""
    today = clock.now().date()
    last = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + YEARS_AHEAD, day=last)


def in_century(day: date) -> date:
    """The day that is meant where the year has two digits: the latest that may be a first day.

    Raises ValueError for a February 29 of no such year.
    """
    last = furthest()
    found = day.replace(year=last.year - (last.year - day.year) % 100)
    return found if found <= last else found.replace(year=found.year - 100)
