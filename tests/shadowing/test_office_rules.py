"""What an office asks of its log: changed as a whole, dated, and nothing else rewritten."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Chain, Event
from lms.people.actor import Actor
from lms.shadowing import office_rules
from lms.shadowing.activities import LABELS
from lms.shadowing.office_rules import LONGEST, MOST_OWN, Asked
from tests.cast import Cast
from tests.progress.history import nothing_changes, rows
from tests.progress.refusing import refused
from tests.shadowing.logged import ask, begun

pytestmark = pytest.mark.usefixtures("sound")
OWN = {"school-visit": "School visit"}


def test_an_office_asks_nothing_at_first(cast: Cast) -> None:
    assert office_rules.of_office(cast.office.id) == office_rules.of_office(None) == Asked()
    assert Asked().activities == LABELS


def test_a_change_is_a_row_of_its_own(cast: Cast, officer: Actor) -> None:
    wanted = Asked(True, 7, 8, 30, ("referral",), OWN)
    office_rules.change(cast.office, wanted, actor_id=officer.id)
    assert office_rules.of_office(cast.office.id) == wanted
    with nothing_changes():
        office_rules.change(cast.office, wanted, actor_id=officer.id)
    office_rules.change(cast.office, replace(wanted, shares=False), actor_id=officer.id)
    kept = rows("log_rules").values()
    assert [one["shares"] for one in kept] == [True, False]
    assert [one["superseded_at"] is None for one in kept] == [False, True]
    assert office_rules.of_office(cast.elsewhere.id) == Asked()


def test_the_list_is_never_empty(cast: Cast, officer: Actor) -> None:
    with refused("at least one activity", "shown"):
        office_rules.change(cast.office, Asked(hidden=tuple(LABELS)), actor_id=officer.id)
    office_rules.change(cast.office, Asked(hidden=tuple(LABELS), own=OWN), actor_id=officer.id)
    assert office_rules.of_office(cast.office.id).activities == OWN


def test_something_else_comes_last(cast: Cast) -> None:
    assert list(Asked(own=OWN).activities)[-2:] == ["school-visit", "other"]
    assert "other" not in Asked(hidden=("other",), own=OWN).activities


def test_what_was_dropped_keeps_its_name(cast: Cast, me: Actor, officer: Actor) -> None:
    ask(cast.office, officer, own=OWN)
    entry = begun(me, activity="school-visit", tasks=[])
    ask(cast.office, officer, own={})
    asked = office_rules.of_office(cast.office.id)
    assert ("school-visit" in asked.activities, asked.labels[entry.activity]) == (
        False,
        "School visit",
    )
    again = office_rules.own_activities("school visit", asked.former)
    assert again == {"school-visit": "school visit"}


def test_own_activities_are_read_line_by_line() -> None:
    typed = "School visit\r\n\n  Citizenship   class \nSchool visit 2"
    assert office_rules.own_activities(typed, {}) == {
        "school-visit": "School visit",
        "citizenship-class": "Citizenship class",
        "school-visit-2": "School visit 2",
    }
    assert office_rules.own_activities("", {}) == {}
    renamed = office_rules.own_activities("SCHOOL VISIT", OWN)
    assert renamed == {"school-visit": "SCHOOL VISIT"}


@pytest.mark.parametrize(
    "typed",
    ["Intake", "intake", "Something else", "something ELSE", "Something\u00a0else", "Other",
     "School visit\nschool visit", "School visit\nSchool – visit", "…", "—", "School: visit"],
)  # fmt: skip
def test_nothing_is_there_twice(app: object, typed: str) -> None:
    with refused("is there already", "own"):
        office_rules.own_activities(typed, OWN)


def test_own_activities_have_their_bounds(app: object) -> None:
    most = "\n".join(f"Visit {n}" for n in range(MOST_OWN))
    assert len(office_rules.own_activities(most, {})) == MOST_OWN
    with refused("are the most", "own"):
        office_rules.own_activities(most + "\nOne more", {})
    longest = "x" * LONGEST
    [key] = office_rules.own_activities(longest, {})
    assert len(key) <= 30
    with refused("too long", "own"):
        office_rules.own_activities(longest + "x", {})


def test_no_client_in_the_name_of_an_activity(app: object) -> None:
    with refused("number", "own"):
        office_rules.own_activities("Visit to A123456789", {})


def test_who_changed_it_is_on_record(cast: Cast, officer: Actor) -> None:
    ask(cast.office, officer, shares=True)
    told = select(Event.verb, Event.actor_id).join(Chain, Chain.id == Event.chain_id)
    mine = told.where(Chain.subject_kind == "office", Chain.subject_id == cast.office.id)
    last = db.session.execute(mine.order_by(Event.number.desc())).first()
    assert last == ("log-rules-changed", officer.id)
