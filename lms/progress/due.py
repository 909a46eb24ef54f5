"""When something is due: counted from the start date, never on a day the office is closed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.base.errors import Refusal
from lms.curriculum.outline import ProgramOutline

SATURDAY = 5
FURTHEST = date(2200, 1, 1)
LONGEST = timedelta(days=5 * 365)
ONE_DAY = timedelta(days=1)
Place = tuple[str, str]  # what it is for: section key, task key ("" for the section itself)


@dataclass(frozen=True)
class Due:
    """One due date to be: of a section, or of a single task in it.

    `base_on` is the day counted from the start, `due_on` the first day from then on that is open.
    """

    section_key: str
    task_key: str
    base_on: date
    due_on: date


def is_working(day: date, holidays: Collection[date]) -> bool:
    """Whether the office is open on `day`."""
    return day.weekday() < SATURDAY and day not in holidays


def due_on(start: date, days: int, holidays: Collection[date]) -> date:
    """`days` after `start`; when the office is closed then, the next day it is open.

    Later rather than earlier, so that nobody loses time to a holiday.
    """
    day = start + timedelta(days=days)
    while not is_working(day, holidays):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Calendar:
    """When an office is closed, and the days it gives for a section where not the guide's."""

    closed: frozenset[date] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)


def schedule(program: ProgramOutline, start: date, calendar: Calendar) -> list[Due]:
    """All due dates of someone who starts on `start`: each section's, and earlier tasks' own.

    Raises Refusal for a start date no calendar of ours reaches.
    """
    if not date(2000, 1, 1) <= start < FURTHEST:
        raise Refusal("Choose a start date after 1999 and before 2200.", "starts_on")
    dates = []
    for section in program.sections:
        days = calendar.days.get(section.key, section.due_days)
        if days is not None:
            dates.append((section.key, "", days))
        latest = LONGEST.days if days is None else days  # a task is due with its section at last
        own = ((task.key, task.due_days) for task in section.tasks if task.due_days is not None)
        dates += [(section.key, key, min(wished, latest)) for key, wished in own]
    return [
        Due(section, key, start + timedelta(days=days), due_on(start, days, calendar.closed))
        for section, key, days in dates
    ]


def effective(base: date, leaves: Iterable[tuple[date, date]], closed: Collection[date]) -> date:
    """When something is due that was set to `base`: leave pauses it, a closed day defers it.

    `leaves` are first and last days, in any order; days that lie in two count once. As many
    working days are left after a leave as there were before it; what was due before a leave began
    stays late.
    """
    day, back = due_on(base, 0, closed), date.min  # the last day already reckoned with
    for first, last in sorted(leaves):
        begins = max(first, back + ONE_DAY)
        if begins <= min(day, last):
            day = days_ahead(last, working_days(begins - ONE_DAY, day, closed), closed)
            back = last
    return day


def check(day: date, starts_on: date, holidays: Collection[date]) -> None:
    """Refuse a day that nothing can fall due on."""
    if not starts_on <= day <= starts_on + LONGEST:
        raise Refusal("Choose a day from the start of this guide on, within five years.", "due_on")
    if not is_working(day, holidays):
        raise Refusal("The office is closed on this day. Choose one it is open.", "due_on")


def working_days(early: date, late: date, holidays: Collection[date] = ()) -> int:
    """Working days after `early` up to and including `late`: how long something has waited."""
    span = (late - early).days
    return sum(is_working(early + timedelta(days=n), holidays) for n in range(1, span + 1))


def days_ahead(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The day on which `number` working days have passed after `day`."""
    while number > 0:
        day += ONE_DAY
        number -= is_working(day, holidays)
    return day


def days_back(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The latest day from which `number` working days have passed until `day`."""
    while number > 0:
        number -= is_working(day, holidays)
        day -= timedelta(days=1)
    return day
