"""People were hired in 1998, guides began later: what a file, and a page, makes of such days."""

from collections.abc import Callable
from datetime import date

import pytest

from lms.people import queries
from lms.people.actor import Actor
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.roster.files import MARISOL, carry_out, look, outcomes, row, said
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
HIRED = date(1998, 6, 1)


@pytest.mark.both
def test_a_post_since_1998(officer: Actor, sound: None) -> None:
    old = row(starts_on="6/1/98", program="")
    carry_out(officer, old)
    ana = queries.by_email("ana@example.org")
    assert ana is not None
    post = queries.post_of(ana.id, HIRED)
    assert post is not None
    assert post.starts_on == HIRED
    with nothing_changes():
        carry_out(officer, old)


@pytest.mark.both
def test_a_guide_cannot_start_then(officer: Actor) -> None:
    """The row says so, and what to do; beside whatever else is wrong with it."""
    worse = row(starts_on="6/1/98", office="Nowhere", email="ben@example.org")
    with nothing_changes():
        plan = look(officer, row(starts_on="12/31/1999"), worse)
    assert outcomes(plan) == ["refused", "refused"]
    assert said(plan)[2] == {
        "Program": "A guide cannot start in 1999. Leave this cell empty; enroll them on the People "
        "page, from the day on which they begin it."
    }
    assert sorted(said(plan)[3]) == ["Office", "Program"]


def test_who_is_on_the_guide_already_may_have_been_hired_then(officer: Actor) -> None:
    """Nothing starts by such a row."""
    assert outcomes(look(officer, MARISOL.replace("2026-01-05", "1998-06-01"))) == ["left"]


def test_more_than_two_years_ahead(officer: Actor) -> None:
    """3/4/29 in a file is of the last century, and 2029 is not to be believed."""
    plan = look(officer, row(starts_on="3/4/2099"), row(starts_on="3/4/29", email="b@example.org"))
    for one in (2, 3):
        assert "Check the year" in said(plan)[one]["Start date"]


@pytest.mark.parametrize("day", ["2099-03-04", "1949-12-31"])
def test_the_pages_say_so_at_the_field(cast: Cast, visit: Visit, day: str) -> None:
    window = visit(cast.officer)
    post = {"office": cast.office.id, "job_role": "other", "supervisor": "", "starts_on": day}
    new = post | {"name": "Ana Lima", "email": "ana@example.org", "time_zone": ""}
    for where, form in ((f"/roster/{cast.learner.id}/post", post), ("/roster/add", new)):
        with nothing_changes():
            answer = window.post(where, **form)
        assert answer.status_code == 422
        assert "Check the year: a post begins in 1950 or later" in words(answer)
        assert f'value="{day}"' in answer.text
