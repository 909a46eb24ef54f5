"""Training hours: minutes of what was done, and where each number of minutes comes from.

A minute that nobody stated is not guessed: such tasks are counted and said to be not known.
"""

from collections.abc import Iterator

from sqlalchemy import Integer, Subquery, and_, case, cast, func, or_, select

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


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each person who did something in these days."""
    done = _done(visible, choice)
    entered, stated, unknown = (
        cast(func.coalesce(func.sum(minutes), 0), Integer)
        for minutes in (
            done.c.minutes,
            case((done.c.minutes.is_(None), Task.minutes)),
            case((and_(done.c.minutes.is_(None), Task.minutes.is_(None)), 1), else_=0),
        )
    )
    found = (
        people(visible, choice, Person.name, Office.name, func.count(), entered, stated, unknown)
        .join(done, done.c.person_id == Person.id)
        .join(Term, and_(Term.enrollment_id == done.c.enrollment_id, Term.superseded_at.is_(None)))
        .outerjoin(Task, and_(Task.edition_id == Term.edition_id, Task.key == done.c.task_key))
        .group_by(Person.id, Person.name, Office.name)
        .order_by(Person.name, Person.id)
    )
    for person, office, tasks, own, theirs, not_known in read(found):
        known = round((own + theirs) / 60, 2)
        yield Line((person, office, tasks, own, theirs, known, not_known))


def _done(visible: Visible, choice: Choice) -> Subquery:
    """Each task that is done and was not waived, with the minutes entered for it, if any.

    One pass over the ledger: looking at each task's other facts one by one took minutes.
    """
    done_on = func.max(case((Fact.kind == Kind.DONE, Fact.effective_on)))
    waived = func.max(case((Fact.kind == Kind.WAIVED, 1), else_=0))
    found = (
        select(
            Fact.person_id, Fact.enrollment_id, Fact.task_key,
            func.sum(Fact.minutes).label("minutes"),
        )
        .where(Fact.superseded_at.is_(None), Fact.enrollment_id.is_not(None))
        .where(or_(Fact.kind.in_((Kind.DONE, Kind.WAIVED)), Fact.minutes.is_not(None)))
        .where(Fact.person_id.in_(select(Person.id).where(visible.holds(Person.id.expression))))
        .group_by(Fact.person_id, Fact.enrollment_id, Fact.task_key)
        .having(done_on.is_not(None), waived == 0)
    )  # fmt: skip
    if choice.since is not None:
        found = found.having(done_on >= choice.since)
    if choice.until is not None:
        found = found.having(done_on <= choice.until)
    return found.subquery("done")
