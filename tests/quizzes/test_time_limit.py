"""An attempt with a time limit: what was saved in time counts, what comes later is refused.

A page that hands itself in may be slow, and a line may be: a minute's grace is for them, not for
one more answer. Nobody loses what was saved because the time ran out.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.outline import Counts
from lms.quizzes import queries, taking
from lms.quizzes.models import Cause, QuizAttempt
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.quizzes.banked import (
    KEYS,
    QUIZ,
    Learner,
    brought,
    marks,
    opened,
    quiz,
    results,
    said,
    small,
    writing,
)
from tests.quizzes.taken import posted
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
LIMIT, GRACE, MOMENT = timedelta(minutes=20), timedelta(seconds=60), timedelta(seconds=1)
JSON = {"Accept": "application/json"}


@pytest.fixture
def me(cast: Cast) -> Learner:
    """Somebody who has twenty minutes for an attempt, of two."""
    return opened(cast, quiz(minutes=20, attempts=2, wait_hours=1)).me


@pytest.fixture
def half(me: Learner) -> QuizAttempt:
    """An attempt with two right answers saved."""
    attempt = me.begun()
    save(me, attempt, q3="", q4="")
    return attempt


def save(me: Learner, attempt: QuizAttempt, **but: str) -> None:
    """Answers are saved."""
    taking.save(me.actor, attempt, writing(attempt, said("One", **but)))
    db.session.commit()


def hand_in(me: Learner, attempt: QuizAttempt, **but: str) -> None:
    """It is handed in with these answers."""
    taking.hand_in(me.actor, attempt, writing(attempt, said("One", **but)))
    db.session.commit()


@pytest.mark.both
def test_it_closes_when_the_edition_says(me: Learner) -> None:
    attempt = me.begun()
    assert attempt.closes_at == attempt.began_at + LIMIT
    assert me.begun().closes_at == attempt.closes_at, "going on gives no more time"


@pytest.mark.both
def test_until_the_end_of_the_grace(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    noon.shift(LIMIT + GRACE)
    save(me, half, q4="Two")
    hand_in(me, half)
    assert results(half) == [(10_000, True, False, Cause.SUBMITTED)]


@pytest.mark.both
def test_after_the_grace_what_was_saved_counts(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    noon.shift(LIMIT + GRACE + MOMENT)
    with nothing_changes():
        with pytest.raises(Refusal, match="The time for this attempt is over"):
            save(me, half)
        db.session.rollback()
        save(me, half, q3="", q4="")
    hand_in(me, half)
    assert results(half) == [(5000, False, False, Cause.SUBMITTED)]
    assert marks(half) == ["1", "1", "0", "0"]
    assert [one.response for one in queries.items(half.id)] == [[0], [0], None, None]


def test_nobody_has_to_say_that_gaps_are_meant(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    noon.shift(LIMIT + timedelta(days=3))
    empty = taking.Writing({}, half.version)
    taking.hand_in(me.actor, half, empty)
    assert results(half)[0][0] == 5000
    with nothing_changes():
        taking.hand_in(me.actor, half, empty)


def test_an_old_page_hands_in_after_the_time_too(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    """Its version is not asked for: nothing of it is kept."""
    noon.shift(LIMIT + GRACE + MOMENT)
    taking.hand_in(me.actor, half, taking.Writing({0: [1], 1: [1]}, 0))
    assert marks(half) == ["1", "1", "0", "0"]


def test_what_was_never_handed_in_keeps_its_place(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    """It is one of the two attempts, goes on being the open one, and fails nobody by itself."""
    noon.shift(timedelta(days=30))
    assert me.begun().id == half.id
    assert (me.standing.left, me.standing.passed, me.standing.submitted) == (1, False, [])
    hand_in(me, half)
    assert me.standing.next_at is not None
    noon.shift(timedelta(hours=1))
    assert me.took().number == 2


def test_a_correction_meanwhile(
    me: Learner, half: QuizAttempt, noon: time_machine.Traveller
) -> None:
    noon.shift(LIMIT + GRACE + MOMENT)
    brought(small(tags={"q3": "ungraded", "q4": "ungraded"}))
    hand_in(me, half, q1="Two", q2="Two")
    assert (marks(half), me.closed) == (["1", "1", "-", "-"], True)


def test_other_attempts_have_their_own_time(cast: Cast, noon: time_machine.Traveller) -> None:
    me = opened(cast, quiz(minutes=1, counts=Counts.LATEST)).me
    first = me.begun()
    noon.shift(timedelta(minutes=1) + GRACE + MOMENT)
    hand_in(me, first)
    second = me.begun()
    assert second.closes_at == second.began_at + timedelta(minutes=1)
    hand_in(me, second)
    assert [one.passed for one in me.standing.tried] == [False, True]


# On the pages.


def test_the_pages_say_how_long(me: Learner, visit: Visit) -> None:
    window, door = visit(me.person), f"/onboarding/{me.work.id}/quizzes/{QUIZ}"
    assert "Time 20 minutes" in words(window.get(door))
    page = window.follow(window.post(f"{door}/begin"))
    assert "Time until" in words(page)
    assert "12:20" in words(page)
    assert 'data-left="1200"' in page.text


def test_the_pages_say_that_it_is_over(
    me: Learner, half: QuizAttempt, visit: Visit, noon: time_machine.Traveller
) -> None:
    window, page = visit(me.person), f"/quizzes/attempts/{half.id}"
    late = posted(half, said("One"))
    noon.shift(LIMIT + MOMENT)
    assert f"{page}/hand-in" in window.get(page).text, "within the grace it can be filled in"
    assert "How many is q4?" in words(window.get(page))
    noon.shift(GRACE)
    told = words(window.get(page))
    assert "The time for this attempt is over. What was saved until then counts." in told
    assert not any(f"How many is {key}?" in told for key in KEYS)
    assert "The time of your attempt is over" in words(
        window.get(f"/onboarding/{me.work.id}/quizzes/{QUIZ}")
    )
    with nothing_changes():
        refused = window.post(f"{page}/save", **late)
        by_script = window.open(f"{page}/save", method="POST", headers=JSON,
                                data={"csrf_token": window.token, **late})  # fmt: skip
    assert refused.status_code == 409
    assert "time for this attempt is over" in words(refused)
    assert by_script.status_code == 409
    assert by_script.json is not None
    assert "is over" in by_script.json["problems"][0]
    result = window.follow(window.post(f"{page}/hand-in", version=str(half.version)))
    assert "50 %" in words(result)
    assert "You can try again" in words(result)


def test_a_late_page_that_hands_itself_in(
    me: Learner, half: QuizAttempt, visit: Visit, noon: time_machine.Traveller
) -> None:
    """Everything on it is filled in; what was saved counts, and it says so plainly."""
    window, page = visit(me.person), f"/quizzes/attempts/{half.id}"
    late = posted(half, said("One"))
    noon.shift(LIMIT + GRACE + MOMENT)
    result = window.follow(window.post(f"{page}/hand-in", **late))
    assert "50 %" in words(result)
    assert "You gave no answer." in words(result)
