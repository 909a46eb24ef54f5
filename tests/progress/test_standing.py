"""Where a task stands: what it takes, what is missing, and who has the next move."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.progress import standing
from lms.progress.models import Kind, Outcome
from lms.progress.sections import tally
from lms.progress.standing import Needs, State, TaskStanding

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A ledger line, as far as the standing looks at it."""

    kind: str
    effective_on: date = TODAY
    part: str | None = None
    task_key: str | None = "t"


@dataclass(frozen=True)
class Review:
    """A current review, as far as the standing looks at it."""

    id: int = 1
    closed_at: datetime | None = None
    outcome: str | None = None
    piece: int = 1
    task_key: str | None = "t"
    sent_at: datetime = datetime(2026, 3, 4, tzinfo=UTC)


WAITS = Review()
BACK = Review(closed_at=WAITS.sent_at, outcome=Outcome.RETURNED)
SIGNED = Review(closed_at=WAITS.sent_at, outcome=Outcome.ACCEPTED)


def task(
    evidence: Evidence = Evidence.TICK, signers: Signers = Signers.NONE, count: int = 1,
    parts: tuple[tuple[str, int], ...] = (),
) -> TaskOutline:  # fmt: skip
    return TaskOutline(
        "t", "Activity", "T", evidence=evidence, signers=signers, parts=parts,
        count=sum(number for _, number in parts) or count,
    )  # fmt: skip


SHAPES = ((1, ()), (2, ()), (1, (("open", 2), ("closed", 1))))
COMBINATIONS = [
    task(evidence, signers, count, parts)
    for evidence in Evidence
    for signers in Signers
    for count, parts in SHAPES
    if (evidence, signers) != (Evidence.NONE, Signers.NONE)
]
anything = st.sampled_from(COMBINATIONS)
days = st.dates(TODAY - 30 * DAY, TODAY)


def enough(one: TaskOutline) -> list[Line]:
    """Exactly what the task asks for, said here once more in its own words."""
    found = []
    if one.evidence is Evidence.OBSERVATION:
        return [Line(Kind.SIGNED)] * one.count
    for part, number in one.parts:
        found += [Line(Kind.PIECE, part=part)] * number
    if not one.parts and one.count > 1:
        found += [Line(Kind.PIECE)] * one.count
    if one.signers is not Signers.NONE:
        found.append(Line(Kind.SIGNED))
    elif one.evidence is Evidence.RESPONSE:
        found.append(Line(Kind.RESPONSE))
    elif one.evidence in (Evidence.TICK, Evidence.PRIVATE) and one.count == 1:
        found.append(Line(Kind.TICK))
    if one.evidence in (Evidence.QUIZ, Evidence.COURSE):
        found.append(Line(Kind(one.evidence.value)))
    return found


def state(one: TaskOutline, facts: Iterable[Line] = (), *reviews: Review) -> State:
    return standing.task_standing(one, facts, reviews).state


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (task(), Needs(tick=True)),
        (task(Evidence.PRIVATE), Needs(tick=True)),
        (task(count=3), Needs(pieces={"": 3})),
        (task(parts=(("open", 2), ("closed", 1))), Needs(pieces={"open": 2, "closed": 1})),
        (task(Evidence.RESPONSE), Needs(response=True)),
        (task(Evidence.RESPONSE, Signers.EITHER), Needs(sign_offs=1)),
        (task(Evidence.RESPONSE, Signers.EITHER, 3), Needs(pieces={"": 3}, sign_offs=1)),
        (task(Evidence.NONE, Signers.SUPERVISOR), Needs(sign_offs=1)),
        (task(Evidence.NONE, Signers.SUPERVISOR, 3), Needs(pieces={"": 3}, sign_offs=1)),
        (task(Evidence.OBSERVATION, Signers.SUPERVISOR, 2), Needs(sign_offs=2)),
        (task(Evidence.QUIZ), Needs(other=Kind.QUIZ)),
        (task(Evidence.COURSE, Signers.TRAINING_OFFICER), Needs(sign_offs=1, other=Kind.COURSE)),
    ],
)
def test_what_it_takes(one: TaskOutline, wanted: Needs) -> None:
    assert standing.needs(one) == wanted


@given(anything, st.data())
def test_all_of_it_and_nothing_less_is_done(one: TaskOutline, data: st.DataObject) -> None:
    lines = [replace(line, effective_on=data.draw(days)) for line in enough(one)]
    assert standing.completed_on(one, lines) == max(line.effective_on for line in lines)
    assert state(one, lines) is State.DONE
    for missing in range(len(lines)):
        kept = lines[:missing] + lines[missing + 1 :]
        assert standing.completed_on(one, [Line(Kind.STARTED), *kept]) is None
        assert state(one, kept) is (State.IN_PROGRESS if kept else State.NOT_STARTED)


@given(anything, st.sampled_from(sorted(Kind)), st.integers(0, 30))
def test_what_comes_on_top_does_not_move_the_date(one: TaskOutline, kind: Kind, late: int) -> None:
    lines = enough(one)
    more = Line(kind, TODAY + late * DAY)
    if kind is not Kind.WAIVED:
        assert standing.completed_on(one, [*lines, more]) == TODAY


@given(anything, days)
def test_a_waiver_is_enough_for_anything(one: TaskOutline, day: date) -> None:
    found = standing.task_standing(one, [Line(Kind.WAIVED, day)], [BACK])
    assert (found.state, found.done_on, found.closed) == (State.WAIVED, day, True)
    assert not found.overdue(TODAY + DAY)


@given(anything, st.integers(1, 2), st.data())
def test_submitted_means_that_only_signers_are_missing(
    one: TaskOutline, waiting: int, data: st.DataObject
) -> None:
    lines = enough(one)
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    reviews = [Review(id=n, piece=n) for n in range(waiting)]
    if standing.completed_on(one, kept):
        return
    signed = standing.completed_on(one, kept + [Line(Kind.SIGNED)] * waiting) is not None
    found = standing.task_standing(one, kept, reviews)
    assert found.state is (State.SUBMITTED if signed else State.IN_PROGRESS)
    assert found.with_learner is not signed


def test_a_reflection_goes_through_all_states() -> None:
    one, begun, signed = (
        task(Evidence.RESPONSE, Signers.SUPERVISOR),
        Line("started"),
        Line("signed"),
    )
    assert state(one) is State.NOT_STARTED
    assert state(one, [begun]) is State.IN_PROGRESS
    assert state(one, [begun], WAITS) is State.SUBMITTED
    assert state(one, [begun], BACK) is State.RETURNED
    assert state(one, [begun, signed], SIGNED) is State.DONE


def test_two_observations_one_after_the_other() -> None:
    one, signed = task(Evidence.OBSERVATION, Signers.SUPERVISOR, 2), Line(Kind.SIGNED)
    second = replace(WAITS, piece=2)
    assert state(one, [], WAITS) is State.IN_PROGRESS
    assert state(one, [], WAITS, second) is State.SUBMITTED
    assert state(one, [], BACK, second) is State.RETURNED
    assert state(one, [signed], SIGNED, second) is State.SUBMITTED
    assert state(one, [signed], SIGNED) is State.IN_PROGRESS
    assert state(one, [signed, Line(Kind.ENTRY)], SIGNED) is State.DONE
    found = standing.task_standing(one, [signed], [SIGNED, second])
    assert (found.signed, found.waiting, found.sent) == (1, (second,), True)


def test_pieces_are_counted_by_part() -> None:
    one = task(parts=(("open", 2), ("closed", 1)))
    lines = [Line(Kind.PIECE, part="open")] * 2 + [Line(Kind.TICK)]
    found = standing.task_standing(one, lines)
    assert (found.pieces, found.state) == ({"open": 2}, State.IN_PROGRESS)
    assert not found.sent


def test_with_the_signer_nothing_is_overdue() -> None:
    one = task(Evidence.RESPONSE, Signers.SUPERVISOR)
    late = {
        found.state: (found.overdue(TODAY), found.overdue(TODAY + DAY))
        for found in (
            standing.task_standing(one, facts, reviews, TODAY)
            for facts, reviews in (
                ([], []), ([Line("started")], []), ([], [WAITS]), ([], [BACK]),
                ([Line("signed")], []),
            )
        )
    }  # fmt: skip
    assert late == {
        State.NOT_STARTED: (False, True),
        State.IN_PROGRESS: (False, True),
        State.SUBMITTED: (False, False),
        State.RETURNED: (False, True),
        State.DONE: (False, False),
    }
    assert not TaskStanding(one, State.NOT_STARTED).overdue(TODAY)


@pytest.mark.parametrize(("left", "soon"), [(-1, False), (0, True), (3, True), (4, False)])
def test_due_soon_is_within_three_days(left: int, soon: bool) -> None:
    found = TaskStanding(task(), State.NOT_STARTED, due_on=TODAY + left * DAY)
    assert found.due_soon(TODAY) is soon
    assert not replace(found, state=State.SUBMITTED).due_soon(TODAY)
    assert not replace(found, due_on=None).due_soon(TODAY)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("NOT_STARTED NOT_STARTED", State.NOT_STARTED),
        ("NOT_STARTED DONE", State.IN_PROGRESS),
        ("NOT_STARTED SUBMITTED", State.IN_PROGRESS),
        ("SUBMITTED SUBMITTED", State.SUBMITTED),
        ("SUBMITTED DONE WAIVED", State.SUBMITTED),
        ("SUBMITTED RETURNED DONE", State.RETURNED),
        ("DONE WAIVED", State.DONE),
        ("WAIVED WAIVED", State.WAIVED),
        ("", State.DONE),
    ],
)
def test_one_word_for_a_section(states: str, expected: State) -> None:
    tasks = [TaskStanding(task(), State[name]) for name in states.split()]
    more = TaskStanding(replace(task(), required=False), State.RETURNED)
    assert tally(tasks).state is expected
    assert tally([*tasks, more]).state is expected


def test_each_job_role_has_its_tasks() -> None:
    mine = replace(task(), key="mine", roles=("case-manager", "icm-specialist"))
    topics = (TopicOutline("", "", (task(), mine)),)
    program = ProgramOutline("p", "P", sections=(SectionOutline("s", "S", topics=topics),))
    assert list(standing.for_role(program, "case-manager")) == ["t", "mine"]
    assert list(standing.for_role(program, "clinical-therapist")) == ["t"]
    assert list(standing.for_role(program, "")) == ["t"]
