"""The days on which the demo's offices are closed: some federal holidays, the same for all."""

from collections.abc import Iterator
from datetime import date, timedelta

NEAR = timedelta(days=190)  # past and future that the learners' dates reach
FIXED = (
    (1, 1, "New Year’s Day"), (6, 19, "Juneteenth"), (7, 4, "Independence Day"),
    (11, 11, "Veterans Day"), (12, 25, "Christmas Day"),
)  # fmt: skip


def holidays(today: date) -> dict[date, str]:
    """The days around `today` on which the offices are closed, with their names."""
    years = range((today - NEAR).year, (today + NEAR).year + 2)
    days = (found for year in years for found in _federal(year))
    return dict(sorted((day, name) for day, name in days if abs(day - today) <= NEAR))


def _federal(year: int) -> Iterator[tuple[date, str]]:
    """Some federal holidays; one on a weekend is kept on the nearest weekday."""
    for month, number, name in FIXED:
        day = date(year, month, number)
        yield day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)), name
    first = date(year, 11, 1)
    thursday = (3 - first.weekday()) % 7
    yield first + timedelta(days=thursday + 21), "Thanksgiving Day"
