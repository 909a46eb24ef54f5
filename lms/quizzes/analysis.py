"""What answers tell about the questions: too easy, too hard, misleading, or with a wrong key.

Worked out from people's first attempts, for later ones were taught by the feedback. With fewer than
five people a number would say more about them than about the question: then there is none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import correlation
from typing import NamedTuple

from lms.quizzes import correcting, scoring
from lms.quizzes.question import Question
from lms.quizzes.scoring import Response

FEWEST = 5  # people, below which nothing is shown
NOT_ANSWERED, ANYTHING_ELSE = -1, -2


class Given(NamedTuple):
    """One person's first answer to a question, and how they did in the rest of that attempt."""

    question: Question  # as it was asked
    response: Response | None
    credit: Fraction
    rest: Fraction  # 0 to 1


class Taken(NamedTuple):
    """How often an answer was taken."""

    place: int  # of the answer, or NOT_ANSWERED, ANYTHING_ELSE
    people: int


@dataclass(frozen=True)
class ItemAnalysis:
    """One question, as far as enough people answered it."""

    people: int = 0
    facility: float | None = None  # share of the points that were won, 0 to 1
    discrimination: float | None = None  # -1 to 1, as shown: do those who know the rest know this?
    taken: Sequence[Taken] = field(default=())

    @property
    def enough(self) -> bool:
        """Whether numbers are shown."""
        return self.people >= FEWEST

    @property
    def suspicious(self) -> bool:
        """Whether those who know the rest do worse here: often a wrong key."""
        return self.discrimination is not None and self.discrimination < 0


def analyze(question: Question, given: Sequence[Given]) -> ItemAnalysis:
    """The numbers of one question as it is worded now, of answers to it or to a comparable one."""
    fit = [one for one in given if correcting.comparable(one.question, question)]
    if len(fit) < FEWEST:
        return ItemAnalysis(len(fit))
    won = [one.credit for one in fit]
    counted = Counter(place for one in fit for place in _places(question, one))
    places = range(len(question.numbers or question.answers or question.pairs))
    listed = [Taken(place, counted[place]) for place in places]
    others = [Taken(place, counted[place]) for place in (ANYTHING_ELSE, NOT_ANSWERED)]
    return ItemAnalysis(
        len(fit), float(sum(won, Fraction(0)) / len(fit)),
        _correlation(won, [one.rest for one in fit]),
        (*listed, *(one for one in others if one.people)),
    )  # fmt: skip


def _correlation(won: Sequence[Fraction], rest: Sequence[Fraction]) -> float | None:
    """How far one goes with the other; None where all are alike.

    Asked of the fractions, for thirds as floating point are not quite alike; and rounded as it is
    shown, so that nothing is below zero by a rounding.
    """
    if len(set(won)) == 1 or len(set(rest)) == 1:
        return None
    found = correlation([float(one) for one in won], [float(one) for one in rest])
    return round(found, 2) + 0.0  # which makes 0.0 of -0.0


def _places(question: Question, given: Given) -> Sequence[int]:
    """Which answers somebody took, in the places of the present wording."""
    response = correcting.carry(given.question, given.response, question)
    if response is None or not response:
        return [NOT_ANSWERED]
    if question.pairs:
        return _pairs_taken(question, response) or [ANYTHING_ELSE]
    return scoring.mark(question, response).taken or [ANYTHING_ELSE]


def _pairs_taken(question: Question, response: Response) -> list[int]:
    """Of a matching: the pairs that were put together rightly, and what misled."""
    chosen = [] if isinstance(response, str) else list(response)
    matches = [pair.match for pair in question.pairs]
    right = [
        place
        for place, got in zip(question.stems, chosen, strict=False)
        if 0 <= got < len(matches) and matches[got] == matches[place]
    ]
    misled = set(chosen) & set(range(len(matches))).difference(question.stems)
    return [*right, *sorted(misled)]
