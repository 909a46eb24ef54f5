"""What was completed: each section and each whole guide, when, how late, and by whom signed.

It is what a monitor asks for first: staff have had the training, and the record is up to date.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.curriculum.models import Edition, Section, Task, Topic
from lms.people.models import Office, Person
from lms.progress.access import Visible
from lms.progress.models import (
    ENTRY,
    Enrollment,
    Fact,
    Kind,
    Review,
    SectionProgress,
    SignOff,
    Term,
)
from lms.reports.scope import Choice, Line, Read, people

HEAD = (
    "Person", "Office", "Guide", "Section", "Due", "Completed", "Days late", "People who signed",
)  # fmt: skip
WHOLE = "The whole guide"
NOTES = (
    "Days late counts calendar days after the due date; a number below zero is days early.",
    "People who signed counts the different people whose signatures hold for it today.",
    "Waived tasks count as done, as they do everywhere.",
)
LINE, THERE = SectionProgress, aliased(Section)


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each section and guide that is completed, the latest first."""
    found = (
        people(
            visible, choice, LINE.enrollment_id, Person.name, Office.name, Edition.title,
            Section.title, LINE.due_on, LINE.completed_on, _signers(),
        )
        .join(Enrollment, Enrollment.person_id == Person.id)
        .join(Term, and_(Term.enrollment_id == Enrollment.id, Term.superseded_at.is_(None)))
        .join(Edition, Edition.id == Term.edition_id)
        .join(LINE, and_(LINE.enrollment_id == Enrollment.id, LINE.superseded_at.is_(None)))
        .outerjoin(Section, and_(
            Section.edition_id == Edition.id, Section.key == LINE.section_key,
        ))
        .where(LINE.completed_on.is_not(None))
        .order_by(LINE.completed_on.desc(), Person.name, LINE.enrollment_id, LINE.position)
    )  # fmt: skip
    if choice.since is not None:
        found = found.where(LINE.completed_on >= choice.since)
    if choice.until is not None:
        found = found.where(LINE.completed_on <= choice.until)
    for enrollment, person, office, guide, section, due, done, signers in read(found):
        cells = (person, office, guide, section or WHOLE, due, done, _late(due, done), signers)
        yield Line(cells, enrollment)


def _late(due: date | None, done: date) -> int | None:
    return (done - due).days if due else None


def _signers() -> ScalarSelect[Any]:
    """How many different people signed something in a section that holds today.

    A signature on a log entry holds while the entry counts and its acceptance is the newest.
    """
    by_itself = exists().where(
        Fact.kind.in_((Kind.SIGNED, Kind.WAIVED)), Fact.source_id == SignOff.id,
        Fact.superseded_at.is_(None),
    )  # fmt: skip
    by_entry = exists().where(
        Review.id == SignOff.review_id, Review.kind == ENTRY, Review.superseded_at.is_(None),
        Fact.kind == Kind.ENTRY, Fact.source_id == Review.source_id, Fact.superseded_at.is_(None),
        Fact.enrollment_id == SignOff.enrollment_id,
    )  # fmt: skip
    holds = or_(by_itself, by_entry)
    signed_in = (
        select(THERE.key)
        .select_from(Task)
        .join(Topic, Topic.id == Task.topic_id)
        .join(THERE, THERE.id == Topic.section_id)
        .where(Task.id == SignOff.task_id)
        .scalar_subquery()
    )
    # From the signatures of one enrollment to their sections: as joins, SQLite begins elsewhere.
    return (
        select(func.count(SignOff.signer_id.distinct()))
        .where(SignOff.enrollment_id == LINE.enrollment_id, holds)
        .where(or_(LINE.section_key == "", LINE.section_key == signed_in))
        .correlate(LINE)
        .scalar_subquery()
    )
