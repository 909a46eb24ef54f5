"""What an office adds to the catalogue: added, changed, taken out of use, and who sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from lms.base import clock
from lms.base.db import db
from lms.curriculum import courses, own_courses
from lms.curriculum.courses import CourseRow
from lms.curriculum.own_courses import COLUMN, OwnCourse
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused
from tests.roster.test_offices import lines
from tests.together import together

pytestmark = pytest.mark.usefixtures("sound")

DRIVING = OwnCourse(
    "Driving the van", "Afterwards you may drive it.", ("case-manager",), True, 45, 24
)


def add(cast: Cast, wanted: OwnCourse = DRIVING, *, cleared: bool = False) -> CourseRow:
    return own_courses.add(cast.office.id, wanted, actor_id=cast.officer.id, cleared=cleared)


def change(cast: Cast, course_id: int, wanted: OwnCourse) -> CourseRow:
    return own_courses.change(cast.office.id, course_id, wanted, actor_id=cast.officer.id)


def retire(cast: Cast, course_id: int) -> CourseRow:
    return own_courses.retire(cast.office.id, course_id, actor_id=cast.officer.id)


def verbs(cast: Cast) -> list[str]:
    """What the office's record says about courses."""
    return [verb for verb, _ in lines(cast.office) if verb.startswith("own-course-")]


@pytest.mark.both
def test_an_own_course_stands_below_those_of_the_file(cast: Cast) -> None:
    row = add(cast)
    assert row == CourseRow(
        row.id, "driving-the-van", cast.office.id, "Driving the van", COLUMN,
        "Your office’s own courses", 1, "Afterwards you may drive it.", ("case-manager",),
        True, 45, 24, False,
    )  # fmt: skip
    second = add(cast, OwnCourse("  The   phones "))
    assert (second.title, second.position, second.roles) == ("The phones", 2, ())
    assert courses.catalogue(cast.office.id)[-2:] == [row, second]
    assert courses.catalogue(None) == courses.catalogue(cast.elsewhere.id)
    assert len(courses.catalogue(None)) == 16
    assert courses.course_id("driving-the-van") is None, "no guide can name it"
    assert lines(cast.office)[-2:] == [
        ("own-course-added", {"course": row.id}),
        ("own-course-added", {"course": second.id}),
    ]


@pytest.mark.both
def test_it_is_described_anew_under_its_key(cast: Cast, noon: time_machine.Traveller) -> None:
    row, before = add(cast), clock.now()
    noon.shift(timedelta(days=1))
    wanted = replace(DRIVING, title="Driving our bus", minutes=None, roles=())
    new = change(cast, row.id, wanted)
    assert new == row._replace(title="Driving our bus", minutes=None, roles=())
    assert change(cast, row.id, wanted) == new
    assert courses.course(row.id, before) == row
    assert verbs(cast) == ["own-course-added", "own-course-changed"]


@pytest.mark.both
def test_it_is_retired_once_and_comes_back_as_itself(cast: Cast) -> None:
    row = add(cast)
    gone = retire(cast, row.id)
    assert gone == row._replace(retired=True)
    db.session.commit()
    with nothing_changes():
        assert retire(cast, row.id) == gone
    assert row.id not in {one.id for one in courses.catalogue(cast.office.id)}
    assert courses.catalogue(cast.office.id, retired=True)[-1] == gone
    with refused("taken out of use"):
        change(cast, row.id, DRIVING)
    back = add(cast, OwnCourse("Driving the Van!"))
    assert (back.id, back.key, back.title, back.retired) == (
        row.id, row.key, "Driving the Van!", False
    )  # fmt: skip
    assert verbs(cast) == ["own-course-added", "own-course-retired", "own-course-added"]


def test_a_key_is_never_given_twice(cast: Cast) -> None:
    """Neither after a course was renamed, nor where the letters make no key, nor cut too long."""
    first = add(cast)
    change(cast, first.id, replace(DRIVING, title="Driving our bus"))
    keys = [add(cast, OwnCourse(title)).key for title in (
        "Driving the van", "Курс", "دورة", "x" * 200, "x" * 199 + "y",
    )]  # fmt: skip
    assert keys == ["driving-the-van-2", "course", "course-2", "x" * 60, "x" * 54 + "-2"]


def test_two_offices_may_have_a_course_of_one_name(cast: Cast) -> None:
    one = add(cast)
    two = own_courses.add(cast.elsewhere.id, DRIVING, actor_id=None)
    assert (one.key, one.id == two.id) == (two.key, False)


@pytest.mark.parametrize("title", ["Teamwork", " team-work! ", "TEAMWORK"])
def test_a_name_of_the_catalogue_is_taken(cast: Cast, title: str) -> None:
    with refused("of this name already", "title"):
        add(cast, OwnCourse(title))


def test_a_name_of_the_office_is_taken(cast: Cast) -> None:
    add(cast)
    other = add(cast, OwnCourse("The phones"))
    with refused("of this name already", "title"):
        add(cast, OwnCourse("Driving the van"))
    with refused("of this name already", "title"):
        change(cast, other.id, OwnCourse("driving THE van"))


REFUSED = {
    "empty": (OwnCourse(" \n "), "Give the course a name", "title"),
    "long": (OwnCourse("A" * 201), "up to 200 characters", "title"),
    "far too long": (OwnCourse("A" * 30_000), "fit", "title"),
    "zero": (OwnCourse("A\0b"), "cannot be shown", "title"),
    "half a sign": (OwnCourse("A\ud800b"), "cannot be shown", "title"),
    "turning": (OwnCourse("A\u202eb"), "cannot be seen", "title"),
    "formula": (OwnCourse("=1+1"), "looks like a formula", "title"),
    "client": (OwnCourse("For A-number A123456789"), "number", "title"),
    "long summary": (OwnCourse("A", "b" * 2001), "up to 2,000", "summary"),
    "odd summary": (OwnCourse("A", "b\0"), "cannot be shown", "summary"),
    "client in summary": (OwnCourse("A", "As with A123456789."), "number", "summary"),
    "unsafe link": (OwnCourse("A", "[b](javascript:c)"), "has to begin with https", "summary"),
    "password": (OwnCourse("A", "See https://me:pw@x.org"), "no password", "summary"),
    "role": (OwnCourse("A", roles=("clerk",)), "from the list", "roles"),
    "no minutes": (OwnCourse("A", minutes=0), "1 to 9,999", "minutes"),
    "minutes": (OwnCourse("A", minutes=10**20), "1 to 9,999", "minutes"),
    "months": (OwnCourse("A", renew_months=121), "1 to 120", "renew_months"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_a_course(cast: Cast, case: str) -> None:
    wanted, why, field = REFUSED[case]
    with refused(why, field):
        add(cast, wanted)
    row = add(cast, DRIVING)
    with refused(why, field):
        change(cast, row.id, wanted)


def test_a_warning_can_be_cleared(cast: Cast) -> None:
    warned = OwnCourse("A", "Ask Dr. Miller at 14 Elm Street.")
    with refused("street address", "summary"):
        add(cast, warned)
    assert add(cast, warned, cleared=True).summary == warned.summary


def test_courses_of_others_cannot_be_changed(cast: Cast) -> None:
    theirs = own_courses.add(cast.elsewhere.id, DRIVING, actor_id=None)
    of_all = courses.course_id("teamwork")
    assert of_all is not None
    for course_id in (theirs.id, of_all, 2**31 - 1):
        with refused("no such course"):
            change(cast, course_id, DRIVING)
        with refused("no such course"):
            retire(cast, course_id)


@pytest.mark.both
def test_two_who_add_the_same_at_once(app: Flask, cast: Cast) -> None:
    office_id = cast.office.id

    def adding() -> str:
        return own_courses.add(office_id, DRIVING, actor_id=None).key

    answers = sorted(together(app, adding, adding), key=str)
    assert [str(one) for one in answers] == [own_courses.TAKEN, "driving-the-van"]
    assert len(courses.catalogue(office_id)) == 17
