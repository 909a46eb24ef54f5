"""What an office says about a guide beside the guide's own words, read at once.

What it supplies for tasks, and which quizzes it requires: a learner's page needs both, and asks for
them in one query.
"""

from typing import NamedTuple

from sqlalchemy import Boolean, Date, Integer, bindparam, cast, literal, null, select, union_all

from lms.base.db import run
from lms.curriculum.models import QuizRequirement
from lms.curriculum.queries import SUPPLIES, Supplied

NUMBER, DAY, SAID = Integer(), Date(), Boolean()
BOTH = union_all(
    SUPPLIES.add_columns(cast(null(), SAID)),
    select(
        QuizRequirement.id, QuizRequirement.quiz_key, literal(""), literal(""),
        cast(null(), NUMBER), cast(null(), DAY), QuizRequirement.required,
    ).where(
        QuizRequirement.office_id == bindparam("office_id"),
        QuizRequirement.program_id == bindparam("program_id"),
        QuizRequirement.superseded_at.is_(None),
    ),
)  # fmt: skip


class OfficeSays(NamedTuple):
    """By the keys of tasks and of quizzes."""

    supplies: dict[str, Supplied]
    required: dict[str, bool]  # where the office differs from the guide


def office_says(office_id: int | None, program_id: int) -> OfficeSays:
    """What an office says about a guide."""
    found = OfficeSays({}, {})
    if office_id is None:
        return found
    for *row, required in run(BOTH, {"office_id": office_id, "program_id": program_id}):
        if required is None:
            found.supplies[row[1]] = Supplied(*row)
        else:
            found.required[row[1]] = required
    return found
