"""A first day as Excel, browsers and HR systems write it, and the years that can be meant."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.base.errors import Refusal
from lms.people import first_days
from lms.roster import dates

pytestmark = pytest.mark.usefixtures("noon")
TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    ["2026-03-04", "3/4/2026", "03/04/2026", "03/04/26", "3-4-2026", "4-Mar-2026", "4-Mar-26",
     "March 4, 2026", "Mar 4 2026", "4 March 2026", "46085", "46085.0", "46085.75", " 2026/03/04 ",
     "2026-03-04 00:00:00", "2026-03-04T08:30:00Z", "3/4/2026 12:00:00 AM",
     "20260304", "2026-03-04T00:00:00+00:00", "2026-03-04T00:00:00.0000000-0700",
     "2026-03-04 00:00:00 UTC", "Wednesday, March 4, 2026", "Wed, 4 Mar 2026", "wed. 3/4/26",
     "Mar 4, 2026 12:00 AM", "Mar 4, 2026, 12:00\u202fAM", "Wednesday, March 4, 2026 12:00 AM"],
)  # fmt: skip
def test_dates(text: str) -> None:
    assert dates.read(text) == TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/1/1950", date(1950, 1, 1)),
        ("6/1/1998", date(1998, 6, 1)),
        ("36525", date(1999, 12, 31)),
        ("2028-03-04", date(2028, 3, 4)),
        ("3/4/99", date(1999, 3, 4)),
        ("3/4/28", date(2028, 3, 4)),
        ("2/29/28", date(2028, 2, 29)),
        ("2/29/72", date(1972, 2, 29)),
        ("2/29/00", date(2000, 2, 29)),
        ("1-Jan-50", date(1950, 1, 1)),
    ],
)
def test_the_years_that_are_meant(text: str, day: date) -> None:
    assert dates.read(text) == day


@pytest.mark.parametrize(
    "text",
    ["1949-12-31", "2028-03-05", "2099-03-04", "2199-12-31", "9999-12-31", "3/5/28", "12/31/49",
     "0001-01-01", "99999"],
)  # fmt: skip
def test_a_year_that_is_a_typing_error(text: str) -> None:
    with pytest.raises(Refusal, match="Check the year: a post begins in 1950 or later"):
        dates.read(text)


@pytest.mark.parametrize(
    "text",
    ["soon", "13/3/2026", "2026-02-29", "0", "99999999", "46085" * 10, "٤٦٠٨٥", "2026-03-04-05",
     "3/4", "4.3.26", "x" * 10_000, "2026304", "20261301", "03042026", "Wednesday",
     "Someday 3/4/26", "2026-03-04 25", "20260304 Wednesday"],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    with pytest.raises(Refusal, match="Write the date like"):
        dates.read(text)


def test_a_weekday_that_does_not_fit() -> None:
    """One of the two is wrong, and nobody knows which."""
    with pytest.raises(Refusal, match="day of the week"):
        dates.read("Monday, March 4, 2026")


@pytest.mark.parametrize(
    ("today", "last"),
    [("2026-03-04", date(2028, 3, 4)), ("2028-02-29", date(2030, 2, 28))],
)
def test_two_years_ahead(today: str, last: date) -> None:
    with time_machine.travel(f"{today}T12:00:00+00:00", tick=False):
        assert first_days.furthest() == last


@given(st.dates(date(1929, 1, 1), date(2028, 2, 29)))
def test_two_digits_mean_the_latest_day_that_can_be(day: date) -> None:
    """Never more than two years ahead, and never a century too early."""
    with time_machine.travel("2026-03-04T12:00:00+00:00", tick=False):
        found = first_days.in_century(day)
        assert (found.year % 100, found.month, found.day) == (day.year % 100, day.month, day.day)
        assert date(1928, 3, 5) <= found <= date(2028, 3, 4)
        assert found + timedelta(days=36524) > date(2028, 3, 4)
