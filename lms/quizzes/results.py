"""What an attempt comes to, written down; and what follows for the quiz and the tasks it closes."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import update

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Counts, QuizOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import quizzed
from lms.progress.quizzed import Pass
from lms.progress.work import Held
from lms.quizzes import correcting, labels, queries, scoring, standing
from lms.quizzes.item import Item
from lms.quizzes.models import Cause, QuizAttempt, QuizResult
from lms.quizzes.question import Question
from lms.quizzes.scoring import Total

Marks = list[Fraction | None]


def marks_of(
    items: Sequence[Item], now: Mapping[str, Question], was: Sequence[Fraction | None] = ()
) -> Marks:
    """The credit of each question, in order, by its key as it is `now`; None: it does not count.

    What cannot be compared with the present wording keeps what it `was` worth, or is worth what it
    was when it was drawn.
    """
    drawn = was or [scoring.mark(one.question, one.response).credit for one in items]
    return [
        _mark(item, now[item.key], old) if item.key in now else old
        for item, old in zip(items, drawn, strict=True)
    ]


def _mark(item: Item, question: Question, was: Fraction | None) -> Fraction | None:
    if not labels.counts(question):
        return None
    if not correcting.comparable(item.question, question):
        return was
    response = correcting.carry(item.question, item.response, question)
    return scoring.mark(question, response).credit


def write(
    attempt: QuizAttempt, marks: Sequence[Fraction | None], *, passed: bool, cause: Cause,
    actor_id: int | None, undecided: bool = False,
) -> QuizResult:  # fmt: skip
    """A new result in place of the one before; None among the marks does not count."""
    now = clock.now()
    held = update(QuizResult).where(
        QuizResult.attempt_id == attempt.id, QuizResult.superseded_at.is_(None)
    )
    db.session.execute(held.values(superseded_at=now))
    found = total(marks)
    new = QuizResult(
        attempt_id=attempt.id, score=found.score, passed=passed, undecided=undecided, cause=cause,
        marks=["-" if one is None else str(one) for one in marks], actor_id=actor_id,
        recorded_at=now,
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    return new


def total(marks: Sequence[Fraction | None]) -> Total:
    """The points of those that count."""
    return scoring.total(one for one in marks if one is not None)


def read(result: QuizResult) -> Marks:
    """The marks as they were written."""
    return [None if one == "-" else Fraction(one) for one in result.marks]


def follow(actor: Actor | None, held: Held, quiz: QuizOutline) -> bool:
    """Let the ledger say what the attempt that counts says; whether that changed anything.

    Which one that is says the edition that somebody is on, as their pages do. Where the best one
    counts, the quiz is passed since the first that passed: a better one later costs nobody a day.
    """
    quiz = held.quizzes.get(quiz.key, quiz)
    found = queries.standing(held, quiz)
    counting = found.counting
    if counting is None or not counting.passed:
        return quizzed.settle(actor, held, quiz, None)
    best = quiz.counts is Counts.BEST
    since = next(one for one in found.submitted if one.passed) if best else counting
    on = day_of(held.person_id, since)
    return quizzed.settle(actor, held, quiz, Pass(counting.id, on, counting.score or 0))


def day_of(person_id: int, tried: standing.Tried) -> date:
    """The day on which an attempt was handed in, on the wall of its person's office."""
    moment = tried.submitted_at or tried.began_at
    zone = people.office_zone(person_id, moment.date())
    return clock.local(moment, zone).date()
