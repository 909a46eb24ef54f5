"""Attempts and their results, each list in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, select

from lms.base.db import batched, db
from lms.curriculum.office_says import office_says
from lms.curriculum.outline import QuizOutline, SectionOutline
from lms.people import queries as people
from lms.progress.work import Work
from lms.quizzes import banks
from lms.quizzes.item import Item
from lms.quizzes.models import ExtraAttempts, QuizAttempt, QuizItem, QuizQuestion, QuizResult
from lms.quizzes.standing import NOTHING_MORE, Extra, QuizStanding, Tried

HELD = and_(QuizResult.attempt_id == QuizAttempt.id, QuizResult.superseded_at.is_(None))


def standing(work: Work, quiz: QuizOutline, *, required: bool = False) -> QuizStanding:
    """Where one person stands with one quiz."""
    tried = attempts_of([work.id], quiz.key)[work.id]
    extra = extras_of([work.id])[work.id].get(quiz.key, NOTHING_MORE)
    return QuizStanding(quiz, tried.get(quiz.key, ()), extra, required)


def attempts_of(
    enrollment_ids: Collection[int], key: str | None = None
) -> dict[int, dict[str, list[Tried]]]:
    """The attempts of enrollments, by enrollment and quiz, in the order of their numbers."""
    found: dict[int, dict[str, list[Tried]]] = {one: {} for one in enrollment_ids}
    for some in batched([*enrollment_ids]):
        mine = select(
            QuizAttempt.enrollment_id, QuizAttempt.quiz_key, QuizAttempt.id, QuizAttempt.number,
            QuizAttempt.began_at, QuizAttempt.closes_at, QuizAttempt.submitted_at,
            QuizResult.score, QuizResult.passed, QuizResult.undecided,
        ).outerjoin(QuizResult, HELD).where(QuizAttempt.enrollment_id.in_(some))  # fmt: skip
        if key is not None:
            mine = mine.where(QuizAttempt.quiz_key == key)
        for row in db.session.execute(mine.order_by(QuizAttempt.number)):
            tried = Tried(*row[2:8], bool(row.passed), bool(row.undecided))
            found[row.enrollment_id].setdefault(row.quiz_key, []).append(tried)
    return found


def extras_of(enrollment_ids: Collection[int]) -> dict[int, dict[str, Extra]]:
    """What enrollments were given beyond the quizzes' own attempts, by enrollment and quiz."""
    found: dict[int, dict[str, Extra]] = defaultdict(dict)
    for some in batched([*enrollment_ids]):
        rows = db.session.execute(
            select(ExtraAttempts.enrollment_id, ExtraAttempts.quiz_key, ExtraAttempts.number,
                   ExtraAttempts.at_once, ExtraAttempts.recorded_at, ExtraAttempts.reason)
            .where(ExtraAttempts.enrollment_id.in_(some), ExtraAttempts.superseded_at.is_(None))
        )  # fmt: skip
        for number, key, more, at_once, since, reason in rows:
            found[number][key] = Extra(more, at_once, since, reason)
    return found


def items(attempt_id: int) -> list[Item]:
    """The questions of an attempt, in order."""
    return items_of([attempt_id])[attempt_id]


def items_of(attempt_ids: Collection[int]) -> dict[int, list[Item]]:
    """The questions of attempts, in order, by attempt; a few hundred at once."""
    rows = db.session.execute(
        select(QuizItem.attempt_id, QuizItem.position, QuizItem.order, QuizItem.response,
               QuizQuestion.gift, QuizQuestion.category, QuizQuestion.key)
        .join(QuizQuestion, QuizQuestion.id == QuizItem.question_id)
        .where(QuizItem.attempt_id.in_(attempt_ids))
        .order_by(QuizItem.attempt_id, QuizItem.position)
    )  # fmt: skip
    found: dict[int, list[Item]] = {one: [] for one in attempt_ids}
    for row in rows:
        question = banks.worded(row.gift, row.category)
        item = Item(row.position, row.key, question, row.order, row.response)
        found[row.attempt_id].append(item)
    return found


def result(attempt_id: int) -> QuizResult | None:
    """What an attempt came to, as it holds now; None before it is handed in."""
    return db.session.scalar(
        select(QuizResult).filter_by(attempt_id=attempt_id, superseded_at=None)
    )


def results_of(attempt_ids: Collection[int]) -> dict[int, QuizResult]:
    """The same of attempts, by attempt; a few hundred at once."""
    held = QuizResult.superseded_at.is_(None)
    found = select(QuizResult).where(QuizResult.attempt_id.in_(attempt_ids), held)
    return {one.attempt_id: one for one in db.session.scalars(found)}


def history(attempt_id: int) -> Sequence[QuizResult]:
    """Every result it ever had, oldest first."""
    found = select(QuizResult).filter_by(attempt_id=attempt_id)
    return db.session.scalars(found.order_by(QuizResult.id)).all()


Tries = Mapping[str, Sequence[Tried]]  # by quiz


def standings(
    work: Work, tried: Tries, extra: Mapping[str, Extra], required: Mapping[str, bool]
) -> dict[str, QuizStanding]:
    """Every quiz of an enrollment where it stands; `required` where its office differs."""
    return {
        key: QuizStanding(quiz, tried.get(key, ()), extra.get(key, NOTHING_MORE),
                          required.get(key, quiz.required))
        for key, quiz in work.quizzes.items()
    }  # fmt: skip


def by_section(work: Work) -> list[tuple[SectionOutline, list[QuizStanding]]]:
    """The same of one person, read for it, under each section."""
    required = office_says(people.office_of(work.person_id), work.program_id).required
    tried, extra = attempts_of([work.id])[work.id], extras_of([work.id])[work.id]
    found = standings(work, tried, extra, required)
    sections = [
        (one, [found[quiz.key] for quiz in one.quizzes if quiz.key in found])
        for one in work.outline.sections
    ]
    return [(section, listed) for section, listed in sections if listed]
