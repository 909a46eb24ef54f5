"""Logged on a phone without a connection: kept on the device, sent once, for its writer only."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from lms.base.db import db
from lms.shadowing.models import LogEntry
from tests.browser.looking import sound, sound_everywhere
from tests.browser.steps import BOSS, COLLEAGUE, LEARNER, Browse, give_password, run_out, sign
from tests.cast import Cast

pytestmark = pytest.mark.browser
TASK = "two-assessments"
TITLE = "Assessment · I watched"


@pytest.fixture
def phone(browse: Browse, played: Cast) -> Page:
    """The phone of someone who has signed in on it, away from any connection by now."""
    page = browse(LEARNER, width=390)
    ready(page)
    page.context.set_offline(True)
    page.goto("/log/new")
    expect(page.get_by_role("heading", name="Log without a connection")).to_be_visible()
    expect(page.get_by_text("There is no connection now.")).to_be_visible()
    return page


def ready(page: Page) -> None:
    """The device has what it needs."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def tick(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()


def write(page: Page, text: str = "Consent, said in plain words.") -> None:
    """All that is asked about an assessment."""
    tick(page, "Assessment", "I watched", "A partner agency’s colleague", "In person",
         "The client agreed that I was there")  # fmt: skip
    page.get_by_role("group", name="Was an interpreter there?").get_by_label("Yes").check()
    page.get_by_label("Or a partner agency").fill("Valley Health")
    page.get_by_label("The colleague’s job there").fill("nurse")
    page.get_by_label("How many minutes?").fill("50")
    page.get_by_label("Which standards or expectations").fill(text)
    page.get_by_label("Which one good practice").fill("Asking before writing.")
    page.get_by_label("What would you do differently?").fill("Nothing.")


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep it on this device").click()


def on_device(page: Page, number: int) -> None:
    """How many entries the page says are on this device only."""
    said = {0: "", 1: "1 entry is on this device only"}.get(number, f"{number} entries are on")
    heading = page.locator("#waiting h2")
    expect(heading).to_contain_text(said) if number else expect(heading).to_be_hidden()


def entries() -> int:
    """How many there are in the database, without keeping it from anyone."""
    found = db.session.scalar(select(func.count()).select_from(LogEntry)) or 0
    db.session.rollback()
    return found


def told(page: Page, text: str) -> None:
    expect(page.locator("main > .said[role=status]").first).to_contain_text(text)


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
    on_device(phone, 1)
    expect(phone.locator(".kept")).to_contain_text("Not finished")
    phone.reload()
    expect(phone.get_by_label("What would you do differently?")).to_have_value("Ask for more time.")
    expect(phone.get_by_label("Intake", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Delete").click()
    expect(phone.get_by_role("button", name="Keep them")).to_be_focused()
    sound(phone)
    phone.get_by_role("button", name="Yes, delete").click()
    on_device(phone, 0)
    told(phone, "Deleted from this device.")


def kept_by(browse: Browse) -> Page:
    """A device with an entry that the connection is too weak to send."""
    page = browse(LEARNER, width=390)
    ready(page)
    page.goto("/log/offline")
    page.context.route("**/log/arrivals", lambda route: route.abort())
    tick(page, "Assessment", "I watched")
    keep(page)
    on_device(page, 1)
    page.goto("/log")
    on_device(page, 1)
    return page


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
    box.get_by_role("button", name="Send them").click()
    expect(box.get_by_role("status")).to_contain_text("No connection: nothing was sent.")
    page.context.unroute("**/log/arrivals")
    box.get_by_role("button", name="Send them").click()
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    assert entries() == 1


def test_another_person_on_the_device_sees_nothing_of_it(browse: Browse, played: Cast) -> None:
    page = kept_by(browse)
    press_sign_out(page)
    page.get_by_role("button", name="Keep them here and sign out").click()
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
    page.get_by_role("button", name="Delete them and sign out").click()
    expect(page.get_by_text("You are signed out, on every device.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


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
    posted: list[str] = []
    for page in (phone, other):
        page.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
    phone.context.set_offline(False)
    for page in (phone, other):
        on_device(page, 0)
    assert len(posted) == 1
    assert entries() == 1


def test_an_answer_that_never_came_is_asked_for_again(browse: Browse, played: Cast) -> None:
    """It may have arrived, so it cannot change meanwhile; asked again, it is the same one."""
    page = browse(LEARNER, width=390)
    page.goto("/log/offline")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()  # the server has it; the answer is lost on its way
            route.abort()
        else:
            route.continue_()

    page.context.route("**/log/arrivals", lose)
    tick(page, "Assessment", "I watched")
    keep(page)
    expect(page.locator(".kept")).to_contain_text("no answer came yet")
    expect(page.get_by_role("link", name="Change it")).to_be_hidden()
    assert entries() == 1
    page.get_by_role("button", name="Send now").click()
    told(page, "in your log now")
    on_device(page, 0)
    assert entries() == 1


def test_other_pages_are_not_kept(phone: Page, browse: Browse) -> None:
    """Only the shell and what it names; nothing that was looked at before."""
    found = phone.evaluate("""async () => {
        const kept = [];
        for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys())
                kept.push(new URL(one.url).pathname);
        return kept.sort();
    }""")
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
