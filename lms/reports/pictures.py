"""Pictures for those who answer for others: how a person, an office and the approvals stand.

A picture says in words what it shows, and where the numbers do not allow a date it says that.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime

from lms.base.drawing import Drawing, Frame, Part, Series, Table, bars, columns, lines
from lms.base.filters import MONTHS
from lms.base.filters import day as worded
from lms.progress.access import Visible
from lms.progress.queries import section_standings
from lms.progress.sections import SectionStanding
from lms.progress.work import Work
from lms.reports import months as month_ends
from lms.reports import pace
from lms.reports.asked import Asked
from lms.reports.waiting import AGES, Group


def burn_up(
    work: Work, day: date, sections: Sequence[SectionStanding] | None = None,
    at: datetime | None = None,
) -> Drawing:  # fmt: skip
    """What one person has done against what was planned, and where the present pace leads.

    As it is, or was `at` a past moment (`work` as it was then). `sections` are the standings of
    that work where the page has read them already.
    """
    if sections is None:
        sections = section_standings(work, at)
    tasks = [one for section in sections for one in section.tasks.values() if one.task.required]
    done = sorted(one.done_on for one in tasks if one.done_on)
    due = sorted(one.due_on for one in tasks if one.due_on)
    ahead = pace.ahead(work.person_id, work.starts_on, done, len(tasks) - len(done), day, at)
    start = min([work.starts_on, day, *done[:1]])
    drawn = [
        Series("Done", "done", [*_counted(start, done), (max(day, start), len(done))]),
        Series("Planned", "planned", _counted(start, due)),
    ]
    if ahead.on is not None:
        towards = [(day, float(len(done))), (ahead.on, float(len(tasks)))]
        drawn.append(Series("At this pace", "pace", towards, stepped=False))
    planned = bisect_right(due, day)
    counted = f"{len(done)} of {len(tasks)} tasks are done; {planned} were planned by now."
    rows = [
        (worded(on), bisect_right(due, on), bisect_right(done, on) if on <= day else "–")
        for on in sorted({*due, day})
    ]
    frame = Frame(f"burn-up-{work.id}", "Done against planned", f"{counted} {ahead.says}")
    return lines(frame, drawn, day, Table(("By", "Planned", "Done"), rows))


def _counted(start: date, days: Sequence[date]) -> list[tuple[date, float]]:
    """How many by each day, from none on."""
    return [(start, 0), *((on, bisect_right(days, on)) for on in sorted(set(days)))]


def months(visible: Visible, asked: Asked) -> Drawing | None:
    """How many of the visible people were finished, on track and late at each month's end.

    None where nobody was on the guide at any of them.
    """
    found = month_ends.standing(visible, asked)
    if not any(sum(one.numbers) for one in found):
        return None
    finished, on_track, late = zip(*(one.numbers for one in found), strict=True)
    parts = [
        Part("Finished", "done", finished), Part("On track", "track", on_track),
        Part("Late", "late", late),
    ]  # fmt: skip
    last = found[-1]
    says = (
        f"At the end of {worded(last.on)}: {finished[-1]} finished, {on_track[-1]} on track, "
        f"{late[-1]} late with something."
    )
    names = [MONTHS[one.on.month - 1] for one in found]
    head = ("At the end of", "Finished", "On track", "Late")
    rows = [(f"{name} {one.on.year}", *one.numbers) for name, one in zip(names, found, strict=True)]
    return columns(Frame("months", "Month by month", says), names, parts, Table(head, rows))


def ages(groups: Sequence[Group]) -> Drawing:
    """How long what waits has waited, all signers together."""
    sums = [sum(one.numbers[step] for one in groups) for step in range(len(AGES))]
    looks = ("done", "track", "track", "late")
    named = [(name, look, n) for (_, name), look, n in zip(AGES, looks, sums, strict=True)]
    waits = "1 thing waits" if sum(sums) == 1 else f"{sum(sums)} things wait"
    says = f"{waits} for a signature; {sums[-1]} for 6 working days or more."
    rows = [(name, n) for name, _, n in named]
    frame = Frame("ages", "How long it has waited", says)
    return bars(frame, named, Table(("Working days", "How many"), rows))
