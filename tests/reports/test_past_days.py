"""A day in the address to look back at: one that cannot be is said, wherever it stands.

Whoever mistypes it must not read today's numbers as those of another day.
"""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine

from lms.people.actor import Actor
from lms.progress import rules
from tests.cast import Cast
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
DAY = timedelta(days=1)
NONE_SUCH = ("2999-01-01", "2026-13-01", "1999-12-31", "2026-03-13", "yesterday", "20260304",
             "2026-03-04T10:00", " 2026-03-04 ", "9" * 300)  # fmt: skip
BELOW = ("/team/{work}", "/record/{work}", "/record/{work}/record.csv",
         "/team/sections/who-we-serve", "/team/tasks/nasw-code")  # fmt: skip
MAP = ("/team", "/team.csv", "/team.xlsx")


@pytest.fixture
def later(cast: Cast, me: Actor, noon: time_machine.Traveller) -> Cast:
    """Something was ticked on the 5th; it is the 12th."""
    noon.shift(DAY)
    rules.tick(me, cast.work, "nasw-code")
    noon.shift(7 * DAY)
    return cast


@pytest.mark.parametrize("typed", NONE_SUCH)
def test_a_day_that_cannot_be_is_refused_everywhere(later: Cast, visit: Visit, typed: str) -> None:
    window = visit(later.officer)
    for path in MAP:
        answer = window.get(path, query_string={"on": typed})
        assert answer.status_code == 422, path
        assert answer.mimetype == "text/html"
    for path in (one.format(work=later.work.id) for one in BELOW):
        answer = window.get(path, query_string={"on": typed})
        assert (answer.status_code, answer.mimetype) == (422, "text/html"), path
        page = words(answer)
        assert f"how it was on “{typed[:40].strip()}”" in page
        assert "It has to be a day that has been, written like 2026-03-12." in page
        assert f'href="{path}"' in answer.text


def test_the_way_on_keeps_the_other_filters(later: Cast, visit: Visit) -> None:
    query = "on=2999-01-01&search=a%26b&page=3&_external=1&_scheme=javascript&key=x"
    answer = visit(later.officer).get(f"/team/sections/who-we-serve?{query}")
    wanted = "/team/sections/who-we-serve?search=a%26b&amp;_external=1&amp;_scheme=javascript&amp;"
    assert f'href="{wanted}key=x"' in answer.text


@pytest.mark.parametrize("on", ["", "2026-03-12", "2026-03-04", "2026-3-4", "%20"])
def test_a_day_that_has_been_is_shown_everywhere(later: Cast, visit: Visit, on: str) -> None:
    window = visit(later.officer)
    for path in (*MAP, *(one.format(work=later.work.id) for one in BELOW)):
        assert window.get(f"{path}?on={on}").status_code == 200, path


def test_what_was_typed_is_shown_and_never_run(later: Cast, visit: Visit) -> None:
    answer = visit(later.officer).get("/team/tasks/nasw-code?on='\"><script>&search=<script>")
    assert "&#39;&#34;&gt;&lt;script&gt;" in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]


def test_the_record_as_a_file_is_of_that_day_too(later: Cast, visit: Visit) -> None:
    window = visit(later.officer)

    def done(on: str) -> tuple[list[str], str]:
        answer = window.get(f"/record/{later.work.id}/record.csv{on}")
        lines = csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline=""))
        name = answer.headers["Content-Disposition"]
        return [line["Done"] for line in lines if line["Done"]], name

    assert done("?on=2026-03-04")[0] == []
    assert done("?on=2026-03-05")[0] == done("")[0] == [date(2026, 3, 5).isoformat()]
    assert "2026-03-05.csv" in done("?on=2026-03-05")[1]
    page = window.get(f"/record/{later.work.id}?on=2026-03-04").text
    for link in ("/team?on=2026-03-04", f"/record/{later.work.id}/record.csv?on=2026-03-04"):
        assert f'href="{link}"' in page


def test_filters_that_cannot_be_are_said_below_the_map_too(later: Cast, visit: Visit) -> None:
    window = visit(later.officer)
    for name, label in (("office", "Office"), ("state", "Any section that is"),
                        ("since", "Started from")):  # fmt: skip
        answer = window.get(f"/team/tasks/nasw-code?{name}=999&sort=name")
        assert answer.status_code == 422
        assert f"The address asks for something that is none: {label}." in words(answer)
        assert 'href="/team/tasks/nasw-code?sort=name"' in answer.text
    assert window.get("/team/tasks/nasw-code?page=none").status_code == 200


def test_my_own_record_as_it_was(later: Cast, visit: Visit) -> None:
    window = visit(later.learner)
    assert window.get("/record?on=2026-03-04").headers["Location"].endswith("?on=2026-03-04")
    assert window.follow(window.get("/record?on=2999-01-01")).status_code == 422
