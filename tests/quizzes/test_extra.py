"""More attempts for one person: given by who leads them, with a reason, and taken back alike.

Somebody whose attempts are used up is stuck without this; and who gave how many, and why, has to
stand in the record, or attempts would be a favour.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.people.actor import Actor
from lms.progress.models import Status
from lms.quizzes import access, extra, taking
from lms.quizzes.access import OneQuiz
from lms.quizzes.extra import Reason
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, rows, verbs
from tests.progress.playing import on_terms
from tests.quizzes.banked import QUIZ, Learner, opened, quiz
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
DAY = timedelta(days=1)


@pytest.fixture
def one(cast: Cast) -> Learner:
    """Somebody with one attempt, and a day between two."""
    return opened(cast, quiz(attempts=1, wait_hours=24)).me


@pytest.fixture
def found(one: Learner) -> OneQuiz:
    """Their quiz, as who leads them found it."""
    return OneQuiz(one.work, one.work.quizzes[QUIZ])


def give(
    boss: Actor, found: OneQuiz, number: int, *, at_once: bool = False,
    reason: Reason = Reason.TALKED,
) -> None:  # fmt: skip
    """They may try so often more."""
    extra.give(boss, found, number, reason, at_once=at_once)
    db.session.commit()


def refused(one: Learner) -> str:
    """Why no attempt can begin now."""
    with nothing_changes(), pytest.raises(Refusal) as why:
        taking.begin(one.actor, one.work, QUIZ)
    db.session.rollback()
    return why.value.message


@pytest.mark.both
def test_one_more_after_the_last(
    one: Learner, found: OneQuiz, boss: Actor, noon: time_machine.Traveller
) -> None:
    one.took("Two")
    assert "No attempt is left" in refused(one)
    give(boss, found, 1)
    assert "too soon" in refused(one), "the wait stays"
    noon.shift(DAY)
    assert one.took().number == 2
    assert one.closed


def test_at_once(one: Learner, found: OneQuiz, boss: Actor, noon: time_machine.Traveller) -> None:
    one.took("Two")
    noon.shift(timedelta(minutes=1))
    give(boss, found, 2, at_once=True)
    noon.shift(timedelta(minutes=1))
    one.took("Two")
    assert "too soon" in refused(one), "at once is the next one, not all of them"
    noon.shift(DAY)
    one.took("Two")
    assert "No attempt is left" in refused(one)


def test_at_once_can_be_said_again(
    one: Learner, found: OneQuiz, boss: Actor, noon: time_machine.Traveller
) -> None:
    """The same words after another attempt are another gift: that one would have to wait too."""
    one.took("Two")
    give(boss, found, 2, at_once=True)
    noon.shift(timedelta(minutes=1))
    one.took("Two")
    noon.shift(timedelta(minutes=1))
    give(boss, found, 2, at_once=True)
    with nothing_changes():
        give(boss, found, 2, at_once=True)
    assert one.took("Two").number == 3
    assert "No attempt is left" in refused(one)


def test_the_same_once_more_changes_nothing(one: Learner, found: OneQuiz, boss: Actor) -> None:
    with nothing_changes():
        give(boss, found, 0)
    give(boss, found, 2)
    with nothing_changes():
        give(boss, found, 2)
        give(boss, found, 2, reason=Reason.OTHER)
    assert verbs(one.person.id).count("quiz-attempts-given") == 1


def test_every_change_is_kept(one: Learner, found: OneQuiz, boss: Actor, officer: Actor) -> None:
    give(boss, found, 2, reason=Reason.LANGUAGE)
    give(officer, found, 5, at_once=True)
    give(boss, found, 0)
    kept = [(row["number"], row["at_once"], row["reason"], row["actor_id"],
             row["superseded_at"] is None) for row in rows("quiz_extra").values()]  # fmt: skip
    assert kept == [
        (2, False, "language", boss.id, False), (5, True, "talked", officer.id, False),
        (0, False, "talked", boss.id, True),
    ]  # fmt: skip
    assert one.standing.left == 1


def test_what_is_used_is_not_taken_back(
    one: Learner, found: OneQuiz, boss: Actor, noon: time_machine.Traveller
) -> None:
    one.took("Two")
    give(boss, found, 3)
    noon.shift(DAY)
    one.took("Two")
    give(boss, found, 0)
    assert one.standing.left == 0
    assert len(one.standing.tried) == 2
    give(boss, found, 2)
    assert one.standing.left == 1


def test_an_attempt_that_is_open_goes_on(
    one: Learner, found: OneQuiz, boss: Actor, noon: time_machine.Traveller
) -> None:
    one.took("Two")
    give(boss, found, 1)
    noon.shift(DAY)
    begun = one.begun()
    give(boss, found, 0)
    assert one.took().id == begun.id
    assert one.closed


def test_no_number_that_makes_no_sense(one: Learner, found: OneQuiz, boss: Actor) -> None:
    for number in (-1, extra.MOST + 1, 10**12):
        with nothing_changes(), pytest.raises(Refusal, match="from 0 to 20") as why:
            give(boss, found, number)
        assert why.value.field == "number"
        db.session.rollback()
    give(boss, found, extra.MOST)
    assert one.standing.left == 1 + extra.MOST


def test_without_a_limit_there_is_nothing_to_give(cast: Cast, boss: Actor) -> None:
    me = opened(cast).me
    with nothing_changes(), pytest.raises(Refusal, match="as often as one likes"):
        give(boss, OneQuiz(me.work, me.work.quizzes[QUIZ]), 1)


def test_only_who_leads_them(cast: Cast, one: Learner, found: OneQuiz) -> None:
    for who in (one.person, cast.colleague, cast.other_supervisor, cast.other_officer,
                cast.administrator, cast.auditor):  # fmt: skip
        with nothing_changes(), pytest.raises(Refusal, match="Only the supervisor"):
            give(actor(who), found, 1)
        db.session.rollback()


def test_who_finds_the_quiz_to_lead_it(cast: Cast, one: Learner) -> None:
    for who in (cast.supervisor, cast.officer):
        assert access.quiz_to_lead(actor(who), one.work.id, QUIZ).quiz.key == QUIZ
    for who, error in ((cast.auditor, NotAllowed), (one.person, NotAllowed),
                       (cast.colleague, NotFound), (cast.other_officer, NotFound)):  # fmt: skip
        with pytest.raises(error):
            access.quiz_to_lead(actor(who), one.work.id, QUIZ)
    with pytest.raises(NotFound):
        access.quiz_to_lead(actor(cast.supervisor), one.work.id, "nothing")
    with pytest.raises(NotFound):
        access.quiz_to_lead(actor(cast.supervisor), 9999, QUIZ)


def test_a_guide_that_was_left(one: Learner, found: OneQuiz, boss: Actor) -> None:
    on_terms(one.work, status=Status.WITHDRAWN)
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="was left"):
        give(boss, found, 1)


# On the page.


def test_the_form_and_what_it_refuses(cast: Cast, one: Learner, visit: Visit) -> None:
    window, door = visit(cast.supervisor), f"/onboarding/{one.work.id}/quizzes/{QUIZ}/extra"
    page = words(window.get(door))
    assert "everybody has 1 attempt. Nadia Karim used 0." in page
    wrong: dict[str, dict[str, str]] = {
        "Say how many.": {"number": "", "reason": "talked"},
        "Write a whole number.": {"number": "two", "reason": "talked"},
        "from 0 to 20": {"number": "21", "reason": "talked"},
        "Choose why": {"number": "1"}, "Choose why: ": {"number": "1", "reason": "because"},
    }  # fmt: skip
    for said, form in wrong.items():
        with nothing_changes():
            answer = window.post(door, **form)
        assert (answer.status_code, said.strip() in words(answer)) == (422, True), said
    for number in ("-1", "9" * 30):
        with nothing_changes():
            assert window.post(door, number=number, reason="talked").status_code == 422
    given = window.post(door, number="2", reason="talked")
    assert "3 attempts left, 2 given" in words(window.follow(given))
    with nothing_changes():
        again = window.follow(window.post(door, number="2", reason="talked"))
    assert "like this already" in words(again)


def test_the_doors_of_others(cast: Cast, one: Learner, visit: Visit) -> None:
    door = f"/onboarding/{one.work.id}/quizzes/{QUIZ}/extra"
    expected = {"auditor": 403, "colleague": 404, "other_officer": 404, "other_supervisor": 404,
                "learner": 404}  # fmt: skip
    for part, status in expected.items():
        window = visit(cast.people()[part])
        with nothing_changes():
            answers = window.get(door), window.post(door, number="1", reason="talked")
        assert [one.status_code for one in answers] == [status] * 2, part
    mine = visit(one.person)
    with nothing_changes():
        assert mine.post(door, number="1", reason="talked").status_code == 403
