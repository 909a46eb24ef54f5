"""A corrected key: what was answered is marked anew, and nobody loses a pass by it unasked.

A wrong key is the institution's mistake. Whoever answered rightly by what is true has passed since
the day they handed it in; whoever had passed keeps it until a person, not a machine, decides.
"""

from datetime import timedelta

import pytest
import time_machine

from lms.quizzes import queries, taking
from lms.quizzes.models import Cause
from lms.quizzes.rescoring import Rescored
from tests.cast import Cast
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.quizzes.banked import (
    Learner,
    brought,
    hired,
    marks,
    opened,
    results,
    said,
    small,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")
DAY = timedelta(days=1)
BOTH = {"q1": "Two", "q2": "Two"}


@pytest.fixture
def me(cast: Cast) -> Learner:
    """Somebody with the small quiz."""
    return opened(cast).me


@pytest.mark.both
def test_who_passes_by_it_has_passed_since_they_handed_it_in(
    cast: Cast, me: Learner, noon: time_machine.Traveller
) -> None:
    attempt = me.took(q1="Two", q2="Two")
    assert (results(attempt), me.passed, me.closed) == (
        [(5000, False, False, Cause.SUBMITTED)], [], False,
    )  # fmt: skip
    noon.shift(3 * DAY)
    with history_grows():
        done = brought(small({"q1": "Two"}))
    assert done.rescored == Rescored(1, 1, 0)
    assert results(attempt) == [
        (5000, False, False, Cause.SUBMITTED), (7500, True, False, Cause.CORRECTED),
    ]  # fmt: skip
    assert me.passed == [(attempt.id, "2026-03-04")]
    assert me.closed
    assert verbs(me.person.id).count("quiz-rescored") == 1
    assert verbs(me.person.id)[-2:] == ["program-completed", "quiz-rescored"]


@pytest.mark.both
def test_who_had_passed_stays_passed_and_undecided(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    assert me.closed
    before = me.passed
    done = brought(small({"q1": "Two"}))
    assert done.rescored == Rescored(1, 0, 1)
    assert results(attempt)[1:] == [(5000, True, True, Cause.CORRECTED)]
    assert me.passed == before
    assert me.closed
    assert me.standing.passed


def test_a_score_that_changes_and_passes_all_the_same(cast: Cast, me: Learner) -> None:
    attempt = me.took()
    assert brought(small({"q1": "Two"})).rescored == Rescored(1, 0, 0)
    assert results(attempt)[1:] == [(7500, True, False, Cause.CORRECTED)]
    assert len(me.passed) == 1


def test_history_says_what_it_was_when(
    cast: Cast, me: Learner, noon: time_machine.Traveller
) -> None:
    attempt = me.took(q4="Two")
    for right in ({"q1": "Two"}, {"q1": "Two", "q4": "Two"}, {}):
        noon.shift(DAY)
        brought(small(right))
    assert results(attempt) == [
        (7500, True, False, Cause.SUBMITTED), (5000, True, True, Cause.CORRECTED),
        (7500, True, False, Cause.CORRECTED), (7500, True, False, Cause.CORRECTED),
    ]  # fmt: skip
    kept = queries.history(attempt.id)
    assert [one.superseded_at for one in kept] == [*[one.recorded_at for one in kept[1:]], None]
    assert [one.marks for one in kept] == [
        ["1", "1", "1", "0"], ["0", "1", "1", "0"], ["0", "1", "1", "1"], ["1", "1", "1", "0"],
    ]  # fmt: skip


def test_corrected_and_corrected_back_is_as_before(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    before, day = marks(attempt), me.passed
    brought(small({"q1": "Two"}))
    assert brought(small()).rescored == Rescored(1, 0, 0)
    assert (marks(attempt), me.passed) == (before, day)
    assert results(attempt)[-1] == (7500, True, False, Cause.CORRECTED)


def test_the_same_correction_again_changes_nothing(cast: Cast, me: Learner) -> None:
    me.took(q4="Two")
    brought(small({"q1": "Two"}))
    with nothing_changes():
        assert brought(small({"q1": "Two"})).rescored == Rescored()


def test_what_was_not_asked_or_not_changed_stays(cast: Cast, me: Learner) -> None:
    attempt = me.took(q1="Three")
    with history_grows():
        assert brought(small({"q1": "Two"})).rescored == Rescored(), "wrong by both keys"
        brought(small({"q1": "Two"}, keys=("q1", "q2", "q3", "q4", "q5")))
    assert brought(small({"q5": "Two", "q1": "Two"}, keys=("q1", "q2", "q3", "q4", "q5"))
                   ).rescored == Rescored()  # fmt: skip
    assert len(results(attempt)) == 1


@pytest.mark.both
def test_an_open_attempt_is_marked_by_the_corrected_key(cast: Cast, me: Learner) -> None:
    attempt = me.begun()
    taking.save(me.actor, attempt, writing(attempt, said("One", q1="Two", q2="Two")))
    assert brought(small({"q1": "Two"})).rescored == Rescored()
    taking.hand_in(me.actor, attempt, writing(attempt, said("One", q1="Two", q2="Two")))
    assert results(attempt) == [(7500, True, False, Cause.SUBMITTED)]
    assert queries.items(attempt.id)[0].question.answers[0].weight == 1, (
        "what was asked stays as it was asked"
    )


def test_an_open_attempt_keeps_what_cannot_be_compared(cast: Cast, me: Learner) -> None:
    attempt = me.begun()
    brought(small({"q2": "Two"}, keys=("q1", "q2", "q3"), options={"q1": ("One", "Four")}))
    taking.hand_in(me.actor, attempt, writing(attempt, said("One", q2="Two")))
    assert marks(attempt) == ["1", "1", "1", "1"]


@pytest.mark.both
def test_only_the_office_that_draws_from_the_bank(cast: Cast) -> None:
    found = opened(cast)
    here, there = found.me, hired(cast, "Lina Haddad", found.edition, cast.elsewhere)
    mine, theirs = here.took(q4="Two"), there.took(q4="Two")
    own = brought(small({"q1": "Two"}), cast.office, cast.officer)
    assert own.rescored == Rescored(1, 0, 1)
    assert (len(results(mine)), len(results(theirs))) == (2, 1)
    shared = brought(small({"q4": "Two"}))
    assert shared.rescored == Rescored(1, 0, 0), "not those who have a bank of their own by now"
    assert (len(results(mine)), results(theirs)[-1]) == (2, (10000, True, False, "corrected"))


def test_the_first_bank_of_its_own_corrects_what_the_shared_one_asked(cast: Cast) -> None:
    me = opened(cast).me
    attempt = me.took(q1="Two", q2="Two")
    brought(small({"q1": "Two"}), cast.office, cast.officer)
    brought(small(BOTH), cast.office, cast.officer)
    assert [one[0] for one in results(attempt)] == [5000, 7500, 10000]


@pytest.mark.parametrize("tag", ["confirm", "ungraded"])
def test_a_tag_takes_a_question_out_of_the_score(cast: Cast, me: Learner, tag: str) -> None:
    attempt = me.took(q1="Two", q2="Two")
    assert brought(small(tags={"q1": tag})).rescored == Rescored(1, 0, 0)
    assert (marks(attempt), results(attempt)[-1][0]) == (["-", "0", "1", "1"], 6666)
    assert brought(small(tags={"q1": tag, "q2": tag})).rescored == Rescored(1, 1, 0)
    assert results(attempt)[-1] == (10_000, True, False, Cause.CORRECTED)
    assert brought(small()).rescored == Rescored(1, 0, 1), "and counts again without it"
    assert results(attempt)[-1] == (5000, True, True, Cause.CORRECTED)


def test_nothing_is_left_to_count(cast: Cast, me: Learner) -> None:
    """Who had passed stays passed; nobody passes a quiz that asks nothing."""
    right, wrong = me.took(), me.took("Two")
    brought(small(tags=dict.fromkeys(("q1", "q2", "q3", "q4"), "ungraded")))
    assert results(right)[-1] == (0, True, True, Cause.CORRECTED)
    assert results(wrong)[-1][:2] == (0, False)


def test_a_retired_question_keeps_its_mark(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    assert brought(small(keys=("q1", "q2", "q3"))).rescored == Rescored()
    assert brought(small({"q1": "Two"}, keys=("q1", "q2", "q3"))).rescored == Rescored(1, 0, 1)
    assert marks(attempt) == ["0", "1", "1", "0"]


def test_a_retired_question_comes_back_with_another_key(cast: Cast, me: Learner) -> None:
    """Taken out, mended and put in again is corrected as well."""
    attempt = me.took(q1="Two", q4="Two")
    brought(small(keys=("q2", "q3", "q4")))
    assert len(results(attempt)) == 1
    assert brought(small({"q1": "Two"})).rescored == Rescored(1, 1, 0)
    assert marks(attempt) == ["1", "1", "1", "0"]


def test_what_cannot_be_compared_keeps_its_mark(cast: Cast, me: Learner) -> None:
    attempt = me.took(q4="Two")
    other = {"q1": ("One", "Two", "Four")}
    assert brought(small({"q1": "Four"}, options=other)).rescored == Rescored()
    assert brought(small({"q1": "Two"}, options=other)).rescored == Rescored()
    assert marks(attempt) == ["1", "1", "1", "0"]
    later = me.took("One", q1="Two")
    assert marks(later) == ["1", "1", "1", "1"]
    assert brought(small({"q1": "One"}, options=other)).rescored == Rescored(1, 0, 0)
    assert (marks(attempt), marks(later)) == (["1", "1", "1", "0"], ["0", "1", "1", "1"])


def test_asked_otherwise_for_a_while_it_is_compared_with_what_was_asked(
    cast: Cast, me: Learner
) -> None:
    """v1 → v2 has other answers, v3 has those of v1 again and another key."""
    attempt = me.took(q1="Two", q4="Two")
    brought(small(options={"q1": ("One", "Four")}))
    brought(small({"q1": "Two"}))
    assert marks(attempt) == ["1", "1", "1", "0"]


def test_the_places_of_answers_may_change_with_the_key(cast: Cast, me: Learner) -> None:
    attempt = me.took(q1="Three", q4="Two")
    turned = {"q1": ("Three", "Two", "One")}
    assert brought(small(options=turned)).rescored == Rescored()
    assert brought(small({"q1": "Three"}, options=turned)).rescored == Rescored(1, 1, 0)
    assert marks(attempt) == ["1", "1", "1", "0"]
