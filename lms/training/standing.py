"""Where a course stands for one person on one day, worked out from dated facts. No database here.

This is the one place that knows when a course is missing, booked, in date, expiring, expired or
waived; My training, the team, the record and the exports all ask it, so they cannot disagree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from lms.training import validity


class State(StrEnum):
    """What is said of a course."""

    MISSING = "missing"
    REQUESTED = "requested"
    BOOKED = "booked"
    IN_DATE = "in-date"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    WAIVED = "waived"
    OPEN = "open"  # suggested, or not asked at all


GOOD = frozenset({State.IN_DATE, State.EXPIRING, State.WAIVED})


class Asked(NamedTuple):
    """What an office asks of a person: a requirement that holds on the day."""

    starts_on: date  # of these terms
    within_days: int
    valid_months: int | None
    since: date  # from when on it is asked without a break, be it on other terms


class Completed(NamedTuple):
    """A confirmed record that counts."""

    record_id: int
    on: date
    valid_until: date | None


class Seat(NamedTuple):
    """A seat, or a place on the waiting list, of a session to come; only a seat is Booked."""

    session_id: int
    starts_at: datetime
    zone: str
    waiting: bool


@dataclass(frozen=True)
class Known:
    """All that is known of one person and one course on one day."""

    asked: Asked | None = None
    since: date | None = None  # first day in the post
    completed: Sequence[Completed] = ()
    seats: Sequence[Seat] = ()
    requested: bool = False
    waived: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a course stands for a person."""

    state: State
    required: bool = False
    due_on: date | None = None  # until when it is to be there, where it is not
    record: Completed | None = None  # the one that counts longest
    until: date | None = None  # the last day that record is good; None: for good
    seat: Seat | None = None
    requested: bool = False

    @property
    def lasting(self) -> bool:
        """Whether a record is good on the day."""
        return self.state in (State.IN_DATE, State.EXPIRING)

    @property
    def good(self) -> bool:
        """Whether nothing is missing now."""
        return self.state in GOOD or not self.required

    @property
    def to_do(self) -> bool:
        """Whether something is to be done about it, soon or now."""
        return self.required and self.state not in (State.IN_DATE, State.WAIVED)

    def overdue(self, day: date) -> bool:
        """Whether it should have been there before `day`."""
        return not self.good and self.due_on is not None and self.due_on < day

    def look(self, day: date) -> str:
        """The name of its look on pages: what is missing is an alarm only once it is late."""
        early = self.state is State.MISSING and not self.overdue(day)
        return "needed" if early else self.state.value

    def looks(self, day: date) -> tuple[str, ...]:
        """The same, with what is late said beside what is done about it."""
        said = self.look(day)
        alarms = self.state in (State.MISSING, State.EXPIRED)
        return (said,) if alarms or not self.overdue(day) else ("overdue", said)

    def order(self, day: date) -> tuple[int, date]:
        """What needs attention first."""
        urgent = (State.EXPIRED, State.MISSING, State.REQUESTED, State.BOOKED, State.EXPIRING)
        place = urgent.index(self.state) if self.state in urgent else len(urgent)
        return (0 if self.overdue(day) else 1 + place, self.due_on or self.until or date.max)


def standing(known: Known, day: date) -> Standing:
    """Where the course stands on `day`."""
    record, last = _longest(known)
    seat = min(known.seats, key=lambda one: (one.waiting, one.starts_at), default=None)
    holds = record is not None and (last is None or last >= day)
    if holds:
        soon = last is not None and last - day <= timedelta(days=validity.EXPIRING_DAYS)
        state = State.EXPIRING if soon else State.IN_DATE
    elif known.waived:
        state = State.WAIVED
    elif seat is not None and not seat.waiting:
        state = State.BOOKED
    elif known.requested:
        state = State.REQUESTED
    elif record is not None:
        state = State.EXPIRED
    else:
        state = State.MISSING if known.asked else State.OPEN
    return Standing(
        state, known.asked is not None and not known.waived, _due(known, last), record, last, seat,
        known.requested,
    )  # fmt: skip


def good_until(done: Completed, asked: Asked | None) -> date | None:
    """The last day a record is good.

    What was fixed when it was confirmed stands. One without an end follows a requirement that is
    renewed, but nobody loses by a new requirement before its time to comply is over.
    """
    if done.valid_until is not None or asked is None or asked.valid_months is None:
        return done.valid_until
    grace = asked.starts_on + timedelta(days=asked.within_days)
    return max(validity.later(done.on, asked.valid_months), grace)


def _longest(known: Known) -> tuple[Completed | None, date | None]:
    """The record that is good longest, and its last day."""
    ends = [(good_until(one, known.asked), one) for one in known.completed]
    if not ends:
        return None, None
    last, record = max(ends, key=lambda pair: (pair[0] or date.max, pair[1].on, pair[1].record_id))
    return record, last


def _due(known: Known, last: date | None) -> date | None:
    """When it has to be there: so long after the start, or at the end of the one before.

    Who comes with a course that ran out long ago has as long as whoever never had it.
    """
    if known.asked is None or (known.completed and last is None):
        return None
    begins = max(filter(None, (known.since, known.asked.since)))
    return max(begins + timedelta(days=known.asked.within_days), last or date.min)


def worst(standings: Iterable[Standing], day: date) -> Standing | None:
    """The one that needs attention first; None where there is none."""
    return min(standings, key=lambda one: one.order(day), default=None)
