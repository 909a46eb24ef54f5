"""Questions whose facts are to be looked at again: what is past its day is drawn no more."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, or_, select

from lms.base.db import db
from lms.quizzes import banks, labels
from lms.quizzes.models import QuizBank, QuizQuestion
from lms.quizzes.question import Kind

SOON = timedelta(days=30)
LATELY = timedelta(days=7)  # so long a mail says that a question is drawn no more


class ToReview(NamedTuple):
    """A question of a bank with the day until which its fact was held for certain."""

    bank: str
    key: str
    title: str
    until: date
    drawn: bool  # still: the day has not passed


class _Dated(NamedTuple):
    """The same without asking which day it is."""

    bank: str
    key: str
    title: str
    until: date


def to_review(office_id: int, today: date) -> list[ToReview]:
    """Those that are drawn no more, and those whose day comes within a month; the oldest first."""
    found = [
        ToReview(*one, one.until >= today)
        for one in _dated([office_id])[office_id]
        if one.until < today + SOON
    ]
    return sorted(found, key=lambda one: one.until)


def counts(days: Mapping[int, date]) -> dict[int, int]:
    """How many questions offices draw no more, of each office on its own day; in one statement.

    Those of the last seven days only, so that it is said for a week and not for ever.
    """
    found = _dated(days)
    return {
        office_id: sum(today - LATELY <= one.until < today for one in found[office_id])
        for office_id, today in days.items()
    }


def _dated(office_ids: Collection[int]) -> dict[int, list[_Dated]]:
    """The questions with a day in the banks that each of these offices draws from, by office."""
    shared: dict[str, list[_Dated]] = {}
    own: dict[int, dict[str, list[_Dated]]] = defaultdict(dict)
    for row in _rows(office_ids):
        banked = shared if row.office_id is None else own[row.office_id]
        banked.setdefault(row.bank, []).extend(_read(row))
    return {
        one: [dated for listed in (shared | own[one]).values() for dated in listed]
        for one in office_ids
    }


def _rows(office_ids: Collection[int]) -> Iterator[Row[*tuple[Any, ...]]]:
    """A line for each question that may have a day; and one for a bank without any, for it stands
    in place of the shared one all the same.
    """
    may_have = and_(
        QuizQuestion.bank_id == QuizBank.id, QuizQuestion.superseded_at.is_(None),
        QuizQuestion.gift.contains(f"{labels.REVIEW_BY}="),
    )  # fmt: skip
    yield from db.session.execute(
        select(QuizBank.key.label("bank"), QuizBank.office_id, QuizQuestion.key, QuizQuestion.gift,
               QuizQuestion.category)
        .outerjoin(QuizQuestion, may_have)
        .where(or_(QuizBank.office_id.is_(None), QuizBank.office_id.in_(office_ids)))
        .order_by(QuizBank.key, QuizQuestion.position, QuizQuestion.id)
    )  # fmt: skip


def _read(row: Row[*tuple[Any, ...]]) -> Iterator[_Dated]:
    """The day, where a label says one: words about review-by are none, and mere text is not drawn
    before its day either.
    """
    if row.gift is None:
        return
    question = banks.worded(row.gift, row.category)
    until = labels.review_by(question)
    if until is not None and question.kind is not Kind.DESCRIPTION:
        yield _Dated(row.bank, row.key, question.title, until)
