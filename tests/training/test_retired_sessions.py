"""A course that is offered no more: its sessions take place for those who are in them."""

from collections.abc import Callable

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.training import attendance, bookings, session_queries
from lms.training.models import CourseSession
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes
from tests.training.offered import (
    ATTENDED,
    begins,
    course,
    offered,
    page_of,
    records,
    seated,
    signed_up,
    waiting,
)
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def made(cast: Cast, officer: Actor) -> CourseSession:
    """A session with one seat and somebody waiting, whose course is retired."""
    session = offered(officer, cast.office, seats=1)
    signed_up(session, [cast.learner, cast.colleague])
    row = courses.course(course())
    assert row is not None
    courses.describe(row.id, row.terms._replace(retired=True))
    db.session.commit()
    return session


def test_nobody_new_comes(cast: Cast, officer: Actor, me: Actor, made: CourseSession) -> None:
    with nothing_changes():
        with pytest.raises(Refusal, match="offered no more"):
            bookings.sign_up(actor(cast.supervisor), made)
        with pytest.raises(Refusal, match="offered no more"):
            bookings.put_on(officer, made, cast.supervisor.id)
        bookings.sign_up(me, made)


def test_who_is_in_it_stays_moves_up_and_completes_it(
    cast: Cast, officer: Actor, me: Actor, made: CourseSession, noon: time_machine.Traveller
) -> None:
    bookings.cancel(me, made)
    assert (seated(made), waiting(made)) == ([cast.colleague.id], [])
    begins(made, noon)
    attendance.mark(officer, made, {cast.colleague.id: ATTENDED})
    assert [one.state for one in records(cast.colleague.id)] == ["confirmed"]


def test_what_somebody_is_in(cast: Cast, me: Actor, made: CourseSession) -> None:
    [mine], [theirs] = session_queries.booked(me.id), session_queries.booked(cast.colleague.id)
    assert (mine.session_id, mine.waiting, theirs.waiting) == (made.id, False, True)
    assert mine.title == "Case Management Assessment"
    bookings.cancel(me, made)
    assert session_queries.booked(me.id) == []


def test_the_pages_say_so(cast: Cast, made: CourseSession, visit: Visit) -> None:
    seen = words(visit(cast.supervisor).get(page_of(made)))
    assert "This course is offered no more." in seen
    assert "Join the waiting list" not in seen
    assert "Sign-up closed" in seen
    assert "Cancel my seat" in words(visit(cast.learner).get(page_of(made)))
    people = words(visit(cast.officer).get(f"{page_of(made)}/people"))
    assert "nobody new is put on" in people
    assert "Put somebody on" not in people
