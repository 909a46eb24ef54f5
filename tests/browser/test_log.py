"""The log on a phone: three taps, a text with a number that is stopped, a slip that is erased."""

import re

import pytest
from playwright.sync_api import Page, expect

from lms.base import chain_check
from lms.base.db import db
from tests.browser.looking import sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse, sign
from tests.cast import Cast
from tests.on_disk import content, rows_with

pytestmark = pytest.mark.browser
NUMBER = "A012 345 678"
SLIP = "The lantern fish hums in seven colors."


def tapped(page: Page, task: str) -> None:
    """From the task to an entry, in three taps."""
    page.goto(task)
    page.get_by_role("link", name="Log it").first.click()
    expect(page.get_by_label("Assessment", exact=True)).to_be_checked()
    page.get_by_label("I watched").check()
    page.get_by_role("button", name="Daniel Okafor").click()
    expect(page.get_by_text("Finish it when you have a minute.")).to_be_visible()


def finish(page: Page, first: str) -> None:
    """All that is asked before it is sent."""
    page.get_by_label("How many minutes?").fill("50")
    page.get_by_label("In person").check()
    page.get_by_role("group", name="Was an interpreter there?").get_by_label("Yes").check()
    page.get_by_label("The client agreed").check()
    page.get_by_label("Which standards").fill(first)
    page.get_by_label("Which one good practice").fill("Asking before writing.")
    page.get_by_label("What would you do differently?").fill("Nothing.")


def send(page: Page) -> None:
    page.get_by_role("button", name="Send to Daniel Okafor").click()


def nowhere(words: str) -> bool:
    """In no table, and the record is whole; the server is let go on."""
    found, faults = rows_with(words), list(chain_check.faults())
    db.session.rollback()
    return (found, faults) == (set(), [])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_is_stopped_and_the_words_are_kept(
    browse: Browse, played: Cast, *, scripts: bool
) -> None:
    page = browse(LEARNER, width=390, scripts=scripts)
    tapped(page, f"/onboarding/{played.work.id}/tasks/two-assessments/log")
    words = f"Her file is {NUMBER}, and the consent was clear."
    finish(page, words)
    send(page)
    expect(page).to_have_title(re.compile("Please check"))  # not only the hint while one types
    expect(page.get_by_text("This looks like an A-number.").first).to_be_visible()
    expect(page.get_by_label("Which standards")).to_have_value(words)
    expect(page.get_by_label("Which one good practice")).to_have_value("Asking before writing.")
    expect(page.get_by_label("How many minutes?")).to_have_value("50")
    assert nowhere("345 678")
    if scripts:
        sound_everywhere(page)
    page.get_by_label("Which standards").fill("The consent was clear.")
    send(page)
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()


def test_a_slip_is_erased_and_nothing_of_it_is_left(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER, width=390)
    tapped(page, f"/onboarding/{played.work.id}/tasks/two-assessments/log")
    finish(page, SLIP)
    send(page)
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    boss = browse(BOSS, width=390)
    boss.goto("/approvals")
    boss.get_by_role("link", name="Assessment, watched").click()
    expect(boss.get_by_text(SLIP)).to_be_visible()
    assert SLIP.encode() in content()
    boss.get_by_role("link", name="Remove a text of this entry").click()
    expect(boss.get_by_text(SLIP)).to_have_count(0)
    sound_everywhere(boss)
    boss.get_by_role("link", name="Remove Which standards").click()
    boss.get_by_label("It named a client").check()
    sound_everywhere(boss)
    boss.get_by_role("button", name="Remove the text").click()
    expect(boss.get_by_text("The text is removed.")).to_be_visible()
    assert nowhere(SLIP)
    boss.goto("/approvals")
    boss.get_by_role("link", name="Assessment, watched").click()
    expect(boss.get_by_text("Text removed by Daniel Okafor")).to_be_visible()
    sign(boss, "Accept", asked=True)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-assessments/log")
    expect(page.get_by_text("1 of 2 accepted")).to_be_visible()
    assert SLIP.encode() not in content()  # if a page was being read then, it went after it
