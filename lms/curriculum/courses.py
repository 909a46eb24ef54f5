"""The course catalogue as it stands: publishing the file, and reading what holds or once held.

A course keeps its row for good, for people's records hang on it. What it is called, for whom it is
and when it has to be renewed are dated terms, superseded and never changed: a record of 2026 can
still be read beside what was asked in 2026.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, update

from lms.base import clock, events
from lms.base.db import db, in_force
from lms.curriculum.course_outline import CatalogueOutline
from lms.curriculum.models import Course, CourseTerm


class Terms(NamedTuple):
    """How a course is described at one time."""

    title: str
    column_key: str
    column_title: str
    position: int  # in the file, or among the office's own
    summary: str = ""  # Markdown
    roles: tuple[str, ...] = ()  # job roles it is for; () = everyone
    required: bool = False  # else suggested
    minutes: int | None = None  # None: the office says how long it takes
    renew_months: int | None = None  # None: it need not be renewed
    retired: bool = False  # offered no longer; records of it stay


class CourseRow(NamedTuple):
    """A course with its terms."""

    id: int
    key: str
    office_id: int | None  # whose own course it is; None: of the catalogue file
    title: str
    column_key: str
    column_title: str
    position: int
    summary: str
    roles: tuple[str, ...]
    required: bool
    minutes: int | None
    renew_months: int | None
    retired: bool

    @property
    def terms(self) -> Terms:
        """What can change about it."""
        return Terms(*self[3:])


def catalogue(
    office_id: int | None, at: datetime | None = None, *, retired: bool = False
) -> list[CourseRow]:
    """The courses of the file, in its order, then the office's own; now, or as they were `at`.

    `retired`: those that are offered no longer too, flagged, below the others of their kind.
    """
    found = _described(at).where(_offered_in(office_id)).order_by(
        Course.office_id.is_not(None), CourseTerm.retired, CourseTerm.position, Course.id
    )  # fmt: skip
    if not retired:
        found = found.where(CourseTerm.retired.is_(False))
    return _rows(found)


def offered(office_ids: Collection[int], at: datetime | None = None) -> list[CourseRow]:
    """The courses of the file, then those of their own that any of these offices offer."""
    ours = Course.office_id.is_(None) | Course.office_id.in_(office_ids)
    found = _described(at).where(ours, CourseTerm.retired.is_(False))
    order = (Course.office_id.is_not(None), Course.office_id, CourseTerm.position, Course.id)
    return _rows(found.order_by(*order))


def course(course_id: int, at: datetime | None = None) -> CourseRow | None:
    """One course, retired or not; None where there is none, or was none `at` that moment."""
    return next(iter(_rows(_described(at).where(Course.id == course_id))), None)


def course_id(key: str) -> int | None:
    """The course that a guide's task names, retired or not: offices' own are in no guide."""
    return db.session.scalar(select(Course.id).filter_by(key=key, office_id=None))


def publish(catalogue: CatalogueOutline, *, actor_id: int | None = None) -> int:
    """Let the file's courses be these from now on; how many are new, changed or retired.

    The same again changes nothing. A course that left the file is retired; its records stay, and
    it is the same course when it comes back.
    """
    events.lock(events.SYSTEM)  # whoever publishes at the same moment finds what we wrote
    offered = _described(None).where(Course.office_id.is_(None))
    before = {row.key: row for row in _rows(offered)}
    wanted = dict(_terms(catalogue))
    gone = {
        key: row.terms._replace(retired=True) for key, row in before.items() if key not in wanted
    }
    changed = {
        key: terms
        for key, terms in (wanted | gone).items()
        if key not in before or before[key].terms != terms
    }
    for key, terms in changed.items():
        describe(before[key].id if key in before else add(key, None), terms)
    if changed:
        events.record(
            events.SYSTEM, "courses-published", actor_id=actor_id, courses=len(wanted),
            changed=len(changed), retired=len(changed.keys() & gone.keys()),
        )  # fmt: skip
    return len(changed)


def add(key: str, office_id: int | None) -> int:
    """The id of a new course, which needs terms; the caller holds the chain of its list."""
    new = Course(key=key, office_id=office_id)
    db.session.add(new)
    db.session.flush()
    return new.id


def describe(course_id: int, terms: Terms) -> None:
    """Let these be a course's terms from now on."""
    now = clock.now()
    held = update(CourseTerm).where(
        CourseTerm.course_id == course_id, CourseTerm.superseded_at.is_(None)
    )
    db.session.execute(held.values(superseded_at=now))
    values: dict[str, Any] = terms._asdict() | {"roles": list(terms.roles)}
    db.session.add(CourseTerm(course_id=course_id, recorded_at=now, superseded_at=None, **values))
    db.session.flush()


def _terms(catalogue: CatalogueOutline) -> Iterator[tuple[str, Terms]]:
    """The terms of each course of the file, by its key."""
    titles = {column.key: column.title for column in catalogue.columns}
    for place, (key, one) in enumerate(catalogue.courses.items(), 1):
        yield key, Terms(
            one.title, one.column, titles[one.column], place, one.summary, one.roles,
            one.required, one.minutes, one.renew_months,
        )  # fmt: skip


def _described(at: datetime | None) -> Select[*tuple[Any, ...]]:
    """Courses with the terms that hold now, or that held `at` a moment; as CourseRow has them."""
    columns = [getattr(CourseTerm, name) for name in Terms._fields]
    return (
        select(Course.id, Course.key, Course.office_id, *columns)
        .join(CourseTerm, CourseTerm.course_id == Course.id)
        .where(in_force(CourseTerm.recorded_at, CourseTerm.superseded_at, at))
    )


def _offered_in(office_id: int | None) -> ColumnElement[bool]:
    ours = Course.office_id.is_(None)
    return ours if office_id is None else ours | (Course.office_id == office_id)


def _rows(found: Select[*tuple[Any, ...]]) -> list[CourseRow]:
    return [CourseRow(*row)._replace(roles=tuple(row.roles)) for row in db.session.execute(found)]
