"""Until when a course is good: months by the calendar, at every end of a month."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.training import validity

DAYS = st.dates(date(1999, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, validity.MOST_MONTHS)


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 3, 10), 12, date(2027, 3, 10)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(9999, 1, 1), 12, date.max),
    ],
)
def test_months_end_with_a_month_that_is_shorter(on: date, months: int, last: date) -> None:
    assert validity.until(on, months) == last


def test_what_is_never_renewed_never_ends() -> None:
    assert validity.until(date(2026, 3, 10), None) is None


@given(DAYS, MONTHS)
def test_the_cutoff_is_the_first_day_that_is_still_good(day: date, months: int) -> None:
    first = validity.cutoff(day, months)
    assert validity.later(first, months) >= day
    assert validity.later(first - timedelta(days=1), months) < day


@given(DAYS, DAYS, MONTHS)
def test_what_was_completed_later_is_good_at_least_as_long(
    one: date, other: date, months: int
) -> None:
    early, late = sorted((one, other))
    assert validity.later(early, months) <= validity.later(late, months)


def test_before_all_days_nothing_is_cut_off() -> None:
    assert validity.cutoff(date(1, 3, 1), 12) == date.min
