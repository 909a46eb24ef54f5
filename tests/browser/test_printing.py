"""On paper: every task with its state and signatures, and nothing that only a screen can use."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import BOSS, LEARNER, Browse
from tests.cast import Cast

pytestmark = pytest.mark.browser
PAPER = 718  # what a sheet with its margins leaves, in the browser's pixels


def _on_paper(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")


@pytest.mark.parametrize("who", [LEARNER, BOSS])
def test_the_record_on_paper(who: str, browse: Browse, busy: Cast) -> None:
    page = browse(who)
    _on_paper(page, f"/record/{busy.work.id}")
    for gone in ("nav", "button", "details.me", ".btn", "a.no-print"):
        assert not [one for one in page.locator(gone).all() if one.is_visible()], gone
    expect(page.locator(".skip")).not_to_be_in_viewport()
    rows = page.locator("table.record tbody tr")
    expect(rows).to_have_count(len(busy.work.tasks))
    assert rows.evaluate_all("rows => rows.every(row => row.getClientRects().length)")
    expect(page.get_by_text("We left out the second half.")).to_have_count(0)
    expect(page.get_by_text("She taught this for six years.")).to_be_visible()
    expect(page.get_by_text("Her laptop came late.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Signed").first).to_be_visible()
    spills = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).length"
    assert page.locator("table.record td").evaluate_all(spills) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0


def test_the_button_prints(browse: Browse, busy: Cast) -> None:
    page = browse(LEARNER)
    page.goto("/record")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")


def test_folded_sections_open_on_paper(browse: Browse, busy: Cast) -> None:
    page = browse(LEARNER)
    page.goto("/onboarding")
    page.emulate_media(media="print")
    heights = page.locator("li.task").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == len(busy.work.tasks)
    assert min(heights) > 0
    expect(page.get_by_role("button")).to_have_count(0)
