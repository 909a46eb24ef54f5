"""The days of a series, and the wall clock it is kept by.

A learning circle meets on the second Tuesday of every month at one o’clock, in winter and in
summer: days are counted by the calendar, and the time is the one on the wall. No database here.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST = 24  # sessions at once
WEEK = 7


class Pattern(StrEnum):
    """How sessions repeat."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "two-weekly"
    MONTHLY = "monthly"


def days(first: date, pattern: Pattern, number: int) -> list[date]:
    """So many days from the first one on.

    By the month it is the same weekday in the same place of it: the second Tuesday. A fifth one,
    which not every month has, means the last.
    """
    if pattern is Pattern.MONTHLY:
        return [_in_month(first, months) for months in range(number)]
    step = WEEK if pattern is Pattern.WEEKLY else 2 * WEEK
    return [first + timedelta(days=step * place) for place in range(number)]


def moment(day: date, at: time, zone: str) -> datetime | None:
    """When the clock on the wall of `zone` shows this time; None where it is put forward past it.

    Of a time that comes twice, when the clock is put back, the first is meant.
    """
    shown = datetime.combine(day, at)
    found = shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return found if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown else None


def _in_month(first: date, months: int) -> date:
    """The day so many months later that stands where `first` does in its month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start, length = monthrange(year, month + 1)
    day = 1 + (first.weekday() - start) % WEEK + (first.day - 1) // WEEK * WEEK
    return date(year, month + 1, day if day <= length else day - WEEK)
