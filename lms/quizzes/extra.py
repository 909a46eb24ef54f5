"""More attempts for one person: given by whoever leads them, with a reason; taken back alike."""

from enum import StrEnum

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.progress import access, rules
from lms.progress.work import Held
from lms.quizzes import queries
from lms.quizzes.access import OneQuiz, quiz_of
from lms.quizzes.models import ExtraAttempts

MOST = 20


class Reason(StrEnum):
    """Why somebody gets more attempts. A list, for words of one's own could tell of an illness."""

    TALKED = "talked"
    INTERRUPTED = "interrupted"
    LANGUAGE = "language"
    QUESTION = "question"
    OTHER = "other"


WORDS = {
    Reason.TALKED: "We went through the topics together",
    Reason.INTERRUPTED: "An attempt was interrupted",
    Reason.LANGUAGE: "More time with the language of the questions",
    Reason.QUESTION: "A question was unclear or wrong",
    Reason.OTHER: "Another reason, known to us both",
}


def give(actor: Actor, found: OneQuiz, number: int, reason: Reason, *, at_once: bool) -> None:
    """Let somebody have so many attempts beyond the quiz's own; 0 takes back what is not used.

    The same once more changes nothing, unless the next one has to wait again by now. Raises Refusal
    for other numbers, where there is no limit, and by someone who does not lead this person.
    """
    held = rules.lock(found.work)
    quiz = quiz_of(held, found.quiz.key)
    if not access.leads(actor, held.person_id):
        raise Refusal("Only the supervisor or the office’s training officer can give attempts.")
    if quiz.attempts is None:
        raise Refusal("This quiz can be tried as often as one likes.", "number")
    if not 0 <= number <= MOST:
        raise Refusal(f"Write a number from 0 to {MOST}.", "number")
    present, now = _present(held, quiz.key), clock.now()
    used = at_once and queries.standing(held, quiz).waits(now)
    if _is_given(present, number, at_once=at_once) and not (present and used):
        return
    if present:
        present.superseded_at = now
        db.session.flush()
    db.session.add(
        ExtraAttempts(enrollment_id=held.id, quiz_key=quiz.key, number=number, at_once=at_once,
                      reason=reason, actor_id=actor.id, recorded_at=now)
    )  # fmt: skip
    events.record(
        events.person(held.person_id), "quiz-attempts-given", actor_id=actor.id,
        enrollment=held.id, quiz=quiz.key, number=number, at_once=at_once, reason=reason.value,
    )  # fmt: skip


def _is_given(present: ExtraAttempts | None, number: int, *, at_once: bool) -> bool:
    if present is None:
        return number == 0 and not at_once
    return (present.number, present.at_once) == (number, at_once)


def _present(held: Held, key: str) -> ExtraAttempts | None:
    mine = select(ExtraAttempts).filter_by(
        enrollment_id=held.id, quiz_key=key, superseded_at=None
    )  # fmt: skip
    return db.session.scalar(mine)
