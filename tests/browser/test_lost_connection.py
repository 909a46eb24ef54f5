"""The connection goes in the middle of a sentence: the words stay, and go out when it is back."""

import pytest
from playwright.sync_api import Page, expect

from lms.base.db import db
from tests.browser.looking import sound_everywhere
from tests.browser.steps import (
    BOSS,
    LEARNER,
    Browse,
    box,
    path_of,
    stays,
    told,
    try_to_leave,
    write,
)
from tests.cast import Cast, actor
from tests.progress import playing

pytestmark = pytest.mark.browser
WORDS = "Written between two visits."
GONE = "Not saved: no connection."


@pytest.fixture
def page(browse: Browse, played: Cast) -> Page:
    """The task page of someone who writes on the way."""
    window = browse(LEARNER, width=390)
    window.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    return window


def _lost(page: Page) -> None:
    page.context.set_offline(True)
    write(page, WORDS)
    told(page, GONE)
    expect(box(page)).to_have_value(WORDS)


def test_back_again_it_saves_itself_and_is_sent(page: Page) -> None:
    write(page, "Service.", 1)
    told(page, "Saved at")
    _lost(page)
    where = path_of(page)
    for button in ("Send for sign-off", "Save draft", "Preview"):
        page.get_by_role("button", name=button).click()
        told(page, GONE)
        assert path_of(page) == where
    expect(box(page)).to_have_value(WORDS)
    sound_everywhere(page)
    page.context.set_offline(False)
    told(page, "Saved at")
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_send_goes_through_once_the_connection_is_back(page: Page) -> None:
    write(page, "Service.", 1)
    _lost(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_leaving_warns_while_words_are_unsaved(page: Page) -> None:
    asked = stays(page)
    _lost(page)
    try_to_leave(page, asked)
    expect(box(page)).to_have_value(WORDS)
    page.context.set_offline(False)
    told(page, "Saved at")
    page.get_by_role("link", name="My onboarding").first.click()
    expect(page.get_by_role("heading", name="Your progress")).to_be_visible()
    assert len(asked) == 1


def test_a_server_that_stumbles_is_tried_again(page: Page) -> None:
    page.route("**/draft", lambda route: route.fulfill(status=503), times=1)
    write(page, WORDS)
    told(page, GONE)
    told(page, "Saved at")
    page.reload()
    expect(box(page)).to_have_value(WORDS)


def test_a_return_is_not_lost_on_the_way(browse: Browse, played: Cast) -> None:
    review = playing.send(actor(played.learner), played.work, "two-principles").id
    db.session.commit()
    page = browse(BOSS)
    page.goto(f"/approvals/{review}")
    comment = page.get_by_label("What should be looked at again?")
    comment.fill("Say more.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Return").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection: nothing was sent.")
    expect(comment).to_have_value("Say more.")
    sound_everywhere(page)
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Return").click()
    expect(page.get_by_text("Returned: Pick two principles")).to_be_visible()
