"""Evidence of a training: certificates and signed sheets, kept as files with the record.

A certificate names the learner and no client. Where one shows more, it has to go at once and for
good, by its owner or whoever leads; the row stays and says who removed it, when and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.base import clock, events, files
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.files import Checked, StoredFile
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access as works
from lms.training.access import hold_record, record_to_see
from lms.training.models import CourseRecord, RecordAttempt, RecordFile
from lms.training.records import WRITABLE

MOST = 5  # files of one record
SENT = "This was sent already. Take it back to change its files."
ADDER, REMOVER = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Evidence:
    """One file of a record, with who added it and who removed it."""

    file: StoredFile
    row: RecordFile
    added_by: str
    removed_by: str | None

    @property
    def there(self) -> bool:
        """Whether it can be opened."""
        return self.file.removed_at is None

    @property
    def taken_out(self) -> bool:
        """Whether it belongs to the record no longer, and stays for what was sent with it."""
        return self.row.superseded_at is not None

    def held(self, at: datetime | None = None) -> bool:
        """Whether it belonged to the record `at` a past moment, or does now."""
        if at is None:
            return not self.taken_out
        until = self.row.superseded_at
        return self.row.recorded_at <= at and (until is None or until > at)


def of(record_id: int, at: datetime | None = None) -> list[Evidence]:
    """The files of a record, now or `at` a past moment; removed ones too."""
    return [one for one in every(record_id) if one.held(at)]


def every(record_id: int) -> list[Evidence]:
    """All that it ever had, in the order in which they came; also what was taken out since."""
    rows = db.session.execute(
        select(StoredFile, RecordFile, ADDER.name, REMOVER.name)
        .join(RecordFile, RecordFile.file_id == StoredFile.id)
        .join(ADDER, ADDER.id == StoredFile.added_by)
        .outerjoin(REMOVER, REMOVER.id == StoredFile.removed_by)
        .where(RecordFile.record_id == record_id)
        .order_by(StoredFile.id)
    )
    return [Evidence(*row) for row in rows]


def digests(record_id: int) -> Sequence[str]:
    """What the files of a record hold, for what is sent and signed."""
    return sorted(one.file.digest for one in of(record_id) if one.there)


def add(actor: Actor, record: CourseRecord, checked: Sequence[Checked]) -> None:
    """Keep files with a record that is being written; one that it has already is not kept twice.

    Raises Refusal for more than MOST, and once it was sent; NoRoom on a full disk.
    """
    hold_record(record)
    if record.state not in WRITABLE:
        raise Refusal(SENT)
    if not checked:
        raise Refusal("Choose a file first.", "file")
    keep(actor, record, checked)


def keep(actor: Actor, record: CourseRecord, checked: Sequence[Checked]) -> None:
    """The same for a record that the caller writes and holds. Raises Refusal for too many."""
    present = [one for one in of(record.id) if one.there]
    known = {one.file.digest for one in present}
    new = {one.digest: one for one in checked if one.digest not in known}
    if len(present) + len(new) > MOST:
        raise Refusal(f"A record takes up to {MOST} files.", "file")
    for one in new.values():
        stored = files.store(one, person_id=record.person_id, actor_id=actor.id)
        db.session.add(RecordFile(record_id=record.id, file_id=stored.id, recorded_at=clock.now()))
        _tell(actor, record, "file-added", stored, size=one.size, content=one.digest)
    db.session.flush()


def take_out(actor: Actor, record: CourseRecord, file_id: int) -> bool:
    """A file belongs to this record no longer. What was never sent is gone for good; what was
    stays with what was sent. Returns whether it is still there.

    A second time changes nothing. Raises Refusal once the record was sent, NotFound for a file of
    another one.
    """
    hold_record(record)
    stored, row = _row(record, file_id)
    if row.superseded_at is not None:
        return stored.removed_at is None
    if record.state not in WRITABLE:
        raise Refusal(SENT)
    row.superseded_at = clock.now()
    db.session.flush()
    if not _is_known(row, stored):
        files.remove(stored, actor_id=actor.id, why=Why.BY_MISTAKE)
    _tell(actor, record, "file-taken-out", stored)
    return stored.removed_at is None


def file_to_see(actor: Actor, file_id: int) -> StoredFile:
    """A file of a record that the actor may see: an own one, or one that was sent.

    Raises NotFound.
    """
    row = db.session.scalar(select(RecordFile).filter_by(file_id=file_id))
    if row is None:
        raise NotFound
    record = record_to_see(actor, row.record_id)
    stored = db.session.get_one(StoredFile, file_id)
    if record.person_id != actor.id and not _is_known(row, stored):
        raise NotFound
    return stored


def file_to_remove(actor: Actor, file_id: int) -> tuple[CourseRecord, StoredFile]:
    """A file that the actor may remove for good: its owner, the supervisor, the officer.

    They need not be able to open the record: a draft is looked at by its owner alone. Raises
    NotFound for strangers, NotAllowed for who may only look.
    """
    owner = select(CourseRecord).join(RecordFile, RecordFile.record_id == CourseRecord.id)
    record = db.session.scalar(owner.where(RecordFile.file_id == file_id))
    if record is None:
        raise NotFound
    if record.person_id != actor.id and not works.oversees(actor, record.person_id):
        record_to_see(actor, record.id)
        raise NotAllowed
    return record, db.session.get_one(StoredFile, file_id)


def remove(actor: Actor, file_id: int, why: str) -> None:
    """Take a file away for good, wherever the record stands. A second time changes nothing.

    Raises NotFound, NotAllowed, and Refusal for a reason that is not on the list.
    """
    record, _ = file_to_remove(actor, file_id)
    hold_record(record)
    record, stored = file_to_remove(actor, file_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    if files.remove(stored, actor_id=actor.id, why=why):
        _tell(actor, record, "file-removed", stored, why=why)


def _row(record: CourseRecord, file_id: int) -> tuple[StoredFile, RecordFile]:
    mine = select(StoredFile, RecordFile).join(RecordFile, RecordFile.file_id == StoredFile.id)
    found = db.session.execute(
        mine.where(RecordFile.record_id == record.id, StoredFile.id == file_id)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _is_known(row: RecordFile, stored: StoredFile) -> bool:
    """Whether others know of it: an attempt holds it, or whoever leads added it."""
    if stored.added_by != stored.person_id:
        return True
    sent = select(func.count()).select_from(RecordAttempt).where(
        RecordAttempt.record_id == row.record_id, RecordAttempt.sent_at >= row.recorded_at
    )  # fmt: skip
    return bool(db.session.scalar(sent))


def _tell(
    actor: Actor, record: CourseRecord, verb: str, stored: StoredFile, **data: int | str
) -> None:
    events.record(events.person(record.person_id), verb, actor_id=actor.id, record=record.id,
                  file=stored.id, **data)  # fmt: skip
