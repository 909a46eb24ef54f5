"""The framework as it is published now, for whoever needs one: without it there is nothing to rate.

What `curriculum` keeps of it is read by every page of the room, so it is asked for in one place.
"""

from lms.base.errors import NotFound, Refusal
from lms.curriculum import frameworks
from lms.curriculum.framework_outline import ActivityOutline, CompetencyOutline
from lms.curriculum.frameworks import FrameworkRow

UNPUBLISHED = (
    "No competency framework is published here yet. Whoever runs the server publishes it: "
    "preceptor content publish competencies"
)


def present() -> FrameworkRow:
    """The newest framework. Raises Refusal where none is published."""
    found = frameworks.latest()
    if found is None:
        raise Refusal(UNPUBLISHED)
    return found


def competency(key: str) -> tuple[FrameworkRow, CompetencyOutline]:
    """A competency of the newest framework. Raises NotFound for an unknown one."""
    found = present()
    if key not in found.outline.competencies:
        raise NotFound
    return found, found.outline.competencies[key]


def activity(key: str) -> tuple[FrameworkRow, ActivityOutline]:
    """An activity of the newest framework that has steps. Raises NotFound for an unknown one."""
    found = present()
    if key not in found.outline.activity:
        raise NotFound
    return found, found.outline.activity[key]
