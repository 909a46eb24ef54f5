"""A class is invited: seen first, then a slip of paper for each, and one of them comes in."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.base import clock
from lms.base.db import db
from lms.people import rules
from tests.browser.looking import sound, sound_everywhere
from tests.browser.steps import OFFICER, Browse
from tests.cast import HIRED, Cast
from tests.people.linking import newcomer

pytestmark = pytest.mark.browser
PAPER = 718  # what a sheet with its margins leaves, in pixels


def _hired(cast: Cast, number: int) -> None:
    for n in range(number):
        made = newcomer(f"New Hire {n}")
        rules.give_post(made, cast.office, "other", supervisor=cast.supervisor, starts_on=HIRED)
    db.session.commit()


def test_all_who_wait_on_paper(browse: Browse, played: Cast) -> None:
    _hired(played, 12)
    page = browse(OFFICER, width=390)
    page.goto("/roster?state=waiting")
    sound_everywhere(page)
    page.get_by_role("link", name="Invite all 12 people who wait for an invitation").press("Enter")
    expect(page.get_by_role("button", name="Invite 12 people")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("button", name="Invite 12 people").press("Enter")
    expect(page.get_by_role("heading", name="Links to hand over")).to_be_visible()
    sound_everywhere(page)
    link = page.get_by_label("Link for New Hire 3").inner_text()
    page.reload()
    expect(page.get_by_label("Link for New Hire 3")).to_have_text(link)
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    whole = "slips => slips.every(one => getComputedStyle(one).breakInside === 'avoid')"
    assert page.locator(".slips li").evaluate_all(whole)
    guest = browse()
    guest.goto(link)
    expect(guest.get_by_role("heading", name="Welcome, New Hire 3")).to_be_visible()


def test_those_chosen_without_scripts(browse: Browse, played: Cast) -> None:
    """The boxes of the list serve both buttons; a far first day is asked about."""
    _hired(played, 3)
    page = browse(OFFICER, scripts=False)
    page.goto("/roster?state=waiting")
    for n in (0, 2):
        page.get_by_role("checkbox", name=f"Choose New Hire {n}").check()
    page.get_by_role("button", name="Invite those chosen").click()
    page.get_by_role("button", name="Invite 2 people").click()
    expect(page.locator(".slip-link")).to_have_count(2)
    page.goto("/roster?state=waiting")
    page.get_by_role("link", name="Enroll all 3 people who fit").click()
    page.get_by_label("First day").fill(str(clock.now().date() + timedelta(days=500)))
    page.get_by_role("button", name="Show the due dates").click()
    page.get_by_role("button", name="Enroll 3 people").click()
    expect(page.get_by_text("tick the box")).to_be_visible()
    page.get_by_label("I have checked: this first day is meant.").check()
    page.get_by_role("button", name="Enroll 3 people").click()
    expect(page.get_by_text("Enrolled: 3 people.")).to_be_visible()


def test_an_import_is_sound_when_it_is_done(browse: Browse, played: Cast) -> None:
    page = browse(OFFICER, width=390)
    page.goto("/roster/import")
    text = (
        "Name,Email,Job title,Office,Start date\nAna,ana@example.org,LCSW,Salt Lake City,3/2/2026"
    )
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("CSV file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("button", name="Import 1 person")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("button", name="Import 1 person").click()
    expect(page.get_by_text("Adding people: 1 of 1")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(3)
    sound(page)
