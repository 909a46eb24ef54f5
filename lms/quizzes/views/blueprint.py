"""The room's one blueprint: its pages stand in one file for each reader or subject."""

from flask import Blueprint

from lms.people.models import JOB_ROLES
from lms.quizzes import extra, labels, wording

bp = Blueprint("quizzes", __name__)
QUIZ = "/onboarding/<row:enrollment_id>/quizzes/<key>"
ATTEMPT = "/quizzes/attempts/<row:attempt_id>"
Page = str | tuple[str, int]


def words() -> dict[str, object]:
    """What the pages of the room say questions and lists with."""
    return {
        "block": wording.block, "line": wording.line, "plain": wording.plain, "labels": labels,
        "jobs": JOB_ROLES, "extra_words": extra.WORDS,
    }  # fmt: skip


bp.context_processor(words)
