"""The pages of competencies ask the database as often for much as for little."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, insert, select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Prose, Words
from lms.competencies import cycle, granting
from lms.competencies.framework import present
from lms.competencies.models import Rating
from lms.curriculum.framework_outline import Step
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.models import Fact
from lms.shadowing.models import LogEntry
from tests.cast import Cast, enrolled, posted
from tests.competencies.rated import facts, rate, rated, self_rated, talked, tick
from tests.competencies.visiting import may, one, person, review
from tests.shadowing.logged import accepted, sent
from tests.statements import statements
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
TEAM, GAPS = "/competencies/team", "/competencies/team/gaps"
MOST = 32  # statements of the largest page, signing in included


@pytest.fixture
def few(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    """One of each: evidence, a rating, a review, a step, something that waits."""
    tick(me, cast.work, "nasw-code", "client-boundaries")
    talked(boss, cast.work, "client-information-storage", "boundary-challenges")
    accepted(me, boss)
    sent(me)
    noon.shift(timedelta(days=31))
    rate(boss, cast.learner, "assessment", 2, evidence=tuple(facts(cast.learner)[:1]))
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    granting.grant(boss, cast.learner, "assessment", Step.SHADOW)
    db.session.commit()


def ratings(by: Person, people: Sequence[Person], number: int) -> None:
    """So many more of each competency of each person, each with a comment."""
    today, now, framework = date(2026, 4, 4), clock.now(), present()
    keys = [*framework.outline.competencies]
    resting = list(db.session.scalars(select(Fact.id).limit(20)))
    first = (db.session.scalar(select(func.max(Prose.id))) or 0) + 1
    wanted = [(who, key, n) for who in people for key in keys for n in range(number)]
    db.session.execute(insert(Prose), [
        {"id": first + place, "author_id": by.id, "purpose": "comment", "text": "Seen.",
         "html": "<p>Seen.</p>", "salt": b"x" * 32, "written_at": now}
        for place in range(len(wanted))
    ])  # fmt: skip
    db.session.execute(insert(Rating), [
        {"person_id": who.id, "competency_key": key, "framework_id": framework.id,
         "by_self": False, "rater_id": by.id, "level": 1 + n % 4, "on": today - timedelta(days=n),
         "basis": ["observed"], "behaviours": [0], "evidence": resting, "version": 0,
         "comment_id": first + place, "recorded_at": now, "given_at": now}
        for place, (who, key, n) in enumerate(wanted)
    ])  # fmt: skip
    db.session.commit()


def entries(who: Person, number: int) -> None:
    """So many more entries of the log that count."""
    now, day = clock.now(), date(2026, 3, 3)
    first = (db.session.scalar(select(func.max(LogEntry.id))) or 0) + 1
    numbers = range(first, first + number)
    db.session.execute(insert(LogEntry), [
        {"id": n, "person_id": who.id, "reference": f"Visit {n}", "state": "accepted",
         "version": 1, "activity": ("assessment", "intake")[n % 2], "part": "watched", "on": day,
         "minutes": 30, "agency": "", "agency_job": "", "mode": "phone", "interpreter": False,
         "file": "", "agreed": "nobody", "drafted": False, "started_at": now, "saved_at": now}
        for n in numbers
    ])  # fmt: skip
    db.session.execute(insert(Fact), [
        {"person_id": who.id, "kind": "entry", "source_id": n, "effective_on": day, "minutes": 30,
         "recorded_at": now}
        for n in numbers
    ])  # fmt: skip
    db.session.commit()


def counted(windows: dict[str, Visitor], pages: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How many statements each page takes."""
    found = {}
    for who, path in pages:
        windows[who].get(path)  # an edition is read once in a process
        with statements() as seen:
            assert windows[who].get(path).status_code == 200, path
        found[f"{who} {path}"] = len(seen)
    return found


def pages(cast: Cast) -> list[tuple[str, str]]:
    """Every page of the room, for those who see more and less of it."""
    of_one = [person(cast), one(cast, "assessment"), may(cast), review(cast),
              person(cast, "record"), person(cast, "record.csv")]  # fmt: skip
    looking = ("learner", "supervisor", "officer", "auditor")
    return [
        *((who, path) for who in looking for path in of_one),
        ("learner", "/competencies/framework"), ("learner", person(cast, "texts")),
        ("supervisor", one(cast, "assessment", "rate")), ("supervisor", person(cast, "texts")),
        ("officer", one(cast, "assessment", "paper")), ("learner", review(cast, "ethics")),
        ("supervisor", TEAM), ("supervisor", GAPS), ("officer", f"{TEAM}.csv"),
        ("auditor", TEAM), ("auditor", GAPS), ("supervisor", "/approvals"),
    ]  # fmt: skip


@pytest.mark.both
def test_as_many_statements_for_much_as_for_little(
    cast: Cast, few: None, visit: Visit, me: Actor, boss: Actor, officer: Actor
) -> None:
    windows = {name: visit(who) for name, who in cast.people().items()}
    before = counted(windows, pages(cast))
    for number in range(12):
        granting.suspend(boss, cast.learner, "assessment", Words(f"Halt {number}."))
        granting.grant(boss, cast.learner, "assessment", Step.SHADOW, Words(f"On {number}."))
        sent(me, drafted=True)
    cycle.change(officer, cast.office, [5, 10, 20, 30, 40])
    db.session.commit()
    assert counted(windows, pages(cast)) == before, "more decisions, things that wait, reviews"
    ratings(cast.supervisor, [cast.learner], 40)
    entries(cast.learner, 200)
    assert counted(windows, pages(cast)) == before, "more ratings and evidence of one person"
    assert max(before.values()) <= MOST, before


def test_a_team_of_five_and_of_sixty_five(cast: Cast, few: None, visit: Visit) -> None:
    windows = {name: visit(who) for name, who in cast.people().items()}
    wanted = [(who, path) for who in ("supervisor", "officer", "administrator")
              for path in (TEAM, GAPS, f"{TEAM}.csv", f"{TEAM}.xlsx")]  # fmt: skip
    before = counted(windows, wanted)
    more = [posted(f"Person {n:02}", cast.office, cast.supervisor) for n in range(60)]
    for who in more:
        enrolled(who)
    ratings(cast.supervisor, more, 2)
    for who in more[:10]:
        entries(who, 3)
    assert counted(windows, wanted) == before
    assert max(before.values()) <= MOST, before
