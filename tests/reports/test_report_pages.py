"""The pages and files of all reports: whose people, what is refused, how much is asked."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person, Role
from lms.reports import reports
from tests.cast import START, Cast, enrolled, person, posted
from tests.progress.playing import finish, send
from tests.statements import statements
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
KEYS = [report.key for report in reports.ALL]
ABOUT_PEOPLE = [key for key in KEYS if key != "slots"]
NAME = '=HYPERLINK("https://evil.example","Zoë")'


@pytest.fixture
def busy(cast: Cast, me: Actor, boss: Actor) -> Cast:
    """Something to be found in every report about the learner."""
    for task in cast.work.outline.section("who-we-serve").tasks:
        finish(me, boss, cast.work, task.key)
    send(me, cast.work, "two-principles")
    db.session.commit()
    return cast


def rows(window: Visitor, key: str, query: str = "") -> list[list[str]]:
    answer = window.get(f"/reports/{key}.csv{query}")
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.both
@pytest.mark.parametrize("key", KEYS)
def test_page_and_files_say_the_same(busy: Cast, visit: Visit, key: str) -> None:
    window = visit(busy.officer)
    page = words(window.get(f"/reports/{key}"))
    told = rows(window, key)
    assert told[0] == [*reports.report(key).head, "As of", "Filters"]
    assert len(told) > 1
    for line in told[1:]:
        assert line[0] in page
        assert line[-2:] == ["2026-03-04", "None"]
    answer = window.get(f"/reports/{key}.xlsx")
    page_one = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    cells = [[cell.value for cell in row] for row in page_one.iter_rows(min_row=2)]
    assert [row[0] for row in cells] == [row[0] for row in told[1:]]


@pytest.mark.parametrize("key", ABOUT_PEOPLE)
def test_everyone_sees_their_own_people_only(busy: Cast, visit: Visit, key: str) -> None:
    seen = {}
    for name, who in busy.people().items():
        window = visit(who)
        if window.get(f"/reports/{key}").status_code == 200:
            lines = rows(window, key)[1:]
            seen[name] = any("Marisol Vega" in line for line in lines)
            assert ("Marisol Vega" in words(window.get(f"/reports/{key}"))) == seen[name]
    assert seen == {
        "supervisor": True, "other_supervisor": False, "officer": True, "other_officer": False,
        "administrator": True, "auditor": True,
    }  # fmt: skip


@pytest.mark.parametrize("key", ABOUT_PEOPLE)
def test_each_person_is_there_once_with_today_s_office(busy: Cast, visit: Visit, key: str) -> None:
    """Also whoever moves to another office next month, and is seen by both."""
    before = rows(visit(busy.administrator), key)
    people.give_post(busy.learner, busy.elsewhere, "case-manager", supervisor=busy.supervisor,
                     starts_on=date(2026, 4, 1))  # fmt: skip
    after = rows(visit(busy.administrator), key)
    assert after == before
    assert len(rows(visit(busy.other_officer), key)) > 1


@pytest.mark.parametrize("key", ABOUT_PEOPLE)
def test_choices_stand_in_the_file(busy: Cast, visit: Visit, key: str) -> None:
    window = visit(busy.administrator)
    chosen = rows(window, key, f"?office={busy.office.id}&supervisor={busy.supervisor.id}")
    assert {line[-1] for line in chosen[1:]} == {
        "Office: Salt Lake City; Supervisor: Daniel Okafor"
    }
    assert rows(window, key, f"?office={busy.elsewhere.id}")[1:] == []
    page = window.get(f"/reports/{key}?office={busy.office.id}")
    assert f"{key}.csv?office={busy.office.id}" in page.text
    assert f'<option selected value="{busy.office.id}">' in page.text


def test_days_stand_in_the_file(busy: Cast, visit: Visit) -> None:
    lines = rows(visit(busy.officer), "completions", "?from=2026-03-01&until=2026-03-31")
    assert lines[1][-1] == "From 2026-03-01; Until 2026-03-31"


WRONG = (
    "office=999", "office=99999999999999999999", "office=-1", "office=x", "supervisor=999",
    "office=%ED%A0%80", "office=1&supervisor=" + "9" * 5000, "from=yesterday", "until=2026-02-30",
    "from=2026-03-04&until=2026-03-03", "from=99999-01-01",
)  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_what_cannot_be_chosen_is_said_beside_it(
    busy: Cast, visit: Visit, query: str, ending: str
) -> None:
    answer = visit(busy.officer).get(f"/reports/completions{ending}?{query}")
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert "Marisol Vega" not in answer.text


def test_an_office_one_does_not_see_is_no_choice(busy: Cast, visit: Visit) -> None:
    answer = visit(busy.officer).get(f"/reports/overdue?office={busy.elsewhere.id}")
    assert answer.status_code == 422
    assert "Boise" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "_external=1&_scheme=javascript&endpoint=x&key=y&kind=z&_anchor=a&page=x",
        "page=99999999999999999999", "page=-1", "from=0001-01-01&until=9999-12-31",
        "from=&until=&office=&supervisor=",
    ],
)  # fmt: skip
def test_odd_addresses_are_harmless(busy: Cast, visit: Visit, query: str) -> None:
    answer = visit(busy.officer).get(f"/reports/completions?{query}")
    assert answer.status_code == 200
    assert "javascript:" not in answer.text


def test_a_nul_byte_is_refused(busy: Cast, visit: Visit) -> None:
    assert visit(busy.officer).get("/reports/completions?office=%00").status_code == 400


@pytest.mark.parametrize("path", ["nothing", "nothing.csv", "overdue.pdf", "overdue.csv.csv"])
def test_there_is_no_such_report(cast: Cast, visit: Visit, path: str) -> None:
    assert visit(cast.officer).get(f"/reports/{path}").status_code == 404


@pytest.mark.parametrize("key", ABOUT_PEOPLE)
def test_a_name_is_never_a_formula(busy: Cast, visit: Visit, key: str) -> None:
    busy.learner.name = NAME
    told = rows(visit(busy.officer), key)
    assert f"'{NAME}" in [line[0] for line in told]
    assert NAME not in [cell for line in told for cell in line]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_to_show_says_what_to_do(cast: Cast, visit: Visit, key: str) -> None:
    lonely = person("Nia Obi")
    people.grant(lonely, Role.TRAINING_OFFICER, people.add_office("Reno", "America/Los_Angeles"))
    db.session.commit()
    page = words(visit(lonely).get(f"/reports/{key}"))
    assert (reports.report(key).empty in page) == (key != "slots")
    assert "There is nothing more." in words(visit(lonely).get(f"/reports/{key}?page=7"))


def hire(cast: Cast, number: int) -> None:
    for place in range(number):
        hired: Person = posted(f"Hire {place:03}", cast.office, cast.supervisor)
        enrolled(hired, START)
    db.session.commit()


@pytest.mark.both
@pytest.mark.parametrize("path", ["", *(f"/{key}" for key in KEYS), *(f"/{k}.csv" for k in KEYS)])
def test_queries_do_not_grow(
    busy: Cast, visit: Visit, noon: time_machine.Traveller, path: str
) -> None:
    noon.shift(timedelta(days=30))
    window = visit(busy.officer)
    with statements() as few:
        window.get(f"/reports{path}")
    hire(busy, 12)
    window = visit(busy.officer)
    with statements() as many:
        assert window.get(f"/reports{path}").status_code == 200
    assert len(many) == len(few) <= 10


def test_a_long_report_is_paged_and_keeps_its_choices(
    busy: Cast, visit: Visit, noon: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "PAGE", 5)
    noon.shift(timedelta(days=30))
    hire(busy, 4)
    window, path = visit(busy.officer), f"/reports/overdue?office={busy.office.id}"
    shown, page = [], 1
    while (answer := window.get(f"{path}&page={page}")).text.count('<th scope="row">'):
        shown.append(answer.text.count('<th scope="row">'))
        page += 1
        assert (f"page={page}" in answer.text) == (shown[-1] == 5)
        if shown[-1] < 5:
            break
    assert sum(shown) == len(rows(window, "overdue")) - 1 > 10


def test_the_list_of_reports_has_the_months(
    busy: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    assert "a picture of how the months went is here" in words(visit(busy.officer).get("/reports"))
    noon.shift(timedelta(days=30))
    assert clock.now().month == 4
    page = visit(busy.officer).get("/reports")
    assert "Month by month" in words(page)
    assert page.text.count('role="img"') == 1
