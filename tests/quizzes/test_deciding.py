"""A pass that a corrected key took away: an officer of that office decides, once and by name.

A machine may find that a pass rests on a wrong key. That somebody is to fail by it, who was told
that they had passed, is for a person to say.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Chain, Event
from lms.people.actor import Actor
from lms.progress.models import Status
from lms.quizzes import deciding, queries
from lms.quizzes.models import Cause, QuizAttempt
from tests.cast import Cast, actor
from tests.progress.history import history_grows, nothing_changes
from tests.progress.playing import on_terms
from tests.quizzes.banked import (
    Learner,
    Small,
    brought,
    hired,
    joined,
    opened,
    results,
    small,
)
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
CORRECTED = {"q1": "Two"}


@pytest.fixture
def found(cast: Cast) -> Small:
    """The small quiz."""
    return opened(cast)


@pytest.fixture
def me(found: Small) -> Learner:
    """Somebody who passed, and by the corrected key did not."""
    found.me.took(q4="Two")
    brought(small(CORRECTED))
    return found.me


def attempt(me: Learner) -> QuizAttempt:
    """The one there is."""
    mine = select(QuizAttempt).filter_by(enrollment_id=me.work.id).order_by(QuizAttempt.id)
    return db.session.scalars(mine).all()[-1]


def decided(cast: Cast, me: Learner, *, stands: bool, who: Actor | None = None) -> None:
    """The officer says so."""
    officer = who or actor(cast.officer)
    deciding.decide(officer, cast.office.id, attempt(me).id, stands=stands)
    db.session.commit()


def waiting(cast: Cast) -> list[str]:
    """Who waits for a decision."""
    return [one.name for one in deciding.undecided(cast.office.id, 1)[0]]


@pytest.mark.both
def test_it_stands(cast: Cast, me: Learner, officer: Actor) -> None:
    assert waiting(cast) == ["Nadia Karim"]
    before = me.passed
    with history_grows():
        decided(cast, me, stands=True)
    assert results(attempt(me))[-1] == (5000, True, False, Cause.DECIDED)
    assert (me.closed, waiting(cast)) == (True, [])
    assert [one[0] for one in me.passed] == [one[0] for one in before]
    lines = select(Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = lines.where(Chain.subject_id == me.person.id, Event.verb == "quiz-decided")
    assert [(one["passed"], one["attempt"]) for one in db.session.scalars(mine)] == [
        (True, attempt(me).id)
    ]


@pytest.mark.both
def test_it_is_let_go(cast: Cast, me: Learner) -> None:
    with history_grows() as gone:
        decided(cast, me, stands=False)
    assert results(attempt(me))[-1] == (5000, False, False, Cause.DECIDED)
    assert (me.passed, me.closed, waiting(cast)) == ([], False, [])
    assert sorted(str(one["kind"]) for one in gone) == ["done", "quiz", "quiz"]


@pytest.mark.parametrize("stands", [True, False])
def test_the_same_again_changes_nothing_and_the_other_is_refused(
    cast: Cast, me: Learner, stands: bool
) -> None:
    decided(cast, me, stands=stands)
    with nothing_changes():
        decided(cast, me, stands=stands)
    with nothing_changes():
        with pytest.raises(Refusal, match="decided already"):
            decided(cast, me, stands=not stands)
        db.session.rollback()


def test_who_decided_is_kept(cast: Cast, me: Learner) -> None:
    decided(cast, me, stands=False, who=actor(cast.administrator))
    assert [one.actor_id for one in queries.history(attempt(me).id)] == [
        me.person.id, None, cast.administrator.id,
    ]  # fmt: skip


def test_nothing_to_decide(cast: Cast, found: Small) -> None:
    me = found.me
    me.took("Two")
    with nothing_changes(), pytest.raises(Refusal, match="nothing to decide"):
        decided(cast, me, stands=True)
    open_one = me.begun()
    with nothing_changes(), pytest.raises(Refusal, match="nothing to decide"):
        deciding.decide(actor(cast.officer), cast.office.id, open_one.id, stands=True)


def test_strangers_find_nothing(cast: Cast, me: Learner) -> None:
    other = actor(cast.other_officer)
    number = attempt(me).id
    for office, asked in ((cast.elsewhere.id, number), (cast.office.id, 9999)):
        with nothing_changes(), pytest.raises(NotFound):
            deciding.decide(other, office, asked, stands=False)
    assert not deciding.undecided(cast.elsewhere.id, 1)[0]


def test_nobody_decides_about_a_pass_of_their_own(cast: Cast, found: Small) -> None:
    own = Learner(cast.officer, joined(found.edition, cast.officer))
    own.took(q4="Two")
    brought(small(CORRECTED))
    with nothing_changes(), pytest.raises(Refusal, match="your own"):
        decided(cast, own, stands=True)
    decided(cast, own, stands=True, who=actor(cast.administrator))
    assert own.closed


def test_a_further_correction_settles_it(cast: Cast, me: Learner) -> None:
    """The key of another question was wrong too: there is nothing left to decide."""
    brought(small(CORRECTED | {"q4": "Two"}))
    assert results(attempt(me))[-1] == (7500, True, False, Cause.CORRECTED)
    assert waiting(cast) == []
    with pytest.raises(Refusal, match="nothing to decide"):
        decided(cast, me, stands=False)


def test_what_was_decided_is_asked_again_when_the_marks_change_again(
    cast: Cast, me: Learner
) -> None:
    decided(cast, me, stands=True)
    brought(small(CORRECTED | {"q2": "Two"}))
    assert results(attempt(me))[-1] == (2500, True, True, Cause.CORRECTED)
    decided(cast, me, stands=False)
    assert me.passed == []
    brought(small({"q4": "Two"}))
    assert results(attempt(me))[-1] == (10_000, True, False, Cause.CORRECTED)
    assert len(me.passed) == 1


def test_another_attempt_passes_all_the_same(cast: Cast, found: Small) -> None:
    """The best counts: what is let go is not the only one."""
    me = found.me
    me.took(q4="Two")
    brought(small(CORRECTED))
    later = me.took(q1="Two")
    first = me.standing.tried[0].id
    deciding.decide(actor(cast.officer), cast.office.id, first, stands=False)
    db.session.commit()
    assert [one[0] for one in me.passed] == [later.id]
    assert me.closed


def test_who_left_the_guide_is_decided_about_too(cast: Cast, me: Learner) -> None:
    on_terms(me.work, status=Status.WITHDRAWN)
    db.session.commit()
    decided(cast, me, stands=False)
    assert me.passed == []


# On the pages.


def test_the_office_page_asks_and_hears(cast: Cast, me: Learner, visit: Visit) -> None:
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/quizzes"
    page = words(window.get(base))
    assert "Waiting for your decision" in page
    assert "Nadia Karim Check yourself: small, attempt 1" in page
    assert "75 % , now 50 % ; 75 % to pass" in page
    mine = f"/quizzes/attempts/{attempt(me).id}"
    learner = visit(me.person)
    told = words(learner.get(mine))
    assert "that stands until a training officer has decided" in told
    assert "You passed" in told
    door = f"{base}/results/{attempt(me).id}/decide"
    assert "It is not passed." in words(window.follow(window.post(door, stands="no")))
    with nothing_changes():
        assert "decided so already" in words(window.follow(window.post(door, stands="no")))
        assert window.post(door, stands="yes").status_code == 409
    assert "Waiting for your decision" not in words(window.get(base))
    told = words(learner.get(mine))
    assert "A training officer decided" in told
    assert "that it is not passed" in told
    assert "Earlier results" in told


def test_every_other_door_is_shut(cast: Cast, me: Learner, visit: Visit) -> None:
    door = f"/offices/{cast.office.id}/quizzes/results/{attempt(me).id}/decide"
    expected = {"learner": 403, "supervisor": 403, "auditor": 403, "other_officer": 404}
    for part, status in expected.items():
        with nothing_changes():
            answer = visit(cast.people()[part]).post(door, stands="no")
        assert answer.status_code == status, part
    officer = visit(cast.officer)
    for said in ("", "maybe", "YES"):
        with nothing_changes():
            assert officer.post(door, stands=said).status_code == 409
    elsewhere = door.replace(f"/{cast.office.id}/", f"/{cast.elsewhere.id}/", 1)
    with nothing_changes():
        assert visit(cast.other_officer).post(elsewhere, stands="no").status_code == 404
        unknown = f"/offices/{cast.office.id}/quizzes/results/9999/decide"
        assert officer.post(unknown, stands="no").status_code == 404


def test_many_wait_page_by_page(cast: Cast, found: Small, visit: Visit) -> None:
    for number in range(deciding.PAGE + 2):
        hired(cast, f"Hire {number:02}", found.edition).took(q4="Two")
    brought(small(CORRECTED))
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/quizzes"
    first, second = words(window.get(base)), words(window.get(f"{base}?page=2"))
    assert "Hire 00" in first
    assert "Hire 50" not in first
    assert "Hire 51" in second
    assert "Hire 00" not in second
