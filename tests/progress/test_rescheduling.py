"""Due dates follow leaves and closed days; what is done, and what was meant, stays."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.events import Event
from lms.people.actor import Actor
from lms.people.rules import close_on
from lms.progress import queries, rules
from lms.progress.leaves import LeaveRow
from lms.progress.models import DueDate
from lms.progress.moved_dates import moves
from lms.progress.rescheduling import follow_calendar, reschedule
from lms.progress.section_progress import Kept
from lms.signoff import decisions
from tests.cast import Cast, enrolled, posted
from tests.progress.history import nothing_changes, verbs
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("sound")

DAY = timedelta(days=1)
SECTION, DUE = "who-we-serve", date(2026, 3, 16)  # a Monday
PLACE, EARLY = (SECTION, ""), ("additional-resources", "dv-protocol")


def away(first: date, last: date | None) -> LeaveRow:
    """A leave that was recorded just now."""
    return LeaveRow(first, last, ((clock.now() + timedelta(seconds=1), last),))


def moved(cast: Cast, *leaves: LeaveRow, closed: frozenset[date] = frozenset()) -> int:
    calendar = (cast.office.time_zone, closed)
    held = rules.lock(cast.work)
    return reschedule(cast.officer.id, [held], calendar, {held.person_id: leaves})


@pytest.mark.both
def test_a_closed_day_defers_what_is_due_on_it(cast: Cast) -> None:
    assert moved(cast, closed=frozenset({DUE})) == 4  # the section, and three tasks with dates
    due = queries.due_dates(cast.work.id)
    assert due[PLACE] == due[EARLY] == DUE + DAY == Kept(cast.work.id).lines[SECTION].due_on
    lines = db.session.scalars(select(Event).filter_by(verb="due-date-shifted")).all()
    assert len(lines) == 4
    assert lines[0].actor_id == cast.officer.id
    assert lines[0].data == {
        "enrollment": cast.work.id, "section": SECTION, "task": "", "was": str(DUE),
        "on": str(DUE + DAY),
    }  # fmt: skip


def test_a_day_that_is_open_again_brings_the_date_back(cast: Cast) -> None:
    moved(cast, closed=frozenset({DUE}))
    assert moved(cast) == 4
    assert queries.due_dates(cast.work.id)[PLACE] == DUE
    rows = db.session.scalars(select(DueDate).filter_by(
        enrollment_id=cast.work.id, section_key=SECTION, task_key=""
    ).order_by(DueDate.id)).all()  # fmt: skip
    assert [(row.due_on, row.superseded_at is None) for row in rows] == [
        (DUE, False), (DUE + DAY, False), (DUE, True),
    ]  # fmt: skip
    assert len({(row.base_on, row.base_at) for row in rows}) == 1


def test_a_leave_pauses_what_is_due_in_it_or_later(cast: Cast) -> None:
    """Ten working days were left on the first day of the leave; as many are left after it."""
    assert moved(cast, away(date(2026, 3, 5), date(2026, 3, 13))) == 9
    assert queries.due_dates(cast.work.id)[PLACE] == date(2026, 3, 25)
    assert moved(cast) == 9
    assert queries.due_dates(cast.work.id)[PLACE] == DUE


def test_a_leave_without_an_end_moves_nothing(cast: Cast) -> None:
    with nothing_changes():
        assert moved(cast, away(date(2026, 3, 5), None)) == 0


def test_a_second_time_moves_nothing(cast: Cast) -> None:
    leave = away(date(2026, 3, 5), date(2026, 3, 13))
    moved(cast, leave, closed=frozenset({DUE}))
    with nothing_changes():
        assert moved(cast, leave, closed=frozenset({DUE})) == 0


def test_what_is_done_keeps_its_date(cast: Cast, boss: Actor, me: Actor) -> None:
    for task in cast.work.outline.section(SECTION).tasks:
        decisions.waive(boss, cast.work, task.key, "She taught this for years.")
    decisions.waive(boss, cast.work, EARLY[1], "She wrote it.")
    assert moved(cast, closed=frozenset({DUE})) == 2
    due = queries.due_dates(cast.work.id)
    assert due[PLACE] == due[EARLY] == DUE
    assert "due-date-shifted" in verbs(me.id)


def test_who_moved_a_date_and_why_stays_readable(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    wished = date(2026, 3, 25)
    decisions.move_due(boss, cast.work, PLACE, wished, "Her laptop came *late*.")
    before = moves(cast.work.id)[PLACE]
    noon.shift(DAY)
    assert moved(cast, closed=frozenset({wished})) == 1
    assert queries.due_dates(cast.work.id)[PLACE] == wished + DAY
    assert moves(cast.work.id)[PLACE] == before
    assert (before.due_on, before.moved_by) == (wished, boss.name)


def test_days_before_the_guide_began_cost_none_of_it(cast: Cast) -> None:
    """A leave that was over by then moves nothing; of one in progress its rest counts."""
    start = cast.work.starts_on
    assert moved(cast, away(start - 60 * DAY, start - 20 * DAY)) == 0
    assert moved(cast, away(start - 60 * DAY, start - DAY)) == 0
    moved(cast, away(start - 14 * DAY, start + DAY))
    assert queries.due_dates(cast.work.id)[PLACE] == DUE + 2 * DAY


def asked_for(cast: Cast, day: date) -> list[str]:
    """What it takes to close the office on a day and let everybody's dates follow."""
    close_on(cast.office, day, "Snow")
    db.session.commit()
    with statements() as seen:
        assert follow_calendar(None, cast.office.id, [day])
    db.session.commit()
    return seen


def test_many_people_are_locked_and_read_at_once(cast: Cast) -> None:
    """Only the lines of those whose dates moved are written one by one."""
    few = asked_for(cast, DUE)
    for number in range(6):
        enrolled(posted(f"Learner {number}", cast.office, cast.supervisor))
    many = asked_for(cast, date(2026, 4, 1))
    assert len(many) - len(few) <= 6 * 5
    for table in ("leave", "holiday", "ledger", "event_chain", "enrollment_term"):
        few_of, many_of = ([s for s in seen if f"FROM {table}" in s] for seen in (few, many))
        assert len(many_of) == len(few_of), table
    closed = [s for s in many if "event_chain" in s and s.startswith("SELECT")]
    assert len(closed) == 2  # their ids, and the lock


def test_whom_the_caller_has_locked_is_not_locked_again(cast: Cast) -> None:
    """A holiday takes the office and its people in one step."""
    close_on(cast.office, DUE, "Snow")
    events.lock(events.person(cast.learner.id), events.person(cast.colleague.id))
    with statements() as seen:
        assert follow_calendar(None, cast.office.id, [DUE]) == 8
    assert not [s for s in seen if "event_chain" in s and s.startswith("SELECT")]
