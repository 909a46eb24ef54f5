"""The kept lines and marks: a check finds what the facts do not say, a rebuild mends it.

Now and at every past moment: an auditor asks how far somebody was at the end of March.
"""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from lms.base import chain_check, clock, events
from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import rules, timeline
from lms.progress.models import DueDate, Enrollment, Fact, Kind, SectionProgress
from lms.progress.sections import Tally
from tests.cast import Cast, actor, enrolled, posted
from tests.conftest import NOON
from tests.progress.history import history_grows, nothing_changes, rows
from tests.progress.lines import rebuilt
from tests.progress.playing import finish, send
from tests.together import together

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


def section(work: int, key: str = SECTION, **values: object) -> None:
    mine = update(SectionProgress).filter_by(
        enrollment_id=work, section_key=key, superseded_at=None
    )
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


def lose_the_line(work: int, key: str = SECTION) -> None:
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=work, section_key=key))


def add_a_line(work: int) -> None:
    db.session.execute(
        insert(SectionProgress).values(
            enrollment_id=work,
            section_key="no-such",
            position=9,
            state="done",
            recorded_at=NOON,
            **Tally()._asdict(),
        )
    )


def move_the_due_date(work: int) -> None:
    mine = update(DueDate).filter_by(enrollment_id=work, section_key=SECTION, task_key="")
    db.session.execute(mine.values(due_on=date(2026, 4, 1)))


def said(
    done: int, required: int = 8, *, due: str = "2026-03-16", open_until: str = "never",
    completed: bool = True,
) -> str:  # fmt: skip
    """A line of the first section in the words of the check."""
    return (
        f"{required} required, {done} done, 0 waived, 0 submitted, 0 returned, 8 begun, due "
        f"{due}, open until {open_until}, completed {'2026-03-04' if completed else 'not yet'}"
    )


RIGHT = said(8)
NAME = f"section {SECTION}: kept"
FAULTS: list[tuple[Callable[[int], None], list[str]]] = [
    (lambda work: section(work, done=9), [f"{NAME} {said(9)}, the ledger says {RIGHT}"]),
    (lambda work: section(work, required=7), [f"{NAME} {said(8, 7)}, the ledger says {RIGHT}"]),
    (lambda work: section(work, completed_on=None), [f"{NAME} {said(8, completed=False)}, the"]),
    (lambda work: section(work, due_on=None), [f"{NAME} {said(8, due='never')}, the ledger"]),
    (lambda work: section(work, open_due=TODAY), ["open until 2026-03-04, completed 2026-03-04"]),
    (lambda work: section(work, returned=1), ["0 submitted, 1 returned, 8 begun"]),
    (lambda work: section(work, position=2), [f"{NAME} {RIGHT}, the ledger says {RIGHT}"]),
    (lambda work: section(work, key="", done=0), ["section (all): kept 114 required, 0 done"]),
    (lambda work: section(work, state="returned"), [
        f"section {SECTION}: kept as “returned”, its counts say “done”",
    ]),
    (move_the_due_date, [f"{NAME} {RIGHT}, the ledger says {said(8, due='2026-04-01')}"]),
    (lose_a_tick, [
        "section (all): kept 114 required, 12 done",
        f"{NAME} {RIGHT}, the ledger says {said(7, open_until='2026-03-16', completed=False)}",
        f"task {TASK}: marked done 2026-03-04, the facts say None",
    ]),
    (lose_the_line, [f"section {SECTION}: the line is missing"]),
    (lambda work: lose_the_line(work, ""), ["section (all): the line is missing"]),
    (add_a_line, ["section no-such: no such section in its edition"]),
    (take_the_mark_away, [f"task {TASK}: marked done None, the facts say 2026-03-04"]),
    (date_the_mark_back, [f"task {TASK}: marked done 2026-01-01, the facts say 2026-03-04"]),
    (mark_what_is_not_done, [
        "12 begun, due 2026-06-01",
        "section general-case-management: kept 17 required, 2 done",
        "task nasw-code: marked done 2026-03-04, the facts say None",
    ]),
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
        assert rebuilt() == 2
    assert list(timeline.faults()) == []


def test_a_rebuild_of_what_is_right_changes_no_fact_and_no_line(work: int) -> None:
    def lines() -> list[tuple[object, ...]]:
        kept = rows(SectionProgress.__tablename__).values()
        return sorted(tuple(v for name, v in line.items() if name != "id") for line in kept)

    facts, before = rows(Fact.__tablename__), lines()
    rebuilt()
    assert rows(Fact.__tablename__) == facts
    assert lines() == before


def test_checking_changes_nothing(work: int) -> None:
    with nothing_changes():
        assert list(timeline.faults()) == []


@pytest.mark.both
def test_rebuilding_while_others_take_many_people(app: Flask, cast: Cast) -> None:
    """Enrolled in another order than they were added: nobody waits for each other in a circle."""
    people = [posted(f"Learner {n}", cast.office, cast.supervisor) for n in range(12)]
    for one in reversed(people):
        enrolled(one)
    ids = [one.id for one in people]

    def write() -> int:
        for _ in range(20):
            events.record_all([events.NewLine(events.person(n), "told", None, {}) for n in ids])
            db.session.commit()
        return len(ids)

    assert together(app, rebuilt, write, rebuilt) == [14, 12, 14]
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


@pytest.mark.parametrize("key", ["ticked", "sent", "early"])
def test_whoever_has_no_lines_yet_can_work_all_the_same(cast: Cast, me: Actor, key: str) -> None:
    """The tables were brought up to date by other means than our command."""
    db.session.execute(delete(SectionProgress).filter_by(enrollment_id=cast.work.id))
    if key == "sent":
        send(me, cast.work, "two-principles")
    else:
        rules.tick(me, cast.work, {"ticked": "nasw-code", "early": "dv-training"}[key])
    assert list(timeline.faults()) == []
