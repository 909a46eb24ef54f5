"""The pages of those who lead, keep the roster and settle an office: sound in each width, theme."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from lms.base import clock
from lms.base.db import db
from lms.people import links
from lms.people import rules as people
from lms.reports import reports
from lms.roster import leave, local_tasks, uploads
from lms.roster.local_tasks import Local
from lms.signoff import extensions
from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import ADMINISTRATOR, BOSS, LEARNER, OFFICER, Browse
from tests.cast import Cast, actor

pytestmark = pytest.mark.browser
SECTION = "general-case-management"
FAULTY = (
    "Name,Email,Job title,Office,Start date\n"
    "Ana Lima,ana.lima@example.org,Captain,Salt Lake City,2026-03-02\n"
    "Bo Chen,bo.chen@example.org,Case manager,Salt Lake City,2026-03-02\n"
)


def _asked(cast: Cast) -> int:
    """More time that the learner asked for: the number of the question."""
    me = actor(cast.learner)
    due_on = me.today + timedelta(days=63 - me.today.weekday())
    found = extensions.ask(me, cast.work, (SECTION, ""), due_on, "My laptop came late.").id
    db.session.commit()
    return found


def test_the_map_and_what_lies_below(browse: Browse, busy: Cast) -> None:
    page = browse(OFFICER)
    then = clock.today("America/Denver") - timedelta(days=10)
    walk(page, ["/team", f"/team?on={then}&overdue=y"])
    walk(page, [f"/team/{busy.work.id}", f"/team/sections/{SECTION}", "/team/tasks/nasw-code"])
    page.goto("/team?on=2999-01-01")
    expect(page.get_by_text("Choose a day that has been")).to_be_visible()
    sound_everywhere(page)


def test_every_report(browse: Browse, busy: Cast) -> None:
    page = browse(OFFICER)
    walk(page, ["/reports", *(f"/reports/{one.key}" for one in reports.ALL)])


def test_the_roster(browse: Browse, busy: Cast) -> None:
    """A person and all that can be changed about them, seen by whoever may change most."""
    her, boss, work = f"/roster/{busy.learner.id}", busy.supervisor.id, busy.work.id
    today = clock.today("America/Denver")
    chosen = f"person={busy.learner.id}&person={boss}"
    leave.record(actor(busy.officer), busy.learner, today + timedelta(days=7), None)
    db.session.commit()
    page = browse(ADMINISTRATOR)
    walk(page, ["/roster", "/roster/add"])
    walk(page, [her, *(f"{her}/{to}" for to in ("edit", "post", "roles", "leave"))])
    walk(page, [f"/roster/{boss}/deactivate", f"/roster/enrollments/{work}"])
    walk(page, ["/roster/enroll", f"/roster/enroll?{chosen}&program=icm-onboarding&start={today}"])


def test_an_import_with_faults(browse: Browse, played: Cast) -> None:
    mine = uploads.store(actor(played.officer), FAULTY.encode())
    db.session.commit()
    page = browse(OFFICER)
    walk(page, ["/roster/import", f"/roster/import/{mine}"])
    page.goto("/roster/import")
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_text("Choose a CSV file")).to_be_visible()
    sound_everywhere(page)


def test_an_office_and_what_it_settles(browse: Browse, played: Cast) -> None:
    """Each page with something on it, the list of own tasks with a fault, and what learners see."""
    own, guide = f"/offices/{played.office.id}", played.work.program_id
    people.close_on(played.office, clock.today("America/Denver") + timedelta(days=30), "Retreat")
    tasks = [Local("Read", "How the phones work", note="By the door."), Local("Watch", "The van")]
    local_tasks.save(played.office, tasks, actor_id=None)
    db.session.commit()
    page = browse(ADMINISTRATOR)
    walk(page, ["/offices", own, f"{own}/settings", f"{own}/holidays", f"{own}/holidays/public"])
    walk(page, [f"{own}/due-days/{guide}", f"{own}/slots", f"{own}/slots/{guide}/unhcr-role"])
    walk(page, [f"{own}/own-tasks"])
    page.get_by_label("What there is to do").first.fill("")
    page.get_by_role("button", name="Save the list").click()
    expect(page.locator(".trouble")).to_be_visible()
    sound_everywhere(page)
    hers = browse(LEARNER)
    hers.locator(".own-tasks a").click()
    expect(hers.get_by_role("heading", name="Do next: How the phones work")).to_be_visible()
    sound_everywhere(hers)


def test_more_time_on_both_sides(browse: Browse, busy: Cast) -> None:
    ask, page = f"/onboarding/{busy.work.id}/due/{SECTION}", browse(LEARNER)
    walk(page, [ask])
    page.get_by_role("button", name="Ask for more time").click()
    expect(page.get_by_text("Say why: it stays in the record.")).to_be_visible()
    sound_everywhere(page)
    asked = _asked(busy)
    walk(page, [ask, "/account/notices"])
    his = browse(BOSS)
    walk(his, [f"/approvals/{asked}/extension"])
    his.get_by_role("button", name="Decline").click()
    expect(his.get_by_text("Say why not: the learner reads it.")).to_be_visible()
    sound_everywhere(his)


def test_the_doors_of_who_has_no_password(app: Flask, browse: Browse, played: Cast) -> None:
    secret = app.extensions["settings"].signing_key
    path = links.path_of(links.make(played.colleague, made_by=None, by_mail=False), secret)
    db.session.commit()
    page = browse()
    walk(page, ["/forgot", path])
    page.get_by_role("button", name="Set my password").click()
    expect(page.get_by_text("Write a password.").first).to_be_visible()
    sound_everywhere(page)
