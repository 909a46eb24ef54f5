"""The catalogue in the database: published from its file, read as it is and as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.base import chain_check, clock
from lms.base.db import db
from lms.base.events import Event
from lms.curriculum import courses
from lms.curriculum.commands import CONTENT
from lms.curriculum.course_outline import CatalogueOutline, ColumnOutline, CourseOutline
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.courses import CourseRow
from lms.curriculum.models import Course, CourseTerm
from lms.curriculum.reading import COURSES_FILE
from tests.databases import OFFERED_SINCE
from tests.together import together

LEARN = ColumnOutline("notes", "Notes", (CourseOutline("good", "Good notes", "notes", "Write."),))
SMALL = CatalogueOutline("Courses", columns=(LEARN,))


@pytest.fixture(scope="module")
def ours() -> CatalogueOutline:
    return read_catalogue(CONTENT / COURSES_FILE)


def changed(ours: CatalogueOutline, key: str, **values: Any) -> CatalogueOutline:
    """The catalogue with one course described in another way."""
    columns = (
        replace(column, courses=tuple(
            replace(course, **values) if course.key == key else course for course in column.courses
        ))
        for column in ours.columns
    )  # fmt: skip
    return replace(ours, columns=tuple(columns))


def without(ours: CatalogueOutline, key: str) -> CatalogueOutline:
    """The catalogue with one course, the last of all, taken out."""
    *columns, last = ours.columns
    left = tuple(course for course in last.courses if course.key != key)
    return replace(ours, columns=(*columns, replace(last, courses=left)))


def found(key: str) -> CourseRow:
    """A course of the file as it is now, whether it is offered or not."""
    course_id = courses.course_id(key)
    row = courses.course(course_id) if course_id else None
    assert row is not None
    return row


def told() -> list[dict[str, Any]]:
    """What the record says about publishing courses."""
    verb = Event.verb == "courses-published"
    return list(db.session.scalars(select(Event.data).where(verb).order_by(Event.number)))


def terms() -> int:
    return db.session.scalars(select(func.count()).select_from(CourseTerm)).one()


@pytest.mark.both
def test_what_is_published_is_what_the_file_says(app: Flask, ours: CatalogueOutline) -> None:
    rows = courses.catalogue(None)
    assert [(row.key, row.position, row.office_id, row.retired) for row in rows] == [
        (key, place, None, False) for place, key in enumerate(ours.courses, 1)
    ]
    titles = {column.key: column.title for column in ours.columns}
    for row, course in zip(rows, ours.courses.values(), strict=True):
        assert (row.title, row.summary, row.roles) == (course.title, course.summary, course.roles)
        assert (row.column_key, row.column_title) == (course.column, titles[course.column])
        assert (row.required, row.minutes, row.renew_months) == (False, None, None)
        assert courses.course(row.id) == row
        assert courses.course_id(row.key) == row.id
    assert told() == [{"courses": 16, "changed": 16, "retired": 0}]
    assert (courses.course_id("none-such"), courses.course(2**31 - 1)) == (None, None)


@pytest.mark.both
def test_the_same_again_changes_nothing(app: Flask, ours: CatalogueOutline) -> None:
    assert courses.publish(ours) == 0
    assert (terms(), len(told())) == (16, 1)


@pytest.mark.both
def test_one_course_described_anew(
    app: Flask, noon: time_machine.Traveller, ours: CatalogueOutline
) -> None:
    courses.publish(changed(ours, "teamwork", title="Work as a team"))
    before = clock.now()
    noon.shift(timedelta(days=1))
    values: dict[str, Any] = {
        "summary": "Do.", "roles": ("case-manager",), "required": True, "minutes": 90,
        "renew_months": 12,
    }  # fmt: skip
    old = found("teamwork")
    assert courses.publish(changed(ours, "teamwork", **values)) == 1
    new = found("teamwork")
    assert new == old._replace(title="Teamwork", **values)
    assert courses.course(new.id, before) == old
    assert courses.catalogue(None, before)[7] == old
    assert courses.catalogue(None)[7] == new
    assert told()[1:] == [{"courses": 16, "changed": 1, "retired": 0}] * 2


def test_before_it_was_published_there_was_nothing(app: Flask) -> None:
    early = OFFERED_SINCE - timedelta(days=1)
    assert courses.catalogue(None, early, retired=True) == []
    assert courses.course(found("teamwork").id, early) is None


@pytest.mark.both
def test_a_course_that_left_the_file_is_retired_and_may_come_back(
    app: Flask, noon: time_machine.Traveller, ours: CatalogueOutline
) -> None:
    was = found("secondary-trauma")
    assert courses.publish(without(ours, "secondary-trauma")) == 1
    gone = found("secondary-trauma")
    assert gone == was._replace(retired=True)
    assert gone not in courses.catalogue(None)
    assert courses.catalogue(None, retired=True)[-1] == gone
    assert courses.publish(without(ours, "secondary-trauma")) == 0
    while_gone = clock.now()
    noon.shift(timedelta(days=1))
    assert courses.publish(ours) == 1
    assert found("secondary-trauma") == was
    assert courses.course(was.id, while_gone) == gone
    assert [line["retired"] for line in told()] == [0, 1, 0]
    assert list(chain_check.faults()) == []


def test_retired_courses_stand_below_the_others(app: Flask, ours: CatalogueOutline) -> None:
    courses.publish(SMALL)
    assert [row.key for row in courses.catalogue(None)] == ["good"]
    rows = courses.catalogue(None, retired=True)
    assert [row.key for row in rows] == ["good", *ours.courses]
    assert [row.retired for row in rows] == [False] + [True] * 16
    assert told()[-1] == {"courses": 1, "changed": 17, "retired": 16}


def test_another_order_is_a_change(app: Flask, ours: CatalogueOutline) -> None:
    first, second, *others = ours.columns
    assert courses.publish(replace(ours, columns=(second, first, *others))) == 10
    assert courses.catalogue(None)[0].key == "teamwork"


@pytest.mark.both
def test_two_who_publish_at_once(app: Flask, ours: CatalogueOutline) -> None:
    def publisher(wanted: CatalogueOutline) -> Callable[[], int]:
        return lambda: courses.publish(wanted)

    new = replace(LEARN, courses=(*LEARN.courses, replace(LEARN.courses[0], key="other")))
    more = replace(ours, columns=(*ours.columns, new))
    counts = together(app, *(publisher(more) for _ in range(3)))
    assert sorted(counts, key=str) == [0, 0, 2]
    assert (terms(), len(courses.catalogue(None)), len(told())) == (18, 18, 2)


@pytest.mark.both
def test_the_database_keeps_one_course_of_a_key_and_one_term_of_a_course(app: Flask) -> None:
    again = CourseTerm(
        course_id=found("teamwork").id, recorded_at=clock.now(), superseded_at=None,
        **found("teamwork").terms._asdict(),
    )  # fmt: skip
    for row in (Course(key="teamwork", office_id=None), again):
        db.session.add(row)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
