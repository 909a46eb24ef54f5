"""What the pages of quizzes ask the database: as much for many as for few.

An office grows, a bank grows, and attempts pile up with the years; a page that asks once for each
would be slow first where it matters most.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine

from lms.base.db import db
from lms.demo.quizzes import right, wrong
from lms.quizzes import publishing, requiring, taking
from tests.cast import Cast, actor
from tests.quizzes.banked import (
    BANK,
    KEYS,
    QUIZ,
    Small,
    brought,
    hired,
    opened,
    quiz,
    small,
    writing,
)
from tests.quizzes.taken import taken
from tests.statements import statements
from tests.visitor import Visitor

pytestmark = pytest.mark.both
Visit = Callable[..., Visitor]
MANY = tuple(f"q{number}" for number in range(1, 41))


@pytest.fixture
def found(cast: Cast) -> Small:
    """A quiz that asks all that its bank has, any number of times."""
    return opened(cast, quiz(draw=(("", 40),)))


def counted(window: Visitor, path: str) -> int:
    """How many statements a page takes; the second time, as whoever comes after a colleague."""
    assert window.get(path).status_code == 200, path
    db.session.commit()
    with statements() as sent:
        window.get(path)
    return len(sent)


def test_my_onboarding_takes_eight(cast: Cast, visit: Visit, noon: time_machine.Traveller) -> None:
    """With quizzes at all stages, required or not; as many as before there were any."""
    window, me = visit(cast.learner), actor(cast.learner)
    before = counted(window, "/onboarding")
    for key in list(cast.work.quizzes)[:3]:
        for choose in (wrong, wrong, right):
            taken(me, cast.work, choose, key)
            noon.shift(25 * 3600)
    taking.begin(me, cast.work, list(cast.work.quizzes)[4])
    for key in cast.work.quizzes:
        requiring.require(actor(cast.officer), cast.office, cast.work.program_id, key,
                          required=True)  # fmt: skip
    db.session.commit()
    window = visit(cast.learner)
    assert (before, counted(window, "/onboarding")) == (8, 8)


def test_a_quiz_its_attempts_and_results(
    cast: Cast, found: Small, visit: Visit, noon: time_machine.Traveller
) -> None:
    """Few questions and no attempt before; many of both."""
    me, asked = found.me, list[list[int]]()
    page = f"/onboarding/{me.work.id}/quizzes/{QUIZ}"
    for keys, tries in ((KEYS, 0), (MANY, 12)):
        brought(small(keys=keys))
        for _ in range(tries):
            me.took("Two")
            noon.shift(60)
        window, boss = visit(me.person), visit(cast.supervisor)
        asked.append([counted(window, page), counted(window, f"{page}/practice")])
        attempt = me.begun()
        own = f"/quizzes/attempts/{attempt.id}"
        asked[-1].append(counted(window, own))
        taking.hand_in(me.actor, attempt, writing(attempt, right))
        asked[-1] += [counted(window, own), counted(boss, own)]
        asked[-1].append(counted(boss, f"/record/{me.work.id}/quizzes"))
    assert asked[0] == asked[1], "quiz, practice, attempt, result of mine, result, person"


def test_beginning_saving_handing_in(cast: Cast, found: Small) -> None:
    """Four questions or forty, and the first attempt of each."""
    asked = []
    for name, keys in (("Lina Haddad", KEYS), ("Sami Haddad", MANY)):
        brought(small(keys=keys))
        me = hired(cast, name, found.edition)
        db.session.commit()
        with statements() as beginning:
            attempt = me.begun()
        some, whole = (writing(attempt, choose) for choose in (wrong, right))
        with statements() as saving:
            taking.save(me.actor, attempt, some)
            db.session.commit()
        whole = replace(whole, version=attempt.version)
        with statements() as handing:
            taking.hand_in(me.actor, attempt, whole)
            db.session.commit()
        asked.append([len(one) for one in (beginning, saving, handing)])
    assert asked[0] == asked[1]


def test_the_team(cast: Cast, found: Small, visit: Visit) -> None:
    """Two people, and a page of fifty with more to come; each with attempts of their own."""
    page, asked = "/quizzes/team?guide=small-guide", []
    found.me.took()
    asked.append([counted(visit(who), page) for who in (cast.supervisor, cast.officer)])
    for number in range(55):
        one = hired(cast, f"Hire {number:02}", found.edition)
        one.took("Two")
        one.took()
    asked.append([counted(visit(who), page) for who in (cast.supervisor, cast.officer)])
    assert asked[0] == asked[1]


def test_the_office(cast: Cast, found: Small, visit: Visit) -> None:
    """One decision to make and one bank, and many of both."""
    page = f"/offices/{cast.office.id}/quizzes"
    found.me.took(q4="Two")
    brought(small({"q1": "Two"}))
    few = counted(visit(cast.officer), page)
    for number in range(30):
        hired(cast, f"Hire {number:02}", found.edition).took(q1="Two", q4="Three")
        publishing.publish(None, small(), f"small-{number}", None)
    db.session.commit()
    brought(small({"q1": "Two", "q2": "Two"}))
    assert counted(visit(cast.officer), page) == few


def test_a_bank(cast: Cast, found: Small, visit: Visit) -> None:
    """Four questions that one answered, and forty that twelve did."""
    base, asked = f"/offices/{cast.office.id}/banks/{BANK}", []
    pages = (base, f"{base}?page=2", f"{base}.gift", f"{base}/upload")
    found.me.took()
    asked.append([counted(visit(cast.officer), page) for page in pages])
    brought(small(keys=MANY))
    for number in range(12):
        hired(cast, f"Hire {number:02}", found.edition).took()
    asked.append([counted(visit(cast.officer), page) for page in pages])
    assert asked[0] == asked[1]
