"""Many lines at once, for a whole team: the same chains as one by one, whoever else is writing."""

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base import chain_check, clock, events
from lms.base.db import db
from lms.base.events import GENESIS, SYSTEM, Chain, Event, NewLine, Subject
from tests.cast import Cast
from tests.statements import statements
from tests.together import together

pytestmark = pytest.mark.both
TEAM = [events.person(number) for number in range(8000, 8012)]


def lines_of(subject: Subject) -> list[Event]:
    """The lines about a subject, in order."""
    mine = (Chain.subject_kind == subject.kind) & (Chain.subject_id == subject.id)
    found = select(Event).join(Chain, Chain.id == Event.chain_id).where(mine)
    return list(db.session.scalars(found.order_by(Event.number)))


def told(subjects: Sequence[Subject], verb: str = "told") -> list[NewLine]:
    return [NewLine(subject, verb, None, {"turn": turn}) for turn, subject in enumerate(subjects)]


def chains() -> int:
    return db.session.scalar(select(func.count()).select_from(Chain)) or 0


def test_each_subjects_lines_come_in_the_order_given(app: Flask) -> None:
    first, second, third = TEAM[0], events.office(8000), SYSTEM
    before = len(lines_of(SYSTEM))
    events.record_all(told([first, second, first, third, second, first]))
    db.session.commit()
    assert [line.data["turn"] for line in lines_of(first)] == [0, 2, 5]
    assert [line.data["turn"] for line in lines_of(second)] == [1, 4]
    assert [line.data["turn"] for line in lines_of(SYSTEM)[before:]] == [3]
    for subject in (first, second):
        lines = lines_of(subject)
        assert [line.number for line in lines] == [*range(1, len(lines) + 1)]
        assert [line.previous for line in lines] == [GENESIS, *(line.hash for line in lines[:-1])]
    assert list(chain_check.faults()) == []


def test_many_lines_are_those_that_one_by_one_would_be(cast: Cast) -> None:
    """The same hash to the last letter, so that nobody can tell how they were written."""
    data: dict[str, int | str | bool | date | None]
    data = {"on": date(2026, 3, 2), "late": False, "note": None, "program": "p"}
    events.record_all([NewLine(SYSTEM, "told", cast.officer.id, data)])
    many = chain_check.heads()["system:0"]
    db.session.rollback()
    events.record(SYSTEM, "told", actor_id=cast.officer.id, **data)
    assert chain_check.heads()["system:0"] == many
    assert lines_of(SYSTEM)[-1].data == data | {"on": "2026-03-02"}


def test_no_line_at_all(app: Flask) -> None:
    """Nobody to tell: nothing is written, no chain is made."""
    db.session.commit()
    before = chains()
    with statements() as seen:
        events.record_all([])
        events.lock()
    assert (seen, chains()) == ([], before)


def test_missing_chains_are_made_and_found_ones_go_on(app: Flask) -> None:
    for subject in TEAM[::3]:
        events.record(subject, "ticked", actor_id=None)
    db.session.commit()
    before = chains()
    events.record_all(told(TEAM))
    db.session.commit()
    assert chains() == before + len(TEAM) - len(TEAM[::3])
    assert [len(lines_of(one)) for one in TEAM] == [2, 1, 1] * 4
    events.record_all(told(TEAM))
    db.session.commit()
    assert chains() == before + len(TEAM) - len(TEAM[::3])
    assert list(chain_check.faults()) == []


def test_locking_holds_and_makes_no_line(app: Flask) -> None:
    db.session.commit()
    lines = db.session.scalar(select(func.count()).select_from(Event))
    events.lock(*TEAM, *TEAM)
    assert all(events.holds(one) for one in TEAM)
    assert not events.holds(events.person(8999))
    with statements() as seen:
        events.lock(*TEAM[3:], TEAM[0])
    assert seen == []
    assert db.session.scalar(select(func.count()).select_from(Event)) == lines
    db.session.commit()
    assert not any(events.holds(one) for one in TEAM)
    assert list(chain_check.faults()) == []


def test_one_more_of_those_held_already(app: Flask) -> None:
    """Whoever holds one chain takes the others beside it."""
    events.record(TEAM[5], "ticked", actor_id=None)
    events.record_all(told(TEAM))
    events.record(TEAM[5], "ticked", actor_id=None)
    db.session.commit()
    assert [line.verb for line in lines_of(TEAM[5])] == ["ticked", "told", "ticked"]
    assert list(chain_check.faults()) == []


def test_after_a_savepoint_was_taken_back_the_chains_go_on_from_where_they_are(app: Flask) -> None:
    events.record_all(told(TEAM[:3]))
    attempt = db.session.begin_nested()
    events.record_all(told(TEAM[:6]))
    attempt.rollback()
    events.record_all(told(TEAM[:6]))
    db.session.commit()
    assert [len(lines_of(one)) for one in TEAM[:6]] == [2, 2, 2, 1, 1, 1]
    assert list(chain_check.faults()) == []


def test_a_thousand_take_as_many_statements_as_ten_for_each_five_hundred(app: Flask) -> None:
    team = [events.person(number) for number in range(20000, 21200)]
    sent = []
    for some in (team[:10], team):
        db.session.commit()
        with statements() as seen:
            events.record_all(told(some))
        sent.append(sum(sql.lstrip().startswith("SELECT") for sql in seen))
    db.session.commit()
    assert sent == [2, 6]
    assert [len(lines_of(one)) for one in (team[0], team[-1])] == [2, 1]
    assert list(chain_check.faults()) == []


def test_those_who_take_many_do_not_block_each_other(app: Flask) -> None:
    """New chains and known ones, forwards and backwards, overlapping: all in one order."""
    for subject in TEAM[8:2:-1]:  # their chains’ ids run against their own
        events.record(subject, "ticked", actor_id=None)
    db.session.commit()

    def write(subjects: Sequence[Subject]) -> int:
        for _ in range(12):
            events.record_all(told(subjects))
            db.session.commit()
        return 1

    there, back = TEAM, TEAM[::-1]
    jobs = [there, back, there[4:], back[3:], there[2:9]]
    assert together(app, *[lambda some=some: write(some) for some in jobs]) == [1] * 5
    for one in TEAM:
        known = one in TEAM[3:9]
        assert len(lines_of(one)) == known + 12 * sum(one in some for some in jobs)
    assert list(chain_check.faults()) == []


def test_one_line_among_many(app: Flask) -> None:
    """A tick waits for an import that has this person, and comes after it or before."""

    def tick() -> int:
        for _ in range(12):
            for one in TEAM[7], TEAM[1]:
                events.record(one, "ticked", actor_id=None)
                db.session.commit()
        return 1

    def write() -> int:
        for _ in range(12):
            events.record_all(told(TEAM))
            db.session.commit()
        return 1

    assert together(app, write, tick, write) == [1, 1, 1]
    assert [len(lines_of(TEAM[n])) for n in (1, 7, 2)] == [36, 36, 24]
    assert list(chain_check.faults()) == []


def test_everything_is_of_one_moment(cast: Cast) -> None:
    """Where the clock stands still, so does the record."""
    events.record_all(told(TEAM))
    assert {line.at for one in TEAM for line in lines_of(one)} == {clock.now()}
