"""What is logged is called by closed lists, and a case by nothing that leads to it."""

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.outline import ACTIVITY_KINDS, Evidence, TaskOutline
from lms.shadowing.activities import LABELS, label, reference, title
from lms.shadowing.models import QUESTION, Part
from lms.shadowing.prompts import DEBRIEF, FOR_SUPERVISOR, prompts


def test_everything_a_guide_asks_for_can_be_logged() -> None:
    assert list(LABELS) == list(ACTIVITY_KINDS)
    assert label("close-out") == "Close-out"
    assert label("school-visit", {"school-visit": "School visit"}) == "School visit"
    assert label("gone-long-ago") == "Gone long ago"
    assert title("intake", Part.LED, "Case B", {}) == "Intake, led while watched (Case B)"


def test_cases_are_lettered() -> None:
    known: list[str] = []
    for _ in range(28):
        known.append(reference("intake", known))
    assert known[:26] == [f"Case {letter}" for letter in ascii_uppercase]
    assert known[26:] == ["Case AA", "Case AB"]
    assert reference("assessment", ["Case A", "Case C"]) == "Case D", "B was taken, C is there"


def test_files_are_numbered_by_what_is_asked() -> None:
    known: list[str] = []
    for _ in range(5):
        known.append(reference("case-notes", known, 3))
    assert known == ["Review file 1 of 3", "Review file 2 of 3", "Review file 3 of 3",
                     "Review file 4", "Review file 5"]  # fmt: skip
    assert reference("plan-review", [], None) == "Review file 1"
    assert reference("team-meeting", ["Meeting 1"], 3) == "Meeting 2"
    assert reference("intake", [], 3) == "Case A"


@given(
    activities=st.lists(
        st.tuples(st.sampled_from(ACTIVITY_KINDS), st.sampled_from([None, 2, 3])), max_size=80
    )
)
def test_no_two_cases_are_called_alike(activities: list[tuple[str, int | None]]) -> None:
    known: list[str] = []
    for activity, of in activities:
        name = reference(activity, known, of)
        assert name not in known
        assert len(name) <= 60
        known.append(name)


def task(*asked: str) -> TaskOutline:
    """An observation with these prompts."""
    return TaskOutline("x", "Observe", "X", prompts=asked, evidence=Evidence.OBSERVATION)


@pytest.mark.parametrize("asked", [(), ("One?",), ("One?", "Two?", "Three?", "Four?")])
def test_a_task_asks_its_own_or_ours(asked: tuple[str, ...]) -> None:
    found = prompts(task(*asked))
    assert [one.text for one in found] == [*(asked or DEBRIEF), FOR_SUPERVISOR]
    assert [one.position for one in found] == [*range(len(asked or DEBRIEF)), QUESTION]
    assert [one.required for one in found] == [True] * len(asked or DEBRIEF) + [False]


def test_without_a_task_it_is_ours() -> None:
    assert prompts(None) == prompts(task())
