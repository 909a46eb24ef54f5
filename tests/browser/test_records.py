"""Records of courses on a phone: a certificate, a training outside, a file that is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lms.base import clock
from tests.base import made_files as made
from tests.browser.looking import sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse, sign
from tests.cast import Cast

pytestmark = pytest.mark.browser
TITLE = "Trauma-informed interviewing"


def file(content: bytes, name: str) -> Any:
    """A file as it is chosen."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def add(page: Page, content: bytes, name: str = "certificate.pdf") -> None:
    page.get_by_label("Certificate or other evidence").set_input_files(file(content, name))
    page.get_by_role("button", name="Add it").click()


def day(number: int = 0) -> str:
    """Today, or so many days from it, as a date field takes it."""
    return (clock.today("America/Denver") + timedelta(days=number)).isoformat()


def finish(page: Page, minutes: str) -> None:
    page.get_by_label("On which day did you complete it?").fill(day())
    page.get_by_label("How many minutes did it take?").fill(minutes)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_e_learning_with_a_certificate(browse: Browse, played: Cast, *, scripts: bool) -> None:
    page = browse(LEARNER, width=390, scripts=scripts)
    page.goto("/training/records/new")
    page.get_by_label("Course", exact=True).select_option(label="Writing Effective Notes")
    page.get_by_label("E-learning").check()
    page.get_by_label("Who gives it?").fill("Valley Learning")
    if scripts:
        sound_everywhere(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Writing Effective Notes")).to_be_visible()
    add(page, made.PROGRAM, "certificate.pdf")
    expect(page).to_have_title(re.compile("Please check"))
    expect(page.get_by_text("this is none of them").first).to_be_visible()
    if scripts:
        sound_everywhere(page)
    add(page, made.GOOD["pdf"])
    expect(page.get_by_role("link", name="certificate.pdf").first).to_be_visible()
    finish(page, "90")
    page.get_by_role("button", name="Send to Daniel Okafor").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    if scripts:
        sound_everywhere(page)
    boss = browse(BOSS, width=390, scripts=scripts)
    boss.goto("/approvals")
    boss.get_by_role("link", name="Writing Effective Notes").click()
    with boss.expect_download() as download:
        boss.get_by_role("link", name="certificate.pdf", exact=True).click()
    assert download.value.suggested_filename == "certificate.pdf"
    if scripts:
        sound_everywhere(boss)
    sign(boss, "Confirm", asked=True)
    page.reload()
    expect(page.get_by_text("Daniel Okafor confirmed this").first).to_be_visible()


def test_a_training_outside(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER, width=390)
    page.goto("/training/requests/new")
    page.get_by_label("What is it called?").fill(TITLE)
    page.get_by_label("Who gives it?").fill("Valley Learning")
    page.get_by_label("On which day does it begin?").fill(day())
    page.get_by_label("What is it good for?").fill("To ask fewer questions twice.")
    sound_everywhere(page)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()
    sound_everywhere(page)
    boss = browse(BOSS)
    boss.goto("/approvals")
    boss.get_by_role("link", name=TITLE).click()
    expect(boss.get_by_text("To ask fewer questions twice.")).to_be_visible()
    sound_everywhere(boss)
    boss.get_by_role("button", name="Approve").click()
    page.reload()
    _recorded_with_its_certificate(page, words := "Ask less at once, and say why I ask.")
    boss.goto("/approvals")
    boss.get_by_role("link", name=TITLE).click()
    expect(boss.get_by_text(words)).to_be_visible()
    sign(boss, "Confirm", asked=True)
    page.reload()
    expect(page.get_by_text("No end was set")).to_be_visible()
    page.get_by_role("link", name="Remove a text of this record").click()
    expect(page.get_by_role("heading", name="Texts of this record")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("link", name="Remove the file").click()
    expect(page.get_by_role("heading", name="Remove this file")).to_be_visible()
    sound_everywhere(page)


def _recorded_with_its_certificate(page: Page, words: str) -> None:
    """Without one it is not sent, and the words stay."""
    page.get_by_role("button", name="Record it").click()
    finish(page, "240")
    page.get_by_label("What do you take from it").fill(words)
    page.get_by_role("button", name="Send to Daniel Okafor").click()
    expect(page.get_by_text("Add a certificate first")).to_be_visible()
    expect(page.get_by_label("What do you take from it")).to_have_value(words)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    add(page, made.GOOD["jpeg"], "sheet.jpg")
    expect(page.get_by_label("What do you take from it")).to_have_value(words)
    page.get_by_role("button", name="Send to Daniel Okafor").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
