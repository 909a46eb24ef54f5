"""Due dates: counted from the start, moved to a day the office is open, never earlier."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.errors import Refusal
from lms.curriculum.commands import CONTENT
from lms.curriculum.outline import ProgramOutline, SectionOutline, TaskOutline, TopicOutline
from lms.curriculum.reading import read_program
from lms.progress import due
from lms.progress.due import Calendar, Due

MONDAY, FRIDAY, ONE = date(2026, 3, 2), date(2026, 3, 13), timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
CLOSED = st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=30)


@pytest.fixture(scope="module")
def guide() -> ProgramOutline:
    return read_program(CONTENT / "icm-onboarding")


@pytest.mark.parametrize(
    ("start", "days", "closed", "expected"),
    [
        (MONDAY, 14, (), date(2026, 3, 16)),
        (MONDAY, 0, (), MONDAY),
        (MONDAY, 12, (), date(2026, 3, 16)),  # a Saturday: the Monday after
        (MONDAY, 13, (), date(2026, 3, 16)),  # a Sunday
        (MONDAY, 14, (date(2026, 3, 16),), date(2026, 3, 17)),
        (MONDAY, 11, (date(2026, 3, 13), date(2026, 3, 16)), date(2026, 3, 17)),  # over a weekend
        (date(2026, 12, 11), 14, (date(2026, 12, 25),), date(2026, 12, 28)),
        (date(2026, 12, 18), 14, (date(2027, 1, 1),), date(2027, 1, 4)),  # into the next year
        (date(2024, 2, 15), 14, (), date(2024, 2, 29)),  # a leap day is a day like others
        (date(2023, 2, 15), 14, (), date(2023, 3, 1)),
        (date(2024, 2, 29), 30, (), date(2024, 4, 1)),  # Easter Sunday moves it by one day
        (date(2024, 2, 29), 366, (), date(2025, 3, 3)),
    ],
)
def test_a_closed_day_moves_the_date_later(
    start: date, days: int, closed: tuple[date, ...], expected: date
) -> None:
    assert due.due_on(start, days, closed) == expected


@given(DAYS, st.integers(0, 999), CLOSED)
def test_the_date_is_the_first_open_day(start: date, days: int, closed: set[date]) -> None:
    found, wished = due.due_on(start, days, closed), start + timedelta(days=days)
    assert found >= wished
    assert due.is_working(found, closed)
    passed = [wished + timedelta(days=n) for n in range((found - wished).days)]
    assert not any(due.is_working(day, closed) for day in passed)


def test_the_guide_has_six_sections_and_three_early_tasks(guide: ProgramOutline) -> None:
    keys = {task.seq: task.key for task in guide.tasks.values()}
    found = due.schedule(guide, MONDAY, Calendar())
    sections = [one.due_on for one in found if not one.task_key]
    assert [one.section_key for one in found if not one.task_key] == [
        section.key for section in guide.sections
    ]
    wished = [MONDAY + timedelta(days=days) for days in (14, 30, 60, 60, 90, 90)]
    assert sections == [due.due_on(day, 0, ()) for day in wished]
    assert sections[2] == date(2026, 5, 1)
    early = [one for one in found if one.task_key]
    assert early == [
        Due("additional-resources", keys[seq], *[date(2026, 3, 16)] * 2) for seq in (74, 80, 110)
    ]


def test_the_guide_from_a_leap_day_around_holidays(guide: ProgramOutline) -> None:
    closed = {date(2024, 3, 14), date(2024, 3, 15), date(2024, 5, 29)}
    found = due.schedule(guide, date(2024, 2, 29), Calendar(frozenset(closed)))
    assert [one.due_on for one in found if not one.task_key] == [
        date(2024, 3, 18), date(2024, 4, 1), date(2024, 4, 29), date(2024, 4, 29),
        date(2024, 5, 30), date(2024, 5, 30),
    ]  # fmt: skip
    assert {one.due_on for one in found if one.task_key} == {date(2024, 3, 18)}


def test_a_section_without_a_date_gets_none() -> None:
    task = TaskOutline("b", "Read", "B", due_days=3)
    topics = (TopicOutline("", "", (TaskOutline("a", "Read", "A"), task)),)
    program = ProgramOutline("p", "P", sections=(SectionOutline("s", "S", None, "", topics),))
    assert due.schedule(program, MONDAY, Calendar()) == [Due("s", "b", *[date(2026, 3, 5)] * 2)]


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2200, 1, 1), date.max])
def test_an_impossible_start_is_refused(guide: ProgramOutline, day: date) -> None:
    with pytest.raises(Refusal, match="after 1999 and before 2200") as refused:
        due.schedule(guide, day, Calendar())
    assert refused.value.field == "starts_on"


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2199, 12, 31)])
def test_the_furthest_starts_are_possible(guide: ProgramOutline, day: date) -> None:
    assert len(due.schedule(guide, day, Calendar())) == 9


@given(DAYS, st.integers(-40, 400), CLOSED)
def test_working_days_are_those_after_the_first_day(
    early: date, span: int, closed: set[date]
) -> None:
    late, day, counted = early + timedelta(days=span), early, 0
    while day < late:
        day += timedelta(days=1)
        counted += day.weekday() not in (5, 6) and day not in closed
    assert due.working_days(early, late, closed) == counted


@given(DAYS, st.integers(0, 40), CLOSED)
def test_days_back_is_the_counterpart_of_working_days(
    day: date, number: int, closed: set[date]
) -> None:
    """The latest day from which that many working days have passed."""
    found = due.days_back(day, number, closed)
    assert due.working_days(found, day, closed) == number
    after = found + timedelta(days=1)
    assert found == day or due.working_days(after, day, closed) < number


@pytest.mark.parametrize("day", [MONDAY, date(2026, 3, 4), date(2031, 2, 28)])
def test_a_date_may_be_moved_to_a_day_the_office_is_open(day: date) -> None:
    due.check(day, MONDAY, ())


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 27), "from the start"),
        (date(2199, 12, 31), "within five years"),
        (date(2026, 3, 7), "is closed"),
        (date(2026, 3, 5), "is closed"),
    ],
)
def test_a_date_is_not_moved_to_an_impossible_day(day: date, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        due.check(day, MONDAY, {date(2026, 3, 5)})
    assert refused.value.field == "due_on"


def slowly(base: date, leaves: list[tuple[date, date]], closed: set[date]) -> date:
    """The same, day by day: from the first leave on, count the days on which one can work."""
    day = base
    while not due.is_working(day, closed):
        day += ONE
    away = [first for first, _ in leaves if first <= day]
    if not away:
        return day
    begin = here = min(away)
    left = sum(due.is_working(begin + n * ONE, closed) for n in range((day - begin).days + 1))
    while True:
        gone = any(first <= here <= last for first, last in leaves)
        left -= due.is_working(here, closed) and not gone
        if not left:
            return here
        here += ONE


SPRING = st.dates(date(2026, 2, 15), date(2026, 4, 15))
LEAVES = st.lists(st.tuples(SPRING, st.integers(0, 25)), max_size=4).map(
    lambda found: [(first, first + days * ONE) for first, days in found]
)


@given(SPRING, LEAVES, CLOSED)
def test_leave_leaves_as_many_days_as_there_were(
    base: date, leaves: list[tuple[date, date]], closed: set[date]
) -> None:
    """Weekends, closed days, several leaves one after the other or at once."""
    found = due.effective(base, leaves, closed)
    assert found == slowly(base, leaves, closed)
    assert found >= base
    assert due.is_working(found, closed)
    assert due.effective(base, leaves[::-1], closed) == found
    if found > due.due_on(base, 0, closed):
        assert not any(first <= found <= last for first, last in leaves)


@pytest.mark.parametrize(
    ("leaves", "closed", "expected"),
    [
        ((), (), date(2026, 3, 13)),
        ((((3, 16), (3, 20)),), (), date(2026, 3, 13)),  # it begins after the date: stays late
        ((((3, 2), (3, 6)),), (), date(2026, 3, 20)),  # over before it: five days longer
        ((((3, 2), (3, 2)),), (), date(2026, 3, 16)),  # one day: one day longer
        ((((3, 7), (3, 8)),), (), date(2026, 3, 13)),  # a weekend is no working day
        ((((3, 12), (3, 20)),), (), date(2026, 3, 24)),  # two were left: two are left
        ((((3, 13), (3, 27)),), (), date(2026, 3, 30)),  # on its first day: the first one back
        ((((3, 9), (3, 13)),), (), date(2026, 3, 20)),  # its last day
        ((((3, 12), (3, 20)),), ((3, 23),), date(2026, 3, 25)),  # closed on the first day back
        ((((3, 12), (3, 20)),), ((3, 12),), date(2026, 3, 23)),  # closed while away: one was left
        ((((3, 2), (3, 3)), ((3, 16), (3, 17))), (), date(2026, 3, 19)),  # one reaches the next
        ((((3, 2), (3, 6)), ((3, 4), (3, 10))), (), date(2026, 3, 24)),  # both at once: seven days
        ((((3, 2), (3, 10)), ((3, 4), (3, 5))), (), date(2026, 3, 24)),  # one within the other
        ((((3, 2), (3, 4)), ((3, 5), (3, 6))), (), date(2026, 3, 20)),  # one after the other
        ((((3, 16), (3, 20)),), ((3, 13),), date(2026, 3, 23)),  # deferred into a leave
    ],
)
def test_leave_pauses_a_date(
    leaves: tuple[tuple[tuple[int, int], tuple[int, int]], ...],
    closed: tuple[tuple[int, int], ...], expected: date,
) -> None:  # fmt: skip
    """A section that was due on Friday, March 13."""
    away = [(date(2026, *first), date(2026, *last)) for first, last in leaves]
    assert due.effective(FRIDAY, away, {date(2026, *day) for day in closed}) == expected
