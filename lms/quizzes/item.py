"""A question as it stands on somebody's page, and what was answered to it."""

from collections.abc import Sequence
from typing import NamedTuple

from lms.quizzes.question import Question
from lms.quizzes.scoring import Response


class Item(NamedTuple):
    """One question of an attempt or a practice."""

    position: int
    key: str
    question: Question
    order: Sequence[int]  # places of its answers in the bank, as they stand on the page
    response: Response | None = None
