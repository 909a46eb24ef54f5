"""Nobody is stuck: what waits finds its signer, and what waits too long is seen by the officer."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress.work import works_of
from lms.signoff import queries
from lms.signoff.late import waiting_long
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.playing import finish, send
from tests.statements import statements
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
KEY, TALK, DAY = "two-principles", "boundary-challenges", timedelta(days=1)


def late(officer: Actor) -> list[tuple[str, str | None]]:
    lines, _ = waiting_long(officer, 5)
    return [(line.learner, line.supervisor) for line in lines]


def test_after_five_working_days_the_officer_sees_it(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """Sent on a Wednesday: a week later, when Monday was a holiday, one day more."""
    people.close_on(cast.office, date(2026, 3, 9), "Founders’ day")
    send(me, cast.work, KEY)
    for _ in range(7):
        noon.shift(DAY)
        assert late(actor(cast.officer)) == []
    noon.shift(DAY)  # Thursday: Thu, Fri, Tue, Wed, Thu
    assert late(actor(cast.officer)) == [("Marisol Vega", "Daniel Okafor")]
    assert late(actor(cast.other_officer)) == []
    assert late(actor(cast.supervisor)) == []


def test_an_office_sets_its_own_patience(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    cast.office.escalate_days = 2
    send(me, cast.work, KEY)
    noon.shift(DAY)
    assert late(actor(cast.officer)) == []
    noon.shift(DAY)
    assert late(actor(cast.officer)) == [("Marisol Vega", "Daniel Okafor")]
    cast.office.escalate_days = 60
    assert late(actor(cast.officer)) == []


def test_what_the_officer_decides_is_not_listed_twice(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    send(me, cast.work, KEY)
    people.deactivate(cast.supervisor, actor_id=None)
    noon.shift(30 * DAY)
    officer = actor(cast.officer)
    assert late(officer) == []
    assert len(queries.waiting(officer)[0]) == 1


def test_the_page_says_who_waits_for_whom_and_no_word_of_it(
    cast: Cast, me: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    send(me, cast.work, KEY)
    noon.shift(30 * DAY)
    for path in ("/approvals", "/approvals/late"):
        page = visit(cast.officer).get(path)
        assert "Marisol Vega" in words(page)
        assert "Daniel Okafor" in words(page)
        assert "What I make of it" not in page.text


def test_a_leaver_keeps_nobody_waiting(
    cast: Cast, me: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    review = send(me, cast.work, KEY)
    people.deactivate(cast.learner, actor_id=None)
    noon.shift(30 * DAY)
    assert queries.waiting(actor(cast.supervisor))[0] == []
    assert late(actor(cast.officer)) == []
    assert visit(cast.supervisor).get(f"/approvals/{review.id}").status_code == 403


PAGES = ("/team", "/approvals", "/record/{0}", "/record/{0}/together",
         "/record/{0}/tasks/boundary-challenges")  # fmt: skip


@pytest.mark.both
def test_pages_ask_as_much_with_many_people_and_tasks(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    """Counted with almost nothing there, and with a dozen people and a third of a guide done."""
    before = _queries(cast, visit)
    keys = [key for key, task in cast.work.tasks.items() if task.count == 1][:40]
    for number, key in enumerate(keys):
        if number % 2 and cast.work.tasks[key].signers != "none":
            send(me, cast.work, key)
        else:
            finish(me, boss, cast.work, key)
    for number in range(10):
        hired = posted(f"Hire {number}", cast.office, cast.supervisor)
        send(actor(hired), enrolled(hired), TALK)
    assert len(works_of(cast.learner.id)) == 1
    assert _queries(cast, visit) == before


def _queries(cast: Cast, visit: Visit) -> dict[str, int]:
    window, found = visit(cast.supervisor), {}
    for page in PAGES:
        path = page.format(cast.work.id)
        assert window.get(path).status_code == 200
        with statements() as seen:
            window.get(path)
        found[page] = len(seen)
    return found
