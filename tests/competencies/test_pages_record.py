"""The competency record on the page, on paper and as a file: ratings, decisions, nothing else."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from lms.base import pdf
from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, rating
from lms.curriculum.framework_outline import Step
from lms.people.actor import Actor
from tests.cast import Cast
from tests.competencies.rated import judged, rate
from tests.competencies.visiting import SEEN, person
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
WHY, OWN, WRONG = "She led elsewhere.", "That is how I see it.", "It was meant for Yonas."


@pytest.fixture
def judged_twice(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    """Ratings by both, one of them taken back; a step that was granted without all there."""
    rate(boss, cast.learner, "ethics", 1)
    rating.give(me, cast.learner, "ethics", judged(4, me.today, comment=Words(OWN)))
    rating.take_back(boss, rate(boss, cast.learner, "ethics", 4), Words(WRONG))
    noon.shift(timedelta(days=1))
    rate(boss, cast.learner, "ethics", 2)
    granting.grant(boss, cast.learner, "intake", Step.SHADOW, Words(WHY))
    db.session.commit()


def rows(window: Visitor, cast: Cast) -> list[dict[str, str]]:
    """The rows of the file, by the names in its heading."""
    answer = window.get(person(cast, "record.csv"))
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.both
@pytest.mark.parametrize("who", ["learner", "supervisor", "officer", "auditor", "administrator"])
def test_the_record_is_the_same_for_everyone(
    who: str, cast: Cast, visit: Visit, judged_twice: None
) -> None:
    window = visit(cast.people()[who])
    found = rows(window, cast)
    assert [
        (row["What"], row["Code"], row["Level or step"], row["By"], row["Reason"]) for row in found
    ] == [
        ("Rating", "C01", "Developing", "Daniel Okafor", ""),
        ("Rating", "C01", "Beginning", "Daniel Okafor", ""),
        ("Granted", "", "May shadow", "Daniel Okafor", WHY),
    ]
    assert [row["On"] for row in found[:2]] == ["2026-03-05", "2026-03-04"]
    assert {row["As of"] for row in found} == {"2026-03-05"}
    page = words(window.get(person(cast, "record")))
    for part in ("Developing Mar 5, 2026 Daniel Okafor", "Beginning Mar 4, 2026", WHY,
                 "Granted, with 1 condition open May shadow"):  # fmt: skip
        assert part in page
    book = openpyxl.load_workbook(
        io.BytesIO(window.get(person(cast, "record.xlsx")).data), read_only=True
    )
    cells = [str(cell) for line in book.worksheets[0].iter_rows(values_only=True) for cell in line]
    assert cells.count("Rating") == 2
    for secret in (SEEN, OWN, WRONG, "Strong"):
        assert secret not in page
        assert not any(secret in cell for cell in cells)
        assert not any(secret in cell for row in found for cell in row.values())


def test_the_day_of_a_decision_is_the_same_on_the_page_and_in_the_file(
    cast: Cast, visit: Visit, boss: Actor, noon: time_machine.Traveller
) -> None:
    """In the evening at the office it is tomorrow in UTC."""
    noon.shift(timedelta(hours=9))
    granting.grant(boss, cast.learner, "intake", Step.SHADOW, Words(WHY))
    db.session.commit()
    window = visit(cast.supervisor)
    assert "Mar 4, 2026 Daniel Okafor" in words(window.get(person(cast, "record")))
    [row] = rows(window, cast)
    on = next(value for name, value in row.items() if name.startswith("On"))
    utc = any("UTC" in name for name in row)
    assert on.startswith("2026-03-04") or utc, "a time of another zone says which"


def test_on_paper(cast: Cast, visit: Visit, judged_twice: None) -> None:
    answer = visit(cast.auditor).get(person(cast, "record.pdf"))
    if not pdf.available():
        assert (answer.status_code, "makes no PDF files" in words(answer)) == (409, True)
        return
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert f"competencies-{cast.learner.id}-2026-03-05.pdf" in answer.headers["Content-Disposition"]


def test_reasons_and_names_are_no_formulas(cast: Cast, visit: Visit, boss: Actor) -> None:
    granting.grant(boss, cast.learner, "intake", Step.SHADOW, Words("=HYPERLINK(A1)"))
    cast.supervisor.name = "=SUM(A1)"
    db.session.commit()
    window = visit(cast.officer)
    [row] = rows(window, cast)
    assert (row["By"], row["Reason"]) == ("'=SUM(A1)", "'=HYPERLINK(A1)")
    book = openpyxl.load_workbook(io.BytesIO(window.get(person(cast, "record.xlsx")).data))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
