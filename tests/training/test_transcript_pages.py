"""The transcript: whole, as it was on a past day, as a file and on paper; and how much is asked."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from lms.base import clock, events, pdf
from lms.base.db import db
from lms.people.actor import Actor
from lms.training import completing, transcript
from lms.training.models import CourseConfirmation, CourseRecord, State
from lms.training.queries import Moment
from tests.cast import Cast
from tests.conftest import missing
from tests.statements import statements
from tests.training import recorded
from tests.training.asked import TEAMWORK, TODAY, completed, course, require
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


@pytest.fixture
def path(cast: Cast) -> str:
    """The learner's."""
    return f"/training/people/{cast.learner.id}/transcript"


def rows(window: Visitor, address: str) -> list[dict[str, str]]:
    """The rows of the file, by the names in its heading."""
    answer = window.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def taken_back(boss: Actor, record_id: int) -> None:
    """It counts no more."""
    record = db.session.get_one(CourseRecord, record_id)
    events.lock(events.person(record.person_id))
    completing.take_back(boss, record, State.RETURNED)
    db.session.commit()


def test_an_empty_one_says_what_to_do(cast: Cast, visit: Visit, path: str) -> None:
    mine, theirs = (words(visit(who).get(path)) for who in (cast.learner, cast.auditor))
    assert "No training is confirmed yet. Attend a session, or record" in mine
    assert "What Marisol Vega attends or records is here once it is confirmed." in theirs
    assert rows(visit(cast.learner), f"{path}.csv") == []


@pytest.mark.both
def test_history_is_whole_and_what_was_taken_back_is_not_in_it(
    cast: Cast, visit: Visit, path: str, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    """What ran out, its renewal, and the hours of a part."""
    require(officer, cast.office, starts_on=TODAY - timedelta(days=500))
    completed(boss, cast.learner, on=TODAY - timedelta(days=400), usual=False,
              until=TODAY - timedelta(days=35))  # fmt: skip
    completed(boss, cast.learner, on=TODAY - timedelta(days=10), minutes=60)
    completed(boss, cast.learner, TEAMWORK, minutes=45, complete=False)
    gone = completed(boss, cast.learner, TEAMWORK, on=TODAY - timedelta(days=3))
    taken_back(boss, gone.id)
    page = words(visit(cast.learner).get(path))
    assert "As of Mar 4, 2026" in page, "a printed page is read in other years"
    assert (
        "Feb 22, 2026 Session, Salt Lake City 1.0 Feb 22, 2027 Daniel Okafor, Mar 4, 2026" in page
    )
    assert "3 confirmed" in page
    assert "3.2 hours" in page
    assert "Teamwork in part" in page
    assert "2026 2 1.8 2025 1 1.5" in page, "by year"
    found = rows(visit(cast.auditor), f"{path}.csv")
    assert [(row["Completed"], row["Minutes"], row["Whole course"], row["Good until"])
            for row in found] == [
        ("2026-03-04", "45", "In part", ""), ("2026-02-22", "60", "Yes", "2027-02-22"),
        ("2025-01-28", "90", "Yes", "2026-01-28"),
    ]  # fmt: skip
    assert {row["Confirmed by"] for row in found} == {"Daniel Okafor"}
    assert {row["Provider"] for row in found} == {"Salt Lake City"}


@pytest.mark.both
def test_as_it_was(
    cast: Cast, visit: Visit, path: str, boss: Actor, noon: time_machine.Traveller
) -> None:
    """And it says so, on the page and in what the page leads to."""
    record = completed(boss, cast.learner)
    noon.shift(timedelta(days=1))
    then, asked = rows(visit(cast.learner), f"{path}.csv"), "?on=2026-03-05"
    noon.shift(timedelta(days=1))
    taken_back(boss, record.id)
    completed(boss, cast.learner, TEAMWORK, on=TODAY - timedelta(days=1))
    window = visit(cast.learner)
    assert rows(window, f"{path}.csv{asked}") == then
    answer = window.get(path + asked)
    page = words(answer)
    assert "This is the transcript as it was at the end of Mar 5, 2026." in page
    assert course().title in page
    assert "Teamwork" not in page
    for kind in ("csv", "xlsx"):
        assert f'href="{path}.{kind}{asked}"' in answer.text
    now = words(window.get(path))
    assert "as it was at the end" not in now
    assert "Teamwork" in now
    assert course().title not in now


def test_what_people_typed_is_no_formula(
    cast: Cast, visit: Visit, path: str, me: Actor, boss: Actor
) -> None:
    recorded.confirmed(me, boss, outside=True)
    said = db.session.query(CourseConfirmation).one()
    said.title, said.provider = "=1+1", "@SUM(A1)"
    cast.supervisor.name = "+Daniel"
    window = visit(cast.learner)
    [row] = rows(window, f"{path}.csv")
    assert (row["Course"], row["Provider"], row["Confirmed by"]) == (
        "'=1+1", "'@SUM(A1)", "'+Daniel",
    )  # fmt: skip
    assert (row["How"], row["Evidence files"]) == ("Outside training", "1")
    book = openpyxl.load_workbook(io.BytesIO(window.get(f"{path}.xlsx").data))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}


def test_who_may_have_it(cast: Cast, visit: Visit, path: str, boss: Actor) -> None:
    completed(boss, cast.learner)
    readers = (cast.learner, cast.supervisor, cast.auditor, cast.colleague, cast.other_officer)
    for kind in ("", ".csv", ".xlsx"):
        met = [visit(who).get(path + kind).status_code for who in readers]
        assert met == [200, 200, 200, 404, 404]
    assert visit(cast.learner).get("/training/people/2147483647/transcript").status_code == 404


def test_on_paper(cast: Cast, visit: Visit, path: str, boss: Actor) -> None:
    if not pdf.available():
        missing("no WeasyPrint: install the pdf extra")
    completed(boss, cast.learner)
    window = visit(cast.auditor)
    for asked in ("", "?on=2026-03-03"):
        answer = window.get(f"{path}.pdf{asked}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
    day = TODAY - timedelta(days=1)
    assert f"training-{cast.learner.id}-{day}.pdf" in answer.headers["Content-Disposition"]


@pytest.mark.both
def test_five_statements_however_much_there_is(
    cast: Cast, visit: Visit, path: str, boss: Actor
) -> None:
    """With those of the page's frame: who asks, and the numbers beside Log and Approvals."""
    asked = []
    for number in range(2):
        for place in range(1 + 29 * number):
            completed(boss, cast.learner, on=TODAY - timedelta(days=place))
        for who in (cast.learner, cast.supervisor, cast.auditor):
            window = visit(who)
            window.get(path)
            with statements() as seen:
                assert window.get(path).status_code == 200
            asked.append(len(seen))
    assert asked[:3] == asked[3:]
    assert max(asked) <= 5, asked


def test_the_transcript_itself_is_one_statement(cast: Cast, boss: Actor) -> None:
    for place in range(9):
        completed(boss, cast.learner, on=TODAY - timedelta(days=place))
    hers = cast.learner.id
    with statements() as seen:
        found = transcript.transcript(hers, Moment(TODAY, clock.now()))
    assert (len(seen), len(found.rows), found.minutes) == (1, 9, 810)
