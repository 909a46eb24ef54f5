"""What a learner is asked to say about what they saw: by the task it serves, or by us.

An hour beside a colleague teaches little that is not put into words. The words are about practice
and never about the client.
"""

from typing import NamedTuple

from lms.curriculum.outline import TaskOutline
from lms.shadowing.models import QUESTION

DEBRIEF = (
    "Which standards or expectations did you see at work?",
    "Which one good practice will you take with you?",
    "What would you do differently?",
)
FOR_SUPERVISOR = "A question for your supervisor, if you have one"


class Prompt(NamedTuple):
    """One thing to answer; `position` is where its text is kept."""

    position: int
    text: str
    required: bool = True


def prompts(task: TaskOutline | None) -> list[Prompt]:
    """The task's own prompts, or else ours; always room for a question."""
    asked = task.prompts if task and task.prompts else DEBRIEF
    listed = [Prompt(place, text) for place, text in enumerate(asked)]
    return [*listed, Prompt(QUESTION, FOR_SUPERVISOR, required=False)]
