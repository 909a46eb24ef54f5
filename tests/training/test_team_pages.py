"""The team's training on the page and as a file: filters, past days, and how much is asked."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.curriculum import courses, own_courses
from lms.curriculum.own_courses import OwnCourse
from lms.people.actor import Actor
from lms.people.models import Person
from lms.training import waivers
from tests.cast import Cast, posted
from tests.filled import forms
from tests.statements import statements
from tests.training import made_up, offered
from tests.training.asked import RCCM, TODAY, completed, course, require
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
TEAM = "/training/team"


def rows(window: Visitor, asked: str = "") -> list[dict[str, str]]:
    """The rows of the file, by the names in its heading."""
    answer = window.get(f"{TEAM}.csv{asked}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.both
def test_people_by_columns_of_courses(
    cast: Cast, visit: Visit, officer: Actor, boss: Actor
) -> None:
    require(officer, cast.office)
    completed(boss, cast.learner)
    page = words(visit(cast.supervisor).get(TEAM))
    assert "Marisol Vega Case manager, Salt Lake City 1 of 7" in page
    assert "Yonas Tesfaye Case manager, Salt Lake City 0 of 7 Missing" in page
    assert "Omar" not in page
    column = words(visit(cast.supervisor).get(f"{TEAM}?column=operational-guidelines"))
    assert "In date" in column
    assert "by Fri, Apr 3" in column
    assert "Not taken" in column


def test_who_lacks_a_course(cast: Cast, visit: Visit, officer: Actor, boss: Actor) -> None:
    require(officer, cast.office)
    completed(boss, cast.learner)
    window = visit(cast.officer)
    page = words(window.get(f"{TEAM}?lacking={course().id}"))
    assert "Marisol Vega" not in page
    for name in ("Yonas Tesfaye", "Daniel Okafor", "Priya Raman"):
        assert name in page
    completed(boss, cast.colleague)
    page = words(visit(cast.supervisor).get(f"{TEAM}?lacking={course().id}"))
    assert "Nobody here lacks this course." in page


def test_the_coordinated_team(cast: Cast, visit: Visit) -> None:
    for job in ("employment-counselor", "clinical-therapist"):
        posted(f"A {job}", cast.office, job_role=job)
    page = visit(cast.officer).get(f"{TEAM}?job=coordinated")
    for name in ("A clinical-therapist", "A employment-counselor", "Marisol Vega"):
        assert name in page.text
    assert "Ingrid Moe" not in page.text
    assert forms(page)[TEAM].data == {"search": "", "on": ""}, "lists are no text fields"


@pytest.mark.parametrize(
    "asked",
    [
        "office=999", "office=x", "office=2", "job=astronaut", "lacking=0", "lacking=x",
        f"lacking={'9' * 20}", f"lacking={2**31 - 1}", "column=x", f"search={'x' * 101}",
        "office=%ED%A0%80",
    ],
)  # fmt: skip
def test_a_filter_that_is_none_of_the_list(cast: Cast, visit: Visit, asked: str) -> None:
    """The rest of what was asked for still holds, and what was typed is kept."""
    window = visit(cast.officer)
    for kind in ("", ".csv", ".xlsx"):
        more = "" if asked.startswith("search") else "&search=Marisol"
        answer = window.get(f"{TEAM}{kind}?{asked}{more}")
        assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
        assert answer.mimetype == "text/html"
        assert "Marisol Vega" in words(answer)
        assert ("Yonas Tesfaye" in words(answer)) is (not more)
        kept = forms(answer)[TEAM].data["search"]
        assert kept == ("Marisol" if more else "x" * 101)


@pytest.mark.parametrize("search", ["%", "_", "'; --", "\\", "’", "x" * 100, " "])
def test_a_search_of_odd_signs(cast: Cast, visit: Visit, search: str) -> None:
    answer = visit(cast.officer).get(TEAM, query_string={"search": search})
    assert answer.status_code == 200
    assert ("Marisol Vega" in words(answer)) is (search == " ")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "2026-03-05", "0001-01-01", "9999-12-31"])
def test_a_day_that_has_not_been(cast: Cast, visit: Visit, day: str) -> None:
    window = visit(cast.officer)
    for path in (TEAM, f"{TEAM}.csv", f"{TEAM}.xlsx",
                 f"/training/people/{cast.learner.id}/transcript",
                 f"/training/people/{cast.learner.id}/transcript.csv"):  # fmt: skip
        answer = window.get(path, query_string={"on": day})
        assert answer.status_code == 422, path
        assert "It has to be a day that has been" in words(answer)
    assert window.get(f"{TEAM}?on=a%00b").status_code == 400


def test_odd_pages(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    for page in ("0", "-1", "x", "9" * 20):
        assert window.get(f"{TEAM}?page={page}").status_code == 200
    assert "There is nobody more." in words(window.get(f"{TEAM}?page=2"))


@pytest.mark.both
def test_as_it_was(
    cast: Cast, visit: Visit, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """A course that was added since, a record and a requirement of later, are not in it."""
    noon.shift(timedelta(days=2))
    then, asked = rows(visit(cast.officer)), "?on=2026-03-06"
    noon.shift(timedelta(days=1))
    own_courses.add(cast.office.id, OwnCourse("Our building"), actor_id=None)
    courses.describe(course().id, course().terms._replace(title="Its new name"))
    require(officer, cast.office, starts_on=TODAY)
    completed(boss, cast.learner)
    waivers.waive(boss, cast.learner.id, course("teamwork").id, "She taught it.")
    window = visit(cast.officer)
    assert rows(window, asked) == then
    assert "Our building" in rows(window)[0]
    page = words(window.get(TEAM + asked))
    assert "As it was at the end of Fri, Mar 6." in page
    assert "1 of" not in page
    assert window.get(f"{TEAM}.xlsx{asked}").status_code == 200
    assert f'href="{TEAM}.csv?on=2026-03-06"' in window.get(TEAM + asked).text
    before = window.get(f"{TEAM}?on=2023-01-01&lacking={course().id}")
    assert before.status_code == 422, "there were no courses yet"
    assert window.get(f"{TEAM}?on=2023-01-01").status_code == 200


def test_who_is_late_stays_late_with_a_seat(cast: Cast, visit: Visit, officer: Actor) -> None:
    require(officer, cast.office, offered.COURSE, starts_on=TODAY - timedelta(days=60), within=1)
    offered.signed_up(offered.offered(officer, cast.office), [cast.colleague])
    window, late = visit(cast.officer), "Yonas Tesfaye Case manager, Salt Lake City 0 of 7 Overdue"
    assert f"{late} Booked" in words(window.get(TEAM))
    column = words(window.get(f"{TEAM}?column=operational-guidelines"))
    assert "Overdue Booked by Jan 6" in column.replace("Tue, ", "")
    found = {row["Person"]: row for row in rows(window)}
    title = courses.course(offered.course())
    assert title is not None
    assert found["Yonas Tesfaye"][title.title] == "Booked, late, needed by 2026-01-06"


def test_the_way_back_to_now_keeps_the_other_filters(cast: Cast, visit: Visit) -> None:
    page = visit(cast.officer).get(f"{TEAM}?search=grace&on=2026-03-02").text
    assert f'href="{TEAM}?search=grace">Show it as it is now' in page


@pytest.mark.both
def test_the_file_says_where_everybody_stands(
    cast: Cast, visit: Visit, officer: Actor, boss: Actor
) -> None:
    require(officer, cast.office)
    completed(boss, cast.learner)
    completed(boss, cast.colleague, on=TODAY - timedelta(days=400), usual=False,
              until=TODAY - timedelta(days=35))  # fmt: skip
    waivers.waive(boss, cast.learner.id, course("teamwork").id, "She taught it.")
    found = {row["Person"]: row for row in rows(visit(cast.officer))}
    title = course().title
    assert [found[name][title] for name in ("Marisol Vega", "Yonas Tesfaye", "Priya Raman")] == [
        "In date until 2027-03-04", "Expired since 2026-01-28, needed by 2026-04-03",
        "Missing, needed by 2026-04-03",
    ]  # fmt: skip
    hers = found["Marisol Vega"]
    assert (hers[course("teamwork").title], hers["Supervisor"], hers["As of"]) == (
        "Waived", "Daniel Okafor", "2026-03-04",
    )  # fmt: skip
    assert found["Priya Raman"][course("teamwork").title] == "", "not meant for her job"
    assert hers["Filters"] == "None"
    asked = f"?lacking={course().id}&job=case-manager&search=o&column=own"
    [row] = rows(visit(cast.officer), asked.replace("&column=own", ""))
    assert (row["Person"], row["Filters"]) == (
        "Yonas Tesfaye", f"Find a person: o; Job: Case manager; Who lacks: {title}",
    )  # fmt: skip


def test_names_are_no_formulas(cast: Cast, visit: Visit) -> None:
    cast.learner.name = "=HYPERLINK(A1)"
    window = visit(cast.officer)
    assert "'=HYPERLINK(A1)" in {row["Person"] for row in rows(window)}
    book = openpyxl.load_workbook(io.BytesIO(window.get(f"{TEAM}.xlsx").data))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert "'=HYPERLINK(A1)" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_the_file_has_everybody_and_the_page_fifty(cast: Cast, visit: Visit) -> None:
    offered.staff(cast.office, 60)
    window = visit(cast.officer)
    assert len(rows(window, "?search=Person")) == 60
    page = window.get(f"{TEAM}?search=Person")
    assert page.text.count('<th scope="row">') == 50
    assert "page=2" in page.text
    assert window.get(f"{TEAM}?search=Person&page=2").text.count('<th scope="row">') == 10
    assert rows(visit(cast.other_officer), "?search=Person") == []


def many_records(by: Person, people: Sequence[Person], number: int) -> None:
    """So many more of each, on one day after the other."""
    for who in people:
        for place in range(number):
            day = TODAY - timedelta(days=place)
            whole = {"on": day, "valid_until": None, "complete": True, "holds": (day, None)}
            made_up.done(who, by, course(RCCM).id, whole)
    db.session.commit()


@pytest.mark.both
def test_as_many_statements_for_many_people_and_records(
    cast: Cast, visit: Visit, officer: Actor
) -> None:
    require(officer, cast.office)
    window, asked = visit(cast.officer), []
    few = offered.staff(cast.office, 3)
    for more, number in ((0, 1), (0, 29), (57, 1), (0, 29)):
        few += offered.staff(cast.office, more, len(few))
        many_records(cast.officer, few, number)
        for query in ("", f"&lacking={course('teamwork').id}", "&column=operational-guidelines"):
            window.get(f"{TEAM}?search=Person{query}")
            with statements() as seen:
                assert window.get(f"{TEAM}?search=Person{query}").status_code == 200
            asked.append(len(seen))
    assert len(few) == 60
    assert asked == asked[:3] * 4
    assert max(asked) <= 16, asked


def test_the_moment_of_a_past_day_is_its_end_at_the_office(
    cast: Cast, visit: Visit, officer: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """What is confirmed in the evening, when it is tomorrow in UTC, is of that day."""
    noon.shift(timedelta(hours=9))
    assert clock.now().date() > TODAY
    completed(boss, cast.learner)
    noon.shift(timedelta(days=1))
    found = {row["Person"]: row for row in rows(visit(cast.officer), "?on=2026-03-04")}
    assert found["Marisol Vega"][course().title] == "In date"
