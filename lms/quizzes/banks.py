"""Banks as they stand: what the project's files say, and what an office has put in their place.

A question keeps its key for good, and each wording of it is a dated row: an attempt of last year
can still be read beside what it asked.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update

from lms.base import clock
from lms.base.db import db, upsert
from lms.base.errors import NotFound, Refusal
from lms.quizzes import correcting
from lms.quizzes.draws import Asked
from lms.quizzes.gift.reading import read_question
from lms.quizzes.gift.writing import write_question
from lms.quizzes.models import QuizBank, QuizQuestion
from lms.quizzes.question import Bank, Question

TWICE = "The questions of lines {} and {} are the same; give each an id: // [id:short-name]"


class Change(StrEnum):
    """What publishing a bank does to one question."""

    NEW = "new"
    KEY = "key"  # the same question, and an answer may be worth something else
    WORDING = "wording"  # anything else about it
    RETIRED = "retired"  # it is in the bank no more; attempts that asked it stay


class BankRow(NamedTuple):
    """A bank that somebody can draw from."""

    id: int
    key: str
    office_id: int | None  # whose own it is; None: the project's
    category: str = ""  # of its first question

    @property
    def title(self) -> str:
        """What it is called: by what its categories have before them, or else by its key."""
        words = self.key.replace("-", " ")
        return self.category.partition("/")[0] or words[:1].upper() + words[1:]


class Plan(NamedTuple):
    """What publishing changes, by the keys of the questions."""

    changes: Mapping[str, Change]
    wanted: Mapping[str, Question]
    moved: bool = False  # whether those that stay come in another order
    anew: Collection[str] = ()  # what answers to it are worth may be something else now

    @property
    def differs(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.changes) or self.moved

    def count(self, change: Change) -> int:
        """How many questions it does this to."""
        return sum(one is change for one in self.changes.values())


def key_of(question: Question) -> str:
    """What a question is known by: its id, or else its words, which then cannot change."""
    if question.id:
        return question.id
    said = f"{question.kind}\n{question.words.text}\n{question.after}"
    return "words-" + hashlib.sha256(said.encode()).hexdigest()[:20]


def banks_of(office_id: int | None) -> list[BankRow]:
    """Every bank by its key, an office's own in place of the project's."""
    ours: ColumnElement[bool] = QuizBank.office_id.is_(None)
    if office_id is not None:
        ours = or_(ours, QuizBank.office_id == office_id)
    first = and_(QuizQuestion.bank_id == QuizBank.id, QuizQuestion.superseded_at.is_(None),
                 QuizQuestion.position == 1)  # fmt: skip
    rows = db.session.execute(
        select(QuizBank.id, QuizBank.key, QuizBank.office_id, QuizQuestion.category)
        .outerjoin(QuizQuestion, first)
        .where(ours)
        .order_by(QuizBank.key, QuizBank.office_id.is_not(None))
    )
    found = {row.key: BankRow(row.id, row.key, row.office_id, row.category or "") for row in rows}
    return [*found.values()]


def bank(key: str, office_id: int | None) -> BankRow | None:
    """The bank that an office's people draw from; None where none of this key was published."""
    return next((one for one in banks_of(office_id) if one.key == key), None)


def bank_to_draw(key: str, office_id: int | None) -> BankRow:
    """The same. Raises NotFound."""
    if (found := bank(key, office_id)) is None:
        raise NotFound
    return found


def questions(bank_id: int) -> list[Asked]:
    """What a bank asks now, in its order."""
    return questions_of([bank_id])[bank_id]


def asked_now(key: str, office_id: int | None) -> dict[str, Question]:
    """By their keys, the questions that an office's people are asked now; none without a bank."""
    found = bank(key, office_id)
    return {one.key: one.question for one in questions(found.id)} if found else {}


def questions_of(bank_ids: Collection[int]) -> dict[int, list[Asked]]:
    """The same of several banks at once."""
    found: dict[int, list[Asked]] = {one: [] for one in bank_ids}
    rows = db.session.execute(
        select(QuizQuestion.bank_id, QuizQuestion.id, QuizQuestion.key, QuizQuestion.category,
               QuizQuestion.gift)
        .where(QuizQuestion.bank_id.in_(bank_ids), QuizQuestion.superseded_at.is_(None))
        .order_by(QuizQuestion.position, QuizQuestion.id)
    )  # fmt: skip
    for row in rows:
        found[row.bank_id].append(Asked(row.id, row.key, worded(row.gift, row.category)))
    return found


def digest(listed: Iterable[Asked]) -> str:
    """By which a page knows the state of a bank again: wordings are rows, and rows never change."""
    return hashlib.sha256(",".join(str(one.id) for one in listed).encode()).hexdigest()


@lru_cache(maxsize=4096)
def worded(gift: str, category: str) -> Question:
    """A question from how it is kept: wordings never change, so each is read once."""
    return replace(read_question(gift), category=category)


def contents(bank_id: int) -> Bank:
    """A bank as a file would have it."""
    return Bank(tuple(one.question for one in questions(bank_id)))


def plan(new: Bank, listed: Iterable[Asked]) -> Plan:
    """What would change if this became the bank. Raises Refusal for a question that comes twice."""
    before = {one.key: one.question for one in listed}
    wanted: dict[str, Question] = {}
    for question in new.questions:
        if (first := wanted.setdefault(key_of(question), question)) is not question:
            raise Refusal(TWICE.format(first.line, question.line), "text")
    changes = {key: _change(before.get(key), question) for key, question in wanted.items()}
    gone = {key: Change.RETIRED for key in before if key not in wanted}
    moved = [key for key in before if key in wanted] != [key for key in wanted if key in before]
    anew = [key for key, question in wanted.items() if not _alike(before.get(key), question)]
    return Plan({key: one for key, one in changes.items() if one} | gone, wanted, moved, anew)


def hold(key: str, office_id: int | None) -> BankRow:
    """The bank's row, made where there is none, and locked with those of the same key: two who
    publish do so in turn, and nobody hands in meanwhile. Always before any person.
    """
    new = {"key": key, "office_id": office_id}
    db.session.execute(upsert(QuizBank).values(new).on_conflict_do_nothing())
    found = select(QuizBank).filter_by(key=key).order_by(QuizBank.id).with_for_update()
    row = next(one for one in db.session.scalars(found) if one.office_id == office_id)
    return BankRow(row.id, row.key, row.office_id)


def read_on(key: str) -> None:
    """Keep a bank as it is until this transaction ends: what is marked now is marked by its keys.

    Many can do so at once. Always before any person, so that none waits for a publisher in turn.
    """
    found = select(QuizBank.id).filter_by(key=key).order_by(QuizBank.id)
    db.session.execute(found.with_for_update(read=True))


def write(held: BankRow, wanted: Plan) -> None:
    """Let a bank be this from now on; the caller holds it."""
    now = clock.now()
    _end(held.id, [*wanted.changes], now)
    places = {key: place for place, key in enumerate(wanted.wanted, 1)}
    for key, change in wanted.changes.items():
        if change is not Change.RETIRED:
            db.session.add(_row(held.id, key, places[key], wanted.wanted[key], now))
    db.session.flush()
    _in_order(held.id, places)


def _change(before: Question | None, question: Question) -> Change | None:
    if before is None:
        return Change.NEW
    if before == question:
        return None
    return Change.KEY if correcting.key_changed(before, question) else Change.WORDING


def _alike(before: Question | None, question: Question) -> bool:
    """Whether every answer is worth the same. What was not there before, or was asked otherwise,
    may have been there once: then its answers are looked at again.
    """
    return before is not None and (
        before == question or (correcting.comparable(before, question)
                               and not correcting.key_changed(before, question))
    )  # fmt: skip


def _end(bank_id: int, keys: Sequence[str], now: datetime) -> None:
    held = update(QuizQuestion).where(
        QuizQuestion.bank_id == bank_id, QuizQuestion.superseded_at.is_(None)
    )
    for key in keys:
        db.session.execute(held.where(QuizQuestion.key == key).values(superseded_at=now))


def _row(bank_id: int, key: str, place: int, question: Question, now: datetime) -> QuizQuestion:
    return QuizQuestion(
        bank_id=bank_id, key=key, position=place, category=question.category,
        gift=write_question(question), recorded_at=now, superseded_at=None,
    )  # fmt: skip


def _in_order(bank_id: int, places: Mapping[str, int]) -> None:
    """The order is how the bank is read; it says nothing about a question, so it has no past."""
    mine = select(QuizQuestion.id, QuizQuestion.key, QuizQuestion.position)
    rows = db.session.execute(mine.filter_by(bank_id=bank_id, superseded_at=None))
    moved: list[dict[str, Any]] = [
        {"id": row.id, "position": places[row.key]} for row in rows
        if row.position != places[row.key]
    ]  # fmt: skip
    if moved:
        db.session.execute(update(QuizQuestion), moved)
