"""Evidence files: a certificate or a signed sheet, kept for the record and given out as a download.

The row says what the file is; the file itself lies on the shelf, written before the row is
committed and deleted after a row was removed. So no row ever points to a file that is not there.
Only a door that asked who may see it hands one out, and a browser never shows it on our pages.
"""

import hashlib
import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from flask import Response, send_file
from sqlalchemy import ForeignKey, String, event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from lms.base import clock, erasing, errors, file_names, forgetting, formats, gate
from lms.base.body import MB
from lms.base.db import Base, Id, PersonId, Word, batched, db
from lms.base.errors import Refusal, request_id
from lms.base.formats import FIELD, FORMATS
from lms.base.shelf import Shelf

AN_HOUR = 3600  # seconds; no transaction lasts as long
UNSETTLED, IN_DOUBT = "unsettled files", "unsettled files in doubt"
MISSING = (
    "It should be, but it cannot be found where it was kept. Tell your administrator, with the "
    "number of this message: it may be in a backup."
)
log = logging.getLogger("preceptor.files")


class StoredFile(Base):
    """One file about a person. `name` is empty once it was removed, and the file is gone."""

    __tablename__ = "stored_file"

    id: Mapped[Id]
    person_id: Mapped[PersonId]  # whom it is about
    name: Mapped[str | None] = mapped_column(String(file_names.LONGEST))
    kind: Mapped[Word]  # a key of FORMATS
    size: Mapped[int]  # bytes
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 as hex
    place: Mapped[str] = mapped_column(String(32), unique=True)  # its name on the shelf
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_why: Mapped[str | None] = mapped_column(String(30))  # a word of erasing.Why

    @property
    def removed(self) -> str:
        """That it was removed and why, as a sentence; empty for a file that is there."""
        if self.removed_at is None:
            return ""
        return f"This file was removed: {erasing.LABELS.get(self.removed_why or '', 'no reason')}."


@dataclass(frozen=True)
class Checked:
    """A file that was looked at and can be stored; made by `check` only."""

    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def digest(self) -> str:
        """SHA-256 as hex."""
        return hashlib.sha256(self.content).hexdigest()


def check(name: str, stream: IO[bytes]) -> Checked:
    """Look at an uploaded file: its name, its size and what it really is. Nothing is kept.

    Raises Refusal, for the field "file".
    """
    limit = gate.settings().evidence_mb
    content = stream.read(limit * MB + 1)
    if len(content) > limit * MB:
        raise Refusal(f"This file is larger than {limit} MB. Choose a smaller one.", FIELD)
    kind, kept = formats.recognized(content)
    return Checked(file_names.cleaned(name, kind), kind, kept)


def store(checked: Checked, *, person_id: int, actor_id: int) -> StoredFile:
    """Keep a file about a person, if this transaction is committed; nothing of it otherwise.

    The caller has checked that the actor may, and writes the event. Raises NoRoom (507).
    """
    with suppress(OSError):
        sweep()
    place = shelf().put(checked.content)
    _watch(place)
    stored = StoredFile(
        person_id=person_id, name=checked.name, kind=checked.kind, size=checked.size,
        digest=checked.digest, place=place, added_by=actor_id, added_at=clock.now(),
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    return stored


def remove(stored: StoredFile, *, actor_id: int, why: str) -> bool:
    """Take a file away for good, with its name; returns whether it was still there.

    The file is deleted after the commit. A second time changes nothing. The caller has checked
    that the actor may, and writes the event. Raises ValueError for a word that is none of `Why`.
    """
    word = erasing.Why(why).value
    db.session.refresh(stored, with_for_update=True)
    if stored.removed_at is not None:
        return False
    with suppress(OSError):  # on a full disk it is deleted without a mark
        shelf().unsettle(stored.place)
    _watch(stored.place)
    stored.name = None
    stored.removed_at, stored.removed_by, stored.removed_why = clock.now(), actor_id, word
    db.session.flush()
    forgetting.after_commit()  # its name
    return True


def send(stored: StoredFile) -> Response:
    """The file as a download, never as a page of ours; or a plain page where it is gone."""
    if stored.removed_at is not None:
        return errors.page(410, stored.removed)
    found = _opened(stored)
    if found is None:
        log.error("a file is missing", extra={"file": stored.id, "request": request_id()})
        return errors.page(410, MISSING)
    answer = send_file(
        found, FORMATS[stored.kind].mimetype, as_attachment=True, download_name=stored.name
    )
    answer.content_length = stored.size
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def shelf() -> Shelf:
    """Where this process keeps files."""
    return Shelf(gate.settings().evidence_folder)


def sweep(seconds: float = AN_HOUR, *, all_of_them: bool = False) -> int:
    """Delete what no row stands for, if it is as old: left by a process that was killed, say.

    Only what is marked as unsettled, unless all files are to be looked at. Returns how many were
    deleted. Raises OSError when the folder cannot be read.
    """
    left = set(shelf().unsettled(seconds))
    return settle(left | unnamed(seconds) if all_of_them else left)


def unnamed(seconds: float = 0) -> set[str]:
    """The files, so old at least, for which no row stands. Raises OSError like `sweep`."""
    places = set(shelf().places(seconds))
    return places - standing(places)


def settle(places: Collection[str]) -> int:
    """Keep the files for which a row stands by now, and delete the others; returns how many."""
    here, keep = shelf(), standing(places)
    for place in places:
        if place in keep:
            here.settle(place)
        else:
            here.drop(place)
    return len(set(places) - keep)


def standing(places: Collection[str]) -> set[str]:
    """Those of these places for which a row stands, as everyone sees it now."""
    found: set[str] = set()
    with db.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        for some in batched(sorted(places)):
            wanted = StoredFile.place.in_(some), StoredFile.removed_at.is_(None)
            found.update(connection.scalars(select(StoredFile.place).where(*wanted)))
    return found


def _opened(stored: StoredFile) -> IO[bytes] | None:
    """The file, if it is there and as long as it was; its digest is what `files check` looks at."""
    try:
        found = shelf().open(stored.place)
    except OSError:
        return None
    if found.seek(0, 2) != stored.size:
        found.close()
        return None
    found.seek(0)
    return found


def _watch(place: str) -> None:
    """Settle this file as soon as the transaction has ended, either way."""
    db.session().info.setdefault(UNSETTLED, set()).add(place)


@event.listens_for(Session, "before_commit")
def _trying(session: Session) -> None:
    if session.get_nested_transaction() is None:
        session.info[IN_DOUBT] = True


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if session.get_nested_transaction() is None:
        session.info.pop(IN_DOUBT, None)


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    """A commit that failed may have reached the database all the same: the sweep finds out."""
    if transaction.parent is not None:
        return
    places, in_doubt = session.info.pop(UNSETTLED, set()), session.info.pop(IN_DOUBT, False)
    if not places or in_doubt:
        return
    try:
        settle(places)
    except (OSError, SQLAlchemyError) as error:
        log.warning("files wait to be settled", extra={"kind": type(error).__name__})
