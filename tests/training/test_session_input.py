"""Whatever is typed or asked of the pages of sessions is answered, and for the same price."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from lms.base import clock
from lms.people.actor import Actor
from tests.cast import Cast
from tests.statements import statements
from tests.training.offered import NEW, SESSIONS, begins, form, offered, page_of, signed_up, staff
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
ODD = ("\ud800", "9" * 20, "0001-01-01", "9999-12-31", "25:99", "-1", "<b>", "１２", " ")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", [NEW, "edit"])
def test_odd_input_is_no_fault(
    cast: Cast, officer: Actor, visit: Visit, odd: str, path: str
) -> None:
    made = offered(officer, cast.office)
    address = NEW if path == NEW else f"{page_of(made)}/edit"
    window = visit(cast.officer)
    typed = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for field in form():
        answer = window.post(address, **form(**{field: typed}))
        assert answer.status_code in (303, 409, 422), (field, odd)


@pytest.mark.parametrize("odd", [*ODD, "part", "unsaid", "attended"])
def test_an_odd_sheet_is_no_fault(
    cast: Cast, officer: Actor, visit: Visit, odd: str, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner])
    begins(made, noon)
    window, key = visit(cast.officer), cast.learner.id
    typed = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for more in ({}, {f"minutes-{key}": typed}, {f"was-{key}": typed}):
        sent: dict[str, Any] = {f"said-{key}": typed, **more}
        answer = window.post(f"{page_of(made)}/attendance", **sent)
        assert answer.status_code in (303, 422), (odd, more)


def test_odd_addresses(cast: Cast, officer: Actor, visit: Visit) -> None:
    made, window = offered(officer, cast.office), visit(cast.officer)
    for path in (
        f"{SESSIONS}?page=0",
        f"{SESSIONS}?page=99999999999999999999&show=x",
        f"{SESSIONS}/attendance?page=-3",
        f"{page_of(made)}/people?search=%25_%27",
        f"{page_of(made)}/people?search={'x' * 5000}",
        f"{NEW}?course=abc&office=",
    ):
        assert window.get(path).status_code == 200, path
    assert window.get(f"{SESSIONS}/99999999999999999999").status_code == 404
    assert window.post(f"{page_of(made)}/people/2147483647/put-on").status_code == 404


def queries_of(window: Visitor, path: str) -> int:
    """How many statements a page sends."""
    window.get(path)
    with statements() as seen:
        assert window.get(path).status_code == 200
    return len(seen)


def test_pages_cost_the_same_with_more_people(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office, seats=30)
    begun = offered(officer, cast.office, day=date(2026, 3, 4), seats=30, closes_hours=0)
    others = [offered(officer, cast.office, seats=30, minutes=40 + place) for place in range(3)]
    for one in (made, begun):
        signed_up(one, [cast.learner])
    later = begun.starts_at + timedelta(minutes=5)
    paths = [SESSIONS, f"{SESSIONS}/attendance", page_of(made), f"{page_of(made)}/people",
             f"{page_of(begun)}/attendance", f"{page_of(made)}/edit", NEW]  # fmt: skip
    with clock.pretend(later):
        few = {path: queries_of(visit(cast.officer), path) for path in paths}
    for one in (made, begun, *others):
        signed_up(one, staff(cast.office, 10, 10 * one.id))
    with clock.pretend(later):
        assert {path: queries_of(visit(cast.officer), path) for path in paths} == few
    assert max(few.values()) <= 12, few
