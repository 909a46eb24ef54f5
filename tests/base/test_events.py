"""The record: one chain a subject, in step with what it records, and only ever growing."""

import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Executable, delete, select, text, update

from lms.base import chain_check, events
from lms.base.db import db
from lms.base.events import GENESIS, SYSTEM, Chain, Event, Subject
from tests.cast import Cast

pytestmark = pytest.mark.both


def lines_of(subject: Subject) -> list[Event]:
    """The lines about a subject, in order."""
    of = (Chain.subject_kind == subject.kind) & (Chain.subject_id == subject.id)
    found = select(Event).join(Chain, Chain.id == Event.chain_id).where(of).order_by(Event.number)
    return list(db.session.scalars(found))


def test_each_subject_has_its_own_chain(app: Flask) -> None:
    """Numbers are contiguous, and each line holds the hash of the one before it."""
    first, second = events.person(7001), events.office(7001)
    for turn in range(3):
        events.record(first, "ticked", actor_id=None, turn=turn)
        events.record(second, "holiday-added", actor_id=None, on=date(2026, 7, turn + 1))
    events.record(SYSTEM, "published", actor_id=None)
    db.session.commit()
    for subject in (first, second):
        lines = lines_of(subject)
        assert [line.number for line in lines] == [1, 2, 3]
        assert [line.previous for line in lines] == [GENESIS, *(line.hash for line in lines[:-1])]
    assert chain_check.heads()["person:7001"] == (3, lines_of(first)[-1].hash)
    assert chain_check.heads()["system:0"][0] == lines_of(SYSTEM)[-1].number


def test_a_line_says_who_what_and_when(cast: Cast) -> None:
    """Nothing a person typed: ids, closed words, dates."""
    about = events.person(cast.learner.id)
    events.record(
        about, "signed-off", actor_id=cast.supervisor.id, review=7, on=date(2026, 2, 28),
        late=False, note=None,
    )  # fmt: skip
    db.session.commit()
    line = lines_of(about)[-1]
    assert (line.actor_id, line.verb) == (cast.supervisor.id, "signed-off")
    assert line.at == datetime(2026, 3, 4, 19, tzinfo=UTC)
    assert line.data == {"review": 7, "on": "2026-02-28", "late": False, "note": None}


def test_a_hash_can_be_computed_by_anyone(cast: Cast) -> None:
    """The canonical form is plain enough for a monitor to write in another language."""
    events.record(events.person(42), "ticked", actor_id=None, task="é", late=True)
    db.session.commit()
    (line,) = lines_of(events.person(42))
    written = (
        f'{{"actor":null,"at":"2026-03-04T19:00:00.000000+00:00","chain":{line.chain_id},'
        f'"data":{{"late":true,"task":"\\u00e9"}},"number":1,"previous":"{GENESIS}",'
        f'"subject":["person",42],"verb":"ticked"}}'
    )
    assert line.hash == hashlib.sha256(written.encode()).hexdigest()


def test_canonical_json_is_one_fixed_text() -> None:
    """Sorted, without spaces, ASCII only: two writers cannot differ."""
    assert events.canonical({"b": [1, None], "a": "ß"}) == '{"a":"\\u00df","b":[1,null]}'
    assert events.canonical({"a": 1, "b": 2}) == events.canonical({"b": 2, "a": 1})


def test_stored_data_is_plain_json(app: Flask) -> None:
    """What lies in the column is what was hashed."""
    events.record(events.person(7002), "enrolled", actor_id=None, on=date(2026, 3, 2), program="p")
    db.session.commit()
    kept = db.session.execute(text("SELECT data FROM event WHERE verb='enrolled'")).scalar_one()
    kept = json.loads(kept) if isinstance(kept, str) else kept
    assert kept == {"on": "2026-03-02", "program": "p"}


def test_the_rules_of_the_cast_write_whole_chains(cast: Cast) -> None:
    """Everything that real rules recorded checks out."""
    assert list(chain_check.faults()) == []
    assert [line.verb for line in lines_of(events.person(cast.learner.id))] == [
        "person-added", "post-given", "enrolled",
    ]  # fmt: skip


def test_rollback_leaves_no_line(app: Flask) -> None:
    """A line stands or falls with the change that it records."""
    subject = events.person(7003)
    events.record(subject, "ticked", actor_id=None)
    db.session.rollback()
    assert (lines_of(subject), "person:7003" in chain_check.heads()) == ([], False)
    events.record(subject, "ticked", actor_id=None)
    db.session.commit()
    events.record(subject, "unticked", actor_id=None)
    db.session.rollback()
    assert [line.verb for line in lines_of(subject)] == ["ticked"]
    assert list(chain_check.faults()) == []


def change(line: Event) -> None:
    """One attribute."""
    line.verb = "waived"
    db.session.flush()


def remove(line: Event) -> None:
    """One line."""
    db.session.delete(line)
    db.session.flush()


def replace(line: Event) -> None:
    """Another line under the same number."""
    db.session.merge(Event(chain_id=line.chain_id, number=line.number, verb="waived"))
    db.session.flush()


def many(statement: Executable) -> Callable[[Event], object]:
    """Many lines with one statement."""
    return lambda _: db.session.execute(statement)


CHANGES: dict[str, Callable[[Event], object]] = {
    "change": change,
    "remove": remove,
    "replace": replace,
    "update": many(update(Event).values(verb="waived")),
    "delete": many(delete(Event).where(Event.verb == "ticked")),
    "query-update": lambda _: db.session.query(Event).update({"verb": "waived"}),
    "query-delete": lambda _: db.session.query(Event).filter_by(verb="ticked").delete(),
}


@pytest.mark.parametrize("way", CHANGES)
def test_no_code_of_ours_can_change_a_line(app: Flask, way: str) -> None:
    """By mistake or otherwise, one by one or many at once."""
    events.record(events.person(7004), "ticked", actor_id=None)
    db.session.commit()
    (line,) = lines_of(events.person(7004))
    with pytest.raises(RuntimeError, match="only grows"):
        CHANGES[way](line)
    db.session.rollback()
    assert [line.verb for line in lines_of(events.person(7004))] == ["ticked"]


def at_once(app: Flask, jobs: list[Callable[[], object]]) -> None:
    """Run all jobs at the same time, each in its own context; raises what one of them raised."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(timeout=20)
            job()
            db.session.commit()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result(timeout=60)


def test_first_lines_at_once_make_one_chain(app: Flask) -> None:
    """Two server processes may write the first line about somebody in the same instant."""
    for subject in (events.person(9000 + turn) for turn in range(5)):
        db.session.commit()
        at_once(app, [lambda s=subject: events.record(s, "ticked", actor_id=None)] * 4)  # type: ignore[misc]
        assert [line.number for line in lines_of(subject)] == [1, 2, 3, 4]
    assert list(chain_check.faults()) == []


def test_many_lines_at_once_stay_in_step(app: Flask) -> None:
    """Whoever comes second waits for the head, then goes on from it."""
    subject = events.person(9100)

    def write() -> None:
        for _ in range(15):
            events.record(subject, "ticked", actor_id=None)
            db.session.commit()

    at_once(app, [write] * 4)
    assert [line.number for line in lines_of(subject)] == list(range(1, 61))
    assert list(chain_check.faults()) == []


def test_rules_about_several_subjects_do_not_block_each_other(app: Flask) -> None:
    """Named in opposite orders, new or known, the chains are taken in one order."""
    first, second = events.office(9200), events.person(9200)

    def write(*subjects: Subject) -> None:
        for turn in range(10):
            also = events.person(9300 + turn)
            events.lock(*subjects, also)
            for subject in (*subjects, also):
                events.record(subject, "post-given", actor_id=None)
            db.session.commit()

    at_once(app, [lambda: write(first, second), lambda: write(second, first)])
    assert [len(lines_of(subject)) for subject in (first, second)] == [20, 20]
    assert list(chain_check.faults()) == []


def test_heads_are_lowercase_sha256(cast: Cast) -> None:
    """What is kept elsewhere is a digest and nothing else."""
    for number, digest in chain_check.heads().values():
        assert number > 0
        assert re.fullmatch(r"[0-9a-f]{64}", digest)
