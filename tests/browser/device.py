"""What people do with a device that is without a connection: write an entry, keep it there."""

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lms.base.db import db
from lms.shadowing.models import LogEntry
from tests.browser.steps import LEARNER, Browse


def away(browse: Browse) -> Page:
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
