"""How much an answer is worth: exact, so that nobody fails by a rounding or passes by a trick."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import draws, scoring, typed
from lms.quizzes.question import FULL, NOTHING, Kind, Question, Words
from lms.quizzes.scoring import Mark, Response, Total, mark, right_answers, total
from tests.quizzes.made import (
    GRADED,
    HALF,
    THIRD,
    any_of,
    any_several,
    choice,
    matching,
    numerical,
    question,
    several,
    short,
    truth,
)

THREE_OF_FIVE = several({"a": THIRD, "x": -HALF, "b": THIRD, "c": THIRD, "y": -HALF})
ONE = choice({"a": 0, "b": 1, "c": HALF, "d": -HALF})
AGENCY = short({"competence": 1, "*compet*": HALF, "*confidential*": 0, "*": 0})
DAYS = numerical(("30", "0", 1), ("30", "5", HALF), ("60", "0", 0), (None, "0", 0))
STATUSES = matching({"r": "abroad", "a": "here", "p": "here"}, "nowhere")
QUESTIONS = any_of(*Kind)
PLACES = st.lists(st.integers(-9, 9), max_size=8)
RESPONSES = st.none() | st.text(max_size=20) | PLACES


def credit(one: Question, response: Response | None) -> Fraction:
    """What it is worth."""
    return mark(one, response).credit


# one and several to choose


def test_one_to_choose() -> None:
    worths = [credit(ONE, [place]) for place in range(4)]
    assert worths == [NOTHING, FULL, HALF, NOTHING]
    assert (mark(ONE, [1]).right, mark(ONE, [2]).right, mark(ONE, [2]).partly) == (
        True, False, True,
    )  # fmt: skip
    assert mark(ONE, [0]).said == (Words("about a"),)


def test_two_answers_to_one_to_choose_are_not_added() -> None:
    halves = choice({"a": 1, "b": HALF, "c": HALF})
    assert credit(halves, [1, 2]) == HALF
    assert mark(halves, [2, 1]).taken == (2,)


def test_three_thirds_make_a_whole() -> None:
    found = mark(THREE_OF_FIVE, [0, 2, 3])
    assert (found.credit, found.right, found.partly) == (FULL, True, False)
    assert credit(THREE_OF_FIVE, [0, 2]) == 2 * THIRD
    assert [one.text for one in found.said] == ["about a", "about b", "about c"]


def test_wrong_ticks_take_off_and_never_below_nothing() -> None:
    assert credit(THREE_OF_FIVE, [0, 1, 2]) == 2 * THIRD - HALF
    assert credit(THREE_OF_FIVE, [1, 4]) == NOTHING
    assert credit(THREE_OF_FIVE, range(5)) == NOTHING


def test_the_same_tick_twice_counts_once() -> None:
    assert credit(THREE_OF_FIVE, [0, 0, 0]) == THIRD


@pytest.mark.parametrize("right", [True, False])
def test_true_or_false(right: bool) -> None:
    one = truth(right=right)
    assert [credit(one, [place]) for place in (0, 1)] == [int(right), int(not right)]
    assert right_answers(one) == [0 if right else 1]


# typed


@pytest.mark.parametrize(
    ("text", "place", "worth"),
    [
        ("Competence.", 0, FULL),
        ("competency", 1, HALF),
        ("confidentiality", 2, NOTHING),
        ("no idea", 3, NOTHING),
    ],
)
def test_of_accepted_answers_the_one_worth_most_counts(
    text: str, place: int, worth: Fraction
) -> None:
    found = mark(AGENCY, text)
    assert (found.credit, found.taken) == (worth, (place,))
    assert found.said == (AGENCY.answers[place].feedback,)


def test_the_star_for_all_others_gives_way_to_any_other() -> None:
    generous = short({"*": HALF, "orr": 1, "uscis": 0})
    assert [credit(generous, text) for text in ("ORR", "USCIS", "hm")] == [FULL, NOTHING, HALF]


def test_a_better_form_counts_wherever_it_stands() -> None:
    assert credit(short({"*seeker*": HALF, "asylum seeker": 1}), "Asylum seeker") == FULL


def test_what_is_typed_and_fits_nothing_is_worth_nothing() -> None:
    assert mark(short({"orr": 1}), "uscis") == Mark(NOTHING)
    assert mark(AGENCY, "  ") == Mark(NOTHING)
    assert mark(short({"orr": 1, "wrong": -1}), "wrong").credit == NOTHING


@pytest.mark.parametrize(
    ("text", "place", "worth"),
    [
        ("30", 0, FULL),
        ("thirty (30) days", 0, FULL),
        ("٣٠", 0, FULL),
        ("30.0", 0, FULL),
        ("25", 1, HALF),
        ("35,0", 1, HALF),
        ("35.01", 3, NOTHING),
        ("60", 2, NOTHING),
        ("many", 3, NOTHING),
        ("30 or 31", 3, NOTHING),
    ],
)
def test_numbers_and_their_tolerance(text: str, place: int, worth: Fraction) -> None:
    found = mark(DAYS, text)
    assert (found.credit, found.taken) == (worth, (place,))


def test_a_tolerance_is_exact() -> None:
    tenth = numerical(("0.1", "0.2", 1))
    assert [credit(tenth, text) for text in ("0.3", "-0.1", "0.30000000000000000001")] == [1, 1, 0]
    long = numerical(("1" + "0" * 20, "0", 1))
    assert credit(long, "1" + "0" * 20 + ".00000000000000000001") == 0
    assert credit(numerical(("7", "0", 1)), "seven hundred") == 0


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(0, 1000, places=3), st.booleans())
def test_the_ends_of_a_tolerance_belong_to_it(value: Decimal, around: Decimal, below: bool) -> None:
    one = numerical((str(value), str(around), 1))
    end = value - around if below else value + around
    beyond = end + (Decimal("-0.001") if below else Decimal("0.001"))
    assert credit(one, f"{end:f}") == 1
    assert credit(one, f"{beyond:f}") == 0


# matching


def test_each_pair_is_worth_the_same() -> None:
    assert credit(STATUSES, [0, 1, 2]) == FULL
    assert credit(STATUSES, [0, 1, 3]) == 2 * THIRD
    assert credit(STATUSES, [3, 3, 3]) == NOTHING


def test_pairs_with_one_match_may_be_taken_for_each_other() -> None:
    assert credit(STATUSES, [0, 2, 1]) == FULL
    assert credit(STATUSES, [0, 2, 2]) == FULL


def test_a_matching_left_half_done() -> None:
    none = scoring.MATCHED_NOTHING
    assert credit(STATUSES, [0, none, none]) == THIRD
    assert credit(STATUSES, [0]) == THIRD
    assert credit(STATUSES, [none] * 3) == NOTHING
    assert credit(STATUSES, [0, 99, -7, 5, 5]) == THIRD


# every question


@given(QUESTIONS, RESPONSES)
def test_the_credit_is_always_from_nothing_to_all(one: Question, response: Response | None) -> None:
    found = mark(one, response)
    assert NOTHING <= found.credit <= FULL
    assert not (found.right and found.partly)
    assert mark(one, response) == found


@given(QUESTIONS)
def test_nothing_earns_nothing(one: Question) -> None:
    nothing: list[Response | None] = [None, "", [], ()]
    for response in nothing:
        assert mark(one, response) == Mark(NOTHING)


def keyed(one: Question) -> Response:
    """The answer that the bank itself says is right."""
    if one.kind is Kind.MATCHING:
        return [place for place, pair in enumerate(one.pairs) if pair.words]
    if one.kind is Kind.NUMERICAL:
        return f"{one.numbers[right_answers(one)[0]].value:f}"
    if one.kind is Kind.SHORT:
        return one.answers[right_answers(one)[0]].words.text.replace("\\*", "*")
    places = right_answers(one)
    return places if one.several else places[:1]


@given(any_of(*GRADED))
def test_what_the_bank_says_is_right_is_worth_exactly_all(one: Question) -> None:
    response = keyed(one)
    if typed.fold(response if isinstance(response, str) else "x"):
        assert credit(one, response) == FULL


@given(QUESTIONS, RESPONSES)
def test_what_nobody_can_mark_is_worth_nothing(one: Question, response: Response | None) -> None:
    for kind in (Kind.ESSAY, Kind.DESCRIPTION):
        assert credit(question(kind), response) == NOTHING


SEVERAL = any_several()


@given(SEVERAL, st.data())
def test_the_order_of_ticks_is_no_answer(one: Question, data: st.DataObject) -> None:
    places = draws.places(one)
    ticks = data.draw(st.lists(st.sampled_from(places), unique=True))
    again = data.draw(st.permutations(ticks))
    assert credit(one, ticks) == credit(one, again)


@given(SEVERAL, st.data())
def test_a_wrong_tick_more_never_helps(one: Question, data: st.DataObject) -> None:
    places = draws.places(one)
    ticks = data.draw(st.lists(st.sampled_from(places), unique=True))
    wrong = [place for place in places if one.answers[place].weight <= 0]
    assert credit(one, [*ticks, *wrong]) <= credit(one, ticks)


@given(any_of(Kind.CHOICE, Kind.TRUE_FALSE) | SEVERAL, PLACES)
def test_places_that_are_none_are_harmless(one: Question, places: list[int]) -> None:
    known = [place for place in places if 0 <= place < len(one.answers)]
    assert mark(one, places) == mark(one, known)


# totals


def test_a_total_never_rounds_up() -> None:
    nearly = Total(Fraction(79_999, 100_000), 1)
    assert (nearly.score, nearly.reaches(80), nearly.reaches(79)) == (7999, False, True)
    assert total([FULL, FULL, NOTHING]).score == 6666


def test_thirds_reach_what_they_make() -> None:
    thirds = total([THIRD, THIRD, THIRD, FULL, FULL, FULL])
    assert (thirds.points, thirds.score) == (Fraction(4), 6666)
    assert total([2 * THIRD] * 3).reaches(66)
    assert not total([2 * THIRD] * 3).reaches(67)


def test_eighty_percent_is_eighty_percent() -> None:
    assert total([FULL] * 4 + [NOTHING]).reaches(80)
    assert not total([FULL] * 3 + [NOTHING]).reaches(80)
    assert total([FULL] * 3 + [1 - THIRD, THIRD]).reaches(80)


def test_without_a_question_that_counts_nothing_is_reached() -> None:
    assert (total([]).score, total([]).reaches(0), total([]).reaches(80)) == (0, False, False)


CREDITS = st.lists(st.fractions(0, 1, max_denominator=60), min_size=1, max_size=12)


@given(CREDITS, st.integers(0, 100))
def test_reaching_is_exact_and_agrees_with_the_score(given_: list[Fraction], percent: int) -> None:
    found = total(given_)
    share = sum(given_, NOTHING) / len(given_)
    assert found.reaches(percent) == (share >= Fraction(percent, 100))
    assert found.reaches(percent) == (found.score >= percent * 100)
    assert found.score <= share * 10_000 < found.score + 1


@given(CREDITS, st.randoms())
def test_the_order_of_questions_is_no_matter(given_: list[Fraction], chance: object) -> None:
    assert total(reversed(given_)) == total(given_) == total(sorted(given_))


# what is said to be right


def test_places_of_what_is_right() -> None:
    assert right_answers(ONE) == [1]
    assert right_answers(THREE_OF_FIVE) == [0, 2, 3]
    assert right_answers(AGENCY) == [0]
    assert right_answers(DAYS) == [0]
    assert right_answers(STATUSES) == []
