"""Training hours: every minute has a source, and what nobody stated is not guessed."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import update

from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import moving, rules
from lms.progress.models import Fact, Kind
from lms.shadowing import decisions as accepting
from lms.shadowing.office_rules import Asked, change
from lms.shadowing.serving import Place
from lms.signoff import decisions
from lms.training import attendance, completing
from lms.training import decisions as records_decided
from lms.training.attendance import Mark
from lms.training.models import CourseSession
from tests.cast import Cast, actor
from tests.databases import GUIDE
from tests.progress import editions
from tests.progress.playing import finish
from tests.reports.reading import read
from tests.shadowing.logged import accepted, sent
from tests.training import offered as courses
from tests.training import recorded
from tests.training.asked import completed

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


# Courses.


@pytest.fixture
def session(cast: Cast, officer: Actor, noon: time_machine.Traveller) -> CourseSession:
    """Ninety minutes of a course that have begun, with the learner in it."""
    made = courses.offered(officer, cast.office)
    courses.signed_up(made, [cast.learner])
    courses.begins(made, noon)
    return made


def marked(officer: Actor, session: CourseSession, who: Person, mark: Mark | None) -> None:
    """The sheet says so."""
    attendance.mark(officer, session, {who.id: mark})
    db.session.commit()


@pytest.mark.both
def test_a_course_counts_whole_or_in_part_and_not_once_it_is_taken_back(
    cast: Cast, officer: Actor, session: CourseSession
) -> None:
    """Only what is said now; a mark that was corrected leaves no minutes behind."""
    part = Mark(attendance.Outcome.PART, 30)
    said = ((courses.ATTENDED, 90, 1.5), (part, 30, 0.5), (courses.ATTENDED, 90, 1.5))
    for mark, minutes, hours in said:
        marked(officer, session, cast.learner, mark)
        assert numbers(officer) == [(0, minutes, 0, hours, 0)]
    for gone in (courses.NO_SHOW, None):
        marked(officer, session, cast.learner, gone)
        assert numbers(officer) == []


@pytest.fixture
def asking(cast: Cast, officer: Actor) -> None:
    """Two tasks of the guide ask for the course."""
    latest = curriculum.latest_edition(GUIDE)
    assert latest is not None
    outline = curriculum.outline(latest.id, latest.digest)
    for key in ("the-course", "once-more"):
        task = TaskOutline(key, "Complete", "The course", evidence=Evidence.COURSE, minutes=400,
                           course=courses.COURSE)  # fmt: skip
        outline = editions.after(outline, "nasw-code", task)
    editions.published(outline)
    db.session.commit()
    moving.move_all(GUIDE, actor_id=officer.id)
    db.session.commit()


@pytest.mark.both
def test_a_course_counts_once_whatever_it_closes(
    cast: Cast, officer: Actor, boss: Actor, asking: None, session: CourseSession
) -> None:
    """Two tasks are done by it; what a publisher states of them is not counted besides."""
    marked(officer, session, cast.learner, courses.ATTENDED)
    assert numbers(officer) == [(2, 90, 0, 1.5, 0)]
    completed(boss, cast.learner, courses.COURSE, on=TODAY, minutes=45)
    assert numbers(officer) == [(2, 135, 0, 2.25, 0)], "a renewal is time that was spent again"
    marked(officer, session, cast.learner, courses.NO_SHOW)
    assert numbers(officer)[0][1] == 45


@pytest.mark.both
def test_a_part_closes_no_task(
    cast: Cast, officer: Actor, asking: None, session: CourseSession
) -> None:
    marked(officer, session, cast.learner, Mark(attendance.Outcome.PART, 30))
    assert numbers(officer) == [(0, 30, 0, 0.5, 0)]


def test_an_earlier_course_that_is_let_count_for_a_task_counts_once(
    cast: Cast, me: Actor, officer: Actor, boss: Actor, request: pytest.FixtureRequest
) -> None:
    record = completed(boss, cast.learner, courses.COURSE, minutes=45)
    request.getfixturevalue("asking")
    assert numbers(officer) == [(0, 45, 0, 0.75, 0)]
    completing.count_open(me, record)
    assert numbers(officer) == [(2, 45, 0, 0.75, 0)]


def test_a_course_counts_on_its_day(cast: Cast, officer: Actor, boss: Actor) -> None:
    completed(boss, cast.learner, on=MET, minutes=45)
    assert numbers(officer, since=MET, until=MET) == [(0, 45, 0, 0.75, 0)]
    assert numbers(officer, since=TODAY) == []


def test_a_record_that_waits_or_is_reopened_counts_nothing(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    recorded.sent(me)
    assert numbers(officer) == []
    done = recorded.confirmed(me, boss)
    assert numbers(officer) == [(0, 45, 0, 0.75, 0)]
    records_decided.reopen(boss, done, Words("It was another course."))
    assert numbers(officer) == []
