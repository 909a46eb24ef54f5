"""A question of a bank, frozen: what it asks, which answers count how much, what each teaches.

The reader of the files makes it, a quiz draws it and the scoring reads it; none of them needs to
know how it was written down.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

FULL, NOTHING = Fraction(1), Fraction(0)


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    TRUE_FALSE = "true-false"
    SHORT = "short-answer"
    MATCHING = "matching"
    NUMERICAL = "numerical"
    ESSAY = "essay"  # never graded by the machine
    DESCRIPTION = "description"  # a text between questions: nothing is asked


class Markup(StrEnum):
    """How a text is written; `moodle` is plain text in which simple HTML may stand."""

    MOODLE = "moodle"
    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Words:
    """A text and how it is written."""

    text: str = ""
    markup: Markup = Markup.MOODLE

    def __bool__(self) -> bool:
        return bool(self.text)


NONE = Words()


@dataclass(frozen=True)
class Answer:
    """An answer to choose, or one that is accepted when typed.

    Where it is typed, `*` stands for any signs and `\\*` for a star, every other backslash is one,
    and the markup means nothing. Of a true/false question there are two, `TRUE` and `FALSE`, in
    this order.
    """

    words: Words
    weight: Fraction = NOTHING  # of the question's point; below 0 takes off
    feedback: Words = NONE


@dataclass(frozen=True)
class Number:
    """Numbers that are accepted: `value`, give or take `tolerance`; without one, any other."""

    value: Decimal | None
    tolerance: Decimal = Decimal(0)
    weight: Fraction = FULL
    feedback: Words = NONE


@dataclass(frozen=True)
class Pair:
    """What has to be matched with what; without a text, `match` is only there to mislead.

    Several pairs may have the same match.
    """

    words: Words
    match: str


TRUE, FALSE = "True", "False"


@dataclass(frozen=True)
class Question:
    """One question, or a description."""

    kind: Kind
    words: Words
    title: str = ""
    id: str = ""  # by which it stays the same question whatever its words; "" where none is given
    category: str = ""  # a path, as in `Who we serve/Refugees`
    tags: tuple[str, ...] = ()
    # Missing word: what follows the gap, in the markup of `words`. It begins with a blank where one
    # stands between the gap and the next sign, as in `{…} of` and not in `{…}, of`.
    after: str = ""
    several: bool = False  # choice: several may be ticked, their weights are added
    answers: tuple[Answer, ...] = ()  # of choice, true/false and short answer
    numbers: tuple[Number, ...] = ()
    pairs: tuple[Pair, ...] = ()
    feedback: Words = NONE  # whatever was answered
    comments: tuple[str, ...] = ()  # lines for whoever reads the file, without `//`
    line: int = field(default=0, compare=False)  # of the file, where it begins

    @property
    def gap(self) -> bool:
        """Whether a word is missing in the text itself."""
        return bool(self.after)

    @property
    def rest(self) -> Words:
        """What follows the gap."""
        return Words(self.after, self.words.markup)

    @property
    def stems(self) -> list[int]:
        """Of a matching: the places of the pairs with a text, in the order they are answered."""
        return [place for place, pair in enumerate(self.pairs) if pair.words]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Its tags of the form `name=value`, by name."""
        pairs = (tag.partition("=") for tag in self.tags)
        return {name: value for name, sign, value in pairs if sign}


@dataclass(frozen=True)
class Bank:
    """The questions of one file, in order."""

    questions: tuple[Question, ...] = ()
    comments: tuple[str, ...] = ()  # below the last question
