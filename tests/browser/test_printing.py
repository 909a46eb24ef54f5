"""On paper: every task with its state and signatures, and nothing that only a screen can use."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import BOSS, LEARNER, OFFICER, Browse
from tests.cast import Cast

pytestmark = pytest.mark.browser
PAPER, WIDE = 718, 940  # what a sheet with its margins leaves, in pixels; reports lie on the side


def _nothing_wider(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0


def _on_paper(page: Page, path: str, width: int = PAPER) -> None:
    page.goto(path)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.set_viewport_size({"width": width, "height": 1000})
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
    _nothing_wider(page)


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


def test_the_team_and_a_report_on_paper(browse: Browse, settled: Cast) -> None:
    """Every row, and none of what only a screen can use."""
    page = browse(OFFICER)
    shown = (("/team", PAPER, ".heat tbody tr"), ("/reports/overdue", WIDE, ".rows tbody tr"))
    for path, width, rows in shown:
        page.emulate_media(media="screen")
        _on_paper(page, path, width)
        for gone in ("nav", "button", ".btn", "form", ".top"):
            assert not [one for one in page.locator(gone).all() if one.is_visible()], (path, gone)
        expect(page.locator(rows).filter(has_text="Marisol Vega").first).to_be_visible()
        expect(page.get_by_text("As of").or_(page.get_by_text("as of")).first).to_be_visible()
        _nothing_wider(page)
