"""What people may do, read for many: what was decided, and what of it still stands."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, rating, standings
from lms.curriculum.framework_outline import Need, NeedKind
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import rules
from lms.signoff import decisions as signoff
from tests.cast import Cast, actor, enrolled, posted
from tests.competencies.framed import (
    ALONE,
    ASSESSMENT,
    CO_LEAD,
    COURSE,
    INCIDENT,
    LEAD,
    MEETING,
    PROTOCOLS,
    SHADOW,
    TALK,
    asking,
    grant,
    may_shadow,
    may_work_alone,
    stands,
    without,
)
from tests.competencies.rated import rate, tick
from tests.conftest import NOON
from tests.shadowing.logged import accepted
from tests.statements import statements
from tests.training.asked import completed, require

pytestmark = pytest.mark.usefixtures("sound")
TODAY = date(2026, 3, 4)


def alone(cast: Cast, me: Actor, boss: Actor) -> None:
    """The learner works alone, and everything is there."""
    may_work_alone(me, boss, cast.work, cast.learner)
    grant(boss, cast.learner, ALONE, Words())


def lapsed(cast: Cast) -> list[str]:
    """What is there no more, by key; the part for entries."""
    return [one.need.key or one.need.part for one in stands(cast.learner).lapsed]


@pytest.mark.both
def test_nobody_goes_alone_while_a_protocol_is_open(cast: Cast, me: Actor, boss: Actor) -> None:
    alone(cast, me, boss)
    found = stands(cast.learner)
    assert (found.may, found.lapsed, found.on_hold) == (ALONE, [], False)
    signoff.reopen(boss, cast.work, PROTOCOLS[0], "The protocol has changed.")
    found = stands(cast.learner)
    assert (lapsed(cast), found.on_hold, found.may) == (["dv-protocol"], True, LEAD)
    assert found.held is not None
    assert found.held.step is ALONE, "what was granted is not written over"


def test_a_level_that_fell_holds_up_work_alone_too(cast: Cast, me: Actor, boss: Actor) -> None:
    alone(cast, me, boss)
    rate(boss, cast.learner, "safety", 2)
    assert (lapsed(cast), stands(cast.learner).may) == (["safety"], LEAD)
    rate(boss, cast.learner, "safety", 3)
    assert (lapsed(cast), stands(cast.learner).may) == ([], ALONE)


def test_anything_else_that_lapses_is_said_and_changes_nothing(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    alone(cast, me, boss)
    rules.untick(me, cast.work, "client-boundaries")
    rating.take_back(boss, rate(boss, cast.learner, level=1), Words("Somebody else."))
    assert lapsed(cast) == ["client-boundaries"]
    rate(boss, cast.learner, level=1)
    assert lapsed(cast) == ["client-boundaries", ASSESSMENT, ASSESSMENT]
    assert stands(cast.learner).may is ALONE


def test_a_course_that_runs_out(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    asking(ASSESSMENT, SHADOW, COURSE, instead=True)
    require(officer, cast.office)
    completed(boss, cast.learner)
    grant(boss, cast.learner, SHADOW, Words())
    noon.move_to(NOON + timedelta(days=365))
    assert lapsed(cast) == []
    noon.shift(timedelta(days=1))
    assert (lapsed(cast), stands(cast.learner).may) == (["rccm"], SHADOW)


def test_it_stands_by_the_framework_of_its_day(cast: Cast, me: Actor, boss: Actor) -> None:
    may_shadow(me, cast.work)
    grant(boss, cast.learner, SHADOW, Words())
    more = Need(NeedKind.TASK, "nasw-code", "icm-onboarding")
    asking(ASSESSMENT, SHADOW, more, instead=True)
    assert lapsed(cast) == [], "nobody loses by what is asked from now on"
    assert [one.need for one in stands(cast.learner).step(SHADOW).missing] == [more]
    rules.untick(me, cast.work, "client-boundaries")
    assert lapsed(cast) == ["client-boundaries"]
    tick(me, cast.work, "nasw-code")
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    grant(boss, cast.learner, SHADOW, Words())
    assert lapsed(cast) == [], "granted anew by what is asked now"


def test_what_the_framework_has_no_more_is_not_listed(cast: Cast, boss: Actor) -> None:
    grant(boss, cast.learner, SHADOW)
    without(ASSESSMENT)
    found = standings.of(cast.learner.id, TODAY)
    assert ASSESSMENT not in found
    assert MEETING in found


def staff(cast: Cast, boss: Actor, number: int) -> list[Person]:
    """People of whom everything was decided, each something else."""
    found = [posted(f"Person {place:02}", cast.office, cast.supervisor) for place in range(number)]
    for place, who in enumerate(found):
        work = enrolled(who)
        if place % 2:
            tick(actor(who), work, "client-boundaries")
        if place % 4 == 1:
            accepted(actor(who), boss, tasks=[])
        if place % 3:
            grant(boss, who, [SHADOW, CO_LEAD, ALONE][place % 3], knowing=True)
        if place % 3 and place % 5 == 1:
            granting.suspend(boss, who, ASSESSMENT, INCIDENT)
        elif place % 3 and place % 7 == 2:
            granting.take_back(boss, who, ASSESSMENT, INCIDENT)
        if place % 3 == 2:
            grant(boss, who, SHADOW, activity=MEETING)
    db.session.commit()
    return found


def three_frameworks(cast: Cast, boss: Actor) -> list[Person]:
    """Some of whom were granted something by the first, the second, the last."""
    found = staff(cast, boss, 20)
    for needs in ([TALK], [COURSE]):
        asking(ASSESSMENT, SHADOW, *needs, instead=True)
        for one in found[1:9:4]:
            grant(boss, one, LEAD, knowing=True)
    return found


@pytest.mark.both
def test_many_at_once_are_as_one_by_one(cast: Cast, boss: Actor) -> None:
    ids = [one.id for one in (*three_frameworks(cast, boss), cast.learner, cast.administrator)]
    together = standings.of_all(ids, TODAY)
    assert together == {one: standings.of(one, TODAY) for one in ids}
    said = {repr(one[ASSESSMENT].held) for one in together.values()}
    assert len(said) > 5, "they differ"
    assert standings.of_all([], TODAY) == {}


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(cast: Cast, boss: Actor) -> None:
    ids = [one.id for one in three_frameworks(cast, boss)]
    standings.of_all(ids, TODAY)  # an edition is read once in a process
    asked = []
    for some in (ids[:2], ids):
        with statements() as seen:
            standings.of_all(some, TODAY)
        asked.append(len(seen))
    assert asked[0] == asked[1] < 18
