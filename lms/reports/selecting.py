"""Who is meant: the people a reader may see, by the filters, as they were at that moment.

Every list and every report of a team asks here, so that they all speak of the same people.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import in_force
from lms.people.conditions import all_away, gone, shown
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.progress.models import Enrollment, SectionProgress, Status, Term
from lms.reports.asked import FINISHED, LEFT, ON_LEAVE, Asked, At

NEVER = date(9999, 12, 31)
EMPTY: ColumnElement[str] = literal_column("''")  # as it is: SQLite sees that the index serves
WHOLE, SECTION = aliased(SectionProgress), aliased(SectionProgress)


def selected(
    visible: Visible, asked: Asked, *columns: Any, office: bool = False
) -> Select[*tuple[Any, ...]]:
    """These columns of everyone whom the reader may see and the filters let through.

    `office`: they name the office. It is looked up only where it has to be.
    """
    office = office or asked.sort == "office" or len(asked.ends) > 1
    return joined(select(*columns), asked, office=office).where(
        Enrollment.program_id == asked.program_id,
        or_(visible.by(Post), visible.holds(Person.id.expression)),
        *_filters(asked),
    )


def joined(
    found: Select[*tuple[Any, ...]], asked: Asked, *, office: bool
) -> Select[*tuple[Any, ...]]:
    """An enrollment with its person, terms, post and the line of the whole, as they were."""
    found = (
        found.select_from(Enrollment)
        .join(Person, Person.id == Enrollment.person_id)
        .join(Post, Post.person_id == Person.id)
        .join(Term, Term.enrollment_id == Enrollment.id)
        .join(WHOLE, WHOLE.enrollment_id == Enrollment.id)
        .where(WHOLE.section_key == EMPTY, _holds(WHOLE, asked.at), shown(asked.day, asked.at))
        .where(in_force(Term.recorded_at, Term.superseded_at, asked.at))
    )
    return found.join(Office, Office.id == Post.office_id) if office else found


def _holds(line: type[SectionProgress], at: At) -> ColumnElement[bool]:
    """The condition that a kept line of an enrollment's whole holds.

    At a past moment it is the latest that was written until then: found by one look into the
    index, where reading all that a person ever had would take ten times as long.
    """
    if at is None:
        return line.superseded_at.is_(None)
    until = aliased(SectionProgress)
    latest = (
        select(until.id)
        .where(until.enrollment_id == Enrollment.id, until.section_key == "")
        .where(until.recorded_at <= at)
        .order_by(until.recorded_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(line.id == latest, in_force(line.recorded_at, line.superseded_at, at))


def _filters(asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield left(asked) if asked.state == LEFT else ~left(asked)
    if asked.search:
        like = "%" + asked.search.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
        yield or_(Person.name.ilike(like, escape="/"), Person.email.ilike(like, escape="/"))
    if asked.office_id:
        yield Post.office_id == asked.office_id
    if asked.supervisor_id:
        yield Post.supervisor_id == asked.supervisor_id
    if asked.overdue:
        yield late(asked)
    if asked.since:
        yield Term.starts_on >= asked.since
    if asked.until:
        yield Term.starts_on <= asked.until
    if asked.state not in ("", LEFT):
        yield _in_state(asked)


def _in_state(asked: Asked) -> ColumnElement[bool]:
    """On leave, finished, or with any section in this state."""
    if asked.state == ON_LEAVE:
        return away(asked)
    if asked.state == FINISHED:
        return WHOLE.done >= WHOLE.required
    return (
        exists().where(
            SECTION.enrollment_id == Enrollment.id, SECTION.section_key != "",
            SECTION.state == asked.state, SECTION.required > 0,
            in_force(SECTION.recorded_at, SECTION.superseded_at, asked.at),
        )
    )  # fmt: skip


def left(asked: Asked) -> ColumnElement[bool]:
    """Whether somebody had left the guide or the organization."""
    deactivated: ColumnElement[bool] = Person.deactivated_at.is_not(None)
    if asked.at is not None:  # who came back since had left then all the same
        deactivated = gone(Person.id.expression, asked.at)
    return or_(Term.status == Status.WITHDRAWN, deactivated)


def away(asked: Asked) -> ColumnElement[bool]:
    """Whether somebody is on leave on the day: nothing is late then."""
    return Person.id.in_(all_away(asked.day, asked.latest))


def late(asked: Asked) -> ColumnElement[bool]:
    """Whether somebody has something past its date: nobody on leave has, nor who left."""
    return and_(func.coalesce(WHOLE.open_due, NEVER) < asked.day, ~away(asked), ~left(asked))
