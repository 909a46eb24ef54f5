"""The days on which the demo's offices are closed: the public ones of each state, and one own.

They are those that an office takes over on its settings page, so that the demo's calendars look
like real ones: Utah has Pioneer Day, New York votes.
"""

from datetime import date, timedelta
from functools import cache

from lms.demo.branches import SALT_LAKE_CITY, Branch
from lms.progress.due import is_working
from lms.roster.public_holidays import public_holidays

BEFORE = 2  # calendar years that the offices' past reaches back at most
FRIDAY, SOON = 4, timedelta(days=17)
OWN_NAME = "Staff day: the office is closed"


@cache
def holidays(there: Branch, today: date) -> dict[date, str]:
    """The public holidays of an office from its opening to the end of next year, with names."""
    return public_holidays(there.region, today.year - BEFORE, BEFORE + 2)


def staff_day(today: date) -> date:
    """The day that Salt Lake City keeps free for itself: a Friday some weeks ahead."""
    day = today + SOON
    while day.weekday() != FRIDAY or not is_working(day, holidays(SALT_LAKE_CITY, today)):
        day += timedelta(days=1)
    return day
