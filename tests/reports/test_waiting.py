"""Approvals by age and signer: as the approvals page decides who signs, in working days."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import terms
from lms.progress.access import visible
from lms.progress.work import works_of
from lms.reports import waiting
from lms.reports.scope import Choice
from lms.shadowing.office_rules import Asked, change
from lms.shadowing.serving import Place
from lms.signoff import extensions
from tests.cast import Cast, actor
from tests.competencies.rated import rated, self_rated
from tests.progress.playing import send, sign
from tests.reports.reading import column, read
from tests.shadowing.logged import sent
from tests.training import recorded
from tests.visitor import Visitor, words

DAY = timedelta(days=1)
KEY, TALK, OFFICERS = "two-principles", "boundary-challenges", "Training officers"


def counted(actor: Actor, **chosen: object) -> dict[str, tuple[int, ...]]:
    found = waiting.groups(visible(actor), Choice(**chosen))  # type: ignore[arg-type]
    return {one.signer: one.numbers for one in found}


@pytest.mark.both
def test_what_waits(cast: Cast, me: Actor, officer: Actor) -> None:
    send(me, cast.work, KEY)
    (row,) = read("approvals", officer)
    title = cast.work.tasks[KEY].title
    assert row == {
        "Person": "Marisol Vega", "Office": "Salt Lake City", "Waits for": "Daniel Okafor",
        "Task": title, "Kind": "A reflection", "Sent": date(2026, 3, 4), "Working days": 0,
    }  # fmt: skip
    assert counted(officer) == {"Daniel Okafor": (1, 0, 0, 0)}


def test_nothing_of_what_was_written(cast: Cast, me: Actor, officer: Actor) -> None:
    send(me, cast.work, KEY)
    assert "What I make of it" not in str(read("approvals", officer))


def test_what_was_decided_waits_no_more(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    sign(boss, cast.work, send(me, cast.work, KEY))
    assert read("approvals", officer) == []
    assert counted(officer) == {}


@pytest.mark.both
@pytest.mark.parametrize(
    ("days", "working", "step"),
    [(0, 0, 0), (1, 1, 0), (2, 2, 1), (5, 2, 1), (6, 3, 1), (7, 4, 2), (8, 5, 2), (9, 6, 3)],
)  # Wednesday; Friday the 6th, Monday the 9th is a holiday
def test_age_is_counted_in_the_office_s_own_working_days(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller,
    days: int, working: int, step: int,
) -> None:  # fmt: skip
    people.close_on(cast.office, date(2026, 3, 9), "Founders’ Day")
    send(me, cast.work, KEY)
    noon.shift(days * DAY)
    assert column(read("approvals", officer), "Working days") == [working]
    assert [n for n, number in enumerate(counted(officer)["Daniel Okafor"]) if number] == [step]


@pytest.mark.both
def test_without_an_active_supervisor_the_officers_sign(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    send(me, cast.work, KEY)
    people.deactivate(cast.supervisor, actor_id=None)
    assert column(read("approvals", officer), "Waits for") == [OFFICERS]
    assert counted(officer) == {OFFICERS: (1, 0, 0, 0)}


def test_oldest_first_and_by_whoever_has_most(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    send(me, cast.work, TALK)
    noon.shift(DAY)
    send(me, cast.work, KEY)
    assert column(read("approvals", officer), "Kind") == ["A conversation", "A reflection"]
    people.give_post(cast.colleague, cast.office, "case-manager",
                     supervisor=cast.other_supervisor, starts_on=date(2026, 3, 5))  # fmt: skip
    db.session.flush()
    assert column(read("approvals", officer, supervisor_id=cast.other_supervisor.id), "Kind") == []
    assert counted(officer, supervisor_id=cast.supervisor.id) == {"Daniel Okafor": (2, 0, 0, 0)}


def test_a_question_for_more_time_waits_too(cast: Cast, me: Actor, officer: Actor) -> None:
    extensions.ask(me, cast.work, ("general-case-management", ""), date(2026, 4, 10), "On a course")
    (row,) = read("approvals", officer)
    assert (row["Kind"], row["Waits for"]) == ("A question for more time", "Daniel Okafor")
    assert row["Task"] == "More time for General Case Management"


def test_a_course_and_a_training_outside_wait_too(cast: Cast, me: Actor, officer: Actor) -> None:
    recorded.sent(me)
    recorded.asked(me)
    told = [(row["Kind"], row["Task"], row["Waits for"]) for row in read("approvals", officer)]
    assert told == [
        ("A course", "Case Management Assessment", "Daniel Okafor"),
        ("A training outside", recorded.TITLE, "Daniel Okafor"),
    ]


@pytest.mark.both
def test_a_review_of_competencies_waits_too(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    """From the moment on which its person has finished, until the supervisor has."""
    noon.shift(29 * DAY)
    self_rated(me, cast.learner)
    (row,) = read("approvals", officer)
    told = [row[name] for name in ("Kind", "Task", "Waits for", "Sent")]
    expected = ["A review of competencies", "30-day review", "Daniel Okafor", date(2026, 4, 2)]
    assert told == expected
    assert counted(officer) == {"Daniel Okafor": (1, 0, 0, 0)}
    rated(boss, cast.learner)
    assert read("approvals", officer) == []


def test_two_of_one_name_are_two_signers(cast: Cast, me: Actor, officer: Actor) -> None:
    send(me, cast.work, KEY)
    send(actor(cast.colleague), works_of(cast.colleague.id)[0], KEY)
    people.give_post(cast.colleague, cast.office, "case-manager",
                     supervisor=cast.other_supervisor, starts_on=date(2026, 3, 4))  # fmt: skip
    cast.other_supervisor.name = cast.supervisor.name
    db.session.flush()
    found = waiting.groups(visible(officer), Choice())
    assert [one.numbers for one in found] == [(1, 0, 0, 0)] * 2


@pytest.mark.both
def test_an_entry_of_the_log_waits_once_and_says_nothing_of_itself(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    """Also where it is for two tasks, and has a review for each."""
    change(cast.office, Asked(shares=True), actor_id=officer.id)
    keys = ("two-assessments", "practice-case-note")
    sent(me, tasks=[Place(cast.work.id, key) for key in keys], drafted=True)
    (row,) = read("approvals", officer)
    assert (row["Kind"], row["Task"], row["Waits for"]) == ("A log entry", None, "Daniel Okafor")
    assert counted(officer) == {"Daniel Okafor": (1, 0, 0, 0)}
    assert "Case A" not in str(row)


@pytest.mark.both
def test_an_entry_of_someone_on_no_guide_leads_to_no_record(
    cast: Cast, me: Actor, officer: Actor, visit: Callable[..., Visitor]
) -> None:
    terms.withdraw(officer, cast.work, terms.Why.OTHER)
    db.session.commit()
    sent(me)
    page = visit(cast.officer).get("/reports/approvals")
    assert page.status_code == 200
    assert "Marisol Vega" in words(page)
    assert "/record/" not in page.text
