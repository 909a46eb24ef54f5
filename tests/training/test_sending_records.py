"""Sending a record: what has to be there, frozen as it was, taken back, given up."""

import pytest
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.errors import Refusal, WrittenElsewhere
from lms.people.actor import Actor
from lms.progress import access, reviews
from lms.progress.models import COURSE, Outcome
from lms.training import evidence, records, requests, sending
from lms.training.models import RecordAttempt, State
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.training.recorded import (
    DAY,
    TITLE,
    approved,
    begun,
    confirmed,
    counts,
    returned,
    review_of,
    sent,
    with_file,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]


@pytest.mark.parametrize(
    ("change", "field"), [({"on": None}, "on"), ({"minutes": None}, "minutes")]
)
def test_an_e_learning_needs_day_and_minutes(
    me: Actor, change: dict[str, object], field: str
) -> None:
    record = begun(me)
    with pytest.raises(Refusal) as refused:
        sending.send(me, record, writing(record, **change))
    db.session.rollback()
    assert refused.value.field == field
    assert record.state == State.DRAFT


@pytest.mark.parametrize(
    ("change", "field"), [({"provider": ""}, "provider"), ({"reflection": " "}, "reflection")]
)
def test_an_outside_training_needs_more(me: Actor, change: dict[str, object], field: str) -> None:
    record = begun(me, outside=True)
    with_file(me, record)
    with pytest.raises(Refusal) as refused:
        sending.send(me, record, writing(record, **change))
    db.session.rollback()
    assert refused.value.field == field


def test_an_outside_training_needs_evidence_that_is_still_there(me: Actor) -> None:
    record = begun(me, outside=True)
    with pytest.raises(Refusal, match="certificate"):
        sending.send(me, record, writing(record))
    db.session.rollback()
    file_id = with_file(me, record)
    evidence.remove(me, file_id, "names-a-client")
    db.session.commit()
    with pytest.raises(Refusal, match="certificate"):
        sending.send(me, record, writing(record))
    db.session.rollback()
    with_file(me, record, "another")
    sending.send(me, record, writing(record))
    assert record.state == State.PENDING


def test_it_waits_for_the_supervisor(cast: Cast, me: Actor, boss: Actor) -> None:
    record = sent(me, outside=True)
    review = review_of(record)
    assert (review.title, review.proposed_on, review.piece) == (TITLE, DAY, record.id)
    assert access.count_waiting(boss) == 1
    assert access.count_waiting(actor(cast.officer)) == 0
    assert verbs(me.id)[-1] == "record-sent"


def test_without_an_active_supervisor_it_waits_for_the_officer(cast: Cast, me: Actor) -> None:
    sent(me)
    cast.supervisor.deactivated_at = clock.now()
    db.session.commit()
    assert access.count_waiting(actor(cast.officer)) == 1


def test_what_was_sent_is_frozen(me: Actor) -> None:
    record = sent(me, outside=True)
    made = db.session.scalars(select(RecordAttempt)).one()
    assert (made.title, made.minutes, made.number) == (TITLE, 240, 1)
    assert made.reflection_id not in (None, record.reflection_id)
    first = made.digest
    sending.withdraw(me, record)
    with_file(me, record, "one more")
    sending.send(me, record, writing(record))
    again = sending.latest_attempt(record.id)
    assert again is not None
    assert (again.number, again.digest == first) == (2, False)


def test_sent_twice_is_sent_once(me: Actor) -> None:
    record = begun(me)
    said = writing(record)
    sending.send(me, record, said)
    with nothing_changes():
        sending.send(me, record, said)
    with nothing_changes(), pytest.raises(WrittenElsewhere):
        sending.send(me, record, writing(record, minutes=90))


def test_taken_back_and_sent_again(me: Actor) -> None:
    record = sent(me)
    first = review_of(record)
    sending.withdraw(me, record)
    with nothing_changes():
        sending.withdraw(me, record)
    assert (record.state, first.outcome) == (State.DRAFT, Outcome.WITHDRAWN)
    sending.send(me, record, writing(record, minutes=50))
    assert review_of(record).id != first.id
    assert first.superseded_at is not None


def test_what_was_decided_is_not_taken_back(me: Actor, boss: Actor) -> None:
    for record in (confirmed(me, boss), returned(me, boss, outside=True)):
        with nothing_changes(), pytest.raises(Refusal, match="Daniel Okafor"):
            sending.withdraw(me, record)


def test_given_up_and_taken_up(me: Actor, boss: Actor) -> None:
    record = returned(me, boss)
    sending.give_up(me, record)
    with nothing_changes():
        sending.give_up(me, record)
    assert record.state == State.GIVEN_UP
    assert reviews.newest(COURSE, record.id) is None
    with nothing_changes(), pytest.raises(Refusal):
        records.save(me, record, writing(record, minutes=50))
    sending.take_up(me, record)
    with nothing_changes():
        sending.take_up(me, record)
    assert record.state == State.DRAFT
    for other in (sent(me), confirmed(me, boss, minutes=51)):
        with nothing_changes(), pytest.raises(Refusal):
            sending.give_up(me, other)
    assert counts(record) == []


def test_what_was_given_up_waits_for_nothing(me: Actor) -> None:
    record = begun(me)
    sending.give_up(me, record)
    with nothing_changes(), pytest.raises(Refusal, match="You gave this up"):
        sending.withdraw(me, record)


def test_a_training_that_is_not_asked_for_any_more_is_not_taken_up(me: Actor, boss: Actor) -> None:
    wish = approved(me, boss)
    record = records.begin(me, None, request_id=wish.id)
    sending.give_up(me, record)
    requests.withdraw(me, wish)
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="took back the request"):
        sending.take_up(me, record)
    assert record.state == State.GIVEN_UP
