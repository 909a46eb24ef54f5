"""Removing a text of the log that slipped through: its author, the supervisor or the officer.

Whoever removes an answer means it wherever it stands: as it is being written and in each attempt.
The signature and the record stand, and say who removed it, when and why.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select, update

from lms.base import erasing, events, forgetting
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.prose import Prose
from lms.base.written import Copy, Written, counted
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access, decided
from lms.progress.decided import COPY
from lms.progress.models import ENTRY
from lms.shadowing.access import hold
from lms.shadowing.models import SENT, EntryAttempt, EntryText, LogEntry

forgetting.also(LogEntry, EntryAttempt)
AGENCY = 0  # stands for the partner agency and the job, which are no prose


@dataclass(frozen=True)
class Text(Written):
    """One text of an entry. The partner agency and the job, which are no prose, have AGENCY."""

    label: str


def texts(entry: LogEntry) -> list[Text]:
    """Everything that somebody wrote about an entry."""
    said = decided.said(ENTRY, entry.id)
    rows = [*_answers(entry.id), *(_Row((label, one.id), label, one) for label, one in said)]
    found = [_text(list(same)) for _, same in groupby(rows, key=lambda row: row.key)]
    if agency := f"{entry.agency} {entry.agency_job}".strip():
        author = people.names([entry.person_id])[entry.person_id]
        copy = Copy(AGENCY, entry.person_id, author, entry.saved_at, agency)
        found.append(_text([_Row(("agency", 0), "Partner agency and job", copy)]))
    return found


def overseen(actor: Actor, entry_id: int) -> LogEntry:
    """An entry whose texts the actor may remove: all of them, or some.

    The officer finds drafts here too, and reads none of them. Raises NotFound for strangers,
    NotAllowed for who may only look.
    """
    entry = db.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotFound
    if entry.person_id == actor.id or access.oversees(actor, entry.person_id):
        return entry
    if any(text.author_id == actor.id for text in texts(entry)):
        return entry
    if entry.state in SENT and access.may_look(actor, entry.person_id):
        raise NotAllowed
    raise NotFound


def removable(actor: Actor, entry: LogEntry) -> list[Text]:
    """Those that the actor may remove."""
    every = access.oversees(actor, entry.person_id)
    return [text for text in texts(entry) if every or text.author_id == actor.id]


def text_to_erase(actor: Actor, entry: LogEntry, text_id: int) -> Text:
    """One of these. Raises NotFound for any other."""
    found = next((one for one in removable(actor, entry) if text_id in one.ids), None)
    if found is None:
        raise NotFound
    return found


def erase(actor: Actor, entry: LogEntry, text_id: int, why: str) -> int:
    """Remove a text wherever it stands; returns how many copies went. Nothing the second time.

    Raises NotFound, NotAllowed, and Refusal for a reason that is not on the list.
    """
    hold(entry)
    text = text_to_erase(actor, overseen(actor, entry.id), text_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    number = _erase_agency(entry) if text_id == AGENCY else _erase_prose(actor, text, why)
    if number:
        entry.version += 1  # a page that is still open must not bring it back unseen
        events.record(
            events.person(entry.person_id), "text-erased", actor_id=actor.id, entry=entry.id,
            author=text.author_id, texts=" ".join(map(str, text.ids)), why=why,
        )  # fmt: skip
    return number


def _erase_prose(actor: Actor, text: Text, why: str) -> int:
    copies = db.session.scalars(select(Prose).where(Prose.id.in_(text.ids))).all()
    return erasing.erase(copies, actor_id=actor.id, why=why)


def _erase_agency(entry: LogEntry) -> int:
    """The two short lines, in the entry and in each attempt."""
    nothing = {"agency": "", "agency_job": ""}
    db.session.execute(
        update(EntryAttempt).where(EntryAttempt.entry_id == entry.id).values(**nothing)
    )
    entry.agency = entry.agency_job = ""
    entry.salt = secrets.token_hex(16)  # the digests that stay are of another
    db.session.flush()
    forgetting.after_commit()
    return 1


class _Row(NamedTuple):
    key: tuple[str, int]  # what makes rows one text
    label: str
    copy: Copy


def _answers(entry_id: int) -> Iterable[_Row]:
    found = (
        select(EntryText.position, EntryText.prompt, *COPY)
        .join(Prose, Prose.id == EntryText.prose_id)
        .join(Person, Person.id == Prose.author_id)
        .where(EntryText.entry_id == entry_id)
    )
    rows = db.session.execute(found.order_by(EntryText.position, Prose.id.desc()))
    return [_Row(("answer", row[0]), row[1] or "Answer", Copy(*row[2:])) for row in rows]


def _text(rows: list[_Row]) -> Text:
    return Text(**vars(counted([row.copy for row in rows])), label=rows[0].label)
