"""Enrolling, ticking and counting: what is written, what is refused, what happens twice."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Event
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.progress import ledger, queries, rules, timeline
from lms.progress.due import Calendar
from lms.progress.models import Fact, Kind, Status, Term
from lms.progress.section_progress import Kept
from lms.progress.work import Work, works_of
from tests.cast import START, Cast, actor, person
from tests.databases import GUIDE
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import finish
from tests.together import together

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
TICKED, COUNTED, PARTS = "nasw-code", "three-cases-notes", "three-case-files"
FIRST, SECOND = "who-we-serve", "general-case-management"
NEVER = "2-on-a-guide-of-its-own"


def facts(work: Work, key: str) -> list[tuple[str, str | None, date]]:
    """What holds today for a task."""
    return [(row.kind, row.part, row.effective_on) for row in ledger.facts(work.id)[key]]


def section(work: Work, key: str) -> tuple[int, int, date | None]:
    """The kept line of a section."""
    row = next(line for line in Kept(work.id).sections if line.section_key == key)
    return row.tally.done, row.tally.required, row.completed_on


def enroll(person_id: int, start: date = START, closed: tuple[date, ...] = ()) -> Work:
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    return rules.enroll(
        person_id,
        edition,
        start,
        job_role="case-manager",
        actor_id=None,
        calendar=Calendar(frozenset(closed)),
    )


def test_enrolling_writes_dates_lines_and_the_record(cast: Cast) -> None:
    newcomer = person("Ana Lima")
    work = enroll(newcomer.id, closed=(date(2026, 3, 16),))
    assert (work.person_id, work.edition, work.status) == (newcomer.id, 1, Status.ACTIVE)
    due = queries.due_dates(work.id)
    assert due[FIRST, ""] == due["additional-resources", "dv-protocol"] == date(2026, 3, 17)
    assert len(due) == 9
    lines = Kept(work.id).sections
    assert [line.tally.required for line in lines] == [8, 17, 30, 15, 41, 3]
    assert {(line.tally.done, line.completed_on) for line in lines} == {(0, None)}
    assert [line.due_on for line in lines] == [due[line.section_key, ""] for line in lines]
    assert verbs(newcomer.id) == ["person-added", "enrolled"]
    data = db.session.scalars(select(Event.data).where(Event.verb == "enrolled")).all()[-1]
    assert data == {"enrollment": work.id, "program": GUIDE, "edition": 1, "on": "2026-03-02"}
    assert list(timeline.faults()) == []


def test_nobody_is_on_a_program_twice(cast: Cast) -> None:
    with nothing_changes(), pytest.raises(Refusal, match="on this program already"):
        enroll(cast.learner.id)


@pytest.mark.both
def test_enrolled_by_two_at_once(app: Flask, cast: Cast) -> None:
    newcomer = person("Ana Lima").id
    answers = together(app, *[lambda: enroll(newcomer)] * 3)
    assert sum(isinstance(answer, Work) for answer in answers) == 1
    assert len(works_of(newcomer)) == 1
    assert verbs(newcomer).count("enrolled") == 1


def test_an_impossible_start_enrolls_nobody(cast: Cast) -> None:
    newcomer = person("Ana Lima")
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match="a guide starts in 2000 or later"):
            enroll(newcomer.id, date(1999, 12, 31))
        db.session.rollback()


def test_a_tick(cast: Cast, me: Actor) -> None:
    rules.tick(me, cast.work, TICKED)
    assert facts(cast.work, TICKED) == [("tick", None, TODAY), ("done", None, TODAY)]
    assert section(cast.work, SECOND) == (1, 17, None)
    assert verbs(cast.learner.id)[-1] == "ticked"
    with nothing_changes():
        rules.tick(me, cast.work, TICKED)
    assert list(timeline.faults()) == []


def test_a_tick_taken_back(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    rules.tick(me, cast.work, TICKED)
    noon.shift(DAY)
    with history_grows() as superseded:
        rules.untick(me, cast.work, TICKED)
    assert [(line["kind"], line["effective_on"]) for line in superseded] == [
        ("tick", TODAY), ("done", TODAY),
    ]  # fmt: skip
    assert facts(cast.work, TICKED) == []
    assert section(cast.work, SECOND) == (0, 17, None)
    assert verbs(cast.learner.id)[-2:] == ["ticked", "unticked"]
    with nothing_changes():
        rules.untick(me, cast.work, TICKED)
    rules.tick(me, cast.work, TICKED)
    assert facts(cast.work, TICKED) == [("tick", None, TODAY + DAY), ("done", None, TODAY + DAY)]
    assert list(timeline.faults()) == []


@pytest.mark.both
def test_a_double_click_ticks_once(app: Flask, cast: Cast, me: Actor) -> None:
    work = cast.work
    together(app, *[lambda: rules.tick(me, work, TICKED)] * 4)
    assert len(facts(work, TICKED)) == 2
    assert verbs(me.id).count("ticked") == 1


@pytest.mark.parametrize(
    "key", ["two-principles", "boundary-challenges", "two-assessments", COUNTED, PARTS]
)
def test_what_takes_more_than_a_tick(cast: Cast, me: Actor, key: str) -> None:
    with nothing_changes():
        with pytest.raises(Refusal, match="more than a tick"):
            rules.tick(me, cast.work, key)
        rules.untick(me, cast.work, key)


def test_unknown_tasks_are_not_found(cast: Cast, me: Actor) -> None:
    with nothing_changes():
        for change in (rules.tick, rules.untick):
            with pytest.raises(NotFound):
                change(me, cast.work, NEVER)
        for key, part in ((NEVER, ""), (TICKED, ""), (PARTS, ""), (PARTS, "shut"), (COUNTED, "a")):
            with pytest.raises(NotFound):
                rules.count(me, cast.work, key, part, 1)


def test_a_program_that_was_left_stays_as_it_is(cast: Cast, me: Actor) -> None:
    """Also where it was left while this request was on its way, with the work as it was before."""
    db.session.execute(update(Term).values(status=Status.WITHDRAWN))
    with nothing_changes():
        with pytest.raises(Refusal, match="was left"):
            rules.tick(me, cast.work, TICKED)
        with pytest.raises(Refusal, match="was left"):
            rules.count(me, cast.work, COUNTED, "", 1)


def test_two_open_files_and_a_closed_one(cast: Cast, me: Actor) -> None:
    rules.count(me, cast.work, PARTS, "open", 2)
    assert facts(cast.work, PARTS) == [("piece", "open", TODAY)] * 2
    rules.count(me, cast.work, PARTS, "closed", 1)
    assert ("done", None, TODAY) in facts(cast.work, PARTS)
    with history_grows() as superseded:
        rules.count(me, cast.work, PARTS, "open", 1)
    assert sorted(line["kind"] for line in superseded) == ["done", "piece"]
    assert facts(cast.work, PARTS) == [("piece", "open", TODAY), ("piece", "closed", TODAY)]
    rules.count(me, cast.work, PARTS, "closed", 0)
    assert facts(cast.work, PARTS) == [("piece", "open", TODAY)]
    assert verbs(me.id)[-4:] == ["counted"] * 4
    assert list(timeline.faults()) == []


def test_counting_states_the_number_wanted(cast: Cast, me: Actor) -> None:
    with nothing_changes():
        rules.count(me, cast.work, COUNTED, "", 0)
    rules.count(me, cast.work, COUNTED, "", 3)
    assert facts(cast.work, COUNTED) == [("piece", None, TODAY)] * 3 + [("done", None, TODAY)]
    with nothing_changes():
        rules.count(me, cast.work, COUNTED, "", 3)


@pytest.mark.parametrize("number", [-1, 3, 10**20])
def test_no_more_is_counted_than_is_asked_for(cast: Cast, me: Actor, number: int) -> None:
    with nothing_changes(), pytest.raises(Refusal, match=r"asks for 2\."):
        rules.count(me, cast.work, PARTS, "open", number)


def test_the_first_section_is_done_by_ticks(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    keys = [task.key for task in cast.work.outline.sections[0].tasks]
    for key in keys[:-1]:
        rules.tick(me, cast.work, key)
    assert section(cast.work, FIRST) == (7, 8, None)
    noon.shift(2 * DAY)
    rules.tick(me, cast.work, keys[-1])
    assert section(cast.work, FIRST) == (8, 8, TODAY + 2 * DAY)
    assert verbs(me.id)[-2:] == ["section-completed", "ticked"]
    rules.untick(me, cast.work, keys[0])
    assert section(cast.work, FIRST) == (7, 8, None)
    noon.shift(DAY)
    rules.tick(me, cast.work, keys[0])
    assert section(cast.work, FIRST) == (8, 8, TODAY + 3 * DAY)
    assert verbs(me.id).count("section-completed") == 2
    assert list(timeline.faults()) == []


def test_all_six_sections_complete_the_program(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    boss, last = actor(cast.supervisor), "two-principles"
    for key in cast.work.tasks:
        if key not in (last, TICKED):
            finish(me, boss, cast.work, key)
    noon.shift(5 * DAY)
    rules.tick(me, cast.work, TICKED)
    assert "program-completed" not in verbs(me.id)
    finish(me, boss, cast.work, last)
    assert {line.completed_on for line in Kept(cast.work.id).sections} == {
        TODAY, TODAY + 5 * DAY,
    }  # fmt: skip
    assert verbs(me.id)[-3:] == ["section-completed", "program-completed", "signed-off"]
    assert verbs(me.id).count("section-completed") == 6
    assert list(timeline.faults()) == []


def test_the_program_is_completed_on_its_latest_day(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """A section that an old talk completes last does not date the whole program back."""
    boss, talk, second = (
        actor(cast.supervisor),
        "boundary-challenges",
        cast.work.outline.sections[1],
    )
    mine = {task.key for task in second.tasks} - {talk}
    for key in mine:
        finish(me, boss, cast.work, key)
    noon.shift(5 * DAY)
    for key in cast.work.tasks:
        if key not in mine | {talk}:
            finish(me, boss, cast.work, key)
    finish(me, boss, cast.work, talk)
    assert section(cast.work, SECOND) == (17, 17, TODAY)
    data = db.session.scalars(select(Event.data).where(Event.verb == "program-completed")).one()
    assert data["on"] == str(TODAY + 5 * DAY)


def test_a_private_task_keeps_a_tick_and_a_date(cast: Cast, me: Actor) -> None:
    rules.tick(me, cast.work, "implicit-bias-reflection")
    kept = db.session.scalars(select(Fact).filter_by(kind=Kind.TICK)).one()
    said = {
        name: getattr(kept, name) for name in ("source_id", "activity", "part", "minutes", "score")
    }
    assert set(said.values()) == {None}
