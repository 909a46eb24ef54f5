"""The days on which an office is closed: public ones, and its own.

Nothing falls due on such a day. So whenever one is added or taken away, the due dates that it
touches are worked out anew, for nobody should have to move them by hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Chain, Event
from lms.people.models import Holiday, Office
from lms.progress import due, rescheduling
from lms.progress.due import FURTHEST
from lms.roster.offices import one_line
from lms.roster.public_holidays import public_holidays

PAGE, YEARS, MOST_YEARS = 25, 3, 10
LONGEST_NAME = 200
EARLIEST = date(2000, 1, 1)
ALREADY = "That day is in the calendar already, as “{name}”. Nothing was changed."
ADDED, REMOVED = "holiday-added", "holiday-removed"


@dataclass(frozen=True)
class Offered:
    """A public holiday that an office can take over."""

    on: date
    name: str
    known: bool  # it is in the office's calendar already
    opened: bool  # the office took it out: it is open then


class Added(NamedTuple):
    """What became of a day: how many due dates moved, or the name under which it stood already."""

    moved: int
    already: str = ""


def listed(office: Office, page: int = 1) -> tuple[list[Holiday], bool]:
    """The days of this year and later, a page of them, and whether there are more."""
    since = clock.today(office.time_zone).replace(month=1, day=1)
    found = select(Holiday).where(Holiday.office_id == office.id, Holiday.on >= since)
    found = found.order_by(Holiday.on).offset((page - 1) * PAGE).limit(PAGE + 1)
    rows = db.session.scalars(found).all()
    return list(rows[:PAGE]), len(rows) > PAGE


def upcoming(office: Office) -> int:
    """How many days are still to come this year and later."""
    today = clock.today(office.time_zone)
    found = select(func.count()).where(Holiday.office_id == office.id, Holiday.on >= today)
    return db.session.scalar(found) or 0


def offered(office: Office, region: str | None = None, years: int = YEARS) -> list[Offered]:
    """The public holidays of an office's state (or of `region`), from this year on."""
    year = clock.today(office.time_zone).year
    known, opened = _known(office.id), _opened(office.id)
    state = (office.region or "") if region is None else region
    return [
        Offered(on, name, on in known, on in opened - known)
        for on, name in public_holidays(state, year, years).items()
    ]


def add(office: Office, on: date, name: str, *, actor_id: int | None) -> Added:
    """A day of the office's own. One that is in the calendar stays as it is, with its name.

    Raises Refusal for a weekend, a day no calendar of ours reaches, or a name that is none.
    """
    name = one_line(name, "name", LONGEST_NAME)
    if not EARLIEST <= on < FURTHEST:
        raise Refusal("Choose a day after 1999 and before 2200.", "on")
    if not due.is_working(on, ()):
        raise Refusal("This is a weekend: the office is closed anyway.", "on")
    count, moved = _add(office, {on: name}, own=True, actor_id=actor_id)
    if count:
        return Added(moved)
    there = select(Holiday.name).where(Holiday.office_id == office.id, Holiday.on == on)
    return Added(0, db.session.scalars(there).one())


def add_public(
    office: Office, chosen: Mapping[date, str], *, actor_id: int | None
) -> tuple[int, int]:
    """Take these public holidays over; those there already stay as they are.

    Returns how many days were added and how many due dates moved.
    """
    return _add(office, chosen, own=False, actor_id=actor_id)


def remove(
    office: Office, holiday_id: int, *, actor_id: int | None, shown: date | None = None
) -> int:  # fmt: skip
    """The office is open then after all. Returns how many due dates moved.

    A second time changes nothing. `shown` is the day as the page had it: SQLite gives a number
    again, and an old page must not remove another day. Raises NotFound for what never was a day
    of this office.
    """
    day = db.session.scalar(
        select(Holiday.on).where(Holiday.id == holiday_id, Holiday.office_id == office.id)
    )
    if day is None or shown not in (None, day):
        if not _was_removed(office.id, holiday_id):
            raise NotFound
        return 0
    _lock(office.id, [day])
    row = db.session.get(Holiday, holiday_id, populate_existing=True)
    if row is None:
        return 0
    db.session.delete(row)
    db.session.flush()
    events.record(events.office(office.id), REMOVED, actor_id=actor_id, on=day, holiday=holiday_id)
    return rescheduling.follow_calendar(actor_id, office.id, [day])


def _add(
    office: Office, days: Mapping[date, str], *, own: bool, actor_id: int | None
) -> tuple[int, int]:
    _lock(office.id, days)
    known = _known(office.id)
    new = {on: name for on, name in sorted(days.items()) if on not in known}
    if not new:
        return 0, 0
    db.session.add_all(
        Holiday(office_id=office.id, on=on, name=name, own=own) for on, name in new.items()
    )
    db.session.flush()
    events.record_all([
        events.NewLine(events.office(office.id), ADDED, actor_id, {"on": on, "own": own})
        for on in new
    ])  # fmt: skip
    return len(new), rescheduling.follow_calendar(actor_id, office.id, new)


def _lock(office_id: int, days: Collection[date]) -> None:
    """The office and those whose dates may move, in one step, so that two rules cannot block."""
    touched = rescheduling.touched(office_id, days)
    events.lock(events.office(office_id), *(events.person(work.person_id) for work in touched))


def _known(office_id: int) -> set[date]:
    return set(db.session.scalars(select(Holiday.on).where(Holiday.office_id == office_id)))


def _was_removed(office_id: int, holiday_id: int) -> bool:
    return any(data.get("holiday") == holiday_id for _, data in _told(office_id, REMOVED))


def _told(office_id: int, *verbs: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """What the office's record says of its closed days, oldest first."""
    lines = (
        select(Event.verb, Event.data)
        .join(Chain, Chain.id == Event.chain_id)
        .where(Chain.subject_kind == "office", Chain.subject_id == office_id)
        .where(Event.verb.in_(verbs))
        .order_by(Event.number)
    )
    return [(verb, data) for verb, data in db.session.execute(lines)]


def _opened(office_id: int) -> set[date]:
    """The days that were taken out of the calendar last, by the office's record."""
    last = {str(data["on"]): verb for verb, data in _told(office_id, ADDED, REMOVED)}
    return {date.fromisoformat(on) for on, verb in last.items() if verb == REMOVED}
