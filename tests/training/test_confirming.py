"""Confirming a record: what counts, until when, by whom; returned, reopened, renewed."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.models import COURSE, Meaning, SignOff
from lms.training import attendance, decisions, evidence, sending
from lms.training.decisions import Paper
from lms.training.models import CourseConfirmation, CourseRecord, How, State
from tests.cast import Cast, actor
from tests.progress.history import history_grows, nothing_changes, rows, verbs
from tests.training.asked import require
from tests.training.offered import ATTENDED, begins, course, offered, signed_up
from tests.training.offered import COURSE as KEY
from tests.training.offered import records as attended
from tests.training.recorded import (
    DAY,
    E_LEARNING,
    OUTSIDE,
    begun,
    certificate,
    confirmed,
    counts,
    returned,
    review_of,
    sent,
    with_file,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
END = date(2027, 3, 2)


def test_confirmed_it_counts(me: Actor, boss: Actor) -> None:
    record = sent(me)
    decisions.confirm(boss, review_of(record), Words("Well done."), END)
    assert (record.state, record.valid_until) == (State.CONFIRMED, END)
    assert counts(record) == [(DAY, 45)]
    signed = db.session.scalars(select(SignOff)).one()
    assert (signed.meaning, signed.signer_id, signed.on) == (Meaning.CONFIRMED, boss.id, DAY)
    assert signed.note_id is not None
    stands = db.session.scalars(select(CourseConfirmation)).one()
    assert (stands.sign_off_id, stands.on, stands.valid_until) == (signed.id, DAY, END)
    assert verbs(me.id)[-1] == "record-confirmed"


def test_confirmed_twice_is_confirmed_once(me: Actor, boss: Actor) -> None:
    record = confirmed(me, boss, until=END)
    review = review_of(record)
    with nothing_changes():
        decisions.confirm(boss, review, Words(), END)
    with nothing_changes(), pytest.raises(Refusal):
        decisions.confirm(boss, review, Words(), None)
    with nothing_changes(), pytest.raises(Refusal, match="confirmed this meanwhile"):
        decisions.give_back(boss, review, Words("No."))


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2036, 3, 3), date.max, date.min])
def test_no_certificate_lasts_like_this(me: Actor, boss: Actor, until: date) -> None:
    record = sent(me)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        decisions.confirm(boss, review_of(record), Words(), until)
    assert refused.value.field == "valid_until"


@pytest.mark.parametrize("until", [None, DAY, date(2036, 3, 2)])
def test_for_good_or_as_the_certificate_says(me: Actor, boss: Actor, until: date | None) -> None:
    assert confirmed(me, boss, until=until).valid_until == until


def test_nobody_confirms_their_own(me: Actor, boss: Actor) -> None:
    record = sent(boss)
    with nothing_changes(), pytest.raises(Refusal):
        decisions.confirm(boss, review_of(record), Words(), None)


def test_only_who_signs_today(cast: Cast, me: Actor) -> None:
    record = sent(me)
    for who in (cast.other_supervisor, cast.officer, cast.auditor):
        with nothing_changes(), pytest.raises(Refusal):
            decisions.confirm(actor(who), review_of(record), Words(), None)


def test_what_is_signed_was_seen(me: Actor, boss: Actor) -> None:
    record = sent(me)
    old = review_of(record)
    sending.withdraw(me, record)
    with nothing_changes(), pytest.raises(Refusal, match="took this back meanwhile"):
        decisions.give_back(boss, old, Words("Why?"))
    sending.send(me, record, writing(record, minutes=50))
    with nothing_changes(), pytest.raises(Refusal, match="took this back"):
        decisions.confirm(boss, old, Words(), None)


def test_returned_with_a_comment(me: Actor, boss: Actor) -> None:
    record = sent(me)
    review = review_of(record)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        decisions.give_back(boss, review, Words(" "))
    assert refused.value.field == "comment"
    decisions.give_back(boss, review, Words("Which day?"))
    with nothing_changes():
        decisions.give_back(boss, review, Words("Which day?"))
    with nothing_changes(), pytest.raises(Refusal):
        decisions.give_back(boss, review, Words("Which year?"))
    assert (record.state, counts(record)) == (State.RETURNED, [])
    sending.send(me, record, writing(record, minutes=50))
    decisions.confirm(boss, review_of(record), Words(), None)
    assert counts(record) == [(DAY, 50)]


def test_reopened_it_counts_no_more(cast: Cast, me: Actor, boss: Actor) -> None:
    record = confirmed(me, boss, until=END)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        decisions.reopen(boss, record, Words(""))
    assert refused.value.field == "reason"
    with nothing_changes(), pytest.raises(Refusal):
        decisions.reopen(me, record, Words("Mine."))
    with history_grows():
        decisions.reopen(boss, record, Words("It was another course."))
    with nothing_changes():
        decisions.reopen(boss, record, Words("It was another course."))
    assert (record.state, record.valid_until, counts(record)) == (State.RETURNED, None, [])
    assert verbs(me.id)[-1] == "record-reopened"
    with nothing_changes(), pytest.raises(Refusal):
        decisions.reopen(actor(cast.officer), record, Words("It was another course."))
    sending.send(me, record, writing(record, minutes=50))
    decisions.confirm(boss, review_of(record), Words(), None)
    assert (counts(record), len(rows("sign_off"))) == ([(DAY, 50)], 2)


def test_the_officer_reopens_too(cast: Cast, me: Actor, boss: Actor) -> None:
    record = confirmed(me, boss)
    decisions.reopen(actor(cast.officer), record, Words("The certificate is of someone else."))
    assert record.state == State.RETURNED


def test_what_does_not_count_is_not_reopened(me: Actor, boss: Actor) -> None:
    for record in (begun(me, outside=True), sent(me), returned(me, boss)):
        with nothing_changes(), pytest.raises(Refusal):
            decisions.reopen(boss, record, Words("Why?"))


def test_a_record_of_a_session_is_corrected_on_its_sheet(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    held = offered(officer, cast.office)
    signed_up(held, [cast.learner])
    begins(held, noon)
    attendance.mark(officer, held, {me.id: ATTENDED})
    [record] = attended(me.id)
    with nothing_changes(), pytest.raises(Refusal, match="attendance sheet"):
        decisions.reopen(boss, record, Words("She was not there."))


def test_a_renewal_is_a_record_of_its_own(me: Actor, boss: Actor) -> None:
    first = confirmed(me, boss, until=END)
    second = confirmed(me, boss, until=date(2028, 3, 2), on=date(2026, 3, 4))
    assert first.id != second.id
    assert (first.state, first.valid_until) == (State.CONFIRMED, END)
    assert counts(first) == [(DAY, 45)]


PAPER = Paper(None, replace(OUTSIDE, reflection=""), END)


def test_written_down_for_one_of_my_people(cast: Cast, me: Actor, boss: Actor) -> None:
    paper = replace(PAPER, files=[certificate()], note=Words("On paper since March."))
    record = decisions.record_for(boss, cast.learner, paper)
    db.session.commit()
    with nothing_changes():
        assert decisions.record_for(boss, cast.learner, paper) is record
    assert (record.person_id, record.state, record.valid_until) == (me.id, State.CONFIRMED, END)
    assert counts(record) == [(DAY, 240)]
    found = reviews.newest(COURSE, record.id)
    assert found is not None
    assert (found.outcome, found.decided_by) == ("accepted", boss.id)
    decisions.reopen(boss, record, Words("It was another one."))
    assert (record.state, counts(record)) == (State.RETURNED, [])


def test_of_a_course_it_has_its_name_and_is_good_as_long_as_the_office_says(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    require(officer, cast.office, KEY, starts_on=date(2026, 1, 5))
    paper = Paper(course(), E_LEARNING)
    record = decisions.record_for(boss, cast.learner, paper)
    assert (record.title, record.valid_until) == ("Case Management Assessment", END)
    with nothing_changes(), pytest.raises(Refusal, match="otherwise"):
        decisions.record_for(boss, cast.learner, replace(paper, valid_until=date(2027, 1, 1)))


@pytest.mark.parametrize(
    "change",
    [
        {"course_id": 999},
        {"valid_until": date(2020, 1, 1)},
        {"writing": replace(OUTSIDE, on=None)},
        {"writing": replace(OUTSIDE, minutes=None)},
        {"writing": replace(OUTSIDE, title="")},
        {"writing": replace(OUTSIDE, how=How.SESSION)},
        {"writing": replace(OUTSIDE, on=date(2030, 1, 1))},
        {"note": Words("A012 345 678 was there.")},
    ],
)
def test_what_cannot_be_written_down(cast: Cast, boss: Actor, change: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        decisions.record_for(boss, cast.learner, replace(PAPER, **change))  # type: ignore[arg-type]
    db.session.rollback()
    assert rows(CourseRecord.__tablename__) == {}


def test_nor_by_whom(cast: Cast, me: Actor, boss: Actor) -> None:
    for who, whom in ((boss, cast.supervisor), (me, cast.learner),
                      (actor(cast.other_supervisor), cast.learner),
                      (actor(cast.auditor), cast.learner)):  # fmt: skip
        with nothing_changes(), pytest.raises(Refusal):
            decisions.record_for(who, whom, PAPER)


def test_an_outside_training_without_its_evidence_is_not_confirmed(me: Actor, boss: Actor) -> None:
    record = sent(me, outside=True)
    review = review_of(record)
    evidence.remove(me, evidence.of(record.id)[0].file.id, "names-a-client")
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="Return it for a certificate"):
        decisions.confirm(boss, review, Words(), None)
    decisions.give_back(boss, review, Words("Please add one without names."))
    with_file(me, record, "without names")
    sending.send(me, record, writing(record))
    decisions.confirm(boss, review_of(record), Words(), None)
    db.session.commit()
    evidence.remove(me, evidence.of(record.id)[-1].file.id, "names-a-client")
    db.session.commit()
    with nothing_changes():
        decisions.confirm(boss, review_of(record), Words(), None)
    assert record.state == State.CONFIRMED


def test_a_paper_that_is_written_down_again_keeps_the_file_that_was_forgotten(
    cast: Cast, boss: Actor
) -> None:
    record = decisions.record_for(boss, cast.learner, PAPER)
    db.session.commit()
    more = replace(PAPER, files=[certificate()])
    assert decisions.record_for(boss, cast.learner, more) is record
    db.session.commit()
    assert [one.file.name for one in evidence.of(record.id)] == ["certificate.pdf"]
    with nothing_changes():
        assert decisions.record_for(boss, cast.learner, more) is record
    evidence.remove(boss, evidence.of(record.id)[0].file.id, "names-a-client")
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="removed from the record for good"):
        decisions.record_for(boss, cast.learner, more)  # a page that was open since then


def test_and_says_so_where_its_note_is_another(cast: Cast, boss: Actor) -> None:
    noted = replace(PAPER, note=Words("On paper since March."))
    for first, then in ((PAPER, noted), (noted, replace(noted, note=Words("On paper.")))):
        record = decisions.record_for(boss, cast.learner, first)
        db.session.commit()
        again = replace(then, files=[certificate("more")])
        with nothing_changes(), pytest.raises(Refusal, match="another note") as refused:
            decisions.record_for(boss, cast.learner, again)
        assert refused.value.field == "note"
        with nothing_changes():
            assert decisions.record_for(boss, cast.learner, replace(first, note=Words())) is record
        decisions.reopen(boss, record, Words("Once more."))
        db.session.commit()
