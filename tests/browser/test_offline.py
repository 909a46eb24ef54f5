"""Logged on a phone without a connection: kept on the device, sent once, stopped by the guard."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browser.device import away, entries, keep, on_device, ready, tick, told, write
from tests.browser.looking import sound, sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse, give_password, run_out, sign
from tests.cast import Cast

pytestmark = pytest.mark.browser
TASK = "two-assessments"
CREATED = 201
TITLE = "Assessment · I watched"


@pytest.fixture
def phone(browse: Browse, played: Cast) -> Page:
    """A phone in the car."""
    return away(browse)


def test_logged_offline_sent_later_confirmed_and_accepted(
    phone: Page, browse: Browse, played: Cast
) -> None:
    write(phone)
    keep(phone)
    on_device(phone, 1)
    expect(phone.locator(".kept")).to_contain_text(TITLE)
    told(phone, "No connection: 1 entry stayed on this device.")
    sound_everywhere(phone)
    phone.reload()  # the page, and the words, outlive the window
    on_device(phone, 1)
    assert entries() == 0
    phone.context.set_offline(False)
    told(phone, "1 entry from this device is in your log now")
    on_device(phone, 0)
    phone.get_by_role("link", name="Finish it").click()
    phone.get_by_role("button", name="Send to Daniel Okafor").click()
    expect(phone.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    phone.get_by_role("button", name="Make a link and a QR code").click()
    nurse = browse(width=390)
    nurse.goto(phone.locator(".slip-link").inner_text())
    nurse.get_by_role("button").filter(has_text="there").click()
    boss = browse(BOSS)
    boss.goto("/approvals")
    boss.get_by_role("link", name="Assessment, watched").first.click()
    expect(boss.get_by_text("Confirmed by link, identity not checked").first).to_be_visible()
    sign(boss, "Accept", asked=True)
    phone.goto(f"/onboarding/{played.work.id}/tasks/{TASK}/log")
    expect(phone.get_by_text("1 of 2 accepted")).to_be_visible()
    assert entries() == 1


def test_what_the_guard_stops_keeps_its_words_and_is_mended(phone: Page) -> None:
    words = "Her file is A012345678, and the consent was clear."
    write(phone, words)
    keep(phone)
    phone.context.set_offline(False)
    told(phone, "1 entry could not be taken. The words are still here.")
    expect(phone.locator(".kept .note")).to_contain_text("A-number")
    sound_everywhere(phone)
    assert entries() == 0
    phone.goto("/log")
    on_device(phone, 1)
    phone.get_by_role("link", name="Change it").click()
    box = phone.get_by_label("Which standards or expectations")
    expect(box).to_have_value(words)
    expect(phone.locator("#text_0-err")).to_contain_text("A-number")
    sound_everywhere(phone)
    box.fill("The consent was clear.")
    keep(phone)
    told(phone, "1 entry from this device is in your log now")
    on_device(phone, 0)
    assert entries() == 1


def test_what_may_be_harmless_passes_with_a_tick(phone: Page) -> None:
    write(phone, "The hotline is (801) 555-0134.")
    keep(phone)
    phone.context.set_offline(False)
    told(phone, "could not be taken")
    phone.get_by_role("link", name="Change it").click()
    tick(phone, "I have checked: this identifies no client.")
    keep(phone)
    told(phone, "in your log now")


def test_what_is_missing_is_said_and_nothing_typed_is_lost(phone: Page) -> None:
    phone.get_by_label("What would you do differently?").fill("Ask for more time.")
    keep(phone)
    expect(phone.locator(".trouble")).to_be_focused()
    for problem in ("Choose what it was.", "Choose what you did."):
        expect(phone.locator(".trouble")).to_contain_text(problem)
    sound_everywhere(phone)
    phone.get_by_role("link", name="Choose what it was.").click()
    expect(phone.get_by_label("Intake", exact=True)).to_be_focused()
    phone.keyboard.press("Space")
    expect(phone.get_by_role("button", name="Delete what I typed")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("What would you do differently?")).to_have_value("Ask for more time.")
    expect(phone.get_by_label("Intake", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Delete what I typed").click()
    expect(phone.get_by_role("button", name="Keep them")).to_be_focused()
    sound(phone)
    phone.get_by_role("button", name="Yes, delete").click()
    told(phone, "Deleted from this device.")
    phone.reload()
    expect(phone.get_by_label("What would you do differently?")).to_have_value("")


def test_what_is_not_finished_is_listed_and_never_sent(phone: Page) -> None:
    phone.get_by_label("What would you do differently?").fill("Ask for more time.")
    phone.context.set_offline(False)
    phone.goto("/log")
    on_device(phone, 1)
    expect(phone.locator(".kept")).to_contain_text("Not finished")
    expect(phone.get_by_role("button", name="Send now")).to_be_hidden()
    phone.get_by_role("button", name="Delete").click()
    expect(phone.get_by_role("button", name="Keep them")).to_be_focused()
    sound(phone)
    phone.get_by_role("button", name="Yes, delete").click()
    on_device(phone, 0)
    told(phone, "Deleted from this device.")
    assert entries() == 0


def test_signed_out_meanwhile_it_waits_for_signing_in(
    app: Flask, phone: Page, played: Cast
) -> None:
    write(phone)
    run_out(app, phone)
    phone.context.set_offline(False)
    keep(phone)
    told(phone, "You are signed out: 1 entry stayed on this device.")
    phone.get_by_role("link", name="Sign in to send").click()
    give_password(phone, LEARNER)
    told(phone, "in your log now")
    assert entries() == 1


def test_two_windows_send_it_once(phone: Page) -> None:
    write(phone)
    keep(phone)
    other = phone.context.new_page()
    other.goto("/log")
    on_device(other, 1)
    answers: list[int] = []
    phone.context.on("response", lambda one: answers.append(one.status))
    phone.context.set_offline(False)
    for page in (phone, other):
        on_device(page, 0)
    assert answers.count(CREATED) == 1  # a window may hear late that the other sent it: then 200
    assert entries() == 1


def test_an_answer_that_never_came_is_asked_for_again(browse: Browse, played: Cast) -> None:
    """It may have arrived, so it cannot change meanwhile; asked again, it is the same one."""
    page = browse(LEARNER, width=390)
    ready(page)
    page.goto("/log/offline")
    reached, back = list[str](), list[bool]()

    def lose(route: Route) -> None:
        if reached and not back:  # from here on there is no connection
            route.abort()
        elif route.request.method == "POST" and not back:
            reached.append(route.request.url)
            route.fetch()  # the server has it; the answer is lost on its way
            route.abort()
        else:
            route.continue_()

    page.context.route("**/log/arrivals", lose)
    tick(page, "Assessment", "I watched")
    keep(page)
    told(page, "It is tried again by itself.")
    expect(page.locator(".kept")).to_contain_text("no answer came yet")
    expect(page.get_by_role("link", name="Change it")).to_be_hidden()
    assert entries() == 1
    back.append(True)
    page.evaluate("dispatchEvent(new Event('online'))")
    told(page, "in your log now")
    on_device(page, 0)
    assert entries() == 1
