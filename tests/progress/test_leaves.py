"""A due date waits for every day of leave that was not reckoned with when it was set."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.people.actor import Actor
from lms.people.models import Leave
from lms.progress import queries, terms
from lms.progress.enrolling import calendar_of
from lms.progress.leaves import LeaveRow, leaves_of, leaves_of_all, pauses
from lms.progress.terms import Why
from lms.roster import leave
from lms.signoff import decisions
from tests.cast import START, Cast, enrolled, posted
from tests.statements import statements

DAY = timedelta(days=1)
SECTION = "who-we-serve"
PLACE = (SECTION, "")
SET_AT = datetime.fromisoformat("2026-03-10T03:00:00+00:00")  # still March 9 at the office
FIRST, LAST, LONGER = date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 20)


def told(*ends: tuple[datetime, date | None]) -> LeaveRow:
    return LeaveRow(FIRST, ends[-1][1], ends)


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ([(SET_AT, LAST)], []),
        ([(SET_AT + DAY, LAST)], [(FIRST, LAST)]),
        ([(SET_AT - DAY, LAST), (SET_AT + DAY, LONGER)], [(LAST + DAY, LONGER)]),
        ([(SET_AT - DAY, LONGER), (SET_AT + DAY, LAST)], []),
        ([(SET_AT - DAY, None)], []),
        ([(SET_AT - DAY, None), (SET_AT + DAY, LAST)], [(FIRST + DAY, LAST)]),
    ],
    ids=["known", "later", "longer", "shorter", "open", "ended"],
)
def test_what_was_set_by_hand_waits_for_what_was_not_known(
    ends: list[tuple[datetime, date | None]], wanted: list[tuple[date, date]]
) -> None:
    assert pauses([told(*ends)], START, SET_AT, "America/Denver") == wanted


def test_what_was_counted_waits_for_every_leave() -> None:
    """But not for days before the guide began, nor for one whose end is not known."""
    leaves = [told((SET_AT - DAY, LAST)), told((SET_AT, None))]
    assert pauses(leaves, START) == [(FIRST, LAST)]
    assert pauses(leaves, FIRST + 2 * DAY) == [(FIRST + 2 * DAY, LAST)]
    assert pauses(leaves, LAST + DAY) == []


def test_a_leave_that_grows_moves_what_was_set_meanwhile(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    """Two days are known; the date is moved; then it becomes two weeks."""
    leave.record(boss, cast.learner, date(2026, 3, 5), date(2026, 3, 6))
    noon.shift(DAY)
    decisions.move_due(boss, cast.work, PLACE, date(2026, 3, 18), "We agreed on it.")
    noon.shift(DAY)
    held = db.session.scalars(select(Leave).filter_by(superseded_at=None)).one()
    assert leave.change(boss, cast.learner, held.id, date(2026, 3, 20)) > 0
    assert queries.due_dates(cast.work.id)[PLACE] == date(2026, 4, 1)  # 8 days from March 9 on


def test_the_end_of_an_open_leave_moves_what_was_set_meanwhile(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    leave.record(boss, cast.learner, date(2026, 3, 4), None)
    noon.shift(DAY)
    decisions.move_due(boss, cast.work, PLACE, date(2026, 3, 12), "We agreed on it.")
    noon.shift(14 * DAY)
    held = db.session.scalars(select(Leave).filter_by(superseded_at=None)).one()
    assert leave.change(boss, cast.learner, held.id, date(2026, 3, 18)) > 0
    assert queries.due_dates(cast.work.id)[PLACE] == date(2026, 3, 25)  # 5 days were left


@pytest.mark.both
def test_whoever_starts_with_a_leave_ahead_has_dates_that_wait(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    """Enrolling, and taking a guide up again; without any line of a date that moved."""
    new = posted("Nadia Karim", cast.office, cast.supervisor)
    leave.record(boss, new, date(2026, 3, 5), LAST)
    work = enrolled(new)
    assert queries.due_dates(work.id)[PLACE] == date(2026, 3, 25)
    terms.withdraw(officer, work, Why.OTHER)
    calendar = calendar_of(cast.office.id, work.program_id)
    terms.re_enroll(officer, work, START, calendar, job_role="case-manager")
    assert queries.due_dates(work.id)[PLACE] == date(2026, 3, 25)


def test_the_leaves_that_hold(cast: Cast) -> None:
    now = clock.now()
    first, gone = date(2026, 5, 4), date(2026, 4, 6)
    dates = {"person_id": cast.learner.id, "first_at": now, "recorded_at": now}
    later = dates | {"recorded_at": now + DAY}
    db.session.add_all([
        Leave(starts_on=first, ends_on=None, superseded_at=now + DAY, **dates),
        Leave(starts_on=first, ends_on=first, **later),
        Leave(starts_on=gone, ends_on=gone, superseded_at=now, **dates),
        Leave(starts_on=FIRST, ends_on=LAST, **dates),
        Leave(starts_on=gone, ends_on=gone, **dates | {"person_id": cast.colleague.id}),
    ])  # fmt: skip
    assert leaves_of(cast.learner.id) == [
        LeaveRow(FIRST, LAST, ((now, LAST),)),
        LeaveRow(first, first, ((now, None), (now + DAY, first))),
    ]
    with statements() as seen:
        found = leaves_of_all([cast.learner.id, cast.colleague.id, cast.supervisor.id])
    assert [len(rows) for rows in found.values()] == [2, 1, 0]
    assert len(seen) == 1
