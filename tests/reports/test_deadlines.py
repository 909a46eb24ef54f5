"""Overdue and coming due: the earliest first, and nobody late who is away."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Leave
from lms.progress.access import visible
from lms.progress.models import Status
from lms.reports.asked import Asked
from lms.reports.team import team
from tests.cast import Cast, enrolled, posted
from tests.progress.playing import on_terms, send
from tests.reports.reading import column, read

DUE = date(2026, 3, 16)


def away(person_id: int, first: date, last: date | None) -> None:
    now = clock.now()
    db.session.add(Leave(person_id=person_id, starts_on=first, ends_on=last, first_at=now,
                         recorded_at=now))  # fmt: skip
    db.session.commit()


def states(officer: Actor, person: str = "Marisol Vega") -> dict[date, str]:
    rows = read("overdue", officer)
    return {row["Due"]: str(row["State"]) for row in rows if row["Person"] == person}


@pytest.mark.both
def test_what_falls_due_within_two_weeks(cast: Cast, officer: Actor) -> None:
    rows = read("overdue", officer)
    assert {row["Person"] for row in rows} == {"Marisol Vega", "Yonas Tesfaye"}
    first = rows[0]
    assert first == {
        "Person": "Marisol Vega", "Office": "Salt Lake City", "Supervisor": "Daniel Okafor",
        "Guide": "Intensive Case Management onboarding",
        "Section": "Learn More About Who We Serve", "Tasks open": 8, "Waiting for sign-off": 0,
        "Due": DUE, "Days late": -12, "State": "Coming due",
    }  # fmt: skip
    assert column(rows, "Due") == sorted(column(rows, "Due"))


@pytest.mark.parametrize(
    ("days", "state", "late"),
    [(9, "Due soon", -3), (12, "Due soon", 0), (13, "Overdue", 1), (40, "Overdue", 28)],
)
def test_how_late(
    cast: Cast, officer: Actor, noon: time_machine.Traveller, days: int, state: str, late: int
) -> None:
    noon.shift(timedelta(days=days))
    row = read("overdue", officer)[0]
    assert (row["State"], row["Days late"]) == (state, late)


@pytest.mark.both
@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (-1, 0, "On leave"), (0, None, "On leave"), (1, 9, "Overdue"), (-9, -1, "Overdue"),
    ],
)  # fmt: skip
def test_whoever_is_away_is_not_late(
    cast: Cast, officer: Actor, noon: time_machine.Traveller, first: int, last: int | None,
    state: str,
) -> None:  # fmt: skip
    noon.shift(timedelta(days=20))
    today = date(2026, 3, 24)
    until = None if last is None else today + timedelta(days=last)
    away(cast.learner.id, today + timedelta(days=first), until)
    assert states(officer)[DUE] == state
    assert states(officer, "Yonas Tesfaye")[DUE] == "Overdue"
    mine = [row for row in read("overdue", officer) if row["Person"] == "Marisol Vega"]
    assert (mine[0]["Days late"] is None) == (state == "On leave")


def test_leave_that_was_taken_back_counts_no_more(cast: Cast, officer: Actor) -> None:
    away(cast.learner.id, date(2026, 3, 1), None)
    assert set(states(officer).values()) == {"On leave"}
    db.session.query(Leave).update({"superseded_at": clock.now()})
    assert set(states(officer).values()) == {"Coming due"}


def test_what_was_sent_waits_and_is_not_open(cast: Cast, me: Actor, officer: Actor) -> None:
    before = {row["Section"]: row for row in read("overdue", officer)}
    task = "dv-protocol"
    send(me, cast.work, task)
    title = cast.work.outline.section_of[task].title
    (after,) = (row for row in read("overdue", officer)
                if row["Section"] == title and row["Person"] == "Marisol Vega")  # fmt: skip
    assert after["Waiting for sign-off"] == 1
    assert after["Tasks open"] == before[title]["Tasks open"] - 1


def test_whoever_left_or_withdrew_is_not_chased(cast: Cast, officer: Actor) -> None:
    on_terms(cast.work, status=Status.WITHDRAWN)
    assert states(officer) == {}
    people.deactivate(cast.colleague, actor_id=None)
    assert read("overdue", officer) == []


def test_whoever_begins_later_is_shown_with_the_next_post(cast: Cast, officer: Actor) -> None:
    """In a report as on the team page, also when another post follows after that."""
    hired = posted("Ana Lima", cast.office, cast.supervisor, since=date(2026, 3, 9))
    people.give_post(hired, cast.elsewhere, "other", supervisor=None, starts_on=date(2026, 6, 1))
    enrolled(hired)
    db.session.commit()
    rows = [row for row in read("overdue", officer) if row["Person"] == "Ana Lima"]
    assert {(row["Office"], row["Supervisor"]) for row in rows} == {
        ("Salt Lake City", "Daniel Okafor")
    }
    asked = Asked(cast.work.program_id, officer.today, search="Ana Lima")
    (line,) = team(visible(officer), asked).lines
    assert (line.office, line.supervisor) == ("Salt Lake City", "Daniel Okafor")
