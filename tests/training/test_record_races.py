"""Two at the same moment: one of them counts, nothing is doubled, and the other is told."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress.models import Review
from lms.training import decisions, evidence, records, requests, sending
from lms.training.models import CourseRecord, State, TrainingRequest
from tests.cast import Cast, actor
from tests.progress.history import rows
from tests.together import together
from tests.training.recorded import (
    answer_of,
    approved,
    asked,
    begun,
    certificate,
    confirmed,
    counts,
    review_of,
    sent,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
Job = Callable[[], object]
Row = type[CourseRecord] | type[Review] | type[TrainingRequest]


def on(row: Row, number: int, verb: Callable[..., object], who: Actor, *rest: object) -> Job:
    """What somebody does to a row that a thread of its own reads."""
    return lambda: verb(who, db.session.get_one(row, number), *rest)


def refused(answers: Sequence[object]) -> list[str]:
    db.session.expire_all()
    return [one.message for one in answers if isinstance(one, Refusal)]


def test_confirmed_twice(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    """By two clicks of one, it is one signature."""
    record = sent(me)
    job = on(Review, review_of(record).id, decisions.confirm, boss, Words(), None)
    assert refused(together(app, *[job] * 4)) == []
    assert (len(rows("sign_off")), len(counts(record))) == (1, 1)


def test_confirmed_by_two(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    """Two that both may sign: whoever is second is told."""
    record = sent(me)
    review = review_of(record)
    review.signers = "either"
    db.session.commit()
    answers = together(
        app,
        on(Review, review.id, decisions.confirm, boss, Words(), None),
        on(Review, review.id, decisions.confirm, actor(cast.officer), Words(), None),
    )
    [said] = refused(answers)
    assert "confirmed this meanwhile" in said
    assert (len(rows("sign_off")), len(counts(record))) == (1, 1)


def test_confirmed_while_it_is_taken_back(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    record = sent(me)
    answers = together(
        app,
        on(Review, review_of(record).id, decisions.confirm, boss, Words(), None),
        on(CourseRecord, record.id, sending.withdraw, me),
    )
    [said] = refused(answers)
    assert "meanwhile" in said
    known = record.state == State.CONFIRMED
    assert (len(rows("sign_off")), len(counts(record))) == ((1, 1) if known else (0, 0))


def test_reopened_twice(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    record = confirmed(me, boss)
    job = on(CourseRecord, record.id, decisions.reopen, boss, Words("It was another one."))
    assert refused(together(app, *[job] * 3)) == []
    assert (record.state, counts(record), len(rows("review"))) == (State.RETURNED, [], 2)


def test_begun_twice(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    wish = approved(me, boss, on=me.today)
    number = wish.id
    together(app, *[lambda: records.begin(me, None, request_id=number).id] * 4)
    assert len(rows("course_record")) == 1


def test_two_windows(app: Flask, cast: Cast, me: Actor) -> None:
    record = begun(me)
    one, two = writing(record, minutes=50), writing(record, minutes=60)
    answers = together(
        app,
        on(CourseRecord, record.id, records.save, me, one),
        on(CourseRecord, record.id, records.save, me, two),
    )
    [said] = refused(answers)
    assert "another window" in said
    assert record.version == 2


def test_sent_twice(app: Flask, cast: Cast, me: Actor) -> None:
    record = begun(me)
    job = on(CourseRecord, record.id, sending.send, me, writing(record))
    assert refused(together(app, *[job] * 3)) == []
    assert (len(rows("review")), len(rows("record_attempt"))) == (1, 1)


def test_the_fifth_file_of_two(app: Flask, cast: Cast, me: Actor) -> None:
    record = begun(me)
    evidence.add(me, record, [certificate(str(n)) for n in range(4)])
    db.session.commit()
    answers = together(
        app,
        on(CourseRecord, record.id, evidence.add, me, [certificate("a")]),
        on(CourseRecord, record.id, evidence.add, me, [certificate("b")]),
    )
    assert (len(refused(answers)), len(evidence.of(record.id))) == (1, 5)


def test_approved_while_it_is_taken_back(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    wish = asked(me)
    review, number = answer_of(wish).id, wish.id
    answers = together(
        app,
        on(Review, review, requests.approve, boss),
        on(TrainingRequest, number, requests.withdraw, me),
    )
    assert len(refused(answers)) <= 1
    db.session.expire_all()
    assert answer_of(wish).outcome == "withdrawn"


def test_written_down_twice(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    said = writing(begun(me, outside=True), reflection="", version=0)
    paper, who = decisions.Paper(None, said), cast.learner.id
    person = type(cast.learner)

    def job() -> int:
        return decisions.record_for(boss, db.session.get_one(person, who), paper).id

    assert len(set(together(app, *[job] * 4))) == 1
    assert len(rows("sign_off")) == 1
