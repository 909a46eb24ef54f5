"""The slots of a guide: filled by the office, looked after by someone, checked like the guide."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Supply
from lms.people import rules as people
from lms.people.models import Office
from lms.roster import due_days, supplies
from lms.roster.supplies import Filling
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused
from tests.roster.test_offices import lines

pytestmark = pytest.mark.usefixtures("sound")

KEY, URL = "unhcr-role", "https://example.org/unhcr"
SECTION = "who-we-serve"


def fill(cast: Cast, wanted: Filling, *, office: Office | None = None, key: str = KEY,
         was: int = 0, cleared: bool = False) -> None:  # fmt: skip
    office = office or cast.office
    program = cast.work.program_id
    supplies.fill(office, program, key, wanted, actor_id=None, was=was, cleared=cleared)


def there(cast: Cast, office: Office | None = None) -> curriculum.Supplied | None:
    found = curriculum.supplies((office or cast.office).id, cast.work.program_id)
    return found.get(KEY)


@pytest.mark.both
def test_a_slot_is_filled_changed_and_emptied(cast: Cast) -> None:
    fill(cast, Filling(URL, "  Ask at\r\nthe desk. ", cast.officer.id, date(2026, 9, 1)))
    first = there(cast)
    assert first is not None
    assert first[1:] == (KEY, URL, "Ask at\nthe desk.", cast.officer.id, date(2026, 9, 1))
    fill(cast, Filling(URL), was=first.id)
    second = there(cast)
    assert second is not None
    assert second.filled
    fill(cast, Filling(), was=second.id)
    assert there(cast) is None
    rows = db.session.scalars(select(Supply).order_by(Supply.id)).all()
    assert [(row.url, row.superseded_at is None) for row in rows] == [(URL, False)] * 2
    said = [(verb, data["owner"]) for verb, data in lines(cast.office)[-3:]]
    assert said == [("slot-filled", cast.officer.id), ("slot-filled", None), ("slot-emptied", None)]
    assert "desk" not in str(lines(cast.office))
    assert "example.org" not in str(lines(cast.office))


def test_each_office_has_its_own(cast: Cast) -> None:
    fill(cast, Filling(URL), office=cast.elsewhere)
    assert there(cast) is None
    assert there(cast, cast.elsewhere) is not None
    assert curriculum.supplies(None, cast.work.program_id) == {}


def test_the_same_once_more_changes_nothing(cast: Cast) -> None:
    fill(cast, Filling(URL, "Ask."))
    with nothing_changes():
        fill(cast, Filling(f" {URL} ", "Ask.\n"))
    with nothing_changes():
        fill(cast, Filling(), key="how-refugees-arrive")


def test_unfilled_ones_come_first_then_those_to_look_at(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    fill(cast, Filling(URL, review_on=date(2026, 3, 10)))
    fill(cast, Filling(owner_id=cast.officer.id), key="how-refugees-arrive")
    fill(cast, Filling(URL), key="esthers-journey")
    noon.shift(timedelta(days=20))
    listed = supplies.slots(cast.office)
    assert [one.task.key for one in listed[-2:]] == [KEY, "esthers-journey"]
    assert listed[-2].stale(date(2026, 3, 24))
    owned = next(one for one in listed if one.task.key == "how-refugees-arrive")
    assert (owned.filled, owned.owner) == (False, "Priya Raman")
    assert all(one.task.slot and not one.task.url for one in listed)


@pytest.mark.parametrize(
    ("wanted", "why", "field"),
    [
        (Filling("javascript:alert(1)"), "https://", "url"),
        (Filling("example.org"), "https://", "url"),
        (Filling("https://a b.org"), "https://", "url"),
        (Filling("https://x\ud800.org"), "https://", "url"),
        (Filling("https://user:pw@example.org"), "user name or a password", "url"),
        (Filling("https://user@example.org/a"), "user name or a password", "url"),
        (Filling(note="See https://user:pw@example.org."), "user name or a password", "note"),
        (Filling("https://example.org/" + "x" * 500), "up to 500", "url"),
        (Filling(note="x" * 501), "up to 500", "note"),
        (Filling(note="a\x00"), "cannot be shown", "note"),
        (Filling(note="For A 123 456 789."), "A-number", "note"),
        (Filling(note="Ask 801-555-0142."), "phone", "note"),
        (Filling(review_on=date(9999, 12, 31)), "before 2200", "review_on"),
        (Filling(URL, review_on=date(2026, 3, 3)), "has passed. Choose today", "review_on"),
        (Filling(owner_id=999), "works in this office", "owner"),
    ],
)
def test_what_goes_into_no_slot(cast: Cast, wanted: Filling, why: str, field: str) -> None:
    with refused(why, field):
        fill(cast, wanted)


def test_a_warning_is_let_through_by_a_tick_a_block_never(cast: Cast) -> None:
    fill(cast, Filling(note="Ask 801-555-0142."), cleared=True)
    with refused("A-number", "note"):
        fill(cast, Filling(note="For A 123 456 789."), cleared=True, was=1)


@pytest.mark.both
def test_a_day_that_has_passed_is_asked_for_anew(cast: Cast, noon: time_machine.Traveller) -> None:
    """Today is no past day; the same once more changes nothing, whatever day it is by then."""
    fill(cast, Filling(URL, review_on=date(2026, 3, 4)))
    noon.shift(timedelta(days=3))
    kept = there(cast)
    assert kept is not None
    with nothing_changes():
        fill(cast, Filling(URL, review_on=date(2026, 3, 4)), was=kept.id)
    with nothing_changes(), refused("Choose the next one", "review_on"):
        fill(cast, Filling(URL, "Ask.", review_on=date(2026, 3, 4)), was=kept.id)
    fill(cast, Filling(URL, "Ask."), was=kept.id)


def test_an_owner_works_here_or_was_it_before(cast: Cast) -> None:
    with refused("works in this office", "owner"):
        fill(cast, Filling(URL, owner_id=cast.other_officer.id))
    fill(cast, Filling(URL, owner_id=cast.colleague.id))
    people.deactivate(cast.colleague, actor_id=None)
    found = there(cast)
    assert found is not None
    fill(cast, Filling(URL, "Ask.", cast.colleague.id), was=found.id)
    with refused("works in this office", "owner"):
        fill(cast, Filling(URL, owner_id=cast.colleague.id), key="esthers-journey")


def test_who_was_late_is_told(cast: Cast) -> None:
    fill(cast, Filling(URL))
    with refused("meanwhile"):
        fill(cast, Filling(URL, "Another."))


@pytest.mark.parametrize("key", ["nasw-code", "none-such", ""])
def test_what_is_no_slot(cast: Cast, key: str) -> None:
    with nothing_changes(), pytest.raises(NotFound):
        fill(cast, Filling(URL), key=key)


@pytest.mark.both
def test_days_of_a_section_are_superseded_not_changed(cast: Cast) -> None:
    program = cast.work.program_id

    def give(days: int | None) -> int:
        return due_days.change(cast.office, program, {SECTION: days}, actor_id=None)

    assert [give(21), give(21), give(30), give(None), give(None)] == [1, 0, 1, 1, 0]
    assert give(14) == 0  # the guide's own number
    assert curriculum.due_days(cast.office.id, program) == {}
    said = [data for verb, data in lines(cast.office) if verb == "due-days-changed"]
    assert [one["days"] for one in said] == [21, 30, None]
    with refused("1 to 999", SECTION):
        give(0)
    with refused("1 to 999", SECTION):
        give(10**20)
    with nothing_changes(), pytest.raises(NotFound):
        due_days.change(cast.office, program, {"none-such": 3}, actor_id=None)
    with nothing_changes(), pytest.raises(NotFound):
        due_days.change(cast.office, 999, {}, actor_id=None)
