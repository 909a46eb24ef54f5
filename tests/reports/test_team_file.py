"""The team as a file: one row for each person and section, whole, harmless, and as it was."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine

from lms.people.actor import Actor
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.playing import finish
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


def rows(window: Visitor, address: str = "/team.csv") -> list[dict[str, str]]:
    """The rows of the file, by the names in its heading."""
    answer = window.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.both
def test_a_row_for_each_person_and_section(
    cast: Cast, me: Actor, boss: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    finish(me, boss, cast.work, "nasw-code")
    noon.shift(timedelta(days=14))
    found = rows(visit(cast.officer))
    assert [row["Person"] for row in found] == ["Marisol Vega"] * 6 + ["Yonas Tesfaye"] * 6
    first, second = found[:2]
    assert (first["Section"], first["Days late"], first["Due"]) == (
        "Learn More About Who We Serve", "2", "2026-03-16",
    )  # fmt: skip
    assert (second["State"], second["Done"], second["Tasks"], second["Days late"]) == (
        "In progress", "1", "17", "",
    )  # fmt: skip
    assert (second["As of"], second["Filters"]) == ("2026-03-18", "None")
    assert second["Supervisor"] == "Daniel Okafor"


def test_it_holds_what_the_page_shows(cast: Cast, visit: Visit) -> None:
    for number in range(55):
        enrolled(posted(f"Hire {number:02}", cast.office, cast.supervisor))
    assert len(rows(visit(cast.officer))) == 57 * 6
    assert len(rows(visit(cast.supervisor), "/team.csv?search=Hire&sort=name")) == 55 * 6
    assert rows(visit(cast.other_officer)) == []
    (row, *_) = rows(visit(cast.auditor), "/team.csv?search=Hire+07&office=1")
    assert row["Filters"] == "Find a person: Hire 07; Office: Salt Lake City"


def test_a_name_is_no_formula(cast: Cast, visit: Visit) -> None:
    cast.learner.name = "=HYPERLINK(A1)"
    assert rows(visit(cast.officer))[0]["Person"] == "'=HYPERLINK(A1)"


@pytest.mark.both
def test_as_it_was(
    cast: Cast, me: Actor, boss: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    noon.shift(timedelta(days=1))
    then = rows(visit(cast.officer))
    noon.shift(timedelta(days=1))
    finish(actor(cast.learner), boss, cast.work, "nasw-code")
    found = rows(visit(cast.officer), f"/team.csv?on={date(2026, 3, 5)}")
    for row in found:
        assert row.pop("Filters") == "As it was on: 2026-03-05"
    for row in then:
        row.pop("Filters")
    assert found == then


def test_the_workbook_says_the_same(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.officer).get("/team.xlsx")
    book: Any = openpyxl.load_workbook(io.BytesIO(answer.data))
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    assert [dict(zip(head, line, strict=True))["Person"] for line in lines] == [
        row["Person"] for row in rows(visit(cast.officer))
    ]


def test_what_is_wrong_makes_no_file(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.officer).get("/team.csv?on=2099-01-01")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")


@pytest.mark.parametrize(("since", "until", "right"), [
    ("2026-03-02", "2026-03-01", False), ("2026-03-02", "2026-03-02", True),
    ("2026-03-02", "", True), ("", "2026-03-01", True),
])  # fmt: skip
def test_days_that_run_backwards_are_said_at_the_field(
    cast: Cast, visit: Visit, since: str, until: str, *, right: bool
) -> None:
    """As in the reports; what was typed stays, and no file comes of it."""
    asked = f"since={since}&until={until}"
    page = visit(cast.officer).get(f"/team?{asked}")
    file = visit(cast.officer).get(f"/team.csv?{asked}")
    assert (page.status_code, file.status_code) == ((200, 200) if right else (422, 422))
    assert ("Choose a day that is not before the first one." in words(page)) is not right
    assert ('id="until-err"' in page.text) is not right
    assert f'value="{until}"' in page.text
