"""What a training is called, who gives it, where it is found: few words that others see.

A course of the list has its name; a training outside has the one that its learner gives it, which
the guard looks at like any other label.
"""

from lms.base import prose
from lms.base.errors import Refusal
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.actor import Actor

LONGEST_TITLE, LONGEST_PROVIDER = 200, 120  # characters
MOST_MINUTES = 6000  # of one training: a hundred hours
NAMELESS = "Say what it is called."


def offered(actor: Actor, course_id: int | None) -> CourseRow | None:
    """A course that the actor may choose; None where a training of one's own is meant.

    Raises Refusal.
    """
    if course_id is None:
        return None
    found = courses.course(course_id)
    if found is None or found.retired or found.office_id not in (None, actor.office_id):
        raise Refusal("Choose a course from the list.", "course")
    return found


def check(text: str, field: str, longest: int, *, required: str = "") -> None:
    """Raises Refusal for a name that is missing, too long, or that identifies a client."""
    if required and not text.strip():
        raise Refusal(required, field)
    if len(text) > longest:
        raise Refusal(f"Use up to {longest} characters.", field)
    try:
        prose.look_at_label(text)
    except Refusal as refusal:
        refusal.field = field
        raise
