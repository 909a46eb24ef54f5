"""Which days of leave a due date waits for.

A date that was counted from the first day waits for every leave. One that somebody set by hand
reckons with what was known of a leave then; what became known later, such as a longer leave or the
end of one that was open, moves it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from lms.base import clock
from lms.base.db import batched, db
from lms.people.models import Leave
from lms.progress import due
from lms.progress.due import Due

ONE_DAY = timedelta(days=1)


class LeaveRow(NamedTuple):
    """A leave that holds: first and last day (None: not known yet), and how we learned of it.

    `told` says since when which last day was known, the earliest first.
    """

    starts_on: date
    ends_on: date | None
    told: tuple[tuple[datetime, date | None], ...]

    def reckoned(self, at: datetime, zone: str) -> date | None:
        """The last day of it that whoever set a date `at` reckoned with; None for none.

        While the end was not known, that is the day itself.
        """
        known = [last for since, last in self.told if since <= at]
        if not known:
            return None
        return known[-1] or clock.local(at, zone).date()


def pauses(
    leaves: Iterable[LeaveRow], begins: date, set_at: datetime | None = None,
    zone: str = clock.DEFAULT_ZONE,
) -> list[tuple[date, date]]:  # fmt: skip
    """First and last days for which a date waits, whose days are counted from `begins` on.

    `set_at` is when it was set by hand, None when it was counted. Days before cost none of it; a
    leave whose end is not known yet moves nothing.
    """
    found = []
    for one in leaves:
        first = max(one.starts_on, begins)
        known = one.reckoned(set_at, zone) if set_at else None
        if known is not None:
            first = max(first, known + ONE_DAY)
        if one.ends_on is not None and first <= one.ends_on:
            found.append((first, one.ends_on))
    return found


def waiting(
    planned: Sequence[Due], leaves: Sequence[LeaveRow], begins: date, closed: Collection[date]
) -> list[Due]:
    """The same dates, which were counted from `begins` on, for somebody with these leaves."""
    away = pauses(leaves, begins)
    return [replace(one, due_on=due.effective(one.base_on, away, closed)) for one in planned]


def leaves_of(person_id: int) -> list[LeaveRow]:
    """The leaves of a person that hold now, earliest first."""
    return leaves_of_all([person_id])[person_id]


def leaves_of_all(person_ids: Sequence[int]) -> dict[int, list[LeaveRow]]:
    """The same for many, in one query for five hundred."""
    found: dict[int, list[LeaveRow]] = {one: [] for one in person_ids}
    for some in batched(person_ids):
        rows = select(Leave).where(Leave.person_id.in_(some)).order_by(Leave.starts_on, Leave.id)
        states: dict[tuple[int, date, datetime], list[Leave]] = defaultdict(list)
        for row in db.session.scalars(rows):
            states[row.person_id, row.starts_on, row.first_at].append(row)
        for (person_id, first, _), rows_of in states.items():
            now = next((row for row in rows_of if row.superseded_at is None), None)
            if now is not None:
                told = tuple((row.recorded_at, row.ends_on) for row in rows_of)
                found[person_id].append(LeaveRow(first, now.ends_on, told))
    return found
