"""The team as a file: one row for each person and section, read from one statement as it is sent.

A funder's monitor takes it along; what stands in it is what the page showed, with its filters.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_

from lms.base.db import in_force, stream
from lms.base.tables import Cell, Sheet
from lms.curriculum.outline import ProgramOutline
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.progress.models import Enrollment, Term
from lms.reports.asked import STATES, Asked
from lms.reports.selecting import EMPTY, NEVER, SECTION, WHOLE, away, late, left, selected
from lms.reports.team import BOSS, order

HEAD = (
    "Person", "E-mail", "Office", "Supervisor", "Guide", "Started", "Section", "State", "Done",
    "Tasks", "Due", "Completed", "Days late",
)  # fmt: skip
NOTES = (
    "One row for each person and section.",
    "Days late counts calendar days past the earliest date of what is still with the person.",
    "Whoever is on leave, or left, is not late with anything.",
)


def sheet(visible: Visible, asked: Asked, guide: ProgramOutline, filters: str) -> Sheet:
    """Everyone whom the page shows on any of its pages; `filters` in words."""
    rows = (_row(line, guide, asked.day) for line in stream(_lines(visible, asked)))
    return Sheet("team", f"Team completion: {guide.title}", HEAD, rows, asked.day, filters, NOTES)


def _lines(visible: Visible, asked: Asked) -> Select[*tuple[Any, ...]]:
    told = (
        Person.name, Person.email, Office.name.label("office"), BOSS.name.label("boss"),
        Term.starts_on, SECTION.section_key, SECTION.state, SECTION.done, SECTION.required,
        SECTION.due_on, SECTION.completed_on, SECTION.open_due,
        or_(away(asked), left(asked)).label("gone"),
    )  # fmt: skip
    found = selected(visible, asked, *told, office=True)
    found = found.outerjoin(BOSS, BOSS.id == Post.supervisor_id)
    found = found.join(SECTION, SECTION.enrollment_id == Enrollment.id)
    held = in_force(SECTION.recorded_at, SECTION.superseded_at, asked.at)
    found = found.where(SECTION.section_key != EMPTY, SECTION.required > 0, held)
    return found.order_by(*_order(asked), Enrollment.id, SECTION.position)


def _order(asked: Asked) -> tuple[Any, ...]:
    """As on the page; what needs attention first is put in order by the database here."""
    if asked.sort != "attention":
        return order(asked)
    due = func.coalesce(WHOLE.open_due, NEVER)
    return (late(asked).desc(), (WHOLE.returned > 0).desc(), away(asked), due)


def _row(line: Any, guide: ProgramOutline, day: date) -> tuple[Cell, ...]:
    (name, email, office, boss, started, key, state, done, required, due, completed, open_due,
     gone) = line  # fmt: skip
    days = (day - open_due).days if open_due and open_due < day and not gone else None
    title = guide.section_titles.get(key, key)
    return (name, email, office, boss, guide.title, started, title, STATES[state], done, required,
            due, completed, days)  # fmt: skip
