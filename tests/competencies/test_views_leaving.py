"""A review that waits, and what becomes of it: too long, the guide is left, the person goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import terms
from lms.progress.models import Review
from lms.progress.terms import Why
from tests.cast import Cast, actor
from tests.competencies.rated import rate, self_rated
from tests.competencies.visiting import JUDGED, one, person, review
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


@pytest.fixture
def waiting(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    """The learner has rated in the review of day 30."""
    noon.shift(timedelta(days=28))
    self_rated(me, cast.learner)


def test_an_officer_sees_what_has_waited_too_long(
    cast: Cast, waiting: None, visit: Visit, noon: time_machine.Traveller
) -> None:
    noon.shift(timedelta(days=14))
    window = visit(cast.officer)
    for path in ("/approvals", "/approvals/late"):
        page = window.get(path)
        assert "30-day review" in words(page)
        assert f'href="{person(cast)}"' in page.text
    assert "It waits to be rated." in words(window.get(person(cast)))
    assert window.get(review(cast)).status_code == 200


def test_what_waits_can_be_finished_though_the_guide_was_left(
    cast: Cast, waiting: None, visit: Visit, officer: Actor
) -> None:
    """Nobody finds something to decide that nobody can open; no further review opens."""
    terms.withdraw(officer, cast.work, Why.OTHER)
    db.session.commit()
    window = visit(cast.supervisor)
    assert "30-day review" in words(window.get("/approvals"))
    [line] = db.session.scalars(select(Review).filter_by(kind="rating"))
    led = window.open(f"/approvals/{line.id}/competencies", follow_redirects=True)
    assert (led.status_code, led.request.path) == (200, review(cast))
    window.post(review(cast, "ethics"), **JUDGED)
    assert "Rated and signed." in words(window.follow(window.post(review(cast, "finish"))))
    assert "Nothing waits for you." in words(window.get("/approvals"))
    page = words(window.get(person(cast)))
    assert "30-day review" in page
    assert "60-day review" not in page
    assert window.get(one(cast)).status_code == 200


def test_the_next_supervisor_goes_on(cast: Cast, waiting: None, visit: Visit) -> None:
    before = visit(cast.supervisor)
    before.post(review(cast, "ethics"), **JUDGED)
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=actor(cast.learner).today,
    )  # fmt: skip
    db.session.commit()
    window = visit(cast.other_supervisor)
    assert "30-day review" in words(window.get("/approvals"))
    assert "0 of 14 said" in words(window.get(review(cast))), "nobody goes on with another's words"
    window.post(review(cast, "safety"), **JUDGED)
    page = words(window.follow(window.post(review(cast, "finish"))))
    assert "Rated and signed." in page
    assert before.get(review(cast)).status_code == 404
    assert "Ingrid Moe" in words(visit(cast.learner).get(review(cast)))


def test_whoever_left_is_still_to_be_seen(cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 2)
    people.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    window = visit(cast.officer)
    for path in (person(cast), one(cast), person(cast, "record"), person(cast, "record.csv")):
        assert window.get(path).status_code == 200
    assert visit(cast.supervisor).get(one(cast, verb="rate")).status_code == 403
    assert "Marisol Vega" not in words(window.get("/competencies/team"))
