"""The form by which an office requires a course says in plain words what to write."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.training.asked import course
from tests.visitor import Visitor, words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "Write a whole number."),
        ("1.5", "Write a whole number."),
        ("\ufffd", "Write a whole number."),
        ("9" * 5000, "Write a whole number."),
        ("", "Write a number of days."),
    ],
)
def test_days_that_are_none(
    cast: Cast, visit: Callable[..., Visitor], typed: str, said: str
) -> None:
    with nothing_changes():
        answer = visit(cast.officer).post(
            f"/offices/{cast.office.id}/training/require",
            course=course().id, job_role="", starts_on="2026-03-04", within_days=typed,
        )  # fmt: skip
    assert answer.status_code == 422
    assert said in words(answer)
