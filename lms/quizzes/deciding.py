"""What becomes of a pass that a corrected key took away: a training officer decides, by name."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.curriculum.models import SectionQuiz
from lms.people.actor import Actor
from lms.people.conditions import shown
from lms.people.models import Person, Post
from lms.progress import rules
from lms.progress.work import find_work
from lms.quizzes import queries, results, terms
from lms.quizzes.models import Cause, QuizAttempt, QuizResult

PAGE = 50
WAITS = QuizResult.superseded_at.is_(None) & QuizResult.undecided
EARLIER = aliased(QuizResult)


class Undecided(NamedTuple):
    """A result that was a pass, and by the corrected key is none."""

    attempt_id: int
    person_id: int
    name: str
    quiz_key: str
    number: int
    submitted_at: datetime | None
    was: int  # hundredths of a percent, before the correction
    score: int
    pass_percent: int


def undecided(office_id: int, page: int) -> tuple[Sequence[Undecided], bool]:
    """Those of an office that wait for a decision, the oldest first; and whether there are more."""
    was = (
        select(EARLIER.score)
        .where(EARLIER.attempt_id == QuizAttempt.id, EARLIER.id < QuizResult.id)
        .order_by(EARLIER.id.desc()).limit(1).correlate(QuizAttempt, QuizResult)
    )  # fmt: skip
    found = (
        select(QuizAttempt.id, QuizAttempt.person_id, Person.name, QuizAttempt.quiz_key,
               QuizAttempt.number, QuizAttempt.submitted_at, was.scalar_subquery(),
               QuizResult.score, SectionQuiz.pass_percent)
        .join(QuizResult, QuizResult.attempt_id == QuizAttempt.id)
        .join(SectionQuiz, SectionQuiz.id == QuizAttempt.section_quiz_id)
        .join(Person, Person.id == QuizAttempt.person_id)
        .where(WAITS, _office() == office_id)
        .order_by(QuizResult.recorded_at, QuizAttempt.id)
        .offset((page - 1) * PAGE).limit(PAGE + 1)
    )  # fmt: skip
    rows = [Undecided(*row) for row in db.session.execute(found)]
    return rows[:PAGE], len(rows) > PAGE


def counts(office_ids: Collection[int]) -> dict[int, Counter[int]]:
    """How many wait in offices, by whose they are: nobody decides about their own."""
    here = _office()
    rows = db.session.execute(
        select(here, QuizAttempt.person_id, func.count())
        .join(QuizResult, QuizResult.attempt_id == QuizAttempt.id)
        .where(WAITS, here.in_(office_ids))
        .group_by(here, QuizAttempt.person_id)
    ).all()
    found: dict[int, Counter[int]] = {one: Counter() for one in office_ids}
    for office_id, person_id, number in rows:
        found[office_id][person_id] = number
    return found


def _office() -> ColumnElement[int]:
    """The office that decides: where the person works now, or else where it was taken."""
    day = clock.today(clock.DEFAULT_ZONE)
    post = select(Post.office_id).where(Post.person_id == QuizAttempt.person_id, shown(day))
    now = post.limit(1).correlate(QuizAttempt).scalar_subquery()
    return func.coalesce(now, QuizAttempt.office_id)


def decide(actor: Actor, office_id: int, attempt_id: int, *, stands: bool) -> None:
    """Let a pass stand, or let it go. The same decision again changes nothing.

    Raises NotFound for what is no result of this office, Refusal for the other decision once one
    was made, and for one's own result.
    """
    here = select(QuizAttempt).where(QuizAttempt.id == attempt_id, _office() == office_id)
    if (attempt := db.session.scalar(here)) is None:
        raise NotFound
    if attempt.person_id == actor.id:
        raise Refusal("This result is your own; another officer or an administrator decides.")
    work = find_work(attempt.enrollment_id)
    assert work is not None, "an attempt has its enrollment"
    held = rules.lock_left(work)
    now = queries.result(attempt_id)
    if now is None or not (now.undecided or now.cause == Cause.DECIDED):
        raise Refusal("There is nothing to decide about this result.")
    if not now.undecided:
        if now.passed != stands:
            raise Refusal("This was decided already. Nothing was changed.")
        return
    quiz = terms.terms(attempt.section_quiz_id)
    results.write(attempt, results.read(now), passed=stands, cause=Cause.DECIDED,
                  actor_id=actor.id)  # fmt: skip
    results.follow(actor, held, quiz)
    events.record(
        events.person(held.person_id), "quiz-decided", actor_id=actor.id, enrollment=held.id,
        quiz=quiz.key, attempt=attempt_id, passed=stands,
    )  # fmt: skip
