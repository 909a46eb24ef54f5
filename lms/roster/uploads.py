"""A file between its upload and its import: kept as text, for its uploader only, for a day.

It lists people who may never come to work here, so it goes as soon as it served: imported, thrown
away, or forgotten. It is no part of the record: what counts is what is imported from it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, select, update

from lms.base import clock, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.roster import columns, sheet
from lms.roster.columns import Matched
from lms.roster.models import Upload
from lms.roster.sheet import Sheet

KEPT = timedelta(days=1)
GONE = (
    "This file is not here any more: it was imported already, thrown away, or it lay for over a "
    "day. If in doubt, upload it again: what was imported is left as it is."
)

IN_NAME = "Nothing was kept, because of the file’s name. {said} Only a list of staff belongs here."


@dataclass(frozen=True)
class Kept:
    """An upload as it was read, good after the transaction that read it."""

    id: int
    person_id: int
    text: str
    matched: dict[str, str]  # our column → the file's heading
    uploaded_at: datetime

    @cached_property
    def sheet(self) -> Sheet:
        """Its headings and rows."""
        return sheet.read(self.text)

    @cached_property
    def digest(self) -> str:
        """What tells this file from another that got its id: SQLite gives ids out again."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Waiting(NamedTuple):
    """An upload that is not imported yet."""

    id: int
    uploaded_at: datetime


def mine(actor: Actor, upload_id: int) -> Kept:
    """The actor's own upload. Raises Refusal, with status 404, where there is none."""
    found = db.session.get(Upload, upload_id)
    if found is None or found.person_id != actor.id or found.uploaded_at < clock.now() - KEPT:
        raise _gone()
    return Kept(found.id, found.person_id, found.text, dict(found.columns), found.uploaded_at)


def shown(actor: Actor, upload_id: int, digest: str) -> Kept:
    """The actor's own upload, as a page showed it. Raises as `mine`, also where it is another."""
    found = mine(actor, upload_id)
    if found.digest != digest:
        raise _gone()
    return found


def waiting(actor: Actor) -> list[Waiting]:
    """The actor's uploads that are not imported yet, newest first."""
    since = clock.now() - KEPT
    found = select(Upload.id, Upload.uploaded_at).where(Upload.person_id == actor.id)
    rows = db.session.execute(found.where(Upload.uploaded_at >= since).order_by(Upload.id.desc()))
    return [Waiting(*row) for row in rows]


def store(actor: Actor, content: bytes, file_name: str = "") -> int:
    """Keep a file, its columns guessed, and give its id; what lay for over a day goes.

    Reads the file before it takes any lock. Its name is kept nowhere, but one that identifies a
    client says what is in the file. Raises Refusal (field `file`) for that, and for what is no CSV.
    """
    _check_name(file_name)
    db.session.rollback()
    text = sheet.decoded(content)
    guessed = columns.guess(sheet.read(text).headings)
    now = clock.now()
    db.session.execute(delete(Upload).where(Upload.uploaded_at < now - KEPT))
    upload = Upload(person_id=actor.id, text=text, columns=guessed, uploaded_at=now)
    db.session.add(upload)
    db.session.flush()
    return upload.id


def _check_name(file_name: str) -> None:
    try:
        prose.look_at_file_name(file_name, cleared=True)
    except Refusal as refusal:
        raise Refusal(IN_NAME.format(said=refusal.message), "file") from refusal


def match(kept: Kept, matched: Matched) -> None:
    """Say which column holds what. Raises Refusal, naming our column, for what cannot be."""
    columns.check(matched, kept.sheet.headings)
    db.session.execute(update(Upload).where(_same(kept)).values(columns=dict(matched)))


def take(kept: Kept) -> None:
    """The upload is used up by this transaction; for two at once only the first finds it.

    Raises Refusal, with status 404, for the second.
    """
    taken = db.session.execute(delete(Upload).where(_same(kept)).returning(Upload.id)).scalar()
    if taken is None:
        raise _gone()


def _same(kept: Kept) -> ColumnElement[bool]:
    """That a row is still the file that was read, and not the next with its id."""
    return and_(Upload.id == kept.id, Upload.person_id == kept.person_id, Upload.text == kept.text)


def _gone() -> Refusal:
    refusal = Refusal(GONE)
    refusal.status = 404
    return refusal
