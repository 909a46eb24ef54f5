"""Every way in, and what each person of the cast meets there."""

from tests.competencies.doors import COMPETENCIES
from tests.met import (
    ALLOWED,
    AWAY,
    DECIDES,
    FORBIDDEN,
    GIVES_ROLES,
    KEEPS,
    KEEPS_OFFICE,
    KEEPS_ONE,
    LEADS,
    MANAGES,
    NOTHING,
    OFFICERS,
    ONLY_OWN,
    OWN_FILE,
    OWN_WORK,
    PUBLIC,
    RECORD,
    REMOVES,
    SIGN_IN,
    SIGNED_IN,
    SIGNERS,
    TEAM,
    Door,
    everyone,
)
from tests.quizzes.doors import QUIZZES
from tests.training.doors import TRAINING
from tests.training.record_doors import RECORDS

TASK = "/onboarding/{work}/tasks/two-principles"
ACCOUNT = "/roster/{learner}"
LED, DUE = "/record/{work}/tasks/two-principles", "/record/{work}/due"
OFFICE = "/offices/{office}"
LOG = "/log/entries"


def _of_entry(verb: str) -> list[Door]:
    """The learner's alone; whoever sees a sent one is told that it is not theirs."""
    return [Door("POST", f"{LOG}/{{draft}}/{verb}", ONLY_OWN),
            Door("POST", f"{LOG}/{{sent}}/{verb}", OWN_WORK)]  # fmt: skip


def _of_colleague(verb: str) -> list[Door]:
    """Whoever is named as the colleague, and of a sent entry only."""
    return [
        Door("POST", f"{LOG}/{{draft}}/{verb}", ONLY_OWN | {"learner": FORBIDDEN}),
        Door("POST", f"{LOG}/{{sent}}/{verb}", OWN_WORK | {"learner": FORBIDDEN}),
        Door("POST", f"{LOG}/{{named}}/{verb}",
             OWN_WORK | {"learner": FORBIDDEN, "colleague": ALLOWED}),
        Door("POST", f"{LOG}/{{named_draft}}/{verb}", ONLY_OWN | {"learner": FORBIDDEN}),
    ]  # fmt: skip


def _of_leader(verb: str) -> list[Door]:
    """Whoever leads the learner today, and of a sent entry only."""
    return [
        Door("POST", f"{LOG}/{{draft}}/{verb}", ONLY_OWN | {"learner": FORBIDDEN}),
        Door("POST", f"{LOG}/{{sent}}/{verb}", LEADS),
    ]


def _of_texts(method: str, path: str) -> list[Door]:
    """The author, and who oversees the learner: of a draft too, for none of it is shown."""
    overseen = LEADS | {"learner": ALLOWED}
    unseen = dict.fromkeys(("administrator", "auditor"), NOTHING)
    return [Door(method, f"{LOG}/{{sent}}/texts{path}", overseen),
            Door(method, f"{LOG}/{{draft}}/texts{path}", overseen | unseen)]  # fmt: skip


DOORS = {
    "asset": [Door("GET", "/assets/0/app.css", PUBLIC)],
    "guard": [Door("POST", "/guard", SIGNED_IN)],
    "healthz": [Door("GET", "/healthz", PUBLIC)],
    "people.sign_in": [Door("GET", "/sign-in", PUBLIC), Door("POST", "/sign-in", PUBLIC)],
    "people.sign_in_again": [Door("POST", "/sign-in/again", everyone(SIGN_IN, nobody=ALLOWED))],
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
    "signoff.texts": [Door("GET", "/record/{work}/texts", LEADS)],
    "signoff.task_texts": [Door("GET", f"{LED}/texts", LEADS)],
    "signoff.remove": [Door("GET", "/record/{work}/texts/{text}/remove", REMOVES)],
    "signoff.remove_now": [Door("POST", "/record/{work}/texts/{text}/remove", REMOVES)],
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
    "roster.enroll_all": [Door("GET", "/roster/enroll/all", KEEPS)],
    "roster.invite": [Door("GET", "/roster/invite", KEEPS)],
    "roster.invite_now": [Door("POST", "/roster/invite", KEEPS)],
    "roster.invite_all": [Door("GET", "/roster/invite/all", KEEPS)],
    "roster.invite_links": [Door("GET", "/roster/invite/links", KEEPS)],
    "roster.offices": [Door("GET", "/offices", KEEPS)],
    "roster.add_office": [
        Door("POST", "/offices", everyone(FORBIDDEN, nobody=SIGN_IN, administrator=ALLOWED)),
    ],
    "roster.office": [Door("GET", OFFICE, KEEPS_OFFICE)],
    "roster.office_settings": [Door("GET", f"{OFFICE}/settings", KEEPS_OFFICE)],
    "roster.change_office": [Door("POST", f"{OFFICE}/settings", KEEPS_OFFICE)],
    "roster.office_holidays": [Door("GET", f"{OFFICE}/holidays", KEEPS_OFFICE)],
    "roster.add_holiday": [Door("POST", f"{OFFICE}/holidays", KEEPS_OFFICE)],
    "roster.identifiers": [Door("GET", f"{OFFICE}/identifiers", KEEPS_OFFICE)],
    "roster.add_identifier": [Door("POST", f"{OFFICE}/identifiers", KEEPS_OFFICE)],
    "roster.try_identifiers": [Door("POST", f"{OFFICE}/identifiers/try", KEEPS_OFFICE)],
    "roster.remove_identifier": [
        Door("POST", f"{OFFICE}/identifiers/{{identifier}}/remove", KEEPS_OFFICE),
    ],
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
    "shadowing.log": [Door("GET", "/log", SIGNED_IN)],
    "shadowing.new": [Door("GET", "/log/new", SIGNED_IN)],
    "shadowing.begin": [Door("POST", "/log/new", SIGNED_IN)],
    "shadowing.entry": [
        Door("GET", f"{LOG}/{{draft}}", ONLY_OWN), Door("GET", f"{LOG}/{{sent}}", RECORD),
    ],
    "shadowing.save": _of_entry("draft"),
    "shadowing.send": _of_entry("send"),
    "shadowing.withdraw": _of_entry("withdraw"),
    "shadowing.give_up": _of_entry("give-up"),
    "shadowing.take_up": _of_entry("take-up"),
    "shadowing.make_link": _of_entry("link"),
    "shadowing.end_link": _of_entry("link/end"),
    "shadowing.confirm": _of_colleague("confirm"),
    "shadowing.unconfirm": _of_colleague("unconfirm"),
    "shadowing.by_link": [
        Door("GET", "/log/confirm/{link}", PUBLIC), Door("POST", "/log/confirm/{link}", PUBLIC),
        Door("GET", "/log/confirm/1.x", PUBLIC), Door("POST", "/log/confirm/1.x", PUBLIC),
    ],
    "shadowing.texts": _of_texts("GET", ""),
    "shadowing.remove": _of_texts("GET", "/agency/remove"),
    "shadowing.remove_now": _of_texts("POST", "/agency/remove"),
    "shadowing.reopen": _of_leader("reopen"),
    "shadowing.count_for": _of_leader("tasks"),
    "shadowing.review": [Door("GET", "/approvals/{entry_review}/entry", DECIDES)],
    "shadowing.accept": [Door("POST", "/approvals/{entry_review}/entry/accept", DECIDES)],
    "shadowing.give_back": [Door("POST", "/approvals/{entry_review}/entry/return", DECIDES)],
    "shadowing.task": [Door("GET", "/onboarding/{work}/tasks/two-assessments/log", OWN_WORK)],
    "shadowing.person": [Door("GET", "/log/people/{learner}", RECORD)],
    "shadowing.paper": [Door("GET", "/log/people/{learner}/paper", RECORD)],
    "shadowing.person_file": [
        Door("GET", "/log/people/{learner}.csv", RECORD),
        Door("GET", "/log/people/{learner}.xlsx", RECORD),
    ],
    "shadowing.team": [Door("GET", "/log/team", TEAM)],
    "shadowing.team_file": [
        Door("GET", "/log/team.csv", TEAM), Door("GET", "/log/team.xlsx", TEAM),
    ],
    "shadowing.rules": [Door("GET", f"{OFFICE}/log", KEEPS_OFFICE)],
    "shadowing.change_rules": [Door("POST", f"{OFFICE}/log", KEEPS_OFFICE)],
    "roster.save_own_tasks": [Door("POST", f"{OFFICE}/own-tasks", KEEPS_OFFICE)],
    "shadowing.worker": [Door("GET", "/sw.js", PUBLIC)],
    "shadowing.offline": [Door("GET", "/log/offline", PUBLIC)],
    "shadowing.whose": [Door("GET", "/log/arrivals", SIGNED_IN)],
    "shadowing.arrive": [Door("POST", "/log/arrivals", SIGNED_IN)],
    "pathway.who_does_what": [Door("GET", "/pathway", SIGNED_IN)],
    "pathway.clocks": [Door("GET", "/pathway/clocks", SIGNED_IN)],
    "pathway.reckon": [Door("POST", "/pathway/clocks", SIGNED_IN)],
} | TRAINING | RECORDS | QUIZZES | COMPETENCIES  # fmt: skip
