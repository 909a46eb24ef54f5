"""What an office asks, and its own courses: forms with whatever people may type."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from lms.base.db import db
from lms.curriculum import courses, own_courses
from lms.curriculum.courses import CourseRow
from lms.curriculum.own_courses import OwnCourse
from lms.people.actor import Actor
from lms.training import requirements
from lms.training.models import Requirement
from tests.cast import Cast
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.training.asked import TODAY, completed, course, require
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


@pytest.fixture
def path(cast: Cast) -> str:
    """What the office asks."""
    return f"/offices/{cast.office.id}/training"


def filled(**change: object) -> dict[str, Any]:
    """A requirement as an officer fills it in."""
    return {"course": course().id, "job_role": "", "starts_on": TODAY, "within_days": 30,
            "valid_months": 12} | change  # fmt: skip


def own(cast: Cast, title: str = "Our building", *, theirs: bool = False) -> CourseRow:
    """A course of the office's own."""
    office = cast.elsewhere if theirs else cast.office
    made = own_courses.add(office.id, OwnCourse(title), actor_id=None)
    db.session.commit()
    return made


def planned(cast: Cast) -> list[Requirement]:
    """What is asked now or later."""
    db.session.expire_all()
    return list(requirements.planned(cast.office.id, TODAY))


def test_required_and_ended(cast: Cast, visit: Visit, path: str) -> None:
    """Each pressed twice: the same once more changes nothing, and the page says so."""
    window = visit(cast.officer)
    assert "Nothing is required yet." in words(window.get(path))
    shown = forms(window.get(f"{path}/require"))[f"{path}/require"].data
    assert (shown["starts_on"], shown["within_days"]) == ("2026-03-04", "30")
    page = words(window.follow(window.post(f"{path}/require", **filled())))
    assert "Saved. What was asked before stays as it was." in page
    assert "Everyone, since Wed, Mar 4; within 30 days, good for 12 months" in page
    with nothing_changes():
        again = words(window.follow(window.post(f"{path}/require", **filled())))
    assert "This is asked already. Nothing was changed." in again
    [one] = planned(cast)
    end = f"{path}/requirements/{one.id}/end"
    assert "Ask it no more" in words(window.get(end))
    page = words(window.follow(window.post(end, ends="2026-03-10")))
    assert "until Mon, Mar 9" in page
    with nothing_changes():
        again = words(window.follow(window.post(end, ends="2026-03-10")))
    assert "It ends already. Nothing was changed." in again


def test_a_change_is_for_later_and_both_are_listed(
    cast: Cast, visit: Visit, path: str, officer: Actor
) -> None:
    require(officer, cast.office)
    window, change = visit(cast.officer), filled(starts_on="2026-05-01", valid_months="")
    page = words(window.follow(window.post(f"{path}/require", **change)))
    assert "since Wed, Mar 4 until Thu, Apr 30" in page
    assert "from Fri, May 1; within 30 days Ends" not in page
    assert "from Fri, May 1" in page


@pytest.mark.parametrize(
    "change",
    [
        {"course": ""}, {"course": "x"}, {"course": 2**31 - 1}, {"course": "9" * 20},
        {"job_role": "astronaut"}, {"valid_months": "x"}, {"valid_months": "9" * 10},
        {"valid_months": "0"}, {"valid_months": "-1"}, {"valid_months": "1.5"},
        {"within_days": ""}, {"within_days": "x"}, {"within_days": "9" * 10},
        {"within_days": "9" * 5000}, {"within_days": "-1"}, {"starts_on": ""},
        {"starts_on": "x"}, {"starts_on": "0001-01-01"}, {"starts_on": "9999-12-31"},
        {"starts_on": "2026-02-30"}, {"starts_on": "9" * 5000},
    ],
)  # fmt: skip
def test_what_cannot_be_required_is_kept_and_said(
    cast: Cast, visit: Visit, path: str, change: dict[str, object]
) -> None:
    window, sent = visit(cast.officer), filled(**change)
    db.session.commit()
    with nothing_changes():
        answer = window.post(f"{path}/require", **sent)
    assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
    kept = forms(answer)[f"{path}/require"].data
    [(name, typed)] = change.items()
    if name not in ("course", "job_role"):
        assert kept[name] == str(typed)


def test_a_form_of_nothing_is_refused(cast: Cast, visit: Visit, path: str) -> None:
    window = visit(cast.officer)
    for way in ("require", "courses/new"):
        assert window.post(f"{path}/{way}").status_code == 422
        assert window.post(f"{path}/{way}", course="1\x002").status_code == 400


def test_the_past_stays_as_it_was(cast: Cast, visit: Visit, path: str, officer: Actor) -> None:
    require(officer, cast.office)
    window = visit(cast.officer)
    change = filled(starts_on=TODAY - timedelta(days=1), valid_months=6)
    with nothing_changes():
        answer = window.post(f"{path}/require", **change)
    assert (answer.status_code, "A change begins today at the earliest" in answer.text) == (
        422, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "day", ["", "x", "0001-01-01", "2026-03-03", "9999-12-31", "2031-04-01", "9" * 5000]
)
def test_a_day_on_which_nothing_can_end(
    cast: Cast, visit: Visit, path: str, officer: Actor, day: str
) -> None:
    require(officer, cast.office)
    [one] = planned(cast)
    window = visit(cast.officer)
    with nothing_changes():
        answer = window.post(f"{path}/requirements/{one.id}/end", ends=day)
    assert (answer.status_code, 'class="err"' in answer.text) == (422, True)


def test_what_another_office_asks_is_not_here(cast: Cast, visit: Visit, officer: Actor) -> None:
    require(officer, cast.office)
    [one] = planned(cast)
    window, theirs = visit(cast.administrator), f"/offices/{cast.elsewhere.id}/training"
    for number in (one.id, 2**31 - 1, 10**19):
        assert window.get(f"{theirs}/requirements/{number}/end").status_code == 404
        answer = window.post(f"{theirs}/requirements/{number}/end", ends="2026-04-01")
        assert answer.status_code == 404


# Courses of the office's own.


def test_an_own_course_from_its_first_day_to_its_last(
    cast: Cast, visit: Visit, path: str, boss: Actor
) -> None:
    window = visit(cast.officer)
    sent = {"title": "Our building", "summary": "Where the **doors** are.",
            "roles": "case-manager", "minutes": "45", "renew_months": "12"}  # fmt: skip
    page = window.follow(window.post(f"{path}/courses/new", **sent))
    assert "Our building For case manager, 45 minutes" in words(page)
    row = next(one for one in courses.catalogue(cast.office.id) if one.office_id)
    shown = visit(cast.learner).get(f"/training/courses/{row.id}")
    assert "<strong>doors</strong>" in shown.text
    assert "Renewed every 12 months" in words(shown)
    own_page = f"{path}/courses/{row.id}"
    data = forms(window.get(own_page))[own_page].data
    assert data["summary"] == "Where the **doors** are."
    with nothing_changes():
        same = window.follow(window.post(own_page, **sent))
    assert "All was as it is. Nothing was changed." in words(same)
    changed = window.follow(window.post(own_page, **sent | {"minutes": "50"}))
    assert "Saved." in words(changed)
    completed(boss, cast.learner)
    for said in ("Taken out of the catalogue.", "It was taken out already. Nothing was changed."):
        assert said in words(window.follow(window.post(f"{own_page}/retire")))
    assert "This course is offered no more." in words(window.get(f"/training/courses/{row.id}"))
    late = window.post(own_page, **sent)
    assert (late.status_code, "Our building" in late.text) == (409, True)


def test_required_and_then_taken_out(cast: Cast, visit: Visit, path: str, officer: Actor) -> None:
    """It is asked of nobody any more, and the page of the office still says what it was."""
    row = own(cast)
    terms = requirements.Terms(TODAY, 30, None)
    requirements.require(officer, cast.office, row.id, "", terms)
    own_courses.retire(cast.office.id, row.id, actor_id=None)
    hers = visit(cast.learner)
    assert "Our building" not in words(hers.get("/training"))
    assert "Required" not in words(hers.get(f"/training/courses/{row.id}"))
    page = words(visit(cast.officer).get(path))
    assert "Our building" in page
    assert "Offered no more, so it is asked of nobody." in page


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""}, {"title": " "}, {"title": "x" * 201}, {"title": "Case of A012 345 678"},
        {"title": "=1+1"}, {"title": "Teamwork"}, {"summary": "As with A012 345 678."},
        {"summary": "x" * 2001}, {"summary": "[here](javascript:alert(1))"},
        {"roles": "astronaut"}, {"minutes": "x"}, {"minutes": "0"}, {"minutes": "9" * 10},
        {"minutes": "9" * 5000}, {"renew_months": "-1"}, {"renew_months": "121"},
    ],
)  # fmt: skip
def test_what_is_no_course_is_kept_and_said(
    cast: Cast, visit: Visit, path: str, change: dict[str, str]
) -> None:
    row, window = own(cast), visit(cast.officer)
    sent = {"title": "Another", "summary": "", "minutes": "", "renew_months": ""} | change
    for address in (f"{path}/courses/new", f"{path}/courses/{row.id}"):
        with nothing_changes():
            answer = window.post(address, **sent)
        assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
        kept = forms(answer)[address].data
        for name, typed in change.items():
            assert name == "roles" or kept[name] == typed


def test_own_courses_of_other_offices_are_not_there(cast: Cast, visit: Visit, path: str) -> None:
    theirs, window = own(cast, theirs=True), visit(cast.officer)
    for number in (theirs.id, course().id, 2**31 - 1):
        assert window.get(f"{path}/courses/{number}").status_code == 404
        assert window.post(f"{path}/courses/{number}", title="Mine now").status_code == 404
        assert window.post(f"{path}/courses/{number}/retire").status_code == 404
    for who in (cast.learner, cast.officer, cast.supervisor):
        assert visit(who).get(f"/training/courses/{theirs.id}").status_code == 404
    assert theirs.title not in words(visit(cast.learner).get("/training/courses"))
    assert visit(cast.administrator).get(f"/training/courses/{theirs.id}").status_code == 200


def test_days_are_those_of_the_office(
    cast: Cast, visit: Visit, path: str, noon: time_machine.Traveller
) -> None:
    """In the evening of Salt Lake City it is tomorrow elsewhere."""
    noon.shift(timedelta(hours=10))
    shown = forms(visit(cast.officer).get(f"{path}/require"))[f"{path}/require"].data
    assert shown["starts_on"] == date(2026, 3, 4).isoformat()
