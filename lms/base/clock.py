"""The one clock. Everything that asks what time it is asks here, so that a test can move it.

The database holds UTC; pages show the person's zone; a date is a date, with no time or zone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_ZONE = "America/New_York"


_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let it be `moment`: the demo office has a past, which its rules write as if it were then."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def local(moment: datetime, zone: str) -> datetime:
    """`moment` as the clock on the wall of `zone` (an IANA name) shows it."""
    return moment.astimezone(ZoneInfo(zone))


def today(zone: str, moment: datetime | None = None) -> date:
    """The calendar day in `zone`, now or at `moment`: an office's day ends at its own midnight."""
    return local(moment or now(), zone).date()


def start_of(day: date, zone: str) -> datetime:
    """The moment at which `day` begins in `zone`."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """The last moment of `day` in `zone`: what is shown *as at* a day, whichever someone typed."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def quarter(moment: datetime) -> datetime:
    """The beginning of its quarter hour; midnight falls on one in every zone on earth."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone that can be stored."""
    return name in available_timezones()
