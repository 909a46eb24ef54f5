"""How long a sign-in lasts: so long without use, and never longer than a working day."""

from datetime import datetime, timedelta

from flask import session

from config import Settings
from lms.base import clock

REFRESH = timedelta(seconds=60)


def begin() -> None:
    """A new session: nothing of the one before survives signing in."""
    session.clear()
    session["started"] = session["seen"] = clock.now().isoformat()


def still_good(settings: Settings) -> bool:
    """Whether the session may go on; notes that it was used just now."""
    started, seen = _moment("started"), _moment("seen")
    if started is None or seen is None:
        return False
    now = clock.now()
    over = now - started > timedelta(hours=settings.session_hours)
    if over or now - seen > timedelta(minutes=settings.idle_minutes):
        return False
    if now - seen > REFRESH:
        session["seen"] = now.isoformat()
    return True


def _moment(name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(session.get(name, ""))
    except (TypeError, ValueError):
        return None
