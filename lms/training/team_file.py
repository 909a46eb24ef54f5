"""The team's training as a file: who stands where with each course."""

from collections.abc import Sequence
from datetime import date

from lms.base.tables import Cell, Sheet
from lms.curriculum.courses import CourseRow
from lms.people.models import JOB_ROLES
from lms.progress.access import Visible
from lms.training import team
from lms.training.standing import Standing, State
from lms.training.team import Asked, Line

WORDS = {
    State.MISSING: "Missing", State.REQUESTED: "Requested", State.BOOKED: "Booked",
    State.IN_DATE: "In date", State.EXPIRING: "Expiring", State.EXPIRED: "Expired",
    State.WAIVED: "Waived", State.OPEN: "Not taken",
}  # fmt: skip
NOTES = (
    "In date and Expiring: confirmed by a named person, and good on the day of the file.",
    "Missing and Expired are said of required courses, Not taken of suggested ones.",
    "Empty: the course is not meant for this job.",
)


def sheet(
    visible: Visible, asked: Asked, listed: Sequence[CourseRow], filters: str
) -> Sheet:  # fmt: skip
    """Everyone whom the filters let through, on whichever page."""
    head = ("Person", "Office", "Job", "Supervisor", *(one.title for one in listed))
    day = asked.moment.day
    rows = [_cells(one, listed, day) for one in team.everyone(visible, asked)]
    return Sheet("training-team", "Training of the team", head, rows, day, filters,
                 NOTES)  # fmt: skip


def _cells(one: Line, listed: Sequence[CourseRow], day: date) -> tuple[Cell, ...]:
    meant = {course.id for course in one.meant(listed)}
    states = (_cell(one.standings[c.id], day) if c.id in meant else None for c in listed)
    job = JOB_ROLES.get(one.member.job_role, one.member.job_role)
    return (one.name, one.office, job, one.supervisor, *states)


def _cell(standing: Standing, day: date) -> str:
    """Good until when, since when it is not, and by when it is needed, late or not."""
    word, last = WORDS[standing.state], standing.until
    if last is not None and (standing.lasting or standing.state is State.EXPIRED):
        word += f" {'until' if standing.lasting else 'since'} {last.isoformat()}"
    if standing.lasting or standing.good or standing.due_on is None:
        return word
    needed = "late, needed by" if standing.overdue(day) else "needed by"
    return f"{word}, {needed} {standing.due_on.isoformat()}"
