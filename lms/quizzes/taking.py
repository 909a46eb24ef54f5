"""Taking a quiz: begun, saved as one goes, handed in once.

Questions are drawn on the server and kept, answers are saved with a version, so that a quiz goes on
on another device and two windows cannot overwrite each other. Handing it in twice is once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import func, insert, select

from lms.base import clock, events, prose
from lms.base.db import db, run
from lms.base.errors import Refusal, WrittenElsewhere
from lms.curriculum.outline import QuizOutline
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.work import Held, Work, find_work
from lms.quizzes import banks, draws, queries, results, terms, typed
from lms.quizzes.access import quiz_of
from lms.quizzes.models import Cause, QuizAttempt, QuizItem
from lms.quizzes.scoring import Response
from lms.quizzes.standing import GRACE

HANDED_IN = "This was handed in already; it stays as it was handed in."
OVER = "The time for this attempt is over. What was saved until then counts: hand it in."
NONE_LEFT = "No attempt is left. Ask your supervisor if you need another one."
Answers = Mapping[int, Response | None]  # by position


@dataclass(frozen=True)
class Writing:
    """What somebody answered so far."""

    answers: Answers
    version: int
    cleared: bool = False  # "this identifies no client"
    anyway: bool = False  # hand it in though some have no answer


def begin(actor: Actor, work: Work, key: str, chance: Random = draws.CHANCE) -> QuizAttempt:
    """A new attempt with its questions; while one is open, that one. Raises Refusal, NotFound."""
    held = rules.lock(work)
    quiz = quiz_of(held, key)
    found, now = queries.standing(held, quiz), clock.now()
    if (left_open := found.open) is not None:
        return _attempt(left_open.id)
    if found.left == 0:
        raise Refusal(NONE_LEFT)
    if found.waits(now):
        raise Refusal("It is too soon for the next attempt. Practice in the meantime.")
    office_id = people.office_of(held.person_id)
    bank = banks.bank_to_draw(quiz.bank, office_id)
    drawn = draws.draw(quiz, banks.questions(bank.id), actor.today, chance)
    attempt = _new(held, quiz, len(found.tried) + 1, office_id)
    run(insert(QuizItem), [
        {"attempt_id": attempt.id, "position": place, "question_id": one.asked.id,
         "order": list(one.order), "response": None}
        for place, one in enumerate(drawn)
    ])  # fmt: skip
    events.record(events.person(held.person_id), "quiz-begun", actor_id=actor.id,
                  enrollment=held.id, quiz=key, attempt=attempt.id)  # fmt: skip
    return attempt


def save(_actor: Actor, attempt: QuizAttempt, writing: Writing) -> QuizAttempt:
    """Keep what was answered so far. The same once more changes nothing, and writes no event.

    Raises Refusal once it was handed in or its time is over, WrittenElsewhere for an older version,
    ClientIdentified when the guard objects.
    """
    _hold(attempt)
    if attempt.submitted_at is not None:
        raise Refusal(HANDED_IN)
    _keep(attempt, writing)
    return attempt


def hand_in(actor: Actor, attempt: QuizAttempt, writing: Writing) -> QuizAttempt:
    """Keep it, mark it, and let it count. A second time changes nothing.

    After the time for it is over, what was saved counts. Raises Refusal while questions have no
    answer, unless that is meant so; and what save() raises.
    """
    banks.read_on(terms.terms(attempt.section_quiz_id).bank)
    held = _hold(attempt)
    if attempt.submitted_at is not None:
        return attempt
    if not is_over(attempt):
        _keep(attempt, writing)
        _refuse_gaps(attempt, writing)
    _finish(actor, held, attempt)
    return attempt


def is_over(attempt: QuizAttempt) -> bool:
    """Whether nothing more can be answered."""
    return attempt.closes_at is not None and attempt.closes_at + GRACE < clock.now()


def seconds_left(attempt: QuizAttempt) -> int | None:
    """How long answers are still taken, by our clock; None: there is no limit."""
    if attempt.closes_at is None:
        return None
    return max(int((attempt.closes_at - clock.now()).total_seconds()), 0)


def _finish(actor: Actor, held: Held, attempt: QuizAttempt) -> None:
    quiz = terms.terms(attempt.section_quiz_id)
    now = banks.asked_now(quiz.bank, attempt.office_id)
    marks = results.marks_of(queries.items(attempt.id), now)
    attempt.submitted_at = clock.now()
    attempt.version += 1
    passed = results.total(marks).reaches(quiz.pass_percent)
    new = results.write(attempt, marks, passed=passed, cause=Cause.SUBMITTED, actor_id=actor.id)
    results.follow(actor, held, quiz)
    events.record(
        events.person(held.person_id), "quiz-submitted", actor_id=actor.id, enrollment=held.id,
        quiz=quiz.key, attempt=attempt.id, score=new.score, passed=passed,
    )  # fmt: skip


def _new(held: Held, quiz: QuizOutline, number: int, office_id: int | None) -> QuizAttempt:
    now = clock.now()
    attempt = QuizAttempt(
        person_id=held.person_id, enrollment_id=held.id, quiz_key=quiz.key,
        section_quiz_id=terms.worded(held.edition_id, quiz.key), office_id=office_id,
        number=number, began_at=now, saved_at=now, version=0, submitted_at=None,
        closes_at=now + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _attempt(attempt_id: int) -> QuizAttempt:
    found = db.session.get(QuizAttempt, attempt_id)
    assert found is not None, "its standing was read under the same lock"
    return found


def _hold(attempt: QuizAttempt) -> Held:
    """Lock its person, and read it again: what the page knew may be old."""
    work = find_work(attempt.enrollment_id)
    assert work is not None, "an attempt has its enrollment"
    held = rules.lock_left(work) if attempt.submitted_at else rules.lock(work)
    db.session.refresh(attempt)
    return held


def _keep(attempt: QuizAttempt, writing: Writing) -> None:
    rows = {row.position: row for row in _rows(attempt.id)}
    given = {place: answer for place, answer in writing.answers.items() if place in rows}
    changed = {place: one for place, one in given.items() if rows[place].response != one}
    if not changed:
        return
    if is_over(attempt):
        raise Refusal(OVER)
    if attempt.version != writing.version:
        raise WrittenElsewhere
    for answer in changed.values():
        if isinstance(answer, str):
            look_at(answer, cleared=writing.cleared)
    for place, answer in changed.items():
        rows[place].response = answer if answer is None or isinstance(answer, str) else [*answer]
    attempt.version, attempt.saved_at = attempt.version + 1, clock.now()
    db.session.flush()


def look_at(answer: str, *, cleared: bool) -> None:
    """Refuse an answer that is too long, or identifies a client. Raises Refusal."""
    if len(answer) > typed.LONGEST:
        raise Refusal(f"An answer has at most {typed.LONGEST} characters.")
    prose.look_at(answer, cleared=cleared)


def _rows(attempt_id: int) -> list[QuizItem]:
    return list(db.session.scalars(select(QuizItem).filter_by(attempt_id=attempt_id)))


def _refuse_gaps(attempt: QuizAttempt, writing: Writing) -> None:
    missing = (
        select(func.count())
        .select_from(QuizItem)
        .where(QuizItem.attempt_id == attempt.id, QuizItem.response.is_(None))
    )
    gaps = db.session.scalar(missing) or 0
    if gaps and not writing.anyway:
        said = "One question has no answer" if gaps == 1 else f"{gaps} questions have no answer"
        raise Refusal(f"{said}. Answer, or tick that you hand it in as it is.", "anyway")
