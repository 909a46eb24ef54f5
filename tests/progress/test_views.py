"""My onboarding as a new hire meets it, over HTTP."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.events import Event
from lms.people import rules as staff
from lms.people.actor import Actor
from lms.progress import terms
from lms.progress.models import Fact
from lms.progress.terms import Why
from lms.progress.work import works_of
from tests.cast import Cast, actor, enrolled, posted
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.both
Visit = Callable[..., Visitor]


def _path(cast: Cast, key: str, verb: str = "") -> str:
    return f"/onboarding/{cast.work.id}/tasks/{key}{verb}"


def _written() -> tuple[int, int]:
    facts = db.session.scalar(select(func.count()).select_from(Fact)) or 0
    return facts, db.session.scalar(select(func.count()).select_from(Event)) or 0


def test_all_six_sections_and_114_tasks_are_there(cast: Cast, visit: Visit) -> None:
    page = visit(cast.learner).get("/onboarding")
    assert page.status_code == 200
    assert page.text.count('class="task"') == 114
    assert page.text.count('class="sec"') == 6
    assert "0 of 114 tasks done" in words(page)
    assert "Due Mon, Mar 16" in words(page)
    assert "Your office supplies this." in words(page)


def test_next_is_one_card_and_the_first_task(cast: Cast, visit: Visit) -> None:
    text = words(visit(cast.learner).get("/onboarding"))
    assert text.count("Do next:") == 1
    assert "Do next: Who are refugees and how do they arrive in the U.S.?" in text


def test_a_tick_counts_and_can_be_taken_back(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    page = window.follow(window.post(_path(cast, "nasw-code", "/tick")))
    assert "1 of 114 tasks done" in words(page)
    assert 'formaction="' + _path(cast, "nasw-code", "/untick") in page.text
    page = window.follow(window.post(_path(cast, "nasw-code", "/untick")))
    assert "0 of 114 tasks done" in words(page)


@pytest.mark.parametrize("verb", ["/tick", "/untick"])
def test_a_second_identical_request_changes_nothing(verb: str, cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    window.post(_path(cast, "nasw-code", "/tick"))
    window.post(_path(cast, "nasw-code", verb))
    before = _written()
    assert window.post(_path(cast, "nasw-code", verb)).status_code == 303
    assert _written() == before


def test_pieces_are_counted_one_by_one(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.learner), _path(cast, "three-cases-notes", "/count")
    for number in (1, 2):
        page = window.follow(window.post(path, number=number))
        assert f"{number} of 3" in words(page)
    before = _written()
    window.post(path, number=2)
    assert _written() == before
    page = window.follow(window.post(path, number=3))
    assert "1 of 114 tasks done" in words(page)


def test_two_open_files_and_one_closed(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.learner), _path(cast, "three-case-files", "/count")
    window.post(f"{path}/open", number=2)
    assert "0 of 114" in words(window.get("/onboarding"))
    page = window.follow(window.post(f"{path}/closed", number=1))
    assert "1 of 114 tasks done" in words(page)
    assert window.post(f"{path}/closed", number=2).status_code == 409
    assert window.post(f"{path}/other", number=1).status_code == 404
    assert window.post(path, number=1).status_code == 404


@pytest.mark.parametrize("number", ["", "one", "-1", "4", "9" * 40])
def test_a_count_that_is_none_is_refused(number: str, cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    before = _written()
    answer = window.post(_path(cast, "three-cases-notes", "/count"), number=number)
    assert 400 <= answer.status_code < 500
    assert _written() == before


def test_what_takes_more_than_a_tick_is_not_ticked(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.learner).post(_path(cast, "two-principles", "/tick"))
    assert answer.status_code == 409
    assert "takes more than a tick" in words(answer)


def test_a_section_shows_when_it_was_completed(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    for task in cast.work.outline.sections[0].tasks:
        window.post(_path(cast, task.key, "/tick"))
    assert "Completed Wed, Mar 4" in words(window.get("/onboarding"))


def test_a_private_task_keeps_a_tick_and_nothing_else(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    assert "<textarea" not in window.get(_path(cast, "implicit-bias-reflection")).text
    sent = window.post(_path(cast, "implicit-bias-reflection", "/send"), answer_0="Surprising.")
    assert sent.status_code == 422
    window.post(_path(cast, "implicit-bias-reflection", "/tick"))
    (fact,) = db.session.scalars(select(Fact).filter_by(kind="tick"))
    kept = (fact.activity, fact.part, fact.minutes, fact.score, fact.source_id)
    assert kept == (None,) * 5


def test_someone_without_a_guide_learns_what_to_do(cast: Cast, visit: Visit) -> None:
    text = words(visit(cast.auditor).get("/onboarding"))
    assert "You are not on a guide yet." in text
    text = words(visit(cast.supervisor).get("/onboarding"))
    assert "What your people send you is under Approvals" in text


@pytest.mark.parametrize("path", ["/onboarding", "/record"])
def test_whoever_left_a_guide_is_told_when_and_led_to_the_record(
    cast: Cast, visit: Visit, officer: Actor, path: str
) -> None:
    """Not that they were never on one; and of each guide they left. An active one goes first."""
    terms.withdraw(officer, cast.work, Why.LEFT_OFFICE)
    db.session.commit()
    window = visit(cast.learner)
    page = window.get(path)
    assert "You left Intensive Case Management onboarding on Wed, Mar 4." in words(page)
    assert "not on a guide yet" not in words(page)
    record = f"/record/{cast.work.id}"
    assert f'href="{record}"' in page.text
    assert "Left this program" in words(window.get(record))
    assert "You left" not in words(visit(cast.colleague).get("/onboarding"))


def test_whoever_leads_from_a_later_day_is_told_which(cast: Cast, visit: Visit) -> None:
    """The posts of today decide: no team before, and no page that looks as if there never were."""
    coming = posted("Walter Brandt", cast.office)
    posted("Amira Said", cast.office, coming, since=date(2026, 3, 16))
    left = posted("Omid Karimi", cast.office, coming, since=date(2026, 3, 9))
    staff.deactivate(left, actor_id=None)
    window = visit(coming)
    assert "From Mon, Mar 16 on you lead people." in words(window.get("/onboarding"))
    assert window.get("/team").status_code == 403
    assert "you lead people" not in words(visit(cast.supervisor).get("/onboarding"))
    assert "you lead people" not in words(visit(cast.auditor).get("/onboarding"))


def test_home_leads_where_work_waits(cast: Cast, visit: Visit) -> None:
    assert visit(cast.learner).get("/").location == "/onboarding"
    assert visit(cast.supervisor).get("/").location == "/team"
    enrolled(cast.supervisor)
    assert visit(cast.supervisor).get("/").location == "/onboarding"


def test_queries_do_not_grow(app: Flask, cast: Cast, visit: Visit) -> None:
    """At most eight statements, with few facts and many, among few learners and many."""
    window = visit(cast.learner)  # who signs in is read by the test, not by the page
    few = _count(app, lambda: window.get("/onboarding"))
    for number in range(20):
        enrolled(posted(f"Hire {number}", cast.office, cast.supervisor))
    learner = actor(cast.learner)
    for task in list(cast.work.tasks.values())[:60]:
        window.post(_path(cast, task.key, "/tick"))
    assert works_of(learner.id)
    many = _count(app, lambda: window.get("/onboarding"))
    assert many == few <= 8


def _count(app: Flask, act: Callable[[], object]) -> int:
    db.session.commit()
    with statements() as seen:
        act()
    return len(seen)
