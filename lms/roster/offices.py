"""What an office is set up with: its name, its clock, its state, how long decisions may wait.

A clock or a state set wrong makes dates wrong for everyone there; therefore each is checked here,
whoever asks, and each change is in the office's record.
"""

from dataclasses import dataclass

from sqlalchemy import select

from lms.base import clock, events, markdown, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import rules as people
from lms.people import spelling
from lms.people.models import Office
from lms.roster.public_holidays import REGIONS

LONGEST_NAME, MOST_DAYS = 200, 60
US_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
    "Pacific/Guam",
)  # fmt: skip


class ChangedMeanwhile(Refusal):
    """Someone else saved while a page was open; sending it once more replaces what they wrote."""


@dataclass(frozen=True)
class Setup:
    """What can be set; `region` a US state ("" for none), `escalate_days` working days."""

    name: str
    time_zone: str
    region: str = ""
    escalate_days: int | None = None  # None: as the whole system has it


def setup_of(office: Office) -> Setup:
    """What is set now."""
    return Setup(office.name, office.time_zone, office.region or "", office.escalate_days)


def add(wanted: Setup, *, actor_id: int | None) -> Office:
    """A new office. Raises Refusal, naming the field."""
    wanted = _checked(wanted)
    events.lock(events.SYSTEM)  # a name is given once, whoever else adds an office now
    office = people.add_office(wanted.name, wanted.time_zone, actor_id=actor_id)
    return change(office, wanted, actor_id=actor_id)


def change(office: Office, wanted: Setup, *, actor_id: int | None) -> Office:
    """Another name, clock, state or patience; the same once more changes nothing.

    Dates that were given stay; a clock that is set anew says when a day ends from now on. Raises
    Refusal, naming the field.
    """
    wanted = _checked(wanted)
    events.lock(events.office(office.id), events.SYSTEM)
    db.session.refresh(office)
    before = setup_of(office)
    if wanted == before:
        return office
    same = select(Office.id).where(Office.name == wanted.name, Office.id != office.id)
    if db.session.scalar(same):
        raise Refusal("Give the office a name that no other has.", "name")
    office.name, office.time_zone = wanted.name, wanted.time_zone
    office.region, office.escalate_days = wanted.region or None, wanted.escalate_days
    events.record(
        events.office(office.id), "office-changed", actor_id=actor_id,
        renamed=wanted.name != before.name, time_zone=wanted.time_zone,
        region=wanted.region or None, escalate_days=wanted.escalate_days,
    )  # fmt: skip
    return office


def _checked(wanted: Setup) -> Setup:
    """The same with its name in one line. Raises Refusal for what no office can have."""
    name = one_line(wanted.name, "name", LONGEST_NAME)
    if not clock.is_zone(wanted.time_zone):
        raise Refusal("Choose a time zone from the list.", "time_zone")
    if wanted.region and wanted.region not in REGIONS:
        raise Refusal("Choose a state from the list.", "region")
    days = wanted.escalate_days
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Refusal(f"Write 1 to {MOST_DAYS} working days, or nothing.", "escalate_days")
    return Setup(name, wanted.time_zone, wanted.region, days)


def one_line(text: str, field: str, longest: int) -> str:
    """A short text as one line. Raises Refusal for what is no name, or cannot be shown."""
    if problem := markdown.check(text):
        raise Refusal(problem, field)
    text = spelling.one_line(text, field, longest)
    checked_label(text, field)
    if not text:
        raise Refusal("Give a name.", field)
    if spelling.is_formula(text):
        raise Refusal(spelling.FORMULA, field)
    return text


def checked_label(text: str, field: str) -> None:
    """Raises Refusal for a name or an address that everyone sees and that identifies a client."""
    try:
        prose.look_at_label(text)
    except Refusal as refusal:
        refusal.field = field
        raise
