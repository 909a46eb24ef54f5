"""What a learner is told about an answer: right or not, why, and where it is taught."""

from fractions import Fraction
from typing import NamedTuple

from lms.curriculum.outline import ProgramOutline
from lms.quizzes import labels, scoring, typed, wording
from lms.quizzes.item import Item
from lms.quizzes.question import Kind, Number
from lms.quizzes.scoring import Mark


class Topic(NamedTuple):
    """Where the guide teaches something."""

    section_key: str
    title: str
    task_key: str  # the first task of it, to which a page can lead


class Told(NamedTuple):
    """A question that was answered, with its mark."""

    item: Item
    mark: Mark
    credit: Fraction | None  # as it counts: a correction may have changed it, or taken it out
    topic: Topic | None

    @property
    def essay(self) -> bool:
        """Whether nobody can mark it."""
        return self.item.question.kind is Kind.ESSAY

    @property
    def open(self) -> bool:
        """Whether nothing was answered."""
        return self.item.response is None

    @property
    def counts(self) -> bool:
        """Whether it is part of the result."""
        return self.credit is not None

    @property
    def won(self) -> Fraction:
        """How much of it is right, whether it counts or not."""
        return self.mark.credit if self.credit is None else self.credit

    @property
    def right(self) -> bool:
        """Whether nothing is missing."""
        return self.won == 1

    @property
    def partly(self) -> bool:
        """Whether some of it is right."""
        return 0 < self.won < 1

    @property
    def right_typed(self) -> list[str]:
        """What could be typed, in the words of the bank; a pattern only where there is no other."""
        question = self.item.question
        if question.numbers:
            return [_number(question.numbers[place]) for place in self.right_places]
        forms = [question.answers[place].words.text for place in self.right_places]
        plain = [one for one in forms if typed.WILD not in one.replace("\\*", "")]
        return [one.replace("\\*", "*") for one in plain] or [
            one.replace(typed.WILD, "…") for one in forms
        ]  # fmt: skip

    @property
    def right_places(self) -> list[int]:
        """Places of the answers that are right."""
        return scoring.right_answers(self.item.question)


def _number(number: Number) -> str:
    give_or_take = f", give or take {number.tolerance}" if number.tolerance else ""
    return f"{number.value}{give_or_take}"


def said(item: Item) -> str:
    """What was answered, in one line of plain words; "" where nothing was."""
    question, response = item.question, item.response
    if response is None or isinstance(response, str):
        return response or ""
    if question.kind is Kind.MATCHING:
        pairs = zip(question.stems, response, strict=False)
        return "; ".join(
            f"{wording.plain(question.pairs[stem].words)} → {question.pairs[place].match}"
            for stem, place in pairs
            if place >= 0
        )
    return "; ".join(wording.plain(question.answers[place].words) for place in response)


def tell(
    item: Item, outline: ProgramOutline, credit: Fraction | None = None, *, fixed: bool = False
) -> Told:
    """One answer with its mark; `fixed`: `credit` is what was written down for it."""
    mark = scoring.mark(item.question, item.response)
    counting = mark.credit if labels.counts(item.question) else None
    return Told(item, mark, credit if fixed else counting, topic(outline, item))


def topic(outline: ProgramOutline, item: Item) -> Topic | None:
    """The topic of the guide that a question names, or the section; None where it has none."""
    key = labels.topic(item.question)
    for section in outline.sections:
        for one in section.topics:
            if key and key == one.key and one.tasks:
                return Topic(section.key, one.title, one.tasks[0].key)
        if key and key == section.key and section.tasks:
            return Topic(section.key, section.title, section.tasks[0].key)
    return None
