"""An enrollment on its terms: what access looks up, rules change and pages show."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from lms.base.db import db, in_force, run
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition, Program
from lms.curriculum.outline import ProgramOutline, QuizOutline, TaskOutline
from lms.progress import standing
from lms.progress.ledger import FactRow, Facts, of_kind
from lms.progress.models import Enrollment, Kind, SectionProgress, Status, Term


@dataclass(frozen=True)
class Work:
    """One enrollment on its terms: what pages show and rules change."""

    id: int
    person_id: int
    program_id: int
    edition_id: int
    edition: int
    digest: str
    starts_on: date
    job_role: str
    status: str
    office_id: int | None = None  # the office whose own tasks these are; None: a guide
    done: int = field(default=0, compare=False)  # how far it is, where several are listed
    required: int = field(default=0, compare=False)

    @cached_property
    def outline(self) -> ProgramOutline:
        """The guide as this edition has it."""
        return curriculum.outline(self.edition_id, self.digest)

    @cached_property
    def tasks(self) -> dict[str, TaskOutline]:
        """The tasks this person has, by key, in order."""
        return standing.for_role(self.outline, self.job_role)

    @cached_property
    def quizzes(self) -> dict[str, QuizOutline]:
        """The quizzes this person has, by key, in order."""
        listed = self.outline.quizzes
        return {k: q for k, q in listed.items() if not q.roles or self.job_role in q.roles}

    def neighbours(self, key: str) -> tuple[TaskOutline | None, TaskOutline | None]:
        """The tasks before and after one in its section, for this person."""
        section = self.outline.section_of[key]
        listed = [task for task in section.tasks if task.key in self.tasks]
        place = next(n for n, task in enumerate(listed) if task.key == key)
        before = listed[place - 1] if place else None
        return before, listed[place + 1] if place + 1 < len(listed) else None


@dataclass(frozen=True)
class Held(Work):
    """Work whose person is locked by this transaction: only now may anything in it change.

    `facts` are the ledger's lines that hold; whoever writes one keeps them up to date, so that a
    rule reads the ledger once.
    """

    facts: Facts = field(default_factory=dict, compare=False, repr=False)

    def current(self, task_key: str, kind: Kind) -> list[FactRow]:
        """What holds of this kind for a task, oldest first."""
        return of_kind(self.facts.get(task_key, []), kind)


def hold(work: Work, facts: Facts) -> Held:
    """The work with its facts, for whoever has locked its person and read both since then."""
    return Held(**{one.name: getattr(work, one.name) for one in fields(Work)}, facts=facts)


COLUMNS = (
    Enrollment.id, Enrollment.person_id, Enrollment.program_id, Edition.id, Edition.number,
    Edition.digest, Term.starts_on, Term.job_role, Term.status, Program.office_id,
)  # fmt: skip


def on_terms(
    holding: ColumnElement[bool], *more: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """All enrollments on the terms that hold, in the order of Work's fields; `more` after them."""
    return (
        select(*COLUMNS, *more)
        .select_from(Enrollment)
        .join(Term, (Term.enrollment_id == Enrollment.id) & holding)
        .join(Edition, Edition.id == Term.edition_id)
        .join(Program, Program.id == Enrollment.program_id)
    )


NOW = in_force(Term.recorded_at, Term.superseded_at)
TERMS = on_terms(NOW)
ONE = TERMS.where(Enrollment.id == bindparam("enrollment_id"))
WHOLE = and_(
    SectionProgress.enrollment_id == Enrollment.id, SectionProgress.section_key == "",
    SectionProgress.superseded_at.is_(None),
)  # fmt: skip
LEARNERS = (
    on_terms(NOW, *(func.coalesce(n, 0) for n in (SectionProgress.done, SectionProgress.required)))
    .outerjoin(SectionProgress, WHOLE)
    .where(Enrollment.person_id == bindparam("person_id"), Term.status != Status.WITHDRAWN)
    .order_by(Program.office_id.is_not(None), Enrollment.id.desc())
)

LEFT = (
    on_terms(NOW, Term.recorded_at.expression)
    .where(Enrollment.person_id == bindparam("person_id"), Term.status == Status.WITHDRAWN)
    .where(Program.office_id.is_(None))
    .order_by(Term.recorded_at.desc(), Enrollment.id.desc())
)


def find_work(enrollment_id: int, at: datetime | None = None) -> Work | None:
    """One enrollment, whoever's it is, as it is now or was `at` a past moment."""
    found = ONE
    if at is not None:
        found = on_terms(in_force(Term.recorded_at, Term.superseded_at, at))
        found = found.where(Enrollment.id == bindparam("enrollment_id"))
    row = run(found, {"enrollment_id": enrollment_id}).first()
    return Work(*row) if row else None


def works_of(person_id: int) -> list[Work]:
    """A person's enrollments that are not withdrawn: guides, newest first, then own tasks."""
    return [Work(*row) for row in run(LEARNERS, {"person_id": person_id})]


def works_left(person_id: int) -> list[tuple[Work, datetime]]:
    """The guides that a person left, and when, the latest first."""
    return [(Work(*terms), at) for *terms, at in run(LEFT, {"person_id": person_id})]


def every_work() -> Iterable[Work]:
    """All enrollments, one after the other: for checking and rebuilding."""
    rows = db.session.execute(TERMS.order_by(Enrollment.id)).all()
    return (Work(*row) for row in rows)
