"""Training hours: minutes of what was done, and where each number of minutes comes from.

A minute that nobody stated is not guessed: such tasks are counted and said to be not known.
"""

from collections.abc import Iterator

from sqlalchemy import Integer, Subquery, and_, case, cast, exists, func, select
from sqlalchemy.orm import aliased

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
    "Minutes stated by the publisher are the running time that the guide gives for a resource.",
    "For all other tasks the time is not known. They are counted, and nothing is guessed.",
    "Waived tasks are left out: nothing was done for them.",
)
WAIVED = aliased(Fact)


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each person who did something in these days."""
    done = _done(choice)
    found = (
        people(
            visible, choice, Person.name, Office.name, func.count(),
            *(cast(func.coalesce(func.sum(done.c[name]), 0), Integer)
              for name in ("entered", "stated", "unknown")),
        )
        .join(done, done.c.person_id == Person.id)
        .group_by(Person.id, Person.name, Office.name)
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    for person, office, tasks, entered, stated, unknown in read(found):
        known = round((entered + stated) / 60, 2)
        yield Line((person, office, tasks, entered, stated, known, unknown))


def _done(choice: Choice) -> Subquery:
    """Each task that is done, with its minutes in one of three columns."""
    entered = _entered()
    minutes = case((entered.c.minutes.is_(None), Task.minutes))
    unknown = case((and_(entered.c.minutes.is_(None), Task.minutes.is_(None)), 1), else_=0)
    waived = exists().where(
        WAIVED.enrollment_id == Fact.enrollment_id, WAIVED.task_key == Fact.task_key,
        WAIVED.kind == Kind.WAIVED, WAIVED.superseded_at.is_(None),
    )  # fmt: skip
    found = (
        select(
            Fact.person_id, entered.c.minutes.label("entered"), minutes.label("stated"),
            unknown.label("unknown"),
        )
        .join(Term, and_(Term.enrollment_id == Fact.enrollment_id, Term.superseded_at.is_(None)))
        .outerjoin(Task, and_(Task.edition_id == Term.edition_id, Task.key == Fact.task_key))
        .outerjoin(entered, and_(
            entered.c.enrollment_id == Fact.enrollment_id, entered.c.task_key == Fact.task_key,
        ))
        .where(Fact.kind == Kind.DONE, Fact.superseded_at.is_(None), ~waived)
    )  # fmt: skip
    if choice.since is not None:
        found = found.where(Fact.effective_on >= choice.since)
    if choice.until is not None:
        found = found.where(Fact.effective_on <= choice.until)
    return found.subquery("done")


def _entered() -> Subquery:
    """The minutes that the ledger holds for each task."""
    line = aliased(Fact)
    return (
        select(line.enrollment_id, line.task_key, func.sum(line.minutes).label("minutes"))
        .where(line.minutes.is_not(None), line.superseded_at.is_(None))
        .group_by(line.enrollment_id, line.task_key)
        .subquery("entered")
    )
