"""What happened to one person, from the record: who did what when, newest first.

A training officer who is asked "what went on in March?" answers from here; words and texts that
people wrote are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.base.db import db
from lms.base.events import Chain, Event
from lms.people import queries as people
from lms.progress.work import Work

PAGE = 50
SAID = {
    "person-added": "was added",
    "person-changed": "details were changed",
    "post-given": "was given a post from {on}",
    "role-granted": "was given the role {role}",
    "role-taken-back": "lost the role {role}",
    "password-set": "set a password",
    "signed-out": "signed out on every device",
    "deactivated": "left: the sign-in ended",
    "reactivated": "came back",
    "link-made": "was sent a link ({kind})",
    "link-used": "used the link ({kind})",
    "enrolled": "was enrolled, from {on}",
    "program-left": "was taken off the guide",
    "re-enrolled": "went on with the guide, from {on}",
    "moved-to-edition": "moved to edition {edition}",
    "ticked": "ticked",
    "unticked": "took a tick back",
    "counted": "counted {number}",
    "draft-started": "began to write",
    "submitted": "sent",
    "withdrawn": "took back what was sent",
    "signed-off": "signed off ({meaning}, {on})",
    "returned": "returned",
    "taken-up": "took a return back",
    "revoked": "took a signature back",
    "reopened": "reopened",
    "restored": "closed again",
    "waived": "waived",
    "section-completed": "completed the section, {on}",
    "section-reopened": "the section is open again",
    "program-completed": "completed the guide, {on}",
    "due-date-moved": "moved a date from {was} to {on}",
    "due-date-shifted": "a date went from {was} to {on}",
    "extension-asked": "asked for more time, until {on}",
    "extension-granted": "gave more time, until {on}",
    "extension-declined": "gave no more time",
    "extension-withdrawn": "no longer asks for more time",
    "extension-void": "more time is not needed any more",
    "notices-switched": "switched the daily mail on or off",
    "leave-recorded": "leave was recorded",
    "leave-changed": "leave was changed",
    "leave-taken-back": "leave was taken back",
    "progress-rebuilt": "the kept lines were written anew",
}


@dataclass(frozen=True)
class Happened:
    """One line of a person's record, ready to read."""

    at: datetime
    who: str | None  # None: by command
    said: str
    about: str  # the task or section, if any


def happened(
    work: Work, page: int, at: datetime | None = None
) -> tuple[list[Happened], bool]:  # fmt: skip
    """One page of what happened to the person of this enrollment, and whether there is more.

    Until the moment `at`, where one is given.
    """
    mine = select(Chain.id).filter_by(subject_kind="person", subject_id=work.person_id)
    found = select(Event).where(Event.chain_id.in_(mine)).order_by(Event.number.desc())
    if at is not None:
        found = found.where(Event.at <= at)
    rows = db.session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    names = people.names([row.actor_id for row in rows])
    lines = [_line(work, row, names) for row in rows[:PAGE]]
    return lines, len(rows) > PAGE


def _line(work: Work, row: Event, names: Mapping[int, str]) -> Happened:
    sentence = SAID.get(row.verb, row.verb.replace("-", " "))
    told: dict[str, Any] = {name: value for name, value in row.data.items() if value is not None}
    try:
        sentence = sentence.format_map(told)
    except KeyError:
        sentence = row.verb.replace("-", " ")
    return Happened(row.at, names.get(row.actor_id or 0), sentence, _about(work, row.data))


def _about(work: Work, data: Mapping[str, Any]) -> str:
    """The title of the task or section meant, as the person's edition has it."""
    if task := work.outline.tasks.get(str(data.get("task") or "")):
        return task.title
    key = data.get("section")
    return next((one.title for one in work.outline.sections if one.key == key), "")
