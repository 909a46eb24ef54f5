"""Lists that are longer than a page: nobody is left out without a word."""

from collections.abc import Callable

import pytest

from lms.people.actor import Actor
from lms.training import comers, offering, sessions
from tests.cast import Cast
from tests.training.offered import (
    NEW,
    form,
    offered,
    page_of,
    signed_up,
    staff,
    terms,
)
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of a list at once."""
    monkeypatch.setattr(offering, "LISTED", 2)
    monkeypatch.setattr(comers, "PAGE", 2)


@pytest.mark.both
def test_any_person_of_the_office_may_teach(cast: Cast, officer: Actor) -> None:
    last = staff(cast.office, 4)[-1]
    listed, more = offering.trainers(cast.office)
    assert (len(listed), more, last.id in listed) == (2, True, False)
    assert offering.trainers(cast.office, " pERSON 003") == ({last.id: last.name}, False)
    made = offered(officer, cast.office, trainer_id=last.id)
    sessions.change(officer, made, terms(trainer_id=last.id, place="Room 5"))
    assert (made.trainer_id, made.place) == (last.id, "Room 5")


def test_a_trainer_is_found_and_chosen(cast: Cast, visit: Visit) -> None:
    last, window = staff(cast.office, 4)[-1], visit(cast.officer)
    assert "More people work here than the list" in words(window.get(NEW))
    found = window.get(f"{NEW}?search=person+003")
    assert f'<option value="{last.id}">Person 003' in found.text
    assert "whoever has “person 003” in their name" in words(found)
    kept = window.post(NEW, **form(trainer_id=last.id, place=""))
    assert kept.status_code == 422
    assert f'<option selected value="{last.id}">Person 003' in kept.text
    answer = window.post(NEW, **form(trainer_id=last.id))
    assert "Person 003" in words(window.follow(answer))
    edit = f"{answer.headers['Location'].replace('http://localhost', '')}/edit"
    assert f'<option selected value="{last.id}">Person 003' in window.get(edit).text
    assert window.post(edit, **form(trainer_id=last.id, place="Room 7")).status_code == 303
    for other in (cast.other_officer.id, 999_999, "9" * 20, "１"):
        assert window.post(NEW, **form(trainer_id=other)).status_code == 422


def test_whoever_waits_is_shown_page_by_page(cast: Cast, officer: Actor, visit: Visit) -> None:
    made = offered(officer, cast.office, seats=1)
    signed_up(made, staff(cast.office, 5))
    window = visit(cast.officer)
    for path in (page_of(made), f"{page_of(made)}/people"):
        first, last = words(window.get(path)), words(window.get(f"{path}?page=3"))
        assert "Person 000" in first
        assert "More" in first
        assert "Person 004" in last
        assert "Person 001" not in last
        assert "There are no more." in words(window.get(f"{path}?page=9"))
    sessions.call_off(officer, made)
    assert "Person 004" in words(window.get(f"{page_of(made)}?page=3"))


def test_the_sheet_is_whole(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office, seats=3)
    signed_up(made, staff(cast.office, 5))
    assert [one.name for one in comers.on_sheet(made.id)] == [
        "Person 000", "Person 001", "Person 002",
    ]  # fmt: skip
