"""Leaving a program and taking it up again: one enrollment, and nothing that counted is lost."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import access, queries, rules, terms
from lms.progress.due import Calendar
from lms.progress.models import DueDate, Outcome, Review, Status, Term
from lms.progress.standing import State
from lms.progress.terms import Why
from lms.progress.work import Work, find_work, works_of
from lms.signoff import extensions
from tests.cast import START, Cast, enrolled
from tests.conftest import NOON
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import finish, send, sign
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")

DAY = timedelta(days=1)
BACK = date(2026, 6, 1)  # a Monday
FIRST, SECOND = "who-we-serve", "general-case-management"
JOB = "case-manager"


def now(work: Work) -> Work:
    found = find_work(work.id)
    assert found is not None
    return found


def again(actor: Actor, work: Work, on: date = BACK) -> Work:
    return terms.re_enroll(actor, now(work), on, Calendar(), job_role=JOB)


@pytest.mark.both
def test_leaving(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    finish(me, boss, cast.work, "two-principles")
    waits = send(me, cast.work, "icm-orientation")
    more = extensions.ask(me, cast.work, (SECOND, ""), date(2026, 4, 15), "A late laptop.")
    with history_grows() as superseded:
        terms.withdraw(officer, cast.work, Why.LEFT_OFFICE)
    assert superseded == []
    assert now(cast.work).status == Status.WITHDRAWN
    assert works_of(cast.learner.id) == []
    assert {waits.outcome, more.outcome} == {Outcome.CANCELLED}
    assert access.count_waiting(boss) == 0
    assert verbs(cast.learner.id)[-1] == "program-left"
    told = terms.left(cast.work)
    assert told is not None
    assert told[0] is Why.LEFT_OFFICE
    done = queries.section_standings(now(cast.work))[1].tasks["two-principles"]
    assert done.state is State.DONE


def test_twice_is_once(cast: Cast, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    with nothing_changes():
        terms.withdraw(officer, cast.work, Why.MISTAKE)
    again(officer, cast.work)
    with nothing_changes():
        again(officer, cast.work)
    with refused("since another day"):
        again(officer, cast.work, BACK + DAY)


def test_nothing_changes_in_what_was_left(cast: Cast, me: Actor, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    with refused("was left"):
        rules.tick(me, cast.work, "nasw-code")


@pytest.mark.both
def test_taking_it_up_again(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    for task in cast.work.outline.sections[0].tasks:
        finish(me, boss, cast.work, task.key)
    finish(me, boss, cast.work, "dv-protocol")
    sent = send(me, cast.work, "two-principles")
    before = queries.due_dates(cast.work.id)
    noon.shift(DAY)
    terms.withdraw(officer, cast.work, Why.CHANGED_ROLE)
    noon.shift(60 * DAY)
    with history_grows() as superseded:
        back = again(officer, cast.work)
    assert superseded == []
    after = queries.due_dates(cast.work.id)
    assert (back.id, back.status, back.starts_on) == (cast.work.id, Status.ACTIVE, BACK)
    assert after[FIRST, ""] == before[FIRST, ""], "what is complete keeps its date"
    assert after["additional-resources", "dv-protocol"] == before[
        "additional-resources", "dv-protocol"]  # fmt: skip
    assert after[SECOND, ""] == BACK + 30 * DAY
    assert before.keys() == after.keys()
    assert queries.section_standings(back)[0].completed_on is not None
    assert [row.status for row in db.session.scalars(select(Term).filter_by(
        enrollment_id=back.id).order_by(Term.id))] == ["active", "withdrawn", "active"]  # fmt: skip
    review = db.session.get_one(Review, sent.id)
    assert review.outcome == Outcome.CANCELLED
    sign(boss, back, send(me, back, "two-principles"), on=boss.today)


def test_as_at_before_it_was_left(cast: Cast, officer: Actor, noon: time_machine.Traveller) -> None:
    at = db.session.scalars(select(Term.recorded_at)).first()
    assert at is not None
    noon.shift(DAY)
    terms.withdraw(officer, cast.work, Why.OTHER)
    noon.shift(DAY)
    again(officer, cast.work)
    then = find_work(cast.work.id, at)
    assert then == cast.work
    assert queries.due_dates(cast.work.id, at)[FIRST, ""] == START + 14 * DAY


def test_another_job_brings_other_tasks(cast: Cast, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.CHANGED_ROLE)
    back = terms.re_enroll(officer, now(cast.work), BACK, Calendar(), job_role="icm-specialist")
    assert back.job_role == "icm-specialist"


def test_days_and_people_that_cannot_be(cast: Cast, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    for day in (date(1999, 12, 31), date(2028, 3, 5), date.max):
        with refused("Check the year", "starts_on"):
            again(officer, cast.work, day)
    enrolled(cast.learner)
    with refused("already"):
        again(officer, cast.work)


def test_the_office_is_closed_then(cast: Cast, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    people.close_on(cast.office, BACK + 14 * DAY, "A day")
    closed = Calendar(frozenset({BACK + 14 * DAY}))
    terms.re_enroll(officer, now(cast.work), BACK, closed, job_role=JOB)
    assert queries.due_dates(cast.work.id)[FIRST, ""] == BACK + 15 * DAY


@pytest.mark.both
def test_an_old_date_ends_as_the_new_one_begins(cast: Cast, officer: Actor) -> None:
    """With a clock that goes on: at no moment is there no date, or one more."""
    before = set(db.session.scalars(select(DueDate.id).filter_by(enrollment_id=cast.work.id)))
    terms.withdraw(officer, cast.work, Why.OTHER)
    with time_machine.travel(NOON, tick=True):
        again(officer, cast.work)
    dates = db.session.scalars(select(DueDate).filter_by(enrollment_id=cast.work.id)).all()
    ended = {one.superseded_at for one in dates if one.id in before}
    assert ended == {one.recorded_at for one in dates if one.id not in before}
    assert len(ended) == 1
