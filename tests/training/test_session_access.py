"""Who opens a session of an office that is not theirs: by a seat that is held, or having come."""

from datetime import date

import pytest
import time_machine

from lms.base import clock
from lms.base.errors import NotFound
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.training import access, attendance, bookings, sessions
from lms.training.models import CourseSession
from tests.cast import Cast, actor
from tests.training.offered import NO_SHOW, begins, offered, signed_up

pytestmark = pytest.mark.both


def opens(who: Person, session: CourseSession) -> bool:
    """Whether somebody opens it, as they are today."""
    try:
        return access.session_to_see(actor(who), session.id) is session
    except NotFound:
        return False


def moves(cast: Cast, who: Person) -> None:
    """From today on they work in the other office."""
    today = clock.today("America/Denver")
    people.give_post(who, cast.elsewhere, "case-manager", supervisor=None, starts_on=today)


def test_a_seat_opens_it_while_it_is_held(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office, seats=1)
    signed_up(made, [cast.learner, cast.colleague])
    for who in (cast.learner, cast.colleague):
        moves(cast, who)
        assert opens(who, made)
    bookings.cancel(actor(cast.learner), made)
    assert not opens(cast.learner, made)
    assert opens(cast.colleague, made), "moved up"
    assert not opens(cast.other_officer, made)


def test_whose_seat_was_called_off_still_reads_so(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner, cast.colleague])
    bookings.cancel(actor(cast.colleague), made)
    for who in (cast.learner, cast.colleague):
        moves(cast, who)
    noon.shift(60)
    sessions.call_off(officer, made)
    assert opens(cast.learner, made)
    assert not opens(cast.colleague, made)


def test_who_came_opens_it_from_their_record(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office, day=date(2026, 3, 10))
    signed_up(made, [cast.colleague])
    begins(made, noon)
    attendance.add(officer, made, cast.learner.id)
    for who in (cast.learner, cast.colleague):
        moves(cast, who)
    attendance.mark(officer, made, {cast.learner.id: NO_SHOW})
    assert opens(cast.learner, made), "the record that was taken back names it still"
    assert opens(cast.colleague, made)
