"""The team's map and its gaps: filters, files, odd requests; the days of an office's reviews."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest

from lms.competencies import cycle
from lms.people.actor import Actor
from tests.cast import Cast
from tests.competencies.rated import rate
from tests.competencies.visiting import UNCHANGED, one, person
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.training.offered import staff
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
TEAM, GAPS = "/competencies/team", "/competencies/team/gaps"
ETHICS = "Ethical practice and professional boundaries"


def rows(window: Visitor, asked: str = "") -> dict[str, dict[str, str]]:
    """The rows of the file by who it is."""
    answer = window.get(f"{TEAM}.csv{asked}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    found = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    return {row["Person"]: row for row in found}


def office(cast: Cast) -> str:
    """Where the learner's office says when reviews are held."""
    return f"/offices/{cast.office.id}/competencies"


@pytest.mark.both
def test_people_by_competencies(cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 3)
    rate(boss, cast.learner, "ethics", 0)
    rate(boss, cast.learner, "safety", 1)
    for who, seen in (
        ("supervisor", {"Marisol Vega", "Yonas Tesfaye"}), ("other_supervisor", {"Omar Haddad"}),
        ("officer", {"Marisol Vega", "Yonas Tesfaye", "Daniel Okafor", "Ingrid Moe",
                     "Priya Raman"}),
        ("other_officer", {"Omar Haddad", "Luis Ortega"}),
    ):  # fmt: skip
        window = visit(cast.people()[who])
        assert rows(window).keys() == seen
        page = words(window.get(TEAM))
        assert {name for name in seen if f"{name} " in page} == seen
        assert ("Marisol Vega" in page) is ("Marisol Vega" in seen)
    found = rows(visit(cast.supervisor))
    hers, his = found["Marisol Vega"], found["Yonas Tesfaye"]
    assert (hers[ETHICS], hers["Safety, protection and crisis response"]) == (
        "Competent", "Beginning",
    )  # fmt: skip
    assert (his[ETHICS], his["Filters"], his["As of"]) == ("", "None", "2026-03-04")
    page = words(visit(cast.auditor).get(TEAM))
    assert "Marisol Vega Case manager, Salt Lake City Competent – –" in page
    assert f"C01 {ETHICS}" in page


def test_the_file_as_a_workbook(cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 3)
    cast.colleague.name = "=HYPERLINK(A1)"
    answer = visit(cast.supervisor).get(f"{TEAM}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert {"Marisol Vega", "Competent", "'=HYPERLINK(A1)"} <= {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}
    about = [str(v) for line in book["About"].iter_rows(values_only=True) for v in line]
    assert any("no ranking of people" in one for one in about)
    for kind in ("pdf", "txt", "xls"):
        assert visit(cast.supervisor).get(f"{TEAM}.{kind}").status_code == 404


def test_what_is_chosen(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    assert rows(window, "?search=MARISOL").keys() == {"Marisol Vega"}
    page = window.get(f"{TEAM}?search=vega")
    assert "Yonas" not in words(page)
    assert forms(page)[TEAM].data["search"] == "vega"
    assert f'href="{TEAM}.csv?search=vega"' in page.text
    assert f'href="{GAPS}?search=vega"' in page.text
    admin = visit(cast.administrator)
    chosen = rows(admin, f"?office={cast.elsewhere.id}")
    assert chosen.keys() == {"Omar Haddad", "Luis Ortega"}
    assert chosen["Omar Haddad"]["Filters"] == "Office: Boise"
    for path in (TEAM, GAPS):
        assert "Nobody fits these filters." in words(window.get(f"{path}?search=nobody"))
        assert "There is nobody more." in words(window.get(f"{path}?page=2"))


def test_a_supervisor_without_people(cast: Cast, visit: Visit) -> None:
    window = visit(cast.other_supervisor)
    for path in (TEAM, GAPS):
        assert "Nobody fits these filters." in words(window.get(f"{path}?search=Marisol"))
    auditor = visit(cast.auditor)
    assert "Omar Haddad" not in words(auditor.get(TEAM))


@pytest.mark.parametrize(
    "asked", ["office=999", "office=x", "office=2", f"search={'x' * 101}", f"office={'9' * 30}"]
)
def test_a_filter_that_is_none_of_the_list(cast: Cast, visit: Visit, asked: str) -> None:
    """What was typed is kept; the rest of what was asked for still holds."""
    window = visit(cast.officer)
    more = "" if asked.startswith("search") else "&search=Marisol"
    for path in (TEAM, f"{TEAM}.csv", f"{TEAM}.xlsx", GAPS):
        answer = window.get(f"{path}?{asked}{more}")
        assert (answer.status_code, 'class="err"' in answer.text) == (422, True), path
        assert answer.mimetype == "text/html"
        assert ("Marisol Vega" in words(answer), "Yonas" in words(answer)) == (True, not more)
        kept = [form.data["search"] for form in forms(answer).values() if "search" in form.data]
        assert kept == ["Marisol" if more else "x" * 101]


@pytest.mark.parametrize("search", ["%", "_", "'; --", "\\", "’", "x" * 100, " ", "<b>"])
def test_a_search_of_odd_signs(cast: Cast, visit: Visit, search: str) -> None:
    window = visit(cast.officer)
    for path in (TEAM, GAPS, f"{TEAM}.csv"):
        answer = window.get(path, query_string={"search": search})
        assert answer.status_code == 200
        assert ("Marisol Vega" in answer.text) is (search == " ")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 20, "1e3"])
def test_odd_pages(cast: Cast, visit: Visit, page: str) -> None:
    for path in (TEAM, GAPS):
        assert visit(cast.officer).get(f"{path}?page={page}").status_code == 200


def test_fifty_on_a_page(cast: Cast, visit: Visit) -> None:
    staff(cast.office, 60)
    window = visit(cast.officer)
    assert len(rows(window, "?search=Person")) == 60
    for page, number in ((1, 50), (2, 10), (3, 0)):
        listed = window.get(f"{TEAM}?search=Person&page={page}")
        assert listed.text.count('<th scope="row">') == number
    assert "search=Person" in window.get(f"{TEAM}?search=Person").text.split("page=2")[1][:40]
    assert "Nobody here who has begun is below" in words(window.get(f"{GAPS}?search=Person"))


@pytest.mark.both
def test_where_a_team_is_below_what_is_aimed_at(cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 2)
    rate(boss, cast.learner, "safety", 2)
    page = visit(cast.supervisor).get(GAPS)
    told = words(page)
    assert f"{ETHICS} 1 of 2 below developing Who Yonas Tesfaye Not observed yet" in told
    assert "crisis response 2 of 2 below competent" in told
    assert "Pick two principles of the code" in told
    assert one(cast, "safety") in page.text
    assert one(cast) not in page.text
    for number in (2, 3):
        for who in (cast.learner, cast.colleague):
            for key in PLANNED:
                rate(boss, who, key, number)
    assert "Nobody here who has begun is below" in words(visit(cast.supervisor).get(GAPS))


PLANNED = (
    "ethics", "confidentiality", "supervision", "engagement", "culture-and-language",
    "communication", "program-knowledge", "assessment", "planning", "service-delivery", "referral",
    "teamwork", "safety", "documentation",
)  # fmt: skip


@pytest.mark.both
def test_when_an_office_holds_its_reviews(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    form = forms(window.get(office(cast)))[office(cast)]
    assert form.data["days"] == "30, 60, 90"
    with nothing_changes():
        same = window.post(office(cast), **form.data)
        assert UNCHANGED in words(window.follow(same))
    answer = window.post(office(cast), days=" 45 14,14 ")
    assert answer.location == office(cast)
    assert "Saved." in words(window.follow(answer))
    assert forms(window.get(office(cast)))[office(cast)].data["days"] == "14, 45"
    page = words(visit(cast.learner).get(person(cast)))
    assert "14-day review Opens Mon, Mar 16 45-day review Opens Thu, Apr 16" in page
    assert "30-day review" not in page
    assert cycle.days_of(cast.elsewhere.id) == (30, 60, 90)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Write at least one day."), ("  ", "Write one to 8 different days"),
        (",", "Write one to 8 different days"), ("0", "Write one to 8 different days"),
        ("30, x", "Write one to 8 different days"), ("1000", "Write one to 8 different days"),
        ("-30", "Write one to 8 different days"), ("30.5", "Write one to 8 different days"),
        ("9" * 40, "Write one to 8 different days"), ("²", "Write one to 8 different days"),
        (" ".join(map(str, range(1, 10))), "Write one to 8 different days"),
        ("1 " * 60, "cannot be longer than 100"),
    ],
)  # fmt: skip
def test_days_that_are_none(cast: Cast, visit: Visit, days: str, said: str) -> None:
    window = visit(cast.officer)
    with nothing_changes():
        answer = window.post(office(cast), days=days)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert 'class="err"' in answer.text
    assert forms(answer)[office(cast)].data["days"].strip() == days.strip()


def test_the_office_page_leads_there(cast: Cast, visit: Visit) -> None:
    assert f'href="{office(cast)}"' in visit(cast.officer).get(f"/offices/{cast.office.id}").text
    assert visit(cast.officer).get(f"/offices/{cast.elsewhere.id}/competencies").status_code == 404
