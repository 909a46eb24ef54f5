"""How long a sign-in lasts, and how long a password given for a signature does.

So long without use, and never longer than a working day; a signing spell is shorter still.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import g, session

from config import Settings
from lms.base import clock

REFRESH = timedelta(seconds=60)


def begin(person_id: int, secret: str) -> None:
    """A new session: nothing of the one before survives signing in.

    Forms carry a token that is the same in all sessions of one person: a page left open while its
    owner signs in anew in another window can still be sent, and by nobody else.
    """
    session.clear()
    g.pop("csrf_token", None)  # it belonged to the session that ended
    token = hmac.new(secret.encode(), f"form\n{person_id}".encode(), hashlib.sha256)
    session["csrf_token"] = token.hexdigest()
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
    if now - seen > min(REFRESH, timedelta(minutes=settings.idle_minutes) / 4):
        session["seen"] = now.isoformat()
    return True


def end(person_id: int) -> None:
    """Signed out; who it was is kept, to give back what another window still has open."""
    session.clear()
    session["was"] = person_id


def whose() -> int | None:
    """Who was signed in with this browser last, by its signed cookie; nobody signed in now."""
    found = str(session.get("_user_id") or session.get("was") or "").partition(".")[0]
    return int(found) if found.isdigit() else None


def signing(settings: Settings) -> bool:
    """Whether a signing spell goes on: the password was given for a signature just now."""
    last = _moment("signed")
    length = timedelta(minutes=settings.signing_minutes)
    return not length or (last is not None and clock.now() - last <= length)


def signed() -> None:
    """Something was signed: the spell goes on from here."""
    session["signed"] = clock.now().isoformat()


def _moment(name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(session.get(name, ""))
    except (TypeError, ValueError):
        return None
