"""How much an answer is worth. No database here: the same question and answer, the same points.

Exact fractions all the way, so that three thirds make a whole and nobody fails by a rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.quizzes import typed
from lms.quizzes.question import FULL, NONE, NOTHING, Answer, Kind, Number, Question, Words

# What somebody answered: places of answers as the question lists them (of a matching, for each
# pair with a text the place of the pair whose match was chosen, or -1); or what was typed.
Response = Sequence[int] | str
MATCHED_NOTHING = -1


@dataclass(frozen=True)
class Mark:
    """What became of one answer: `credit` from 0 to 1, and what is said about what was chosen."""

    credit: Fraction
    said: tuple[Words, ...] = ()
    taken: tuple[int, ...] = ()  # places of the answers or numbers that were chosen or met

    @property
    def right(self) -> bool:
        """Whether nothing is missing."""
        return self.credit == FULL

    @property
    def partly(self) -> bool:
        """Whether some of it is right."""
        return NOTHING < self.credit < FULL


def mark(question: Question, response: Response | None) -> Mark:
    """What an answer is worth; nothing where none was given. Essays are worth nothing here."""
    if response is None or not response:
        return Mark(NOTHING)
    if isinstance(response, str):
        return _typed(question, response)
    if question.kind is Kind.MATCHING:
        return _matched(question, response)
    chosen = [n for n in dict.fromkeys(response) if 0 <= n < len(question.answers)]
    if not question.several:
        chosen = chosen[:1]
    weight = sum((question.answers[n].weight for n in chosen), NOTHING)
    return Mark(min(max(weight, NOTHING), FULL), _feedback(question, chosen), tuple(chosen))


@dataclass(frozen=True)
class Total:
    """The points of a whole attempt, of how many."""

    points: Fraction
    out_of: int

    @property
    def score(self) -> int:
        """In hundredths of a percent, never rounded up: 79.999 % is not 80."""
        return int(self.points * 10_000 / self.out_of) if self.out_of else 0

    def reaches(self, percent: int) -> bool:
        """Whether it is at least so many percent of all points."""
        return self.out_of > 0 and self.points * 100 >= percent * self.out_of


def total(credits_given: Iterable[Fraction]) -> Total:
    """Several questions together: each is worth one point."""
    given = list(credits_given)
    return Total(sum(given, NOTHING), len(given))


def right_answers(question: Question) -> list[int]:
    """Places of what is wholly right, or belongs to it where several may be ticked."""
    listed: Sequence[Answer | Number] = question.numbers or question.answers
    least = Fraction(1, 10_000) if question.several else FULL
    return [place for place, one in enumerate(listed) if one.weight >= least]


def _typed(question: Question, text: str) -> Mark:
    """The accepted form worth most, of those that what was typed meets; the first of equals."""
    if question.kind is Kind.NUMERICAL:
        met = [n for n, one in enumerate(question.numbers) if _meets(one, text)]
        weights = {n: question.numbers[n].weight for n in met}
        exact = [n for n in met if question.numbers[n].value is not None]
    else:
        met = [n for n, one in enumerate(question.answers) if typed.matches(text, one.words.text)]
        weights = {n: question.answers[n].weight for n in met}
        exact = [n for n in met if question.answers[n].words.text != typed.WILD]
    if not met:
        return Mark(NOTHING)
    best = max(exact or met, key=lambda n: (weights[n], -n))
    return Mark(min(max(weights[best], NOTHING), FULL), _feedback(question, [best]), (best,))


def _meets(number: Number, text: str) -> bool:
    if number.value is None:
        return True
    value = typed.number(text)
    if value is None:
        return False
    return abs(Fraction(value) - Fraction(number.value)) <= Fraction(number.tolerance)


def _matched(question: Question, chosen: Sequence[int]) -> Mark:
    """Each pair is worth the same; two pairs with one match may be taken for each other."""
    asked = [question.pairs[place] for place in question.stems]
    given = [
        0 <= place < len(question.pairs) and question.pairs[place].match == pair.match
        for pair, place in zip(asked, chosen, strict=False)
    ]
    return Mark(Fraction(sum(given), len(asked)), (), tuple(chosen)) if asked else Mark(NOTHING)


def _feedback(question: Question, chosen: Iterable[int]) -> tuple[Words, ...]:
    listed: Sequence[Answer | Number] = question.numbers or question.answers
    said = (listed[place].feedback for place in chosen)
    return tuple(one for one in said if one != NONE)
