"""An officer's month: people come from a file, begin, ask for time, and the team is looked at."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.base import chain_check, clock
from lms.progress import timeline
from tests.browser.looking import sound
from tests.browser.steps import OFFICER, Browse, give_password, unfold
from tests.cast import Cast

pytestmark = pytest.mark.browser
PLACE, NEW_PASSWORD = "General Case Management", "violet-anchor-thimble-9"
HEAD = ("Name", "Email", "Job title", "Office", "Supervisor email", "Start date")
ANA, BO, CARA = "Ana Lima", "Bo Chen", "Cara Diaz"
OFFICE, BOSS = "Salt Lake City", "daniel.okafor@example.org"
MENDED = (
    (ANA, "ana.lima@example.org", "Case manager", OFFICE, BOSS, "2026-03-02"),
    (BO, "bo.chen@example.org", "Employment counselor", OFFICE, "", "3/2/2026"),
    (CARA, "cara.diaz@example.org", "ICM specialist", OFFICE, BOSS, "2026-03-02"),
)
MISTAKEN = (
    (ANA, "ana.lima at example.org", "Case manager", OFFICE, BOSS, "2026-03-02"),
    (BO, "bo.chen@example.org", "Captain", OFFICE, "", "3/2/2026"),
    (CARA, "cara.diaz@example.org", "ICM specialist", OFFICE, BOSS, "2026-02-30"),
)


def _today() -> date:
    return clock.today("America/Denver")


def _upload(page: Page, rows: Iterable[tuple[str, ...]]) -> None:
    """Choose the file and send it; the buttons by keyboard."""
    text = "\n".join(",".join(row) for row in (HEAD, *rows)).encode()
    page.get_by_label("CSV file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": text}
    )
    page.get_by_role("button", name="Upload and look").press("Enter")
    expect(page.get_by_role("heading", name="Look before importing")).to_be_visible()


def _import(page: Page) -> None:
    """A file with three mistakes, then the mended one."""
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Import people").press("Enter")
    _upload(page, MISTAKEN)
    expect(page.get_by_text("3 rows cannot be taken as they are.")).to_be_visible()
    for wrong in ("Email:", "Job title:", "Start date:"):
        expect(page.locator(".import-rows").get_by_text(wrong)).to_have_count(1)
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    page.get_by_role("link", name="Upload the mended file").press("Enter")
    _upload(page, MENDED)
    page.get_by_role("button", name="Import 3 people").press("Enter")
    expect(page.get_by_text("3 added, 0 changed, 0 left as they were.")).to_be_visible()


def _enroll(page: Page, *names: str) -> None:
    """From the list, by keyboard."""
    page.get_by_role("link", name="See whom to invite").press("Enter")
    for name in names:
        page.get_by_role("checkbox", name=f"Choose {name}").press("Space")
    page.get_by_role("button", name="Enroll those chosen").press("Enter")
    page.get_by_role("button", name="Show the due dates").press("Enter")
    expect(page.get_by_role("heading", name=f"Due dates, {OFFICE}")).to_be_visible()
    page.get_by_role("button", name=f"Enroll {len(names)} people").press("Enter")
    expect(page.get_by_text(f"Enrolled: {len(names)} people.")).to_be_visible()


def _team(page: Page) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    expect(page.get_by_role("heading", name="Team completion")).to_be_visible()


def _row(page: Page, name: str) -> Locator:
    return page.locator(".heat tbody tr").filter(has_text=name)


def _pause(page: Page, name: str) -> None:
    """Away from today on, for as long as it takes."""
    _team(page)
    expect(_row(page, name).get_by_text("On leave")).to_have_count(0)
    _row(page, name).get_by_role("link", name=name).click()
    page.get_by_role("link", name="Record, task by task").click()
    page.get_by_role("link", name="Record leave").click()
    page.get_by_label("First day away").fill(_today().isoformat())
    page.get_by_role("button", name="Record leave").click()
    expect(page.get_by_text("The leave is recorded.")).to_be_visible()
    _team(page)
    expect(_row(page, name).get_by_text("On leave")).to_be_visible()


def _invite(page: Page, name: str) -> str:
    """The link as the officer hands it over."""
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Invite").click()
    return page.get_by_label(f"Invitation for {name}").input_value()


def _arrive(page: Page, link: str, email: str) -> None:
    """In their own window: a password of their own, then in."""
    page.goto(link)
    page.get_by_label("Your password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Your password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set my password").click()
    give_password(page, email, NEW_PASSWORD)
    expect(page.get_by_role("heading", name="Your progress")).to_be_visible()


def _ask_for_time(page: Page, until: date) -> None:
    unfold(page)
    page.get_by_role("link", name=f"Ask for more time for {PLACE}").click()
    page.get_by_label("Until which day?").fill(until.isoformat())
    page.get_by_label("Why do you need more time?").fill("I started in the busiest weeks.")
    page.get_by_role("button", name="Ask for more time").click()
    expect(page.get_by_text("Until it is answered the date stays as it is.")).to_be_visible()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()


def _grant(page: Page) -> None:
    """Without a supervisor it is the officer who answers."""
    page.get_by_role("link", name="Approvals").click()
    page.locator(".queue").get_by_role("link").click()
    expect(page.get_by_text("I started in the busiest weeks.")).to_be_visible()
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_text("The date is moved. The learner sees it.")).to_be_visible()


def _exported(page: Page) -> dict[tuple[str, str], dict[str, str]]:
    """The file that the page offers, by person and section."""
    _team(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    with Path(coming.value.path()).open(encoding="utf-8-sig", newline="") as file:
        return {(row["Person"], row["Section"]): row for row in csv.DictReader(file)}


def _look_back(page: Page, on: date) -> None:
    page.locator("summary").filter(has_text="Look back").click()
    page.get_by_label("As it was on").fill(on.isoformat())
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page.get_by_text("as it was at the end of")).to_be_visible()


def test_running_the_team(browse: Browse, settled: Cast) -> None:
    page = browse(OFFICER)
    _import(page)
    _enroll(page, ANA, BO)
    _team(page)
    for name, there in ((ANA, 1), (BO, 1), (CARA, 0)):  # Cara is not on it yet
        expect(_row(page, name)).to_have_count(there)
    page.set_viewport_size({"width": 390, "height": 844})
    _pause(page, "Yonas Tesfaye")
    sound(page)
    hers, until = browse(width=390), _today() + timedelta(days=91 - _today().weekday())
    _arrive(hers, _invite(page, BO), "bo.chen@example.org")
    _ask_for_time(hers, until)
    _grant(page)
    hers.reload()
    expect(hers.get_by_text("More time given")).to_be_visible()
    told = _exported(page)
    assert told[BO, PLACE]["Due"] == until.isoformat()
    assert told[ANA, PLACE]["Due"] < until.isoformat()
    assert told["Marisol Vega", PLACE]["Done"] == "2"
    _look_back(page, _today() - timedelta(days=30))
    for name, there in ((ANA, 0), (BO, 0), ("Yonas Tesfaye", 1), ("Marisol Vega", 1)):
        expect(_row(page, name)).to_have_count(there)
    expect(_row(page, "Yonas Tesfaye").get_by_text("On leave")).to_have_count(0)
    expect(_row(page, "Marisol Vega").get_by_text("1/")).to_be_visible()
    sound(page)
    _row(page, "Marisol Vega").get_by_role("link", name="Marisol Vega").click()
    page.get_by_role("link", name="Record, task by task").click()
    expect(page.get_by_text("This is the record as it was at the end of")).to_be_visible()
    _team(page)
    expect(_row(page, "Marisol Vega").get_by_text("2/")).to_be_visible()
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


def test_without_javascript(browse: Browse, settled: Cast) -> None:
    """The filters and the import are plain forms."""
    page = browse(OFFICER, scripts=False, width=390)
    _import(page)
    _enroll(page, ANA, BO)
    _team(page)
    page.get_by_label("Find a person").fill("lim")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".heat tbody tr")).to_have_count(1)
    expect(_row(page, ANA)).to_have_count(1)
    page.get_by_role("link", name="Clear").click()
    page.get_by_label("Overdue only").check()
    page.get_by_role("button", name="Apply").click()
    expect(_row(page, "Marisol Vega")).to_have_count(1)
    expect(_row(page, ANA)).to_have_count(0)
    _look_back(page, _today() - timedelta(days=30))
    expect(page.get_by_label("Overdue only")).to_be_checked()
