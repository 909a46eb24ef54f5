"""What is known of people that a step may ask for: what holds now, and nothing else."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import known, rating, ratings
from lms.competencies.framework import present
from lms.competencies.models import Rating
from lms.competencies.ratings import Held
from lms.competencies.readiness import Known
from lms.curriculum import courses
from lms.curriculum.framework_outline import Need, NeedKind
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import rules
from lms.progress.models import Kind, Meaning
from lms.progress.work import Work
from lms.shadowing import decisions as log
from lms.shadowing import sending
from lms.shadowing.models import Part
from lms.signoff import decisions as signoff
from lms.signoff.decisions import Statement
from lms.training import waivers
from tests.cast import Cast, actor, enrolled, posted
from tests.competencies.framed import ALONE, ASSESSMENT, CO_LEAD, COURSE, asking
from tests.competencies.rated import judged, rate, self_rated, talked, tick
from tests.conftest import NOON
from tests.shadowing.logged import accepted, ask, begun, places, returned, sent
from tests.statements import statements
from tests.training.asked import completed, course, require

pytestmark = pytest.mark.usefixtures("sound")
DAY, A_DAY = date(2026, 3, 4), timedelta(days=1)
GUIDE, TICKED, TALK = "icm-onboarding", "client-boundaries", "client-information-storage"
WHY = "It was somebody else."


def of(who: Person) -> Known:
    """What is known today."""
    return known.of(who.id, clock.today("America/Denver"))


def tasks(work: Work) -> set[str]:
    """Which tasks of the guide are done."""
    done = known.of(work.person_id, DAY).tasks
    assert {program for program, _ in done} <= {GUIDE}
    return {key for _, key in done}


def level(who: Person, key: str = ASSESSMENT) -> int | None:
    """At which level a competency holds."""
    return of(who).levels.get(key)


@pytest.mark.both
def test_a_task_that_is_done_counts_until_it_is_taken_back(cast: Cast, me: Actor) -> None:
    assert tasks(cast.work) == set()
    tick(me, cast.work, TICKED)
    assert tasks(cast.work) == {TICKED}
    rules.untick(me, cast.work, TICKED)
    assert tasks(cast.work) == set()


@pytest.mark.both
def test_a_task_that_was_waived_was_not_done(cast: Cast, me: Actor, boss: Actor) -> None:
    for key in (TICKED, TALK):
        signoff.waive(boss, cast.work, key, "She did it at her last office.")
    assert tasks(cast.work) == set()
    (fact,) = rules.lock(cast.work).current(TALK, Kind.WAIVED)
    signoff.revoke(boss, cast.work, TALK, fact.source_id or 0, WHY)
    assert tasks(cast.work) == set(), "open again, and still not done"
    talked(boss, cast.work, TALK)
    assert tasks(cast.work) == {TALK}


def test_a_signature_that_was_revoked_counts_no_more(cast: Cast, boss: Actor) -> None:
    stated = Statement(Meaning.DISCUSSED, boss.today)
    signed = signoff.record(boss, cast.work, TALK, stated)
    assert tasks(cast.work) == {TALK}
    signoff.revoke(boss, cast.work, TALK, signed.id, WHY)
    assert tasks(cast.work) == set()


def test_a_task_that_was_reopened_counts_no_more(cast: Cast, boss: Actor) -> None:
    talked(boss, cast.work, TALK)
    signoff.reopen(boss, cast.work, TALK, WHY)
    assert tasks(cast.work) == set()
    talked(boss, cast.work, TALK)
    assert tasks(cast.work) == {TALK}


def test_only_what_a_step_asks_for_is_looked_at(cast: Cast, me: Actor) -> None:
    tick(me, cast.work, TICKED, "nasw-code")
    assert tasks(cast.work) == {TICKED}
    asking(ASSESSMENT, CO_LEAD, Need(NeedKind.TASK, "nasw-code", GUIDE))
    assert tasks(cast.work) == {TICKED, "nasw-code"}


def test_a_task_of_another_guide_is_another_task(cast: Cast, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    asking(ASSESSMENT, CO_LEAD, Need(NeedKind.TASK, "nasw-code", "rccm-pathway"))
    assert tasks(cast.work) == set()


@pytest.mark.both
def test_entries_count_once_they_are_accepted(cast: Cast, me: Actor, boss: Actor) -> None:
    _ = begun(me), sent(me, tasks=[]), returned(me, boss, tasks=[])
    assert of(cast.learner).entries == {}
    for part in (Part.WATCHED, Part.WATCHED, Part.LED):
        last = accepted(me, boss, part=part, tasks=[])
    accepted(me, boss, activity="intake", tasks=[])
    counted = {("assessment", "watched"): 2, ("assessment", "led"): 1, ("intake", "watched"): 1}
    assert of(cast.learner).entries == counted
    log.reopen(boss, last, Words(WHY))
    assert of(cast.learner).entries == {k: n for k, n in counted.items() if k[1] != "led"}
    sending.give_up(me, last)
    assert of(cast.learner).entries == {k: n for k, n in counted.items() if k[1] != "led"}


@pytest.mark.both
def test_an_entry_that_serves_two_tasks_is_one(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, shares=True)
    both = places(cast.work, "two-assessments", "practice-case-note")
    accepted(me, boss, tasks=both, drafted=True)
    assert of(cast.learner).entries == {("assessment", "watched"): 1}
    assert of(cast.colleague).entries == {}


@pytest.mark.both
def test_the_latest_level_that_was_observed_holds(cast: Cast, boss: Actor) -> None:
    assert level(cast.learner) is None
    for key, number, ago in ((ASSESSMENT, 2, 3), (ASSESSMENT, 3, 9), ("ethics", 4, 1)):
        rating.give(boss, cast.learner, key, judged(number, DAY - ago * A_DAY))
    assert of(cast.learner).levels == {ASSESSMENT: 2, "ethics": 4}, "by the day, not by the saving"
    rate(boss, cast.learner, level=1)
    assert level(cast.learner) == 1
    rating.give(boss, cast.learner, ASSESSMENT, judged(3, DAY, comment=Words("Later that day.")))
    assert level(cast.learner) == 3, "of one day, the later one"


def test_what_was_not_observed_says_nothing(cast: Cast, boss: Actor) -> None:
    rate(boss, cast.learner, level=0)
    assert level(cast.learner) == 0
    rating.give(boss, cast.learner, ASSESSMENT, judged(2, DAY - A_DAY))
    assert level(cast.learner) == 2


def test_what_was_taken_back_holds_no_more(cast: Cast, boss: Actor) -> None:
    rating.give(boss, cast.learner, ASSESSMENT, judged(2, DAY - A_DAY))
    last = rate(boss, cast.learner, level=4)
    rating.take_back(boss, last, Words(WHY))
    assert level(cast.learner) == 2


def test_how_people_rate_themselves_does_not_count(cast: Cast, me: Actor, boss: Actor) -> None:
    rating.give(me, cast.learner, ASSESSMENT, judged(4, DAY))
    assert level(cast.learner) is None
    assert ratings.levels([me.id], by_self=True)[me.id][ASSESSMENT].level == 4
    rate(boss, cast.learner, level=1)
    assert level(cast.learner) == 1


@pytest.mark.both
def test_what_held_on_an_earlier_day(cast: Cast, boss: Actor) -> None:
    early, late = (
        rating.give(boss, cast.learner, ASSESSMENT, judged(number, DAY - ago * A_DAY))
        for number, ago in ((2, 30), (3, 10))
    )
    for ago, wanted in ((31, None), (30, early), (11, early), (10, late), (0, late)):
        found = ratings.levels([cast.learner.id], until=DAY - ago * A_DAY)[cast.learner.id]
        held = wanted and Held(wanted.id, wanted.level, wanted.on)
        assert found.get(ASSESSMENT) == held, ago


@pytest.mark.both
def test_a_course_counts_as_long_as_it_is_in_date(
    cast: Cast, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    asking(ASSESSMENT, ALONE, COURSE)
    require(officer, cast.office)
    assert of(cast.learner).courses == frozenset()
    completed(boss, cast.learner)
    assert of(cast.learner).courses == {"rccm"}
    for days, there in ((320, True), (365, True), (366, False)):
        noon.move_to(NOON + days * A_DAY)
        assert ("rccm" in of(cast.learner).courses) is there, days


def test_a_course_that_nobody_asks_for_is_not_looked_at(cast: Cast, boss: Actor) -> None:
    completed(boss, cast.learner)
    assert of(cast.learner).courses == frozenset()


def test_a_course_that_was_waived_or_done_in_part_is_not_there(cast: Cast, boss: Actor) -> None:
    asking(ASSESSMENT, ALONE, COURSE)
    waivers.waive(boss, cast.learner.id, course().id, "She taught it for six years.")
    completed(boss, cast.colleague, complete=False)
    for who in (cast.learner, cast.colleague):
        assert of(who).courses == frozenset()


def test_a_course_that_is_offered_no_longer_is_in_date_all_the_same(
    cast: Cast, boss: Actor
) -> None:
    asking(ASSESSMENT, ALONE, COURSE)
    completed(boss, cast.learner)
    courses.describe(course().id, course().terms._replace(retired=True))
    assert of(cast.learner).courses == {"rccm"}


def staff(cast: Cast, boss: Actor, number: int) -> list[Person]:
    """People who have done something of everything, each a little else."""
    found = [posted(f"Person {place:02}", cast.office, cast.supervisor) for place in range(number)]
    for place, who in enumerate(found):
        mine, work = actor(who), enrolled(who)
        if place % 2:
            tick(mine, work, TICKED)
        if place % 3:
            talked(boss, work, TALK)
            rate(boss, who, level=place % 5)
        if place % 4 == 1:
            accepted(mine, boss, tasks=[], part=list(Part)[place % 3])
            completed(boss, who)
        if place % 5 == 1:
            signoff.waive(boss, work, "boundary-challenges", WHY)
    db.session.commit()
    return found


@pytest.mark.both
def test_many_at_once_are_as_one_by_one(cast: Cast, boss: Actor) -> None:
    asking(ASSESSMENT, ALONE, COURSE)
    ids = [one.id for one in (*staff(cast, boss, 7), cast.learner, cast.administrator)]
    together = known.of_all(ids, DAY, [present().outline])
    assert together == {one: known.of(one, DAY) for one in ids}
    assert len({repr(one) for one in together.values()}) > 5, "they differ"
    assert known.of_all([], DAY, [present().outline]) == {}


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(cast: Cast, boss: Actor) -> None:
    asking(ASSESSMENT, ALONE, COURSE)
    ids, outline = [one.id for one in staff(cast, boss, 20)], present().outline
    asked = []
    for some in (ids[:2], ids):
        with statements() as seen:
            known.of_all(some, DAY, [outline])
        asked.append(len(seen))
    assert asked[0] == asked[1] < 15


def test_what_any_of_several_frameworks_asks_for(cast: Cast, me: Actor, boss: Actor) -> None:
    before = present().outline
    asking(ASSESSMENT, ALONE, COURSE)
    asking(ASSESSMENT, CO_LEAD, Need(NeedKind.TASK, "nasw-code", GUIDE))
    tick(me, cast.work, TICKED, "nasw-code")
    completed(boss, cast.learner)
    found = known.of_all([me.id], DAY, [before])[me.id]
    assert found.tasks == {(GUIDE, TICKED)}
    assert not found.courses
    found = known.of_all([me.id], DAY, [before, present().outline])[me.id]
    assert found.tasks == {(GUIDE, TICKED), (GUIDE, "nasw-code")}
    assert found.courses == {"rccm"}


def test_a_self_rating_of_a_review_is_no_level_either(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(29 * A_DAY)
    self_rated(me, cast.learner)
    assert of(cast.learner).levels == {}
    assert len(db.session.scalars(select(Rating)).all()) == 2
