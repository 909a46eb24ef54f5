"""Due dates on a new edition: what is asked anew is not late on the day it is asked.

Kept dates are a promise and stay. But somebody who finished a section long ago and finds a new
task in it gets the section's days once more, from the day of the move.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from lms.base import clock
from lms.curriculum import queries as curriculum
from lms.people import queries as people
from lms.progress import due
from lms.progress.due import Calendar, Due, Place
from lms.progress.leaves import leaves_of, waiting
from lms.progress.rescheduling import office_calendar
from lms.progress.work import Work

Dates = Mapping[Place, tuple[Due, date]]  # each with the day from which its days are counted


def anew(then: Work, present: Mapping[Place, date], reopened: Collection[Place]) -> Dates:
    """The dates that somebody gets by moving, by place: of what is new and of what is open again.

    `present` are the dates they have now. A date counted from the first day holds unless it would
    be past; then the days are counted from today.
    """
    office_id = people.office_of(then.person_id)
    zone, closed = office_calendar(office_id)
    calendar = Calendar(closed, curriculum.due_days(office_id, then.program_id))
    away, today = leaves_of(then.person_id), clock.today(zone)
    late_start = max(then.starts_on, today)
    by_start, by_today = (
        {
            (one.section_key, one.task_key): one
            for one in waiting(due.schedule(then.outline, start, calendar), away, start, closed)
        }
        for start in (then.starts_on, late_start)
    )
    found: dict[Place, tuple[Due, date]] = {}
    for place, one in by_start.items():
        if place in present and (place not in reopened or present[place] >= today):
            continue
        past = one.due_on < today
        found[place] = (by_today[place], late_start) if past else (one, then.starts_on)
    ends = {**present, **{place: one.due_on for place, (one, _) in found.items()}}
    return {
        place: (_within(one, ends.get((one.section_key, ""))), counted)
        for place, (one, counted) in found.items()
    }


def _within(one: Due, last: date | None) -> Due:
    """A task is due with its section at last."""
    if last is None or one.due_on <= last:
        return one
    return replace(one, base_on=last, due_on=last)
