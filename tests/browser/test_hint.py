"""The hint below a field: after a pause, gentle, never in the way, silent when it cannot know."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.looking import sound_everywhere
from tests.browser.steps import LEARNER, Browse, box, told, write
from tests.cast import Cast

pytestmark = pytest.mark.browser
KEY, TASK = "two-principles", "/onboarding/{}/tasks/{}"
PHONE = "This looks like a phone number."


@pytest.fixture
def page(browse: Browse, played: Cast) -> Page:
    """The task page of someone who writes, on a phone."""
    window = browse(LEARNER, width=390)
    window.goto(TASK.format(played.work.id, KEY))
    return window


def hint(page: Page, place: int = 0) -> Locator:
    return page.locator(f"#answer_{place} ~ .guard-hint")


def without_saving(page: Page) -> None:
    """As on a page that does not save itself, where nothing else would speak up."""
    page.route("**/draft", lambda route: route.abort())


def test_a_hint_comes_and_goes(page: Page) -> None:
    without_saving(page)
    expect(hint(page)).to_have_attribute("role", "status")
    expect(hint(page)).to_have_text("")
    write(page, "Call me at 385-224-7190")
    expect(hint(page)).to_contain_text(PHONE)
    expect(hint(page, 1)).to_have_text("")
    sound_everywhere(page)
    write(page, "Call me")
    expect(hint(page)).to_have_text("")


def test_a_line_has_one_too(browse: Browse, played: Cast) -> None:
    window = browse(LEARNER, width=390)
    window.goto("/log/new")
    window.get_by_text("Someone else, or another day").click()
    job = window.get_by_label("The colleague’s job there")
    job.fill("Mr. Haddad, nurse")
    expect(window.locator("#agency_job ~ .guard-hint")).to_contain_text("a name with a title")
    sound_everywhere(window)


def test_an_error_beside_the_field_has_the_word(page: Page) -> None:
    """The save says the same, as an error: not twice."""
    write(page, "Her number is A204881736")
    told(page, "Not saved: press Save draft to see why.")
    expect(page.locator("#answer_0-live-err")).to_contain_text("an A-number")
    expect(hint(page)).to_have_text("")
    expect(page.get_by_text("This looks like an A-number.")).to_have_count(1)


def test_only_the_newest_answer_counts(page: Page) -> None:
    without_saving(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/guard", hold, times=1)
    write(page, "Call me at 385-224-7190")
    _until(page, lambda: bool(held))
    write(page, "I shadowed Mr. Haddad")
    expect(hint(page)).to_contain_text("a name with a title")
    held[0].abort()
    expect(hint(page)).to_contain_text("a name with a title")


@pytest.mark.parametrize("status", [401, 500, 0])
def test_whatever_goes_wrong_is_silent(page: Page, status: int) -> None:
    without_saving(page)
    asked: list[int] = []

    def answer(route: Route) -> None:
        asked.append(status)
        if status:
            route.fulfill(status=status, body="none")
        else:
            route.abort()

    page.route("**/guard", answer)
    write(page, "Call me at 385-224-7190")
    _until(page, lambda: bool(asked))
    page.wait_for_timeout(200)
    expect(hint(page)).to_have_text("")
    expect(box(page)).to_have_value("Call me at 385-224-7190")


def _until(page: Page, true: Callable[[], bool]) -> None:
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")
