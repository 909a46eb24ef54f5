"""When a condition is met, what a step asks for, what somebody may do now: no database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies.readiness import (
    ActivityStanding,
    Held,
    Known,
    condition,
    step_standing,
    with_more,
)
from lms.curriculum.framework_outline import PARTS, ActivityOutline, Need, NeedKind, Step

HERE, ELSEWHERE = "assessment", "intake"
GUIDE, OTHER = "icm-onboarding", "rccm-pathway"
WATCHED, TOOK_PART, LED = PARTS
SHADOW, CO_LEAD, LEAD, ALONE = Step
TASK, PROTOCOL = (
    Need(NeedKind.TASK, "read-it", GUIDE),
    Need(NeedKind.TASK, "talk", GUIDE, gate=True),
)
SEEN, DONE = Need(NeedKind.ENTRIES, part=WATCHED, number=2), Need(NeedKind.ENTRIES, part=LED)
SKILL, COURSE = Need(NeedKind.COMPETENCY, "ethics", level=2), Need(NeedKind.COURSE, "safety")
STEPS = ((SHADOW, (TASK,)), (CO_LEAD, (SEEN,)), (LEAD, (SKILL,)), (ALONE, (PROTOCOL, COURSE, TASK)))
ACTIVITY = ActivityOutline(HERE, "Assessments", True, STEPS)
ALL = Known(
    frozenset({(GUIDE, "read-it"), (GUIDE, "talk")}), Counter({(HERE, WATCHED): 2}),
    {"ethics": 2}, frozenset({"safety"}),
)  # fmt: skip


def without(*missing: str) -> Known:
    """All that is asked, but for these."""
    tasks = frozenset(task for task in ALL.tasks if task[1] not in missing)
    entries = Counter[tuple[str, str]]() if "entries" in missing else ALL.entries
    levels = {key: level for key, level in ALL.levels.items() if key not in missing}
    return Known(tasks, entries, levels, ALL.courses - {*missing})


def held(step: Step, known: Known = ALL, *, suspended: bool = False) -> ActivityStanding:
    """Somebody who was granted a step."""
    return ActivityStanding(ACTIVITY, known, Held(step, suspended))


def entries(**how_many: int) -> Known:
    """Accepted entries of the activity, by part."""
    return Known(
        entries=Counter({(HERE, part.replace("_", "-")): n for part, n in how_many.items()})
    )


@pytest.mark.parametrize(
    ("need", "known", "there"),
    [
        (TASK, Known(tasks=frozenset({(GUIDE, "read-it")})), 1),
        (TASK, Known(), 0),
        (TASK, Known(tasks=frozenset({(GUIDE, "talk"), (OTHER, "read-it")})), 0),
        (COURSE, Known(courses=frozenset({"safety"})), 1),
        (COURSE, Known(courses=frozenset({"teamwork"})), 0),
        (SKILL, Known(levels={"ethics": 3}), 3),
        (SKILL, Known(levels={"ethics": 2}), 2),
        (SKILL, Known(levels={"ethics": 1}), 1),
        (SKILL, Known(levels={"ethics": 0}), 0),
        (SKILL, Known(levels={"safety": 4}), 0),
        (SEEN, entries(watched=2), 2),
        (SEEN, entries(watched=1), 1),
        (SEEN, Known(entries=Counter({(ELSEWHERE, WATCHED): 9})), 0),
    ],
)
def test_each_kind_of_condition(need: Need, known: Known, there: int) -> None:
    found = condition(need, HERE, known)
    assert found.there == there
    assert found.met is (there >= {NeedKind.COMPETENCY: 2, NeedKind.ENTRIES: 2}.get(need.kind, 1))


@pytest.mark.parametrize(
    ("part", "known", "there"),
    [
        (WATCHED, entries(watched=1, took_part=1, led=1), 3),
        (TOOK_PART, entries(watched=5, took_part=1, led=1), 2),
        (LED, entries(watched=5, took_part=5), 0),
        (LED, entries(led=1), 1),
    ],
)
def test_a_part_has_those_before_it_in_it(part: str, known: Known, there: int) -> None:
    """Who led has taken part too, and who took part has watched; never the other way round."""
    assert condition(Need(NeedKind.ENTRIES, part=part, number=1), HERE, known).there == there


def test_a_step_asks_for_all_before_it_and_each_once() -> None:
    asked = {step: [one.need for one in step_standing(ACTIVITY, step, ALL).conditions]
             for step in Step}  # fmt: skip
    assert asked == {
        SHADOW: [TASK], CO_LEAD: [TASK, SEEN], LEAD: [TASK, SEEN, SKILL],
        ALONE: [TASK, SEEN, SKILL, PROTOCOL, COURSE],
    }  # fmt: skip


def test_a_step_is_possible_once_nothing_is_missing() -> None:
    assert all(one.possible for one in ActivityStanding(ACTIVITY, ALL).steps)
    found = step_standing(ACTIVITY, ALONE, without("ethics", "talk"))
    assert [one.need for one in found.missing] == [SKILL, PROTOCOL]
    assert not found.possible
    assert step_standing(ACTIVITY, CO_LEAD, without("ethics", "talk")).possible


def test_what_is_missing_early_is_missing_in_every_later_step() -> None:
    found = ActivityStanding(ACTIVITY, without("read-it")).steps
    assert [one.possible for one in found] == [False] * 4


@pytest.mark.parametrize("step", Step)
def test_the_step_after_what_was_granted(step: Step) -> None:
    order, found = list(Step), held(step).next
    assert (found.step if found else None) == (*order[1:], None)[order.index(step)]


def test_the_first_step_comes_first() -> None:
    found = ActivityStanding(ACTIVITY, Known())
    assert found.next is not None
    assert (found.next.step, found.may, found.lapsed, found.on_hold) == (SHADOW, None, [], False)


@pytest.mark.parametrize("step", Step)
def test_suspended_one_may_nothing_and_the_same_step_comes_again(step: Step) -> None:
    found = held(step, suspended=True)
    assert found.may is None
    assert found.next is not None
    assert found.next.step is step


@pytest.mark.parametrize("step", Step)
def test_what_was_granted_holds(step: Step) -> None:
    assert (held(step).may, held(step).lapsed) == (step, [])


def test_what_is_there_no_more_has_lapsed_and_the_step_stands() -> None:
    found = held(LEAD, without("ethics", "talk"))
    assert [one.need for one in found.lapsed] == [SKILL], "the protocol is asked later only"
    assert (found.may, found.on_hold) == (LEAD, False)


def test_an_open_safety_condition_keeps_from_working_alone() -> None:
    found = held(ALONE, without("talk"))
    assert (found.on_hold, found.may) == (True, LEAD)
    assert found.next is None, "the last step was granted; nothing comes after it"


@pytest.mark.parametrize("missing", ["ethics", "safety", "read-it", "entries"])
def test_any_other_condition_keeps_from_nothing(missing: str) -> None:
    found = held(ALONE, without(missing))
    assert (len(found.lapsed), found.on_hold, found.may) == (1, False, ALONE)


@pytest.mark.parametrize("step", [SHADOW, CO_LEAD, LEAD])
def test_only_who_works_alone_is_put_on_hold(step: Step) -> None:
    gated = replace(ACTIVITY, needs=((SHADOW, (PROTOCOL,)), *STEPS[1:]))
    found = ActivityStanding(gated, without("talk"), Held(step))
    assert [one.need for one in found.lapsed] == [PROTOCOL]
    assert (found.on_hold, found.may) == (False, step)


def test_what_was_missing_when_it_was_granted_has_not_lapsed() -> None:
    found = ActivityStanding(ACTIVITY, without("talk", "ethics"), Held(ALONE, without=(PROTOCOL,)))
    assert [one.need for one in found.lapsed] == [SKILL]
    assert (found.on_hold, found.may) == (False, ALONE)


def test_a_step_stands_by_what_was_asked_when_it_was_granted() -> None:
    """A framework that asks for more takes nothing from anybody; one for less gives nothing."""
    before = replace(ACTIVITY, needs=((SHADOW, (TASK,)), (CO_LEAD, ()), (LEAD, ()), (ALONE, ())))
    found = ActivityStanding(ACTIVITY, without("talk", "ethics"), Held(ALONE), before)
    assert (found.lapsed, found.on_hold, found.may) == ([], False, ALONE)
    assert not found.step(ALONE).possible, "what is asked now is what a grant would take"
    other = ActivityStanding(before, without("talk"), Held(ALONE), ACTIVITY)
    assert ([one.need for one in other.lapsed], other.on_hold) == ([PROTOCOL], True)
    assert other.step(ALONE).possible


def test_what_would_be_known() -> None:
    known = entries(watched=1)
    then = with_more(known, tasks=frozenset({(GUIDE, "talk")}), entries={(HERE, WATCHED): 1})
    assert (then.tasks, then.entries) == (frozenset({(GUIDE, "talk")}), {(HERE, WATCHED): 2})
    assert (known.tasks, known.entries) == (frozenset(), {(HERE, WATCHED): 1})
    assert with_more(ALL) == ALL


HAD: st.SearchStrategy[Mapping[tuple[str, str], int]] = st.dictionaries(
    st.tuples(st.sampled_from([HERE, ELSEWHERE]), st.sampled_from(PARTS)), st.integers(1, 3)
)
KNOWN = st.builds(
    Known,
    tasks=st.frozensets(st.sampled_from([*ALL.tasks, (OTHER, "read-it")])),
    entries=HAD.map(Counter),
    levels=st.dictionaries(st.sampled_from(["ethics", "safety"]), st.integers(0, 4)),
    courses=st.frozensets(st.sampled_from(["safety", "teamwork"])),
)


@given(KNOWN, KNOWN)
def test_more_evidence_never_makes_less_possible(known: Known, more: Known) -> None:
    both = Known(
        known.tasks | more.tasks, Counter(known.entries) + Counter(more.entries),
        {key: max(known.levels.get(key, 0), more.levels.get(key, 0))
         for key in {*known.levels, *more.levels}},
        known.courses | more.courses,
    )  # fmt: skip
    before, after = (ActivityStanding(ACTIVITY, one).steps for one in (known, both))
    assert all(b.possible <= a.possible for b, a in zip(before, after, strict=True))
    possible = [one.possible for one in before]
    assert possible == sorted(possible, reverse=True), (
        "a later step is never nearer than an earlier"
    )
