"""Sessions in a browser: three people for two seats, and the attendance on a phone."""

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from lms.base import clock
from lms.base.db import db
from lms.people.models import Person
from lms.training import bookings, sessions
from lms.training.offering import Repeats
from lms.training.series import Pattern
from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import BOSS, COLLEAGUE, LEARNER, OFFICER, Browse, path_of
from tests.cast import Cast, actor
from tests.training.offered import NEW, SESSIONS, course, page_of, records, terms

pytestmark = pytest.mark.browser
TITLE = "Case Management Assessment"


def scheduled(played: Cast, days: int, *people: Person, **change: object) -> str:
    """Where a session is so many days from now, scheduled a while ago, with these people in it."""
    now = clock.now()
    at = {"day": now.date() + timedelta(days=days), "at": time(13), "seats": 2} | change
    many = Repeats(Pattern.WEEKLY, 3)
    with clock.pretend(now - timedelta(days=9)):
        made = sessions.schedule(
            actor(played.officer), played.office, course(), terms(**at), many
        )[0]  # fmt: skip
        for one in people:
            bookings.sign_up(actor(one), made)
        path = page_of(made)
        db.session.commit()
    return path


def schedule(page: Page) -> None:
    """A session next week, for two."""
    page.goto(SESSIONS)
    page.get_by_role("link", name="Schedule a session").click()
    page.get_by_label("Course").select_option(label=TITLE)
    page.get_by_label("Day", exact=True).fill(f"{datetime.now() + timedelta(days=7):%Y-%m-%d}")  # noqa: DTZ005
    page.get_by_label("Time", exact=True).fill("13:00")
    page.get_by_label("Seats").fill("2")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("Say where it is: a place, a link, or both.")).to_be_visible()
    sound_everywhere(page)
    page.get_by_label("Place", exact=True).fill("Room 4, upstairs")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("The session is scheduled.")).to_be_visible()


def sign_up(page: Page, button: str, said: str) -> None:
    """From the list to a seat, or a place on the waiting list."""
    page.goto(SESSIONS)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()


def test_three_people_for_two_seats(browse: Browse, played: Cast) -> None:
    officer = browse(OFFICER)
    schedule(officer)
    first, second, third = (browse(who, width=390) for who in (LEARNER, COLLEAGUE, BOSS))
    sign_up(first, "Sign up", "You have a seat.")
    sign_up(second, "Sign up", "You have a seat.")
    sign_up(third, "Join the waiting list", "in place 1.")
    sound_everywhere(third)
    officer.reload()
    expect(officer.get_by_text("All 2 seats taken, 1 waiting")).to_be_visible()
    expect(officer.get_by_text("Marisol Vega")).to_be_visible()
    expect(first.get_by_text("Yonas Tesfaye")).to_have_count(0)
    first.get_by_role("button", name="Cancel my seat").click()
    expect(first.get_by_text("You are off this session.")).to_be_visible()
    third.reload()
    expect(third.locator(".chip").get_by_text("You have a seat")).to_be_visible()
    officer.get_by_role("link", name="Put on, take off").click()
    officer.get_by_role("button", name="Take off Daniel Okafor").click()
    expect(officer.get_by_text("They are off this session.")).to_be_visible()
    sound_everywhere(officer)


@pytest.mark.parametrize("scripts", [True, False])
def test_attendance_on_a_phone(browse: Browse, played: Cast, *, scripts: bool) -> None:
    made = scheduled(played, -1, played.learner, played.colleague)
    page = browse(OFFICER, width=390, scripts=scripts)
    page.goto(SESSIONS)
    page.get_by_role("link", name=f"Attendance of {TITLE}").click()
    assert path_of(page) == f"{made}/attendance"
    mine = page.get_by_role("group", name="Marisol Vega")
    other = page.get_by_role("group", name="Yonas Tesfaye")
    mine.get_by_label("Attended").check()
    other.get_by_label("Part", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Write how many minutes of the 90")).to_be_visible()
    expect(mine.get_by_label("Attended")).to_be_checked()
    if scripts:
        sound_everywhere(page)
    other.get_by_label("Minutes of Yonas Tesfaye").fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_text("Saved: attended")).to_be_visible()
    expect(other.get_by_text("Saved: part, 30 minutes")).to_be_visible()
    if scripts:
        sound_everywhere(page)
    other.get_by_label("No-show").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved: no-show")).to_be_visible()
    page.get_by_label("Find a person").fill("okaf")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Add Daniel Okafor as attended").click()
    expect(page.get_by_text("Came without a seat", exact=True)).to_be_visible()
    db.session.rollback()
    kept = [len(records(one.id)) for one in (played.learner, played.colleague, played.supervisor)]
    assert kept == [1, 1, 1]


def test_every_page_of_a_session(browse: Browse, played: Cast) -> None:
    coming = scheduled(played, 6, played.learner, played.colleague, played.supervisor)
    begun = scheduled(played, -2, played.learner, minutes=60)
    new = f"{NEW}?course={course()}"
    db.session.rollback()  # the server is let go on
    officer = browse(OFFICER)
    walk(officer, [SESSIONS, f"{SESSIONS}/attendance", new])
    for made in (coming, begun):
        walk(officer, [made, f"{made}/people", f"{made}/attendance"])
    walk(officer, [f"{coming}/edit", f"{coming}/call-off"])
    officer.get_by_role("button", name="Call off").click()
    expect(officer.get_by_text("It is called off.")).to_be_visible()
    sound_everywhere(officer)
    walk(browse(BOSS, width=390), [SESSIONS, f"{SESSIONS}?show=mine", coming])
