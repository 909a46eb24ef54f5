"""Every endpoint × every person of the cast: who may enter, who may not, who learns nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.people import rules as people
from lms.people.models import Holiday, Leave, Person
from lms.progress.models import Review
from lms.signoff import extensions, rules
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor
from tests.visitor import Visitor

EVERYONE = (
    "nobody", "learner", "colleague", "supervisor", "other_supervisor", "officer",
    "other_officer", "administrator", "auditor",
)  # fmt: skip
ALLOWED, SIGN_IN, FORBIDDEN, NOTHING = "allowed", "sign-in", "403", "404"


def _everyone(answer: str, **but: str) -> dict[str, str]:
    return dict.fromkeys(EVERYONE, answer) | but


PUBLIC = _everyone(ALLOWED)
SIGNED_IN = _everyone(ALLOWED, nobody=SIGN_IN)
OWN_WORK = _everyone(
    NOTHING, nobody=SIGN_IN, learner=ALLOWED, supervisor=FORBIDDEN, officer=FORBIDDEN,
    administrator=FORBIDDEN, auditor=FORBIDDEN,
)  # fmt: skip
SIGNERS = _everyone(
    ALLOWED, nobody=SIGN_IN, learner=FORBIDDEN, colleague=FORBIDDEN, administrator=FORBIDDEN,
    auditor=FORBIDDEN,
)  # fmt: skip
TEAM = SIGNERS | {"administrator": ALLOWED, "auditor": ALLOWED}
DECIDES = OWN_WORK | {"learner": FORBIDDEN, "supervisor": ALLOWED}
RECORD = OWN_WORK | dict.fromkeys(("supervisor", "officer", "administrator", "auditor"), ALLOWED)
LEADS = OWN_WORK | {"learner": FORBIDDEN, "supervisor": ALLOWED, "officer": ALLOWED}
TEAM = _everyone(ALLOWED, nobody=SIGN_IN, learner=FORBIDDEN, colleague=FORBIDDEN)
OFFICERS = _everyone(FORBIDDEN, nobody=SIGN_IN, officer=ALLOWED, other_officer=ALLOWED)
KEEPS = OFFICERS | {"administrator": ALLOWED}  # the roster
MANAGES = RECORD | dict.fromkeys(("learner", "supervisor", "auditor"), FORBIDDEN)
GIVES_ROLES = MANAGES | {"officer": FORBIDDEN}
AWAY = LEADS | {"administrator": ALLOWED}
KEEPS_ONE = AWAY | {"supervisor": FORBIDDEN}
KEEPS_OFFICE = _everyone(
    FORBIDDEN, nobody=SIGN_IN, officer=ALLOWED, administrator=ALLOWED, other_officer=NOTHING
)
OWN_FILE = KEEPS | dict.fromkeys(("officer", "other_officer", "administrator"), NOTHING)


class Door(NamedTuple):
    """One way in, and what each person of the cast meets there."""

    method: str
    path: str
    met: dict[str, str]


TASK = "/onboarding/{work}/tasks/two-principles"
ACCOUNT = "/roster/{learner}"
LED, DUE = "/record/{work}/tasks/two-principles", "/record/{work}/due"
OFFICE = "/offices/{office}"
DOORS = {
    "asset": [Door("GET", "/assets/0/app.css", PUBLIC)],
    "healthz": [Door("GET", "/healthz", PUBLIC)],
    "people.sign_in": [Door("GET", "/sign-in", PUBLIC), Door("POST", "/sign-in", PUBLIC)],
    "people.sign_in_again": [Door("POST", "/sign-in/again", _everyone(SIGN_IN, nobody=ALLOWED))],
    "people.theme": [Door("POST", "/theme", PUBLIC)],
    "people.sign_out": [Door("POST", "/sign-out", SIGNED_IN)],
    "people.welcome": [Door("GET", "/welcome/1.x", PUBLIC), Door("POST", "/welcome/1.x", PUBLIC)],
    "people.forgot": [Door("GET", "/forgot", PUBLIC), Door("POST", "/forgot", PUBLIC)],
    "people.password": [
        Door("GET", "/account/password", SIGNED_IN), Door("POST", "/account/password", SIGNED_IN),
    ],
    "notices.mine": [Door("GET", "/account/notices", SIGNED_IN)],
    "notices.switch": [Door("POST", "/account/notices", SIGNED_IN)],
    "progress.home": [Door("GET", "/", SIGNED_IN)],
    "progress.my_onboarding": [Door("GET", "/onboarding", SIGNED_IN)],
    "progress.enrollment": [Door("GET", "/onboarding/{work}", OWN_WORK)],
    "progress.tick": [Door("POST", "/onboarding/{work}/tasks/nasw-code/tick", OWN_WORK)],
    "progress.untick": [Door("POST", "/onboarding/{work}/tasks/nasw-code/untick", OWN_WORK)],
    "progress.count": [
        Door("POST", "/onboarding/{work}/tasks/three-cases-notes/count", OWN_WORK),
        Door("POST", "/onboarding/{work}/tasks/three-case-files/count/open", OWN_WORK),
    ],
    "progress.my_record": [Door("GET", "/record", SIGNED_IN)],
    "progress.record": [Door("GET", "/record/{work}", RECORD)],
    "progress.record_csv": [Door("GET", "/record/{work}/record.csv", RECORD)],
    "reports.team": [Door("GET", "/team", TEAM)],
    "reports.team_file": [Door("GET", "/team.csv", TEAM), Door("GET", "/team.xlsx", TEAM)],
    "reports.person": [Door("GET", "/team/{work}", RECORD)],
    "reports.section": [Door("GET", "/team/sections/general-case-management", TEAM)],
    "reports.task": [Door("GET", "/team/tasks/nasw-code", TEAM)],
    "signoff.task": [Door("GET", TASK, OWN_WORK)],
    "signoff.draft": [Door("POST", f"{TASK}/draft", OWN_WORK)],
    "signoff.send": [Door("POST", f"{TASK}/send", OWN_WORK)],
    "signoff.preview": [Door("POST", f"{TASK}/preview", OWN_WORK)],
    "signoff.withdraw": [Door("POST", f"{TASK}/withdraw", OWN_WORK)],
    "signoff.approvals": [Door("GET", "/approvals", SIGNERS)],
    "signoff.late": [Door("GET", "/approvals/late", OFFICERS)],
    "signoff.review": [Door("GET", "/approvals/{review}", DECIDES)],
    "signoff.sign_off": [Door("POST", "/approvals/{review}/sign-off", DECIDES)],
    "signoff.give_back": [Door("POST", "/approvals/{review}/return", DECIDES)],
    "signoff.take_up": [Door("POST", "/approvals/{review}/take-up", DECIDES)],
    "signoff.revoke_own": [Door("POST", "/approvals/{review}/revoke", DECIDES)],
    "signoff.led_task": [Door("GET", LED, LEADS)],
    "signoff.record_talk": [Door("POST", f"{LED}/record", LEADS)],
    "signoff.waive": [Door("POST", f"{LED}/waive", LEADS)],
    "signoff.reopen": [Door("POST", f"{LED}/reopen", LEADS)],
    "signoff.revoke": [Door("POST", f"{LED}/revoke/1", LEADS)],
    "signoff.due": [
        Door("GET", f"{DUE}/who-we-serve", LEADS),
        Door("GET", f"{DUE}/additional-resources/dv-protocol", LEADS),
    ],
    "signoff.move_due": [
        Door("POST", f"{DUE}/who-we-serve", LEADS),
        Door("POST", f"{DUE}/additional-resources/dv-protocol", LEADS),
    ],
    "reports.reports": [Door("GET", "/reports", TEAM)],
    "reports.report": [Door("GET", "/reports/overdue", TEAM)],
    "reports.report_file": [
        Door("GET", "/reports/overdue.csv", TEAM), Door("GET", "/reports/hours.xlsx", TEAM),
    ],
    "roster.people": [Door("GET", "/roster", KEEPS)],
    "roster.add": [Door("GET", "/roster/add", KEEPS), Door("POST", "/roster/add", KEEPS)],
    "roster.person": [Door("GET", ACCOUNT, MANAGES)],
    "roster.link": [Door("POST", f"{ACCOUNT}/link", MANAGES)],
    "roster.edit": [
        Door("GET", f"{ACCOUNT}/edit", MANAGES), Door("POST", f"{ACCOUNT}/edit", MANAGES),
    ],
    "roster.post": [
        Door("GET", f"{ACCOUNT}/post", MANAGES), Door("POST", f"{ACCOUNT}/post", MANAGES),
    ],
    "roster.deactivate": [
        Door("GET", f"{ACCOUNT}/deactivate", MANAGES),
        Door("POST", f"{ACCOUNT}/deactivate", MANAGES),
    ],
    "roster.reactivate": [Door("POST", f"{ACCOUNT}/reactivate", MANAGES)],
    "roster.roles": [
        Door("GET", f"{ACCOUNT}/roles", GIVES_ROLES), Door("POST", f"{ACCOUNT}/roles", GIVES_ROLES),
    ],
    "roster.take_back": [Door("POST", f"{ACCOUNT}/roles/1/take-back", GIVES_ROLES)],
    "roster.imports": [Door("GET", "/roster/import", KEEPS)],
    "roster.upload": [Door("POST", "/roster/import", KEEPS)],
    "roster.import_example": [Door("GET", "/roster/import/example.csv", KEEPS)],
    "roster.look_at_import": [Door("GET", "/roster/import/999", OWN_FILE)],
    "roster.match_columns": [Door("POST", "/roster/import/999/columns", OWN_FILE)],
    "roster.discard_import": [Door("POST", "/roster/import/999/discard", OWN_FILE)],
    "roster.carry_out_import": [Door("POST", "/roster/import/999/carry-out", OWN_FILE)],
    "roster.people_csv": [Door("GET", "/roster/people.csv", KEEPS)],
    "signoff.several": [Door("GET", "/record/{work}/together", LEADS)],
    "signoff.sign_several": [Door("POST", "/record/{work}/together", LEADS)],
    "signoff.ask": [
        Door("GET", "/onboarding/{work}/due/who-we-serve", OWN_WORK),
        Door("GET", "/onboarding/{work}/due/additional-resources/dv-protocol", OWN_WORK),
    ],
    "signoff.ask_now": [
        Door("POST", "/onboarding/{work}/due/who-we-serve", OWN_WORK),
        Door("POST", "/onboarding/{work}/due/additional-resources/dv-protocol", OWN_WORK),
    ],
    "signoff.ask_no_more": [
        Door("POST", "/onboarding/{work}/extensions/{extension}/withdraw", OWN_WORK),
    ],
    "signoff.extension": [Door("GET", "/approvals/{extension}/extension", DECIDES)],
    "signoff.grant": [Door("POST", "/approvals/{extension}/extension/grant", DECIDES)],
    "signoff.decline": [Door("POST", "/approvals/{extension}/extension/decline", DECIDES)],
    "roster.leave": [Door("GET", "/roster/{learner}/leave", AWAY)],
    "roster.record_leave": [Door("POST", "/roster/{learner}/leave", AWAY)],
    "roster.end_leave": [Door("POST", "/roster/{learner}/leave/{leave}/end", AWAY)],
    "roster.take_leave_back": [Door("POST", "/roster/{learner}/leave/{leave}/take-back", AWAY)],
    "roster.enrollment": [Door("GET", "/roster/enrollments/{work}", KEEPS_ONE)],
    "roster.withdraw": [Door("POST", "/roster/enrollments/{work}/withdraw", KEEPS_ONE)],
    "roster.re_enroll": [Door("POST", "/roster/enrollments/{work}/re-enroll", KEEPS_ONE)],
    "roster.enroll": [Door("GET", "/roster/enroll", KEEPS)],
    "roster.enroll_now": [Door("POST", "/roster/enroll", KEEPS)],
    "roster.offices": [Door("GET", "/offices", KEEPS)],
    "roster.add_office": [
        Door("POST", "/offices", _everyone(FORBIDDEN, nobody=SIGN_IN, administrator=ALLOWED)),
    ],
    "roster.office": [Door("GET", OFFICE, KEEPS_OFFICE)],
    "roster.office_settings": [Door("GET", f"{OFFICE}/settings", KEEPS_OFFICE)],
    "roster.change_office": [Door("POST", f"{OFFICE}/settings", KEEPS_OFFICE)],
    "roster.office_holidays": [Door("GET", f"{OFFICE}/holidays", KEEPS_OFFICE)],
    "roster.add_holiday": [Door("POST", f"{OFFICE}/holidays", KEEPS_OFFICE)],
    "roster.remove_holiday": [
        Door("POST", f"{OFFICE}/holidays/{{holiday}}/remove", KEEPS_OFFICE),
    ],
    "roster.public_holidays": [Door("GET", f"{OFFICE}/holidays/public", KEEPS_OFFICE)],
    "roster.add_public_holidays": [Door("POST", f"{OFFICE}/holidays/public", KEEPS_OFFICE)],
    "roster.office_due_days": [Door("GET", f"{OFFICE}/due-days/{{guide}}", KEEPS_OFFICE)],
    "roster.change_due_days": [Door("POST", f"{OFFICE}/due-days/{{guide}}", KEEPS_OFFICE)],
    "roster.slots": [Door("GET", f"{OFFICE}/slots", KEEPS_OFFICE)],
    "roster.slot": [Door("GET", f"{OFFICE}/slots/{{guide}}/unhcr-role", KEEPS_OFFICE)],
    "roster.fill_slot": [Door("POST", f"{OFFICE}/slots/{{guide}}/unhcr-role", KEEPS_OFFICE)],
    "roster.own_tasks": [Door("GET", f"{OFFICE}/own-tasks", KEEPS_OFFICE)],
    "roster.save_own_tasks": [Door("POST", f"{OFFICE}/own-tasks", KEEPS_OFFICE)],
}  # fmt: skip


@pytest.fixture
def leave(cast: Cast) -> Leave:
    """A leave of the learner that is to come."""
    found = Leave(person_id=cast.learner.id, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8),
                  first_at=clock.now(), recorded_at=clock.now())  # fmt: skip
    db.session.add(found)
    db.session.commit()
    return found


@pytest.fixture
def extension(cast: Cast) -> Review:
    """More time that the learner asked for."""
    learner, place = actor(cast.learner), ("general-case-management", "")
    found = extensions.ask(learner, cast.work, place, date(2026, 4, 15), "My laptop came late.")
    db.session.commit()
    return found


@pytest.fixture
def review(cast: Cast) -> Review:
    """A reflection of the learner that waits for the supervisor."""
    texts = ["Dignity of the person.", "Service before self."]
    learner = actor(cast.learner)
    found = rules.submit(learner, cast.work, "two-principles", Writing(texts, 0))
    db.session.commit()
    assert found is not None
    return found


@pytest.fixture
def holiday(cast: Cast) -> Holiday:
    """A day on which the learner's office is closed."""
    people.close_on(cast.office, date(2026, 7, 24), "Pioneer Day")
    return db.session.scalars(select(Holiday)).one()


def _doors() -> Iterator[tuple[str, Door]]:
    for endpoint, doors in DOORS.items():
        for door in doors:
            yield endpoint, door


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    """A new endpoint, or a new method of one, must be decided on here."""
    wanted = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(endpoint, door.method) for endpoint, door in _doors()} == wanted


@pytest.mark.parametrize("who", EVERYONE)
def test_what_each_person_meets(
    who: str, cast: Cast, review: Review, extension: Review, leave: Leave, holiday: Holiday,
    visit: Callable[..., Visitor],
) -> None:  # fmt: skip
    """Allowed, told that it is not theirs, told nothing at all, or asked to sign in."""
    person: Person | None = cast.people().get(who)
    met, wanted = {}, {}
    rows = {"work": cast.work.id, "review": review.id, "leave": leave.id,
            "learner": cast.learner.id, "extension": extension.id, "office": cast.office.id,
            "guide": cast.work.program_id, "holiday": holiday.id}  # fmt: skip
    for endpoint, door in _doors():
        path = door.path.format(**rows)
        window, key = visit(person), person.session_key if person else ""
        answer = window.get(path) if door.method == "GET" else window.post(path)
        if person is not None:
            db.session.refresh(person)
        signed_out = person is not None and person.session_key != key
        said = ALLOWED if signed_out else _said(answer.status_code, answer.location)
        met[endpoint, door.path, door.method] = said
        wanted[endpoint, door.path, door.method] = door.met[who]
    assert met == wanted


def _said(status: int, location: str | None) -> str:
    if location and location.split("?")[0] == "/sign-in":
        return SIGN_IN
    assert status < 500, status
    return {403: FORBIDDEN, 404: NOTHING}.get(status, ALLOWED)


NOWHERE = (
    "/onboarding/999", "/approvals/999", "/onboarding/999/tasks/nasw-code", "/record/999",
    "/record/999/record.csv", "/record/999/tasks/nasw-code", "/record/999/due/who-we-serve",
    "/record/999/together", "/roster/999", "/roster/999/edit", "/roster/999/roles",
    "/record/999/together", "/approvals/999/extension", "/onboarding/999/due/who-we-serve",
    "/roster/999/leave", "/roster/enrollments/999",
    "/record/999/together", "/offices/999", "/offices/999/own-tasks",
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYONE)
def test_nothing_there_is_said_alike(who: str, cast: Cast, visit: Callable[..., Visitor]) -> None:
    """What does not exist and what a stranger may not know of cannot be told apart."""
    window = visit(cast.people().get(who))
    for path in NOWHERE:
        answer = window.get(path)
        assert answer.status_code == (303 if who == "nobody" else 404)
