"""A section or a task across people: what holds everyone up, and whom.

When half the office is stuck at the same task, it is the task that needs attention.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func
from sqlalchemy.orm import aliased

from lms.base.db import db, in_force
from lms.curriculum.outline import SectionOutline, TaskOutline
from lms.people.models import Office, Person
from lms.progress import standing
from lms.progress.access import Visible
from lms.progress.ledger import COLUMNS, FactRow
from lms.progress.models import (
    STANDING,
    Enrollment,
    Fact,
    Kind,
    Review,
    SectionProgress,
    Term,
)
from lms.progress.past import ReviewThen
from lms.progress.standing import State
from lms.reports.asked import Asked, At
from lms.reports.selecting import NEVER, away, selected

PAGE = 50
LINE = aliased(SectionProgress)
Holding = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class TaskCount:
    """How many are through a task."""

    task: TaskOutline
    done: int
    waiting: int  # for a decision
    people: int

    @property
    def open(self) -> int:
        """How many still have it before them."""
        return self.people - self.done


@dataclass(frozen=True)
class PersonLine:
    """One person in one section, or at one task of it."""

    enrollment_id: int
    name: str
    office: str
    starts_on: date
    state: State
    done: int
    required: int
    due_on: date | None
    completed_on: date | None
    late: int  # days


def tasks_of(visible: Visible, asked: Asked, section: SectionOutline) -> list[TaskCount]:
    """Each task of a section with how many did it, and for how many it waits."""
    people = db.session.scalar(selected(visible, asked, func.count())) or 0
    keys = [task.key for task in section.tasks]
    done = _per_task(visible, asked, Fact, [Fact.task_key.in_(keys), *_done(asked.at)])
    waiting = _per_task(visible, asked, Review, [Review.task_key.in_(keys), *_waiting(asked.at)])
    return [
        TaskCount(task, done.get(task.key, 0), waiting.get(task.key, 0), people)
        for task in section.tasks
    ]


def people_in(
    visible: Visible, asked: Asked, section: SectionOutline, page: int
) -> tuple[list[PersonLine], bool]:
    """One page of the people in a section, the longest late first, and whether there are more."""
    return _page(_people(visible, asked, section), asked, page)


def people_at(
    visible: Visible, asked: Asked, section: SectionOutline, task: TaskOutline, page: int
) -> tuple[list[PersonLine], bool]:
    """The same for one task: those who still have it before them first."""
    mine = and_(Fact.enrollment_id == Enrollment.id, Fact.task_key == task.key)
    through = exists().where(mine, *_done(asked.at))
    lines, more = _page(_people(visible, asked, section).order_by(through), asked, page)
    ids = [one.enrollment_id for one in lines]
    facts, reviews = _facts(visible, asked, task, ids), _reviews(visible, asked, task, ids)
    stood = [
        standing.task_standing(task, facts[one.enrollment_id], reviews[one.enrollment_id])
        for one in lines
    ]
    told = zip(lines, stood, strict=True)
    return [
        replace(line, state=one.state, completed_on=one.done_on,
                late=line.late if one.with_learner else 0)
        for line, one in told
    ], more  # fmt: skip


def _done(at: At) -> Holding:
    return Fact.kind == Kind.DONE, in_force(Fact.recorded_at, Fact.superseded_at, at)


def _waiting(at: At) -> Holding:
    current = in_force(Review.opened_at, Review.superseded_at, at)
    return Review.kind.in_(STANDING), current, in_force(Review.opened_at, Review.closed_at, at)


def _per_task(
    visible: Visible, asked: Asked, table: type[Fact] | type[Review], holding: Holding
) -> Mapping[str, int]:
    found = selected(visible, asked, table.task_key, func.count(Enrollment.id.distinct()))
    found = found.join(table, table.enrollment_id == Enrollment.id).where(*holding)
    return dict(db.session.execute(found.group_by(table.task_key)).all())


def _people(visible: Visible, asked: Asked, section: SectionOutline) -> Select[*tuple[Any, ...]]:
    late = and_(func.coalesce(LINE.open_due, NEVER) < asked.day, ~away(asked))
    told = (
        Enrollment.id, Person.name, Office.name.label("office"), Term.starts_on, LINE.state,
        LINE.done, LINE.required, LINE.due_on, LINE.completed_on, LINE.open_due, late.label("late"),
    )  # fmt: skip
    found = selected(visible, asked, *told, office=True)
    found = found.join(LINE, LINE.enrollment_id == Enrollment.id)
    held = in_force(LINE.recorded_at, LINE.superseded_at, asked.at)
    return found.where(LINE.section_key == section.key, LINE.required > 0, held)


def _page(
    found: Select[*tuple[Any, ...]], asked: Asked, page: int
) -> tuple[list[PersonLine], bool]:
    due = func.coalesce(LINE.open_due, NEVER)
    found = found.order_by(found.selected_columns.late.desc(), due, Person.name, Enrollment.id)
    rows = db.session.execute(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return [_line(row, asked.day) for row in rows[:PAGE]], len(rows) > PAGE


def _line(row: Any, day: date) -> PersonLine:
    return PersonLine(
        row.id, row.name, row.office, row.starts_on, State(row.state), row.done, row.required,
        row.due_on, row.completed_on, (day - row.open_due).days if row.late else 0,
    )  # fmt: skip


def _facts(
    visible: Visible, asked: Asked, task: TaskOutline, ids: Sequence[int]
) -> Mapping[int, list[FactRow]]:
    """What holds for one task, by enrollment."""
    found: dict[int, list[FactRow]] = defaultdict(list)
    mine = selected(visible, asked, Enrollment.id, *COLUMNS).where(
        Enrollment.id.in_(ids), Fact.enrollment_id == Enrollment.id, Fact.task_key == task.key,
        in_force(Fact.recorded_at, Fact.superseded_at, asked.at),
    )  # fmt: skip
    for enrollment_id, *line in db.session.execute(mine):
        found[enrollment_id].append(FactRow(*line))
    return found


def _reviews(
    visible: Visible, asked: Asked, task: TaskOutline, ids: Sequence[int]
) -> Mapping[int, list[ReviewThen]]:
    """The current attempts at one task, by enrollment; what was decided later still waits."""
    found: dict[int, list[ReviewThen]] = defaultdict(list)
    decided: ColumnElement[bool] = Review.closed_at.is_not(None)
    if asked.at is not None:
        decided = and_(decided, Review.closed_at <= asked.at)
    told = (Review.id, Review.task_key, Review.piece, Review.sent_at,
            case((decided, Review.closed_at)), case((decided, Review.outcome)))  # fmt: skip
    sent = selected(visible, asked, Enrollment.id, *told).where(
        Enrollment.id.in_(ids), Review.enrollment_id == Enrollment.id,
        Review.task_key == task.key, Review.kind.in_(STANDING),
        in_force(Review.opened_at, Review.superseded_at, asked.at),
    )  # fmt: skip
    for enrollment_id, *line in db.session.execute(sent):
        found[enrollment_id].append(ReviewThen(*line))
    return found
