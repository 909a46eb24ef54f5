"""Which questions an attempt asks: as the guide says, nothing that is old or not to be counted.

Chance is real here. What has to hold holds for every draw; where an order has to change, so many
are drawn that all alike would be a wonder.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.errors import Refusal
from lms.curriculum.outline import QuizOutline
from lms.quizzes import draws, labels
from lms.quizzes.draws import Asked, Drawn, draw, practice
from lms.quizzes.question import Kind, Question
from tests.quizzes.made import any_of, asked, choice, matching, numerical, question, quiz, short
from tests.quizzes.made import truth as true_or_false

TODAY = date(2026, 3, 4)
CHOICE = choice({letter: int(letter == "a") for letter in "abcdefgh"})
MATCHING = matching({letter: letter.upper() for letter in "abcdefgh"}, "Z")
MANY = 20  # draws, none of which changes an order of eight only once in 40320 to the 20th


def of(category: str, number: int, **fields: object) -> list[Question]:
    """So many questions of a category."""
    return [replace(CHOICE, category=category, **fields) for _ in range(number)]  # type: ignore[arg-type]


def names(drawn: list[Drawn]) -> list[str]:
    """The categories that were drawn from."""
    return sorted(draws.category_key(one.asked.question.category) for one in drawn)


BANK = asked(
    *of("Who we serve/Refugees", 5), *of("Who we serve/Asylees", 2), *of("Housing", 4), CHOICE
)
WANTED = quiz(draw=(("refugees", 3), ("asylees", 4), ("housing", 1)))


@pytest.mark.parametrize(
    ("category", "key"),
    [
        ("Who we serve/Refugees", "refugees"),
        ("Refugees", "refugees"),
        ("Who we serve/Case notes & files", "case-notes-files"),
        ("The client’s own words", "the-clients-own-words"),
        ("Housing/Rent//utilities", "rent-utilities"),
        ("Rent//utilities/First month", "first-month"),
        ("", ""),
    ],
)
def test_a_quiz_names_the_last_part_of_a_category(category: str, key: str) -> None:
    assert draws.category_key(category) == key


def test_of_each_category_as_many_as_wanted_or_as_there_are() -> None:
    for _ in range(MANY):
        drawn = draw(WANTED, BANK, TODAY)
        assert names(drawn) == ["asylees"] * 2 + ["housing"] + ["refugees"] * 3
        assert len({one.asked.id for one in drawn}) == 6


def test_from_the_whole_bank() -> None:
    assert len(draw(quiz(draw=(("", 8),)), BANK, TODAY)) == 8
    everything = draw(quiz(draw=(("", 99),)), BANK, TODAY)
    assert sorted(one.asked.id for one in everything) == [one.id for one in BANK]


def test_each_question_has_its_chance() -> None:
    seen: set[int] = set()
    for _ in range(200):
        seen |= {one.asked.id for one in draw(quiz(draw=(("refugees", 1),)), BANK, TODAY)}
    assert seen == {1, 2, 3, 4, 5}


def test_nothing_is_drawn_that_does_not_count_or_is_past_its_day() -> None:
    day = f"review-by={TODAY - timedelta(days=1)}"
    bank = asked(
        replace(CHOICE, tags=("confirm",)), replace(CHOICE, tags=("topic=a", "ungraded")),
        replace(CHOICE, tags=(day,)), question(Kind.ESSAY), question(Kind.DESCRIPTION), CHOICE,
    )  # fmt: skip
    assert [one.asked.id for one in draw(quiz(), bank, TODAY)] == [6]
    assert sorted(one.id for one in practice(quiz(), bank, TODAY)) == [1, 2, 4, 6]


def test_a_question_is_good_on_the_last_day_before_its_review() -> None:
    bank = asked(replace(CHOICE, tags=(f"review-by={TODAY}",)))
    assert draw(quiz(), bank, TODAY)
    assert not practice(quiz(), bank, TODAY + timedelta(days=1))
    assert draws.usable(bank, TODAY) == bank
    assert draws.usable(bank, TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "bank",
    [
        [],
        asked(question(Kind.ESSAY), question(Kind.DESCRIPTION)),
        asked(replace(CHOICE, tags=("confirm",))),
        asked(replace(CHOICE, tags=("review-by=2026-03-03",))),
    ],
)
def test_with_nothing_to_ask_it_refuses(bank: list[Asked]) -> None:
    with pytest.raises(Refusal, match="no question to ask just now"):
        draw(quiz(), bank, TODAY)


def test_a_category_that_nobody_has_is_nothing_to_ask() -> None:
    with pytest.raises(Refusal):
        draw(quiz(draw=(("entrants", 3),)), BANK, TODAY)
    assert practice(quiz(draw=(("entrants", 3),)), BANK, TODAY) == []


def test_which_categories_a_quiz_practices() -> None:
    assert [draws.fits(WANTED, one) for one in BANK] == [True] * 11 + [False]
    assert all(draws.fits(quiz(), one) for one in BANK)


# orders


def orders(one: Question, wanted: QuizOutline) -> set[tuple[int, ...]]:
    """In which orders its answers came."""
    bank = asked(one)
    return {found.order for _ in range(MANY) for found in draw(wanted, bank, TODAY)}


STILL, MIXED = quiz(shuffle=False), quiz(shuffle=True)


def test_choices_are_mixed_where_the_quiz_says_so() -> None:
    assert len(orders(CHOICE, MIXED)) > 1
    assert orders(CHOICE, STILL) == {tuple(range(8))}
    assert all(sorted(order) == [*range(8)] for order in orders(CHOICE, MIXED))


def test_a_matching_is_always_mixed() -> None:
    """As it stands in the bank each text stands beside its match."""
    for wanted in (STILL, MIXED):
        found = orders(MATCHING, wanted)
        assert len(found) > 1
        assert all(sorted(order) == [*range(9)] for order in found)


def test_true_stays_before_false() -> None:
    assert orders(true_or_false(), MIXED) == orders(true_or_false(), STILL) == {(0, 1)}


def test_what_is_typed_has_no_order() -> None:
    for one in (short({"orr": 1}), numerical(("30", "0", 1))):
        assert orders(one, MIXED) == {()}
    assert draws.places(question(Kind.ESSAY)) == []


def test_questions_are_mixed_where_the_quiz_says_so() -> None:
    def found(wanted: QuizOutline) -> set[tuple[int, ...]]:
        wanted = replace(wanted, draw=(("", 12),))
        return {tuple(one.asked.id for one in draw(wanted, BANK, TODAY)) for _ in range(MANY)}

    assert found(STILL) == {tuple(range(1, 13))}
    assert len(found(MIXED)) > 1


def test_practice_is_mixed_anyway_and_asks_no_more_than_the_quiz() -> None:
    found = [tuple(one.id for one in practice(STILL, BANK, TODAY)) for _ in range(MANY)]
    assert len(set(found)) > 1
    assert {len(one) for one in found} == {8}


# whatever a bank holds

TAGS = st.lists(
    st.sampled_from(["confirm", "ungraded", "review-by=2026-03-03", "review-by=2026-03-04"]),
    unique=True, max_size=2,
).filter(lambda tags: sum(tag.startswith("review") for tag in tags) < 2).map(tuple)  # fmt: skip
CATEGORIES = st.sampled_from(["", "Housing", "A/Refugees", "B/Refugees"])
BANKS = st.lists(
    st.builds(
        lambda one, tags, category: replace(one, tags=tags, category=category),
        any_of(*Kind), TAGS, CATEGORIES,
    ),
    max_size=8,
).map(lambda found: asked(*found))  # fmt: skip
NUMBERS = st.integers(1, 5)
QUIZZES = st.builds(
    lambda draw, shuffle: quiz(draw=draw, shuffle=shuffle),
    st.tuples(st.tuples(st.just(""), NUMBERS))
    | st.tuples(
        st.tuples(st.just("refugees"), NUMBERS), st.tuples(st.just("housing"), NUMBERS)
    ),
    st.booleans(),
)  # fmt: skip


def fit(wanted: str, bank: list[Asked]) -> list[Asked]:
    """What may be drawn for a result, said here once more in other words."""
    return [
        one for one in bank
        if one.question.kind not in (Kind.ESSAY, Kind.DESCRIPTION)
        and not {"confirm", "ungraded", "review-by=2026-03-03"} & {*one.question.tags}
        and (not wanted or one.question.category.lower().endswith(wanted))
    ]  # fmt: skip


@given(QUIZZES, BANKS)
def test_every_draw_asks_what_may_be_asked_as_often_as_wanted(
    wanted: QuizOutline, bank: list[Asked]
) -> None:
    may = {name: fit(name, bank) for name, _ in wanted.draw}
    if not any(may.values()):
        with pytest.raises(Refusal):
            draw(wanted, bank, TODAY)
        return
    drawn = draw(wanted, bank, TODAY)
    ids = [one.asked.id for one in drawn]
    assert len(ids) == len(set(ids)) <= wanted.number
    for name, number in wanted.draw:
        listed = [one.id for one in may[name]]
        assert len(set(ids) & set(listed)) == min(number, len(listed))
    assert all(labels.counts(one.asked.question) for one in drawn)
    assert all(sorted(one.order) == draws.places(one.asked.question) for one in drawn)
