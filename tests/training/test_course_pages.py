"""The catalogue, and the page of one course: where I stand, and what closes my guide's task."""

from collections.abc import Callable

import pytest

from lms.base.db import db
from lms.curriculum import courses
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.progress import moving
from tests.cast import Cast
from tests.databases import GUIDE
from tests.progress import editions
from tests.progress.history import nothing_changes
from tests.training import offered
from tests.training.asked import RCCM, completed, course, require
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
CATALOGUE = "/training/courses"


def page_of(key: str = RCCM) -> str:
    """The page of a course."""
    return f"{CATALOGUE}/{course(key).id}"


def test_the_catalogue_by_its_columns(cast: Cast, visit: Visit, officer: Actor) -> None:
    require(officer, cast.office)
    page = words(visit(cast.learner).get(CATALOGUE))
    for one in courses.catalogue(None):
        assert one.title in page or one.title.replace("’", "&#39;") in page
        assert one.column_title in page
    assert "Required Missing" in page
    assert "Suggested for your job" in page
    assert "For other jobs" not in page
    assert "For other jobs" in words(visit(cast.officer).get(CATALOGUE))
    assert "For other jobs" in words(visit(cast.administrator).get(CATALOGUE))


def test_a_course_where_nothing_is_asked(cast: Cast, visit: Visit) -> None:
    page = words(visit(cast.learner).get(page_of()))
    assert "Your office says how long it takes" in page
    assert "None is scheduled now. Ask your training officer when the next one is." in page
    assert "Schedule a session" not in page
    assert "Missing" not in page
    assert "Schedule a session" in words(visit(cast.officer).get(page_of()))


def test_a_course_that_is_asked_booked_and_completed(
    cast: Cast, visit: Visit, officer: Actor, boss: Actor
) -> None:
    require(officer, cast.office, offered.COURSE)
    made = offered.offered(officer, cast.office)
    window, path = visit(cast.learner), page_of(offered.COURSE)
    page = words(window.get(path))
    assert "Required Missing Needed by Fri, Apr 3" in page
    assert "Tue, Mar 10" in page, "the session that is offered"
    offered.signed_up(made, [cast.learner])
    assert "You have a seat on" in words(window.get(path))
    completed(boss, cast.learner, offered.COURSE)
    completed(boss, cast.learner, offered.COURSE, complete=False, minutes=20)
    page = words(window.get(path))
    assert "What I completed" in page
    assert page.count("confirmed by Daniel Okafor") == 2
    assert "Wed, Mar 4, in part" in page
    assert "What I completed" not in words(visit(cast.colleague).get(path))


@pytest.mark.parametrize("number", [2**31 - 1, 10**19, 0, "x", "1x"])
def test_no_such_course(cast: Cast, visit: Visit, number: object) -> None:
    assert visit(cast.learner).get(f"{CATALOGUE}/{number}").status_code == 404


def test_by_the_key_that_a_guide_names(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    assert window.get(f"{CATALOGUE}/of/{RCCM}").headers["Location"] == page_of()
    for key in ("nothing", "x" * 500, "%ED%A0%80", "a%2Fb", "’"):
        assert window.get(f"{CATALOGUE}/of/{key}").status_code == 404
    assert window.get(f"{CATALOGUE}/of/a%00b").status_code == 400


def test_an_earlier_record_closes_a_task_that_asks_for_it_since(
    cast: Cast, visit: Visit, boss: Actor, officer: Actor
) -> None:
    record = completed(boss, cast.learner)
    latest = curriculum.latest_edition(GUIDE)
    assert latest is not None
    task = TaskOutline("rccm-course", "Complete", "The course on RCCM", evidence=Evidence.COURSE,
                       course=RCCM)  # fmt: skip
    editions.published(
        editions.after(curriculum.outline(latest.id, latest.digest), "nasw-code", task)
    )
    db.session.commit()
    moving.move_all(GUIDE, actor_id=officer.id)
    window, path = visit(cast.learner), f"/training/records/{record.id}/count"
    page = words(window.get(page_of()))
    assert "Your guide asks for this course: “The course on RCCM”." in page
    assert "Let my record of Wed, Mar 4 count" in page
    assert "It counts in your guide." in words(window.follow(window.post(path)))
    assert "Your guide asks for this course" not in words(window.get(page_of()))
    with nothing_changes():
        again = words(window.follow(window.post(path)))
    assert "It counts already. Nothing was changed." in again
