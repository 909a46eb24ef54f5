"""What is not there yet, for one person and for a team."""

from collections import Counter
from datetime import date

import pytest

from lms.base.db import db
from lms.competencies import gaps
from lms.competencies.framework import competency, present
from lms.competencies.gaps import Gap, Had, Thing
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import rules
from lms.progress.terms import Why, withdraw
from lms.signoff import decisions as signoff
from tests.cast import Cast, actor, enrolled, posted
from tests.competencies.rated import rate, talked, tick
from tests.quizzes.taken import taken
from tests.shadowing.logged import accepted, sent
from tests.statements import statements
from tests.training.asked import completed, course

pytestmark = pytest.mark.usefixtures("sound")
TODAY, KEY = date(2026, 3, 4), "assessment"
TASKS = ["intake-process", "two-assessments", "intake-forms-list", "assessment-timing",
         "assessment-lessons"]  # fmt: skip
ALL = [
    *(("task", key) for key in TASKS), ("quiz", "quiz-intensive-case-management"),
    ("entry", "intake"), ("entry", "assessment"), ("course", "case-management-assessment"),
]  # fmt: skip


def missing(who: Person, key: str = KEY) -> list[tuple[str, str]]:
    """What would show a competency of somebody: the kind and the key."""
    outline, one = present().outline, competency(key)[1]
    had = gaps.had(outline, [one], [who.id], TODAY)[who.id]
    return [(thing.kind, thing.key) for thing in gaps.missing(one, had, gaps.titles(outline))]


def test_at_first_all_is_missing(cast: Cast) -> None:
    assert missing(cast.learner) == ALL


@pytest.mark.both
def test_what_is_there_is_missed_no_more(cast: Cast, me: Actor, boss: Actor) -> None:
    talked(boss, cast.work, "intake-process", "assessment-timing")
    accepted(me, boss)
    accepted(me, boss, part="led")
    taken(me, cast.work, key="quiz-intensive-case-management")
    completed(boss, cast.learner, "case-management-assessment")
    assert missing(cast.learner) == [
        ("task", "intake-forms-list"), ("task", "assessment-lessons"), ("entry", "intake"),
    ]  # fmt: skip
    assert missing(cast.colleague) == ALL


def test_what_waits_or_was_waived_or_ran_out_is_missing(cast: Cast, me: Actor, boss: Actor) -> None:
    sent(me)
    signoff.waive(boss, cast.work, "intake-process", "She did it at her last office.")
    completed(boss, cast.learner, "case-management-assessment", until=date(2026, 3, 3),
              on=date(2026, 3, 2), usual=False)  # fmt: skip
    assert missing(cast.learner) == ALL


def test_what_touches_it_only_is_missed_by_nobody(cast: Cast, me: Actor) -> None:
    """Supporting tasks, and those of a guide that some offices use, are no gap."""
    shows = competency(KEY)[1].evidence
    assert {"forms-and-tools"} < {*shows.supporting}
    listed = {key for _, key in ALL}
    assert not listed & {*shows.supporting}
    assert not listed & {key for guide in shows.elsewhere for key in guide.keys}


def test_things_have_their_titles_and_verbs(cast: Cast) -> None:
    outline, one = present().outline, competency(KEY)[1]
    titles = gaps.titles(outline)
    had = gaps.had(outline, [one], [cast.learner.id], TODAY)[cast.learner.id]
    said = {thing.key: (thing.verb, thing.title) for thing in gaps.missing(one, had, titles)}
    assert said["two-assessments"] == ("Observe", "Sit in on two assessments of ICM clients.")
    assert said["assessment"] == ("", "Assessment")
    assert said["case-management-assessment"] == (
        "", course("case-management-assessment").title,
    )  # fmt: skip


def test_who_is_on_no_guide_misses_entries_and_courses(cast: Cast, officer: Actor) -> None:
    rest = [one for one in ALL if one[0] in ("entry", "course")]
    found = posted("Nadia Karim", cast.office, cast.supervisor)
    assert missing(found) == rest
    withdraw(officer, cast.work, Why.OTHER)
    assert missing(cast.learner) == rest


def test_a_course_that_is_offered_no_longer_is_missed_by_nobody(cast: Cast) -> None:
    one = course("case-management-assessment")
    courses.describe(one.id, one.terms._replace(retired=True))
    assert missing(cast.learner) == ALL[:-1]


# A team.


def team(*people: Person) -> dict[str, Gap]:
    """Where these people are below the target, by competency."""
    found = gaps.team(present().outline, [one.id for one in people], TODAY)
    return {gap.competency.key: gap for gap in found}


def test_at_first_everybody_lacks_everything(cast: Cast) -> None:
    found = team(cast.learner, cast.colleague)
    assert [*found] == [*present().outline.competencies]
    assert [person for person, _ in found[KEY].people] == [cast.learner.id, cast.colleague.id]
    assert team() == {}


@pytest.mark.both
def test_who_is_below_the_target_and_the_widest_gap_first(cast: Cast, boss: Actor) -> None:
    third = posted("Nadia Karim", cast.office, cast.supervisor)
    for who, level in ((cast.learner, 2), (cast.colleague, 1), (third, 0)):
        rate(boss, who, KEY, level)
    rate(boss, cast.learner, "ethics", 3)
    rate(boss, cast.learner, "safety", 2)  # its target is one higher
    found = team(cast.learner, cast.colleague, third)
    sizes = [len(gap.people) for gap in found.values()]
    assert sizes == sorted(sizes, reverse=True)
    assert (len(found[KEY].people), len(found["safety"].people)) == (2, 3)
    assert [(who, held and held.level) for who, held in found[KEY].people] == [
        (third.id, 0), (cast.colleague.id, 1),
    ]  # fmt: skip
    assert [who for who, _ in found["safety"].people][-1] == cast.learner.id, "the lowest first"


def test_a_competency_in_which_all_are_there_is_no_gap(cast: Cast, boss: Actor) -> None:
    for who in (cast.learner, cast.colleague):
        rate(boss, who, KEY, 2)
    assert KEY not in team(cast.learner, cast.colleague)
    rate(boss, cast.colleague, KEY, 1)
    assert KEY in team(cast.learner, cast.colleague)


def test_whoever_has_not_begun_lacks_nothing_yet(cast: Cast) -> None:
    """Neither somebody on no guide, nor somebody whose first day is to come."""
    assert team(cast.supervisor) == {}


def test_what_would_close_it_and_how_many_lack_it(cast: Cast, me: Actor, boss: Actor) -> None:
    talked(boss, cast.work, "intake-process")
    accepted(me, boss)
    things = Counter({(one.kind, one.key): number for one, number in
                      team(cast.learner, cast.colleague)[KEY].things})  # fmt: skip
    kinds = [one.kind for one, _ in team(cast.learner, cast.colleague)[KEY].things]
    assert kinds == ["task"] * gaps.SHOWN + ["entry"] * 2 + ["course", "quiz"]
    assert things["task", "two-assessments"] == things["entry", "intake"] == 2
    assert (things["entry", "assessment"], things["task", "intake-process"]) == (1, 0)


def test_people_at_the_target_lack_nothing(cast: Cast, boss: Actor) -> None:
    rate(boss, cast.learner, KEY, 2)
    assert all(number == 1 for _, number in team(cast.learner, cast.colleague)[KEY].things)


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(cast: Cast, boss: Actor) -> None:
    staff = [posted(f"Person {place:02}", cast.office, cast.supervisor) for place in range(20)]
    for place, who in enumerate(staff):
        work = enrolled(who)
        tick(actor(who), work, *["client-boundaries", "nasw-code"][: place % 3])
        rate(boss, who, KEY, place % 5)
    db.session.commit()
    asked, outline, ids = [], present().outline, [one.id for one in staff]
    gaps.team(outline, ids, TODAY)  # an edition is read once in a process
    for some in (ids[:2], ids):
        with statements() as seen:
            gaps.team(outline, some, TODAY)
        asked.append(len(seen))
    assert asked[0] == asked[1] < 25


def test_had_of_nothing() -> None:
    assert Had().logged("intake") is False
    assert Had(entries=Counter({("intake", "led"): 1})).logged("intake")
    assert Thing("task", "key", "Title").verb == ""


def test_an_untick_makes_it_missing_again(cast: Cast, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    assert ("task", "nasw-code") not in missing(cast.learner, "ethics")
    rules.untick(me, cast.work, "nasw-code")
    assert missing(cast.learner, "ethics")[0] == ("task", "nasw-code")
