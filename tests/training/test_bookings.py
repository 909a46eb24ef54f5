"""Seats and the waiting list: signing up, cancelling, moving up, putting on and taking off."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.people import rules as people
from lms.people.actor import Actor
from lms.training import bookings
from tests.cast import Cast, actor, person, posted
from tests.progress.history import nothing_changes, rows, verbs
from tests.training.offered import (
    begins,
    booked,
    offered,
    seated,
    signed_up,
    staff,
    turns,
    waiting,
)

pytestmark = pytest.mark.usefixtures("sound")


def test_three_people_for_two_seats(cast: Cast, officer: Actor) -> None:
    """One cancels, and the next moves up."""
    made, (first, second, third) = offered(officer, cast.office), staff(cast.office, 3)
    signed_up(made, [first, second, third])
    assert (seated(made), waiting(made)) == ([first.id, second.id], [third.id])
    bookings.cancel(actor(first), made)
    assert (seated(made), waiting(made)) == ([second.id, third.id], [])
    assert verbs(first.id)[-2:] == ["session-booked", "session-cancelled"]
    assert verbs(third.id)[-2:] == ["session-waiting", "session-moved-up"]
    told = [row["data"] for row in rows("event").values() if row["verb"] == "session-moved-up"]
    assert told == [{"session": made.id, "on": "2026-03-10"}]


def test_twice_keeps_the_turn(cast: Cast, officer: Actor, me: Actor) -> None:
    made = offered(officer, cast.office)
    first = bookings.sign_up(me, made)
    with nothing_changes():
        assert bookings.sign_up(me, made).id == first.id
        assert bookings.put_on(officer, made, me.id).id == first.id
    bookings.cancel(me, made)
    with nothing_changes():
        bookings.cancel(me, made)
        bookings.take_off(officer, made, me.id)


def test_whoever_comes_back_is_last(cast: Cast, officer: Actor) -> None:
    made, crew = offered(officer, cast.office, seats=1), staff(cast.office, 3)
    signed_up(made, crew)
    bookings.cancel(actor(crew[1]), made)
    bookings.sign_up(actor(crew[1]), made)
    assert waiting(made) == [crew[2].id, crew[1].id]
    assert turns(made) == [1, 3, 4]


def test_after_the_deadline_one_asks(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner])
    noon.move_to(made.closes_at)
    with nothing_changes():
        bookings.sign_up(me, made)  # she has a seat: nothing is to be done
        with pytest.raises(Refusal, match="ask the training officer, Priya Raman"):
            bookings.cancel(me, made)
        with pytest.raises(Refusal, match="Until Mon, Mar 9, 1:00 PM you could sign up"):
            bookings.sign_up(actor(cast.colleague), made)
    bookings.put_on(officer, made, cast.colleague.id)
    bookings.take_off(officer, made, me.id)
    assert seated(made) == [cast.colleague.id]


def test_once_it_began_nobody_comes_goes_or_moves_up(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    made, crew = offered(officer, cast.office, seats=1), staff(cast.office, 2)
    signed_up(made, crew)
    begins(made, noon)
    first, second = crew
    with nothing_changes():
        for verb in (
            lambda: bookings.sign_up(me, made),
            lambda: bookings.cancel(actor(first), made),
            lambda: bookings.put_on(officer, made, me.id),
            lambda: bookings.take_off(officer, made, first.id),
        ):
            with pytest.raises(Refusal, match="has begun"):
                verb()
        bookings.release(first.id, actor_id=None)
    assert waiting(made) == [second.id]


def test_only_people_of_those_offices(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    stranger, idle = cast.other_officer, person("Nour Idle")
    administrator = actor(cast.administrator)
    with nothing_changes():
        with pytest.raises(Refusal, match="for another office"):
            bookings.sign_up(actor(stranger), made)
        with pytest.raises(Refusal, match="Luis Ortega works elsewhere"):
            bookings.put_on(administrator, made, stranger.id)
    with pytest.raises(Refusal, match="You have no post today"):
        bookings.sign_up(actor(idle), made)
    with pytest.raises(Refusal, match="They have no post today"):
        bookings.put_on(administrator, made, idle.id)
    assert booked(made) == []
    for_all = offered(officer, cast.office, for_all=True)
    bookings.sign_up(actor(stranger), for_all)
    assert seated(for_all) == [stranger.id]


@pytest.mark.both
@pytest.mark.parametrize("for_all", [False, True])
def test_an_officer_learns_no_name_from_an_id(cast: Cast, officer: Actor, for_all: bool) -> None:
    """Somebody of another office, without a post, and nobody at all are one answer."""
    made = offered(officer, cast.office, for_all=for_all)
    idle, stranger = person("Nour Idle"), cast.other_officer
    for number in (idle.id, 999_999, *(() if for_all else (stranger.id,))):
        with pytest.raises(NotFound):
            bookings.put_on(officer, made, number)
    assert booked(made) == []


def test_nobody_who_left_gets_a_seat(cast: Cast, officer: Actor, me: Actor) -> None:
    made = offered(officer, cast.office)
    people.deactivate(cast.learner, actor_id=officer.id)
    with nothing_changes(), pytest.raises(Refusal, match="no post today"):
        bookings.put_on(officer, made, me.id)


def test_somebody_whose_post_has_not_begun(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    new = posted("Lea Newcomer", cast.office, since=date(2026, 3, 9))
    with pytest.raises(Refusal, match="no post today"):
        bookings.put_on(officer, made, new.id)
    assert booked(made) == []


def test_whoever_leaves_makes_room_everywhere(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    past = offered(officer, cast.office, day=date(2026, 3, 6))
    two = [offered(officer, cast.office, seats=1, minutes=minutes) for minutes in (30, 60)]
    for made in (past, *two):
        signed_up(made, [cast.learner, cast.colleague])
    noon.move_to(past.starts_at + timedelta(hours=3))
    bookings.release(me.id, actor_id=officer.id)
    db.session.commit()
    assert [seated(made) for made in two] == [[cast.colleague.id]] * 2
    assert seated(past) == [me.id, cast.colleague.id]
    with nothing_changes():
        bookings.release(me.id, actor_id=officer.id)


def test_what_was_stays(cast: Cast, officer: Actor, me: Actor) -> None:
    """A seat that was given up is still told, and from when to when it was held."""
    made = offered(officer, cast.office, seats=1)
    signed_up(made, [cast.learner, cast.colleague])
    bookings.cancel(me, made)
    assert [(row.waiting, row.turn, row.superseded_at is None) for row in booked(made)] == [
        (False, 1, False), (True, 2, False), (False, 2, True),
    ]  # fmt: skip
