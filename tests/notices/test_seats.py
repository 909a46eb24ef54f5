"""What the daily mail says of sessions: since the last mail that was sent, and only what is so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.people.actor import Actor
from lms.roster import leave
from lms.training import bookings, sessions
from lms.training.models import CourseSession
from tests.cast import Cast, actor
from tests.mailing import PostBox, html_of, text_of
from tests.notices.conftest import Command
from tests.training.offered import offered, signed_up, terms

FRIDAY, MONDAY = datetime(2026, 3, 6, 14, tzinfo=UTC), datetime(2026, 3, 9, 14, tzinfo=UTC)
LATER = date(2026, 3, 20)
Mails = Callable[[datetime], dict[str, str]]


@pytest.fixture
def mails(noon: time_machine.Traveller, box: PostBox, notices: Command) -> Mails:
    """Both forms of each mail that goes out at a moment, by whom it went to."""

    def sent(at: datetime) -> dict[str, str]:
        noon.move_to(at, tick=False)
        box.taken.clear()
        assert notices("send").exit_code == 0
        return {one["To"].addresses[0].addr_spec: text_of(one) + html_of(one) for one in box.taken}

    return sent


@pytest.fixture
def made(cast: Cast, officer: Actor) -> CourseSession:
    """A session with one seat, in which she has it and her colleague waits."""
    session = offered(officer, cast.office, seats=1, day=LATER)
    signed_up(session, [cast.learner, cast.colleague])
    return session


@pytest.mark.both
def test_called_off_on_friday_is_told_on_monday(
    cast: Cast, officer: Actor, made: CourseSession, noon: time_machine.Traveller, mails: Mails
) -> None:
    assert "called off" not in mails(FRIDAY).get(cast.learner.email, "")
    noon.shift(timedelta(hours=3))
    sessions.call_off(officer, made)
    told = mails(MONDAY)
    assert "called off; look for another one" in told[cast.learner.email]
    assert "called off; look for another one" in told[cast.colleague.email]
    tuesday = mails(MONDAY + timedelta(days=1))
    assert "called off" not in tuesday.get(cast.learner.email, "")


def test_whoever_comes_back_from_leave_hears_of_it(
    cast: Cast, officer: Actor, made: CourseSession, noon: time_machine.Traveller, mails: Mails
) -> None:
    leave.record(officer, cast.learner, date(2026, 3, 5), date(2026, 3, 12))
    noon.move_to(FRIDAY)
    sessions.call_off(officer, made)
    assert cast.learner.email not in mails(MONDAY)
    assert "called off" in mails(datetime(2026, 3, 13, 14, tzinfo=UTC))[cast.learner.email]


def test_a_fortnight_back_at_most(
    cast: Cast, officer: Actor, noon: time_machine.Traveller, mails: Mails
) -> None:
    far = offered(officer, cast.office, day=date(2026, 6, 1))
    signed_up(far, [cast.learner])
    sessions.call_off(officer, far)
    told = mails(datetime(2026, 3, 20, 14, tzinfo=UTC))
    assert "called off" not in told[cast.learner.email]


@pytest.mark.both
@pytest.mark.parametrize("by_officer", [False, True])
def test_who_moved_up_and_has_no_seat_any_more(
    cast: Cast, officer: Actor, me: Actor, made: CourseSession, mails: Mails, by_officer: bool
) -> None:
    bookings.cancel(me, made)
    if by_officer:
        bookings.take_off(officer, made, cast.colleague.id)
    else:
        bookings.cancel(actor(cast.colleague), made)
    told = mails(FRIDAY)
    said = told.get(cast.colleague.email, "")
    assert "a seat became free" not in said
    assert ("you were taken off it" in said) is by_officer
    assert "taken off" not in told.get(cast.learner.email, ""), "she did it herself"


@pytest.mark.both
def test_another_time_or_place_is_told_to_who_has_a_seat(
    cast: Cast, officer: Actor, made: CourseSession, noon: time_machine.Traveller, mails: Mails
) -> None:
    noon.shift(60)
    sessions.change(officer, made, terms(seats=1, day=LATER, place="Room 9"))
    told = mails(FRIDAY)
    assert "the time or place changed" in told[cast.learner.email]
    assert "changed" not in told.get(cast.colleague.email, "")
    noon.shift(60)
    sessions.change(officer, made, terms(seats=1, day=LATER, place="Room 9", closes_hours=3))
    assert "changed" not in mails(MONDAY).get(cast.learner.email, ""), "only until when one signs"


def test_changed_before_they_signed_up_is_no_news(
    cast: Cast, officer: Actor, made: CourseSession, noon: time_machine.Traveller, mails: Mails
) -> None:
    sessions.change(officer, made, terms(seats=2, day=LATER, place="Room 9"))
    noon.shift(60)
    bookings.put_on(officer, made, cast.supervisor.id)
    db.session.commit()
    told = mails(FRIDAY)
    assert "a seat became free, and you have it" in told[cast.colleague.email]
    assert "you were put on its waiting list" in told[cast.supervisor.email]


def test_changed_and_then_taken_off(
    cast: Cast, officer: Actor, me: Actor, made: CourseSession, noon: time_machine.Traveller,
    mails: Mails,
) -> None:  # fmt: skip
    noon.shift(60)
    sessions.change(officer, made, terms(seats=1, day=LATER, place="Room 9"))
    noon.shift(60)
    bookings.take_off(officer, made, me.id)
    said = mails(FRIDAY)[cast.learner.email]
    assert "you were taken off it" in said
    assert "changed" not in said


def test_put_on_by_the_officer(cast: Cast, officer: Actor, mails: Mails) -> None:
    bookings.put_on(officer, offered(officer, cast.office, day=LATER), cast.learner.id)
    db.session.commit()
    assert "you were put on it, and have a seat" in mails(FRIDAY)[cast.learner.email]


def test_two_sessions_at_one_time_are_two(
    cast: Cast, officer: Actor, me: Actor, mails: Mails
) -> None:
    for minutes in (30, 60):
        one = offered(officer, cast.office, day=LATER, minutes=minutes)
        signed_up(one, [cast.learner])
        sessions.call_off(officer, one)
    said = mails(FRIDAY)[cast.learner.email]
    assert said.count("called off; look for another one") == 4, "two, in both forms of the mail"
