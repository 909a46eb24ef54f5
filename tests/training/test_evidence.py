"""Evidence: kept with its record, seen by whoever sees it, taken out, removed for good."""

import pytest
from sqlalchemy import select

from lms.base import files
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.files import StoredFile
from lms.people.actor import Actor
from lms.training import evidence, sending
from lms.training.models import RecordFile
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.training.recorded import (
    begun,
    certificate,
    confirmed,
    returned,
    sent,
    with_file,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
WHY = "names-a-client"


def stored(file_id: int) -> StoredFile:
    db.session.expire_all()
    return db.session.get_one(StoredFile, file_id)


def test_the_same_file_is_kept_once(me: Actor) -> None:
    record = begun(me)
    with_file(me, record)
    with nothing_changes():
        evidence.add(me, record, [certificate(), certificate(name="again.pdf")])
    with_file(me, record, "another")
    assert len(evidence.of(record.id)) == 2
    assert verbs(me.id)[-2:] == ["file-added", "file-added"]


def test_five_at_most(me: Actor) -> None:
    record = begun(me)
    evidence.add(me, record, [certificate(str(n)) for n in range(5)])
    with nothing_changes(), pytest.raises(Refusal) as refused:
        evidence.add(me, record, [certificate("one more")])
    assert refused.value.field == "file"
    with nothing_changes(), pytest.raises(Refusal):
        evidence.add(me, record, [])


def test_what_was_sent_takes_no_more(me: Actor, boss: Actor) -> None:
    waits, done = sent(me, outside=True), confirmed(me, boss, outside=True, minutes=30)
    for record in (waits, done):
        file_id = evidence.of(record.id)[0].file.id
        with nothing_changes(), pytest.raises(Refusal):
            evidence.add(me, record, [certificate("more")])
        with nothing_changes(), pytest.raises(Refusal):
            evidence.take_out(me, record, file_id)


def test_what_was_never_sent_is_taken_out_for_good(me: Actor) -> None:
    record = begun(me)
    file_id = with_file(me, record)
    evidence.take_out(me, record, file_id)
    db.session.commit()
    with nothing_changes():
        evidence.take_out(me, record, file_id)
    assert evidence.of(record.id) == []
    assert stored(file_id).removed_at is not None


def test_what_was_sent_stays_with_the_attempt(me: Actor, boss: Actor) -> None:
    record = returned(me, boss, outside=True)
    file_id = evidence.of(record.id)[0].file.id
    evidence.take_out(me, record, file_id)
    db.session.commit()
    assert evidence.of(record.id) == []
    assert stored(file_id).removed_at is None
    assert evidence.file_to_see(boss, file_id).id == file_id


def test_a_file_of_another_record_is_not_here(cast: Cast, me: Actor) -> None:
    mine, other = begun(me), begun(actor(cast.colleague))
    file_id = with_file(actor(cast.colleague), other)
    with nothing_changes(), pytest.raises(NotFound):
        evidence.take_out(me, mine, file_id)
    with pytest.raises(NotFound):
        evidence.file_to_see(me, file_id)


def test_removed_for_good_whatever_became_of_the_record(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    for number, who in enumerate((me, boss, officer)):
        record = confirmed(me, boss, outside=True, minutes=60 + number)
        file_id = evidence.of(record.id)[0].file.id
        with nothing_changes(), pytest.raises(Refusal):
            evidence.remove(who, file_id, "because")
        evidence.remove(who, file_id, WHY)
        db.session.commit()
        with nothing_changes():
            evidence.remove(boss, file_id, WHY)
        found = evidence.of(record.id)[0]
        assert (found.there, found.file.name, found.removed_by) == (False, None, who.name)
        assert verbs(me.id)[-1] == "file-removed"
    assert list(files.shelf().unsettled(0)) == []


def test_who_may_not_remove(cast: Cast, me: Actor) -> None:
    sent_one, draft = sent(me, outside=True), begun(me)
    file_id, hidden = evidence.of(sent_one.id)[0].file.id, with_file(me, draft)
    for who, what in (
        (cast.auditor, NotAllowed), (cast.administrator, NotAllowed), (cast.colleague, NotFound),
        (cast.other_officer, NotFound),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(what):
            evidence.remove(actor(who), file_id, WHY)
        with nothing_changes(), pytest.raises(NotFound):
            evidence.remove(actor(who), hidden, WHY)
    with pytest.raises(NotFound):
        evidence.file_to_remove(me, 999)


def test_the_officer_removes_one_of_a_draft_without_seeing_it(me: Actor, officer: Actor) -> None:
    draft = begun(me)
    file_id = with_file(me, draft)
    with pytest.raises(NotFound):
        evidence.file_to_see(officer, file_id)
    evidence.remove(officer, file_id, WHY)
    assert stored(file_id).removed_why == WHY


def test_what_was_sent_says_which_files(me: Actor) -> None:
    record = sent(me, outside=True)
    first = sending.latest_attempt(record.id)
    sending.withdraw(me, record)
    with_file(me, record, "second")
    sending.send(me, record, writing(record))
    second = sending.latest_attempt(record.id)
    assert first is not None
    assert second is not None
    assert first.digest != second.digest
    assert len(db.session.scalars(select(RecordFile)).all()) == 2
