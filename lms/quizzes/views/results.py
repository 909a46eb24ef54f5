"""What became of an attempt, for its learner and for those who may know of it."""

from collections.abc import Mapping

from flask import render_template

from lms.base import clock
from lms.people import queries as people
from lms.people.actor import Actor
from lms.quizzes import banks, correcting, queries, results
from lms.quizzes.access import OneQuiz
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt, QuizResult
from lms.quizzes.question import Question
from lms.quizzes.telling import Told, tell


def result_page(actor: Actor, attempt: QuizAttempt, one: OneQuiz) -> str:
    """The result; what was answered is shown to its learner alone."""
    mine = attempt.person_id == actor.id
    history = queries.history(attempt.id)
    result = history[-1] if history else None
    return render_template(
        "quizzes/result.html", attempt=attempt, work=one.work, quiz=one.quiz, mine=mine,
        result=result, earlier=history[:-1], now=clock.now(),
        standing=queries.standing(one.work, one.work.quizzes.get(attempt.quiz_key, one.quiz)),
        told=_told(attempt, one, result) if result else [],
        name=people.names([attempt.person_id])[attempt.person_id],
    )  # fmt: skip


def _told(attempt: QuizAttempt, one: OneQuiz, held: QuizResult) -> list[Told]:
    """Each question with the credit that was written down for it."""
    now = banks.asked_now(one.quiz.bank, attempt.office_id)
    told = (_as_marked(item, now) for item in queries.items(attempt.id))
    return [
        tell(item, one.work.outline, credit, fixed=True)
        for item, credit in zip(told, results.read(held), strict=True)
    ]


def _as_marked(item: Item, now: Mapping[str, Question]) -> Item:
    """The question with the key by which it was marked: a page never teaches the wrong one."""
    new = now.get(item.key, item.question)
    return correcting.as_now(item, new) if correcting.key_changed(item.question, new) else item
