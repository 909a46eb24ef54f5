"""Which sign-off would unlock a step: what waits, tried out as if it were accepted."""

from datetime import date

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import standings, unlocking
from lms.competencies.unlocking import Unlocking, Waiting, Way
from lms.curriculum.framework_outline import Need, NeedKind, Step
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.terms import Why, withdraw
from lms.shadowing import decisions as log
from lms.signoff import decisions as signoff
from tests.cast import Cast, actor
from tests.competencies.framed import (
    ALONE,
    ASSESSMENT,
    CO_LEAD,
    LEAD,
    SHADOW,
    asking,
    grant,
    may_co_lead,
    may_shadow,
    may_work_alone,
    stands,
)
from tests.competencies.rated import rate, talked
from tests.progress.history import nothing_changes
from tests.progress.playing import send
from tests.shadowing.logged import accepted, ask, places, returned, review_of, sent

pytestmark = pytest.mark.usefixtures("sound")
TODAY, GUIDE = date(2026, 3, 4), "icm-onboarding"
TALK, BOUNDARIES, SEEN = "client-information-storage", "boundary-challenges", "two-assessments"


def unlocked(cast: Cast, activity: str = ASSESSMENT) -> Unlocking:
    """What would unlock the learner’s next step."""
    desk = unlocking.desk(cast.learner.id, TODAY)
    found = unlocking.unlocking(standings.of(cast.learner.id, TODAY)[activity], desk)
    assert found is not None
    return found


def way(found: Unlocking, key: str = "") -> Way:
    """The way to one condition: a task, a competency; "" for entries."""
    (one,) = [way for way in found.ways if way.condition.need.key == key]
    return one


def task(key: str) -> Need:
    """A task of the guide as a condition."""
    return Need(NeedKind.TASK, key, GUIDE)


def nearly_co_leading(cast: Cast, me: Actor, boss: Actor) -> None:
    """May shadow; of what is asked next one of two entries is missing."""
    may_shadow(me, cast.work)
    talked(boss, cast.work, TALK, BOUNDARIES)
    accepted(me, boss, tasks=[])
    grant(boss, cast.learner, SHADOW)


@pytest.mark.both
def test_an_entry_that_waits_unlocks_the_step(cast: Cast, me: Actor, boss: Actor) -> None:
    nearly_co_leading(cast, me, boss)
    assert not unlocked(cast).enough, "nothing waits yet"
    entry = sent(me, tasks=[])
    found = unlocked(cast)
    assert (found.step.step, found.enough) == (CO_LEAD, True)
    review = review_of(entry)
    assert found.reviews == [
        Waiting(
            review.id,
            "entry",
            review.title,
            review.sent_at,
            None,
            entry.id,
            "assessment",
            "watched",
        )
    ]
    assert not stands(cast.learner).step(CO_LEAD).possible, "what waits counts for nothing"
    log.accept(boss, review, Words())
    db.session.commit()
    assert stands(cast.learner).step(CO_LEAD).possible
    assert unlocked(cast).ways == []


def test_looking_changes_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    nearly_co_leading(cast, me, boss)
    sent(me, tasks=[])
    with nothing_changes():
        unlocked(cast)


@pytest.mark.both
def test_a_task_that_was_sent_unlocks_the_step(cast: Cast, me: Actor, boss: Actor) -> None:
    asking(ASSESSMENT, SHADOW, task(TALK), instead=True)
    review = send(me, cast.work, TALK)
    found = unlocked(cast)
    assert (found.step.step, found.enough, len(found.ways)) == (SHADOW, True, 1)
    (one,) = way(found, TALK).waiting
    assert (one.review_id, one.kind, one.task) == (review.id, "discussion", (GUIDE, TALK))
    assert way(found, TALK).unasked is None, "it was asked for"


def test_a_talk_that_nobody_asked_for_can_be_signed_off(cast: Cast, me: Actor, boss: Actor) -> None:
    asking(ASSESSMENT, SHADOW, task(TALK), instead=True)
    found = unlocked(cast)
    (one,) = found.ways
    assert (one.waiting, one.unasked and one.unasked.id) == ([], cast.work.id)
    assert (found.enough, found.reviews) == (False, [])
    talked(boss, cast.work, TALK)
    assert stands(cast.learner).step(SHADOW).possible


@pytest.mark.parametrize("key", ["nasw-code", "termination-steps", "two-principles"])
def test_what_only_the_learner_can_begin_is_not_offered(cast: Cast, key: str) -> None:
    """A tick is the learner’s own, and so are answers in writing."""
    asking(ASSESSMENT, SHADOW, task(key), instead=True)
    assert way(unlocked(cast), key).unasked is None


def signed_off_unasked(cast: Cast) -> set[str]:
    """Tasks of the guide that are offered to be signed off now."""
    desk = unlocking.desk(cast.learner.id, TODAY)
    return {key for key in cast.work.tasks if desk.unasked((GUIDE, key))}


def test_what_is_offered_is_what_the_rule_lets_be_recorded(cast: Cast) -> None:
    recordable = {key for key, one in cast.work.tasks.items() if signoff.recordable(one)}
    assert signed_off_unasked(cast) == recordable


def test_a_waived_task_is_not_offered(cast: Cast, boss: Actor) -> None:
    signoff.waive(boss, cast.work, TALK, "She was shown before.")
    db.session.commit()
    assert TALK not in signed_off_unasked(cast)


def test_of_another_guide_nothing_is_offered(cast: Cast) -> None:
    asking(ASSESSMENT, SHADOW, Need(NeedKind.TASK, TALK, "rccm-pathway"), instead=True)
    found = way(unlocked(cast), TALK)
    assert (found.waiting, found.unasked) == ([], None)


def test_of_a_guide_that_was_left_nothing_waits(cast: Cast, me: Actor, officer: Actor) -> None:
    asking(ASSESSMENT, SHADOW, task(TALK), instead=True)
    send(me, cast.work, TALK)
    withdraw(officer, cast.work, Why.OTHER)
    found = way(unlocked(cast), TALK)
    assert (found.waiting, found.unasked) == ([], None)


def test_a_competency_has_to_be_rated(cast: Cast, me: Actor, boss: Actor) -> None:
    may_co_lead(me, boss, cast.work)
    talked(boss, cast.work, "assessment-timing")
    accepted(me, boss, tasks=[], part="took-part")
    grant(boss, cast.learner, CO_LEAD)
    sent(me, tasks=[])
    found = unlocked(cast)
    (one,) = found.ways
    assert one.condition.need == Need(NeedKind.COMPETENCY, ASSESSMENT, level=2)
    assert (one.waiting, one.unasked, found.enough) == ([], None, False)
    rate(boss, cast.learner, level=2)
    assert unlocked(cast).ways == []


def test_what_waits_may_not_be_enough(cast: Cast, me: Actor, boss: Actor) -> None:
    may_shadow(me, cast.work)
    grant(boss, cast.learner, SHADOW)
    sent(me, tasks=[])
    found = unlocked(cast)
    assert [one.condition.need.key for one in found.ways] == [TALK, BOUNDARIES, ""]
    assert (len(found.reviews), found.enough) == (1, False)
    talked(boss, cast.work, TALK, BOUNDARIES)
    assert not unlocked(cast).enough, "one entry of two"
    sent(me, tasks=[])
    assert (len(unlocked(cast).reviews), unlocked(cast).enough) == (2, True)


@pytest.mark.parametrize(
    ("part", "activity", "helps"),
    [("watched", "assessment", False), ("took-part", "assessment", True),
     ("led", "assessment", True), ("led", "intake", False)],
)  # fmt: skip
def test_an_entry_helps_that_is_of_the_kind_and_far_enough(
    cast: Cast, me: Actor, boss: Actor, part: str, activity: str, helps: bool
) -> None:
    took_part = Need(NeedKind.ENTRIES, part="took-part")
    asking(ASSESSMENT, SHADOW, took_part, instead=True)
    sent(me, part=part, activity=activity, tasks=[])
    found = unlocked(cast)
    assert (len(way(found).waiting), found.enough) == (int(helps), helps)


def test_what_came_back_waits_for_nobody(cast: Cast, me: Actor, boss: Actor) -> None:
    nearly_co_leading(cast, me, boss)
    returned(me, boss, tasks=[])
    assert way(unlocked(cast)).waiting == []


def test_what_waits_of_a_colleague_is_not_looked_at(cast: Cast, me: Actor, boss: Actor) -> None:
    nearly_co_leading(cast, me, boss)
    sent(actor(cast.colleague), tasks=[])
    assert way(unlocked(cast)).waiting == []


def test_an_entry_for_two_tasks_is_one(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    ask(cast.office, officer, shares=True)
    may_shadow(me, cast.work)
    talked(boss, cast.work, TALK, BOUNDARIES)
    grant(boss, cast.learner, SHADOW)
    sent(me, tasks=places(cast.work, SEEN, "practice-case-note"), drafted=True)
    found = unlocked(cast)
    assert (len(found.reviews), found.enough) == (1, False), "two are asked"


def test_an_entry_that_finishes_two_tasks_is_accepted_once(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, shares=True)
    keys = ("close-out-observed", "practice-case-note")
    asking(ASSESSMENT, SHADOW, *map(task, keys), instead=True)
    sent(me, activity="close-out", tasks=places(cast.work, *keys), drafted=True,
         texts=dict.fromkeys(range(3), "With thanks."))  # fmt: skip
    found = unlocked(cast)
    assert (len(found.reviews), found.enough) == (1, True)


def test_an_entry_finishes_its_task_too(cast: Cast, me: Actor, boss: Actor) -> None:
    asking(ASSESSMENT, CO_LEAD, task(SEEN))
    may_shadow(me, cast.work)
    talked(boss, cast.work, TALK, BOUNDARIES)
    grant(boss, cast.learner, SHADOW)
    accepted(me, boss)
    assert way(unlocked(cast), SEEN).waiting == []
    entry = sent(me)
    found = unlocked(cast)
    (one,) = way(found, SEEN).waiting
    assert (one.entry_id, one.task) == (entry.id, (GUIDE, SEEN))
    assert (found.reviews, found.enough) == ([one], True)


def test_one_of_two_does_not_finish_a_task(cast: Cast, me: Actor) -> None:
    asking(ASSESSMENT, SHADOW, task(SEEN), instead=True)
    sent(me)
    assert (way(unlocked(cast), SEEN).waiting, unlocked(cast).enough) == ([], False)
    sent(me)
    assert (len(way(unlocked(cast), SEEN).waiting), unlocked(cast).enough) == (2, True)


def test_a_task_that_is_counted_and_signed(cast: Cast, me: Actor) -> None:
    """Three plans are gone through, written about, and signed off."""
    key = "three-self-sufficiency-plans"
    asking(ASSESSMENT, SHADOW, task(key), instead=True)
    rules.count(me, cast.work, key, "", 3)
    send(me, cast.work, key)
    assert unlocked(cast).enough
    assert way(unlocked(cast), key).unasked is None


def test_a_task_of_several_parts(cast: Cast, me: Actor, boss: Actor) -> None:
    """Three files, two of them open: each of which an entry waits for."""
    asking(ASSESSMENT, SHADOW, task("three-case-files"), instead=True)
    for file in ("open", "open", "closed"):
        sent(me, activity="case-notes", file=file, agreed="nobody",
             tasks=places(cast.work, "three-case-files"))  # fmt: skip
    assert unlocked(cast).enough


def test_after_the_last_step_there_is_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    may_work_alone(me, boss, cast.work, cast.learner)
    assert (unlocked(cast).step.step, unlocked(cast).ways) == (SHADOW, [])
    grant(boss, cast.learner, ALONE)
    desk = unlocking.desk(me.id, TODAY)
    assert unlocking.unlocking(stands(cast.learner), desk) is None


@pytest.mark.parametrize("step", [SHADOW, LEAD, ALONE])
def test_the_next_step_is_looked_at_alone(cast: Cast, boss: Actor, step: Step) -> None:
    if step is not SHADOW:
        grant(boss, cast.learner, [*Step][[*Step].index(step) - 1], knowing=True)
    found = unlocked(cast)
    assert found.step.step is step
    assert [one.condition for one in found.ways] == list(found.step.missing)
