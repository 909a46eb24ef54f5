"""Looking at a page as everyone may: on a phone and at a desk, in the light and in the dark."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import AxeResults
from playwright.sync_api import Page

from tests.browser.steps import unfold
from tests.conftest import CI

EVERY_LOOK = ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))
LOOKS = EVERY_LOOK if CI else (EVERY_LOOK[0], EVERY_LOOK[3])
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOUR = ["color-contrast"]
BY_WIDTH = ["color-contrast", "target-size", "scrollable-region-focusable"]


def sound(page: Page) -> None:
    """Nothing that axe finds as the page stands, and nothing wider than the screen."""
    _axe(page, RULES)
    _no_wider(page)


def sound_everywhere(page: Page) -> None:
    """The same in every width and theme; what does not depend on them is asked once."""
    width = page.evaluate("window.innerWidth")
    for place, (wide, theme) in enumerate(LOOKS):
        page.set_viewport_size({"width": wide, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        another_width = LOOKS[place - 1][0] != wide
        _axe(page, (BY_WIDTH if another_width else BY_COLOUR) if place else RULES)
        _no_wider(page)
    page.set_viewport_size({"width": width, "height": 900})


def walk(page: Page, paths: Sequence[str]) -> None:
    """Open one page after the other, unfold it, and look at it everywhere."""
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        unfold(page)
        sound_everywhere(page)


def _axe(page: Page, rules: list[str]) -> None:
    page.wait_for_load_state()  # a press on a link may only just have opened the page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    run = "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})"
    found = AxeResults(page.evaluate(run, rules))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def _no_wider(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over}px wider than the screen"
