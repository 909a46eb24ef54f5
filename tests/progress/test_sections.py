"""Counting a section: how many are where, one word for all, the whole; without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.outline import SectionOutline, TaskOutline, TopicOutline
from lms.progress import sections
from lms.progress.section_progress import Line, whole, worked_out
from lms.progress.sections import SectionStanding, Tally, section_standing, summed, tally
from lms.progress.standing import State, TaskStanding

TODAY, DAY = date(2026, 3, 4), timedelta(days=1)
NONE, BEGUN, SENT, BACK, DONE, WAIVED = State
CLOSED = (DONE, WAIVED)
STATES = st.lists(st.sampled_from(State), max_size=8)


def stood(
    *states: State, due_on: date | None = None, required: bool = True, done_on: date = TODAY
) -> list[TaskStanding]:
    """One task in each of these states."""
    return [
        TaskStanding(
            TaskOutline(f"t{n}", "Read", "T", required=required), state,
            done_on if state in CLOSED else None, due_on,
        )
        for n, state in enumerate(states)
    ]  # fmt: skip


def section(tasks: Sequence[TaskStanding], due_on: date | None = None) -> SectionStanding:
    """A section with these tasks, each under a key of its own, in one topic."""
    named = [
        replace(one, task=replace(one.task, key=f"k{n}", title=one.task.key))
        for n, one in enumerate(tasks)
    ]
    topics = (TopicOutline("", "", tuple(one.task for one in named)),)
    outline = SectionOutline("s", "S", None, "", topics)
    return section_standing(outline, {one.task.key: one for one in named}, due_on)


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        ([], Tally()),
        ([NONE], Tally(required=1)),
        ([BEGUN], Tally(required=1, begun=1)),
        ([SENT], Tally(required=1, submitted=1, begun=1)),
        ([BACK], Tally(required=1, returned=1, begun=1)),
        ([DONE], Tally(required=1, done=1, begun=1)),
        ([WAIVED], Tally(required=1, done=1, waived=1, begun=1)),
        ([*State], Tally(required=6, done=2, waived=1, submitted=1, returned=1, begun=5)),
    ],
)
def test_each_state_is_counted(states: list[State], wanted: Tally) -> None:
    assert tally(stood(*states)) == wanted


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], DONE),  # nothing is asked for: nothing is missing
        ([NONE], NONE),
        ([NONE, NONE], NONE),
        ([BEGUN, NONE], BEGUN),
        ([DONE, NONE], BEGUN),
        ([WAIVED, NONE], BEGUN),
        ([SENT, NONE], BEGUN),  # something is left for the learner
        ([SENT], SENT),
        ([SENT, DONE, WAIVED], SENT),
        ([SENT, BEGUN], BEGUN),
        ([BACK, SENT, DONE, NONE], BACK),
        ([BACK], BACK),
        ([DONE], DONE),
        ([DONE, WAIVED], DONE),
        ([WAIVED, WAIVED], WAIVED),
    ],
)
def test_one_word_for_all_of_them(states: list[State], word: State) -> None:
    assert tally(stood(*states)).state is word
    assert section(stood(*states)).state is word


@given(STATES, STATES)
def test_what_is_optional_does_not_count(asked: list[State], optional: list[State]) -> None:
    assert tally([*stood(*asked), *stood(*optional, required=False)]) == tally(stood(*asked))


@given(STATES)
def test_the_counts_are_those_of_the_tasks(states: list[State]) -> None:
    found = tally(stood(*states))
    assert found.required == len(states)
    assert found.done == sum(one in CLOSED for one in states)
    assert found.begun == sum(one is not NONE for one in states)
    assert found.with_learner == sum(one not in (*CLOSED, SENT) for one in states)
    assert found.with_learner == sum(one.with_learner for one in stood(*states))
    assert (found.state in CLOSED) is (found.done == found.required)


@given(st.lists(STATES, max_size=5))
def test_counted_together_or_one_by_one(many: list[list[State]]) -> None:
    each = [Tally(), *(tally(stood(*states)) for states in many)]
    assert summed(each) == tally(stood(*(state for states in many for state in states)))


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_count(state: State) -> None:
    """A state that is added one day is counted, too."""
    assert sections.TALLIES[state].state is state


def test_a_section_is_complete_on_the_day_of_its_last_task() -> None:
    early, late = stood(DONE, done_on=TODAY), stood(WAIVED, done_on=TODAY + DAY)
    assert section([*late, *early]).completed_on == TODAY + DAY
    assert section([*late, *early, *stood(NONE)]).completed_on is None
    optional = stood(NONE, DONE, required=False, done_on=TODAY + 9 * DAY)
    assert section([*early, *optional]).completed_on == TODAY


def test_a_section_that_asks_for_nothing_is_never_completed() -> None:
    """No day on which nothing was done is made up."""
    for tasks in ([], stood(DONE, required=False)):
        assert (section(tasks).completed_on, section(tasks).open_due) == (None, None)


@given(STATES, st.dates())
def test_what_is_open_is_what_the_learner_has(states: list[State], day: date) -> None:
    mine = [one for one in states if one not in (*CLOSED, SENT)]
    assert section(stood(*states, due_on=day)).open_due == (day if mine else None)


def test_the_earliest_date_of_what_is_open() -> None:
    """Not that of what is done, sent or optional; an undated task has none."""
    tasks = [
        *stood(DONE, SENT, WAIVED, due_on=TODAY), *stood(NONE, due_on=TODAY, required=False),
        *stood(BEGUN, due_on=TODAY + 3 * DAY), *stood(BACK, due_on=TODAY + 2 * DAY), *stood(NONE),
    ]  # fmt: skip
    found = section(tasks, TODAY + 9 * DAY)
    assert (found.open_due, found.due_on) == (TODAY + 2 * DAY, TODAY + 9 * DAY)
    assert [found.overdue(TODAY + n * DAY) for n in (1, 2, 3)] == [False, False, True]
    assert [found.due_soon(TODAY + n * DAY) for n in (-2, -1, 2, 3)] == [True, True, True, False]


def line(key: str, *states: State, due: int | None = 5, done_on: date = TODAY) -> Line:
    """The line of a section with tasks in these states, due in so many days."""
    day = None if due is None else TODAY + due * DAY
    found = section(stood(*states, due_on=day, done_on=done_on), day)
    return Line(key, 1, found.tally, found.due_on, found.open_due, found.completed_on)


def test_the_whole_is_all_sections_together() -> None:
    """Due with its last section, open until the first that is; completed with the last."""
    lines = [line("a", DONE), line("b", BEGUN, NONE, due=9), line("c", SENT, BACK, due=7)]
    found = whole(lines)
    assert (found.section_key, found.position) == ("", 0)
    assert found.tally == Tally(required=5, done=1, submitted=1, returned=1, begun=4)
    assert (found.due_on, found.open_due) == (TODAY + 9 * DAY, TODAY + 7 * DAY)
    assert found.completed_on is None


def test_the_whole_is_completed_on_its_latest_day() -> None:
    lines = [line("a", DONE, done_on=TODAY + DAY), line("b", DONE, WAIVED)]
    assert whole(lines).completed_on == TODAY + DAY
    assert whole([*lines, line("c", NONE)]).completed_on is None


def test_a_section_that_asks_for_nothing_is_no_part_of_the_whole() -> None:
    """It has a date, yet nobody in this job has a task in it."""
    empty, lines = line("z", due=99), [line("a", DONE)]
    assert whole([*lines, empty]) == whole(lines)
    assert whole([empty]) == whole([]) == Line("", 0, Tally(), None, None, None)


def test_an_undated_section_leaves_the_whole_its_dates() -> None:
    lines = [line("a", NONE), line("b", NONE, due=None)]
    assert (whole(lines).due_on, whole(lines).open_due) == (TODAY + 5 * DAY, TODAY + 5 * DAY)
    assert (whole(lines[1:]).due_on, whole(lines[1:]).open_due) == (None, None)


def test_the_lines_of_a_guide_are_in_its_order() -> None:
    found = worked_out([section(stood(DONE)), section(stood(NONE))])
    assert [one.position for one in found] == [0, 1, 2]
    assert [one.tally.done for one in found] == [1, 1, 0]


def test_a_topic_with_optional_tasks_left() -> None:
    """All that counts is done, and something is left that one may do."""
    found = section([*stood(DONE), *stood(NONE, required=False)])
    (topic,) = found.topics()
    assert (found.state, topic.state, topic.closed) == (DONE, BEGUN, 1)
    (untouched,) = section(stood(NONE, NONE, required=False)).topics()
    assert (untouched.state, untouched.closed) == (NONE, 0)
