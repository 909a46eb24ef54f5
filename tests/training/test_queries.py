"""Where courses stand for people: from real rows, and as quick for many as for one."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum import courses
from lms.people import rules
from lms.people.actor import Actor
from lms.people.models import Post
from lms.training import (
    attendance,
    bookings,
    queries,
    requests,
    sessions,
)
from lms.training.attendance import Mark, Outcome
from lms.training.models import State
from lms.training.queries import Moment
from lms.training.standing import State as Standing
from tests.cast import HIRED, Cast, actor, posted
from tests.conftest import NOON
from tests.statements import statements
from tests.training import offered, recorded
from tests.training.asked import RCCM, TEAMWORK, TODAY, completed, course, require, stands
from tests.training.offered import ATTENDED

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
CA = offered.COURSE


def state(cast: Cast, key: str = RCCM, moment: Moment | None = None) -> Standing:
    """What is said of a course of the learner's."""
    return stands(cast.learner, key, moment).state


@pytest.mark.both
def test_from_a_requirement_to_its_renewal(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """A year and a half of one yearly course, as the days go by."""
    assert state(cast) == Standing.OPEN
    require(officer, cast.office)
    found, due = stands(cast.learner), TODAY + timedelta(days=30)
    assert (found.state, found.due_on) == (Standing.MISSING, due)
    assert (found.overdue(due), found.overdue(due + A_DAY)) == (False, True)
    completed(boss, cast.learner)
    for days, said in ((304, "in-date"), (305, "expiring"), (365, "expiring"), (366, "expired")):
        noon.move_to(NOON + timedelta(days=days))
        assert state(cast) == said, days
    completed(boss, cast.learner, on=TODAY + timedelta(days=366))
    found = stands(cast.learner)
    assert (found.state, found.until) == (Standing.IN_DATE, date(2028, 3, 5))


@pytest.mark.both
def test_a_seat_the_waiting_list_and_what_is_called_off(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office, CA)
    made = offered.offered(officer, cast.office, seats=1)
    offered.signed_up(made, [cast.colleague, cast.learner])
    found = stands(cast.learner, CA)
    assert found.state == Standing.MISSING, "a place on the waiting list is no seat"
    assert found.seat is not None
    assert (found.seat.session_id, found.seat.waiting) == (made.id, True)
    bookings.cancel(actor(cast.colleague), made)
    db.session.commit()
    found = stands(cast.learner, CA)
    assert (found.state, found.seat and found.seat.waiting) == (Standing.BOOKED, False)
    assert (found.to_do, found.good) == (True, False), "a seat is no completion"
    sessions.call_off(officer, made)
    db.session.commit()
    assert state(cast, CA) == Standing.MISSING


def test_a_session_that_has_begun_is_a_seat_no_more(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office, CA)
    made = offered.offered(officer, cast.office)
    offered.signed_up(made, [cast.learner])
    offered.begins(made, noon)
    assert state(cast, CA) == Standing.MISSING
    attendance.mark(officer, made, {cast.learner.id: ATTENDED})
    db.session.commit()
    assert state(cast, CA) == Standing.IN_DATE


def test_only_some_hours_of_it_are_not_the_course(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office, CA)
    made = offered.offered(officer, cast.office)
    offered.signed_up(made, [cast.learner])
    offered.begins(made, noon)
    attendance.mark(officer, made, {cast.learner.id: Mark(Outcome.PART, 60)})
    db.session.commit()
    assert state(cast, CA) == Standing.MISSING
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert queries.minutes_of(cast.learner.id, first, last) == 60


@pytest.mark.both
def test_asked_for_and_approved(cast: Cast, me: Actor, officer: Actor, boss: Actor) -> None:
    """A training outside that stands for a course, until it is recorded."""
    require(officer, cast.office)
    wish = recorded.asked(me, course_id=course().id)
    assert state(cast) == Standing.REQUESTED
    requests.approve(boss, recorded.answer_of(wish))
    db.session.commit()
    assert state(cast) == Standing.REQUESTED
    assert [one.id for one in queries.asking(cast.learner.id)] == [wish.id]


def test_a_refusal_is_shown_for_a_month(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    wish = recorded.asked(me, course_id=course().id)
    requests.decline(boss, recorded.answer_of(wish), Words("No money left this year."))
    db.session.commit()
    assert [one.id for one in queries.asking(cast.learner.id)] == [wish.id]
    noon.shift(timedelta(days=31))
    assert queries.asking(cast.learner.id) == []


def test_a_draft_or_what_waits_is_no_completion(cast: Cast, me: Actor, officer: Actor) -> None:
    require(officer, cast.office, CA)
    record = recorded.sent(me)
    assert (record.state, state(cast, CA)) == (State.PENDING, Standing.MISSING)
    assert [one.id for one in queries.unfinished(cast.learner.id)] == [record.id]


# Since when somebody is in a job.


@pytest.mark.both
def test_the_first_day_stays_over_a_change_of_supervisor(cast: Cast) -> None:
    change = TODAY - timedelta(days=7)
    rules.give_post(cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
                    starts_on=change)  # fmt: skip
    db.session.commit()
    for day in (change - A_DAY, change, TODAY):
        found = queries.member(cast.learner.id, day)
        assert found is not None
        assert found.since == HIRED, day


def test_who_went_and_came_back_begins_anew(cast: Cast) -> None:
    db.session.scalars(select(Post).filter_by(person_id=cast.learner.id)).one().ends_on = HIRED
    again = Post(person_id=cast.learner.id, office_id=cast.office.id, job_role="case-manager",
                 starts_on=TODAY, recorded_at=clock.now())  # fmt: skip
    db.session.add(again)
    db.session.commit()
    found = queries.member(cast.learner.id, TODAY)
    assert found is not None
    assert found.since == TODAY


def test_another_job_begins_anew(cast: Cast) -> None:
    rules.give_post(cast.learner, cast.office, "icm-specialist", supervisor=cast.supervisor,
                    starts_on=TODAY)  # fmt: skip
    db.session.commit()
    found, before = (queries.member(cast.learner.id, day) for day in (TODAY, TODAY - A_DAY))
    assert found is not None
    assert before is not None
    assert [(one.job_role, one.since) for one in (before, found)] == [
        ("case-manager", HIRED), ("icm-specialist", TODAY),
    ]  # fmt: skip


def test_whoever_begins_later_is_shown_with_that_post(cast: Cast) -> None:
    later = posted("Nadia Haddad", cast.office, since=TODAY + timedelta(days=20))
    db.session.commit()
    found = queries.member(later.id, TODAY)
    assert found is not None
    assert found.since == TODAY + timedelta(days=20)
    assert queries.member(cast.administrator.id, TODAY) is None


# Hours, and how much is asked of the database.


@pytest.mark.both
def test_hours_of_a_year(cast: Cast, boss: Actor) -> None:
    last = date(2025, 12, 31)
    for key, on, minutes in ((RCCM, last, 60), (TEAMWORK, last + A_DAY, 45), (RCCM, TODAY, 30)):
        completed(boss, cast.learner, key, on=on, minutes=minutes)
    completed(boss, cast.colleague, minutes=600)
    hers = cast.learner.id
    assert queries.minutes_of(hers, date(2026, 1, 1), TODAY) == 75
    assert queries.minutes_of(hers, date(2025, 1, 1), last) == 60
    assert queries.minutes_of(hers, TODAY + A_DAY, TODAY + A_YEAR) == 0


@pytest.mark.both
def test_as_many_statements_for_one_as_for_fifty(cast: Cast, officer: Actor, boss: Actor) -> None:
    require(officer, cast.office)
    require(officer, cast.office, TEAMWORK, role="case-manager")
    many = [cast.learner, *offered.staff(cast.office, 49)]
    for one in many:
        for number in range(1 if one is cast.learner else 3):
            completed(boss, one, on=TODAY - number * A_DAY)
    listed = courses.catalogue(cast.office.id)
    members = [queries.member(one.id, TODAY) for one in many]
    asked = []
    for people in (members[:1], members):
        with statements() as seen:
            found = queries.standings([one for one in people if one], listed, Moment(TODAY))
        assert {one.person_id for one in people if one} == found.keys()
        asked.append(len(seen))
    assert asked == [5, 5]


def test_nobody_asks_nothing_of_nobody(cast: Cast) -> None:
    assert queries.standings([], courses.catalogue(cast.office.id), Moment(TODAY)) == {}
