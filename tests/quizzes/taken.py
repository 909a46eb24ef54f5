"""Attempts at the real quizzes: begun, answered rightly or wrongly, handed in."""

from collections.abc import Callable

from lms.base.db import db
from lms.demo.quizzes import right, wrong
from lms.people.actor import Actor
from lms.progress.work import Work
from lms.quizzes import queries, taking
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt
from lms.quizzes.question import Kind, Question, Words
from lms.quizzes.scoring import Response
from lms.quizzes.taking import Writing

QUIZ = "quiz-who-we-serve"
SECTION = "who-we-serve"
PAGE = "/onboarding/{}/quizzes/" + QUIZ
__all__ = ["answered", "begun", "feedback_of", "posted", "right", "taken", "wrong"]

Choose = Callable[[Item], Response | None]
Sent = dict[str, str | list[str]]


def begun(who: Actor, work: Work, key: str = QUIZ) -> QuizAttempt:
    """An attempt with its questions, nothing answered."""
    attempt = taking.begin(who, work, key)
    db.session.commit()
    return attempt


def answered(attempt: QuizAttempt, choose: Choose = right, most: int = 99) -> Writing:
    """What its learner would send, with the first `most` questions answered by `choose`."""
    items = queries.items(attempt.id)
    answers = {one.position: choose(one) if one.position < most else None for one in items}
    return Writing(answers, attempt.version, anyway=True)


def taken(who: Actor, work: Work, choose: Choose = right, key: str = QUIZ) -> QuizAttempt:
    """An attempt that was handed in."""
    attempt = begun(who, work, key)
    taking.hand_in(who, attempt, answered(attempt, choose))
    db.session.commit()
    return attempt


def posted(attempt: QuizAttempt, choose: Choose = right, most: int = 99) -> Sent:
    """What a browser would send of an attempt: places on its page, and what is typed."""
    sent: Sent = {"version": str(attempt.version)}
    for item in queries.items(attempt.id):
        if item.position < most:
            sent |= _fields(item, choose(item))
    return sent


def _fields(item: Item, response: Response | None) -> Sent:
    name = f"question_{item.position}"
    if response is None or isinstance(response, str):
        return {name: response or ""}
    if item.question.kind is Kind.MATCHING:
        matches = [item.question.pairs[n].match for n in item.order]
        return {
            f"{name}_{part}": str(matches.index(item.question.pairs[n].match))
            for part, n in enumerate(response)
        }
    places = [str(item.order.index(n)) for n in response]
    return {name: places if item.question.several else places[0]}


def feedback_of(question: Question) -> list[Words]:
    """Everything it could say about an answer."""
    said = [question.feedback, *(one.feedback for one in question.answers)]
    return [one for one in (*said, *(one.feedback for one in question.numbers)) if one]
