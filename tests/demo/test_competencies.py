"""What the demo says of competencies, before it is loaded: on which days, in whose words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.base.prose import look_at
from lms.competencies.framework import present
from lms.curriculum.models import Edition
from lms.demo import answers, competencies
from lms.demo.competencies import BY_HANDLE, ENOUGH, TALKED
from lms.demo.competency_words import DECIDED, KEYS, RATED, REVIEWS, Review
from lms.demo.holidays import holidays
from lms.demo.past import Past
from lms.demo.plan import open_day
from lms.progress import due

USUAL = date(2026, 3, 4)
Told = tuple[datetime, Any, str]  # when, what it is about, by which step


def texts() -> Iterator[str]:
    """All that is said."""
    for review in REVIEWS:
        for side in (review.mine, review.theirs):
            yield from side.said.values() if side else ()
        yield review.answer.words if review.answer else ""
    for rated in RATED:
        yield from (rated.said, rated.wrong[1] if rated.wrong else "")
    yield from (one.why for one in DECIDED)


def test_no_word_about_competencies_looks_like_a_client(app: Flask) -> None:
    for text in (*texts(), TALKED, ENOUGH):
        look_at(text)
        assert not any(letter.isdigit() for letter in text)


def test_nobody_repeats_what_was_said() -> None:
    elsewhere = (*answers.texts().values(), *answers.texts(answers.LOG).values())
    said = Counter([*filter(None, texts()), *(text for one in elsewhere for text in one)])
    assert max(said.values()) == 1


def test_everything_named_is_in_the_framework(app: Flask) -> None:
    outline = present().outline
    assert [*outline.competencies] == [*KEYS]
    for review in REVIEWS:
        for side in filter(None, (review.mine, review.theirs)):
            assert side.said.keys() <= {key for key, _ in competencies._levels(side)}
    assert {one.key for one in RATED} <= {*KEYS}
    assert {one.activity for one in DECIDED} <= outline.activity.keys()
    assert competencies.KNOWN_BY.keys() <= {*KEYS}


@given(today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_same_happens_whatever_the_day(today: date) -> None:
    """In the same order for each; on working days before today, never before a review opened."""
    order: dict[date, dict[str, list[tuple[Any, str]]]] = {}
    for day in (today, USUAL):
        order[day] = defaultdict(list)
        for _, about, step in _told(day):
            order[day][about.handle].append((about, step))
    assert order[today] == order[USUAL]
    for moment, about, _ in _told(today):
        who = BY_HANDLE[about.handle]
        on = moment.astimezone(ZoneInfo(who.office.zone)).date()
        closed = holidays(who.office, today)
        assert due.is_working(on, closed)
        assert on < today
        if isinstance(about, Review):
            start = open_day(today - timedelta(days=who.days), closed)
            assert on >= start + timedelta(days=about.day)


def _told(today: date) -> list[Told]:
    """What happens to whom, in order; without what an office decides for itself."""
    steps = sorted(competencies.steps(Past({}, Edition()), today), key=itemgetter(0))
    each = [(moment, step) for moment, step in steps if isinstance(step, partial)]
    return [(moment, step.args[1], step.func.__name__) for moment, step in each
            if len(step.args) > 1]  # fmt: skip
