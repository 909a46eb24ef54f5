"""Every other page in a real browser: sound in both themes, usable by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.base.db import db
from lms.progress import rules
from lms.progress.models import Kind
from tests.browser.conftest import sign_in, sound
from tests.cast import PASSWORD, Cast, actor

pytestmark = pytest.mark.browser
LEARNER = "marisol.vega@example.org"
SIZES = [(390, "light"), (1280, "dark")]


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_pages_are_sound(width: int, theme: str, opened: Callable[..., Page], played: Cast) -> None:
    page = opened(width, theme)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Write your e-mail address.")).to_be_visible()
    sound(page)
    page.get_by_label("E-mail").fill(LEARNER)
    page.get_by_label("Password").fill("not the right one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("do not fit together")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(LEARNER)
    sound(page)
    sign_in(page, LEARNER)
    for path in ("/account/password", "/nowhere", f"/onboarding/{played.work.id}/tasks/nasw-code"):
        page.goto(path)
        sound(page)
    sign_in_as_boss = opened(width, theme)
    sign_in(sign_in_as_boss, "daniel.okafor@example.org")
    sign_in_as_boss.goto("/onboarding")
    sound(sign_in_as_boss)


def test_every_section_open_is_sound(opened: Callable[..., Page], played: Cast) -> None:
    page = opened(390, "light")
    sign_in(page, LEARNER)
    page.evaluate("for (const box of document.querySelectorAll('details.sec')) box.open = true")
    expect(page.locator("#mapping-template, .task").last).to_be_visible()
    sound(page)


def test_finishing_all_six_is_marked(opened: Callable[..., Page], played: Cast) -> None:
    """Waived or done, when nothing is left the page says so."""
    me = actor(played.learner)
    for key, task in played.work.tasks.items():
        rules.record(me, played.work, task, Kind.WAIVED, on=me.today)
        assert key
    db.session.commit()
    page = opened(1280, "dark")
    sign_in(page, LEARNER)
    expect(page.get_by_role("heading", name="You finished all 6 sections")).to_be_visible()
    sound(page)


def test_the_way_in_by_keyboard_alone(opened: Callable[..., Page], played: Cast) -> None:
    page = opened(1280)
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(LEARNER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your progress")).to_be_visible()
    button = page.get_by_role("button", name="Mark done Resettlement in the United States")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 114 tasks done")).to_be_visible()


def test_the_theme_is_chosen_and_kept(opened: Callable[..., Page], played: Cast) -> None:
    for scripts in (True, False):
        page = opened(390, "light", java_script_enabled=scripts)
        page.goto("/sign-in")
        page.get_by_text("Appearance").first.click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.goto("/sign-in")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
