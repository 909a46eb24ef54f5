"""Many at the same moment: seats are never given twice, turns are kept, nobody blocks another."""

from collections.abc import Callable, Sequence
from threading import Event
from time import sleep

import pytest
import time_machine
from flask import Flask

from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.people.models import Office
from lms.training import attendance, bookings, sessions
from lms.training.attendance import Mark, Outcome
from lms.training.models import CourseSession
from tests.cast import Cast, actor
from tests.progress.history import rows
from tests.together import together
from tests.training.offered import (
    ATTENDED,
    begins,
    booked,
    course,
    facts,
    offered,
    records,
    seated,
    signed_up,
    staff,
    terms,
    turns,
    waiting,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
Job = Callable[[], object]
LONG_ENOUGH = 0.5  # seconds


def on(made: CourseSession, verb: Callable[..., object], who: Actor, *more: object) -> Job:
    """What somebody does to a session that a thread of its own reads."""
    number = made.id
    return lambda: _none(verb(who, db.session.get_one(CourseSession, number), *more))


def _none(_answer: object) -> None:
    """A row is of no use outside its thread."""


def crowd(app: Flask, jobs: Sequence[Job]) -> list[object]:
    """All of them at once; what this thread knew is read again."""
    answers = together(app, *jobs)
    db.session.expire_all()
    return list(answers)


def test_two_hundred_for_twenty_seats(app: Flask, cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office, seats=20)
    people = [actor(one) for one in staff(cast.office, 200)]
    db.session.commit()
    answers = crowd(app, [on(made, bookings.sign_up, one) for one in people])
    assert answers == [None] * 200
    assert (len(seated(made)), len(waiting(made))) == (20, 180)
    assert turns(made) == [*range(1, 201)]
    assert [row.waiting for row in bookings.current(made.id)] == [False] * 20 + [True] * 180
    assert {*seated(made), *waiting(made)} == {one.id for one in people}


def test_one_who_presses_often(app: Flask, cast: Cast, officer: Actor, me: Actor) -> None:
    made = offered(officer, cast.office)
    crowd(app, [on(made, bookings.sign_up, me)] * 8)
    assert len(booked(made)) == 1
    crowd(app, [on(made, bookings.cancel, me)] * 8)
    assert (len(booked(made)), seated(made)) == (1, [])


def test_all_cancel_at_once(app: Flask, cast: Cast, officer: Actor) -> None:
    """Whoever had a seat goes; as many of those who wait have one then, by turn."""
    made = offered(officer, cast.office, seats=8)
    people = staff(cast.office, 24)
    signed_up(made, people)
    leaving = [actor(one) for one in people[:8]]
    crowd(app, [on(made, bookings.cancel, one) for one in leaving])
    assert seated(made) == [one.id for one in people[8:16]]
    assert waiting(made) == [one.id for one in people[16:]]


def test_coming_and_going(app: Flask, cast: Cast, officer: Actor, me: Actor) -> None:
    """Seats change, an officer puts on and takes off, somebody leaves: never one seat too many."""
    made, other = (offered(officer, cast.office, seats=3, minutes=n) for n in (30, 60))
    people = staff(cast.office, 8)
    for one in (made, other):
        signed_up(one, people[:6])
    who = [actor(one) for one in people]
    gone, number = who[2].id, made.id
    crowd(app, [
        on(made, bookings.cancel, who[0]), on(made, bookings.sign_up, who[6]),
        on(made, bookings.take_off, officer, who[1].id),
        on(made, bookings.put_on, officer, who[7].id),
        on(made, sessions.change, officer, terms(minutes=30, seats=4)),
        on(other, bookings.cancel, who[5]), on(other, bookings.sign_up, who[6]),
        lambda: bookings.release(gone, actor_id=None),
    ])  # fmt: skip
    assert len(seated(made)) == db.session.get_one(CourseSession, number).seats == 4
    assert len(seated(other)) == 3
    assert gone not in {*seated(made), *waiting(made), *seated(other), *waiting(other)}
    assert list(turns(made)) == sorted(set(turns(made)))


def test_called_off_while_people_sign_up(app: Flask, cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    people = [actor(one) for one in staff(cast.office, 6)]
    db.session.commit()
    answers = crowd(app, [on(made, sessions.call_off, officer),
                          *[on(made, bookings.sign_up, one) for one in people]])  # fmt: skip
    assert (seated(made), waiting(made)) == ([], [])
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert all("called off" in one.message for one in refused)


def test_two_who_keep_one_sheet(
    app: Flask, cast: Cast, officer: Actor, boss: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office, trainer_id=boss.id)
    signed_up(made, [cast.learner, cast.colleague])
    begins(made, noon)
    part = {me.id: Mark(Outcome.PART, 30), cast.colleague.id: ATTENDED}
    whole = {cast.colleague.id: ATTENDED, me.id: ATTENDED}
    db.session.commit()
    crowd(app, [on(made, attendance.mark, boss, part), on(made, attendance.mark, officer, whole),
                on(made, attendance.add, officer, cast.other_supervisor.id),
                on(made, attendance.add, boss, cast.other_supervisor.id)])  # fmt: skip
    for who in (me.id, cast.colleague.id, cast.other_supervisor.id):
        assert len(facts(who)) == 1
        assert [one.state for one in records(who)].count("confirmed") == 1
    current = [one for one in rows("attendance").values() if one["superseded_at"] is None]
    assert len(current) == 3


def test_scheduled_twice_at_once(app: Flask, cast: Cast, officer: Actor) -> None:
    number, course_id = cast.office.id, course()

    def schedule() -> None:
        office = db.session.get_one(Office, number)
        sessions.schedule(officer, office, course_id, terms(minutes=30))

    offered(officer, cast.office)
    crowd(app, [schedule] * 4)
    assert len(rows("course_session")) == 2


def test_who_signs_up_while_they_are_let_go(app: Flask, cast: Cast, officer: Actor) -> None:
    """PostgreSQL sees the new seat only once the person is held; SQLite takes one after another."""
    first, second = (offered(officer, cast.office, minutes=n) for n in (30, 60))
    signed_up(first, [cast.learner])
    number, seat = cast.learner.id, on(second, bookings.sign_up, actor(cast.learner))
    taken = Event()

    def sign_up() -> None:
        seat()
        taken.set()
        sleep(LONG_ENOUGH)  # the other one waits for the person by now

    def let_go() -> None:
        assert taken.wait(10)
        bookings.release(number, actor_id=None)

    answers = crowd(app, [sign_up, let_go])
    if answers[1] is not None:
        assert isinstance(answers[1], Refusal)
        assert "a moment ago" in answers[1].message
        assert (seated(first), seated(second)) == ([number], [number])
        bookings.release(number, actor_id=None)
    assert (seated(first), seated(second)) == ([], [])
