"""An enrollment on its present terms: what access looks up, rules change and pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import bindparam, select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition
from lms.curriculum.outline import ProgramOutline, TaskOutline
from lms.progress import standing
from lms.progress.models import Enrollment, Status, Term


@dataclass(frozen=True)
class Work:
    """One enrollment on its present terms: what pages show and rules change."""

    id: int
    person_id: int
    program_id: int
    edition_id: int
    edition: int
    digest: str
    starts_on: date
    job_role: str
    status: str

    @cached_property
    def outline(self) -> ProgramOutline:
        """The guide as this edition has it."""
        return curriculum.outline(self.edition_id, self.digest)

    @cached_property
    def tasks(self) -> dict[str, TaskOutline]:
        """The tasks this person has, by key, in order."""
        return standing.for_role(self.outline, self.job_role)


TERMS = (
    select(
        Enrollment.id, Enrollment.person_id, Enrollment.program_id, Edition.id, Edition.number,
        Edition.digest, Term.starts_on, Term.job_role, Term.status,
    )
    .join(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
    .join(Edition, Edition.id == Term.edition_id)
)  # fmt: skip
LEARNERS = TERMS.where(
    Enrollment.person_id == bindparam("person_id"), Term.status != Status.WITHDRAWN
).order_by(Enrollment.id.desc())


def find_work(enrollment_id: int) -> Work | None:
    """One enrollment, whoever's it is."""
    row = db.session.execute(TERMS.where(Enrollment.id == enrollment_id)).first()
    return Work(*row) if row else None


def works_of(person_id: int) -> list[Work]:
    """A person's enrollments that are not withdrawn, newest first."""
    return [Work(*row) for row in db.session.execute(LEARNERS, {"person_id": person_id})]


def every_work() -> Iterable[Work]:
    """All enrollments, one after the other: for checking and rebuilding."""
    rows = db.session.execute(TERMS.order_by(Enrollment.id)).all()
    return (Work(*row) for row in rows)
