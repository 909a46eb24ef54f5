"""Facts that had their day: listed for the office that draws by them, and counted for a week.

Whoever asks by an old fact teaches it. So a question drops out of draws by itself, and whoever
keeps the office has to hear of it, of theirs and of no other's.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lms.base.db import db
from lms.people import rules as people
from lms.quizzes import reviewing
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.models import QuizBank
from lms.quizzes.question import Bank
from lms.quizzes.reviewing import ToReview
from tests.cast import Cast
from tests.quizzes.banked import BANK, brought, opened, small
from tests.statements import statements
from tests.visitor import Visitor, words

TODAY = date(2026, 3, 4)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def dated(**days: date) -> Bank:
    """The small bank, some questions with the last day on which they are asked."""
    return small(tags={key: f"review-by={day}" for key, day in days.items()})


def listed(cast: Cast, day: date = TODAY) -> dict[str, bool]:
    """What the learner's office is to look at, and whether it is still drawn."""
    return {one.key: one.drawn for one in reviewing.to_review(cast.office.id, day)}


def counted(cast: Cast, day: date = TODAY) -> tuple[int, int]:
    """How many dropped out of draws lately: here, and in the other office."""
    found = reviewing.counts({cast.office.id: day, cast.elsewhere.id: day})
    return found[cast.office.id], found[cast.elsewhere.id]


@pytest.mark.both
def test_the_oldest_comes_first_and_what_is_far_off_is_left_out(cast: Cast) -> None:
    brought(dated(q1=TODAY, q2=TODAY - DAY, q3=TODAY + 29 * DAY, q4=TODAY + 30 * DAY))
    assert reviewing.to_review(cast.office.id, TODAY) == [
        ToReview(BANK, "q2", "Title of q2", TODAY - DAY, drawn=False),
        ToReview(BANK, "q1", "Title of q1", TODAY, drawn=True),
        ToReview(BANK, "q3", "Title of q3", TODAY + 29 * DAY, drawn=True),
    ]


@pytest.mark.both
def test_it_counts_for_a_week_after_its_day(cast: Cast) -> None:
    brought(dated(q1=TODAY))
    by_day = {n: counted(cast, TODAY + n * DAY) for n in (-1, 0, 1, 7, 8, 400)}
    assert by_day == {-1: (0, 0), 0: (0, 0), 1: (1, 1), 7: (1, 1), 8: (0, 0), 400: (0, 0)}
    assert listed(cast, TODAY + 400 * DAY) == {"q1": False}, "the page goes on saying it"


def test_each_office_has_its_own_day(cast: Cast) -> None:
    """It is past midnight in one office, and not yet in another."""
    brought(dated(q1=TODAY))
    days = {cast.office.id: TODAY + DAY, cast.elsewhere.id: TODAY}
    assert reviewing.counts(days) == {cast.office.id: 1, cast.elsewhere.id: 0}


@pytest.mark.both
def test_an_own_bank_stands_in_place_of_the_shared_one(cast: Cast) -> None:
    brought(dated(q1=TODAY - DAY, q2=TODAY - DAY))
    brought(dated(q1=TODAY - DAY), cast.office, cast.officer)
    assert (listed(cast), counted(cast)) == ({"q1": False}, (1, 2))
    brought(small(), cast.office, cast.officer)
    assert (listed(cast), counted(cast)) == ({}, (0, 2)), "mended here, not there"


def test_an_own_bank_says_nothing_to_another_office(cast: Cast) -> None:
    brought(small())
    brought(dated(q1=TODAY - DAY), cast.office, cast.officer)
    assert counted(cast) == (1, 0)
    assert reviewing.to_review(cast.elsewhere.id, TODAY) == []


def test_an_own_bank_without_questions_hides_the_shared_one(cast: Cast) -> None:
    brought(dated(q1=TODAY - DAY))
    db.session.add(QuizBank(key=BANK, office_id=cast.office.id))
    db.session.commit()
    assert counted(cast) == (0, 1)


def test_what_was_mended_or_retired_is_not_listed(cast: Cast) -> None:
    brought(dated(q1=TODAY - DAY, q2=TODAY - DAY, q3=TODAY - DAY))
    bank = small(tags={"q1": f"review-by={TODAY + 400 * DAY}", "q2": f"review-by={TODAY - DAY}"})
    brought(Bank(bank.questions[:2]))
    assert (listed(cast), counted(cast)) == ({"q2": False}, (1, 1))


@pytest.mark.parametrize(
    "said",
    ["Which label is review-by=2026-03-03? {=A ~B}", "// see review-by=2026-03-03\nWho? {=A ~B}",
     "// [tag:was review-by=2026-03-03]\nWho? {=A ~B}",
     "// [tag:review-by=2026-03-03]\nRead this first.\n\nWho? {=A ~B}"],
    ids=["words", "comment", "another tag", "mere text"],
)  # fmt: skip
def test_only_the_label_of_what_is_drawn_counts(cast: Cast, said: str) -> None:
    brought(read_bank(f"{said}\n", BANK))
    assert (listed(cast), counted(cast)) == ({}, (0, 0))


@pytest.mark.both
def test_as_many_statements_for_many_banks_and_offices(cast: Cast) -> None:
    brought(dated(q1=TODAY - DAY))
    offices = [people.add_office(f"Office {n}", "America/Denver") for n in range(12)]
    for office in offices[:6]:
        brought(dated(q1=TODAY - DAY, q2=TODAY - WEEK), office)
    days = {one.id: TODAY for one in offices}
    db.session.commit()
    with statements() as seen:
        found = reviewing.counts(days)
        reviewing.to_review(min(days), TODAY)
    assert [*found.values()] == [2] * 6 + [1] * 6
    assert len(seen) == 2


def test_the_office_page_shows_them(cast: Cast, visit: Callable[..., Visitor]) -> None:
    opened(cast, bank=dated(q1=TODAY - DAY, q2=TODAY + DAY))
    page = words(visit(cast.officer).get(f"/offices/{cast.office.id}/quizzes"))
    assert "Title of q1 Drawn no more since Tue, Mar 3" in page
    assert "Title of q2 Drawn until Thu, Mar 5" in page
