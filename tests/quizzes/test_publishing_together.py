"""Publishing while others are at work: nobody blocks another for good, and nothing is done twice.

A correction takes everybody whom it concerns; a rule that takes an office and its people at once
must not wait for one that took them the other way round.
"""

from collections.abc import Callable
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base import events
from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Role
from lms.quizzes import publishing
from lms.quizzes.models import QuizBank, QuizQuestion
from tests.cast import Cast, actor, posted
from tests.quizzes.banked import BANK, KEYS, Learner, joined, opened, results, small
from tests.together import together

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
Job = Callable[[], object]
LONG_ENOUGH = 0.5  # seconds


def publishes(officer: Actor | None, office: int | None, right: dict[str, str]) -> Job:
    """Somebody corrects keys."""

    def job() -> int:
        done = publishing.publish(officer, small(right), BANK, office)
        return done.rescored.changed

    return job


def test_beside_a_rule_that_takes_an_office_and_its_people(app: Flask, cast: Cast) -> None:
    """The person was there before the office was: chains are taken in the order of their age."""
    found = opened(cast)
    new = people.add_office("Provo", "America/Denver")
    officer = posted("Vera Lund", new, job_role="training-officer")
    people.grant(officer, Role.TRAINING_OFFICER, new)
    today = actor(cast.colleague).today
    people.give_post(cast.colleague, new, "case-manager", supervisor=None, starts_on=today)
    me = Learner(cast.colleague, joined(found.edition, cast.colleague))
    attempt = me.took(q4="Two")
    person, office, taken = me.person.id, new.id, Event()

    def close_the_office() -> int:
        events.lock(events.person(person))
        taken.set()
        sleep(LONG_ENOUGH)  # the other one has begun by now
        events.lock(events.office(office))
        return 0

    correct = publishes(actor(officer), office, {"q1": "Two"})

    def wait_and_correct() -> object:
        assert taken.wait(10)
        return correct()

    assert together(app, close_the_office, wait_and_correct) == [0, 1]
    db.session.expire_all()
    assert results(attempt)[-1] == (5000, True, True, "corrected")


@pytest.mark.parametrize("own", [True, False])
def test_published_twice_at_once(app: Flask, cast: Cast, officer: Actor, own: bool) -> None:
    """Once for all: one row for each question that holds, one line of the record."""
    me = opened(cast).me
    attempt = me.took(q4="Two")
    who, office = (officer, cast.office.id) if own else (None, None)
    told = together(app, *[publishes(who, office, {"q1": "Two"}) for _ in range(4)])
    db.session.expire_all()
    assert sorted(told, key=str) == [0, 0, 0, 1]
    assert len(results(attempt)) == 2
    lines = select(func.count()).select_from(events.Event).where(
        events.Event.verb == "bank-published", events.Event.data["bank"].as_string() == BANK
    )  # fmt: skip
    assert db.session.scalar(lines) == 2


def test_an_office_and_the_project_at_once(app: Flask, cast: Cast, officer: Actor) -> None:
    """Each is whole, whoever was first; the office's people are marked by their own."""
    me = opened(cast).me
    attempt = me.took(q4="Two")
    both = {"q1": "Two", "q2": "Two"}
    together(app, publishes(officer, cast.office.id, both), publishes(None, None, {"q3": "Two"}),
             publishes(officer, cast.office.id, both))  # fmt: skip
    db.session.expire_all()
    held = select(QuizBank.office_id, func.count()).join(
        QuizQuestion, (QuizQuestion.bank_id == QuizBank.id) & QuizQuestion.superseded_at.is_(None)
    )
    rows = db.session.execute(held.where(QuizBank.key == BANK).group_by(QuizBank.office_id)).all()
    assert {tuple(row) for row in rows} == {(None, len(KEYS)), (cast.office.id, len(KEYS))}
    assert results(attempt)[-1][0] == 2500
