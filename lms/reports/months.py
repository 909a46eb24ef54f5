"""How the visible people stood on one guide at each of the last month ends.

Each month end is the team page *as at* that day: it asks the same conditions, so that the picture
and the page can never say different numbers. A month ends at each office's own midnight.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, literal, not_, union_all

from lms.base import events
from lms.base.db import db, kept
from lms.progress.access import Visible
from lms.reports.asked import Asked
from lms.reports.selecting import WHOLE, late, selected

MONTHS = 12


class MonthEnd(NamedTuple):
    """The people at one month's end: finished, on track and late."""

    on: date
    numbers: tuple[int, int, int]


def ends(day: date) -> list[date]:
    """The last days of the twelve months that are over on `day`, the oldest first."""
    found = []
    for _ in range(MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def standing(visible: Visible, asked: Asked) -> Sequence[MonthEnd]:
    """The people of one guide, and perhaps office, at each of the last month ends, in one query.

    `asked` as for the team page; its day is left aside.
    """
    return _standing(visible, asked, events.state())


@kept  # twelve looks back are the dearest thing here; they are the same while nothing changed
def _standing(visible: Visible, asked: Asked, _state: tuple[int, int]) -> Sequence[MonthEnd]:
    days = ends(asked.today)
    counting = [_counted(visible, replace(asked, on=on), n) for n, on in enumerate(days)]
    counted = {n: numbers for n, *numbers in db.session.execute(union_all(*counting))}
    made = []
    for number, on in enumerate(days):
        finished, behind, everyone = (n or 0 for n in counted[number])
        made.append(MonthEnd(on, (finished, everyone - finished - behind, behind)))
    return made


def _counted(visible: Visible, asked: Asked, number: int) -> Select[*tuple[Any, ...]]:
    """How many had finished at a month's end, how many were late, and how many there were."""
    behind = late(asked)
    done = not_(behind) & (WHOLE.done >= WHOLE.required)
    return selected(
        visible, asked, literal(number), func.sum(case((done, 1), else_=0)),
        func.sum(case((behind, 1), else_=0)), func.count(),
    )  # fmt: skip
