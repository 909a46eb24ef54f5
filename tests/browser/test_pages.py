"""Every page in a real browser: sound in each width and theme, usable by keyboard."""

import pytest
from playwright.sync_api import expect

from lms.base.db import db
from lms.progress import rules
from lms.progress.models import Kind
from tests.browser import office
from tests.browser.looking import sound, sound_everywhere, walk
from tests.browser.steps import BOSS, LEARNER, OFFICER, Browse, sign_in, unfold
from tests.cast import PASSWORD, Cast, actor

pytestmark = pytest.mark.browser


def test_the_door(browse: Browse, played: Cast) -> None:
    page = browse()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Write your e-mail address.")).to_be_visible()
    sound_everywhere(page)
    page.get_by_label("E-mail").fill(LEARNER)
    page.get_by_label("Password").fill("not the right one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("do not fit together")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(LEARNER)
    sound_everywhere(page)
    sign_in(page, LEARNER)
    page.goto("/nowhere")
    sound_everywhere(page)


def test_a_learners_pages(browse: Browse, busy: Cast) -> None:
    mine, page = f"/onboarding/{busy.work.id}/tasks", browse(LEARNER)
    at_work = (office.WAITING, office.RETURNED, office.REOPENED, office.DRAFTED, office.TWICE)
    stages = (*at_work, office.SIGNED, office.WAIVED, "nasw-code", "three-self-sufficiency-plans")
    walk(page, [f"{mine}/{key}" for key in stages])
    walk(page, ["/account/password", f"/record/{busy.work.id}"])


def test_a_supervisors_pages(browse: Browse, busy: Cast) -> None:
    record, page = f"/record/{busy.work.id}", browse(BOSS)
    stages = (office.WAITING, office.RETURNED, office.SIGNED, office.WAIVED, office.REOPENED,
              office.TWICE, "implicit-bias-reflection", "assessment-timing")  # fmt: skip
    walk(page, [f"{record}/tasks/{key}" for key in stages])
    walk(page, ["/team", record, f"{record}/together", "/onboarding", "/approvals"])
    walk(page, [f"{record}/due/{office.MOVED}", f"{record}/due/additional-resources/dv-protocol"])
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_text("Say why: it stays in the record.")).to_be_visible()
    sound_everywhere(page)


def test_a_training_officers_pages(browse: Browse, busy: Cast) -> None:
    page = browse(OFFICER)
    page.goto("/approvals")
    expect(page.get_by_role("heading", name="Waiting long in your office")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("link", name="See all that waits long").click()
    expect(page.get_by_text("waits for Daniel Okafor").first).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("link", name="Marisol Vega").first.click()
    expect(page.get_by_role("heading", name="Marisol Vega")).to_be_visible()
    walk(page, ["/team", "/onboarding", f"/record/{busy.work.id}/tasks/{office.WAITING}"])


def test_every_section_open_is_sound(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER, width=390)
    unfold(page)
    expect(page.locator("#mapping-template, .task").last).to_be_visible()
    sound(page)


def test_finishing_all_six_is_marked(browse: Browse, played: Cast) -> None:
    """Waived or done, when nothing is left the page says so."""
    me, held = actor(played.learner), rules.lock(played.work)
    for task in played.work.tasks.values():
        rules.record(me, held, task, Kind.WAIVED, on=me.today)
    db.session.commit()
    page = browse(LEARNER, theme="dark")
    expect(page.get_by_role("heading", name="You finished all 6 sections")).to_be_visible()
    sound(page)


def test_the_way_in_by_keyboard_alone(browse: Browse, played: Cast) -> None:
    page = browse()
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


def test_the_theme_is_chosen_and_kept(browse: Browse, played: Cast) -> None:
    for scripts in (True, False):
        page = browse(width=390, scripts=scripts)
        page.goto("/sign-in")
        page.get_by_text("Appearance").first.click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.goto("/sign-in")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
