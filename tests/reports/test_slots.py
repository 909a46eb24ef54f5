"""Open slots: what the office owes the guide, until it is supplied, and again when it is old."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.curriculum.models import Supply
from lms.people.actor import Actor
from tests.cast import Cast, actor
from tests.reports.reading import Row, column, read

TODAY = date(2026, 3, 4)


def supply(cast: Cast, key: str, **more: Any) -> None:
    given = {"url": "https://example.org/x", "review_on": None, "owner_id": cast.officer.id} | more
    db.session.add(Supply(office_id=cast.office.id, program_id=cast.work.program_id, task_key=key,
                          recorded_at=clock.now(), **given))  # fmt: skip
    db.session.flush()


def slots(cast: Cast) -> list[str]:
    return [key for key, task in cast.work.tasks.items() if task.slot]


def of(cast: Cast, key: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["Slot"] == cast.work.tasks[key].slot.replace("-", " ")]


@pytest.mark.both
def test_all_are_open_at_first_in_the_order_of_the_guide(cast: Cast, officer: Actor) -> None:
    rows = read("slots", officer)
    assert column(rows, "Slot") == [
        cast.work.tasks[key].slot.replace("-", " ") for key in slots(cast)
    ]
    assert set(column(rows, "State")) == {"Nothing supplied yet"}
    assert set(column(rows, "Office")) == {"Salt Lake City"}


@pytest.mark.both
def test_what_is_supplied_is_open_no_more_until_its_day_has_passed(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    first, second = slots(cast)[:2]
    supply(cast, first)
    supply(cast, second, review_on=TODAY)
    rows = read("slots", officer)
    assert len(rows) == len(slots(cast)) - 2
    noon.shift(timedelta(days=1))
    (row,) = of(cast, second, read("slots", officer))
    assert (row["State"], row["Look again by"], row["Kept by"]) == (
        "To be looked at", TODAY, "Priya Raman",
    )  # fmt: skip
    assert of(cast, first, read("slots", officer)) == []


def test_an_empty_supply_is_none_and_a_note_is_one(cast: Cast, officer: Actor) -> None:
    first, second = slots(cast)[:2]
    supply(cast, first, url="")
    supply(cast, second, url="", note="On the shelf by the door")
    assert len(read("slots", officer)) == len(slots(cast)) - 1
    assert of(cast, first, read("slots", officer))[0]["State"] == "Nothing supplied yet"


def test_a_superseded_supply_counts_no_more(cast: Cast, officer: Actor) -> None:
    supply(cast, slots(cast)[0], superseded_at=clock.now())
    assert len(read("slots", officer)) == len(slots(cast))


@pytest.mark.both
def test_of_the_offices_one_sees(cast: Cast) -> None:
    seen = {
        name: set(column(read("slots", actor(who)), "Office"))
        for name, who in cast.people().items()
    }
    here, there = {"Salt Lake City"}, {"Boise"}
    assert seen["officer"] == seen["auditor"] == seen["supervisor"] == here
    assert seen["other_officer"] == seen["other_supervisor"] == there
    assert seen["administrator"] == here | there
    assert seen["learner"] == set()
    assert set(column(read("slots", actor(cast.administrator), office_id=cast.elsewhere.id),
                      "Office")) == there  # fmt: skip
