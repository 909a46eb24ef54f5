"""What a review looks at: what is new since the one before, and no further than its own day."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.competencies import changes
from lms.competencies.access import sight
from lms.competencies.changes import Both, Changes
from lms.competencies.cycle import Opened
from lms.competencies.framework import present
from lms.people.actor import Actor
from tests.cast import START, Cast
from tests.competencies.framed import SHADOW, grant
from tests.competencies.rated import opened, rated, self_rated, tick
from tests.shadowing.logged import accepted

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, THEN = timedelta(days=1), date(2026, 4, 1)


def since(cast: Cast, reader: Actor, day: int = 30) -> Changes:
    """What is new, as a review shows it."""
    found = opened(cast.learner, reader, day)
    return changes.since(found, present().outline, sight(reader, cast.learner.id))


def keys(found: Changes) -> list[str]:
    """The tasks among the evidence; the kind of anything else."""
    return [one.task_key or one.kind for one in found.evidence]


@pytest.mark.both
def test_since_the_first_day_and_since_the_review_before(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    tick(me, cast.work, "nasw-code")
    grant(boss, cast.learner, SHADOW)
    noon.shift(28 * A_DAY)
    first = since(cast, boss)
    assert (first.since, keys(first), first.more) == (START, ["nasw-code"], False)
    assert [one.step for one in first.decisions] == ["shadow"]
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    noon.shift(30 * A_DAY)
    tick(me, cast.work, "client-boundaries")
    second = since(cast, boss, 60)
    assert (second.since, keys(second), second.decisions) == (THEN, ["client-boundaries"], [])


def test_what_came_after_a_review_is_not_new_in_it(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    tick(me, cast.work, "nasw-code")
    noon.shift(28 * A_DAY)
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    noon.shift(30 * A_DAY)
    tick(me, cast.work, "client-boundaries")
    grant(boss, cast.learner, SHADOW)
    found = since(cast, boss)
    assert (found.since, keys(found), found.decisions) == (START, ["nasw-code"], [])


def test_a_review_that_was_passed_by_begins_nothing(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(58 * A_DAY)
    assert since(cast, me, 60).since == START


def test_what_was_before_the_guide_is_not_new(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss, on=START - 9 * A_DAY, tasks=[])
    accepted(me, boss, on=START, tasks=[])
    found = changes.since(
        Opened(cast.work.id, me.id, 30, THEN, None), present().outline, sight(me, me.id)
    )
    assert [one.on for one in found.evidence] == [START]


def test_no_more_than_a_page(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    for _ in range(changes.SHOWN + 1):
        accepted(me, boss, tasks=[])
    noon.shift(28 * A_DAY)
    found = since(cast, me)
    assert (len(found.evidence), found.more) == (changes.SHOWN, True)


def test_of_a_review_that_nobody_began_there_is_nothing(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    assert changes.both(opened(cast.learner, me), sight(me, me.id)) == Both()
    assert Both().apart("ethics") is False


def test_the_day_is_that_of_the_office(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """Rated at seven in the evening in Utah, when it is tomorrow in UTC; then a task is done."""
    noon.move_to("2026-04-02T01:00:00+00:00")
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    noon.shift(timedelta(minutes=30))
    tick(me, cast.work, "nasw-code")
    noon.shift(30 * A_DAY)
    found = since(cast, me, 60)
    assert (found.since, keys(found)) == (THEN, ["nasw-code"])
