"""Training hours: every minute has a source, and what nobody stated is not guessed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import Fact, Kind
from lms.shadowing import decisions as accepting
from lms.shadowing.office_rules import Asked, change
from lms.shadowing.serving import Place
from lms.signoff import decisions
from tests.cast import Cast, actor
from tests.progress.playing import finish
from tests.reports.reading import read
from tests.shadowing.logged import accepted, sent

STATED, UNKNOWN, TODAY = "trauma-informed-overview", "nasw-code", date(2026, 3, 4)
COLUMNS = (
    "Tasks done", "Minutes entered", "Minutes stated by the publisher", "Hours known",
    "Tasks with time not known",
)  # fmt: skip


def numbers(officer: Actor, **chosen: object) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in COLUMNS) for row in read("hours", officer, **chosen)]


@pytest.mark.both
def test_what_the_publisher_states_counts_and_the_rest_is_not_known(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    rules.tick(me, cast.work, STATED)
    rules.tick(me, cast.work, UNKNOWN)
    assert numbers(officer) == [(2, 0, 59, 0.98, 1)]


@pytest.mark.both
def test_what_was_entered_goes_before_what_is_stated(cast: Cast, me: Actor, officer: Actor) -> None:
    held = rules.lock(cast.work)
    task = cast.work.tasks[STATED]
    rules.record(me, held, task, Kind.TICK, on=TODAY, minutes=75)
    held = rules.lock(cast.work)
    rules.record(me, held, cast.work.tasks[UNKNOWN], Kind.TICK, on=TODAY, minutes=15)
    assert numbers(officer) == [(2, 90, 0, 1.5, 0)]


def test_what_is_not_done_or_taken_back_counts_nothing(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    assert numbers(officer) == []
    rules.tick(me, cast.work, STATED)
    rules.untick(me, cast.work, STATED)
    assert numbers(officer) == []


def test_a_waived_task_took_no_time(cast: Cast, officer: Actor) -> None:
    decisions.waive(officer, cast.work, STATED, "Heard it before.")
    assert numbers(officer) == []


def test_only_these_days(cast: Cast, me: Actor, officer: Actor) -> None:
    rules.tick(me, cast.work, STATED)
    assert numbers(officer, since=TODAY, until=TODAY) == [(1, 0, 59, 0.98, 0)]
    assert numbers(officer, since=TODAY + timedelta(days=1)) == []
    assert numbers(officer, until=TODAY - timedelta(days=1)) == []


def test_a_task_that_the_edition_no_longer_has_still_counts_as_not_known(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    finish(me, boss, cast.work, STATED)
    db.session.execute(update(Fact).values(task_key="long-gone"))
    assert numbers(officer) == [(1, 0, 0, 0.0, 1)]


ASSESSMENTS, NOTE = "two-assessments", "practice-case-note"
MET = date(2026, 3, 3)  # the day of every entry here


@pytest.mark.both
def test_an_accepted_entry_counts_whether_or_not_its_task_is_done(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    sent(me, minutes=200)
    assert numbers(officer) == [], "what waits is not accepted yet"
    accepted(me, boss, minutes=50)
    assert numbers(officer) == [(0, 50, 0, 0.83, 0)]
    accepted(me, boss, tasks=[], minutes=40)
    assert numbers(officer) == [(0, 90, 0, 1.5, 0)]


@pytest.mark.both
def test_the_minutes_of_a_task_that_entries_closed_count_once(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    accepted(me, boss, minutes=50)
    last = accepted(me, boss, minutes=70)
    assert numbers(officer) == [(1, 120, 0, 2.0, 0)], "its time is known"
    accepting.reopen(boss, last, Words("This was an intake."))
    assert numbers(officer) == [(0, 50, 0, 0.83, 0)]


@pytest.mark.both
def test_an_entry_for_two_tasks_counts_once(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    change(cast.office, Asked(shares=True), actor_id=officer.id)
    places = [Place(cast.work.id, key) for key in (ASSESSMENTS, NOTE)]
    entry = accepted(me, boss, tasks=places, minutes=45, drafted=True)
    assert numbers(officer) == [(1, 45, 0, 0.75, 0)], "the note is done, and its time is known"
    accepting.unlink(boss, entry, places[0])
    accepting.unlink(boss, entry, places[1])
    assert numbers(officer) == [(0, 45, 0, 0.75, 0)], "it took place all the same"


@pytest.mark.both
def test_an_entry_counts_on_the_day_it_took_place(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """Not on that of its acceptance, which may be in another year."""
    accepted(me, boss, minutes=50)
    assert numbers(officer, since=MET, until=MET) == [(0, 50, 0, 0.83, 0)]
    assert numbers(officer, since=TODAY) == []


def test_nobody_else_sees_the_minutes(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss, minutes=50)
    assert numbers(actor(cast.other_supervisor)) == []
