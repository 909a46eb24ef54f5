"""Which questions an attempt asks, in which order. Chosen on the server and kept: nobody redraws.

Only what counts is drawn for a result: what rests on a rule that an office has to confirm, and
what nobody can mark, is for practice. What is past its review date is in neither.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date
from random import Random, SystemRandom
from typing import NamedTuple

from lms.base.errors import Refusal
from lms.curriculum.attributes import key_from
from lms.curriculum.outline import QuizOutline
from lms.quizzes import labels
from lms.quizzes.question import Kind, Question

CHANCE = SystemRandom()
_STEP = re.compile("(?<!/)/(?!/)")  # from a category into one within it
NOTHING_TO_ASK = "This quiz has no question to ask just now. Tell your training officer."


class Asked(NamedTuple):
    """A question as a bank has it now, and the row that keeps its wording."""

    id: int
    key: str
    question: Question


class Drawn(NamedTuple):
    """A question that was drawn, and in which order its answers are shown."""

    asked: Asked
    order: tuple[int, ...]


def category_key(category: str) -> str:
    """The name by which a quiz draws from a category: the last part of its path.

    A slash in a name is written twice.
    """
    return key_from(_STEP.split(category)[-1])


def usable(listed: Collection[Asked], today: date) -> list[Asked]:
    """Those that are no mere text, and not past their review date."""
    return [one for one in listed if one.question.kind is not Kind.DESCRIPTION
            and not outdated(one.question, today)]  # fmt: skip


def outdated(question: Question, today: date) -> bool:
    """Whether the day has passed until which its fact was held for certain."""
    until = labels.review_by(question)
    return until is not None and until < today


def draw(
    quiz: QuizOutline, listed: Collection[Asked], today: date, chance: Random = CHANCE
) -> list[Drawn]:
    """The questions of a new attempt, of each category as many as the quiz wants or there are.

    Raises Refusal when there is none.
    """
    counting = [one for one in usable(listed, today) if labels.counts(one.question)]
    chosen = _choose(quiz, counting, chance)
    if not chosen:
        raise Refusal(NOTHING_TO_ASK)
    return _ordered(quiz, chosen, chance)


def practice(quiz: QuizOutline, listed: Collection[Asked], today: date) -> list[Asked]:
    """As many to practice with: what does not count, too."""
    chosen = _choose(quiz, usable(listed, today), CHANCE)
    CHANCE.shuffle(chosen)
    return chosen


def fits(quiz: QuizOutline, asked: Asked) -> bool:
    """Whether a quiz draws from the question's category."""
    return any(name in ("", category_key(asked.question.category)) for name, _ in quiz.draw)


class Lack(NamedTuple):
    """A quiz wants more of a category than counts today."""

    category: str  # "" for the whole bank
    there: int
    wanted: int


def lacking(quiz: QuizOutline, questions: Collection[Question], today: date) -> list[Lack]:
    """Where a bank has too few questions for a quiz."""
    counting = [
        category_key(one.category)
        for one in questions
        if labels.counts(one) and not outdated(one, today)
    ]
    found = (
        Lack(category, counting.count(category) if category else len(counting), wanted)
        for category, wanted in quiz.draw
    )
    return [one for one in found if one.there < one.wanted]


def introductions(quiz: QuizOutline, listed: Collection[Asked]) -> list[Question]:
    """What the bank says before the questions of the quiz's categories."""
    return [
        one.question for one in listed if one.question.kind is Kind.DESCRIPTION and fits(quiz, one)
    ]


def places(question: Question) -> list[int]:
    """The places of its answers in the bank: none where something is typed."""
    typed = question.kind in (Kind.SHORT, Kind.NUMERICAL, Kind.ESSAY)
    return [] if typed else list(range(len(question.pairs or question.answers)))


def mixes(question: Question) -> bool:
    """Whether its answers come in an order of chance: true stays before false."""
    return question.kind in (Kind.CHOICE, Kind.MATCHING)


def _choose(quiz: QuizOutline, listed: Sequence[Asked], chance: Random) -> list[Asked]:
    """Each question once, however many categories ask for it; in the order of the bank."""
    chosen: set[int] = set()
    for category, number in quiz.draw:
        fit = [
            one.id
            for one in listed
            if category in ("", category_key(one.question.category)) and one.id not in chosen
        ]
        chosen |= set(chance.sample(fit, min(number, len(fit))))
    return [one for one in listed if one.id in chosen]


def _ordered(quiz: QuizOutline, chosen: list[Asked], chance: Random) -> list[Drawn]:
    if quiz.shuffle:
        chance.shuffle(chosen)
    return [Drawn(one, tuple(_order(quiz, one.question, chance))) for one in chosen]


def _order(quiz: QuizOutline, question: Question, chance: Random) -> list[int]:
    """Mixed where the quiz wants it; a matching always: as it stands it would answer itself."""
    found = places(question)
    if mixes(question) and (quiz.shuffle or question.kind is Kind.MATCHING):
        chance.shuffle(found)
    return found
