"""What an office asks: of whom, from when; a change never rewrites what was asked before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from lms.base import clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Event
from lms.curriculum import own_courses
from lms.curriculum.own_courses import OwnCourse
from lms.people.actor import Actor
from lms.training import requirements
from lms.training.models import Requirement
from lms.training.queries import Moment
from lms.training.requirements import Terms
from lms.training.standing import Asked, State
from tests.cast import HIRED, Cast
from tests.training.asked import TEAMWORK, TODAY, completed, course, require, stands

TERMS = Terms(TODAY, 30, 12)


def events() -> int:
    """How many lines the record has."""
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def asked_on(cast: Cast, day: date, at: datetime | None = None) -> Asked | None:
    """What is asked of a case manager on a day, as known now or at a moment."""
    found = requirements.of_offices([cast.office.id], day, at)
    return requirements.asked(found, "case-manager", day).get(course().id)


def test_it_is_asked_from_a_day_on(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office, starts_on=TODAY + timedelta(days=1))
    assert asked_on(cast, TODAY) is None
    tomorrow = TODAY + timedelta(days=1)
    assert asked_on(cast, tomorrow) == Asked(tomorrow, 30, 12, tomorrow)
    assert stands(cast.learner).state == State.OPEN


def test_it_is_needed_within_days_of_starting_or_of_being_asked(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office, starts_on=HIRED, within=90)
    found = stands(cast.learner)
    assert (found.state, found.due_on) == (State.MISSING, HIRED + timedelta(days=90))
    require(officer, cast.office, TEAMWORK, within=10)
    assert stands(cast.learner, TEAMWORK).due_on == TODAY + timedelta(days=10)


def test_a_role_of_its_own_goes_before_everyone(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office, role="case-manager", months=6)
    require(officer, cast.office, months=24)
    assert asked_on(cast, TODAY) == Asked(TODAY, 30, 6, TODAY)
    found = requirements.of_offices([cast.office.id], TODAY)
    assert requirements.asked(found, "supervisor", TODAY)[course().id].valid_months == 24


def test_another_office_asks_nothing_by_that(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office)
    assert requirements.of_offices([cast.elsewhere.id], TODAY) == []


def test_the_same_again_changes_nothing(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office)
    before = events()
    require(officer, cast.office)
    assert events() == before
    assert len(requirements.planned(cast.office.id, TODAY)) == 1


def test_a_change_does_not_rewrite_the_past(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office, months=24)
    completed(boss, cast.learner)
    then = clock.now()
    noon.shift(timedelta(days=100))
    change = TODAY + timedelta(days=100)
    require(officer, cast.office, starts_on=change, months=6)
    assert asked_on(cast, TODAY) == Asked(TODAY, 30, 24, TODAY)
    assert asked_on(cast, change) == Asked(change, 30, 6, TODAY)
    assert asked_on(cast, change, at=then) == Asked(TODAY, 30, 24, TODAY)
    assert stands(cast.learner).until == date(2028, 3, 4), "what was confirmed stays good"


def test_what_was_planned_gives_way_to_what_begins_sooner(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office, starts_on=TODAY + timedelta(days=60), months=24)
    require(officer, cast.office, starts_on=TODAY + timedelta(days=30), months=6)
    later = asked_on(cast, TODAY + timedelta(days=90))
    assert later == Asked(TODAY + timedelta(days=30), 30, 6, TODAY + timedelta(days=30))


def test_whoever_is_late_stays_late_when_the_terms_change(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    noon.shift(timedelta(days=100))
    require(officer, cast.office, starts_on=TODAY + timedelta(days=100), months=6)
    assert stands(cast.learner).due_on == TODAY + timedelta(days=30)
    require(officer, cast.office, role="case-manager", starts_on=TODAY + timedelta(days=100))
    assert stands(cast.learner).due_on == TODAY + timedelta(days=30)


def test_asked_again_after_a_break_it_is_asked_anew(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    noon.shift(timedelta(days=100))
    again = TODAY + timedelta(days=101)
    requirements.ask_no_more(officer, cast.office, course().id, "", again - timedelta(days=1))
    require(officer, cast.office, starts_on=again)
    assert asked_on(cast, again) == Asked(again, 30, 12, again)


def test_it_can_end(cast: Cast, officer: Actor, noon: time_machine.Traveller) -> None:
    require(officer, cast.office)
    noon.shift(timedelta(days=10))
    end = TODAY + timedelta(days=20)
    for _ in range(2):
        requirements.ask_no_more(officer, cast.office, course().id, "", end)
        db.session.commit()
    assert asked_on(cast, end - timedelta(days=1)) is not None
    assert asked_on(cast, end) is None
    verbs = select(func.count()).where(Event.verb == "course-required-no-more")
    assert db.session.scalar(verbs) == 1
    noon.shift(timedelta(days=30))
    assert stands(cast.learner).state == State.OPEN
    past = Moment(TODAY + timedelta(days=5), clock.now())
    assert stands(cast.learner, moment=past).state == State.MISSING


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"within_days": -1}, "within_days"),
        ({"within_days": 731}, "within_days"),
        ({"valid_months": 0}, "valid_months"),
        ({"valid_months": 121}, "valid_months"),
        ({"starts_on": date(1999, 12, 31)}, "starts_on"),
        ({"starts_on": date(2040, 1, 1)}, "starts_on"),
        ({"starts_on": date.max}, "starts_on"),
    ],
)
def test_what_cannot_be_asked(
    cast: Cast, officer: Actor, change: dict[str, object], field: str
) -> None:
    terms = replace(TERMS, **change)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        requirements.require(officer, cast.office, course().id, "", terms)
    assert refused.value.field == field


def test_a_job_or_a_course_that_is_none(cast: Cast, officer: Actor) -> None:
    with pytest.raises(Refusal, match="job"):
        requirements.require(officer, cast.office, course().id, "astronaut", TERMS)
    theirs = own_courses.add(cast.elsewhere.id, OwnCourse("Their building"), actor_id=None)
    for number in (theirs.id, 2**31 - 1):
        with pytest.raises(Refusal, match="course"):
            requirements.require(officer, cast.office, number, "", TERMS)


def test_a_change_cannot_begin_in_the_past(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    noon.shift(timedelta(days=10))
    with pytest.raises(Refusal, match="today at the earliest"):
        requirements.require(officer, cast.office, course().id, "", replace(TERMS, valid_months=6))
    with pytest.raises(Refusal, match="today at the earliest"):
        requirements.ask_no_more(officer, cast.office, course().id, "", TODAY)


def test_nothing_is_ever_changed_in_place(cast: Cast, officer: Actor) -> None:
    require(officer, cast.office)
    require(officer, cast.office, months=6)
    rows = db.session.scalars(select(Requirement).order_by(Requirement.id)).all()
    assert [(row.valid_months, row.superseded_at is None) for row in rows] == [
        (12, False), (6, True),
    ]  # fmt: skip
