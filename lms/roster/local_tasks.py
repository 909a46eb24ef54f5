"""The tasks that one office adds of its own: its building, its phones, its way of doing things.

They are a small program of their own, counted apart from the guide, so that the guide's numbers
mean the same in every office. Saving the list publishes an edition of it like a guide's: what was
done stays, found by its key, and keys are never given twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.addresses import checked_address
from lms.curriculum.links import stray_addresses
from lms.curriculum.models import Edition, Program, Task
from lms.curriculum.outline import (
    VERBS,
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.people import queries as people
from lms.people.models import Office
from lms.progress import alongside, moving
from lms.progress.due import Calendar
from lms.progress.enrolling import Starter, enroll_all, enrolled
from lms.roster.offices import ChangedMeanwhile
from lms.roster.supplies import checked_words

SECTION, SECTION_TITLE = "own", "Your office’s own tasks"
MOST, LONGEST_TITLE, LONGEST_NOTE, MOST_DAYS = 40, 300, 2000, 999
MEANWHILE = (
    "Someone changed this list meanwhile: open it in a new window to see how. "
    "Save once more to put yours in its place."
)
KEY = re.compile(r"t([1-9]\d{0,5})")


@dataclass(frozen=True)
class Local:
    """One task as the office words it; `key` is empty for a new one."""

    verb: str
    title: str
    key: str = ""
    note: str = ""  # Markdown
    url: str = ""
    confirmed: bool = False  # by the supervisor, else a tick is enough
    due_days: int | None = None  # from the first day; None: whenever


class WrongTask(Refusal):
    """Something is wrong with one task of the list; `place` says which, from 0."""

    def __init__(self, refusal: Refusal, place: int) -> None:
        super().__init__(refusal.message, refusal.field)
        self.place = place


def program_key(office: Office) -> str:
    """The key of an office's own program."""
    return f"office-{office.id}"


def latest(office: Office) -> Edition | None:
    """The own tasks as they are now; None where there never were any."""
    return curriculum.latest_edition(program_key(office))


def tasks_of(edition: Edition | None) -> list[Local]:
    """The tasks of an edition, in order."""
    if edition is None:
        return []
    outline = curriculum.outline(edition.id, edition.digest)
    return [
        Local(one.verb, one.title, one.key, one.note, one.url,
              one.signers is Signers.SUPERVISOR, one.due_days)
        for one in outline.tasks.values()
    ]  # fmt: skip


def save(
    office: Office, wanted: Sequence[Local], *, actor_id: int | None, was: int = 0,
    cleared: bool = False,
) -> Edition | None:  # fmt: skip
    """Let the list be this from now on; the new edition, or None when nothing changed.

    Tasks that are left out are asked for no longer; what was done for them stays on record. `was`
    is the edition's number that the page showed. Everyone at work on a guide in this office gets
    the new list. Raises WrongTask, or Refusal when someone else saved meanwhile.
    """
    checked = [_checked(one, place, cleared=cleared) for place, one in enumerate(wanted)]
    if len(checked) > MOST:
        raise Refusal(f"Keep it to {MOST} tasks: nobody reads a longer list.")
    events.lock(events.office(office.id), events.SYSTEM)  # publishing writes to both
    db.session.refresh(office)
    before = latest(office)
    present = tasks_of(before)
    keyed = _keyed(office, checked, present)
    if keyed == present:
        return None
    if was != (before.number if before else 0):
        raise ChangedMeanwhile(MEANWHILE)
    outline = _outline(office, keyed)
    edition = publishing.publish(outline, actor_id=actor_id, office_id=office.id)
    assert edition is not None, "the list is another than before"
    events.record(
        events.office(office.id), "own-tasks-published", actor_id=actor_id,
        program=edition.program_id, edition=edition.number, digest=edition.digest,
    )  # fmt: skip
    bring_along(office, edition, actor_id=actor_id)
    return edition


def bring_along(office: Office, edition: Edition, *, actor_id: int | None) -> None:
    """Those on an earlier list move to this one, and those at work on a guide here start it.

    They start today, or with their guide: nobody is late with what was not asked of them before.
    """
    moving.move_all(program_key(office), edition, actor_id=actor_id)
    today = clock.today(office.time_zone)
    if not curriculum.outline(edition.id, edition.digest).tasks:
        return
    here = alongside.at_work(office.id, today)
    new = here.keys() - enrolled(edition.program_id, [*here])
    calendar = Calendar(people.holidays(office.id))
    starters = [
        Starter(one, max(today, start), job_role, calendar)
        for one, (job_role, start) in sorted(here.items())
        if one in new
    ]
    if starters:
        enroll_all(edition, starters, actor_id=actor_id)


def _checked(one: Local, place: int, *, cleared: bool) -> Local:
    """The same with its words in order. Raises WrongTask."""
    try:
        return _in_order(one, cleared=cleared)
    except Refusal as refusal:
        raise WrongTask(refusal, place) from refusal


def _in_order(one: Local, *, cleared: bool) -> Local:
    title = " ".join(one.title.split())
    note, url = prose.tidy(one.note), one.url.strip()
    if one.verb not in VERBS:
        raise Refusal("Choose from the list.", "verb")
    if not title:
        raise Refusal("Say what there is to do.", "title")
    checked_words(one.title, "title", LONGEST_TITLE, cleared=cleared)
    checked_words(note, "note", LONGEST_NOTE, cleared=cleared)
    for field, text in (("title", title), ("note", note)):
        if any(fault for line in text.splitlines() for fault in stray_addresses(line)):
            raise Refusal("A link has to begin with https:// or http://.", field)
    if url:
        checked_address(url, "url")
    if one.due_days is not None and not 1 <= one.due_days <= MOST_DAYS:
        raise Refusal(f"Write 1 to {MOST_DAYS} days, or nothing.", "due_days")
    return Local(one.verb, title, one.key, note, url, one.confirmed, one.due_days)


def _keyed(office: Office, wanted: Sequence[Local], present: Sequence[Local]) -> list[Local]:
    """Each with a key: its own, that of the same words, or one that no task here ever had."""
    free = {one.key: one.title for one in present}
    given = [one.key if free.pop(one.key, "") else "" for one in wanted]
    number, listed = _highest(office), []
    for one, own in zip(wanted, given, strict=True):
        key = own or next((key for key, title in free.items() if title == one.title), "")
        if not free.pop(key, own):
            number += 1
            key = f"t{number}"
        listed.append(replace(one, key=key))
    return listed


def _highest(office: Office) -> int:
    """The highest number that a task of this office ever had."""
    used = select(Task.key).join(Edition, Edition.id == Task.edition_id)
    used = used.join(Program, Program.id == Edition.program_id)
    keys = db.session.scalars(used.where(Program.key == program_key(office)).distinct())
    return max((int(found[1]) for key in keys if (found := KEY.fullmatch(key))), default=0)


def _outline(office: Office, tasks: Sequence[Local]) -> ProgramOutline:
    topic = TopicOutline("", "", tuple(_task(one) for one in tasks))
    section = SectionOutline(SECTION, SECTION_TITLE, topics=(topic,))
    title = f"{office.name[:180]}: our own tasks"
    return ProgramOutline(program_key(office), title, sections=(section,))


def _task(one: Local) -> TaskOutline:
    asked = (Evidence.NONE, Signers.SUPERVISOR) if one.confirmed else (Evidence.TICK, Signers.NONE)
    evidence, signers = asked
    return TaskOutline(
        one.key, one.verb, one.title, url=one.url, note=one.note, evidence=evidence,
        signers=signers, due_days=one.due_days,
    )  # fmt: skip
