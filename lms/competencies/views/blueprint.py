"""The room's one blueprint: its pages stand in one file for each reader or subject."""

from flask import Blueprint

from lms.competencies.forms import BASES
from lms.competencies.record import STATES
from lms.curriculum.framework_outline import STEPS
from lms.people.models import JOB_ROLES
from lms.shadowing import activities

bp = Blueprint("competencies", __name__)
PERSON = "/competencies/people/<row:person_id>"
ONE = f"{PERSON}/of/<key>"
Page = str | tuple[str, int]


def words() -> dict[str, object]:
    """What the closed lists are called, for every page of the room."""
    return {
        "jobs": JOB_ROLES, "step_words": STEPS, "bases": BASES, "state_words": STATES,
        "activity_word": activities.label, "part_words": activities.DONE,
    }  # fmt: skip


bp.context_processor(words)
