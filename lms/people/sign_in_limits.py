"""How often signing in may fail: strictly per account, generously per address.

Guessing one account is stopped within a minute; an office of fifty behind one address is not
locked out by its Monday-morning typing errors. The counts live in the database, so that several
server processes share them. Names and addresses are kept only as keyed digests.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete, literal, update

from config import Settings
from lms.base import clock
from lms.base.db import db, upsert
from lms.people.models import SignInRun

RUN_ENDS_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Limit:
    """So many failures in a run (with gaps under a minute), then a pause."""

    failures: int
    pause: timedelta

    @classmethod
    def minutes(cls, failures: int, pause: int) -> "Limit":
        """A limit with its pause in minutes, as settings give it."""
        return cls(failures, timedelta(minutes=pause))

    @classmethod
    def of_account(cls, settings: Settings) -> "Limit":
        """How often the password of one account may be tried."""
        return cls.minutes(settings.account_failures, settings.account_pause_minutes)


def key(kind: str, name: str, secret: str) -> str:
    """The key under which failures of `name` are counted, telling nothing about it."""
    return f"{kind}:{hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()}"


def attempt(counted: str, limit: Limit) -> bool:
    """Count one attempt before it is checked; False when it may not be checked at all.

    Counting first makes many attempts at once no better than one after another. A refused
    attempt does not lengthen the pause.
    """
    now = clock.now()
    stale = SignInRun.last_at < now - RUN_ENDS_AFTER
    served = SignInRun.last_at < now - limit.pause
    full = SignInRun.failures >= limit.failures
    row = {"key": counted, "failures": 1, "last_at": now}
    over = limit.failures + 1
    statement = upsert(SignInRun).values(row).on_conflict_do_update(
        index_elements=[SignInRun.key],
        set_={
            "failures": case(
                (served, 1),
                (full, over),
                (stale, 1),
                else_=SignInRun.failures + 1,
            ),
            "last_at": case((full & ~served, SignInRun.last_at), else_=literal(now)),
        },
    ).returning(SignInRun.failures)  # fmt: skip
    return db.session.execute(statement).scalar_one() <= limit.failures


def give_back(counted: str) -> None:
    """The attempt was no failure, yet the run goes on: one good account hides no bad ones."""
    db.session.execute(
        update(SignInRun)
        .where(SignInRun.key == counted, SignInRun.failures > 0)
        .values(failures=SignInRun.failures - 1)
    )


def forget(counted: str) -> None:
    """The run ends: the right password was given."""
    db.session.execute(delete(SignInRun).where(SignInRun.key == counted))
