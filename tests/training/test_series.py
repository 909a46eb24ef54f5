"""The days of a series, and the clock on the wall."""

from calendar import monthrange
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.training import series
from lms.training.series import Pattern

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
DENVER = "America/Denver"


def test_every_week_and_every_two() -> None:
    assert series.days(date(2026, 3, 3), Pattern.WEEKLY, 3) == [
        date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17),
    ]  # fmt: skip
    assert series.days(date(2026, 12, 29), Pattern.TWO_WEEKLY, 2) == [
        date(2026, 12, 29), date(2027, 1, 12),
    ]  # fmt: skip


def test_the_second_tuesday() -> None:
    assert series.days(date(2026, 11, 10), Pattern.MONTHLY, 4) == [
        date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9),
    ]  # fmt: skip


def test_a_fifth_one_means_the_last() -> None:
    assert series.days(date(2026, 1, 30), Pattern.MONTHLY, 4) == [
        date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27), date(2026, 4, 24),
    ]  # fmt: skip
    assert series.days(date(2026, 1, 30), Pattern.MONTHLY, 5)[-1] == date(2026, 5, 29)


@given(DAYS, st.integers(1, series.MOST))
def test_by_the_month(first: date, number: int) -> None:
    """One in every month, on the same weekday, in the same place; a fifth is the last."""
    found = series.days(first, Pattern.MONTHLY, number)
    assert found[0] == first
    assert [(one.year * 12 + one.month) - (first.year * 12 + first.month) for one in found] == [
        *range(number)
    ]
    assert {one.weekday() for one in found} == {first.weekday()}
    place = (first.day - 1) // 7
    for one in found:
        last = one.day + 7 > monthrange(one.year, one.month)[1]
        assert (one.day - 1) // 7 == place or (place == 4 and last)


@given(DAYS, st.sampled_from([Pattern.WEEKLY, Pattern.TWO_WEEKLY]), st.integers(1, 24))
def test_by_the_week(first: date, pattern: Pattern, number: int) -> None:
    found = series.days(first, pattern, number)
    step = 7 if pattern is Pattern.WEEKLY else 14
    assert [(one - first).days for one in found] == [step * place for place in range(number)]


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        (date(2026, 3, 3), time(13), DENVER, "2026-03-03T20:00:00+00:00"),
        (date(2026, 3, 10), time(13), DENVER, "2026-03-10T19:00:00+00:00"),
        (date(2026, 11, 1), time(1, 30), DENVER, "2026-11-01T07:30:00+00:00"),  # the first of two
        (date(2026, 3, 10), time(13), "Asia/Kathmandu", "2026-03-10T07:15:00+00:00"),
    ],
)
def test_the_time_on_the_wall(day: date, at: time, zone: str, utc: str) -> None:
    assert series.moment(day, at, zone) == datetime.fromisoformat(utc)


def test_a_time_that_does_not_exist() -> None:
    assert series.moment(date(2026, 3, 8), time(2, 30), DENVER) is None
    assert series.moment(date(2026, 3, 8), time(3), DENVER) is not None
