"""Ninety days of somebody's competencies in a browser: rated, answered, granted, suspended, granted
again; and every page as everyone may see it.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lms.base import clock
from lms.base.db import db
from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import BOSS, LEARNER, OFFICER, Browse, Later, sign
from tests.cast import Cast, actor
from tests.competencies import rated
from tests.shadowing.logged import accepted, sent

pytestmark = pytest.mark.browser
ONE, OTHER = "Intake and assessment", "Ethical practice and professional boundaries"
READY = "/competencies/people/{}/readiness/assessment"


def prepare(cast: Cast) -> None:
    """All that co-leading an assessment asks, but for the second entry."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    rated.tick(me, cast.work, "client-boundaries")
    rated.talked(boss, cast.work, "client-information-storage", "boundary-challenges")
    accepted(me, boss, on=me.today - timedelta(days=1))
    db.session.rollback()  # the server is let go on


def say(page: Page, title: str, level: str) -> None:
    """Rate one competency in the review that is open, by the keyboard."""
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.get_by_role("radio", name=level).focus()
    page.keyboard.press("Space")


def keep(page: Page, review: str) -> None:
    """Keep what was said, and go back to the review."""
    page.get_by_role("button", name="Keep it, and go on").click()
    page.get_by_role("link", name="Back to the review").click()
    expect(page.get_by_role("heading", level=1, name=review)).to_be_visible()


def rate_myself(page: Page) -> None:
    """The first review, as the new hire meets it."""
    page.goto("/competencies")
    sound_everywhere(page)
    page.get_by_role("link", name="30-day review").click()
    say(page, ONE, "Competent")
    sound_everywhere(page)
    keep(page, "30-day review")
    say(page, OTHER, "Developing")
    page.get_by_label("In a few words").fill("I ask before I promise anything.")
    keep(page, "30-day review")
    sound_everywhere(page)
    page.get_by_role("button", name="Finish my rating").click()
    expect(page.get_by_text("Your supervisor rates next.").first).to_be_visible()


def rate(page: Page) -> None:
    """The supervisor, from the approvals on: without seeing what the other said."""
    page.goto("/approvals")
    page.get_by_role("link", name="30-day review").click()
    expect(page.get_by_text("I ask before I promise")).to_have_count(0)
    say(page, ONE, "Beginning")
    keep_refused(page)
    page.get_by_label("I saw it on the job").check()
    page.get_by_label("In a few words").fill("Two visits, close by.")
    keep(page, "30-day review")
    sound_everywhere(page)
    sign(page, "Finish and sign", asked=True)
    expect(page.get_by_text("Rated and signed.")).to_be_visible()
    expect(page.get_by_text("To talk about")).to_be_visible()
    expect(page.get_by_text("I ask before I promise")).to_be_visible()
    sound_everywhere(page)


def keep_refused(page: Page) -> None:
    """A judgement rests on something: the page says so, and what was chosen is still there."""
    page.get_by_role("button", name="Keep it, and go on").click()
    expect(page.get_by_text("Say how you know it").first).to_be_visible()
    expect(page.get_by_role("radio", name="Beginning")).to_be_checked()
    sound_everywhere(page)


def answer(page: Page) -> None:
    """Read it, see both views, reply."""
    page.goto("/competencies")
    page.get_by_role("link", name="30-day review").click()
    expect(page.get_by_text("Two visits, close by.")).to_be_visible()
    sound_everywhere(page)
    page.get_by_label("Your answer").fill("I would like to lead one while you watch.")
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text("Acknowledged")).to_be_visible()


def test_ninety_days(browse: Browse, played: Cast, later: Later) -> None:
    person, office = played.learner.id, played.office.id
    prepare(played)
    ready = READY.format(person)
    later(30)
    me, boss = browse(LEARNER, width=390), browse(BOSS)
    rate_myself(me)
    rate(boss)
    answer(me)
    unlock(boss, played, ready)
    me.goto(ready)
    expect(me.locator(".chip").get_by_text("May co-lead")).to_be_visible()
    sound_everywhere(me)
    later(60)
    suspend(browse(BOSS), ready)
    me = browse(LEARNER, width=390)
    me.goto(ready)
    expect(me.locator(".chip").get_by_text("Suspended")).to_be_visible()
    expect(me.get_by_text("After an incident")).to_be_visible()
    sound_everywhere(me)
    later(90)
    boss = browse(BOSS)
    boss.goto(ready)
    sign(boss, "Grant and sign", asked=True)
    expect(boss.locator(".chip").get_by_text("May co-lead")).to_be_visible()
    look_at_the_rest(browse(OFFICER), person, office)


def unlock(page: Page, cast: Cast, ready: str) -> None:
    """One entry of the log stands between the new hire and the next step."""
    with clock.pretend(clock.now() + timedelta(days=30)):
        me = actor(cast.learner)
        sent(me, on=me.today)
    db.session.rollback()
    page.goto(ready)
    sign(page, "Grant and sign", asked=False)
    expect(page.locator(".chip").get_by_text("May shadow")).to_be_visible()
    expect(page.get_by_text("would unlock this step")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("link", name="Assessment, watched (Case B)").click()
    page.get_by_role("button", name="Accept").click()
    page.goto(ready)
    expect(page.get_by_text("Everything that is asked is there.")).to_be_visible()
    sign(page, "Grant and sign", asked=False)
    expect(page.get_by_text("Granted and signed.")).to_be_visible()
    sound_everywhere(page)


def suspend(page: Page, ready: str) -> None:
    """After an incident; without a reason it is refused."""
    page.goto(ready)
    sign(page, "Suspend", asked=True)
    expect(page.get_by_text("Say why: the person reads it").first).to_be_visible()
    sound_everywhere(page)
    form = page.locator("form").filter(has=page.get_by_role("button", name="Suspend", exact=True))
    form.get_by_label("Why?").fill("After an incident we go back to watching for a while.")
    sign(page, "Suspend", asked=True)
    expect(page.get_by_text("Suspended, until it is granted again.")).to_be_visible()


def look_at_the_rest(page: Page, person: int, office: int) -> None:
    """The officer sees every decision, and no word of what both said to each other."""
    mine = f"/competencies/people/{person}"
    page.goto(f"{mine}/record")
    expect(page.locator("main")).to_contain_text("Suspended")
    expect(page.locator("main")).not_to_contain_text("Two visits")
    walk(page, ["/competencies/team", "/competencies/team/gaps", "/competencies/framework"])
    walk(page, [f"{mine}/record", f"{mine}/of/assessment", f"{mine}/of/assessment/paper"])
    walk(page, [f"{mine}/texts", f"/offices/{office}/competencies", mine])
