"""Which quizzes an office requires: said by its officer, shown to its people, and no date moved.

A quiz is for oneself unless the office says otherwise, and an office that changes its mind must not
reopen what its people completed.
"""

from collections.abc import Callable

import pytest

from lms.base.db import db
from lms.base.errors import NotFound
from lms.curriculum.office_says import office_says
from lms.people.actor import Actor
from lms.people.models import Office
from lms.quizzes import requiring
from tests.cast import Cast
from tests.progress.history import nothing_changes, rows
from tests.quizzes.banked import QUIZ, Small, hired, opened, quiz
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


@pytest.fixture
def found(cast: Cast) -> Small:
    """The small guide."""
    return opened(cast)


def require(officer: Actor, office: Office, found: Small, *, required: bool = True) -> None:
    """The office says so."""
    requiring.require(officer, office, found.me.work.program_id, QUIZ, required=required)
    db.session.commit()


def said(office: Office, found: Small) -> bool | None:
    """What the office says; None where it leaves it to the guide."""
    return office_says(office.id, found.me.work.program_id).required.get(QUIZ)


@pytest.mark.both
def test_required_and_left_to_each_again(cast: Cast, found: Small, officer: Actor) -> None:
    assert said(cast.office, found) is None
    with nothing_changes():
        require(officer, cast.office, found, required=False)
    for wanted in (True, False, True):
        require(officer, cast.office, found, required=wanted)
        assert said(cast.office, found) is wanted
        with nothing_changes():
            require(officer, cast.office, found, required=wanted)
    kept = [(one["required"], one["superseded_at"] is None)
            for one in rows("quiz_requirement").values()]  # fmt: skip
    assert kept == [(True, False), (False, False), (True, True)]


def test_what_the_guide_requires_an_office_may_leave_to_each(cast: Cast, officer: Actor) -> None:
    found = opened(cast, quiz(required=True))
    with nothing_changes():
        require(officer, cast.office, found)
    require(officer, cast.office, found, required=False)
    assert said(cast.office, found) is False


def test_no_section_opens_and_no_date_moves(cast: Cast, found: Small, officer: Actor) -> None:
    found.me.took()
    other = hired(cast, "Lina Haddad", found.edition)
    before = [rows(name) for name in ("ledger", "due_date", "section_progress")]
    assert other.standing.quiz.required is False
    require(officer, cast.office, found)
    assert [rows(name) for name in ("ledger", "due_date", "section_progress")] == before


def test_what_is_no_quiz_is_not_found(cast: Cast, found: Small, officer: Actor) -> None:
    program = found.me.work.program_id
    for number, key in ((program, "pass-it"), (program, ""), (9999, QUIZ),
                        (cast.work.program_id, QUIZ)):  # fmt: skip
        with nothing_changes(), pytest.raises(NotFound):
            requiring.require(officer, cast.office, number, key, required=True)


# On the pages.


def test_its_people_see_it_and_others_do_not(cast: Cast, found: Small, visit: Visit) -> None:
    other = hired(cast, "Lina Haddad", found.edition, cast.elsewhere)
    officer = visit(cast.officer)
    base = f"/offices/{cast.office.id}/quizzes"
    door = f"{base}/{found.me.work.program_id}/{QUIZ}/require"
    assert "Saved." in words(officer.follow(officer.post(door, required="yes")))
    with nothing_changes():
        assert "like this already" in words(officer.follow(officer.post(door, required="yes")))
    mine, theirs = visit(found.me.person), visit(other.person)
    for window, who, told in ((mine, found.me, "Required here"), (theirs, other, "Optional")):
        page = words(window.get(f"/onboarding/{who.work.id}/quizzes/{QUIZ}"))
        assert told in page
    boss = visit(cast.supervisor)
    assert "Required" in words(boss.get(f"/record/{found.me.work.id}/quizzes"))
    team = words(boss.get("/quizzes/team?guide=small-guide"))
    assert "Nadia Karim Salt Lake City Not taken Required" in team


def test_every_other_door_is_shut(cast: Cast, found: Small, visit: Visit) -> None:
    base = f"/offices/{cast.office.id}/quizzes"
    door = f"{base}/{found.me.work.program_id}/{QUIZ}/require"
    expected = {"learner": 403, "supervisor": 403, "auditor": 403, "other_officer": 404}
    for part, status in expected.items():
        window = visit(cast.people()[part])
        with nothing_changes():
            answers = window.get(base), window.post(door, required="yes")
        assert [one.status_code for one in answers] == [status] * 2, part
    officer = visit(cast.officer)
    with nothing_changes():
        for wrong in ("", "true", "on"):
            assert officer.post(door, required=wrong).status_code == 409
        for path in (door.replace(QUIZ, "nothing"), door.replace("/quizzes/", "/quizzes/9")):
            assert officer.post(path, required="yes").status_code == 404
        assert officer.open(door, method="POST", data={"required": "yes"}).status_code == 400
