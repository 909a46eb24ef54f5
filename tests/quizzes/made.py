"""Questions and quizzes made in a line, for tests of what needs no bank and no database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from lms.curriculum.outline import QuizOutline
from lms.quizzes.draws import Asked
from lms.quizzes.item import Item
from lms.quizzes.question import (
    FALSE,
    FULL,
    NONE,
    NOTHING,
    TRUE,
    Answer,
    Kind,
    Number,
    Pair,
    Question,
    Words,
)
from lms.quizzes.scoring import Response
from lms.quizzes.standing import Tried
from tests.quizzes import any_question

NOW = datetime(2026, 3, 4, 19, tzinfo=UTC)
THIRD, HALF = Fraction(1, 3), Fraction(1, 2)
Weights = dict[str, Fraction | int]


def answers(weights: Weights) -> tuple[Answer, ...]:
    """Answers and what each is worth; its feedback says its own name."""
    return tuple(
        Answer(Words(text), Fraction(weight), Words(f"about {text}"))
        for text, weight in weights.items()
    )


def question(kind: Kind, **fields: Any) -> Question:
    """A question that asks something."""
    return Question(kind, **({"words": Words("What?")} | fields))


def choice(weights: Weights, **fields: Any) -> Question:
    """One answer to choose, or with `several` more than one."""
    return question(Kind.CHOICE, answers=answers(weights), **fields)


def several(weights: Weights, **fields: Any) -> Question:
    """Several to tick."""
    return choice(weights, several=True, **fields)


def truth(*, right: bool = True, **fields: Any) -> Question:
    """A sentence that is true, or is not."""
    weights: Weights = {TRUE: FULL if right else NOTHING, FALSE: NOTHING if right else FULL}
    return question(Kind.TRUE_FALSE, answers=answers(weights), **fields)


def short(weights: Weights, **fields: Any) -> Question:
    """An answer to type."""
    return question(Kind.SHORT, answers=answers(weights), **fields)


def numerical(*numbers: tuple[str | None, str, Fraction | int], **fields: Any) -> Question:
    """A number to type: values, tolerances and weights."""
    listed = tuple(
        Number(None if value is None else Decimal(value), Decimal(around), Fraction(weight))
        for value, around, weight in numbers
    )
    return question(Kind.NUMERICAL, numbers=listed, **fields)


def matching(pairs: dict[str, str], *misleading: str, **fields: Any) -> Question:
    """Texts to match, and perhaps matches that belong to none."""
    listed = [Pair(Words(stem), match) for stem, match in pairs.items()]
    listed += [Pair(NONE, match) for match in misleading]
    return question(Kind.MATCHING, pairs=tuple(listed), **fields)


def asked(*questions: Question) -> list[Asked]:
    """These as a bank lists them."""
    return [Asked(n, f"q{n}", one) for n, one in enumerate(questions, 1)]


def quiz(**fields: Any) -> QuizOutline:
    """A quiz of eight questions, on the usual terms."""
    usual: dict[str, Any] = {
        "key": "quiz-one", "title": "Who we serve", "bank": "who-we-serve", "draw": (("", 8),),
    }  # fmt: skip
    return QuizOutline(**(usual | fields))


def item(one: Question, response: Response | None = None, order: Sequence[int] = ()) -> Item:
    """A question on somebody's page."""
    return Item(0, "q1", one, order or range(len(one.pairs or one.answers)), response)


def tried(
    number: int, score: int | None, *, passed: bool = False, undecided: bool = False
) -> Tried:
    """An attempt, one a day; the first was handed in now, one without a score is open."""
    began = NOW + timedelta(days=number - 1, hours=-1)
    submitted = None if score is None else began + timedelta(hours=1)
    return Tried(number * 10, number, began, None, submitted, score, passed, undecided)


GRADED = (Kind.CHOICE, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMERICAL, Kind.MATCHING)


def any_of(*kinds: Kind) -> st.SearchStrategy[Question]:
    """Questions of these kinds that nobody thought of, with nothing but what decides of points."""
    return st.sampled_from(kinds).flatmap(
        lambda kind: any_question.ASKED[kind].map(lambda fields: question(kind, **fields))
    )


def any_several() -> st.SearchStrategy[Question]:
    """Several to tick, with wrong ones that are worth nothing or take off."""
    wholes = st.sampled_from(any_question.WHOLES)
    wrong = st.lists(any_question.NOT_POSITIVE, min_size=1, max_size=3)
    weights = st.tuples(wholes, wrong).map(lambda both: [*both[0], *both[1]])
    listed = weights.flatmap(any_question.answers)
    return listed.map(lambda those: question(Kind.CHOICE, answers=those, several=True))
