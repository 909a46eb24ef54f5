"""Two judgements are two: nobody sees what the other said before both have finished.

Afterwards both lie side by side for the person and for whoever signs for them; whoever else may
look sees levels and reasons, no words and not how people rate themselves.
"""

from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import changes, profile, rating, ratings, reviewing
from lms.competencies.access import Sight, sight
from lms.competencies.changes import Both
from lms.competencies.framework import present
from lms.competencies.profile import Profile
from lms.competencies.rating import Judgement
from lms.people.actor import Actor
from tests.cast import Cast, actor
from tests.competencies.rated import (
    judged,
    led_by,
    lines,
    opened,
    rate,
    rated,
    self_rated,
)

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, KEY = timedelta(days=1), "assessment"
ONLOOKERS = ("auditor", "administrator", "officer")
OTHERS = ("supervisor", "officer", "auditor", "administrator")
REPLY = Words("I see the second otherwise.")


@pytest.fixture(autouse=True)
def today(noon: time_machine.Traveller) -> time_machine.Traveller:
    """It is the thirtieth day."""
    noon.shift(28 * A_DAY)
    return noon


def both(cast: Cast, reader: Actor) -> Both:
    """The page of the review."""
    return changes.both(opened(cast.learner, reader), sight(reader, cast.learner.id))


def shown(cast: Cast, reader: Actor) -> Profile:
    """The profile."""
    return profile.profile(present().outline, sight(reader, cast.learner.id), reader.today)


def own_views(cast: Cast, reader: Actor) -> dict[str, int]:
    """How the person rates themselves, as a reader's profile has it."""
    return {one.competency.key: one.mine.level for one in shown(cast, reader).stands if one.mine}


def levels(cast: Cast, reader: Actor) -> dict[str, int]:
    """What holds, as a reader's profile has it."""
    return {one.competency.key: one.now.level for one in shown(cast, reader).stands if one.now}


@pytest.mark.both
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_sees_a_self_rating_before_the_supervisor_has_rated(
    cast: Cast, me: Actor, who: str
) -> None:
    reader = actor(cast.people()[who])
    reviewing.say(me, opened(cast.learner, me), KEY, Judgement(2, me.today), 0)
    for _ in range(2):  # while it is made, and once it is given
        assert both(cast, reader) == Both()
        assert (own_views(cast, reader), lines(reader, cast.learner)) == ({}, [])
        assert shown(cast, reader).talking == []
        reviewing.finish_own(me, opened(cast.learner, me))


@pytest.mark.both
def test_the_person_sees_their_own_at_once(cast: Cast, me: Actor) -> None:
    self_rated(me, cast.learner)
    found = both(cast, me)
    assert {key: one.level for key, one in found.mine.items()} == {KEY: 2, "ethics": 3}
    assert not found.theirs
    assert own_views(cast, me) == {KEY: 2, "ethics": 3}
    assert [one.level for one in lines(me, cast.learner)] == [2]


@pytest.mark.both
@pytest.mark.parametrize("who", ["learner", *OTHERS])
def test_nobody_sees_what_the_supervisor_is_saying(
    cast: Cast, me: Actor, boss: Actor, who: str
) -> None:
    found, reader = self_rated(me, cast.learner), actor(cast.people()[who])
    reviewing.say(boss, found, KEY, judged(4, boss.today), 0)
    db.session.commit()
    assert not both(cast, reader).theirs
    assert levels(cast, reader) == {}
    assert [one for one in lines(reader, cast.learner) if not one.by_self] == []
    assert ratings.levels([me.id])[me.id] == {}


@pytest.mark.both
@pytest.mark.parametrize("who", ["learner", "supervisor"])
def test_afterwards_both_see_both(cast: Cast, me: Actor, boss: Actor, who: str) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner, assessment=4, ethics=3)
    reviewing.acknowledge(me, opened(cast.learner, me), REPLY)
    reader = actor(cast.people()[who])
    found = both(cast, reader)
    assert {key: one.level for key, one in found.mine.items()} == {KEY: 2, "ethics": 3}
    assert {key: one.level for key, one in found.theirs.items()} == {KEY: 4, "ethics": 3}
    assert (found.rater, found.apart(KEY), found.apart("ethics")) == ("Daniel Okafor", True, False)
    assert found.apart("safety") is False
    assert set(found.comments.values()) == {"<p>I saw it on two visits.</p>"}
    assert found.reply == "<p>I see the second otherwise.</p>"
    assert (levels(cast, reader), own_views(cast, reader)) == (
        {KEY: 4, "ethics": 3}, {KEY: 2, "ethics": 3},
    )  # fmt: skip
    assert [one.competency.key for one in shown(cast, reader).talking] == [KEY]
    assert [(one.by_self, one.level) for one in lines(reader, cast.learner)] == [
        (False, 4), (True, 2),
    ]  # fmt: skip


@pytest.mark.both
@pytest.mark.parametrize("who", ONLOOKERS)
def test_onlookers_see_levels_and_no_word(cast: Cast, me: Actor, boss: Actor, who: str) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner, assessment=4)
    reviewing.acknowledge(me, opened(cast.learner, me), REPLY)
    reader = actor(cast.people()[who])
    found = both(cast, reader)
    assert ({key: one.level for key, one in found.theirs.items()}, found.rater) == (
        {KEY: 4}, "Daniel Okafor",
    )  # fmt: skip
    assert (found.mine, found.comments, found.reply) == ({}, {}, None)
    assert (levels(cast, reader), own_views(cast, reader)) == ({KEY: 4}, {})
    (line,) = lines(reader, cast.learner)
    assert (line.level, line.comment, line.by_self) == (4, None, False)


def test_what_was_said_outside_a_review_is_seen_at_once(cast: Cast, me: Actor, boss: Actor) -> None:
    rating.give(me, cast.learner, KEY, Judgement(3, me.today))
    self_rated(me, cast.learner, ethics=2)
    assert own_views(cast, boss) == {KEY: 3}
    assert own_views(cast, me) == {KEY: 3, "ethics": 2}


def test_what_was_taken_up_again_is_no_view_of_anybody(cast: Cast, me: Actor) -> None:
    self_rated(me, cast.learner)
    reviewing.take_up(me, opened(cast.learner, me))
    assert own_views(cast, me) == {}
    assert (both(cast, me).mine, lines(me, cast.learner)) == ({}, [])


def test_whoever_wrote_something_reads_that_and_no_more(cast: Cast, me: Actor, boss: Actor) -> None:
    """Whoever signs today reads all; whoever signed before, what is their own."""
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    led_by(cast, cast.other_supervisor)
    new, word = actor(cast.other_supervisor), "<p>I saw it on two visits.</p>"
    rate(new, cast.learner, level=3, comment=Words("I saw another."))
    before = Sight(boss.id, cast.learner.id, signs=False)
    found, _ = ratings.lines(before, KEY, 1)
    assert [(one.rater_id, one.comment) for one in found] == [(new.id, None), (boss.id, word)]
    assert sight(boss, cast.learner.id) == before
    seen = changes.both(opened(cast.learner, boss), before)
    assert (seen.mine, set(seen.comments.values())) == ({}, {word})
    assert [one.comment for one in lines(new, cast.learner) if not one.by_self] == [
        "<p>I saw another.</p>", word,
    ]  # fmt: skip


def test_a_month_ago(cast: Cast, me: Actor, boss: Actor, today: time_machine.Traveller) -> None:
    rate(boss, cast.learner, level=1)
    today.shift(30 * A_DAY)
    rate(boss, cast.learner, level=3)
    (stand,) = [one for one in shown(cast, me).stands if one.competency.key == KEY]
    assert stand.before is not None
    assert (stand.level, stand.before.level, stand.below) == (3, 1, False)
    assert shown(cast, me).rated == 1
    today.shift(-A_DAY)
    (stand,) = [one for one in shown(cast, me).stands if one.competency.key == KEY]
    assert stand.before is None
