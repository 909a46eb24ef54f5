"""A corrected key marks again what was answered to it, with its history.

Nobody who had passed fails by a correction: such a result stays passed until a training officer has
decided about it. Whoever passes by it has passed since the day the attempt was handed in.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select

from lms.base import events
from lms.base.db import batched, db
from lms.base.events import Subject
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.work import find_work
from lms.quizzes import banks, queries, results, terms
from lms.quizzes.banks import BankRow
from lms.quizzes.models import Cause, QuizAttempt, QuizBank, QuizItem, QuizQuestion
from lms.quizzes.question import Question
from lms.quizzes.results import Marks


class Rescored(NamedTuple):
    """What a correction did: how many results changed, passed by it, or wait for a decision."""

    changed: int = 0
    now_passed: int = 0
    undecided: int = 0


def rescore(
    actor: Actor | None, bank: BankRow, keys: Collection[str], *also: Subject
) -> Rescored:  # fmt: skip
    """Mark anew every attempt that was asked one of these questions, where this bank is drawn from.

    The caller holds the bank; `also` is locked together with the people, in one order with them.
    The same once more changes nothing.
    """
    wanted = {one.key: one.question for one in banks.questions(bank.id) if one.key in keys}
    ids = _attempts(bank, sorted(wanted))
    people = _people(ids)
    events.lock(*also, *map(events.person, set(people.values())))
    told = [_again(actor, number, marks) for number, marks in _changed(ids, wanted).items()]
    return Rescored(*(sum(column) for column in zip(*told, strict=True))) if told else Rescored()


def _changed(ids: Sequence[int], wanted: dict[str, Question]) -> dict[int, Marks]:
    """The marks by the new keys, of the attempts where they differ; read some hundred at once."""
    found: dict[int, Marks] = {}
    for some in batched(ids):
        items, held = queries.items_of(some), queries.results_of(some)
        for number in some:
            was = results.read(held[number])
            marks = results.marks_of(items[number], wanted, was)
            if marks != was:
                found[number] = marks
    return found


def _again(actor: Actor | None, attempt_id: int, marks: Marks) -> Rescored:
    """Another result for one attempt."""
    attempt = db.session.get(QuizAttempt, attempt_id)
    assert attempt is not None, "it was listed under the same lock"
    work = find_work(attempt.enrollment_id)
    assert work is not None, "an attempt has its enrollment"
    held = rules.lock_left(work)
    before = queries.result(attempt_id)
    assert before is not None, "what was handed in has a result"
    quiz = terms.terms(attempt.section_quiz_id)
    reached = results.total(marks).reaches(quiz.pass_percent)
    own = actor is not None and held.person_id == actor.id  # nobody passes by a key of their own
    taken_away = before.passed and not reached
    new = results.write(
        attempt, marks, passed=before.passed or (reached and not own), undecided=taken_away,
        cause=Cause.CORRECTED, actor_id=actor.id if actor else None,
    )  # fmt: skip
    results.follow(actor, held, quiz)
    events.record(
        events.person(held.person_id), "quiz-rescored", actor_id=actor.id if actor else None,
        enrollment=held.id, quiz=quiz.key, attempt=attempt.id, score=new.score, passed=new.passed,
        undecided=taken_away,
    )  # fmt: skip
    return Rescored(1, int(new.passed and not before.passed), int(taken_away))


def _attempts(bank: BankRow, keys: Sequence[str]) -> list[int]:
    """The attempts that were handed in, that were asked these questions, where people draw from
    this bank: in its office, or in all that have none of their own.
    """
    if not keys:
        return []
    alike = select(QuizBank.id).where(QuizBank.key == bank.key)
    own = alike.with_only_columns(QuizBank.office_id).where(QuizBank.office_id.is_not(None))
    here = QuizAttempt.office_id == bank.office_id
    if bank.office_id is None:
        here = QuizAttempt.office_id.is_(None) | QuizAttempt.office_id.not_in(own)
    found: set[int] = set()
    for some in batched(keys):
        found |= set(db.session.scalars(
            select(QuizItem.attempt_id)
            .join(QuizQuestion, QuizQuestion.id == QuizItem.question_id)
            .join(QuizAttempt, QuizAttempt.id == QuizItem.attempt_id)
            .where(QuizQuestion.bank_id.in_(alike), QuizQuestion.key.in_(some))
            .where(QuizAttempt.submitted_at.is_not(None), here)
        ))  # fmt: skip
    return sorted(found)


def _people(attempt_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batched(attempt_ids):
        rows = select(QuizAttempt.id, QuizAttempt.person_id).where(QuizAttempt.id.in_(some))
        found |= dict(db.session.execute(rows).all())
    return found
