"""The log as a file and on paper: anonymous references, no prose, no drafts of anybody."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from lms.people.actor import Actor
from lms.shadowing import confirming, sending
from lms.shadowing.files import HEAD
from tests.cast import Cast, actor
from tests.shadowing.logged import (
    TEXTS,
    accepted,
    ask,
    begun,
    given_up,
    returned,
    sent,
    writing,
)
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
SAID = [*TEXTS.values(), "Which standards?", "Draft Agency"]


def lines(answer: TestResponse) -> list[dict[str, str]]:
    """A CSV file, line by line."""
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def cells(answer: TestResponse) -> list[list[object]]:
    """Everything that stands in a workbook."""
    book = load_workbook(BytesIO(answer.data))
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def log(cast: Cast, me: Actor, boss: Actor) -> str:
    """Entries in every state; where they are found."""
    accepted(me, boss, tasks=[], agency="=Valley Health", agency_job="nurse")
    sent(me, tasks=[], colleague_id=cast.colleague.id, agency="", agency_job="")
    returned(me, boss, tasks=[], part="led", interpreter=False, mode="phone")
    begun(me, agency="Draft Agency")
    given_up(me, agency="Draft Agency")
    return f"/log/people/{me.id}"


def test_a_file_holds_what_was_sent_and_no_word_of_it(cast: Cast, log: str, visit: Visit) -> None:
    window = visit(cast.supervisor)
    answer = window.get(f"{log}.csv")
    found = lines(answer)
    assert [row["Reference"] for row in found] == ["Case C", "Case B", "Case A"]
    assert [row["State"] for row in found] == ["Needs action", "Waiting", "Accepted"]
    last = found[-1]
    assert list(last)[: len(HEAD)] == list(HEAD)
    assert (last["Date"], last["Minutes"], last["Activity"]) == ("2026-03-03", "50", "Assessment")
    assert (last["Accepted by"], last["Accepted on"]) == ("Daniel Okafor", "2026-03-04")
    assert last["With"] == "nurse, =Valley Health"
    assert (found[0]["How"], found[0]["Interpreter"], found[0]["Part"]) == (
        "By phone", "No", "led while watched")  # fmt: skip
    assert found[1]["With"] == "Yonas Tesfaye"
    for secret in SAID:
        assert secret not in answer.text


def test_a_workbook_says_the_same(cast: Cast, log: str, visit: Visit) -> None:
    for who in (cast.learner, cast.auditor, cast.administrator):
        found = cells(visit(who).get(f"{log}.xlsx"))
        text = "\n".join(str(cell) for row in found for cell in row)
        assert "Case A" in text
        assert "Case shadowing log: Marisol Vega" in text
        for secret in SAID:
            assert secret not in text


def test_a_confirmation_is_told_for_what_it_is(cast: Cast, me: Actor, visit: Visit) -> None:
    colleague = actor(cast.colleague)
    named = sent(me, tasks=[], colleague_id=colleague.id, agency="", agency_job="")
    linked = sent(me, tasks=[])
    changed = sent(me, tasks=[])
    confirming.confirm(colleague, named)
    for entry in (linked, changed):
        confirming.confirm_by_link(confirming.make_link(me, entry))
    sending.withdraw(me, changed)
    sending.send(me, changed, writing(changed, part="led", tasks=[]))
    found = lines(visit(cast.learner).get(f"/log/people/{me.id}.csv"))
    assert {row["Reference"]: row["Confirmed"] for row in found} == {
        "Case A": "Signed in", "Case B": "By link, identity not checked", "Case C": ""}  # fmt: skip


def test_the_team_s_file(cast: Cast, log: str, officer: Actor, visit: Visit) -> None:
    ask(cast.office, officer, own={"school-visit": "School visit"})
    window = visit(cast.officer)
    found = lines(window.get("/log/team.csv"))
    assert [(row["Person"], row["Minutes"], row["Assessment"]) for row in found] == [
        ("Marisol Vega", "50", "1"), ("Yonas Tesfaye", "0", "0")]  # fmt: skip
    assert found[0]["School visit"] == "0"
    unseen = lines(window.get("/log/team.csv?unseen=assessment"))
    assert [row["Person"] for row in unseen] == ["Yonas Tesfaye"]
    assert unseen[0]["Filters"] == "Has not yet seen: Assessment"
    text = "\n".join(str(row) for row in cells(window.get("/log/team.xlsx")))
    assert "Marisol Vega" in text
    for secret in [*SAID, "Case A", "Valley Health"]:
        assert secret not in text


def test_paper_has_lines_to_sign(cast: Cast, me: Actor, log: str, visit: Visit) -> None:
    page = visit(cast.learner).get(f"{log}/paper")
    said = words(page)
    for shown in ("Case shadowing log 2026", "3 entries", "Case A", "Supervisor: Daniel Okafor"):
        assert shown in said
    assert '<div class="signing">' in page.text
    for secret in SAID:
        assert secret not in page.text
    empty = visit(cast.learner).get(f"{log}/paper?year=2025")
    assert "Nothing was sent in 2025." in words(empty)


def test_other_files_leave_the_log_out(cast: Cast, me: Actor, log: str, visit: Visit) -> None:
    """References and words of the log stand in its own files only."""
    window = visit(cast.supervisor)
    for path in ("/team.csv", f"/record/{cast.work.id}/record.csv", "/reports/hours.csv"):
        answer = window.get(path)
        assert answer.status_code == 200
        for secret in [*SAID, "Case A", "Valley Health"]:
            assert secret not in answer.text, path
