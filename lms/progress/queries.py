"""Reading enrollments with all that belongs to them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.curriculum.outline import TaskOutline
from lms.people.models import Person
from lms.progress import standing
from lms.progress.models import (
    OF_TASKS,
    DueDate,
    Fact,
    Review,
    SectionProgress,
)
from lms.progress.standing import SectionStanding, State, TaskStanding
from lms.progress.work import Work

DECIDER = aliased(Person)
# Written once, as every visit asks them: building a statement costs more than running it.
MINE: BindParameter[int] = bindparam("enrollment_id")
FACTS = (
    select(Fact.id, Fact.task_key, Fact.kind, Fact.part, Fact.effective_on)
    .where(Fact.enrollment_id == MINE, Fact.superseded_at.is_(None))
    .order_by(Fact.id)
)
REVIEWS = (
    select(
        Review.id, Review.task_key, Review.piece, Review.proposed_on, Review.opened_at,
        Review.closed_at, Review.outcome, DECIDER.name, Prose.html,
    )
    .outerjoin(DECIDER, DECIDER.id == Review.decided_by)
    .outerjoin(Prose, Prose.id == Review.comment_id)
    .where(Review.enrollment_id == MINE, Review.superseded_at.is_(None))
    .where(Review.kind.in_(OF_TASKS))
    .order_by(Review.opened_at, Review.id)
)  # fmt: skip
DUE_DATES = select(DueDate.section_key, DueDate.task_key, DueDate.due_on).where(
    DueDate.enrollment_id == MINE, DueDate.superseded_at.is_(None)
)


class FactRow(NamedTuple):
    """A ledger line as the standing needs it."""

    id: int
    task_key: str | None
    kind: str
    part: str | None
    effective_on: date


def facts(enrollment_id: int) -> dict[str, list[FactRow]]:
    """The facts that hold today, by task key, oldest first."""
    found: dict[str, list[FactRow]] = defaultdict(list)
    for row in db.session.execute(FACTS, {"enrollment_id": enrollment_id}):
        found[row[1] or ""].append(FactRow(*row))
    return found


class ReviewRow(NamedTuple):
    """A current review as pages show it to the learner."""

    id: int
    task_key: str | None
    piece: int
    proposed_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    comment: str | None  # rendered


def reviews(enrollment_id: int) -> dict[str, list[ReviewRow]]:
    """The current review of each task (and of each observation), by task key."""
    found: dict[str, list[ReviewRow]] = defaultdict(list)
    rows = db.session.execute(REVIEWS, {"enrollment_id": enrollment_id})
    for row in rows:
        found[row[1] or ""].append(ReviewRow(*row))
    return found


def due_dates(enrollment_id: int) -> dict[tuple[str, str], date]:
    """Due dates that hold today, by (section key, task key; "" for the section itself)."""
    rows = db.session.execute(DUE_DATES, {"enrollment_id": enrollment_id})
    return {(section, task): due for section, task, due in rows}


def section_lines(enrollment_id: int) -> Sequence[SectionProgress]:
    """The projection's lines of one enrollment, in the guide's order."""
    mine = select(SectionProgress).filter_by(enrollment_id=enrollment_id)
    return db.session.scalars(mine.order_by(SectionProgress.position)).all()


def task_standing(work: Work, task: TaskOutline) -> TaskStanding:
    """The standing of one task."""
    section = work.outline.section_of[task.key].key
    due = due_dates(work.id)
    return standing.task_standing(
        task,
        facts(work.id)[task.key],
        reviews(work.id)[task.key],
        due_on=due.get((section, task.key)) or due.get((section, "")),
    )


def section_standings(work: Work) -> list[SectionStanding]:
    """Every section of an enrollment with every task: all of My onboarding, in four queries."""
    known, current, due = facts(work.id), reviews(work.id), due_dates(work.id)
    lines = {line.section_key: line for line in section_lines(work.id)}
    found = []
    for section in work.outline.sections:
        section_due = due.get((section.key, ""))
        tasks = {
            task.key: standing.task_standing(
                task,
                known.get(task.key, ()),
                current.get(task.key, ()),
                due_on=due.get((section.key, task.key)) or section_due,
            )
            for task in section.tasks
            if task.key in work.tasks
        }
        if not tasks:
            continue  # nothing in this section is for this job
        line = lines[section.key]
        complete = line.done >= line.required
        state = standing.section_state(tasks.values(), complete=complete)
        found.append(
            SectionStanding(
                section, tasks, line.done, line.required, section_due, line.completed_on, state
            )
        )
    return found


def next_task(sections: Iterable[SectionStanding], today: date) -> TaskStanding | None:
    """What to do next: what is overdue, then what was returned, then what is due first."""
    candidates = [
        (_urgency(task, today), place, task)
        for place, task in enumerate(t for section in sections for t in section.tasks.values())
        if task.with_learner and task.task.required
    ]
    return min(candidates, key=lambda found: found[:2])[2] if candidates else None


def _urgency(task: TaskStanding, today: date) -> tuple[int, date]:
    due = task.due_on or date.max
    if task.overdue(today):
        return 0, due
    return (1, due) if task.state is State.RETURNED else (2, due)
