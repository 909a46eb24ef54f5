"""One clock: UTC inside, the wall's time outside, and an office's day ends at its own midnight."""

from datetime import UTC, date, datetime

import pytest
import time_machine

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
