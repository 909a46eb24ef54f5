"""The team page follows its filters while they change; without scripts a button does the same."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looking import sound
from tests.browser.steps import OFFICER, Browse
from tests.cast import Cast

pytestmark = pytest.mark.browser
NAMES = "#results th[scope=row] a"


def names(page: Page, *wanted: str) -> None:
    """Who is listed now, in any order."""
    expect(page.locator(NAMES)).to_have_count(len(wanted))
    for name in wanted:
        expect(page.locator("#results").get_by_role("link", name=name, exact=True)).to_be_visible()


def opened(browse: Browse, **how: bool) -> Page:
    page = browse(OFFICER, **how)
    page.goto("/team")
    names(page, "Marisol Vega", "Yonas Tesfaye")
    page.evaluate("window.stayed = true") if how.get("scripts", True) else None
    return page


def test_the_list_follows_what_is_typed_and_chosen(browse: Browse, played: Cast) -> None:
    """On the same page, with the focus where it was; address and files say the same."""
    page = opened(browse)
    search = page.get_by_label("Find a person")
    search.press_sequentially("yonas")
    names(page, "Yonas Tesfaye")
    expect(search).to_be_focused()
    expect(search).to_have_value("yonas")
    expect(page.locator("[data-live-count]")).to_have_text("1 person found")
    expect(page).to_have_url(re.compile(r"/team\?.*search=yonas"))
    for kind in ("CSV", "Excel"):
        file = page.get_by_role("link", name=kind)
        expect(file).to_have_attribute("href", re.compile("search=yonas"))
    page.get_by_label("Any section that is").select_option("done")
    expect(page.get_by_text("Nobody fits these filters.")).to_be_visible()
    expect(page.locator("[data-live-count]")).to_have_text("0 people found")
    search.fill("")
    page.get_by_label("Any section that is").select_option("")
    names(page, "Marisol Vega", "Yonas Tesfaye")
    page.get_by_label("Overdue only").check()
    expect(page.locator("[data-live-count]")).to_have_text("0 people found")
    assert page.evaluate("window.stayed")
    sound(page)
    page.reload()
    expect(page.get_by_label("Overdue only")).to_be_checked()
    expect(page.get_by_text("Nobody fits these filters.")).to_be_visible()


def test_an_older_answer_never_comes_last(browse: Browse, played: Cast) -> None:
    """The first question is held up until the second was answered."""
    page = opened(browse)
    held: list[Route] = []
    page.route(re.compile("search=marisol"), lambda route: held.append(route))  # noqa: PLW0108
    search = page.get_by_label("Find a person")
    with page.expect_request(re.compile("search=marisol")):
        search.fill("marisol")
    search.fill("yonas")
    names(page, "Yonas Tesfaye")
    for one in held:
        one.continue_()
    page.wait_for_timeout(500)
    names(page, "Yonas Tesfaye")
    expect(page).to_have_url(re.compile("search=yonas"))


def test_what_is_wrong_stands_at_its_field(browse: Browse, played: Cast) -> None:
    """And goes with it; the list shows what the other filters let through."""
    page = opened(browse)
    page.locator("details.more summary").click()
    page.get_by_label("As it was on").fill("2999-01-01")
    expect(page.get_by_text("Choose a day that has been")).to_be_visible()
    expect(page.get_by_label("As it was on")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("As it was on")).to_be_focused()
    sound(page)
    page.get_by_label("As it was on").fill("")
    expect(page.get_by_text("Choose a day that has been")).to_have_count(0)
    names(page, "Marisol Vega", "Yonas Tesfaye")
    assert page.evaluate("window.stayed")


def test_whoever_is_signed_out_comes_to_the_door(browse: Browse, played: Cast) -> None:
    """The form is sent as without scripts, and the server says what is the matter."""
    page = opened(browse)
    page.context.clear_cookies()
    page.get_by_label("Find a person").fill("yonas")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_without_scripts_the_button_does_it(browse: Browse, played: Cast) -> None:
    page = opened(browse, scripts=False)
    page.get_by_label("Find a person").fill("yonas")
    page.get_by_role("button", name="Apply").click()
    names(page, "Yonas Tesfaye")
    expect(page.get_by_label("Find a person")).to_have_value("yonas")
    expect(page).to_have_url(re.compile("search=yonas"))
