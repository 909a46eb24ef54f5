"""Until when a completed course is good: months by the calendar, and what an office asks by then.

A yearly refresher taken on March 10 is good through March 10 of the next year, one of February 29
through February 28: months are counted by the calendar, and end with a month that is shorter. No
database here.
"""

from calendar import monthrange
from datetime import date, timedelta

EXPIRING_DAYS = 60  # so long before its end a course is said to be expiring
MOST_MONTHS = 120


def later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month; the last of all days at most."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def until(on: date, months: int | None) -> date | None:
    """The last day on which a course completed `on` is good; None where it never ends."""
    return None if months is None else later(on, months)


def cutoff(day: date, months: int) -> date:
    """The earliest day of completion that is still good on `day`: for one WHERE clause."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    first = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return first if later(first, months) >= day else first + timedelta(days=1)
