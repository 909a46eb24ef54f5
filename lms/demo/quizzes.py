"""The demo's quizzes: one that Salt Lake City requires, and attempts at all stages.

Somebody passed them all, somebody failed and passed the next day, somebody failed yesterday and can
try again today, somebody is in the middle of one.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from lms.demo.branches import HOME, PRIYA
from lms.demo.holidays import holidays
from lms.demo.past import Past
from lms.demo.plan import at, open_day
from lms.demo.training import STAFF, Step
from lms.people.models import Office
from lms.quizzes import banks, publishing, queries, requiring, scoring, taking
from lms.quizzes.bank_files import every_bank
from lms.quizzes.gift.reading import open_bank
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt
from lms.quizzes.question import Kind
from lms.quizzes.scoring import Response
from lms.quizzes.taking import Writing

REQUIRED = ("quiz-who-we-serve", "quiz-additional-resources")


class Try(NamedTuple):
    """An attempt so many days ago, with so many right; None: begun, and half of it answered."""

    handle: str
    days: int
    section: str
    right: int | None


TRIES = (
    Try("grace", 139, "who-we-serve", 8), Try("grace", 122, "general-case-management", 7),
    Try("grace", 101, "intensive-case-management", 8),
    Try("grace", 93, "data-and-documentation", 5), Try("grace", 84, "additional-resources", 6),
    Try("grace", 78, "additional-resources", 9), Try("grace", 74, "community-outreach", 6),
    Try("yonas", 72, "who-we-serve", 8),
    Try("yonas", 55, "general-case-management", 5), Try("yonas", 49, "general-case-management", 7),
    Try("yonas", 21, "intensive-case-management", 8), Try("hanna", 30, "who-we-serve", 6),
    Try("hanna", 24, "who-we-serve", 8), Try("hanna", 1, "general-case-management", None),
    Try("marisol", 13, "who-we-serve", 7), Try("marisol", 3, "general-case-management", 5),
)  # fmt: skip


def publish_banks() -> None:
    """The banks as they lie in quizzes/, unless some are published."""
    if not banks.banks_of(None):
        for path in every_bank():
            publishing.publish(None, open_bank(path), path.stem, None)


def steps(past: Past, today: date) -> Iterator[Step]:
    """What happened when; each to be done as if it were then."""
    closed = holidays(HOME, today)
    opened = open_day(today - timedelta(days=150), closed)
    yield at(opened, time(8, 50), HOME), partial(_require, past, past.offices[HOME])
    for one in TRIES:
        day = open_day(today - timedelta(days=one.days), closed)
        yield at(day, time(15, 25), HOME), partial(_begin, past, one)
        yield at(day, time(15, 34), HOME), partial(_answer, past, one)


def _require(past: Past, there: Office) -> None:
    for key in REQUIRED:
        requiring.require(past.actor(PRIYA), there, past.edition.program_id, key, required=True)


def _begin(past: Past, one: Try) -> QuizAttempt:
    """The attempt; the one that is open where it was begun before."""
    me, work = past.actor(STAFF[one.handle]), past.works[one.handle][0]
    chance = Random(f"{one.handle} {one.section} {one.days}")  # noqa: S311  # one day, one past
    return taking.begin(me, work, f"quiz-{one.section}", chance)


def _answer(past: Past, one: Try) -> None:
    me, attempt = past.actor(STAFF[one.handle]), _begin(past, one)
    items = queries.items(attempt.id)
    if one.right is None:
        half = {item.position: right(item) for item in items[: len(items) // 2]}
        taking.save(me, attempt, Writing(half, attempt.version))
        return
    answers = {item.position: right(item) if n < one.right else wrong(item)
               for n, item in enumerate(items)}  # fmt: skip
    taking.hand_in(me, attempt, Writing(answers, attempt.version))


def right(item: Item) -> Response:
    """An answer that wins the whole point."""
    question = item.question
    if question.kind is Kind.MATCHING:
        return question.stems
    places = scoring.right_answers(question)
    if question.kind is Kind.SHORT:
        return question.answers[places[0]].words.text.replace("*", "")
    if question.kind is Kind.NUMERICAL:
        return str(question.numbers[places[0]].value)
    return places if question.several else places[:1]


def wrong(item: Item) -> Response:
    """An answer that wins nothing."""
    question = item.question
    if question.kind is Kind.MATCHING:
        matches = [pair.match for pair in question.pairs]
        return [_other(matches, place) for place in question.stems]
    if question.kind is Kind.SHORT:
        return "no idea at all"
    if question.kind is Kind.NUMERICAL:
        return "987654"
    return [next(n for n, one in enumerate(question.answers) if one.weight <= 0)]


def _other(matches: list[str], place: int) -> int:
    return next(n for n, one in enumerate(matches) if one != matches[place])
