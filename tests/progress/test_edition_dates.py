"""On a new edition nobody is late on the day something is asked of them for the first time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from lms.curriculum.outline import SectionOutline
from lms.people.actor import Actor
from lms.progress import moving, moving_told, queries, rules
from lms.progress.section_progress import Kept
from lms.progress.work import Work, find_work, works_of
from lms.roster import leave, local_tasks
from lms.roster.local_tasks import Local
from tests.cast import Cast
from tests.databases import GUIDE
from tests.progress.editions import after, published, sections
from tests.progress.playing import finish
from tests.progress.test_moving import NEW

pytestmark = pytest.mark.usefixtures("sound")

DAY = timedelta(days=1)
SECTION = "who-we-serve"
PLACE = (SECTION, "")
MOVED_ON = date(2026, 7, 8)  # a Wednesday, four months after the start


@pytest.fixture
def done(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> Work:
    """The learner finished the first section in time; it is July now."""
    for task in cast.work.outline.section(SECTION).tasks:
        finish(me, boss, cast.work, task.key)
    noon.move_to(f"{MOVED_ON}T12:00-06:00")
    return cast.work


def first_task(work: Work) -> str:
    return work.outline.section(SECTION).tasks[0].key


def moved(work: Work) -> dict[tuple[str, str], date]:
    """The due dates after the move."""
    moving.move_all(GUIDE, actor_id=None)
    found = find_work(work.id)
    assert found is not None
    return queries.due_dates(found.id)


@pytest.mark.both
def test_a_section_that_is_open_again_gets_its_days_anew(done: Work, cast: Cast) -> None:
    """Fourteen days from the day of the move; who was late before stays late."""
    published(after(done.outline, first_task(done), NEW))
    was = queries.due_dates(cast.work.id)[PLACE]
    dates = moved(done)
    assert dates[PLACE] == MOVED_ON + 14 * DAY
    assert Kept(done.id).lines[SECTION].open_due == MOVED_ON + 14 * DAY
    (late,) = works_of(cast.colleague.id)
    assert queries.due_dates(late.id)[PLACE] == was


def test_the_dry_run_names_the_day(done: Work) -> None:
    published(after(done.outline, first_task(done), NEW))
    said = list(moving_told.told(moving.plan(GUIDE)))
    title = done.outline.section(SECTION).title
    assert f"  open again: “{title}”, due on {MOVED_ON + 14 * DAY}" in said


def test_a_section_that_is_due_later_keeps_its_date(
    done: Work, noon: time_machine.Traveller
) -> None:
    noon.move_to("2026-03-06T12:00-07:00")
    published(after(done.outline, first_task(done), NEW))
    assert moved(done)[PLACE] == date(2026, 3, 16)


def test_what_is_new_and_would_be_past_is_counted_from_the_move(done: Work) -> None:
    """A section of seven days, and in a section that is open again a task of three."""
    soon = replace(NEW, key="new-talk", due_days=3)
    guide = after(done.outline, first_task(done), soon)
    topic = replace(guide.sections[1].topics[0], tasks=(NEW,))
    safety = SectionOutline("safety", "Safety", 7, topics=(topic,))
    published(sections(guide, lambda old: [*old, safety]))
    dates = moved(done)
    assert dates[SECTION, "new-talk"] == date(2026, 7, 13)  # the third day is a Saturday
    assert dates["safety", ""] == MOVED_ON + 7 * DAY


def test_a_task_is_due_with_its_section_at_last(cast: Cast, noon: time_machine.Traveller) -> None:
    """A new task of ten days in a section that is due in four."""
    noon.move_to("2026-03-12T12:00-06:00")
    published(after(cast.work.outline, first_task(cast.work), replace(NEW, due_days=1)))
    assert moved(cast.work)[SECTION, NEW.key] == date(2026, 3, 13)
    noon.shift(DAY)
    ten = replace(NEW, key="new-walk", due_days=13)
    published(after(cast.work.outline, first_task(cast.work), ten))
    assert moved(cast.work)[SECTION, "new-walk"] <= date(2026, 3, 16)


def test_a_leave_before_the_move_costs_nothing_and_one_after_it_waits(
    done: Work, cast: Cast, boss: Actor
) -> None:
    leave.record(boss, cast.learner, date(2026, 5, 4), date(2026, 5, 29))
    leave.record(boss, cast.learner, date(2026, 7, 13), date(2026, 7, 17))
    published(after(done.outline, first_task(done), NEW))
    assert moved(done)[PLACE] == MOVED_ON + 21 * DAY


def test_own_tasks_are_not_late_on_the_day_they_are_added(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    """Whoever did all of them before has the days of the new one before them."""
    first = Local("Read", "How the phones work", due_days=7)
    local_tasks.save(cast.office, [first], actor_id=None)
    work = next(one for one in works_of(me.id) if one.office_id)
    (key,) = work.tasks
    rules.tick(me, work, key)
    noon.move_to(f"{MOVED_ON}T12:00-06:00")
    kept = local_tasks.tasks_of(local_tasks.latest(cast.office))
    new = Local("Read", "The van rules", due_days=7)
    local_tasks.save(cast.office, [*kept, new], actor_id=None, was=1)
    (due,) = [day for (_, task), day in queries.due_dates(work.id).items() if task and task != key]
    assert due == MOVED_ON + 7 * DAY
