"""The same draft in two windows: whoever saves second sees both texts and chooses."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import sound_everywhere
from tests.browser.steps import (
    LEARNER,
    Browse,
    box,
    save_draft,
    stays,
    told,
    try_to_leave,
    write,
    write_in_vain,
)
from tests.cast import Cast

pytestmark = pytest.mark.browser
HERE, THERE = "What I wrote at my desk.", "What I wrote on the bus."
MINE, OTHER = "Go on with what is in the boxes", "Go on with the other window’s text"


def _open_two(browse: Browse, played: Cast, *, scripts: bool) -> tuple[Page, Page]:
    """Both open before anything is written, the first saves; the second types."""
    first = browse(LEARNER, scripts=scripts)
    second = first.context.new_page()
    for window in (first, second):
        window.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    if scripts:
        write(first, THERE)
        told(first, "Saved at")
    else:
        box(first).fill(THERE)
        save_draft(first)
        expect(first.get_by_text("Draft saved.")).to_be_visible()
    write_in_vain(second, HERE, "Not saved: this was changed in another window.", scripts=scripts)
    save_draft(second)
    return first, second


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("button", "kept", "aside"), [(MINE, HERE, THERE), (OTHER, THERE, HERE)])
def test_both_are_shown_and_none_is_lost(
    scripts: bool, button: str, kept: str, aside: str, browse: Browse, played: Cast
) -> None:
    first, second = _open_two(browse, played, scripts=scripts)
    expect(second.get_by_role("heading", name="Two texts")).to_be_visible()
    expect(box(second)).to_have_value(HERE)
    expect(second.locator(".there")).to_contain_text(THERE)
    if scripts and button == MINE:
        sound_everywhere(second)
        try_to_leave(second, stays(second))
    second.get_by_role("button", name=button).click()
    expect(second.get_by_text("Draft saved.")).to_be_visible()
    expect(box(second)).to_have_value(kept)
    second.get_by_text("Set aside ", exact=False).last.click()
    expect(second.locator("details").filter(has_text="Set aside")).to_contain_text(aside)
    first.reload()
    expect(box(first)).to_have_value(kept)


def test_sending_what_another_window_changed_shows_both_too(browse: Browse, played: Cast) -> None:
    first = browse(LEARNER, scripts=False)
    second = first.context.new_page()
    for window in (first, second):
        window.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    box(first).fill(THERE)
    save_draft(first)
    for place in (0, 1):
        box(second, place).fill(HERE)
    second.get_by_role("button", name="Send for sign-off").click()
    expect(second.get_by_role("heading", name="Two texts")).to_be_visible()
    expect(box(second, 1)).to_have_value(HERE)
    second.get_by_role("button", name=MINE).click()
    expect(second.get_by_text("Draft saved.")).to_be_visible()
    second.get_by_role("button", name="Send for sign-off").click()
    expect(second.get_by_text("This waits for Daniel Okafor")).to_be_visible()


def test_one_window_sends_while_another_writes(browse: Browse, played: Cast) -> None:
    """What was sent stays as sent; the words typed elsewhere are shown to be copied."""
    first = browse(LEARNER)
    second = first.context.new_page()
    for window in (first, second):
        window.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    for place in (0, 1):
        box(first, place).fill(THERE)
    first.get_by_role("button", name="Send for sign-off").click()
    expect(first.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    write(second, HERE)
    told(second, "Not saved")
    save_draft(second)
    expect(second.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    expect(second.get_by_role("main")).to_contain_text(HERE)
    sound_everywhere(second)
