"""Writing a record: begun, saved, never overwritten from another window, and what it may say."""

from dataclasses import replace
from datetime import date

import pytest

from lms.base.errors import NotAllowed, NotFound, Refusal, WrittenElsewhere
from lms.base.prose import ClientIdentified
from lms.people.actor import Actor
from lms.training import citing, records, requests, sending
from lms.training.models import How, State
from lms.training.records import Writing
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.shadowing.logged import accepted
from tests.shadowing.logged import sent as sent_entry
from tests.training.recorded import (
    DAY,
    PROVIDER,
    TITLE,
    approved,
    asked,
    begun,
    confirmed,
    sent,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]


def test_a_course_keeps_its_name_and_an_own_training_has_its_own(me: Actor) -> None:
    of_course, own = begun(me), begun(me, outside=True)
    assert (of_course.title, of_course.how) == ("Case Management Assessment", How.E_LEARNING)
    assert (own.title, own.provider, own.course_id) == (TITLE, PROVIDER, None)
    assert (own.state, own.on, own.minutes) == (State.DRAFT, None, None)
    records.save(me, of_course, writing(of_course, title="Something else"))
    assert of_course.title == "Case Management Assessment"
    records.save(me, own, writing(own, title="Interviewing"))
    assert own.title == "Interviewing"


def test_begun_twice_is_one_until_something_is_said(me: Actor) -> None:
    first = begun(me)
    with nothing_changes():
        assert begun(me) is first
    records.save(me, first, writing(first))
    assert begun(me) is not first


@pytest.mark.parametrize(
    ("begin", "field"),
    [
        ({"course_id": 999}, "course"),
        ({"course_id": None, "title": " ", "how": How.OUTSIDE}, "title"),
        ({"course_id": None, "title": "x" * 201, "how": How.OUTSIDE}, "title"),
        ({"course_id": None, "title": TITLE, "how": How.E_LEARNING}, "how"),
        ({"course_id": None, "title": TITLE, "how": How.SESSION}, "how"),
        ({"course_id": None, "title": TITLE, "how": "magic"}, "how"),
        ({"course_id": None, "title": TITLE, "provider": "x" * 121}, "provider"),
        ({"course_id": None, "title": "For A012 345 678"}, "title"),
        ({"course_id": None, "title": TITLE, "provider": "Case A012 345 678"}, "provider"),
    ],
)
def test_what_cannot_be_begun(me: Actor, begin: dict[str, object], field: str) -> None:
    with nothing_changes(), pytest.raises(Refusal) as refused:
        records.begin(me, **begin)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_course_of_another_office_is_no_choice(cast: Cast, me: Actor) -> None:
    with pytest.raises(Refusal):
        records.begin(replace(me, office_id=cast.elsewhere.id), 999)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": date(2026, 3, 5)}, "on"),
        ({"on": date(1999, 12, 31)}, "on"),
        ({"on": date(1, 1, 1)}, "on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": -3}, "minutes"),
        ({"minutes": 6001}, "minutes"),
        ({"minutes": 10**12}, "minutes"),
        ({"how": How.SESSION}, "how"),
        ({"provider": "x" * 121}, "provider"),
        ({"entries": [999]}, "entries"),
        ({"entries": range(1, 12)}, "entries"),
    ],
)
def test_what_cannot_be_said(me: Actor, change: dict[str, object], field: str) -> None:
    record = begun(me)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        records.save(me, record, writing(record, **change))
    assert refused.value.field == field


def test_saved_twice_is_saved_once(me: Actor) -> None:
    record = begun(me)
    said = writing(record, reflection="Ask first.")
    records.save(me, record, said)
    assert (record.on, record.minutes, record.version) == (DAY, 45, 2)
    assert records.reflection(record) == "Ask first."
    with nothing_changes():
        records.save(me, record, said)


def test_two_windows_cannot_overwrite_each_other(me: Actor) -> None:
    record = begun(me)
    first, second = writing(record, minutes=50), writing(record, minutes=60)
    records.save(me, record, first)
    with nothing_changes(), pytest.raises(WrittenElsewhere):
        records.save(me, record, second)
    records.save(me, record, replace(second, version=record.version))
    assert record.minutes == 60


def test_the_guard_looks_at_the_reflection(me: Actor) -> None:
    record = begun(me)
    with nothing_changes(), pytest.raises(ClientIdentified):
        records.save(me, record, writing(record, reflection="Her number is A012 345 678."))


def test_what_was_sent_stays_as_it_is(me: Actor, boss: Actor) -> None:
    for record in (sent(me), confirmed(me, boss)):
        with nothing_changes(), pytest.raises(Refusal):
            records.save(me, record, writing(record, minutes=99))


def test_an_approved_request_has_one_record(me: Actor, boss: Actor) -> None:
    wish = approved(me, boss, on=me.today)
    record = records.begin(me, None, request_id=wish.id)
    assert (record.title, record.how, record.on, record.minutes) == (
        TITLE, How.OUTSIDE, me.today, 240,
    )  # fmt: skip
    with nothing_changes():
        assert records.begin(me, None, request_id=wish.id) is record
    records.save(me, record, writing(record, title="Another", how=How.E_LEARNING))
    assert (record.title, record.how) == (TITLE, How.OUTSIDE)
    with nothing_changes(), pytest.raises(Refusal):
        requests.withdraw(me, wish)
    sending.give_up(me, record)
    assert records.begin(me, None, request_id=wish.id) is record
    requests.withdraw(me, wish)


def test_only_what_was_approved_and_is_ones_own(cast: Cast, me: Actor, boss: Actor) -> None:
    waits, mine = asked(me), approved(me, boss, on=me.today)
    with nothing_changes(), pytest.raises(Refusal):
        records.begin(me, None, request_id=waits.id)
    with nothing_changes(), pytest.raises(NotFound):
        records.begin(actor(cast.colleague), None, request_id=mine.id)
    with nothing_changes(), pytest.raises(NotAllowed):
        records.begin(boss, None, request_id=mine.id)


def test_a_record_cites_accepted_entries_of_the_log(cast: Cast, me: Actor, boss: Actor) -> None:
    first, second = accepted(me, boss, tasks=[]).id, accepted(me, boss, tasks=[]).id
    others = accepted(actor(cast.colleague), boss, tasks=[]).id
    waiting, record = sent_entry(me, tasks=[]).id, begun(me)
    for wrong in (others, waiting):
        with nothing_changes(), pytest.raises(Refusal):
            records.save(me, record, writing(record, entries=[first, wrong]))
    records.save(me, record, writing(record, entries=[first, second]))
    assert list(citing.cited(record.id)) == [first, second]
    records.save(me, record, writing(record, entries=[second]))
    assert list(citing.cited(record.id)) == [second]
    with nothing_changes():
        records.save(me, record, writing(record, entries=[second, second]))
    records.save(me, record, writing(record, entries=None, minutes=50))
    assert list(citing.cited(record.id)) == [second]


def test_what_is_written_is_told(me: Actor) -> None:
    record = begun(me)
    records.save(me, record, writing(record))
    assert verbs(me.id)[-1] == "record-begun"
    assert not records.says(record, Writing())
