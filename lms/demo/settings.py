"""What the demo's offices have set for themselves: links and notes, own tasks, days, the log.

Salt Lake City has filled about a third of the guide's slots, as an office does that has begun:
what its new hires meet first, and one of them nobody has looked at again.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from lms.base import clock
from lms.demo.branches import BOISE, COLETTE, DANIEL, HOME, PRIYA, SALT_LAKE_CITY, Branch, Colleague
from lms.demo.holidays import OWN_NAME, holidays, staff_day
from lms.demo.opening import person
from lms.demo.own_tasks import OWN_TASKS
from lms.demo.plan import at, open_day
from lms.demo.seen import SCHOOL_VISIT
from lms.people.models import Office
from lms.roster import due_days, local_tasks, supplies
from lms.roster import holidays as closing
from lms.roster.local_tasks import Local
from lms.roster.supplies import Filling
from lms.shadowing import office_rules
from lms.shadowing.office_rules import Asked

INTRANET = "https://intranet.harborlight.example"
MEDIA = "https://media.harborlight.example"
FILLED_AT, CLOSED_AT = time(10, 0), time(16, 57)
FILLED = timedelta(days=180)  # before today
A_YEAR = timedelta(days=365)
LONGER = {"community-outreach": 120}  # Boise's partners are far apart
BACK_DAYS = 30  # so far back Boise takes entries of the log


class Given(NamedTuple):
    """What goes into one slot, and who looks after it."""

    key: str
    owner: Colleague | None
    url: str = ""
    note: str = ""


FIRST = (Given("pc-guidelines", PRIYA, f"{INTRANET}/icm/program-guidelines"),)  # a year ago
LATER = (
    Given("how-refugees-arrive", PRIYA, f"{MEDIA}/how-refugees-arrive"),
    Given("unhcr-role", PRIYA, f"{MEDIA}/unhcr-role"),
    Given("asylum-process-steps", PRIYA, f"{INTRANET}/learn/asylum-steps"),
    Given("esthers-journey", PRIYA, f"{MEDIA}/esthers-journey"),
    Given("human-trafficking-introduction", PRIYA, f"{INTRANET}/learn/human-trafficking"),
    Given("foundations-video", PRIYA, f"{MEDIA}/case-management-foundations"),
    Given("strengths-based-services", PRIYA, f"{MEDIA}/strengths-based-services"),
    Given("strengths-based-article", PRIYA, f"{INTRANET}/learn/strengths-based"),
    Given("strengths-in-a-sample-intake", DANIEL,
          note="A made-up intake lies in the blue folder on the training shelf."),
    Given("trauma-informed-care-video", PRIYA, f"{MEDIA}/trauma-informed-care"),
    Given("client-boundaries", PRIYA, f"{MEDIA}/client-boundaries"),
    Given("boundaries-electronic-age", PRIYA, f"{MEDIA}/boundaries-electronic-age"),
    Given("pc-overview", PRIYA, f"{INTRANET}/icm/overview"),
    Given("forms-and-tools", DANIEL, f"{INTRANET}/icm/forms",
          "Start with the intake packet; the rest makes sense after it."),
    Given("intake-process", DANIEL, f"{INTRANET}/icm/intake-step-by-step"),
    Given("intake-forms-list", DANIEL, f"{INTRANET}/icm/forms"),
    Given("mental-health-referral-forms", DANIEL, f"{INTRANET}/icm/referrals",
          "Ask Daniel for the list of clinics that have room."),
    Given("three-exception-requests", DANIEL,
          note="Daniel keeps granted requests without names in a binder. Ask him for three."),
    Given("report-templates", None, f"{INTRANET}/icm/reports"),
    Given("case-file-checklist", DANIEL, f"{INTRANET}/icm/file-checklist"),
    Given("dv-protocol", DANIEL, f"{INTRANET}/safety/domestic-violence"),
    Given("suicide-protocol", DANIEL, f"{INTRANET}/safety/suicide"),
)  # fmt: skip


def set_up(offices: Mapping[Branch, Office], program_id: int) -> None:
    """What the offices set on their first day."""
    known = {one.key for one in due_days.guide(program_id).outline.sections}
    longer = {key: days for key, days in LONGER.items() if key in known}
    due_days.change(offices[BOISE], program_id, longer, actor_id=person(COLETTE).id)
    asked = Asked(back_days=BACK_DAYS, own=dict((SCHOOL_VISIT,)))
    office_rules.change(offices[BOISE], asked, actor_id=person(COLETTE).id)
    tasks = [Local(one.verb, one.title, note=one.note, confirmed=one.confirmed, due_days=one.days)
             for one in OWN_TASKS]  # fmt: skip
    local_tasks.save(offices[SALT_LAKE_CITY], tasks, actor_id=person(PRIYA).id)
    _fill(offices[SALT_LAKE_CITY], program_id, FIRST)


def filled_at(today: date) -> datetime:
    """When Salt Lake City had found most of what goes into its slots."""
    day = open_day(today - FILLED, holidays(SALT_LAKE_CITY, today))
    return at(day, FILLED_AT, SALT_LAKE_CITY)


def fill_slots(offices: Mapping[Branch, Office], program_id: int) -> None:
    """What Salt Lake City found for its slots in the course of time; the caller lets it be then."""
    _fill(offices[SALT_LAKE_CITY], program_id, LATER)


def keep_a_day_free(offices: Mapping[Branch, Office], today: date) -> None:
    """Salt Lake City will be closed on a day of its own; decided on the last working day."""
    day = open_day(today - timedelta(days=1), holidays(SALT_LAKE_CITY, today))
    with clock.pretend(at(day, CLOSED_AT, SALT_LAKE_CITY)):
        closing.add(offices[SALT_LAKE_CITY], staff_day(today), OWN_NAME, actor_id=person(PRIYA).id)


def _fill(there: Office, program_id: int, given: tuple[Given, ...]) -> None:
    """Fill these slots; what has someone who looks after it is to be looked at in a year.

    The guide may have changed meanwhile: what is no slot any more is passed by.
    """
    known = {one.task.key for one in supplies.slots(there)}
    for one in (one for one in given if one.key in known):
        looks_after = person(one.owner).id if one.owner else None
        wanted = Filling(
            one.url, one.note, looks_after,
            clock.today(HOME.zone) + A_YEAR if looks_after else None,
        )  # fmt: skip
        supplies.fill(there, program_id, one.key, wanted, actor_id=person(PRIYA).id)
