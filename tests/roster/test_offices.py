"""Setting up an office: a name nobody else has, a clock that exists, patience within reason."""

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.base.events import Chain, Event
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.roster import access, offices
from lms.roster.offices import Setup
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")

WANTED = Setup("Salt Lake City North", "America/Phoenix", "UT", 3)


def lines(office: Office) -> list[tuple[str, dict[str, object]]]:
    """The record of an office."""
    found = select(Event.verb, Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = found.where(Chain.subject_kind == "office", Chain.subject_id == office.id)
    return [(verb, data) for verb, data in db.session.execute(mine.order_by(Event.number))]


@pytest.mark.both
def test_an_office_is_changed(cast: Cast) -> None:
    offices.change(cast.office, WANTED, actor_id=cast.officer.id)
    db.session.refresh(cast.office)
    assert offices.setup_of(cast.office) == WANTED
    assert lines(cast.office)[-1] == ("office-changed", {
        "renamed": True, "time_zone": "America/Phoenix", "region": "UT", "escalate_days": 3,
    })  # fmt: skip
    with nothing_changes():
        offices.change(cast.office, WANTED, actor_id=cast.officer.id)


def test_an_office_is_added(cast: Cast) -> None:
    made = offices.add(Setup("  Twin   Falls ", "America/Boise", "ID"), actor_id=None)
    assert offices.setup_of(made) == Setup("Twin Falls", "America/Boise", "ID", None)
    assert [verb for verb, _ in lines(made)] == ["office-added", "office-changed"]


def test_the_record_holds_nothing_that_was_typed(cast: Cast) -> None:
    offices.change(cast.office, WANTED, actor_id=cast.officer.id)
    assert "North" not in str(lines(cast.office))


@pytest.mark.parametrize(
    ("wanted", "why", "field"),
    [
        (Setup("", "America/Denver"), "Give a name", "name"),
        (Setup(" \n ", "America/Denver"), "Give a name", "name"),
        (Setup("x" * 201, "America/Denver"), "up to 200", "name"),
        (Setup("x" * 30_000, "America/Denver"), "Shorten it", "name"),
        (Setup("a\ud800", "America/Denver"), "cannot be shown", "name"),
        (Setup("a\x00", "America/Denver"), "cannot be shown", "name"),
        (Setup("a\u202eb", "America/Denver"), "cannot be seen", "name"),
        (Setup(" =1+1", "America/Denver"), "looks like a formula", "name"),
        (Setup("Boise", "America/Denver"), "no other has", "name"),
        (Setup("Provo", "Mars/Olympus"), "time zone", "time_zone"),
        (Setup("Provo", ""), "time zone", "time_zone"),
        (Setup("Provo", "America/Denver", "ZZ"), "state", "region"),
        (Setup("Provo", "America/Denver", "UT", 0), "1 to 60", "escalate_days"),
        (Setup("Provo", "America/Denver", "UT", 10**20), "1 to 60", "escalate_days"),
    ],
)
def test_what_no_office_can_have(cast: Cast, wanted: Setup, why: str, field: str) -> None:
    with refused(why, field):
        offices.change(cast.office, wanted, actor_id=cast.officer.id)
    with refused(why, field):
        offices.add(wanted, actor_id=cast.administrator.id)


def test_who_keeps_which_office(cast: Cast) -> None:
    def managed(part: str) -> list[str]:
        return [one.name for one in access.offices_managed(actor(cast.people()[part]))]

    assert managed("administrator") == ["Boise", "Salt Lake City"]
    assert managed("officer") == ["Salt Lake City"]
    assert managed("other_officer") == ["Boise"]
    assert managed("supervisor") == managed("auditor") == []
    assert office_to_manage(actor(cast.officer), cast.office.id) == cast.office
    with pytest.raises(NotAllowed):
        office_to_manage(actor(cast.auditor), cast.office.id)
    for who, office_id in ((cast.other_officer, cast.office.id), (cast.administrator, 999)):
        with pytest.raises(NotFound):
            office_to_manage(actor(who), office_id)
