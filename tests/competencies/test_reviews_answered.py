"""What comes after, and in between: the answer, another supervisor, the next review."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Prose, Words
from lms.competencies import changes, cycles, known, reviewing
from lms.competencies.access import sight
from lms.competencies.cycle import Stage
from lms.competencies.rating import Judgement
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import access
from tests.cast import Cast, actor
from tests.competencies.rated import judged, led_by, lines, opened, rated, self_rated, told
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, KEY = timedelta(days=1), "assessment"
THANKS, CLIENT = Words("I see the second otherwise."), Words("As with A012 345 678.")


@pytest.fixture(autouse=True)
def today(noon: time_machine.Traveller) -> time_machine.Traveller:
    """It is the thirtieth day."""
    noon.shift(28 * A_DAY)
    return noon


def held(cast: Cast) -> None:
    """Both have rated."""
    self_rated(actor(cast.learner), cast.learner)
    rated(actor(cast.supervisor), cast.learner)


# The answer.


def test_an_answer_is_given_once(cast: Cast, me: Actor, boss: Actor) -> None:
    held(cast)
    reviewing.acknowledge(me, opened(cast.learner, me), THANKS)
    db.session.commit()
    found = opened(cast.learner, me)
    assert found.row is not None
    reply = db.session.get_one(Prose, found.row.reply_id)
    assert (found.stage, reply.text, reply.author_id) == (Stage.ACKNOWLEDGED, THANKS.text, me.id)
    assert verbs(me.id)[-1] == "review-acknowledged"
    assert told(cast.learner, "review-acknowledged") == [
        {"cycle": found.row.id, "reply": reply.digest}
    ]
    with nothing_changes():
        reviewing.acknowledge(me, found, THANKS)
        reviewing.acknowledge(me, found, Words())
    with refused("You answered this already, in other words"):
        reviewing.acknowledge(me, found, Words("No, the first."))


def test_it_is_read_without_a_word(cast: Cast, me: Actor) -> None:
    held(cast)
    for _ in range(2):
        reviewing.acknowledge(me, opened(cast.learner, me), Words(" "))
        db.session.commit()
    assert told(cast.learner, "review-acknowledged")[0]["reply"] is None
    assert len(told(cast.learner, "review-acknowledged")) == 1
    with refused("You answered this already"):
        reviewing.acknowledge(me, opened(cast.learner, me), THANKS)


def test_there_is_nothing_to_answer_yet(cast: Cast, me: Actor) -> None:
    self_rated(me, cast.learner)
    with refused("Your supervisor has not rated yet"):
        reviewing.acknowledge(me, opened(cast.learner, me), THANKS)


def test_no_client_is_named(cast: Cast, me: Actor) -> None:
    held(cast)
    with refused("A-number"):
        reviewing.acknowledge(me, opened(cast.learner, me), CLIENT)


@pytest.mark.parametrize("who", ["supervisor", "colleague", "officer"])
def test_only_the_person_answers(cast: Cast, who: str) -> None:
    held(cast)
    someone = actor(cast.people()[who])
    with refused("Only the person of this review"):
        reviewing.acknowledge(someone, opened(cast.learner, someone), THANKS)


def test_there_is_nothing_to_take_up(cast: Cast, me: Actor) -> None:
    with nothing_changes():
        reviewing.take_up(me, opened(cast.learner, me))


# Another supervisor.


def test_whoever_leads_now_rates(cast: Cast, me: Actor, boss: Actor) -> None:
    found = self_rated(me, cast.learner)
    reviewing.say(boss, found, "ethics", judged(4, boss.today), 0)
    led_by(cast, cast.other_supervisor)
    new = actor(cast.other_supervisor)
    assert [access.count_waiting(one) for one in (boss, new)] == [0, 1]
    for act in (
        lambda: reviewing.finish(boss, found),
        lambda: reviewing.say(boss, found, "ethics", judged(3, boss.today), 1),
    ):
        with refused("Only the present supervisor"):
            act()
    with refused("Rate one competency at least"):
        reviewing.finish(new, found)
    rated(new, cast.learner, assessment=2)
    assert known.of(me.id, me.today).levels == {KEY: 2}, "what nobody signed counts for nothing"
    for reader in (me, boss, new):
        assert lines(reader, cast.learner, "ethics") == [
            one for one in lines(reader, cast.learner, "ethics") if one.by_self
        ]
    both = changes.both(opened(cast.learner, me), sight(me, me.id))
    assert (set(both.mine), set(both.theirs), both.rater) == (
        {KEY, "ethics"}, {KEY}, "Ingrid Moe",
    )  # fmt: skip
    assert access.count_waiting(new) == 0


@pytest.mark.parametrize("gone", ["none", "deactivated"])
def test_the_officer_rates_where_nobody_leads(
    cast: Cast, me: Actor, officer: Actor, gone: str
) -> None:
    self_rated(me, cast.learner)
    assert access.count_waiting(officer) == 0
    if gone == "none":
        led_by(cast, None)
    else:
        people.deactivate(cast.supervisor, actor_id=None)
        db.session.commit()
    assert access.count_waiting(officer) == 1
    rated(officer, cast.learner)
    assert (access.count_waiting(officer), opened(cast.learner, me).stage) == (0, Stage.RATED)


# The next review.


def test_what_was_not_begun_is_passed_by(
    cast: Cast, me: Actor, boss: Actor, today: time_machine.Traveller
) -> None:
    old = opened(cast.learner, me)
    today.shift(30 * A_DAY)
    found = cycles.of(me.id, me.today)
    assert [(one.day, one.stage, one.newest) for one in found] == [
        (30, Stage.PASSED_BY, False), (60, Stage.OPEN, True),
    ]  # fmt: skip
    passed = found[0]
    assert (old.newest, passed.opens_on) == (True, date(2026, 4, 1))
    for who, said in ((me, Judgement(2, me.today)), (boss, judged(2, boss.today))):
        with refused("The next review has opened since then"):
            reviewing.say(who, passed, KEY, said, 0)
    with refused("The next review has opened since then"):
        reviewing.finish_own(me, passed)


def test_nobody_is_asked_to_rate_in_what_was_passed_by(
    cast: Cast, boss: Actor, today: time_machine.Traveller
) -> None:
    today.shift(40 * A_DAY)
    passed, newest = cycles.of(cast.learner.id, boss.today)
    assert (passed.rateable(boss.today), newest.rateable(boss.today)) == (False, True)


def test_what_was_begun_is_finished_all_the_same(
    cast: Cast, me: Actor, boss: Actor, today: time_machine.Traveller
) -> None:
    reviewing.say(me, opened(cast.learner, me), KEY, Judgement(2, me.today), 0)
    db.session.commit()
    today.shift(30 * A_DAY)
    reviewing.finish_own(me, opened(cast.learner, me, 30))
    db.session.commit()
    rated(boss, cast.learner, 30)
    assert [one.stage for one in cycles.of(me.id, me.today)] == [Stage.RATED, Stage.OPEN]
    self_rated(me, cast.learner, 60)
    assert [one.stage for one in cycles.of(me.id, me.today)] == [Stage.RATED, Stage.SELF_RATED]


def test_what_was_begun_is_not_called_passed_by(
    cast: Cast, me: Actor, today: time_machine.Traveller
) -> None:
    reviewing.say(me, opened(cast.learner, me), KEY, Judgement(2, me.today), 0)
    db.session.commit()
    today.shift(30 * A_DAY)
    assert opened(cast.learner, me, 30).stage is Stage.OPEN


def test_each_review_has_its_own_ratings(
    cast: Cast, me: Actor, boss: Actor, today: time_machine.Traveller
) -> None:
    held(cast)
    today.shift(30 * A_DAY)
    self_rated(me, cast.learner, 60, assessment=4)
    rated(boss, cast.learner, 60, assessment=3)
    assert known.of(me.id, me.today).levels == {KEY: 3, "ethics": 1}
    assert [one.level for one in lines(me, cast.learner)] == [3, 4, 2, 2]
    both = changes.both(opened(cast.learner, me, 30), sight(me, me.id))
    assert ({key: one.level for key, one in both.theirs.items()}) == {KEY: 2, "ethics": 1}
