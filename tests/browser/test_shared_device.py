"""A device that others use too: what is kept there, for whom, and what signing out asks."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.device import away, entries, kept_by, on_device, ready, told
from tests.browser.looking import sound, sound_everywhere
from tests.browser.steps import COLLEAGUE, LEARNER, Browse, give_password
from tests.cast import Cast

pytestmark = pytest.mark.browser
KEPT = """async () => {
    const kept = [];
    for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys())
            kept.push(new URL(one.url).pathname);
    return kept.sort();
}"""

TAKEN_OVER = """async before => {
    while ((await caches.keys()).includes(before)) await new Promise(done => setTimeout(done, 50));
}"""


def press_sign_out(page: Page) -> None:
    if not page.get_by_role("button", name="Sign out").is_visible():
        page.locator("details.me > summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_asks_and_can_send_first(browse: Browse, played: Cast) -> None:
    page = kept_by(browse)
    press_sign_out(page)
    box = page.get_by_role("dialog", name="1 entry is on this device only")
    expect(box).to_be_visible()
    sound_everywhere(page)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    press_sign_out(page)
    box.get_by_role("button", name="Send, then").click()
    expect(box.get_by_role("status")).to_contain_text("No connection: nothing was sent.")
    page.context.unroute("**/log/arrivals")
    box.get_by_role("button", name="Send, then").click()
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    assert entries() == 1


def test_another_person_on_the_device_sees_nothing_of_it(browse: Browse, played: Cast) -> None:
    page = kept_by(browse)
    press_sign_out(page)
    page.get_by_role("button", name="Keep here and sign out").click()
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    page.context.unroute("**/log/arrivals")
    page.goto("/log/offline")  # nobody is signed in: nothing is shown, nothing can be written
    expect(page.get_by_text("Nobody is signed in on this device")).to_be_visible()
    expect(page.get_by_role("button", name="Keep it on this device")).to_be_hidden()
    sound(page)
    page.goto("/sign-in")
    give_password(page, COLLEAGUE)
    expect(page.locator(".avatar")).to_be_visible()
    page.goto("/log")
    expect(page.get_by_text("1 entry of another person waits on this device.")).to_be_visible()
    on_device(page, 0)
    sound(page)
    press_sign_out(page)  # nothing of theirs is here: nothing is asked
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    assert entries() == 0
    give_password(page, LEARNER)
    told(page, "1 entry from this device is in your log now")
    assert entries() == 1
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "Marisol" not in stored
    assert "example.org" not in stored


def test_leaving_can_delete_what_is_here(browse: Browse, played: Cast) -> None:
    page = kept_by(browse)
    press_sign_out(page)
    page.get_by_role("button", name="Delete and sign out").click()
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_other_pages_are_not_kept(browse: Browse, played: Cast) -> None:
    """Only the shell and what it names; nothing that was looked at before."""
    phone = away(browse)
    found = phone.evaluate(KEPT)
    names = [path.rpartition("/")[2] for path in found]
    assert sorted(names) == ["app.css", "icons.svg", "kept.js", "mark.svg", "offline", "offline.js",
                             "waiting.js"]  # fmt: skip
    for path in ("/onboarding", "/log/entries/1", "/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            phone.goto(path)


def test_without_scripts_it_says_so_plainly(browse: Browse, played: Cast) -> None:
    page = browse(width=390, scripts=False)
    page.goto("/log/offline")
    expect(page.get_by_text("Logging without a connection needs scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Keep it on this device")).to_be_hidden()


def test_the_look_that_was_chosen_holds(browse: Browse, played: Cast) -> None:
    page = browse(width=390)
    page.goto("/log/offline")
    page.locator("html:not([data-theme])").wait_for(state="attached")
    page.evaluate("document.cookie = 'theme=dark;path=/'")
    page.reload()
    page.locator("html[data-theme=dark]").wait_for(state="attached")
    sound(page)


def test_an_upgrade_takes_the_place_of_what_was_kept(
    app: Flask, browse: Browse, played: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browse(LEARNER, width=390)
    ready(page)
    (before,) = page.evaluate("caches.keys()")
    newer = app.extensions["shell"]["page"].replace("</h1>", ", as it is now</h1>")
    monkeypatch.setitem(app.extensions["shell"], "page", newer)
    page.evaluate("navigator.serviceWorker.ready.then(found => found.update())")
    page.evaluate(TAKEN_OVER, before)
    page.context.set_offline(True)
    page.goto("/log")
    expect(page.get_by_role("heading", name="as it is now")).to_be_visible()
