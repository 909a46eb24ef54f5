"""Training hours: every minute has a source, and what nobody stated is not guessed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import Fact, Kind
from lms.signoff import decisions
from tests.cast import Cast
from tests.progress.playing import finish
from tests.reports.reading import read

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
