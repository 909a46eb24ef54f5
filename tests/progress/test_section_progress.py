"""The kept lines and marks: a check finds what the facts do not say, a rebuild mends it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, insert, update

from lms.base import clock
from lms.base.db import db
from lms.progress import rules, timeline
from lms.progress.models import DueDate, Enrollment, Fact, Kind, SectionProgress
from tests.cast import Cast, actor
from tests.progress.history import history_grows, nothing_changes, rows
from tests.progress.playing import finish

TODAY = date(2026, 3, 4)
SECTION, TASK = "who-we-serve", "unhcr-role"


@pytest.fixture
def work(cast: Cast) -> int:
    """An enrollment with some of everything done; its first section is complete."""
    learner, boss = actor(cast.learner), actor(cast.supervisor)
    for task in cast.work.outline.sections[0].tasks:
        rules.tick(learner, cast.work, task.key)
    for key in ("two-principles", "boundary-challenges", "three-case-files", "two-assessments"):
        finish(learner, boss, cast.work, key)
    rules.untick(learner, cast.work, TASK)
    rules.tick(learner, cast.work, TASK)
    db.session.commit()
    assert list(timeline.faults()) == []
    return cast.work.id


def section(work: int, **values: object) -> None:
    mine = update(SectionProgress).filter_by(enrollment_id=work, section_key=SECTION)
    db.session.execute(mine.values(**values))


def fact(work: int, kind: Kind, **values: object) -> None:
    mine = update(Fact).filter_by(enrollment_id=work, task_key=TASK, kind=kind, superseded_at=None)
    db.session.execute(mine.values(**values))


def take_the_mark_away(work: int) -> None:
    fact(work, Kind.DONE, superseded_at=clock.now())


def date_the_mark_back(work: int) -> None:
    fact(work, Kind.DONE, effective_on=date(2026, 1, 1))


def mark_what_is_not_done(work: int) -> None:
    person_id = db.session.get_one(Enrollment, work).person_id
    db.session.execute(
        insert(Fact).values(
            person_id=person_id, enrollment_id=work, kind=Kind.DONE, task_key="nasw-code",
            effective_on=TODAY, recorded_at=clock.now(),
        )
    )  # fmt: skip


def lose_a_tick(work: int) -> None:
    fact(work, Kind.TICK, superseded_at=clock.now())


def lose_the_line(work: int) -> None:
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=work, section_key=SECTION))


def add_a_line(work: int) -> None:
    db.session.execute(
        insert(SectionProgress).values(
            enrollment_id=work, section_key="no-such", position=9, required=1, done=0
        )
    )


def move_the_due_date(work: int) -> None:
    mine = update(DueDate).filter_by(enrollment_id=work, section_key=SECTION, task_key="")
    db.session.execute(mine.values(due_on=date(2026, 4, 1)))


NAME = f"section {SECTION}: kept 8 of 8, due 2026-03-16, completed 2026-03-04, the ledger says"
FAULTS: list[tuple[Callable[[int], None], list[str]]] = [
    (lambda work: section(work, done=9), ["kept 9 of 8, due 2026-03-16, completed 2026-03-04"]),
    (lambda work: section(work, required=7), ["kept 8 of 7, due 2026-03-16"]),
    (lambda work: section(work, completed_on=None), ["completed not yet, the ledger says 8 of 8"]),
    (lambda work: section(work, due_on=None), ["8 of 8, due never, completed 2026-03-04"]),
    (move_the_due_date, [f"{NAME} 8 of 8, due 2026-04-01, completed 2026-03-04"]),
    (lose_a_tick, [f"{NAME} 7 of 8, due 2026-03-16, completed not yet",
                   f"task {TASK}: marked done 2026-03-04, the facts say None"]),
    (lose_the_line, [f"section {SECTION}: the line is missing"]),
    (add_a_line, ["section no-such: no such section in its edition"]),
    (take_the_mark_away, [f"task {TASK}: marked done None, the facts say 2026-03-04"]),
    (date_the_mark_back, [f"task {TASK}: marked done 2026-01-01, the facts say 2026-03-04"]),
    (mark_what_is_not_done, ["task nasw-code: marked done 2026-03-04, the facts say None"]),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "said"), FAULTS)
def test_a_fault_is_named_and_mended(
    work: int, plant: Callable[[int], None], said: list[str]
) -> None:
    plant(work)
    db.session.commit()
    found = list(timeline.faults())
    assert len(found) == len(said)
    for line, words in zip(found, said, strict=True):
        assert line.startswith(f"enrollment {work}, ")
        assert words in line
    with history_grows():
        assert timeline.rebuild() == 2
    assert list(timeline.faults()) == []


def test_a_rebuild_of_what_is_right_changes_no_fact_and_no_line(work: int) -> None:
    def lines() -> list[tuple[object, ...]]:
        kept = rows(SectionProgress.__tablename__).values()
        return sorted(tuple(v for name, v in line.items() if name != "id") for line in kept)

    facts, before = rows(Fact.__tablename__), lines()
    timeline.rebuild()
    assert rows(Fact.__tablename__) == facts
    assert lines() == before


def test_checking_changes_nothing(work: int) -> None:
    with nothing_changes():
        assert list(timeline.faults()) == []
