"""The past stays the past: what entries counted for can be looked back at, and written anew."""

from datetime import timedelta

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import timeline
from lms.progress.standing import State as Standing
from lms.progress.work import find_work
from lms.shadowing import decisions, entries, sending
from tests.cast import Cast
from tests.progress.lines import as_at, history, joined, rebuilt, worked_out
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    FILES,
    OF_FILE,
    accepted,
    ask,
    places,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
Seen = list[tuple[Standing, int, int]]


def test_every_moment_can_be_had_again(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    moments, seen = [], list[Seen]()

    def picture() -> None:
        db.session.commit()
        moments.append(clock.now())
        seen.append([stands(cast.work, key) for key in (ASSESSMENTS, CASE_NOTE, FILES)])
        noon.shift(timedelta(minutes=20))

    picture()
    first, second = sent(me), sent(me, **OF_FILE)
    picture()
    decisions.accept(boss, review_of(first), Words())
    picture()
    decisions.give_back(boss, review_of(second), Words("Which file?"))
    picture()
    ask(cast.office, officer, shares=True)
    [also] = places(cast.work, CASE_NOTE)
    decisions.link(boss, first, also)
    picture()
    entries.save(me, second, writing(second, **OF_FILE, tasks=[]))
    picture()
    decisions.reopen(boss, first, Words("Which day was it?"))
    picture()
    sending.give_up(me, first)
    picture()
    accepted(me, boss)
    picture()
    for moment, then in zip(moments, seen, strict=True):
        work = find_work(cast.work.id, moment)
        assert work is not None
        sections = works.section_standings(work, moment)
        tasks = {key: task for section in sections for key, task in section.tasks.items()}
        found = [tasks[key] for key in (ASSESSMENTS, CASE_NOTE, FILES)]
        assert [(one.state, one.signed, len(one.waiting)) for one in found] == then
        assert as_at(work.id, moment) == worked_out(work.id, moment)
    assert list(timeline.faults([cast.work], past=True)) == []


def test_written_anew_it_is_the_same(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    entry = accepted(me, boss)
    noon.shift(timedelta(hours=1))
    decisions.unlink(boss, entry, *places(cast.work, ASSESSMENTS))
    noon.shift(timedelta(hours=1))
    decisions.link(boss, entry, *places(cast.work, CASE_NOTE))
    db.session.commit()
    before = joined(history(cast.work.id))
    rebuilt()
    assert history(cast.work.id) == before


def test_who_attested_what_as_at_then(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    entry = accepted(me, boss)
    db.session.commit()
    then = clock.now()
    noon.shift(timedelta(hours=1))
    decisions.reopen(boss, entry, Words("Which day was it?"))
    db.session.commit()
    assert works.signatures(cast.work.id).get(ASSESSMENTS, []) == []
    [row] = works.signatures(cast.work.id, then)[ASSESSMENTS]
    assert (row.entry_id, row.signer, row.meaning) == (entry.id, "Daniel Okafor", "accepted")
