"""The people somebody leads, late ones first."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, literal, select

from lms.base.db import db
from lms.curriculum.models import Program
from lms.curriculum.outline import Signers
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.models import Enrollment, Review, SectionProgress, Status, Term

PAGE = 25


@dataclass(frozen=True)
class LedLine:
    """One person among those somebody leads."""

    enrollment_id: int
    name: str
    starts_on: date
    done: int
    required: int
    late: bool  # something is past its date, and with the learner
    waiting: int  # decisions that wait, for whomever
    own: bool  # the own tasks of an office, counted apart from the guide


def people_led(actor: Actor, page: int = 1) -> tuple[list[LedLine], bool]:
    """Those the actor leads today, with how far they are: late ones first, a page at a time."""
    whole = and_(
        SectionProgress.enrollment_id == Enrollment.id, SectionProgress.section_key == "",
        SectionProgress.superseded_at.is_(None),
    )  # fmt: skip
    waiting = (
        select(func.count())
        .where(Review.enrollment_id == Enrollment.id, Review.closed_at.is_(None))
        .scalar_subquery()
    )
    led = access.signs(actor, actor.today, Person.id.expression, literal(Signers.EITHER))
    late = func.coalesce(SectionProgress.open_due < actor.today, False)
    rows = db.session.execute(
        select(
            Enrollment.id, Person.name, Term.starts_on, SectionProgress.done,
            SectionProgress.required, late, waiting, Program.office_id.is_not(None),
        )
        .join(Program, Program.id == Enrollment.program_id)
        .join(Person, Person.id == Enrollment.person_id)
        .join(Term, (Term.enrollment_id == Enrollment.id) & Term.superseded_at.is_(None))
        .join(SectionProgress, whole)
        .where(led, Term.status != Status.WITHDRAWN, Person.deactivated_at.is_(None))
        .order_by(late.desc(), Person.name, Enrollment.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    return [LedLine(*row) for row in rows[:PAGE]], len(rows) > PAGE
