"""Where somebody stands with a quiz: whether they passed, may try again, and see what was right.

Supervisors give more attempts by it and monitors read it; a wrong word here locks somebody out or
hands out the answers.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.outline import Answers, Counts, QuizOutline
from lms.quizzes.standing import NOTHING_MORE, Extra, QuizStanding, State, Tried, counting
from tests.quizzes.made import NOW, quiz, tried

FAILED, PASSED = tried(1, 5000), tried(2, 9000, passed=True)
OPEN = tried(3, None)
HOUR = timedelta(hours=1)
DAILY = quiz(wait_hours=24)


def stands(
    *attempts: Tried, of: QuizOutline | None = None, extra: Extra = NOTHING_MORE
) -> QuizStanding:
    """Somebody with these attempts."""
    return QuizStanding(of or quiz(), attempts, extra)


# states


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        ([], State.NOT_STARTED),
        ([tried(1, None)], State.IN_PROGRESS),
        ([FAILED], State.NOT_PASSED),
        ([FAILED, tried(2, None)], State.IN_PROGRESS),
        ([FAILED, PASSED], State.PASSED),
        ([FAILED, PASSED, OPEN], State.PASSED),
    ],
)
def test_each_state(attempts: Sequence[Tried], state: State) -> None:
    assert stands(*attempts).state is state


def test_what_is_handed_in_and_what_is_open() -> None:
    found = stands(FAILED, PASSED, OPEN)
    assert (found.submitted, found.open) == ([FAILED, PASSED], OPEN)
    assert stands(FAILED).open is None
    assert stands(OPEN).counting is None


@pytest.mark.parametrize(
    ("counts", "number", "state"),
    [
        (Counts.BEST, 2, State.PASSED),
        (Counts.LATEST, 3, State.NOT_PASSED),
        (Counts.FIRST, 1, State.NOT_PASSED),
    ],
)
def test_which_attempt_counts(counts: Counts, number: int, state: State) -> None:
    found = stands(FAILED, PASSED, tried(3, 7000), of=quiz(counts=counts))
    assert found.counting is not None
    assert (found.counting.number, found.state, found.passed) == (
        number, state, state is State.PASSED,
    )  # fmt: skip


def test_of_equally_good_ones_the_first_counts() -> None:
    same = [tried(number, 8000, passed=True) for number in (1, 2, 3)]
    assert counting(Counts.BEST, same) == same[0]
    assert counting(Counts.BEST, []) is None


def test_a_pass_goes_before_a_higher_score_without_one() -> None:
    """After a correction somebody who had passed may stay passed with fewer points."""
    kept = tried(1, 7000, passed=True, undecided=True)
    assert counting(Counts.BEST, [kept, tried(2, 7900)]) == kept
    assert stands(kept, tried(2, 7900)).state is State.PASSED


# how many


def test_every_attempt_that_was_begun_is_used() -> None:
    assert [stands(*list_).left for list_ in ([], [FAILED], [FAILED, PASSED, OPEN])] == [3, 2, 0]
    assert stands(FAILED, PASSED, OPEN, tried(4, 100)).left == 0
    assert stands(FAILED, of=quiz(attempts=None)).left is None


def test_more_attempts_are_added() -> None:
    three = [tried(number, 100) for number in (1, 2, 3)]
    assert not stands(*three).can_begin(NOW)
    more = stands(*three, extra=Extra(2, recorded_at=NOW))
    assert (more.left, more.can_begin(NOW)) == (2, True)
    assert stands(*three, tried(4, 100), extra=Extra(2)).left == 1


def test_while_one_is_open_no_other_begins() -> None:
    assert not stands(FAILED, tried(2, None)).can_begin(NOW)
    assert stands().can_begin(NOW)
    assert stands(FAILED, PASSED).can_begin(NOW)


# when


def test_the_wait_begins_when_the_last_one_was_handed_in() -> None:
    found = stands(FAILED, of=DAILY)
    at = NOW + timedelta(hours=24)
    assert found.next_at == at
    assert (found.waits(at - HOUR), found.can_begin(at - HOUR)) == (True, False)
    assert (found.waits(at), found.can_begin(at)) == (False, True)
    second = stands(FAILED, tried(2, 100), of=DAILY)
    assert second.next_at == at + timedelta(hours=24)


def test_who_begins_or_need_not_wait_does_not() -> None:
    assert stands(of=DAILY).next_at is None
    assert stands(tried(1, None), of=DAILY).next_at is None
    assert stands(FAILED).next_at is None
    assert not stands(FAILED).waits(NOW)


def test_whoever_was_given_the_next_one_at_once_waits_only_after_it() -> None:
    given_ = Extra(1, at_once=True, recorded_at=NOW + HOUR)
    assert stands(FAILED, of=DAILY, extra=given_).next_at is None
    assert stands(FAILED, of=DAILY, extra=given_).can_begin(NOW + HOUR)
    again = stands(FAILED, tried(2, 100), of=DAILY, extra=given_)
    assert again.waits(NOW + timedelta(hours=25))


def test_more_attempts_do_not_end_the_wait_unless_it_is_said() -> None:
    given_ = Extra(1, at_once=False, recorded_at=NOW + HOUR)
    assert stands(FAILED, of=DAILY, extra=given_).waits(NOW + HOUR)
    assert stands(FAILED, of=DAILY, extra=Extra(1, at_once=True)).waits(NOW + HOUR)


def test_what_was_given_in_the_moment_of_handing_in_holds() -> None:
    given_ = Extra(1, at_once=True, recorded_at=NOW)
    assert not stands(FAILED, of=DAILY, extra=given_).waits(NOW)


def test_when_its_time_is_over() -> None:
    one = tried(1, None)._replace(closes_at=NOW)
    later, last = NOW + HOUR, NOW + timedelta(seconds=60)
    assert [one.over(at) for at in (NOW, last, later)] == [False, False, True], "a minute's grace"
    assert not one._replace(submitted_at=NOW - HOUR).over(NOW + HOUR)
    assert not tried(1, None).over(NOW + timedelta(days=900))


# whether it tells what was right

LAST = [FAILED, tried(2, 100), tried(3, 100)]
TELLING: list[tuple[list[Tried], bool, bool]] = [  # attempts, with `submitted`, with `passed`
    ([FAILED], True, False),
    ([FAILED, PASSED], True, True),
    ([FAILED, PASSED, OPEN], False, False),  # it may ask the same
    (LAST, True, True),
    ([*LAST[:2], OPEN], False, False),
    ([FAILED, tried(2, None)], False, False),
]


@pytest.mark.parametrize(("attempts", "submitted", "passed"), TELLING)
def test_when_the_right_answers_are_shown(
    attempts: list[Tried], submitted: bool, passed: bool
) -> None:
    said = {how: stands(*attempts, of=quiz(answers=how)).tells for how in Answers}
    assert said == {Answers.SUBMITTED: submitted, Answers.PASSED: passed, Answers.NEVER: False}


def test_who_gets_another_attempt_is_shown_the_answers_after_it() -> None:
    assert not stands(*LAST, extra=Extra(1)).tells
    assert stands(*LAST, tried(4, 100), extra=Extra(1)).tells


def test_without_a_limit_only_passing_shows_the_answers() -> None:
    endless = quiz(attempts=None)
    assert not stands(*LAST, of=endless).tells
    assert stands(*LAST, tried(4, 9000, passed=True), of=endless).tells


def test_where_the_latest_counts_a_worse_one_hides_them_again() -> None:
    assert not stands(PASSED, tried(3, 100), of=quiz(counts=Counts.LATEST, attempts=5)).tells


# whatever somebody did

SCORES = st.lists(st.integers(0, 10_000), max_size=5)
QUIZZES = st.builds(
    lambda counts, answers, attempts, wait: quiz(
        counts=counts, answers=answers, attempts=attempts, wait_hours=wait
    ),
    st.sampled_from(Counts), st.sampled_from(Answers), st.none() | st.integers(1, 6),
    st.sampled_from([0, 1, 24]),
)  # fmt: skip
EXTRAS = st.builds(Extra, st.integers(0, 3), st.booleans(), st.datetimes().map(
    lambda found: found.replace(tzinfo=NOW.tzinfo)) | st.none())  # fmt: skip


def history(scores: Sequence[int], *, begun: bool) -> list[Tried]:
    """Attempts with these scores, and perhaps one that is open."""
    done = [tried(n, score, passed=score >= 8000) for n, score in enumerate(scores, 1)]
    return [*done, tried(len(done) + 1, None)] if begun else done


@given(QUIZZES, SCORES, st.booleans(), EXTRAS)
def test_the_words_agree_with_each_other(
    wanted: QuizOutline, scores: list[int], begun: bool, extra: Extra
) -> None:
    found = stands(*history(scores, begun=begun), of=wanted, extra=extra)
    assert (found.state is State.PASSED) == found.passed
    assert (found.state is State.NOT_STARTED) == (not found.tried)
    assert (found.counting is None) == (not scores)
    if wanted.counts is Counts.BEST:
        assert found.passed == any(score >= 8000 for score in scores)
    if found.can_begin(NOW):
        assert not begun
        assert found.left != 0
    if wanted.answers is Answers.NEVER:
        assert not found.tells
    if found.next_at is not None:
        assert found.waits(found.next_at - HOUR)
        assert not found.waits(found.next_at)


@given(QUIZZES, SCORES, EXTRAS, st.integers(0, 3))
def test_more_attempts_never_take_one_away(
    wanted: QuizOutline, scores: list[int], extra: Extra, more: int
) -> None:
    before = stands(*history(scores, begun=False), of=wanted, extra=extra)
    after = replace(before, extra=extra._replace(number=extra.number + more))
    assert (after.left is None) == (before.left is None)
    if before.left is not None and after.left is not None:
        assert before.left <= after.left <= before.left + more
    later: datetime = NOW + timedelta(days=9)
    assert after.can_begin(later) >= before.can_begin(later)
