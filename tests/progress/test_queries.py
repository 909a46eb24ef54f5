"""Reading a guide with all that belongs to it: the same few statements, however much there is."""

from collections.abc import Callable
from datetime import date, timedelta

import time_machine

from lms.base.db import db
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.people.actor import Actor
from lms.progress import queries, rules
from lms.progress.models import Status
from lms.progress.sections import SectionStanding, Tally
from lms.progress.standing import State, TaskStanding
from lms.progress.work import Work, every_work, find_work, works_of
from lms.signoff import decisions
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.playing import finish, on_terms, send
from tests.statements import statements
from tests.visitor import Visitor

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
MOST = 14  # statements of the whole page: who asks, whose it is, and all that it shows


def asked_for_page(window: Visitor) -> int:
    """How many statements My onboarding takes."""
    db.session.commit()
    with statements() as seen:
        assert window.get("/onboarding").status_code == 200
    return len(seen)


def test_the_page_takes_as_many_statements_for_much_as_for_little(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    window, me, boss = visit(cast.learner), actor(cast.learner), actor(cast.supervisor)
    window.get("/onboarding")  # the guide itself is read once in a process
    few = asked_for_page(window)
    assert few <= MOST
    for n in range(38):
        enrolled(posted(f"Learner {n}", cast.office, cast.supervisor))
    assert asked_for_page(window) == few
    for section in cast.work.outline.sections[:3]:
        for task in section.tasks:
            finish(me, boss, cast.work, task.key)
    for key in ("report-requirements", "youth-resources", "dv-protocol"):
        decisions.give_back(boss, send(me, cast.work, key), cast.work, "Say more, please.")
    send(me, cast.work, "youth-resources")
    assert asked_for_page(window) == few


def test_a_list_of_works_is_one_statement(cast: Cast) -> None:
    learner = cast.learner.id
    with statements() as seen:
        works = works_of(learner)
    assert ([work.id for work in works], len(seen)) == ([cast.work.id], 1)
    assert find_work(4711) is None
    assert [work.id for work in every_work()] == [cast.work.id, cast.work.id + 1]


def test_a_program_that_was_left_is_not_listed(cast: Cast) -> None:
    on_terms(cast.work, status=Status.WITHDRAWN)
    assert works_of(cast.learner.id) == []
    left = find_work(cast.work.id)
    assert left is not None
    assert left.status == Status.WITHDRAWN


def test_a_section_as_the_page_shows_it(cast: Cast) -> None:
    me, boss = actor(cast.learner), actor(cast.supervisor)
    rules.tick(me, cast.work, "nasw-code")
    decisions.give_back(boss, send(me, cast.work, "two-principles"), cast.work, "Say *more*.")
    send(me, cast.work, "boundary-challenges")
    first, second, *_ = queries.section_standings(cast.work)
    assert (first.done, first.required, first.state) == (0, 8, State.NOT_STARTED)
    assert (second.done, second.required, second.state) == (1, 17, State.RETURNED)
    assert (second.due_on, second.completed_on) == (date(2026, 4, 1), None)
    assert second.tasks["nasw-code"].done_on == TODAY
    returned = second.tasks["two-principles"].returned
    assert isinstance(returned, queries.ReviewRow)
    assert returned.decided_by == cast.supervisor.name
    assert "<em>more</em>" in (returned.comment or "")
    assert [row.task_key for row in second.tasks["boundary-challenges"].waiting] == [
        "boundary-challenges"
    ]
    for task in second.tasks.values():
        assert queries.task_standing(cast.work, task.task) == task


def test_an_early_task_is_due_before_its_section(cast: Cast) -> None:
    fifth = queries.section_standings(cast.work)[4]
    early = {key for key, task in fifth.tasks.items() if task.due_on != fifth.due_on}
    assert early == {"dv-protocol", "child-abuse-reporting", "suicide-protocol"}
    assert {fifth.tasks[key].due_on for key in early} == {date(2026, 3, 16)}


def following(work: Work, today: date) -> str | None:
    found = queries.next_task(queries.section_standings(work), today)
    return found.task.key if found else None


def test_what_to_do_next(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    boss, work = actor(cast.supervisor), cast.work
    assert following(work, TODAY) == "how-refugees-arrive"
    decisions.give_back(boss, send(me, work, "two-principles"), work, "Say more, please.")
    assert following(work, TODAY) == "two-principles"
    assert following(work, date(2026, 3, 16)) == "two-principles"
    assert following(work, date(2026, 3, 17)) == "how-refugees-arrive"  # a day late
    for task in work.outline.sections[0].tasks:
        rules.tick(me, work, task.key)
    assert following(work, date(2026, 3, 17)) == "dv-protocol"
    send(me, work, "dv-protocol")
    assert following(work, date(2026, 3, 17)) == "child-abuse-reporting"
    send(me, work, "two-principles")
    assert following(work, TODAY) == "child-abuse-reporting"  # due before the rest of section 2


def test_when_all_waits_or_is_done_nothing_is_next(cast: Cast, me: Actor) -> None:
    assert queries.next_task([], TODAY) is None
    states = (State.DONE, State.WAIVED, State.SUBMITTED)
    assert queries.next_task([_section(*(_task(state) for state in states))], TODAY) is None


def _task(state: State, due: date | None = None, *, required: bool = True) -> TaskStanding:
    key = f"{state}-{due}"
    return TaskStanding(TaskOutline(key, "Read", "T", required=required), state, due_on=due)


def _section(*tasks: TaskStanding) -> SectionStanding:
    listed = {task.task.key: task for task in tasks}
    outline = SectionOutline("s", "S")
    return SectionStanding(outline, listed, Tally(len(tasks)), None, None)


def test_the_order_is_overdue_returned_nearest_and_last_undated() -> None:
    wanted = [
        _task(State.IN_PROGRESS, TODAY - 2 * DAY),
        _task(State.RETURNED, TODAY - DAY),
        _task(State.RETURNED, TODAY + 9 * DAY),
        _task(State.RETURNED),
        _task(State.NOT_STARTED, TODAY),
        _task(State.NOT_STARTED, TODAY + DAY),
        _task(State.NOT_STARTED),
    ]
    optional = _task(State.NOT_STARTED, TODAY - 30 * DAY, required=False)
    for start in range(len(wanted)):
        left = [optional, *reversed(wanted[start:])]
        assert queries.next_task([_section(*left)], TODAY) == wanted[start]
    twins = [_task(State.NOT_STARTED, TODAY), _task(State.IN_PROGRESS, TODAY)]
    assert queries.next_task([_section(*twins)], TODAY) == twins[0]  # the guide's order
