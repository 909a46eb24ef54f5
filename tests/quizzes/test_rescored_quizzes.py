"""What a corrected key does to each kind of question, and to each way in which attempts count.

An edition says whether the best, the latest or the first attempt decides; a correction may make
another attempt the one that counts.
"""

from datetime import timedelta

import pytest
import time_machine

from lms.curriculum.outline import Counts
from lms.quizzes import taking
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.rescoring import Rescored
from tests.cast import Cast
from tests.quizzes.banked import BANK, Learner, brought, marks, opened, quiz, results, small
from tests.quizzes.taken import answered, right

pytestmark = pytest.mark.usefixtures("sound")
DAY = timedelta(days=1)
ALL_KINDS = """\
// [id:several]
Who? {{~%{0}%A ~%{1}%B ~%{2}%C}}

// [id:short]
Who? {{={3}}}

// [id:number]
How many? {{#{4}}}

// [id:match]
What with what? {{=a->{5} =b->{6} =c->3}}

// [id:true]
Is it? {{{7}}}

// [id:gap]
It is {{{8}here {9}there}} now.
"""
OLD = ALL_KINDS.format(50, 50, -50, "Anna", 3, 1, 2, "TRUE", "=", "~")
NEW = ALL_KINDS.format(-50, 50, 50, "Anne", 4, 2, 1, "FALSE", "~", "=")
PARTLY = {"several": "0", "match": "1/3"}  # B is right still, C too; of three pairs one stays


@pytest.mark.both
def test_every_kind_of_question(cast: Cast) -> None:
    me = opened(cast, quiz(draw=(("", 6),)), read_bank(OLD, BANK)).me
    attempt = me.begun()
    taking.hand_in(me.actor, attempt, answered(attempt, right))
    assert marks(attempt) == ["1"] * 6
    assert brought(read_bank(NEW, BANK)).rescored == Rescored(1, 0, 1)
    assert marks(attempt) == [PARTLY["several"], "0", "0", PARTLY["match"], "0", "0"]
    assert brought(read_bank(OLD, BANK)).rescored == Rescored(1, 0, 0)
    assert marks(attempt) == ["1"] * 6


def test_no_answer_stays_none(cast: Cast) -> None:
    me = opened(cast, quiz(draw=(("", 6),)), read_bank(OLD, BANK)).me
    attempt = me.begun()
    taking.hand_in(me.actor, attempt, answered(attempt, right, most=0))
    assert brought(read_bank(NEW, BANK)).rescored == Rescored()
    assert marks(attempt) == ["0"] * 6


def test_who_was_wrong_by_the_old_key_and_is_right_by_the_new(cast: Cast) -> None:
    me = opened(cast, quiz(draw=(("", 6),), pass_percent=50), read_bank(OLD, BANK)).me
    brought(read_bank(NEW, BANK))
    by_new = me.begun()
    brought(read_bank(OLD, BANK))
    taking.hand_in(me.actor, by_new, answered(by_new, right))
    assert results(by_new)[0][:2] == (555, False), "handed in, the key of then holds"
    assert brought(read_bank(NEW, BANK)).rescored == Rescored(1, 1, 0)
    assert marks(by_new) == ["1"] * 6


# Which attempt counts.


@pytest.fixture
def counts(request: pytest.FixtureRequest) -> Counts:
    """As the test is told."""
    return Counts(request.param)


@pytest.fixture
def me(cast: Cast, counts: Counts) -> Learner:
    """Somebody whose quiz counts so."""
    return opened(cast, quiz(counts=counts)).me


def days(me: Learner, noon: time_machine.Traveller, *tries: dict[str, str]) -> list[int]:
    """Attempts on days that follow each other; their ids."""
    found = []
    for one in tries:
        found.append(me.took(**one).id)
        noon.shift(DAY)
    return found


FAILS, PASSES, BY_NEW = {"q3": "Three", "q4": "Three"}, {"q4": "Two"}, {"q1": "Two", "q4": "Two"}


@pytest.mark.parametrize(("counts", "place"), [("best", 1), ("latest", 2), ("first", None)],
                         indirect=["counts"])  # fmt: skip
def test_before_any_correction(
    me: Learner, noon: time_machine.Traveller, place: int | None
) -> None:
    ids = days(me, noon, FAILS, {}, PASSES)
    assert [one[0] for one in me.passed] == ([] if place is None else [ids[place]])
    assert me.closed == (place is not None)


@pytest.mark.parametrize(("counts", "place"), [("best", 1), ("latest", None), ("first", None)],
                         indirect=["counts"])  # fmt: skip
def test_a_later_attempt_that_fails(
    me: Learner, noon: time_machine.Traveller, place: int | None
) -> None:
    """A latest attempt that fails takes the pass away: the quiz says so before it begins."""
    ids = days(me, noon, FAILS, PASSES, FAILS)
    assert [one[0] for one in me.passed] == ([] if place is None else [ids[place]])
    assert me.closed == (place is not None)


@pytest.mark.parametrize(("counts", "place"), [("best", 0), ("latest", None), ("first", 0)],
                         indirect=["counts"])  # fmt: skip
def test_a_correction_makes_another_attempt_count(
    me: Learner, noon: time_machine.Traveller, place: int | None
) -> None:
    """The first has failed and is right by the new key, the second fails by both."""
    ids = days(me, noon, BY_NEW, FAILS)
    assert (me.passed, me.closed) == ([], False)
    brought(small({"q1": "Two"}))
    expected = [] if place is None else [(ids[place], "2026-03-04")]
    assert (me.passed, me.closed) == (expected, place is not None)


@pytest.mark.parametrize(("counts", "place"), [("best", 1), ("latest", 1), ("first", 0)],
                         indirect=["counts"])  # fmt: skip
def test_of_two_passes_the_better_one(
    me: Learner, noon: time_machine.Traveller, place: int
) -> None:
    """Undecided is a pass still; what is better now counts where the best does."""
    ids = days(me, noon, PASSES, PASSES | {"q1": "Two", "q4": "One"})
    assert me.passed[0][0] == (ids[1] if me.standing.quiz.counts is Counts.LATEST else ids[0])
    brought(small({"q1": "Two"}))
    assert [one[0] for one in me.passed] == [ids[place]]


@pytest.mark.parametrize("counts", ["best"], indirect=True)
def test_twice_corrected(cast: Cast, me: Learner, noon: time_machine.Traveller) -> None:
    """v1 → v2 → v3, each with what the one before it left."""
    (number,) = days(me, noon, {"q1": "Two", "q2": "Two"})
    assert brought(small({"q1": "Two"})).rescored == Rescored(1, 1, 0)
    assert me.passed == [(number, "2026-03-04")]
    assert brought(small({"q1": "Three"})).rescored == Rescored(1, 0, 1)
    assert me.passed == [(number, "2026-03-04")], "it passed by a key that held; who decides?"
    assert brought(small({"q1": "Three", "q2": "Two"})).rescored == Rescored(1, 0, 0)
    assert me.standing.tried[0].undecided is False
