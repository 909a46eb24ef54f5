"""People's first answers to the questions of a bank, in one office, for its analysis."""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum.models import SectionQuiz
from lms.quizzes import analysis, banks, results
from lms.quizzes.analysis import Given, ItemAnalysis
from lms.quizzes.draws import Asked
from lms.quizzes.models import QuizAttempt, QuizItem, QuizQuestion, QuizResult
from lms.quizzes.results import Marks


def analyses(bank_key: str, office_id: int, asked: Collection[Asked]) -> dict[str, ItemAnalysis]:
    """The numbers behind these questions, by their keys."""
    given = _given(bank_key, office_id, [one.key for one in asked])
    return {one.key: analysis.analyze(one.question, given[one.key]) for one in asked}


def _given(bank_key: str, office_id: int, keys: Collection[str]) -> dict[str, list[Given]]:
    """First attempts only, each with the result that holds now."""
    rows = db.session.execute(
        select(QuizQuestion.key, QuizQuestion.gift, QuizQuestion.category, QuizItem.position,
               QuizItem.response, QuizResult)
        .join(QuizItem, QuizItem.question_id == QuizQuestion.id)
        .join(QuizAttempt, QuizAttempt.id == QuizItem.attempt_id)
        .join(SectionQuiz, SectionQuiz.id == QuizAttempt.section_quiz_id)
        .join(QuizResult, QuizResult.attempt_id == QuizAttempt.id)
        .where(QuizResult.superseded_at.is_(None), QuizAttempt.number == 1)
        .where(QuizAttempt.office_id == office_id, SectionQuiz.bank == bank_key)
        .where(QuizQuestion.key.in_(keys))
        .order_by(QuizItem.id)
    )  # fmt: skip
    found: dict[str, list[Given]] = defaultdict(list)
    read: dict[int, Marks] = {}  # a result is behind each of its questions
    for row in rows:
        held = row.QuizResult
        marks = read[held.id] = read.get(held.id) or results.read(held)
        credit = marks[row.position]
        if credit is not None:
            others = [one for place, one in enumerate(marks) if place != row.position and one]
            count = sum(one is not None for one in marks) - 1
            rest = sum(others, Fraction(0)) / count if count else Fraction(0)
            question = banks.worded(row.gift, row.category)
            found[row.key].append(Given(question, row.response, credit, rest))
    return found
