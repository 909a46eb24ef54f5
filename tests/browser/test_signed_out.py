"""A sign-in runs out in the middle of a sentence: the words come back, to their writer only."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.looking import sound_everywhere
from tests.browser.steps import (
    BOSS,
    COLLEAGUE,
    LEARNER,
    Browse,
    box,
    give_password,
    run_out,
    save_draft,
    sign_in,
    told,
    write,
    write_in_vain,
)
from tests.cast import Cast

pytestmark = pytest.mark.browser
WORDS = "The lantern fish hums in seven colors."


def _written_after_it_ran_out(app: Flask, browse: Browse, played: Cast, *, scripts: bool) -> Page:
    page = browse(LEARNER, scripts=scripts)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    run_out(app, page)
    write_in_vain(page, WORDS, "Not saved: you are signed out.", scripts=scripts)
    save_draft(page)
    expect(page.get_by_text("what you typed is given back to you")).to_be_visible()
    assert WORDS not in page.content()
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_the_same_person_gets_the_words_back(
    scripts: bool, app: Flask, browse: Browse, played: Cast
) -> None:
    page = _written_after_it_ran_out(app, browse, played, scripts=scripts)
    if scripts:
        sound_everywhere(page)
    give_password(page, LEARNER, "not the right one")
    expect(page.get_by_text("do not fit together")).to_be_visible()
    assert WORDS not in page.content()
    give_password(page, LEARNER)
    expect(page.get_by_role("heading", name="Welcome back, Marisol")).to_be_visible()
    expect(page.locator(".typed")).to_have_text(WORDS)
    if scripts:
        sound_everywhere(page)
    page.get_by_role("button", name="Go on where I was").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.reload()
    expect(box(page)).to_have_value(WORDS)


@pytest.mark.parametrize("scripts", [True, False])
def test_another_person_sees_nothing_of_them(
    scripts: bool, app: Flask, browse: Browse, played: Cast
) -> None:
    page = _written_after_it_ran_out(app, browse, played, scripts=scripts)
    give_password(page, COLLEAGUE)
    expect(page.get_by_text("Yonas").first).to_be_attached()
    for _ in range(2):
        assert "lantern fish" not in page.content()
        assert "Welcome back" not in page.content()
        page.goto("/")


def test_sending_is_given_back_just_so(app: Flask, browse: Browse, played: Cast) -> None:
    page = browse(LEARNER)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    for place in (0, 1):
        write(page, WORDS, place)
    told(page, "Saved at")
    run_out(app, page)
    page.get_by_role("button", name="Send for sign-off").click()
    give_password(page, LEARNER)
    page.get_by_role("button", name="Go on where I was").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()


def test_signed_in_anew_in_another_window(app: Flask, browse: Browse, played: Cast) -> None:
    """The first window goes on as if nothing had been."""
    page = browse(LEARNER)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    write(page, "Before.")
    told(page, "Saved at")
    run_out(app, page)
    write(page, WORDS)
    told(page, "Not saved: you are signed out.")
    sign_in(page.context.new_page(), LEARNER)
    write(page, f"{WORDS} And more.")
    told(page, "Saved at")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(box(page)).to_have_value(f"{WORDS} And more.")


def test_signed_out_everywhere_and_in_again(browse: Browse, played: Cast) -> None:
    """Whoever signs out on purpose, with a page still open, goes on there once in again."""
    page = browse(LEARNER)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    other = page.context.new_page()
    other.goto("/onboarding")
    other.locator("details.me summary").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_text("You are signed out, on every device.")).to_be_visible()
    write(page, WORDS)
    told(page, "Not saved: you are signed out.")
    sign_in(other, LEARNER)
    save_draft(page)
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(box(page)).to_have_value(WORDS)


def test_someone_else_signed_in_meanwhile(app: Flask, browse: Browse, played: Cast) -> None:
    """At a shared desk: the page says so and keeps the words rather than leave with them."""
    page = browse(LEARNER)
    page.goto(f"/onboarding/{played.work.id}/tasks/two-principles")
    run_out(app, page)
    sign_in(page.context.new_page(), COLLEAGUE)
    write(page, WORDS)
    told(page, "Not saved: the sign-in changed.")
    save_draft(page)
    told(page, "Not saved: the sign-in changed.")
    expect(box(page)).to_have_value(WORDS)
    sound_everywhere(page)


def test_a_decision_is_given_back_too(app: Flask, browse: Browse, played: Cast) -> None:
    """Not only learners type: so does who moves a date, with a reason."""
    page = browse(BOSS)
    page.goto(f"/record/{played.work.id}/due/general-case-management")
    page.get_by_label("Why?").fill("Her laptop came late.")
    run_out(app, page)
    page.get_by_role("button", name="Move the date").click()
    give_password(page, BOSS)
    expect(page.locator(".typed")).to_have_text("Her laptop came late.")
    page.get_by_role("button", name="Go on where I was").click()
    expect(page.get_by_role("heading", name="Marisol Vega")).to_be_visible()
