"""What the ledger says of quizzes: which are passed, by which attempt, since when.

A quiz stands beside the tasks and has a key of its own among theirs, so its line is read with all
others of an enrollment. A task that a quiz closes has a line of its own besides.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Evidence, QuizOutline, TaskOutline
from lms.people.actor import Actor
from lms.progress import ledger, rules
from lms.progress.ledger import FactRow, Facts, NewFact
from lms.progress.models import Fact, Kind
from lms.progress.work import Held, Work


class Pass(NamedTuple):
    """The attempt by which a quiz is passed."""

    attempt_id: int
    on: date
    score: int  # hundredths of a percent


def settle(actor: Actor | None, held: Held, quiz: QuizOutline, passed: Pass | None) -> bool:
    """Let the ledger say that a quiz is passed by this attempt, or not passed; whether it changed.

    The tasks that it closes are done by that, or open again. The caller writes the event.
    """
    lines = held.current(quiz.key, Kind.QUIZ)
    changed = _said(lines) != ([passed] if passed else [])
    if changed:
        added = ledger.add([_fact(held, quiz.key, passed)] if passed else [])
        _replace(held, quiz.key, lines, added)
    told = [
        _close(actor, held, task, passed)
        for task in held.tasks.values()
        if task.evidence is Evidence.QUIZ and task.quiz == quiz.key
    ]
    if not passed:
        _end_elsewhere(held, [line.source_id for line in lines])
    return changed or any(told)


def passed_before(then: Work, task: TaskOutline, facts: Facts) -> list[NewFact]:
    """What the ledger needs where a new edition asks for a quiz that was passed before it asked."""
    asked = task.evidence is Evidence.QUIZ
    known = ledger.of_kind(facts.get(task.key, []), Kind.QUIZ)
    return [
        NewFact(then.person_id, then.id, task.key, Kind.QUIZ, line.effective_on,
                recorded_at=clock.now(), source_id=line.source_id)
        for line in ledger.of_kind(facts.get(task.quiz, []), Kind.QUIZ)
        if asked and not known
    ]  # fmt: skip


def _close(actor: Actor | None, held: Held, task: TaskOutline, passed: Pass | None) -> bool:
    """Let a task say the same. What is new comes before the old goes, or it would open between."""
    before = held.current(task.key, Kind.QUIZ)
    if _said(before) == ([passed] if passed else []):
        return False
    if passed:
        rules.record(actor, held, task, Kind.QUIZ, on=passed.on, source_id=passed.attempt_id,
                     score=passed.score)  # fmt: skip
    if before:
        rules.retract(actor, held, task, before)
    rules.show(held, task)
    return True


def _end_elsewhere(held: Held, attempt_ids: Collection[int | None]) -> None:
    """A task that is not of this edition may come back with another one: not as passed."""
    for key in held.facts.keys() - held.tasks.keys():
        gone = [one for one in held.current(key, Kind.QUIZ) if one.source_id in attempt_ids]
        if gone:
            _replace(held, key, gone, [])


def _replace(held: Held, key: str, gone: list[FactRow], added: list[FactRow]) -> None:
    ledger.supersede(gone)
    held.facts[key] = [one for one in held.facts.get(key, []) if one not in gone] + added


def _said(lines: Collection[FactRow]) -> list[Pass]:
    if not lines:
        return []
    ids = [line.id for line in lines]
    rows = db.session.execute(
        select(Fact.source_id, Fact.effective_on, Fact.score).where(Fact.id.in_(ids))
    )
    return [Pass(row[0] or 0, row[1], row[2] or 0) for row in rows]


def _fact(held: Held, key: str, passed: Pass) -> NewFact:
    return NewFact(
        held.person_id, held.id, key, Kind.QUIZ, passed.on, recorded_at=clock.now(),
        source_id=passed.attempt_id, score=passed.score,
    )  # fmt: skip
