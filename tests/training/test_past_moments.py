"""Where courses stood, as at a past moment: what changed since then does not rewrite it."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base import clock, events
from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.training import (
    attendance,
    bookings,
    completing,
    decisions,
    records,
    requests,
    sessions,
    team,
    transcript,
    waivers,
)
from lms.training.attendance import Mark, Outcome
from lms.training.models import State
from lms.training.queries import Moment
from lms.training.standing import State as Standing
from lms.training.team import Asked
from tests.cast import HIRED, Cast
from tests.training import offered, recorded
from tests.training.asked import RCCM, TODAY, completed, course, require, stands
from tests.training.offered import ATTENDED, NO_SHOW

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
CA = offered.COURSE


def state(cast: Cast, key: str = RCCM, moment: Moment | None = None) -> Standing:
    """What is said of a course of the learner's."""
    return stands(cast.learner, key, moment).state


def then() -> Moment:
    """Now, to be looked back at: a second later everything that is written is later."""
    return Moment(TODAY, clock.now() + timedelta(seconds=1))


@pytest.mark.both
def test_what_is_taken_back_later_counted_then(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    record = completed(boss, cast.learner)
    moment = then()
    noon.shift(A_DAY)
    events.lock(events.person(cast.learner.id))
    completing.take_back(boss, record, State.RETURNED)
    db.session.commit()
    assert state(cast) == Standing.MISSING
    assert state(cast, moment=moment) == Standing.IN_DATE
    assert state(cast, moment=Moment(TODAY, clock.now())) == Standing.MISSING, "as known later"


@pytest.mark.both
def test_a_record_that_is_reopened_later_was_good_as_long_as_it_said_then(
    cast: Cast, me: Actor, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """And what is typed into it since is not what was signed."""
    record = recorded.confirmed(me, boss, until=date(2026, 3, 10))
    noon.shift(timedelta(days=8))
    moment = Moment(date(2026, 3, 12), clock.now() + timedelta(seconds=1))
    then = transcript.transcript(me.id, moment)
    assert state(cast, CA, moment) == Standing.EXPIRED
    noon.shift(A_DAY)
    decisions.reopen(boss, record, Words("It was another day."))
    db.session.commit()
    recorded.with_file(me, record)
    for on, minutes in ((date(2026, 2, 1), 400), (None, None)):
        records.save(me, record, recorded.writing(record, on=on, minutes=minutes))
        db.session.commit()
        assert state(cast, CA, moment) == Standing.EXPIRED
        assert transcript.transcript(me.id, moment) == then


@pytest.mark.both
def test_one_without_an_end_that_is_reopened_later(
    cast: Cast, me: Actor, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """It followed the requirement then; its day was left open since."""
    require(officer, cast.office, CA, starts_on=HIRED, within=0)
    record = recorded.confirmed(me, boss)
    moment = then()
    found = stands(cast.learner, CA, moment)
    assert (found.state, found.until) == (Standing.IN_DATE, date(2027, 3, 2))
    noon.shift(A_DAY)
    decisions.reopen(boss, record, Words("It was another day."))
    db.session.commit()
    records.save(me, record, recorded.writing(record, on=None))
    db.session.commit()
    assert stands(cast.learner, CA, moment) == found
    asked = Asked(moment, lacking=course(CA))
    assert cast.learner.id not in {one.member.person_id
                                   for one in team.lines(visible(boss), asked, 1)[0]}  # fmt: skip


@pytest.mark.both
def test_a_corrected_attendance_counted_then(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office, CA)
    made = offered.offered(officer, cast.office)
    offered.signed_up(made, [cast.learner])
    offered.begins(made, noon)
    attendance.mark(officer, made, {cast.learner.id: ATTENDED})
    db.session.commit()
    day = clock.today("America/Denver")
    for number, said in enumerate((Mark(Outcome.PART, 30), NO_SHOW, ATTENDED)):
        moment = Moment(day, clock.now() + timedelta(seconds=1))
        was = state(cast, CA, moment)
        noon.shift(A_DAY)
        attendance.mark(officer, made, {cast.learner.id: said})
        db.session.commit()
        assert state(cast, CA, moment) == was, number
    assert state(cast, CA) == Standing.IN_DATE


@pytest.mark.both
def test_a_waiver_given_or_ended_later(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    before = then()
    noon.shift(A_DAY)
    waivers.waive(boss, cast.learner.id, course().id, "She taught it.")
    db.session.commit()
    between = Moment(TODAY + A_DAY, clock.now() + timedelta(seconds=1))
    noon.shift(A_DAY)
    waivers.take_back(boss, cast.learner.id, course().id)
    db.session.commit()
    assert [state(cast, moment=at) for at in (before, between, None)] == [
        Standing.MISSING, Standing.WAIVED, Standing.MISSING,
    ]  # fmt: skip


@pytest.mark.both
def test_a_requirement_of_later_was_not_asked_then(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    """Even one that begins on an earlier day than the one on which it was decided."""
    before = then()
    noon.shift(A_DAY)
    require(officer, cast.office, starts_on=TODAY - A_DAY)
    assert state(cast) == Standing.MISSING
    assert state(cast, moment=Moment(TODAY)) == Standing.MISSING, "as we know now"
    assert state(cast, moment=before) == Standing.OPEN, "as we knew then"


@pytest.mark.both
def test_a_seat_given_up_or_called_off_later(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office, CA)
    made = offered.offered(officer, cast.office)
    offered.signed_up(made, [cast.learner])
    seated = then()
    noon.shift(timedelta(hours=1))
    sessions.call_off(officer, made)
    db.session.commit()
    other = offered.offered(officer, cast.office)
    offered.signed_up(other, [cast.learner])
    again = then()
    noon.shift(timedelta(hours=1))
    bookings.cancel(me, other)
    db.session.commit()
    assert state(cast, CA) == Standing.MISSING
    found = stands(cast.learner, CA, seated)
    assert found.seat is not None
    assert found.seat.session_id == made.id
    found = stands(cast.learner, CA, again)
    assert found.seat is not None
    assert found.seat.session_id == other.id


@pytest.mark.both
def test_a_request_that_ended_later(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    wish = recorded.asked(me, course_id=course().id)
    moment = then()
    noon.shift(A_DAY)
    requests.withdraw(me, wish)
    db.session.commit()
    assert state(cast) == Standing.MISSING
    assert state(cast, moment=moment) == Standing.REQUESTED


@pytest.mark.both
def test_what_is_completed_later_is_not_there_yet(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    moment = then()
    noon.shift(A_DAY)
    completed(boss, cast.learner, on=TODAY - A_DAY)
    assert state(cast, moment=Moment(TODAY)) == Standing.IN_DATE, "as we know now"
    assert state(cast, moment=Moment(TODAY - 2 * A_DAY)) == Standing.OPEN, "not on earlier days"
    assert state(cast, moment=moment) == Standing.MISSING, "as we knew then"
