"""Where the present pace leads: a date, or honest words why none can be said.

The pace is what was finished in the last twenty working days; days of leave count for nobody.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lms.base.filters import day as worded
from lms.people import queries as people
from lms.progress import due

LOOKED_AT = 20  # working days
TOO_EARLY = 5  # fewer tell nothing
FURTHEST = 500  # working days: two years ahead nobody's pace holds
ONE_DAY = timedelta(days=1)


class Ahead(NamedTuple):
    """The day on which all would be done, if it can be said, and how to say it."""

    on: date | None
    says: str


def ahead(
    person_id: int, starts_on: date, done: Sequence[date], left: int, day: date,
    at: datetime | None = None,
) -> Ahead:  # fmt: skip
    """Where someone's pace leads who did something on these days and has so many tasks left.

    As we know now, or knew `at` a past moment.
    """
    if not left:
        return Ahead(None, f"All is done since {worded(done[-1])}." if done else "Nothing is open.")
    if day < starts_on:
        return Ahead(None, f"The guide begins on {worded(starts_on)}.")
    closed, away = off(person_id, day, at)
    if away:
        return Ahead(None, "On leave now, so no date can be said.")
    since = max(due.days_back(day, LOOKED_AT, closed), starts_on - ONE_DAY)
    finished = sum(since < on <= day for on in done)
    return _led(finished, due.working_days(since, day, closed), left, day, closed)


def _led(finished: int, worked: int, left: int, day: date, closed: Collection[date]) -> Ahead:
    """Where it leads when so many were finished in so many working days."""
    if worked < TOO_EARLY:
        return Ahead(None, f"It is too early to say where the pace leads: {_days(worked)} so far.")
    span = f"the last {_days(worked)}"
    if not finished:
        return Ahead(None, f"Nothing was finished in {span}, so no date can be said.")
    needed = -(-left * worked // finished)
    pace = f"At the pace of {span} ({finished} done)"
    if needed > FURTHEST:
        return Ahead(None, f"{pace} it would take more than two years.")
    on = due.days_ahead(day, needed, closed)
    return Ahead(on, f"{pace} all would be done on {worded(on)}.")


def off(
    person_id: int, day: date, at: datetime | None = None
) -> tuple[frozenset[date], bool]:  # fmt: skip
    """The days around `day` on which this person does not work, and whether on leave then.

    The office's closed days, and leave: what is open-ended lasts until `day`. Post and leave as
    known `at` a moment; nobody notes when a closed day became known, so these are today's.
    """
    post = people.post_of(person_id, day, at)
    closed = set(people.holidays(post.office_id if post else None))
    first, last = day - timedelta(days=366), day + timedelta(days=2 * 366)
    away: set[date] = set()
    for leave in people.leaves(person_id, at):
        until = min(leave.ends_on or max(day, leave.starts_on), last)
        on = max(leave.starts_on, first)
        away |= {on + timedelta(days=n) for n in range((until - on).days + 1)}
    return frozenset(closed | away), day in away


def _days(number: int) -> str:
    return "1 working day" if number == 1 else f"{number} working days"
