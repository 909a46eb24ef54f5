"""The past of the kept lines is checked too: what was altered, removed or doubled is found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, insert, select, update

from lms.base.db import db
from lms.progress import rules, timeline
from lms.progress.models import Fact, SectionProgress
from lms.progress.work import every_work
from tests.cast import Cast, actor
from tests.conftest import NOON
from tests.progress.history import nothing_changes
from tests.progress.lines import rebuilt
from tests.progress.test_as_at import Story

HOUR, QUARTER, SECOND = timedelta(hours=1), timedelta(minutes=15), timedelta(seconds=1)
SECTION = "who-we-serve"


@pytest.fixture
def ticks(cast: Cast, noon: time_machine.Traveller) -> list[datetime]:
    """Three tasks of one section are ticked, an hour between them: when."""
    found: list[datetime] = []
    section = next(one for one in cast.work.outline.sections if one.key == SECTION)
    for task in section.tasks[:3]:
        noon.shift(HOUR)
        rules.tick(actor(cast.learner), cast.work, task.key)
        found.append(NOON + HOUR * (len(found) + 1))
    db.session.commit()
    noon.shift(HOUR)
    assert found_faults() == []
    return found


def found_faults() -> list[str]:
    db.session.expire_all()
    return list(timeline.faults(past=True))


def line(cast: Cast, since: datetime, key: str = SECTION) -> SectionProgress:
    """The line of a section that was written at a moment."""
    mine = select(SectionProgress).filter_by(
        enrollment_id=cast.work.id, section_key=key, recorded_at=since
    )
    return db.session.scalars(mine).one()


def change(row: SectionProgress, **values: Any) -> None:
    mine = update(SectionProgress).where(SectionProgress.id == row.id)
    db.session.execute(mine.values(**values))


def add_again(row: SectionProgress, **values: Any) -> None:
    names = [one.key for one in SectionProgress.__table__.columns if one.key != "id"]
    same = {name: getattr(row, name) for name in names}
    db.session.execute(insert(SectionProgress).values(**same | values))


def remove(row: SectionProgress, **_: Any) -> None:
    db.session.execute(delete(SectionProgress).where(SectionProgress.id == row.id))


Plant = Callable[[SectionProgress], None]
PLANTED: list[tuple[Plant, list[str]]] = [
    (lambda row: change(row, done=5), ["20:00 to 2026-03-04 21:00 UTC: kept 8 required, 5 done"]),
    (lambda row: change(row, due_on=None), ["due never, open until 2026-03-16"]),
    (lambda row: change(row, position=3), ["20:00 to 2026-03-04 21:00 UTC: kept 8 required, 1"]),
    (lambda row: change(row, state="done"), ["kept as “done”, its counts say “in-progress”"]),
    (remove, ["20:00 to 2026-03-04 21:00 UTC: the line is missing"]),
    (add_again, ["20:00 to 2026-03-04 21:00 UTC: 2 lines hold at once"]),
    (lambda row: change(row, superseded_at=NOON + 2 * HOUR + QUARTER), [
        "21:00 to 2026-03-04 21:15 UTC: 2 lines hold at once",
    ]),
    (lambda row: change(row, superseded_at=NOON + 2 * HOUR - QUARTER), [
        "20:45 to 2026-03-04 21:00 UTC: the line is missing",
    ]),
    (lambda row: change(row, recorded_at=NOON + HOUR + QUARTER), [
        "20:00 to 2026-03-04 20:15 UTC: the line is missing",
    ]),
    (lambda row: change(row, section_key="no-such"), [
        "section no-such, 2026-03-04 20:00 to 2026-03-04 21:00 UTC: kept 8 required, 1 done",
        "20:00 to 2026-03-04 21:00 UTC: the line is missing",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "said"), PLANTED)
def test_a_fault_of_the_past_is_named_and_mended(
    cast: Cast, ticks: list[datetime], plant: Plant, said: list[str]
) -> None:
    """With the section and the time; what holds now is right all along."""
    plant(line(cast, ticks[0]))
    db.session.commit()
    found = found_faults()
    assert len(found) == len(said)
    for one, words in zip(found, said, strict=True):
        assert one.startswith(f"enrollment {cast.work.id}, section ")
        assert words in one
    assert list(timeline.faults()) == []
    rebuilt()
    db.session.commit()
    assert found_faults() == []


def test_each_wrong_stretch_is_told_by_itself(cast: Cast, ticks: list[datetime]) -> None:
    """One line that lies over two others."""
    add_again(line(cast, ticks[0]), superseded_at=ticks[2])
    assert [one.partition(", 2026")[2] for one in found_faults()] == [
        "-03-04 20:00 to 2026-03-04 21:00 UTC: 2 lines hold at once",
        "-03-04 21:00 to 2026-03-04 22:00 UTC: 2 lines hold at once",
    ]


def test_a_fact_that_the_lines_never_heard_of(cast: Cast, ticks: list[datetime]) -> None:
    """Whoever dates a tick back changes what a past day must have shown."""
    db.session.execute(
        update(Fact).filter_by(enrollment_id=cast.work.id, recorded_at=ticks[1])
        .values(recorded_at=ticks[1] - 2 * QUARTER)
    )  # fmt: skip
    said = found_faults()
    assert [words in one for one, words in zip(said, ("(all)", SECTION), strict=True)] == [True] * 2
    assert all(", 2026-03-04 20:30 to 2026-03-04 21:00 UTC: kept" in one for one in said)


@pytest.mark.parametrize(("early", "right"), [(SECOND / 10, True), (90 * SECOND, False)])
def test_a_quarter_hour_may_end_between_a_fact_and_its_line(
    cast: Cast, ticks: list[datetime], early: timedelta, right: bool
) -> None:
    """Then the line begins with the next one. That is no fault, but only for a minute."""
    db.session.execute(
        update(Fact).filter_by(enrollment_id=cast.work.id, recorded_at=ticks[1])
        .values(recorded_at=ticks[1] - early)
    )  # fmt: skip
    assert (found_faults() == []) is right


def test_such_a_line_must_say_what_the_facts_said_before(cast: Cast, ticks: list[datetime]) -> None:
    """The minute excuses no other words."""
    db.session.execute(
        update(Fact).filter_by(enrollment_id=cast.work.id, recorded_at=ticks[1])
        .values(recorded_at=ticks[1] - SECOND)
    )  # fmt: skip
    change(line(cast, ticks[0]), done=7)
    assert len(found_faults()) == 2


@pytest.mark.both
@pytest.mark.parametrize("between", [7 * HOUR, timedelta(minutes=4)])
def test_a_long_story_is_right_at_every_moment(
    cast: Cast, noon: time_machine.Traveller, between: timedelta
) -> None:
    """Sent, returned, signed, revoked, waived, moved, on another edition; and written anew."""
    story = Story(cast, noon, actor(cast.learner), actor(cast.supervisor))
    for happens in story.moments().values():
        noon.shift(between)
        happens()
        db.session.commit()
    with nothing_changes():
        assert found_faults() == []
    rebuilt()
    db.session.commit()
    assert found_faults() == []


def test_only_those_asked_about(cast: Cast, ticks: list[datetime]) -> None:
    """A few at a time, so that thousands fit in memory."""
    mine, *others = sorted(every_work(), key=lambda one: one.id != cast.work.id)
    remove(line(cast, ticks[0]))
    assert list(timeline.faults(others, past=True)) == []
    assert len(list(timeline.faults([mine], past=True))) == 1
    assert list(timeline.faults([], past=True)) == []
