"""Taking a quiz: drawn once, saved as one goes, handed in once; when the next try may begin."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.people.actor import Actor
from lms.progress import ledger
from lms.quizzes import queries, taking
from lms.quizzes.standing import QuizStanding
from lms.quizzes.taking import Writing
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes
from tests.quizzes.taken import QUIZ, answered, begun, right, taken, wrong

pytestmark = pytest.mark.usefixtures("sound")


@pytest.fixture
def me(cast: Cast) -> Actor:
    """The learner."""
    return actor(cast.learner)


def stands(cast: Cast) -> QuizStanding:
    """Where the learner stands with the first quiz."""
    return queries.standing(cast.work, cast.work.quizzes[QUIZ])


def test_it_asks_as_many_of_each_category_as_the_guide_says(cast: Cast, me: Actor) -> None:
    items = queries.items(begun(me, cast.work).id)
    categories = [one.question.category.rpartition("/")[2] for one in items]
    assert {name: categories.count(name) for name in categories} == {
        "Refugees": 2, "Asylees": 2, "Entrants": 2, "Trafficking": 2,
    }  # fmt: skip
    assert len({one.key for one in items}) == 8


def test_beginning_twice_is_once(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    with nothing_changes():
        assert begun(me, cast.work).id == attempt.id


def test_all_right_passes_and_stands_in_the_ledger(cast: Cast, me: Actor) -> None:
    attempt = taken(me, cast.work)
    assert stands(cast).passed
    assert [one.source_id for one in ledger.facts(cast.work.id)[QUIZ]] == [attempt.id]
    assert queries.result(attempt.id).score == 10_000  # type: ignore[union-attr]


def test_all_wrong_does_not_pass(cast: Cast, me: Actor) -> None:
    taken(me, cast.work, wrong)
    found = stands(cast)
    assert (found.passed, found.left) == (False, 2)
    assert not ledger.facts(cast.work.id)[QUIZ]


def test_the_next_try_waits_a_day(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    taken(me, cast.work, wrong)
    with pytest.raises(Refusal, match="too soon"):
        taking.begin(me, cast.work, QUIZ)
    noon.shift(timedelta(hours=24))
    taken(me, cast.work)
    assert stands(cast).passed


def test_after_three_none_is_left(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    for _ in range(3):
        taken(me, cast.work, wrong)
        noon.shift(timedelta(hours=24))
    with pytest.raises(Refusal, match="No attempt is left"):
        taking.begin(me, cast.work, QUIZ)


def test_answers_are_saved_and_handed_in_once(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    taking.save(me, attempt, answered(attempt, right, most=3))
    db.session.commit()
    saved = [one.response is not None for one in queries.items(attempt.id)]
    assert saved == [True] * 3 + [False] * 5
    sent = answered(attempt)
    taking.hand_in(me, attempt, sent)
    db.session.commit()
    with nothing_changes():
        taking.hand_in(me, attempt, sent)
    with pytest.raises(Refusal, match="handed in already"):
        taking.save(me, attempt, sent)


def test_an_older_page_overwrites_nothing(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    old = answered(attempt, wrong)
    taking.save(me, attempt, answered(attempt, right))
    db.session.commit()
    with pytest.raises(WrittenElsewhere):
        taking.save(me, attempt, old)
    taking.save(me, attempt, replace(old, version=attempt.version))


def test_gaps_are_asked_about(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    some = replace(answered(attempt, right, most=7), anyway=False)
    with pytest.raises(Refusal, match="One question has no answer") as refused:
        taking.hand_in(me, attempt, some)
    assert refused.value.field == "anyway"
    db.session.rollback()
    taking.hand_in(me, attempt, replace(some, anyway=True))
    assert queries.result(attempt.id).score == 8750  # type: ignore[union-attr]


def test_an_answer_can_be_taken_back(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    taking.save(me, attempt, answered(attempt))
    none = {one.position: None for one in queries.items(attempt.id)}
    taking.save(me, attempt, Writing(none, attempt.version))
    assert all(one.response is None for one in queries.items(attempt.id))


def test_a_client_cannot_be_typed(cast: Cast, me: Actor) -> None:
    attempt = begun(me, cast.work)
    with pytest.raises(Refusal, match="A-number"):
        taking.save(me, attempt, Writing({0: "A204 881 734"}, attempt.version))
