"""The page of one enrollment: withdraw with a reason, re-enroll with the dates seen first."""

from collections.abc import Callable
from datetime import date

import pytest

from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import terms
from lms.progress.terms import Why
from lms.progress.work import find_work
from lms.roster import leaving
from tests.cast import Cast
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
MONDAY = date(2026, 6, 1)


@pytest.fixture
def path(cast: Cast) -> str:
    """The page of the learner's enrollment."""
    return f"/roster/enrollments/{cast.work.id}"


def test_withdraw_then_re_enroll(cast: Cast, visit: Visit, path: str) -> None:
    window, record = visit(cast.officer), f"/record/{cast.work.id}"
    assert f'href="{path}"' in window.get(record).text
    assert "Withdraw Marisol Vega" in words(window.get(path))
    left = window.follow(window.post(f"{path}/withdraw", why="left-office"))
    assert "Left the office, Wed, Mar 4" in words(left)
    assert "Left this program" in words(window.get(record))
    hers = words(visit(cast.learner).get("/onboarding"))
    assert "You left Intensive Case Management onboarding on Wed, Mar 4." in hers
    assert "Left this program" in words(visit(cast.learner).get(record))
    enroll = window.get(f"/roster/enroll?person={cast.learner.id}&program=icm-onboarding"
                        f"&start={MONDAY}")  # fmt: skip
    assert "Left it earlier" in words(enroll)
    shown = words(window.get(f"{path}?start={MONDAY}"))
    assert "Learn More About Who We Serve Mon, Jun 15" in shown
    back = window.follow(window.post(f"{path}/re-enroll", start=str(MONDAY)))
    assert "Enrolled again." in words(back)
    assert "Started Mon, Jun 1" in words(back)


@pytest.mark.parametrize("typed", [{}, {"why": "she was ill"}, {"why": "x" * 200_000}])
def test_a_reason_is_one_of_the_list(
    cast: Cast, visit: Visit, path: str, typed: dict[str, str]
) -> None:
    window = visit(cast.officer)
    db.session.commit()
    with nothing_changes():
        sent = window.post(f"{path}/withdraw", **typed)
    assert (sent.status_code, 'class="err"' in sent.text) == (422, True)


@pytest.mark.parametrize("start", ["", "2026-02-30", "9999-12-31", "1999-01-01", "9" * 5000])
def test_a_first_day_that_is_none(
    cast: Cast, officer: Actor, visit: Visit, path: str, start: str
) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    window = visit(cast.officer)
    db.session.commit()
    with nothing_changes():
        sent = window.post(f"{path}/re-enroll", start=start)
        seen = window.get(path, query_string={"start": start})
    assert (sent.status_code, seen.status_code) == (422, 422)
    assert 'class="err"' in seen.text
    assert 'class="err"' in sent.text


@pytest.mark.both
def test_a_first_day_far_away_is_asked_about(
    cast: Cast, officer: Actor, visit: Visit, path: str
) -> None:
    """Saved only with the tick that appears then; the same once more changes nothing."""
    terms.withdraw(officer, cast.work, Why.OTHER)
    window, day = visit(cast.officer), "2027-06-01"
    shown = window.get(f"{path}?start={day}")
    assert "This first day is 454 days from now. Check the year." in words(shown)
    assert 'name="sure"' in shown.text
    assert 'name="sure"' not in window.get(f"{path}?start={MONDAY}").text
    with nothing_changes():
        asked = window.post(f"{path}/re-enroll", start=day)
    assert (asked.status_code, 'id="sure-err"' in asked.text) == (422, True)
    assert f'name="start" value="{day}"' in asked.text
    for _ in range(2):
        assert window.post(f"{path}/re-enroll", start=day, sure="y").status_code == 303
    assert verbs(cast.learner.id).count("re-enrolled") == 1


def test_without_a_post_nobody_starts_again(cast: Cast, officer: Actor) -> None:
    terms.withdraw(officer, cast.work, Why.OTHER)
    work = find_work(cast.work.id)
    assert work is not None
    people.deactivate(cast.learner, actor_id=None)
    with refused("no post then", "start"):
        leaving.re_enroll(officer, work, MONDAY)


def test_a_late_click_on_an_old_page(cast: Cast, visit: Visit, path: str) -> None:
    window = visit(cast.officer)
    refused_page = window.post(f"{path}/re-enroll", start=str(MONDAY))
    assert refused_page.status_code == 409
    assert "since another day" in words(refused_page)
