"""Training hours: minutes of what was done, and where each number of minutes comes from.

A minute that nobody stated is not guessed: such tasks are counted and said to be not known. An
hour beside a colleague or in a course is training whether or not it completes a task: accepted log
entries and confirmed courses count by themselves.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from lms.curriculum.models import Task
from lms.people.models import Office, Person
from lms.progress.access import Visible
from lms.progress.models import Fact, Kind, Term
from lms.reports.scope import Choice, Line, Read, people

HEAD = (
    "Person", "Office", "Tasks done", "Minutes entered", "Minutes stated by the publisher",
    "Hours known", "Tasks with time not known",
)  # fmt: skip
NOTES = (
    "Minutes entered were recorded with the work itself; they go before what a publisher states.",
    "Accepted log entries count once, on the day it took place, whether or not a task is done.",
    "So do confirmed courses, also those of which only a part was attended.",
    "Minutes stated by the publisher are the running time that the guide gives for a resource.",
    "For all other tasks the time is not known. They are counted, and nothing is guessed.",
    "Waived tasks are left out: nothing was done for them.",
)
ALONE = (Kind.ENTRY, Kind.COURSE)  # what counts whether or not a task is done
Rows = Select[*tuple[Any, ...]]


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each person who did something in these days."""
    done = union_all(_tasks(visible, choice), _by_themselves(visible, choice)).subquery("done")
    found = (
        people(visible, choice, Person.name, Office.name, *_sums(done))
        .join(done, done.c.person_id == Person.id)
        .outerjoin(Term, and_(
            Term.enrollment_id == done.c.enrollment_id, Term.superseded_at.is_(None),
        ))
        .outerjoin(Task, and_(Task.edition_id == Term.edition_id, Task.key == done.c.task_key))
        .group_by(Person.id, Person.name, Office.name)
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    for person, office, tasks, own, theirs, not_known in read(found):
        known = round((own + theirs) / 60, 2)
        yield Line((person, office, tasks, own, theirs, known, not_known))


def _sums(done: Subquery) -> Iterator[ColumnElement[Any]]:
    """How many tasks; minutes entered and stated; tasks of which neither is known."""
    open_yet = and_(done.c.tasks == 1, done.c.minutes.is_(None), done.c.timed == 0)
    for number in (
        done.c.tasks, done.c.minutes, case((open_yet, Task.minutes)),
        case((and_(open_yet, Task.minutes.is_(None)), 1), else_=0),
    ):  # fmt: skip
        yield cast(func.coalesce(func.sum(number), 0), Integer)


def _tasks(visible: Visible, choice: Choice) -> Rows:
    """Each task that is done and was not waived, with the minutes entered for it, if any.

    One pass over the ledger: looking at each task's other facts one by one took minutes.
    """
    done_on = func.max(case((Fact.kind == Kind.DONE, Fact.effective_on)))
    waived = func.max(case((Fact.kind == Kind.WAIVED, 1), else_=0))
    timed = func.max(case((Fact.kind.in_(ALONE), 1), else_=0))
    of_itself = func.sum(case((Fact.kind.not_in(ALONE), Fact.minutes)))
    counted = or_(Fact.kind.in_((Kind.DONE, Kind.WAIVED, *ALONE)), Fact.minutes.is_not(None))
    return (
        select(
            Fact.person_id, Fact.enrollment_id, Fact.task_key, literal(1).label("tasks"),
            of_itself.label("minutes"), timed.label("timed"),
        )
        .where(Fact.superseded_at.is_(None), Fact.enrollment_id.is_not(None), counted)
        .where(_seen(visible))
        .group_by(Fact.person_id, Fact.enrollment_id, Fact.task_key)
        .having(done_on.is_not(None), waived == 0, *_within(choice, done_on))
    )  # fmt: skip


def _by_themselves(visible: Visible, choice: Choice) -> Rows:
    """The minutes of log entries and courses: one line of each in the ledger has them."""
    return (
        select(
            Fact.person_id, Fact.enrollment_id, Fact.task_key, literal(0), Fact.minutes,
            literal(1),
        )
        .where(Fact.superseded_at.is_(None), Fact.kind.in_(ALONE), Fact.minutes.is_not(None))
        .where(_seen(visible), *_within(choice, Fact.effective_on.expression))
    )  # fmt: skip


def _seen(visible: Visible) -> ColumnElement[bool]:
    return Fact.person_id.in_(select(Person.id).where(visible.holds(Person.id.expression)))


def _within(choice: Choice, day: ColumnElement[date]) -> Iterator[ColumnElement[bool]]:
    """The conditions that a day is one of these."""
    if choice.since is not None:
        yield day >= choice.since
    if choice.until is not None:
        yield day <= choice.until
