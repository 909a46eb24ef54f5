"""Training in a browser: a yearly course from its requirement to its renewal, and every page."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.base import clock
from lms.base.db import db
from lms.curriculum import own_courses
from lms.curriculum.own_courses import OwnCourse
from lms.training import requirements, waivers
from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import BOSS, COLLEAGUE, LEARNER, OFFICER, Browse, Later, sign
from tests.browser.test_sessions import TITLE, schedule, scheduled, sign_up
from tests.cast import Cast, actor
from tests.training import recorded
from tests.training.asked import TEAMWORK, TRAUMA, completed, course
from tests.training.offered import COURSE, SESSIONS

pytestmark = pytest.mark.browser
TEAM = "/training/team"


def in_days(number: int) -> date:
    """The day so many days from now, at the office."""
    return clock.today("America/Denver") + timedelta(days=number)


def require(page: Page, office: int) -> None:
    """The course, yearly, of everyone."""
    page.goto(f"/offices/{office}/training")
    page.get_by_role("link", name="Require a course").click()
    page.get_by_label("Course", exact=True).select_option(label=TITLE)
    page.get_by_label("Good for how many months").fill("12")
    page.get_by_role("button", name="Require it").click()
    expect(page.get_by_text("within 30 days, good for 12 months")).to_be_visible()


def mark(page: Page, *names: str) -> None:
    """These attended."""
    page.goto(SESSIONS)
    page.get_by_role("link", name=f"Attendance of {TITLE}").click()
    for name in names:
        page.get_by_role("group", name=name).get_by_label("Attended").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: attended")).to_have_count(len(names))


def line(page: Page, title: str = TITLE) -> Locator:
    """The line of a course on My training."""
    return page.locator("ul.queue > li").filter(has=page.get_by_role("link", name=title))


def stands(page: Page, said: str, until: str) -> None:
    """The course, in one line."""
    page.goto("/training")
    expect(line(page).locator(".chip").get_by_text(said, exact=True).first).to_be_visible()
    expect(line(page).first).to_contain_text(until)


def lacking(page: Page) -> Locator:
    """The names of those who lack the course."""
    page.goto(TEAM)
    page.get_by_label("Who lacks").select_option(label=TITLE)
    page.get_by_role("button", name="Apply").click()
    return page.locator("tbody th a")


def test_a_yearly_course_from_its_requirement_to_its_renewal(
    browse: Browse, played: Cast, later: Later
) -> None:
    """Three people for two seats; a year on it runs out; the history is whole."""
    office, number = played.office.id, course(COURSE).id
    db.session.rollback()  # the server is let go on
    officer = browse(OFFICER)
    require(officer, office)
    schedule(officer)
    first, second, third = (browse(who, width=390) for who in (LEARNER, COLLEAGUE, BOSS))
    stands(first, "Missing", "Needed by")
    sign_up(first, "Sign up", "You have a seat.")
    sign_up(second, "Sign up", "You have a seat.")
    sign_up(third, "Join the waiting list", "in place 1.")
    second.get_by_role("button", name="Cancel my seat").click()
    stands(first, "Booked", "You have a seat on")
    stands(third, "Booked", "You have a seat on")

    later(8)
    mark(browse(OFFICER, width=390), "Marisol Vega", "Daniel Okafor")
    hers = browse(LEARNER, width=390)
    good = in_days(7).replace(year=in_days(7).year + 1) if in_days(7).day < 29 else None
    stands(hers, "In date", "Good until")
    assert good is None or line(hers).get_by_text(str(good.year)).count() == 1
    expect(lacking(browse(OFFICER))).to_have_text(["Ingrid Moe", "Priya Raman", "Yonas Tesfaye"])

    later(7 + 320)
    hers = browse(LEARNER, width=390)
    stands(hers, "Expiring", "Good until")
    sound_everywhere(hers)

    later(7 + 370)
    _ran_out_and_renewed(browse, number)


def _ran_out_and_renewed(browse: Browse, number: int) -> None:
    """Who lacks it again, and what remains of the year before."""
    hers, boss = browse(LEARNER, width=390), browse(BOSS)
    stands(hers, "Expired", "Ran out")
    sound_everywhere(hers)
    expect(lacking(boss)).to_have_text(["Marisol Vega", "Yonas Tesfaye"])
    sound_everywhere(boss)
    boss.get_by_role("link", name="Marisol Vega").click()
    boss.get_by_role("link", name="Record what was completed on paper").click()
    _renew(boss)
    stands(hers, "In date", "Good until")
    expect(lacking(boss)).to_have_text(["Yonas Tesfaye"])
    _history(hers, boss, number)


def _renew(boss: Page) -> None:
    """The same course once more, as it stands on paper."""
    boss.get_by_label("Course", exact=True).select_option(label=TITLE)
    boss.get_by_label("E-learning").check()
    boss.get_by_label("On which day was it completed?").fill(in_days(7 + 369).isoformat())
    boss.get_by_label("How many minutes did it take?").fill("45")
    sign(boss, "Record and confirm", asked=True)
    expect(boss.get_by_text("Daniel Okafor confirmed this").first).to_be_visible()


def _history(hers: Page, boss: Page, number: int) -> None:
    """Both are in the transcript; a day on which it had run out still says so."""
    hers.goto("/training")
    hers.get_by_role("link", name="My transcript").click()
    expect(hers.locator("table.rows tbody tr")).to_have_count(2)
    expect(hers.get_by_text("2 confirmed")).to_be_visible()
    expect(hers.get_by_text("1.8 hours")).to_be_visible()
    sound_everywhere(hers)
    with hers.expect_download() as download:
        hers.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text(encoding="utf-8-sig").count(TITLE) == 2
    boss.goto(f"{TEAM}?on={in_days(7 + 368)}&lacking={number}")
    expect(boss.get_by_text("As it was at the end of")).to_be_visible()
    expect(boss.locator("tbody th a")).to_have_text(["Marisol Vega", "Yonas Tesfaye"])


def furnished(cast: Cast) -> dict[str, Any]:
    """Something in every state; where it is to be seen."""
    officer, boss, me = actor(cast.officer), actor(cast.supervisor), actor(cast.learner)
    today, number = in_days(0), cast.learner.id
    for key in (
        COURSE,
        TRAUMA,
        TEAMWORK,
        "employment-plan",
        "public-charge",
        "planning-and-monitoring",
    ):
        terms = requirements.Terms(in_days(-200), 30, 12)
        requirements.require(officer, cast.office, course(key).id, "", terms)
    for key, days in ((TRAUMA, 10), (TEAMWORK, 340), ("employment-plan", 400)):
        on = today - timedelta(days=days)
        completed(boss, cast.learner, key, on=on, usual=False, until=on + timedelta(days=365))
    waivers.waive(boss, number, course("public-charge").id, "She **taught** it for six years.")
    own = own_courses.add(cast.office.id, OwnCourse("Our building", "Where the doors are."),
                          actor_id=officer.id)  # fmt: skip
    recorded.sent(me, outside=True, on=today - timedelta(days=5))
    recorded.begun(me)
    recorded.approved(me, boss, on=in_days(16))
    scheduled(cast, 6, cast.learner)
    asked = requirements.planned(cast.office.id, today)
    db.session.commit()
    return {"own": own.id, "asked": asked[0].id, "course": course(COURSE).id, "who": number,
            "office": cast.office.id, "waived": course("planning-and-monitoring").id}  # fmt: skip


def test_every_page_of_training(browse: Browse, played: Cast) -> None:
    there = furnished(played)
    db.session.rollback()  # the server is let go on
    hers = browse(LEARNER, width=390)
    walk(hers, ["/training", "/training/courses", f"/training/courses/{there['course']}",
                f"/training/courses/{there['own']}",
                f"/training/people/{there['who']}/transcript"])  # fmt: skip
    person, office = f"/training/people/{there['who']}", f"/offices/{there['office']}/training"
    officer = browse(OFFICER)
    walk(officer, [
        person, f"{person}/transcript?on={in_days(-1)}",
        f"{person}/courses/{there['waived']}/waive", f"{person}/waivers",
        TEAM, f"{TEAM}?column=operational-guidelines",
        f"{TEAM}?lacking={there['course']}&on={in_days(-1)}", f"{TEAM}?search=nobody", office,
        f"{office}/require", f"{office}/requirements/{there['asked']}/end",
        f"{office}/courses/new", f"{office}/courses/{there['own']}",
    ])  # fmt: skip


def test_what_is_wrong_is_said_beside_it(browse: Browse, played: Cast) -> None:
    """The forms with their errors, and the words that are kept."""
    course_id, office = course(COURSE).id, f"/offices/{played.office.id}/training"
    person = f"/training/people/{played.learner.id}"
    db.session.rollback()
    page = browse(OFFICER, width=390)
    page.goto(f"{person}/courses/{course_id}/waive")
    page.get_by_label("Why?").fill("She taught it on 03/12/1984.")
    page.get_by_role("button", name="Waive it").click()
    expect(page.get_by_label("Why?")).to_have_value("She taught it on 03/12/1984.")
    sound_everywhere(page)
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Waive it").click()
    expect(page.get_by_text("Waived. It is asked no more.")).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("button", name="Ask it again").click()
    expect(page.get_by_text("It is asked again.")).to_be_visible()
    page.goto(f"{office}/require")
    page.get_by_label("Good for how many months").fill("a year")
    page.get_by_role("button", name="Require it").click()
    expect(page.get_by_text("Choose a course.")).to_be_visible()
    expect(page.get_by_label("Good for how many months")).to_have_value("a year")
    sound_everywhere(page)
    answer = page.goto(f"{TEAM}?job=astronaut&search=Vega")
    assert answer is not None
    assert answer.status == 422
    expect(page.get_by_label("Find a person")).to_have_value("Vega")
    sound_everywhere(page)
