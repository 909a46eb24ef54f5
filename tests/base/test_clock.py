"""One clock: UTC inside, the wall's time outside, and an office's day ends at its own midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.base import clock

MOMENT = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc(noon: time_machine.Traveller) -> None:
    """And is the moment that a test has set."""
    assert clock.now() == datetime(2026, 3, 4, 19, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Denver", date(2026, 3, 3)), ("America/New_York", date(2026, 3, 4)),
     ("Pacific/Kiritimati", date(2026, 3, 4)), ("Pacific/Pago_Pago", date(2026, 3, 3))],
)  # fmt: skip
def test_today_is_the_walls(zone: str, day: date) -> None:
    """Half past six in London is still yesterday evening in Denver."""
    assert clock.today(zone, MOMENT) == day


def test_summer_time_is_known() -> None:
    """Seven hours behind in winter, six in summer."""
    winter, summer = (datetime(2026, month, 1, 12, tzinfo=UTC) for month in (1, 7))
    assert [clock.local(moment, "America/Denver").hour for moment in (winter, summer)] == [5, 6]


def test_pretending_ends_where_it_began(noon: time_machine.Traveller) -> None:
    """One inside another."""
    with clock.pretend(MOMENT):
        with clock.pretend(datetime(2020, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2020
        assert clock.now() == MOMENT
    assert clock.now() == datetime(2026, 3, 4, 19, tzinfo=UTC)


def test_pretending_ends_when_something_goes_wrong(noon: time_machine.Traveller) -> None:
    """A demo that failed halfway leaves nobody in the past."""
    with pytest.raises(ZeroDivisionError), clock.pretend(MOMENT):
        assert 1 / 0
    assert clock.now() == datetime(2026, 3, 4, 19, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "america/denver ", "/etc"])
def test_what_is_no_zone(name: str) -> None:
    """Nothing that cannot be read back is stored."""
    assert not clock.is_zone(name)
    assert clock.is_zone("America/Denver")


SHIFTED = ("Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Eucla",
           "America/St_Johns", "Australia/Lord_Howe", "America/Denver", "America/Santiago",
           "Africa/Cairo", "America/Havana", "Pacific/Apia", "UTC")  # fmt: skip
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("UTC", datetime(2026, 3, 4, 23, 59, 59, 999999, UTC)),
        ("America/Denver", datetime(2026, 3, 5, 6, 59, 59, 999999, UTC)),
        ("Asia/Kolkata", datetime(2026, 3, 4, 18, 29, 59, 999999, UTC)),
        ("Asia/Kathmandu", datetime(2026, 3, 4, 18, 14, 59, 999999, UTC)),
        ("Pacific/Chatham", datetime(2026, 3, 4, 10, 14, 59, 999999, UTC)),
    ],
)
def test_a_day_ends_at_the_walls_midnight(zone: str, ends: datetime) -> None:
    assert clock.end_of(date(2026, 3, 4), zone) == ends
    assert clock.end_of(date(2026, 3, 4), zone).tzinfo is UTC


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)), st.sampled_from(SHIFTED))
def test_a_day_ends_where_the_next_begins(day: date, zone: str) -> None:
    """Also where summer time begins or ends at midnight, and where a day was left out."""
    ends = clock.end_of(day, zone)
    assert clock.today(zone, ends + TICK) > day
    assert clock.today(zone, ends) <= day
    assert ends + TICK == clock.start_of(day + timedelta(days=1), zone)
    assert clock.quarter(ends + TICK) == ends + TICK, "midnight is no quarter hour"
    assert clock.quarter(ends) + timedelta(minutes=15) == ends + TICK


def test_midnight_falls_on_a_quarter_hour_in_every_zone() -> None:
    """The kept lines stand on it: in winter and in summer, north and south."""
    for zone in available_timezones():
        for month in (1, 7):
            midnight = clock.start_of(date(2026, month, 1), zone)
            assert clock.quarter(midnight) == midnight, zone


def test_a_day_that_never_ends_here() -> None:
    """Someone types the year 9999: the last day there is has no next one, and yet an end."""
    for zone in SHIFTED:
        assert clock.end_of(date.max, zone) == datetime.max.replace(tzinfo=UTC)
        before = clock.end_of(date.max - timedelta(days=1), zone)
        assert before < clock.end_of(date.max, zone)


def test_the_shortest_and_the_longest_day() -> None:
    """March 8 has 23 hours in Denver, November 1 has 25."""
    lengths = [
        clock.end_of(day, "America/Denver") + TICK - clock.start_of(day, "America/Denver")
        for day in (date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 4))
    ]
    assert [length / timedelta(hours=1) for length in lengths] == [23, 25, 24]


@given(st.timedeltas(timedelta(), timedelta(days=70_000)))
def test_a_quarter_holds_its_moment(gone: timedelta) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + gone
    start = clock.quarter(moment)
    assert start <= moment < start + timedelta(minutes=15)
    assert (start.minute % 15, start.second, start.microsecond, start.tzinfo) == (0, 0, 0, UTC)
    assert clock.quarter(start) == start
