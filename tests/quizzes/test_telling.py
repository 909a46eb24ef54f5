"""What a learner is told: right or not as it counts, and where in the guide it is taught."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.curriculum.outline import ProgramOutline, SectionOutline, TaskOutline, TopicOutline
from lms.quizzes.question import FULL, NOTHING
from lms.quizzes.telling import Topic, tell, topic
from tests.quizzes.made import HALF, THIRD, choice, item, several


def tasks(*keys: str) -> tuple[TaskOutline, ...]:
    """Tasks with these keys."""
    return tuple(TaskOutline(key, "Read", key.title()) for key in keys)


GUIDE = ProgramOutline(
    "icm", "ICM",
    sections=(
        SectionOutline("welcome", "Welcome"),
        SectionOutline("who-we-serve", "Who we serve", topics=(
            TopicOutline("", "", tasks("first")),
            TopicOutline("refugees", "Refugees", tasks("read-refugees", "watch-refugees")),
            TopicOutline("entrants", "Entrants"),
        )),
        SectionOutline("housing", "Housing", topics=(
            TopicOutline("rent", "Rent", tasks("lease")),
        )),
    ),
)  # fmt: skip
ONE = choice({"a": 1, "b": 0, "c": HALF})


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (("topic=refugees",), Topic("who-we-serve", "Refugees", "read-refugees")),
        (("fact=F1", "topic=rent"), Topic("housing", "Rent", "lease")),
        (("topic=who-we-serve",), Topic("who-we-serve", "Who we serve", "first")),
        (("topic=housing",), Topic("housing", "Housing", "lease")),
        (("topic=entrants",), None),  # nothing is to be done there: no place to lead to
        (("topic=welcome",), None),
        (("topic=elsewhere",), None),
        (("topic=Refugees",), None),
        (("topic",), None),
        (("topic=",), None),
        ((), None),
    ],
)
def test_where_it_is_taught(tags: tuple[str, ...], found: Topic | None) -> None:
    one = item(replace(ONE, tags=tags))
    assert topic(GUIDE, one) == found
    assert tell(one, GUIDE).topic == found


def test_without_a_guide_it_is_taught_nowhere() -> None:
    assert topic(ProgramOutline("icm", "ICM"), item(replace(ONE, tags=("topic=refugees",)))) is None


@pytest.mark.parametrize(
    ("response", "right", "partly", "won"),
    [
        ([0], True, False, FULL),
        ([1], False, False, NOTHING),
        ([2], False, True, HALF),
        (None, False, False, NOTHING),
    ],
)
def test_right_partly_right_or_not(
    response: list[int] | None, right: bool, partly: bool, won: Fraction
) -> None:
    told = tell(item(ONE, response), GUIDE)
    assert (told.right, told.partly, told.won, told.counts) == (right, partly, won, True)
    assert told.right_places == [0]


def test_three_thirds_are_right() -> None:
    thirds = several({"a": THIRD, "b": THIRD, "c": THIRD, "d": -HALF})
    told = tell(item(thirds, [0, 1, 2]), GUIDE)
    assert (told.right, told.partly, told.right_places) == (True, False, [0, 1, 2])


def test_what_does_not_count_is_told_all_the_same() -> None:
    for tag in ("confirm", "ungraded"):
        told = tell(item(replace(ONE, tags=(tag,)), [0]), GUIDE)
        assert (told.counts, told.credit, told.right, told.won) == (False, None, True, FULL)


def test_what_was_written_down_goes_before_what_was_drawn() -> None:
    """A correction changed what it is worth, or took it out of the result."""
    wrong, right = item(ONE, [1]), item(ONE, [0])
    corrected = tell(wrong, GUIDE, Fraction(1), fixed=True)
    assert (corrected.right, corrected.counts, corrected.mark.credit) == (True, True, Fraction(0))
    lowered = tell(right, GUIDE, Fraction(0), fixed=True)
    assert (lowered.right, lowered.partly, lowered.won) == (False, False, NOTHING)
    taken_out = tell(right, GUIDE, None, fixed=True)
    assert (taken_out.counts, taken_out.right, taken_out.won) == (False, True, FULL)


def test_unless_it_is_fixed_a_credit_is_worked_out() -> None:
    assert tell(item(ONE, [0]), GUIDE, Fraction(0)).credit == 1
