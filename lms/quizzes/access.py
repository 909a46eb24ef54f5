"""Who may open what of quizzes.

A learner takes the quizzes of their own guide. Those who may see a person's states and dates see
the attempts and scores; what was answered is the learner's own. Banks hold the keys, so they are
open to the training officers of the office and to administrators alone.
"""

from typing import NamedTuple

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.curriculum.outline import QuizOutline
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.work import Work, find_work
from lms.quizzes.models import QuizAttempt
from lms.quizzes.terms import terms


class OneQuiz(NamedTuple):
    """A quiz of one person's guide."""

    work: Work
    quiz: QuizOutline


def quiz_of(work: Work, key: str) -> QuizOutline:
    """The quiz as this person has it. Raises NotFound for one of another job, too."""
    if (quiz := work.quizzes.get(key)) is None:
        raise NotFound
    return quiz


def own_quiz(actor: Actor, enrollment_id: int, key: str) -> OneQuiz:
    """A quiz of the actor's own. NotFound for strangers, NotAllowed for who may only look."""
    work = access.own_work(actor, enrollment_id)
    return OneQuiz(work, quiz_of(work, key))


def quiz_to_lead(actor: Actor, enrollment_id: int, key: str) -> OneQuiz:
    """A quiz of someone the actor leads today. NotFound, or NotAllowed for onlookers."""
    work = access.work_to_lead(actor, enrollment_id)
    return OneQuiz(work, quiz_of(work, key))


def own_attempt(actor: Actor, attempt_id: int) -> tuple[QuizAttempt, OneQuiz]:
    """An attempt of the actor's own. NotFound for strangers, NotAllowed for who may only look."""
    attempt, found = attempt_to_see(actor, attempt_id)
    if attempt.person_id != actor.id:
        raise NotAllowed
    return attempt, found


def attempt_to_see(actor: Actor, attempt_id: int) -> tuple[QuizAttempt, OneQuiz]:
    """An attempt the actor may know of, with its quiz on the terms it was begun on."""
    attempt = db.session.get(QuizAttempt, attempt_id)
    if attempt is None or not (
        attempt.person_id == actor.id or access.may_look(actor, attempt.person_id)
    ):
        raise NotFound
    return attempt, of_attempt(attempt)


def of_attempt(attempt: QuizAttempt) -> OneQuiz:
    """The quiz of an attempt, as the edition words it that it was begun on."""
    work = find_work(attempt.enrollment_id)
    assert work is not None, "an attempt has its enrollment"
    return OneQuiz(work, terms(attempt.section_quiz_id))
