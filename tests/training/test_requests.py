"""Outside training: asked for, approved or declined, taken back, and what it means for a course."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.base import clock
from lms.base.errors import Refusal
from lms.base.prose import ClientIdentified, Words
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.models import Outcome
from lms.training import decisions, records, requests, sending
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.training.offered import course
from tests.training.recorded import (
    TITLE,
    WISH,
    answer_of,
    approved,
    asked,
    review_of,
    with_file,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]


def test_asked_it_waits_for_the_supervisor(cast: Cast, me: Actor, boss: Actor) -> None:
    wish = asked(me)
    review = answer_of(wish)
    assert (review.title, review.proposed_on, review.closed_at) == (TITLE, WISH.on, None)
    assert (access.count_waiting(boss), access.count_waiting(actor(cast.officer))) == (1, 0)
    assert verbs(me.id)[-1] == "training-asked"
    with nothing_changes():
        assert asked(me) is wish
    assert asked(me, minutes=60) is not wish


def test_of_a_course_it_may_go_by_its_name(me: Actor) -> None:
    assert asked(me, course_id=course(), title="").title == "Case Management Assessment"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "A012 345 678"}, "title"),
        ({"provider": ""}, "provider"),
        ({"provider": "x" * 121}, "provider"),
        ({"course_id": 999}, "course"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://me:secret@example.org"}, "url"),
        ({"url": "https://example.org/" + "x" * 500}, "url"),
        ({"on": date(2026, 3, 3)}, "on"),
        ({"on": date.max}, "on"),
        ({"on": date.min}, "on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 6001}, "minutes"),
        ({"reason": Words(" ")}, "reason"),
    ],
)
def test_what_cannot_be_asked(me: Actor, change: dict[str, object], field: str) -> None:
    with nothing_changes(), pytest.raises(Refusal) as refused:
        requests.ask(me, replace(WISH, **change))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_guard_looks_at_the_reason(me: Actor) -> None:
    with nothing_changes(), pytest.raises(ClientIdentified):
        requests.ask(me, replace(WISH, reason=Words("For A012 345 678.")))


def test_approved(me: Actor, boss: Actor) -> None:
    wish = asked(me)
    review = answer_of(wish)
    requests.approve(boss, review)
    with nothing_changes():
        requests.approve(boss, review)
    with nothing_changes(), pytest.raises(Refusal, match="approved this meanwhile"):
        requests.decline(boss, review, Words("No."))
    assert requests.approved(wish.id)
    assert verbs(me.id)[-1] == "training-approved"


def test_declined_with_a_reason(me: Actor, boss: Actor) -> None:
    wish = asked(me)
    review = answer_of(wish)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        requests.decline(boss, review, Words(""))
    assert refused.value.field == "comment"
    requests.decline(boss, review, Words("The budget is spent."))
    with nothing_changes():
        requests.decline(boss, review, Words("The budget is spent."))
    others: tuple[Callable[[], object], ...] = (
        lambda: requests.decline(boss, review, Words("Other words.")),
        lambda: requests.approve(boss, review),
        lambda: requests.withdraw(me, wish),
    )
    for again in others:
        with nothing_changes(), pytest.raises(Refusal):
            again()
    assert not requests.approved(wish.id)
    assert asked(me) is not wish


def test_nobody_else_answers(cast: Cast, me: Actor, boss: Actor) -> None:
    review, own = answer_of(asked(me)), answer_of(asked(boss))
    for who in (cast.officer, cast.other_supervisor, cast.auditor):
        with nothing_changes(), pytest.raises(Refusal):
            requests.approve(actor(who), review)
    with nothing_changes(), pytest.raises(Refusal):
        requests.approve(boss, own)


def test_taken_back_before_and_after_it_was_approved(me: Actor, boss: Actor) -> None:
    for wish in (asked(me), approved(me, boss, minutes=60)):
        requests.withdraw(me, wish)
        with nothing_changes():
            requests.withdraw(me, wish)
        assert answer_of(wish).outcome == Outcome.WITHDRAWN
        with nothing_changes(), pytest.raises(Refusal):
            records.begin(me, None, request_id=wish.id)
    assert verbs(me.id)[-1] == "training-withdrawn"


def test_a_course_is_requested_until_it_is_confirmed(cast: Cast, me: Actor, boss: Actor) -> None:
    def requested() -> bool:
        found = requests.open_requests([me.id, boss.id])
        assert found <= {(me.id, course())}
        return bool(found)

    asked(me)  # of no course: nothing is requested by it
    assert not requested()
    wish = approved(me, boss, course_id=course(), on=me.today)
    assert requested()
    record = records.begin(me, None, request_id=wish.id)
    with_file(me, record)
    sending.send(me, record, writing(record))
    assert requested()
    before = clock.now()
    with clock.pretend(before + timedelta(hours=1)):
        decisions.confirm(boss, review_of(record), Words(), None)
        assert not requested()
    with clock.pretend(before + timedelta(hours=2)):
        assert requests.open_requests([me.id], before) == {(me.id, course())}
        decisions.reopen(boss, record, Words("It was another one."))
        assert requested()
        sending.give_up(me, record)
        assert not requested()


def test_declined_or_taken_back_nothing_is_requested(me: Actor, boss: Actor) -> None:
    one, two = asked(me, course_id=course()), asked(me, course_id=course(), minutes=30)
    requests.decline(boss, answer_of(one), Words("No."))
    requests.withdraw(me, two)
    assert requests.open_requests([me.id]) == set()
    assert requests.open_requests([]) == set()
