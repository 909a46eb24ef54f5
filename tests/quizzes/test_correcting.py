"""When a key was wrong: an answer means what stood on the page, however the bank is written now.

Who answered rightly by a wrong key, and the other way round, is marked anew; who was asked
something else keeps what they had.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import draws, labels
from lms.quizzes.correcting import carry, comparable, key_changed
from lms.quizzes.question import Answer, Kind, Markup, Question, Words
from lms.quizzes.scoring import mark
from tests.quizzes.made import (
    GRADED,
    HALF,
    any_of,
    choice,
    matching,
    numerical,
    question,
    several,
    short,
    truth,
)

OLD = choice({"a": 1, "b": 0, "c": 0})
PAIRS = {"r": "abroad", "a": "here", "p": "for a time"}
STATUSES = matching(PAIRS, "born")


def turned(one: Question, by: int = 1) -> Question:
    """The same with its answers, numbers and pairs in another order."""
    return replace(
        one, answers=one.answers[by:] + one.answers[:by],
        numbers=one.numbers[by:] + one.numbers[:by], pairs=one.pairs[by:] + one.pairs[:by],
    )  # fmt: skip


# whether it is the same question still


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (OLD, True),
        (turned(OLD), True),
        (choice({"a": 0, "b": 1, "c": 0}), True),
        (replace(OLD, words=Words("Said better?"), title="t", tags=("ungraded",)), True),
        (choice({"a": 1, "b": 0, "c!": 0}), False),
        (choice({"a": 1, "b": 0}), False),
        (choice({"a": 1, "b": 0, "c": 0, "d": 0}), False),
        (several({"a": HALF, "b": HALF, "c": 0}), False),
        (short({"a": 1, "b": 0, "c": 0}), False),
        (replace(OLD, answers=(*OLD.answers[:2], Answer(Words("c", Markup.PLAIN)))), False),
    ],
)
def test_a_choice_is_the_same_with_the_same_answers(new: Question, same: bool) -> None:
    assert (comparable(OLD, new), comparable(new, OLD)) == (same, same)


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (turned(STATUSES), True),
        (matching({"r": "here", "a": "abroad", "p": "for a time"}, "born"), True),
        (matching(PAIRS, "born", "unknown"), True),
        (matching({"r": "abroad", "a": "here", "p": "born"}, "for a time"), True),
        (matching(PAIRS), False),
        (matching(PAIRS, "born here"), False),
        (matching(PAIRS | {"r": "overseas"}, "born"), False),
        (matching(PAIRS | {"e": "here"}, "born"), False),
        (matching({"refugee": "abroad", "a": "here", "p": "for a time"}, "born"), False),
    ],
)
def test_a_matching_is_the_same_while_all_that_could_be_chosen_is_there(
    new: Question, same: bool
) -> None:
    assert comparable(STATUSES, new) == same


def test_what_was_typed_can_always_be_read_again() -> None:
    assert comparable(short({"orr": 1}), short({"uscis": 1}))
    assert comparable(numerical(("30", "0", 1)), numerical(("60", "5", 1)))
    assert comparable(truth(), truth(right=False))
    assert not comparable(short({"30": 1}), numerical(("30", "0", 1)))


# whether its answers may be worth something else

UNGRADED = ("ungraded",)
KEYS: list[tuple[Question, Question, bool]] = [
    (OLD, choice({"a": 0, "b": 1, "c": 0}), True),
    (OLD, choice({"a": 1, "b": HALF, "c": 0}), True),
    (OLD, turned(OLD), False),
    (OLD, replace(OLD, words=Words("Said better?"), tags=("topic=a",)), False),
    (OLD, replace(OLD, tags=UNGRADED), True),
    (replace(OLD, tags=UNGRADED), OLD, True),
    (replace(OLD, tags=UNGRADED), replace(OLD, tags=("confirm",)), False),
    (OLD, choice({"a": 0, "b": 1, "d": 0}), False),  # another question: no key of this one
    (truth(), truth(right=False), True),
    (short({"orr": 1}), short({"orr": 1, "o.r.r.": 1}), True),
    (short({"orr": 1}), short({"uscis": 1}), True),
    (numerical(("30", "0", 1)), numerical(("30", "2", 1)), True),
    (numerical(("30", "0", 1)), numerical(("30.0", "0", 1)), False),
    (numerical(("3", "0", 1), ("4", "0", 0)), numerical(("4", "0", 0), ("3", "0", 1)), False),
    (STATUSES, turned(STATUSES), False),
    (STATUSES, matching(PAIRS, "born", "unknown"), False),
    (STATUSES, matching({"r": "here", "a": "abroad", "p": "for a time"}, "born"), True),
    (question(Kind.ESSAY), question(Kind.ESSAY, words=Words("Why?")), False),
]


@pytest.mark.parametrize(("old", "new", "changed"), KEYS)
def test_whether_the_key_changed(old: Question, new: Question, changed: bool) -> None:
    assert key_changed(old, new) == changed


def test_a_better_feedback_is_no_new_key() -> None:
    said = tuple(replace(one, feedback=Words("Read it again.")) for one in OLD.answers)
    assert not key_changed(OLD, replace(OLD, answers=said, feedback=Words("Both.")))


# the same answer in the places of the new wording


def test_a_choice_follows_its_words() -> None:
    new = choice({"c": 1, "a": 0, "b": 0})
    assert [carry(OLD, [place], new) for place in range(3)] == [[1], [2], [0]]
    assert mark(new, carry(OLD, [2], new)).right


def test_ticks_follow_their_words() -> None:
    old = several({"a": HALF, "b": HALF, "c": 0})
    new = several({"c": HALF, "b": HALF, "a": 0})
    assert carry(old, [0, 1], new) == [2, 1]
    assert mark(new, carry(old, [1, 2], new)).right


def test_a_matching_follows_its_texts_and_matches() -> None:
    new = matching({"p": "for a time", "a": "abroad", "r": "here"}, "born")
    assert carry(STATUSES, [0, 1, 2], new) == [0, 2, 1]
    assert mark(STATUSES, [1, 0, 2]).credit != 1
    assert mark(new, carry(STATUSES, [1, 0, 2], new)).right
    assert carry(STATUSES, [-1, 3, -1], new) == [-1, 3, -1]
    assert carry(STATUSES, [2], new) == [-1, -1, 0]


def test_what_misled_may_become_right() -> None:
    new = matching({"r": "born", "a": "here", "p": "for a time"}, "abroad")
    assert mark(new, carry(STATUSES, [3, 1, 2], new)).right


def test_what_was_typed_is_read_as_it_stands() -> None:
    assert carry(short({"orr": 1}), "O.R.R.", short({"uscis": 1})) == "O.R.R."
    assert carry(OLD, None, turned(OLD)) is None
    assert mark(numerical(("60", "0", 1)), "sixty").right


def test_places_that_were_none_are_none() -> None:
    assert carry(OLD, [7, -1, 1], turned(OLD)) == [0]
    assert carry(STATUSES, [99, -7, 2], STATUSES) == [-1, -1, 2]


QUESTIONS = any_of(*GRADED)


def response_to(one: Question, data: st.DataObject) -> list[int] | str:
    """What somebody might answer."""
    places = draws.places(one)
    if not places:
        return data.draw(st.text(min_size=1, max_size=10) | st.sampled_from(["30", "a", "orr"]))
    if one.kind is Kind.MATCHING:
        stems = sum(bool(pair.words) for pair in one.pairs)
        listed = st.sampled_from([-1, *places])
        return data.draw(st.lists(listed, min_size=stems, max_size=stems))
    most = len(places) if one.several else 1
    return data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=most, unique=True))


@given(QUESTIONS, st.integers(1, 5), st.data())
def test_another_order_changes_no_mark(one: Question, by: int, data: st.DataObject) -> None:
    new = turned(one, by)
    response = response_to(one, data)
    assert comparable(one, new)
    assert not key_changed(one, new)
    carried = carry(one, response, new)
    assert mark(new, carried).credit == mark(one, response).credit
    assert mark(one, carry(new, carried, one)).credit == mark(one, response).credit


@given(QUESTIONS, st.sampled_from(["confirm", "ungraded"]))
def test_what_no_longer_counts_has_another_key(one: Question, tag: str) -> None:
    new = replace(one, tags=(*one.tags, tag))
    assert key_changed(one, new) == labels.counts(one)
    assert not key_changed(new, new)


@given(QUESTIONS, QUESTIONS)
def test_only_what_can_be_compared_has_another_key(old: Question, new: Question) -> None:
    assert key_changed(old, new) <= comparable(old, new)
    assert comparable(old, old)
