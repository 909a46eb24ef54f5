"""What is typed saves itself: said beside the buttons, there after a reload, and never in vain."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.looking import sound_everywhere
from tests.browser.steps import LEARNER, Browse, box, stays, told, try_to_leave, version, write
from tests.cast import Cast

pytestmark = pytest.mark.browser
KEY = "two-principles"


@pytest.fixture
def page(browse: Browse, played: Cast) -> Page:
    """The task page of someone who writes."""
    window = browse(LEARNER)
    window.goto(f"/onboarding/{played.work.id}/tasks/{KEY}")
    return window


@pytest.fixture
def saves(page: Page) -> list[Request]:
    """Every save that leaves the page from now on."""
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if one.url.endswith("/draft") else None)
    return sent


def test_it_saves_itself_and_is_there_again(page: Page, saves: list[Request]) -> None:
    write(page, "Dignity, because help starts there.")
    told(page, "Not saved yet")
    told(page, "Saved at")
    assert version(page) == 1
    write(page, "Service.", 1)
    told(page, "Not saved yet")
    told(page, "Saved at")
    assert version(page) == 2
    assert len(saves) == 2
    sound_everywhere(page)
    page.reload()
    expect(box(page)).to_have_value("Dignity, because help starts there.")
    expect(box(page, 1)).to_have_value("Service.")
    assert version(page) == 2


def _typed(request: Request) -> str:
    return parse_qs(request.post_data or "")["answer_0"][0]


def test_nothing_typed_saves_nothing(page: Page, saves: list[Request]) -> None:
    page.clock.install()
    page.reload()
    page.clock.fast_forward("10:00")
    assert saves == []
    write(page, "Once.")
    page.clock.fast_forward(1600)
    told(page, "Saved at")
    for _ in range(3):
        page.clock.fast_forward("10:00")
    assert len(saves) == 1
    assert version(page) == 1


def test_typing_goes_on_while_it_saves(page: Page, saves: list[Request]) -> None:
    """What is typed while a save is under way is saved by the next one, not taken as saved."""
    held: list[Callable[[], None]] = []
    page.route("**/draft", lambda route: held.append(route.continue_), times=1)
    write(page, "One,")
    told(page, "Saving")
    write(page, "One, two.")
    for go_on in held:
        go_on()
    told(page, "Saved at")
    assert [_typed(one) for one in saves] == ["One,", "One, two."]
    assert version(page) == 2


def test_words_are_counted_as_a_hint(page: Page) -> None:
    count = page.locator(".count-words").first
    expect(count).to_have_text("0 words")
    write(page, "One")
    expect(count).to_have_text("1 word")
    write(page, "One two  three")
    expect(count).to_have_text("3 words")


def test_the_guard_answers_beside_the_field_and_keeps_the_words(page: Page) -> None:
    write(page, "Case file A012345678.")
    told(page, "Not saved: press Save draft to see why.")
    expect(page.get_by_text("This looks like an A-number")).to_be_visible()  # beside the field
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Nothing was changed yet")).to_be_visible()
    expect(page.get_by_text("This looks like an A-number")).to_be_visible()
    expect(box(page)).to_have_value("Case file A012345678.")
    sound_everywhere(page)
    asked = stays(page)
    try_to_leave(page, asked)  # the page is the only place where these words are
    write(page, "A case file.")
    told(page, "Saved at")


def test_what_was_missing_is_asked_for_and_the_rest_is_saved(page: Page, played: Cast) -> None:
    box(page).fill("Dignity.")
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("Please answer this before you send it.")).to_be_visible()
    told(page, "Saved at")
    page.goto(f"/onboarding/{played.work.id}/tasks/{KEY}")
    expect(box(page)).to_have_value("Dignity.")


@pytest.mark.parametrize("scripts", [True, False])
def test_preview_shows_it_as_its_reader_will_see_it(
    scripts: bool, browse: Browse, played: Cast
) -> None:
    page = browse(LEARNER, scripts=scripts)
    page.goto(f"/onboarding/{played.work.id}/tasks/{KEY}")
    box(page).fill("**Dignity** first")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("Dignity")
    expect(page.locator("#preview")).to_contain_text("(nothing yet)")
    expect(box(page)).to_have_value("**Dignity** first")
    if scripts:
        sound_everywhere(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.reload()
    expect(box(page)).to_have_value("**Dignity** first")
