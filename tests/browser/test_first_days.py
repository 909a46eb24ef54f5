"""A hire's first days and the supervisor's answers, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.base import clock
from lms.progress import timeline
from tests.browser.looking import sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse, save_draft, sign, sign_in
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_first_days(browse: Browse, played: Cast) -> None:
    _play(browse(), browse(), check=sound_everywhere)
    assert list(timeline.faults()) == []


def test_first_days_without_javascript(browse: Browse, played: Cast) -> None:
    _play(browse(width=390, scripts=False), browse(width=390, scripts=False), check=lambda _: None)
    assert list(timeline.faults()) == []


def _play(learner: Page, boss: Page, check: Callable[[Page], None]) -> None:
    learner.goto("/")
    check(learner)  # the sign-in page
    sign_in(learner, LEARNER)
    expect(learner.get_by_role("heading", name="Do next")).to_be_visible()
    check(learner)
    _tick(learner)
    _count(learner)
    _write(learner, check)
    sign_in(boss, BOSS)
    check(boss)
    _return(boss, check)
    _revise(learner, check)
    _sign_off(boss, check)
    _see_it_done(learner, check)
    _talk(learner, boss, check)


def _tick(page: Page) -> None:
    page.get_by_role("button", name="Mark done Resettlement in the United States").click()
    expect(page.get_by_text("1 of 114 tasks done")).to_be_visible()
    page.get_by_role("button", name="Take back Resettlement in the United States").click()
    expect(page.get_by_text("0 of 114 tasks done")).to_be_visible()


def _open(page: Page, section: int) -> None:
    """What someone does who looks for a section: a press on its heading."""
    box = page.locator(f"#section-{section}")
    if box.get_attribute("open") is None:
        box.locator("summary").first.click()


def _count(page: Page) -> None:
    _open(page, 4)
    task = page.locator("#three-cases-notes")
    for number in range(1, 4):
        task.get_by_role("button", name="One more").click()
        expect(task.get_by_text(f"{number} of 3")).to_be_visible()
    expect(page.get_by_text("1 of 114 tasks done")).to_be_visible()


def _write(page: Page, check: Callable[[Page], None]) -> None:
    page.goto("/onboarding")
    _open(page, 2)
    page.get_by_role("link", name="Write Pick two principles").click()
    check(page)
    first, second = page.locator("textarea").nth(0), page.locator("textarea").nth(1)
    first.fill("Dignity and worth of the person. Case file A012345678.")
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("Nothing was changed yet")).to_be_visible()
    expect(page.get_by_text("This looks like an A-number")).to_be_visible()
    check(page)  # an error page is read by everyone too
    first.fill("Dignity and worth of the person, because it is where help starts.")
    second.fill("Service.")
    save_draft(page)
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    check(page)


def _return(page: Page, check: Callable[[Page], None]) -> None:
    expect(page.get_by_role("heading", name="Approvals")).to_be_visible()
    page.get_by_role("link", name="Pick two principles").click()
    expect(page.get_by_text("it is where help starts")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Return").click()
    if page.get_by_text("Say what to look at again.").count():
        check(page)
    page.get_by_label("What should be looked at again?").fill("Say more about service.")
    page.get_by_role("button", name="Return").click()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    check(page)


def _revise(page: Page, check: Callable[[Page], None]) -> None:
    page.goto("/onboarding")
    expect(page.get_by_role("heading", name="Do next")).to_contain_text("Pick two principles")
    check(page)
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_text("Say more about service.").first).to_be_visible()
    page.locator("textarea").nth(1).fill("Service: people come before my own convenience.")
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()


def _sign_off(page: Page, check: Callable[[Page], None]) -> None:
    page.goto("/approvals")
    page.get_by_role("link", name="Pick two principles").click()
    expect(page.get_by_text("Earlier attempts")).to_be_visible()
    page.get_by_label("I reviewed what was written").check()
    page.get_by_role("button", name="Sign off", exact=True).click()
    expect(page.get_by_text("it stands for your signature")).to_be_visible()
    check(page)
    expect(page.get_by_label("I reviewed what was written")).to_be_checked()
    sign(page, "Sign off", asked=True)
    expect(page.get_by_text("Signed off: Pick two principles")).to_be_visible()


def _see_it_done(page: Page, check: Callable[[Page], None]) -> None:
    page.reload()
    expect(page.get_by_text("Signed off").first).to_be_visible()
    check(page)
    page.goto("/onboarding")
    expect(page.get_by_text("2 of 114 tasks done")).to_be_visible()


def _talk(learner: Page, boss: Page, check: Callable[[Page], None]) -> None:
    learner.goto("/onboarding")
    _open(learner, 3)
    learner.get_by_role("link", name="Ask to confirm Talk through the frame of ICM").click()
    learner.get_by_label("When did you talk about it?").fill(
        clock.today("America/Denver").isoformat()
    )
    learner.get_by_role("button", name="Ask Daniel Okafor to confirm").click()
    expect(learner.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    boss.goto("/approvals")
    boss.get_by_role("link", name="Talk through the frame of ICM").click()
    check(boss)
    expect(boss.get_by_label("We discussed it")).to_be_checked()
    sign(boss, "Sign off", asked=False)  # it is minutes since the last one
    expect(boss.get_by_text("Nothing waits for you.")).to_be_visible()
