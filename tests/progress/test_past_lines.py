"""How far somebody was at the end of a past day: kept lines, facts and a rebuild say the same."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete

from lms.base import chain_check, clock
from lms.base.db import db
from lms.progress import timeline
from lms.progress.models import SectionProgress, Status
from tests.cast import Cast, actor
from tests.progress.history import rows
from tests.progress.lines import QUARTER, as_at, ends, history, joined, rebuilt, worked_out
from tests.progress.playing import on_terms
from tests.progress.test_as_at import Story

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def play(cast: Cast, noon: time_machine.Traveller) -> Callable[[timedelta], list[datetime]]:
    """Play the long story with so much time between its moments; gives these."""

    def tell(between: timedelta) -> list[datetime]:
        story = Story(cast, noon, actor(cast.learner), actor(cast.supervisor))
        found = [datetime.now(UTC)]
        for happens in story.moments().values():
            noon.shift(between)
            happens()
            db.session.commit()
            found.append(datetime.now(UTC))
        return found

    return tell


Play = Callable[[timedelta], list[datetime]]


@pytest.mark.parametrize("between", [7 * HOUR, 4 * MINUTE])
def test_each_quarter_hour_is_kept_as_it_ended(cast: Cast, play: Play, between: timedelta) -> None:
    """Before each moment of the story and after it."""
    moments = play(between)
    around = {at for one in moments for at in ends(max(one - QUARTER, moments[0]), one)}
    for at in sorted(around):
        assert as_at(cast.work.id, at) == worked_out(cast.work.id, at), at


@pytest.mark.both
def test_each_day_is_kept_as_it_ended_at_the_offices_midnight(cast: Cast, play: Play) -> None:
    moments, zone = play(7 * HOUR), cast.office.time_zone
    first, last = (clock.today(zone, at) for at in (moments[0], moments[-1]))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert len(days) == 9
    for day in days:
        at = clock.end_of(day, zone)
        assert as_at(cast.work.id, at) == worked_out(cast.work.id, at), day


@pytest.mark.both
def test_a_rebuild_writes_the_same_history(cast: Cast, play: Play) -> None:
    """Every row with its first and its last moment."""
    play(HOUR)
    before = history(cast.work.id)
    assert len(before) == 7
    assert len(before["general-case-management"]) > 10
    assert rebuilt() == 2
    db.session.commit()
    assert history(cast.work.id) == before
    assert rebuilt() == 2
    assert history(cast.work.id) == before
    assert list(chain_check.faults()) == []


def test_a_rebuild_leaves_out_what_lasted_less_than_a_quarter_hour(cast: Cast, play: Play) -> None:
    """Taken back at once, it leaves a seam between two like rows: the rebuild knows of none."""
    play(4 * MINUTE)
    before = history(cast.work.id)
    rebuilt()
    assert history(cast.work.id) == joined(before)


def test_a_line_lasts_until_the_next_one(cast: Cast, play: Play) -> None:
    """No gap, no overlap, one that lasts; all on quarter hours."""
    play(5 * MINUTE)
    for spans in history(cast.work.id).values():
        starts, stops = [row[1] for row in spans], [row[2] for row in spans]
        assert starts == sorted(set(starts))
        assert [*starts[1:], None] == stops
        assert all(at == clock.quarter(at) for at in starts)


def test_a_rebuild_in_the_middle_changes_nothing_afterwards(
    cast: Cast, play: Play, noon: time_machine.Traveller
) -> None:
    """The quarter hour that has not ended goes on as before."""
    play(4 * MINUTE)
    rebuilt()
    noon.shift(MINUTE)
    Story(cast, noon, actor(cast.learner), actor(cast.supervisor)).move(date(2026, 3, 26))
    assert list(timeline.faults()) == []
    before = history(cast.work.id)
    rebuilt()
    assert history(cast.work.id) == joined(before)


def test_what_someone_left_is_rebuilt_as_well(
    cast: Cast, play: Play, noon: time_machine.Traveller
) -> None:
    """A leaver's record is asked for years later."""
    play(HOUR)
    noon.shift(HOUR)
    on_terms(cast.work, status=Status.WITHDRAWN)
    before = history(cast.work.id)
    rebuilt()
    assert history(cast.work.id) == before
    assert list(timeline.faults()) == []


@pytest.mark.both
def test_only_what_is_missing(cast: Cast, play: Play) -> None:
    """After an upgrade: who has lines keeps every row of them, with its id."""
    play(HOUR)
    other = cast.work.id + 1
    before, kept = history(cast.work.id), rows("section_progress")
    assert rebuilt(missing_only=True) == 0
    assert rows("section_progress") == kept
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=cast.work.id))
    assert rebuilt(missing_only=True) == 1
    assert history(cast.work.id) == before
    others = {key: row for key, row in kept.items() if row["enrollment_id"] == other}
    assert others.items() <= rows("section_progress").items()
    assert rebuilt(missing_only=True) == 0
    db.session.commit()
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []
