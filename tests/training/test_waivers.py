"""Somebody need not take a course: who may say so, why, and until when."""

import pytest
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Event
from lms.people.actor import Actor
from lms.training import waivers
from lms.training.standing import State
from tests.cast import Cast, actor
from tests.training.asked import completed, course, require, stands


def waive(by: Actor, cast: Cast, reason: str = "She taught it for six years.") -> None:
    """The learner need not take it."""
    waivers.waive(by, cast.learner.id, course().id, reason)
    db.session.commit()


def test_it_is_not_asked_until_it_is_taken_back(cast: Cast, officer: Actor, boss: Actor) -> None:
    require(officer, cast.office)
    waive(boss, cast)
    found = stands(cast.learner)
    assert (found.state, found.required, found.to_do) == (State.WAIVED, False, False)
    assert waivers.reasons(cast.learner.id)[course().id].by == "Daniel Okafor"
    waivers.take_back(officer, cast.learner.id, course().id)
    assert stands(cast.learner).state == State.MISSING


def test_what_is_completed_all_the_same_is_in_date(cast: Cast, officer: Actor, boss: Actor) -> None:
    require(officer, cast.office)
    waive(boss, cast)
    completed(boss, cast.learner)
    assert stands(cast.learner).state == State.IN_DATE


def test_the_same_again_changes_nothing(cast: Cast, boss: Actor) -> None:
    waive(boss, cast)
    waive(boss, cast)
    waivers.take_back(boss, cast.learner.id, course().id)
    waivers.take_back(boss, cast.learner.id, course().id)
    verbs = select(Event.verb, func.count()).where(Event.verb.like("course-%")).group_by(Event.verb)
    assert dict(db.session.execute(verbs).all()) == {"course-waived": 1, "course-asked-again": 1}


def test_who_may_not(cast: Cast, me: Actor) -> None:
    for who in (me, actor(cast.colleague), actor(cast.other_supervisor), actor(cast.auditor),
                actor(cast.other_officer)):  # fmt: skip
        with pytest.raises(Refusal, match="Only the supervisor"):
            waivers.waive(who, cast.learner.id, course().id, "Because.")
        with pytest.raises(Refusal, match="Only the supervisor"):
            waivers.take_back(who, cast.learner.id, course().id)


def test_a_reason_is_asked_and_looked_at(cast: Cast, boss: Actor) -> None:
    with pytest.raises(Refusal, match="Say why") as refused:
        waivers.waive(boss, cast.learner.id, course().id, " ")
    assert refused.value.field == "reason"
    with pytest.raises(Refusal, match="A-number"):
        waivers.waive(boss, cast.learner.id, course().id, "As with A012 345 678.")
    with pytest.raises(Refusal, match="course"):
        waivers.waive(boss, cast.learner.id, 2**31 - 1, "Because.")


def test_another_reason_is_refused(cast: Cast, boss: Actor, officer: Actor) -> None:
    waive(boss, cast)
    for by, reason in ((boss, "Another."), (officer, "She taught it for six years.")):
        with pytest.raises(Refusal, match="waived already"):
            waivers.waive(by, cast.learner.id, course().id, reason)


def test_the_reason_can_be_removed_and_the_waiver_stands(
    cast: Cast, boss: Actor, officer: Actor, me: Actor
) -> None:
    require(officer, cast.office)
    waive(boss, cast)
    (text,) = waivers.removable(officer, cast.learner.id)
    assert waivers.removable(me, cast.learner.id) == []
    for number in (1, 0):
        assert waivers.erase(officer, cast.learner.id, text.id, "by-mistake") == number
        db.session.commit()
    assert stands(cast.learner).state == State.WAIVED
    said = waivers.reasons(cast.learner.id)[course().id].reason
    assert said is not None
    assert said.startswith("Text removed by Priya Raman")


def test_who_may_not_remove_it(cast: Cast, boss: Actor, me: Actor) -> None:
    waive(boss, cast)
    (text,) = waivers.removable(boss, cast.learner.id)
    for who in (me, actor(cast.auditor), actor(cast.other_officer)):
        with pytest.raises(NotFound):
            waivers.erase(who, cast.learner.id, text.id, "by-mistake")
    with pytest.raises(Refusal, match="Choose why"):
        waivers.erase(boss, cast.learner.id, text.id, "because")
