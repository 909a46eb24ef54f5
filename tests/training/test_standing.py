"""Where a course stands on a day: each state, what goes before what, and when it is needed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum import courses
from lms.people.actor import Actor
from lms.training import validity
from lms.training.standing import (
    Asked,
    Completed,
    Known,
    Seat,
    State,
    good_until,
    standing,
    worst,
)
from tests.cast import HIRED, Cast
from tests.training.asked import completed, course, stands

DAY = date(2026, 3, 4)
FIRST = date(2026, 1, 1)
YEARLY, ONCE = Asked(FIRST, 30, 12, FIRST), Asked(FIRST, 30, None, FIRST)
SEAT = Seat(7, datetime(2026, 4, 1, 16, tzinfo=UTC), "America/Denver", waiting=False)


def done(on: date, until: date | None = None, record_id: int = 1) -> Completed:
    """A confirmed record."""
    return Completed(record_id, on, until)


def state(**known: object) -> State:
    """What is said on the day."""
    return standing(Known(**known), DAY).state  # type: ignore[arg-type]


def test_each_state() -> None:
    good, soon = done(DAY, date(2027, 3, 4)), done(DAY, DAY + timedelta(days=60))
    assert state() == State.OPEN
    assert state(asked=YEARLY) == State.MISSING
    assert state(asked=YEARLY, requested=True) == State.REQUESTED
    assert state(asked=YEARLY, requested=True, seats=[SEAT]) == State.BOOKED
    assert state(asked=YEARLY, completed=[good]) == State.IN_DATE
    assert state(asked=YEARLY, completed=[soon]) == State.EXPIRING
    assert state(asked=YEARLY, completed=[done(DAY, DAY - timedelta(days=1))]) == State.EXPIRED
    assert state(asked=YEARLY, waived=True) == State.WAIVED


def test_what_goes_before_what() -> None:
    """A good record before all; a waiver before a seat, a seat before a question, and these before
    a record that ran out.
    """
    gone, good = done(DAY, DAY - timedelta(days=1)), done(DAY)
    both: dict[str, object] = {"asked": YEARLY, "seats": [SEAT], "requested": True}
    assert state(**both, completed=[good], waived=True) == State.IN_DATE
    assert state(**both, completed=[gone], waived=True) == State.WAIVED
    assert state(**both, completed=[gone]) == State.BOOKED
    assert state(asked=YEARLY, requested=True, completed=[gone]) == State.REQUESTED


def test_the_last_day_is_good() -> None:
    until = done(date(2025, 3, 4), DAY)
    assert standing(Known(YEARLY, completed=[until]), DAY).state == State.EXPIRING
    assert standing(Known(YEARLY, completed=[until]), DAY + timedelta(days=1)).state == (
        State.EXPIRED
    )


def test_of_several_records_the_one_that_is_good_longest_counts() -> None:
    first, renewed = done(date(2025, 3, 4), DAY), done(date(2026, 3, 1), date(2027, 3, 1), 2)
    found = standing(Known(YEARLY, completed=[first, renewed]), DAY)
    assert (found.record, found.until) == (renewed, date(2027, 3, 1))
    for_good = done(date(2020, 1, 1), None, 3)
    assert standing(Known(ONCE, completed=[first, renewed, for_good]), DAY).until is None


def test_what_was_fixed_stands_whatever_is_asked_later() -> None:
    half_yearly = Asked(date(2026, 3, 1), 0, 6, FIRST)
    assert good_until(done(date(2025, 8, 1), date(2026, 8, 1)), half_yearly) == date(2026, 8, 1)


def test_a_record_without_an_end_follows_a_new_requirement_after_its_time_to_comply() -> None:
    old = done(date(2023, 5, 1))
    new = Asked(date(2026, 3, 1), 30, 12, FIRST)
    assert good_until(old, new) == date(2026, 3, 31)
    assert good_until(done(date(2026, 2, 1)), new) == date(2027, 2, 1)
    assert good_until(old, Asked(date(2026, 3, 1), 30, None, FIRST)) is None
    assert good_until(old, None) is None


@pytest.mark.parametrize(
    ("since", "due"),
    [(date(2025, 6, 1), date(2026, 1, 31)), (date(2026, 3, 2), date(2026, 4, 1))],
)
def test_it_is_needed_so_long_after_the_start_or_after_it_was_asked(since: date, due: date) -> None:
    found = standing(Known(YEARLY, since=since), DAY)
    assert found.due_on == due
    assert found.overdue(DAY) == (due < DAY)


def test_a_renewal_is_needed_when_the_one_before_ends() -> None:
    gone = done(date(2025, 2, 15), date(2026, 2, 15))
    found = standing(Known(YEARLY, since=date(2024, 1, 1), completed=[gone]), DAY)
    assert (found.due_on, found.overdue(DAY)) == (date(2026, 2, 15), True)


def test_who_comes_with_one_that_ran_out_long_ago_has_the_time_that_everyone_has() -> None:
    gone = done(date(2019, 1, 1), date(2020, 1, 1))
    found = standing(Known(YEARLY, since=DAY, completed=[gone]), DAY)
    assert (found.state, found.due_on) == (State.EXPIRED, DAY + timedelta(days=30))


def test_terms_that_change_do_not_put_off_what_is_late() -> None:
    changed = Asked(DAY, 30, 6, FIRST)
    assert standing(Known(changed, since=date(2024, 1, 1)), DAY).due_on == date(2026, 1, 31)


def test_a_place_on_the_waiting_list_is_no_seat() -> None:
    waits = SEAT._replace(waiting=True)
    assert standing(Known(YEARLY, seats=[waits]), DAY).state == State.MISSING
    gone = done(date(2025, 1, 1), date(2026, 1, 1))
    assert standing(Known(YEARLY, seats=[waits], completed=[gone]), DAY).state == State.EXPIRED
    assert standing(Known(YEARLY, seats=[waits]), DAY).seat == waits


def test_what_is_only_suggested_is_never_late() -> None:
    gone = done(date(2025, 1, 1), date(2026, 1, 1))
    found = standing(Known(completed=[gone]), DAY)
    assert (found.state, found.required, found.to_do, found.overdue(DAY)) == (
        State.EXPIRED, False, False, False,
    )  # fmt: skip


def test_the_earlier_seat_is_shown_and_a_seat_before_the_waiting_list() -> None:
    later = SEAT._replace(session_id=8, starts_at=SEAT.starts_at + timedelta(days=1))
    waits = SEAT._replace(session_id=9, starts_at=SEAT.starts_at - timedelta(days=1), waiting=True)
    assert standing(Known(YEARLY, seats=[later, waits, SEAT]), DAY).seat == SEAT


def test_what_needs_attention_first() -> None:
    late = standing(Known(YEARLY, since=date(2025, 1, 1)), DAY)
    new = standing(Known(YEARLY, since=DAY), DAY)
    booked = standing(Known(YEARLY, since=DAY, seats=[SEAT]), DAY)
    good = standing(Known(YEARLY, completed=[done(DAY)]), DAY)
    assert worst([good, booked, new, late], DAY) == late
    assert worst([good, booked, new], DAY) == new
    assert worst([], DAY) is None


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
RECORDS = st.lists(st.builds(Completed, st.integers(1, 9), DAYS, st.none() | DAYS), max_size=4)
ASKED = st.none() | st.builds(
    Asked, DAYS, st.integers(0, 60), st.none() | st.integers(1, validity.MOST_MONTHS), DAYS
)


@given(RECORDS, ASKED, DAYS, st.booleans())
def test_it_is_in_date_only_by_a_record_that_is_good_that_day(
    completed: list[Completed],
    asked: Asked | None,
    day: date,
    waived: bool,
) -> None:
    found = standing(Known(asked, completed=completed, waived=waived), day)
    ends = [good_until(one, asked) for one in completed]
    assert found.lasting == any(end is None or end >= day for end in ends)
    assert not (found.state is State.MISSING and completed)
    assert found.required == (asked is not None and not waived)


@pytest.mark.both
def test_what_the_list_itself_requires(cast: Cast, boss: Actor) -> None:
    """For the jobs it is meant for, from the first day in the job; an office may ask otherwise."""
    terms = course().terms._replace(required=True, renew_months=12)
    courses.describe(course().id, terms)
    found = stands(cast.learner)
    assert (found.state, found.due_on) == (State.MISSING, HIRED + timedelta(days=30))
    assert stands(cast.supervisor).state == State.OPEN
    completed(boss, cast.learner)
    assert stands(cast.learner).until == date(2027, 3, 4)
