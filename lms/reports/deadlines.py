"""What is overdue and what is coming due: whom a word would help, this week.

Whoever is away is marked and not late: their dates move when they are back.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import and_

from lms.curriculum.models import Edition, Section
from lms.people.conditions import away
from lms.people.models import Office, Person
from lms.progress.access import Visible
from lms.progress.models import Enrollment, SectionProgress, Status, Term
from lms.progress.standing import SOON_DAYS
from lms.reports.scope import BOSS, Choice, Line, Mark, Read, people

AHEAD = timedelta(days=14)
HEAD = (
    "Person", "Office", "Supervisor", "Guide", "Section", "Tasks open", "Waiting for sign-off",
    "Due", "Days late", "State",
)  # fmt: skip
NOTES = (
    "Due is the earliest date of what is still with the person in that section.",
    "Days late counts calendar days; a number below zero is days left. The next 14 days are here.",
    "What was sent and waits for a signature is not late for the person.",
    "Whoever is on leave today is marked and has no days late.",
)
OVERDUE, SOON = Mark("Overdue", "overdue"), Mark("Due soon", "due-soon")
COMING, AWAY = Mark("Coming due", "not-started"), Mark("On leave", "waived")
LINE = SectionProgress


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each section with something open that is due by then, the earliest first."""
    day = visible.day
    found = (
        people(
            visible, choice, LINE.enrollment_id, Person.name, Office.name, BOSS.name,
            Edition.title, Section.title, LINE.required - LINE.done - LINE.submitted,
            LINE.submitted, LINE.open_due, away(Person.id.expression, day),
        )
        .join(Enrollment, Enrollment.person_id == Person.id)
        .join(Term, and_(Term.enrollment_id == Enrollment.id, Term.superseded_at.is_(None)))
        .join(Edition, Edition.id == Term.edition_id)
        .join(LINE, and_(LINE.enrollment_id == Enrollment.id, LINE.superseded_at.is_(None)))
        .join(Section, and_(Section.edition_id == Edition.id, Section.key == LINE.section_key))
        .where(LINE.open_due <= day + AHEAD, Term.status != Status.WITHDRAWN)
        .where(Person.deactivated_at.is_(None))
        .order_by(LINE.open_due, Person.name, LINE.enrollment_id, LINE.position)
    )  # fmt: skip
    for enrollment, *told, due, absent in read(found):
        late = None if absent else (day - due).days
        yield Line((*told, due, late, _state(due, day, absent=absent)), enrollment)


def _state(due: date, day: date, *, absent: bool) -> Mark:
    if absent:
        return AWAY
    if due < day:
        return OVERDUE
    return SOON if due <= day + timedelta(days=SOON_DAYS) else COMING
