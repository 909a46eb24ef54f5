"""Closed days: taken over from the law, added by the office, followed by the due dates."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.errors import NotFound
from lms.cli import preceptor
from lms.curriculum import queries as curriculum
from lms.people import queries as people
from lms.people.models import Holiday, Leave, Office
from lms.progress import leaves, queries, rescheduling, rules
from lms.progress.enrolling import calendar_of
from lms.progress.work import works_of
from lms.roster import holidays, offices
from lms.roster.offices import Setup
from lms.roster.public_holidays import REGIONS, public_holidays
from tests.cast import START, Cast, enrolled, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.roster.test_offices import lines

pytestmark = pytest.mark.usefixtures("sound")

DAY = timedelta(days=1)
DUE = date(2026, 3, 16)  # a Monday: the first section, and three tasks with dates of their own
PLACE = ("who-we-serve", "")


def day_off(office: Office, on: date = DUE, name: str = "Spring day") -> int:
    return holidays.add(office, on, name, actor_id=None).moved


def row(office: Office, on: date = DUE) -> Holiday:
    return db.session.scalars(select(Holiday).filter_by(office_id=office.id, on=on)).one()


def test_what_the_law_says_of_a_state() -> None:
    found = public_holidays("UT", 2026, 3)
    assert found[date(2026, 7, 3)] == "Independence Day (observed)"  # July 4 is a Saturday
    assert date(2026, 7, 4) not in found
    assert found[date(2026, 7, 24)] == "Pioneer Day"
    assert found[date(2027, 12, 31)] == "New Year’s Day (observed)"
    assert max(found).year == 2028
    assert date(2026, 7, 24) not in public_holidays("", 2026, 1)
    assert date(2026, 10, 12) in public_holidays("TX", 2026, 1)  # federal, though not of Texas
    assert public_holidays("UT", 9990, 3) == {}


@pytest.mark.parametrize("region", REGIONS)
def test_every_state_is_known(region: str) -> None:
    assert len(public_holidays(region, 2026, 1)) >= 10


@pytest.mark.both
def test_an_own_day_defers_what_is_due_on_it(cast: Cast) -> None:
    there = enrolled(posted("Omid Karimi", cast.elsewhere))
    assert day_off(cast.office) == 8  # four dates each of the learner and the colleague
    (other,) = works_of(cast.colleague.id)
    for work in (cast.work, other):
        assert queries.due_dates(work.id)[PLACE] == DUE + DAY
    assert queries.due_dates(there.id)[PLACE] == DUE
    assert "due-date-shifted" not in verbs(there.person_id)
    assert row(cast.office).own
    assert lines(cast.office)[-1] == ("holiday-added", {"on": str(DUE), "own": True})


@pytest.mark.both
def test_a_day_taken_away_brings_the_dates_back(cast: Cast) -> None:
    day_off(cast.office)
    number = row(cast.office).id
    assert holidays.remove(cast.office, number, actor_id=cast.officer.id, shown=DUE) == 8
    assert queries.due_dates(cast.work.id)[PLACE] == DUE
    assert lines(cast.office)[-1] == ("holiday-removed", {"on": str(DUE), "holiday": number})
    with nothing_changes():
        assert holidays.remove(cast.office, number, actor_id=cast.officer.id, shown=DUE) == 0


@pytest.mark.both
def test_an_old_page_removes_no_other_day(cast: Cast) -> None:
    """SQLite gives the number of a removed day to the next one."""
    day_off(cast.office)
    number = row(cast.office).id
    holidays.remove(cast.office, number, actor_id=None)
    db.session.add(Holiday(id=number, office_id=cast.office.id, on=DUE + DAY, name="Another"))
    with nothing_changes():
        assert holidays.remove(cast.office, number, actor_id=None, shown=DUE) == 0
    with nothing_changes(), pytest.raises(NotFound):
        holidays.remove(cast.elsewhere, number, actor_id=None, shown=DUE + DAY)


def test_who_was_enrolled_around_a_closed_day_gets_it_back_too(cast: Cast) -> None:
    day_off(cast.elsewhere)
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    hired, calendar = posted("Omid Karimi", cast.elsewhere), calendar_of(cast.elsewhere.id, 1)
    work = rules.enroll(hired.id, edition, START, calendar=calendar, actor_id=None)
    assert queries.due_dates(work.id)[PLACE] == DUE + DAY
    holidays.remove(cast.elsewhere, row(cast.elsewhere).id, actor_id=None)
    assert queries.due_dates(work.id)[PLACE] == DUE


def test_a_day_in_or_after_a_leave_counts(cast: Cast) -> None:
    """As many working days are left after a leave: a closed day among them moves the end."""
    now = clock.now() + DAY
    db.session.add(Leave(person_id=cast.learner.id, starts_on=date(2026, 3, 5), first_at=now,
                         ends_on=date(2026, 3, 13), recorded_at=now))  # fmt: skip
    held = rules.lock(cast.work)
    closed = people.holidays(cast.office.id)
    calendar = (cast.office.time_zone, closed)
    rescheduling.reschedule(None, [held], calendar, leaves.leaves_of_all([cast.learner.id]))
    assert queries.due_dates(cast.work.id)[PLACE] == date(2026, 3, 25)
    day_off(cast.office, date(2026, 3, 18))
    assert queries.due_dates(cast.work.id)[PLACE] == date(2026, 3, 26)


def test_only_those_whom_a_day_touches_are_locked(cast: Cast) -> None:
    touched = rescheduling.touched(cast.office.id, [DUE])
    assert {work.person_id for work in touched} == {cast.learner.id, cast.colleague.id}
    assert rescheduling.touched(cast.office.id, [DUE + DAY]) == []
    assert rescheduling.touched(cast.elsewhere.id, [DUE]) == []
    later = posted("New Hire", cast.office, since=START + 30 * DAY)
    work = enrolled(later, START + 30 * DAY)
    assert rescheduling.touched(cast.office.id, [START + 44 * DAY]) == [work]


@pytest.mark.both
@pytest.mark.parametrize("name", ["Spring day", "Another name"])
def test_the_same_day_once_more_changes_nothing(cast: Cast, name: str) -> None:
    """Its name stays too, and is told."""
    day_off(cast.office)
    with nothing_changes():
        again = holidays.add(cast.office, DUE, name, actor_id=None)
    assert again == (0, "Spring day")


@pytest.mark.parametrize(
    ("on", "name", "why", "field"),
    [
        (date(2026, 3, 14), "Saturday", "weekend", "on"),
        (date(1999, 12, 31), "Old", "after 1999", "on"),
        (date(9999, 12, 31), "Far", "before 2200", "on"),
        (DUE, "", "Give a name", "name"),
        (DUE, "=1+1", "looks like a formula", "name"),
        (DUE, "x" * 201, "up to 200", "name"),
        (DUE, "x\ud800", "cannot be shown", "name"),
        (DUE, "x\u202ey", "cannot be seen", "name"),
    ],
)
def test_what_is_no_day(cast: Cast, on: date, name: str, why: str, field: str) -> None:
    with refused(why, field):
        day_off(cast.office, on, name)


def test_a_day_of_another_office_is_not_found(cast: Cast) -> None:
    day_off(cast.office)
    for holiday_id in (row(cast.office).id, 999):
        with nothing_changes(), pytest.raises(NotFound):
            holidays.remove(cast.elsewhere, holiday_id, actor_id=cast.other_officer.id)


def test_public_days_are_taken_over_and_those_opened_again_remembered(cast: Cast) -> None:
    offices.change(cast.office, Setup("Salt Lake City", "America/Denver", "UT"), actor_id=None)
    offer = {one.on: one.name for one in holidays.offered(cast.office)}
    assert len(offer) > 30
    assert holidays.add_public(cast.office, offer, actor_id=None)[0] == len(offer)
    memorial = date(2026, 5, 25)
    assert not row(cast.office, memorial).own
    holidays.remove(cast.office, row(cast.office, memorial).id, actor_id=None)
    again = {one.on: one for one in holidays.offered(cast.office)}
    assert again[memorial].opened
    assert not again[memorial].known
    assert sum(one.known for one in again.values()) == len(offer) - 1
    with nothing_changes():
        holidays.add_public(cast.office, {on: "x" for on in offer if on != memorial}, actor_id=None)


def command(*words: str) -> Result:
    db.session.commit()
    result = CliRunner().invoke(preceptor, ("offices", *words), obj=nullcontext)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    db.session.rollback()
    return result


def test_the_command(cast: Cast) -> None:
    words = ("holidays", "Salt Lake City", "--region", "ut", "--years", "1")
    db.session.commit()
    with nothing_changes():
        tried = command(*words, "--dry-run")
    assert "2026-07-24 Pioneer Day" in tried.stdout
    assert "Nothing was changed." in tried.stdout
    done = command(*words)
    assert "12 days added to the calendar of Salt Lake City." in done.stdout
    assert cast.office.region == "UT"
    with nothing_changes():
        assert "0 days added" in command(*words).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("Provo",),
        ("Boise", "--region", "ZZ"),
        ("Boise", "--years", "0"),
        ("Boise", "--years", "99999999999999999999"),
    ],
)
def test_a_command_that_cannot_be_done_changes_nothing(cast: Cast, words: tuple[str, ...]) -> None:
    db.session.commit()
    with nothing_changes():
        assert command("holidays", *words).exit_code in (1, 2)


def test_a_day_named_by_command_moves_dates(cast: Cast) -> None:
    said = command("close-on", "Salt Lake City", str(DUE), "Spring day").stdout
    assert said == f"Salt Lake City is closed on {DUE}. 8 due dates moved.\n"
    with nothing_changes():
        again = command("close-on", "Salt Lake City", str(DUE), "Another day")
    assert (again.exit_code, again.stdout) == (
        0, "That day is in the calendar already, as “Spring day”. Nothing was changed.\n",
    )  # fmt: skip
