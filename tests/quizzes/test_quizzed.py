"""A task that a quiz closes: done by passing, open again when the pass is taken away.

What the ledger says of a quiz is read by every list and report; so a pass, and the end of one, has
to reach the task, its section and the whole guide at once.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.outline import Counts, Evidence, Signers, TaskOutline
from lms.people.actor import Actor
from lms.progress import ledger, moving, queries, record, rules
from lms.progress.models import Kind, Status
from lms.progress.standing import State
from lms.progress.work import find_work
from lms.quizzes import deciding, taking
from lms.quizzes.models import QuizAttempt
from lms.signoff import decisions
from tests.cast import Cast, actor, posted
from tests.progress.editions import published
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import on_terms
from tests.quizzes.banked import (
    PASS_IT,
    QUIZ,
    SECTION,
    Learner,
    brought,
    guide,
    joined,
    opened,
    quiz,
    said,
    small,
    writing,
)
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
TASK = TaskOutline(PASS_IT, "Complete", "The quiz", evidence=Evidence.QUIZ, quiz=QUIZ)
READ = TaskOutline("read-it", "Read", "The book")
DAY = 24 * 3600


@pytest.fixture
def me(cast: Cast) -> Learner:
    """Somebody whose task waits for the quiz."""
    return opened(cast).me


def state(me: Learner, key: str = PASS_IT) -> State:
    """Where a task stands."""
    return queries.task_standing(me.work, me.work.tasks[key]).state


def lines(me: Learner) -> list[tuple[str, str, int | None]]:
    """What holds in the ledger: place, kind, source."""
    found = ledger.facts(me.work.id)
    return sorted((key, str(one.kind), one.source_id) for key in found for one in found[key])


def let_go(cast: Cast, attempt: QuizAttempt) -> None:
    """The officer lets a pass go."""
    deciding.decide(actor(cast.officer), cast.office.id, attempt.id, stands=False)
    db.session.commit()


@pytest.mark.both
def test_passing_closes_the_task_and_all_above_it(cast: Cast, me: Learner) -> None:
    assert state(me) is State.NOT_STARTED
    attempt = me.took("Two")
    assert (lines(me), state(me)) == ([], State.NOT_STARTED)
    attempt = me.took()
    assert lines(me) == [
        (QUIZ, Kind.QUIZ, attempt.id), (PASS_IT, Kind.DONE, None), (PASS_IT, Kind.QUIZ, attempt.id),
    ]  # fmt: skip
    assert state(me) is State.DONE
    assert [one for one in verbs(me.person.id) if not one.startswith("quiz")][-2:] == [
        "section-completed", "program-completed",
    ]  # fmt: skip


@pytest.mark.both
def test_a_decision_that_takes_the_pass_away_opens_it_again(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    brought(small({"q1": "Two"}))
    assert state(me) is State.DONE, "until somebody decides"
    with history_grows() as gone:
        let_go(cast, attempt)
    assert (lines(me), state(me), len(gone)) == ([], State.NOT_STARTED, 3)
    assert verbs(me.person.id)[-2:] == ["section-reopened", "quiz-decided"]
    again = me.took(q1="Two")
    assert state(me) is State.DONE
    assert (QUIZ, Kind.QUIZ, again.id) in lines(me)


def test_a_latest_attempt_that_fails_opens_it_again(cast: Cast) -> None:
    me = opened(cast, quiz(counts=Counts.LATEST)).me
    me.took()
    assert state(me) is State.DONE
    me.took("Two")
    assert (state(me), lines(me)) == (State.NOT_STARTED, [])


def test_a_better_attempt_changes_no_day(
    cast: Cast, me: Learner, noon: time_machine.Traveller
) -> None:
    """The best counts from its own day; the task stays done all the time."""
    me.took(q4="Two")
    noon.shift(DAY)
    with history_grows() as gone:
        best = me.took()
    assert me.passed == [(best.id, "2026-03-04")]
    assert [str(one["kind"]) for one in gone] == ["quiz", "quiz"]
    assert not {"section-reopened"} & set(verbs(me.person.id))
    assert queries.section_standings(me.work)[0].completed_on == date(2026, 3, 4)
    noon.shift(DAY)
    with history_grows() as gone:
        me.took()
    assert gone == []


def test_the_day_is_that_of_the_office(
    cast: Cast, me: Learner, noon: time_machine.Traveller
) -> None:
    """Handed in at eleven at night in Salt Lake City, which is the next day in UTC."""
    noon.move_to("2026-03-05T06:00:00+00:00")
    me.took()
    assert me.passed[0][1] == "2026-03-04"


def test_nobody_ticks_it(cast: Cast, me: Learner) -> None:
    with nothing_changes(), pytest.raises(Refusal):
        rules.tick(me.actor, me.work, PASS_IT)


def test_a_task_that_is_signed_too_waits_for_both(cast: Cast, boss: Actor) -> None:
    brought(small())
    signed = replace(TASK, signers=Signers.SUPERVISOR)
    edition = published(guide(quiz(), signed, READ))
    who = posted("Nadia Karim", cast.office, cast.supervisor)
    me = Learner(who, joined(edition, who))
    me.took()
    assert state(me) is not State.DONE
    assert (PASS_IT, Kind.QUIZ) in [one[:2] for one in lines(me)]
    rules.tick(me.actor, me.work, "read-it")
    assert "section-completed" not in verbs(who.id)


def test_a_waived_task_stays_so(cast: Cast, me: Learner, boss: Actor) -> None:
    decisions.waive(boss, me.work, PASS_IT, "She teaches it.")
    attempt = me.took(q4="Two")
    brought(small({"q1": "Two"}))
    let_go(cast, attempt)
    assert state(me) is State.WAIVED


def test_the_quiz_alone_closes_no_other_task(cast: Cast) -> None:
    brought(small())
    edition = published(guide(quiz(), TASK, READ))
    who = posted("Nadia Karim", cast.office, cast.supervisor)
    me = Learner(who, joined(edition, who))
    me.took()
    assert (state(me), state(me, "read-it")) == (State.DONE, State.NOT_STARTED)
    section = queries.section_standings(me.work)[0]
    assert (section.done, section.required, section.completed_on) == (1, 2, None)


# Another edition.


def moved(me: Learner, *tasks: TaskOutline, **change: object) -> Learner:
    """They are moved to an edition with these tasks, and a quiz that is worded otherwise."""
    edition = published(guide(quiz(**change), *tasks))
    moving.move_all("small-guide", edition, actor_id=None)
    db.session.commit()
    work = find_work(me.work.id)
    assert work is not None
    return Learner(me.person, work)


def test_moved_with_a_pass_it_stays_one(cast: Cast, me: Learner) -> None:
    attempt = me.took()
    me = moved(me, READ, TASK)
    assert (state(me), me.standing.passed) == (State.DONE, True)
    assert [one[0] for one in me.passed] == [attempt.id]


@pytest.fixture
def before_the_task(cast: Cast) -> Learner:
    """Somebody who passed while no task asked for it."""
    brought(small())
    edition = published(guide(quiz(), READ))
    who = posted("Lina Haddad", cast.office, cast.supervisor)
    found = Learner(who, joined(edition, who))
    found.took()
    return found


def test_a_task_that_comes_later_finds_the_quiz_passed(before_the_task: Learner) -> None:
    assert state(moved(before_the_task, READ, TASK)) is State.DONE


def test_it_does_at_the_latest_with_the_next_attempt(before_the_task: Learner) -> None:
    me = moved(before_the_task, READ, TASK)
    me.took("Two")
    assert state(me) is State.DONE


def test_a_task_that_went_does_not_come_back_as_passed(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    me = moved(me, READ)
    brought(small({"q1": "Two"}))
    let_go(cast, attempt)
    me = moved(me, READ, TASK)
    assert state(me) is State.NOT_STARTED


def test_moved_and_then_corrected(cast: Cast, me: Learner) -> None:
    """An attempt keeps the terms it was begun on."""
    attempt = me.took(q1="Two", q4="Two")
    me = moved(me, TASK, READ, pass_percent=100)
    brought(small({"q1": "Two"}))
    assert me.passed == [(attempt.id, "2026-03-04")]
    assert state(me) is State.DONE


def test_an_open_attempt_is_handed_in_on_its_own_terms(cast: Cast, me: Learner) -> None:
    attempt = me.begun()
    me = moved(me, TASK, pass_percent=100)
    taking.hand_in(me.actor, attempt, writing(attempt, said("One", q4="Two")))
    assert (state(me), me.standing.passed) == (State.DONE, True)
    assert me.took(q4="Two").id != attempt.id
    assert me.standing.tried[-1].passed is False


def test_another_way_of_counting_holds_from_the_next_change_on(cast: Cast, me: Learner) -> None:
    """Moving takes no pass away; what comes after goes by the new words, whatever it is about."""
    first, _ = me.took(), me.took("Two")
    me = moved(me, TASK, counts=Counts.LATEST)
    assert [one[0] for one in me.passed] == [first.id]
    brought(small({"q1": "Three"}))
    assert (me.standing.passed, me.passed, state(me)) == (False, [], State.NOT_STARTED)
    latest = me.took("One", q1="Three")
    assert [one[0] for one in me.passed] == [latest.id]


def test_the_quiz_is_gone_with_the_new_edition(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    edition = published(replace(guide(quiz(), READ), sections=tuple(
        replace(one, quizzes=()) for one in guide(quiz(), READ).sections
    )))  # fmt: skip
    moving.move_all("small-guide", edition, actor_id=None)
    brought(small({"q1": "Two"}))
    let_go(cast, attempt)
    assert not ledger.facts(me.work.id)[QUIZ]


def test_who_left_and_comes_back(cast: Cast, me: Learner) -> None:
    attempt = me.begun()
    on_terms(me.work, status=Status.WITHDRAWN)
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="was left"):
        taking.hand_in(me.actor, attempt, writing(attempt, said()))
    db.session.rollback()
    on_terms(me.work, status=Status.ACTIVE)
    taking.hand_in(me.actor, attempt, writing(attempt, said()))
    assert state(me) is State.DONE


def test_the_pages_say_so(cast: Cast, me: Learner, visit: Visit) -> None:
    window, boss = visit(me.person), visit(cast.supervisor)
    assert SECTION
    assert "Not taken" in words(window.get(f"/onboarding/{me.work.id}/quizzes/{QUIZ}"))
    attempt = me.took(q4="Two")
    assert "Passed" in words(window.get(f"/onboarding/{me.work.id}"))
    assert "1 of 1" in words(boss.get(f"/team/{me.work.id}"))
    brought(small({"q1": "Two"}))
    let_go(cast, attempt)
    assert "0 of 1" in words(boss.get(f"/team/{me.work.id}"))


def test_a_quiz_that_the_guide_has_no_more_stays_on_the_record(me: Learner) -> None:
    me.took()
    (section,) = guide(quiz(), READ).sections
    without = replace(guide(quiz(), READ), sections=(replace(section, quizzes=()),))
    moving.move_all("small-guide", published(without), actor_id=None)
    db.session.commit()
    work = find_work(me.work.id)
    assert work is not None
    told = [(title, str(day)) for _, title, day in record.record(work).earlier]
    assert ("Quiz: Check yourself: small", "2026-03-04") in told
