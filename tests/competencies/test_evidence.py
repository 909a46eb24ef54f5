"""What shows a competency: facts that count now, the newest first, each thing once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine

from lms.base.prose import Words
from lms.competencies import evidence
from lms.competencies.evidence import PAGE, Line
from lms.competencies.framework import competency
from lms.curriculum import courses
from lms.curriculum import rules as publishing
from lms.curriculum.commands import CONTENT
from lms.curriculum.framework_outline import CompetencyOutline
from lms.curriculum.reading import read_program
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import reviews, rules
from lms.progress.models import Kind, Meaning
from lms.shadowing import decisions as log
from lms.shadowing.models import LogEntry
from lms.signoff import decisions as signoff
from lms.signoff.decisions import Statement
from lms.training import decisions as training
from tests.cast import START, Cast
from tests.competencies.rated import facts, talked, tick
from tests.quizzes.taken import taken, wrong
from tests.shadowing.logged import DAY, accepted, ask, places, returned, sent
from tests.training.asked import completed, course
from tests.training.recorded import confirmed

pytestmark = pytest.mark.usefixtures("sound")
A_DAY, KEY = timedelta(days=1), "assessment"
QUIZ, COURSE = "quiz-intensive-case-management", "case-management-assessment"


def about(*keys: str) -> list[CompetencyOutline]:
    """Competencies of the framework."""
    return [competency(key)[1] for key in keys or (KEY,)]


def lines(who: Person, *keys: str, page: int = 1, **more: object) -> list[Line]:
    """A page of what shows them."""
    return evidence.lines(who.id, about(*keys), page, **more)[0]  # type: ignore[arg-type]


def told(found: Sequence[Line]) -> list[tuple[str, str]]:
    """What a page says of each."""
    return [(one.title, one.detail) for one in found]


@pytest.mark.both
def test_evidence_of_each_kind(cast: Cast, me: Actor, boss: Actor) -> None:
    assert lines(cast.learner) == []
    talked(boss, cast.work, "intake-process")
    tick(me, cast.work, "nasw-code")
    entry = accepted(me, boss, tasks=[])
    attempt = taken(me, cast.work, key=QUIZ)
    record = completed(boss, cast.learner, COURSE)
    found = lines(cast.learner, KEY, "ethics")
    by_kind = {(one.kind, one.task_key): one for one in found}
    assert len(by_kind) == len(found) == 5
    talk = by_kind[Kind.DONE, "intake-process"]
    assert talk.title.startswith("Your office’s way of doing intake")
    assert (talk.detail, talk.enrollment_id, talk.on, talk.local) == (
        "Review, signed off", cast.work.id, boss.today, "",
    )  # fmt: skip
    assert by_kind[Kind.DONE, "nasw-code"].detail == "Read, done"
    seen = by_kind[Kind.ENTRY, None]
    assert (seen.title, seen.detail, seen.source_id, seen.on) == (
        "Assessment", "Log entry, watched", entry.id, DAY,
    )  # fmt: skip
    passed = by_kind[Kind.QUIZ, QUIZ]
    assert (passed.detail, passed.source_id, passed.enrollment_id) == (
        "Quiz passed", attempt.id, cast.work.id,
    )  # fmt: skip
    assert passed.title == cast.work.quizzes[QUIZ].title
    taught = by_kind[Kind.COURSE, None]
    assert (taught.title, taught.detail, taught.source_id) == (
        course(COURSE).title, "Course", record.id,
    )  # fmt: skip


def test_of_other_competencies_and_other_people_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    accepted(me, boss, activity="referral", tasks=[])
    completed(boss, cast.learner, "teamwork")
    completed(boss, cast.colleague, COURSE)
    assert lines(cast.learner) == []
    assert evidence.lines(cast.learner.id, []) == ([], False)
    assert len(lines(cast.learner, "ethics")) == 2


@pytest.mark.both
def test_only_what_counts_now(cast: Cast, me: Actor, boss: Actor) -> None:
    signoff.waive(boss, cast.work, "assessment-timing", "She did it at her last office.")
    _ = sent(me, tasks=[]), returned(me, boss, tasks=[])
    taken(me, cast.work, wrong, key=QUIZ)
    assert lines(cast.learner) == []
    stated = Statement(Meaning.DISCUSSED, boss.today)
    signed = signoff.record(boss, cast.work, "intake-process", stated)
    entry, record = accepted(me, boss), confirmed(me, boss)
    assert {one.kind for one in lines(cast.learner)} == {Kind.DONE, Kind.ENTRY, Kind.COURSE}
    signoff.revoke(boss, cast.work, "intake-process", signed.id, "It was another day.")
    log.reopen(boss, entry, Words("It was an intake."))
    training.reopen(boss, record, Words("Which day was it?"))
    assert lines(cast.learner) == []


@pytest.mark.both
def test_an_entry_that_serves_two_tasks_is_one(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, shares=True)
    both = places(cast.work, "two-assessments", "practice-case-note")
    first, second = (accepted(me, boss, tasks=both[:n], drafted=True) for n in (2, 1))
    found = lines(cast.learner)
    entries = [one.source_id or 0 for one in found if one.kind is Kind.ENTRY]
    assert sorted(entries) == sorted([first.id, second.id])
    assert [one.task_key for one in found if one.kind is Kind.DONE] == ["two-assessments"]
    log.unlink(boss, first, both[0])
    assert sum(one.source_id == first.id for one in lines(cast.learner)) == 1


def test_a_task_closed_by_entries_is_done_and_not_signed_off(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    for _ in range(2):
        accepted(me, boss)
    (task,) = [one for one in lines(cast.learner) if one.kind is Kind.DONE]
    assert task.detail == "Observe, done"


@pytest.mark.both
def test_what_shows_several_is_listed_once(cast: Cast, me: Actor, boss: Actor) -> None:
    tick(me, cast.work, "foundations-video")  # shows one, and touches another
    accepted(me, boss, tasks=[])
    found = lines(cast.learner, "engagement", "ethics", KEY)
    assert len(found) == len({one.fact_id for one in found}) == 2


@pytest.mark.both
def test_the_newest_first_and_page_by_page(cast: Cast, me: Actor, boss: Actor) -> None:
    for ago in (5, 1, 9, 0, 3):
        accepted(me, boss, on=DAY - ago * A_DAY, tasks=[])
    completed(boss, cast.learner, COURSE, on=DAY)
    days = [one.on for one in lines(cast.learner)]
    assert days == sorted(days, reverse=True)
    assert lines(cast.learner)[0].kind is Kind.COURSE, "of a day the latest"
    pages = [evidence.lines(me.id, about(), number, size=4) for number in (1, 2, 3)]
    assert [(len(found), more) for found, more in pages] == [(4, True), (2, False), (0, False)]
    assert [one for found, _ in pages for one in found] == lines(cast.learner)


def test_a_page_is_full(cast: Cast, me: Actor, boss: Actor) -> None:
    for _ in range(PAGE):
        accepted(me, boss, tasks=[])
    assert [evidence.lines(me.id, about())[1], len(lines(cast.learner))] == [False, PAGE]
    accepted(me, boss, tasks=[])
    assert [evidence.lines(me.id, about())[1], len(lines(cast.learner))] == [True, PAGE]


def test_between_two_days(cast: Cast, me: Actor, boss: Actor) -> None:
    for ago in (4, 3, 2, 1):
        accepted(me, boss, on=DAY - ago * A_DAY, tasks=[])
    first, last = DAY - 3 * A_DAY, DAY - 2 * A_DAY
    assert [one.on for one in lines(cast.learner, since=first, until=last)] == [last, first]


@pytest.mark.both
def test_those_on_which_a_rating_rests(cast: Cast, me: Actor, boss: Actor) -> None:
    """Also of another competency, as long as they count; never somebody else’s."""
    tick(me, cast.work, "nasw-code", "client-boundaries")
    listed = {one.task_key: one for one in lines(cast.learner, "ethics")}
    ids = [one.fact_id for one in listed.values()]
    ticks = set(facts(cast.learner)) - {*ids}
    assert ticks, "a tick is no evidence of its own: what is done is"
    wanted = {one.fact_id: one for one in listed.values()}
    assert evidence.named(me.id, [*ids, *ticks, 2**31 - 1], about()) == wanted
    assert evidence.named(cast.colleague.id, ids, about()) == {}
    assert evidence.named(me.id, [], about()) == {}
    rules.untick(me, cast.work, "nasw-code")
    assert [*evidence.named(me.id, ids, about())] == [listed["client-boundaries"].fact_id]


def test_a_course_is_called_as_it_is_called_now(cast: Cast, boss: Actor) -> None:
    completed(boss, cast.learner, COURSE)
    one = course(COURSE)
    courses.describe(one.id, one.terms._replace(title="Looking closely", retired=True))
    assert told(lines(cast.learner)) == [("Looking closely", "Course")]


@pytest.mark.both
def test_of_a_guide_that_only_some_offices_use(cast: Cast, me: Actor, boss: Actor) -> None:
    edition = publishing.publish(read_program(CONTENT / "rccm-pathway"))
    assert edition is not None
    there = rules.enroll(me.id, edition, START, job_role="case-manager", actor_id=None)
    shows = about()[0].evidence.elsewhere[0]
    key = next(one for one in shows.keys if signoff.recordable(there.tasks[one]))
    meaning = signoff.meanings(reviews.kind_of(there.tasks[key]), written=False)[0]
    signoff.record(boss, there, key, Statement(meaning, boss.today))
    (found,) = lines(cast.learner)
    assert (found.task_key, found.enrollment_id) == (key, there.id)
    assert found.local == there.outline.title


def test_an_entry_says_how_far_one_was_in_it(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    made: list[LogEntry] = []
    for part in ("watched", "took-part", "led"):
        noon.shift(timedelta(minutes=1))
        made.append(accepted(me, boss, part=part, tasks=[]))
    assert told(lines(cast.learner)) == [
        ("Assessment", "Log entry, led while watched"), ("Assessment", "Log entry, took part"),
        ("Assessment", "Log entry, watched"),
    ]  # fmt: skip
    assert [one.source_id for one in lines(cast.learner)] == [one.id for one in reversed(made)]
