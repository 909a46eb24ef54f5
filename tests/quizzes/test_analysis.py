"""What answers tell about a question: too easy, misleading, or with a wrong key.

A training officer corrects keys by these numbers, so they must point the right way; and with few
people they would tell of persons, so then there are none.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import scoring
from lms.quizzes.analysis import (
    ANYTHING_ELSE,
    FEWEST,
    NOT_ANSWERED,
    Given,
    ItemAnalysis,
    analyze,
)
from lms.quizzes.question import Question
from lms.quizzes.scoring import Response
from tests.quizzes.made import HALF, THIRD, choice, matching, numerical, several, short

ONE = choice({"a": 1, "b": 0, "c": 0})
STATUSES = matching({"r": "abroad", "a": "here", "p": "here"}, "nowhere", "everywhere")
TENTH = Fraction(1, 10)


def answered(
    one: Question, responses: Sequence[Response | None], rests: Sequence[Fraction | int] = ()
) -> list[Given]:
    """What people answered, and how they did in the rest."""
    shares = rests or [n * TENTH for n in range(len(responses))]
    return [
        Given(one, response, scoring.mark(one, response).credit, Fraction(rest))
        for response, rest in zip(responses, shares, strict=True)
    ]


def counts(found: ItemAnalysis) -> dict[int, int]:
    """How many took what."""
    return {one.place: one.people for one in found.taken}


def test_with_fewer_than_five_there_is_nothing() -> None:
    for people in range(FEWEST):
        found = analyze(ONE, answered(ONE, [[0]] * people))
        assert found == ItemAnalysis(people)
        assert (found.enough, found.suspicious) == (False, False)
    assert analyze(ONE, answered(ONE, [[0]] * 5)).enough


def test_how_easy_it_is() -> None:
    assert analyze(ONE, answered(ONE, [[0]] * 3 + [[1]] * 2)).facility == 0.6
    assert analyze(ONE, answered(ONE, [None] * 5)).facility == 0
    thirds = several({"a": THIRD, "b": THIRD, "c": THIRD, "d": -HALF})
    assert analyze(thirds, answered(thirds, [[0, 1, 2]] * 7)).facility == 1
    assert analyze(thirds, answered(thirds, [[0]] * 6)).facility == pytest.approx(1 / 3)


def test_those_who_know_the_rest_know_this() -> None:
    found = analyze(ONE, answered(ONE, [[1], [2], [1], [0], [0], [0]]))
    assert found.discrimination is not None
    assert found.discrimination > 0.8
    assert not found.suspicious


def test_those_who_know_the_rest_are_wrong_here() -> None:
    found = analyze(ONE, answered(ONE, [[0], [0], [0], [1], [1], [1]]))
    assert found.discrimination is not None
    assert found.discrimination < -0.8
    assert found.suspicious


def test_where_all_did_alike_there_is_nothing_to_tell() -> None:
    alike = analyze(ONE, answered(ONE, [[0]] * 6))
    assert (alike.discrimination, alike.suspicious) == (None, False)
    same_rest = analyze(ONE, answered(ONE, [[0], [1], [0], [1], [0]], [THIRD] * 5))
    assert same_rest.discrimination is None


@pytest.mark.parametrize("people", range(FEWEST, 60))
def test_thirds_are_alike_for_any_number_of_people(people: int) -> None:
    """As floating point their mean is not quite a third, which looked like a wrong key."""
    thirds = several({"a": THIRD, "b": THIRD, "c": THIRD})
    assert analyze(thirds, answered(thirds, [[0]] * people)).discrimination is None


def test_what_goes_with_nothing_is_not_suspicious() -> None:
    """As floating point it is a little below zero."""
    half = choice({"a": 1, "b": 0, "c": HALF})
    rests: list[Fraction | int] = [0, TENTH, 3 * TENTH, 2 * TENTH, 0]
    found = analyze(half, answered(half, [[0], [1], [0], [1], [2]], rests))
    assert (found.discrimination, found.suspicious) == (0, False)
    assert f"{found.discrimination:.2f}" == "0.00"


# how often each answer was taken


def test_each_answer_is_listed_with_those_who_took_it() -> None:
    found = analyze(ONE, answered(ONE, [[0], [0], [1], None, None, []]))
    assert counts(found) == {0: 2, 1: 1, 2: 0, NOT_ANSWERED: 3}
    assert ANYTHING_ELSE not in counts(analyze(ONE, answered(ONE, [[0]] * 5)))


def test_of_several_ticks_each_counts() -> None:
    ticks = several({"a": HALF, "b": HALF, "c": 0})
    found = analyze(ticks, answered(ticks, [[0, 1], [0, 2], [0], [2, 2], None]))
    assert counts(found) == {0: 3, 1: 1, 2: 2, NOT_ANSWERED: 1}


def test_what_was_typed_counts_for_what_it_met() -> None:
    agency = short({"orr": 1, "*hhs*": HALF})
    found = analyze(agency, answered(agency, ["ORR", "orr.", "the HHS", "uscis", "dhs", ""]))
    assert counts(found) == {0: 2, 1: 1, ANYTHING_ELSE: 2, NOT_ANSWERED: 1}
    days = numerical(("30", "0", 1), (None, "0", 0))
    found = analyze(days, answered(days, ["30", "thirty", "60", "many", None]))
    assert counts(found) == {0: 2, 1: 2, NOT_ANSWERED: 1}
    strict = numerical(("30", "0", 1))
    found = analyze(strict, answered(strict, ["30", "60", "90", "90", "x"]))
    assert counts(found) == {0: 1, ANYTHING_ELSE: 4}


def test_of_a_matching_who_put_which_pair_together_and_what_misled() -> None:
    responses: list[Response | None] = [
        [0, 1, 2], [0, 2, 1], [0, 3, 3], [3, 4, 2], [1, 0, 0], [1, -1, -1], None,
    ]  # fmt: skip
    found = analyze(STATUSES, answered(STATUSES, responses))
    assert counts(found) == {0: 3, 1: 2, 2: 3, 3: 2, 4: 1, ANYTHING_ELSE: 2, NOT_ANSWERED: 1}


# answers to earlier wordings


def test_answers_to_an_earlier_order_count_where_their_words_stand_now() -> None:
    now = choice({"c": 0, "b": 1, "a": 0})
    found = analyze(now, answered(ONE, [[0], [0], [0], [1], [2]]))
    assert counts(found) == {0: 1, 1: 1, 2: 3}


def test_the_credit_that_holds_is_what_was_won() -> None:
    corrected = choice({"a": 0, "b": 1, "c": 0})
    before = answered(ONE, [[0], [0], [0], [1], [1]])
    now = [one._replace(credit=1 - one.credit) for one in before]
    assert analyze(corrected, now).facility == 0.4


def test_answers_to_another_question_are_left_out() -> None:
    other = choice({"x": 1, "y": 0})
    given_ = answered(ONE, [[0]] * 4) + answered(other, [[0]] * 4)
    assert analyze(ONE, given_) == ItemAnalysis(4)
    enough = analyze(ONE, [*given_, *answered(replace(ONE, title="t"), [[1]])])
    assert (enough.people, counts(enough)) == (5, {0: 4, 1: 1, 2: 0})


PEOPLE = st.lists(
    st.tuples(
        st.none() | st.lists(st.integers(0, 2), min_size=1, max_size=1),
        st.fractions(0, 1, max_denominator=20),
    ),
    max_size=20,
)


@given(PEOPLE)
def test_the_numbers_stay_within_their_bounds(
    people: list[tuple[list[int] | None, Fraction]],
) -> None:
    given_ = answered(ONE, [one for one, _ in people], [rest for _, rest in people])
    found = analyze(ONE, given_)
    assert found.people == len(people)
    assert found.enough == (found.facility is not None) == bool(found.taken)
    if found.enough:
        assert found.facility is not None
        assert 0 <= found.facility <= 1
        assert sum(counts(found).values()) == len(people)
    if found.discrimination is not None:
        assert -1 <= found.discrimination <= 1


@given(PEOPLE.filter(lambda people: len(people) >= FEWEST))
def test_a_key_turned_round_turns_the_sign(
    people: list[tuple[list[int] | None, Fraction]],
) -> None:
    given_ = answered(ONE, [one for one, _ in people], [rest for _, rest in people])
    turned = analyze(ONE, [one._replace(credit=1 - one.credit) for one in given_])
    found = analyze(ONE, given_)
    if found.discrimination is None:
        assert turned.discrimination is None
    else:
        assert turned.discrimination == pytest.approx(-found.discrimination, abs=0.011)
