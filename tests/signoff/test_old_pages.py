"""A page that was open too long: it says who changed what, keeps the words, and claims nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress.models import Meaning, SignOff
from lms.signoff import decisions, rules
from lms.signoff.decisions import Statement, record
from tests.cast import Cast, actor
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.progress.playing import TALKED_ON, send, sign, writing
from tests.progress.refusing import refused
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
WORDS, TALK, BOTH = "two-principles", "boundary-challenges", "icm-basics"
DISCUSSED = Statement(Meaning.DISCUSSED, TALKED_ON)
WHY, COMMENT = "It was another day.", "A long and careful comment."


def signatures() -> int:
    return db.session.scalar(select(func.count()).select_from(SignOff)) or 0


def test_a_page_older_than_somebody_else_s_signature_claims_nothing(
    cast: Cast, boss: Actor
) -> None:
    record(actor(cast.officer), cast.work, BOTH, DISCUSSED)
    with refused("Priya Raman"):
        record(boss, cast.work, BOTH, DISCUSSED, already=0)


def test_a_page_older_than_a_reopening_claims_nothing(cast: Cast, boss: Actor) -> None:
    record(boss, cast.work, TALK, DISCUSSED)
    decisions.reopen(boss, cast.work, TALK, WHY)
    with refused("."):
        record(boss, cast.work, TALK, DISCUSSED, already=1)


def test_another_s_return_is_not_taken_up(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    review = send(me, cast.work, BOTH)
    decisions.give_back(actor(cast.officer), review, cast.work, "Say more.")
    answer = visit(cast.supervisor).post(f"/approvals/{review.id}/take-up")
    assert answer.status_code == 403
    assert review.superseded_at is None


def test_what_was_withdrawn_is_refused_with_who_and_what(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    review = send(me, cast.work, WORDS)
    rules.withdraw(me, cast.work, WORDS, review.id)
    with nothing_changes():
        rules.withdraw(me, cast.work, WORDS, review.id)
    for decide in (
        lambda: sign(boss, cast.work, review),
        lambda: decisions.give_back(boss, review, cast.work, COMMENT),
    ):
        with refused("Marisol Vega took this back meanwhile"):
            decide()
    send(me, cast.work, WORDS)
    with refused("sent since then is on the approvals page"):
        sign(boss, cast.work, review)


def test_a_page_of_a_talk_that_somebody_else_signed(cast: Cast, visit: Visit) -> None:
    path, window = f"/record/{cast.work.id}/tasks/{BOTH}", visit(cast.supervisor)
    shown = forms(window.get(path))[f"{path}/record"]
    shown.data["record-note"] = COMMENT
    record(actor(cast.officer), cast.work, BOTH, DISCUSSED)
    answer = window.open(shown.action, method="POST", data=shown.data)
    assert (answer.status_code, signatures()) == (409, 1)
    assert "Priya Raman signed this off meanwhile" in words(answer)
    assert COMMENT in answer.text


def test_several_are_signed_as_they_were_shown(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    """The learner took one back and sent other words: nobody signs what they have not seen."""
    review, window = send(me, cast.work, WORDS), visit(cast.supervisor)
    path = f"/record/{cast.work.id}/together"
    shown = forms(window.get(path))[path]
    rules.withdraw(me, cast.work, WORDS, review.id)
    rules.submit(me, cast.work, WORDS, writing(cast.work, WORDS, "Quite.", "Other."))
    shown.data[f"do_{WORDS}"] = "y"
    shown.data["meaning"] = "reviewed"
    answer = window.open(path, method="POST", data=shown.data)
    assert (answer.status_code, signatures()) == (409, 0)
    assert "Marisol Vega" in words(answer)


def test_several_are_refused_together_when_one_was_taken_back(
    cast: Cast, me: Actor, visit: Visit
) -> None:
    review, window = send(me, cast.work, WORDS), visit(cast.supervisor)
    send(me, cast.work, "context-and-well-being")
    path = f"/record/{cast.work.id}/together"
    shown = forms(window.get(path))[path]
    rules.withdraw(me, cast.work, WORDS, review.id)
    shown.data["meaning"] = "reviewed"
    for key in (WORDS, "context-and-well-being"):
        shown.data[f"do_{key}"] = "y"
        shown.data[f"note_{key}"] = COMMENT
    answer = window.open(path, method="POST", data=shown.data)
    assert (answer.status_code, signatures()) == (409, 0)
    assert "Marisol Vega took this back meanwhile" in words(answer)
    assert COMMENT in answer.text


@pytest.mark.parametrize("meanwhile", ["withdrawn", "signed", "waived"])
def test_an_old_page_says_what_changed_and_keeps_the_words(
    cast: Cast, me: Actor, visit: Visit, meanwhile: str
) -> None:
    officer, review = actor(cast.officer), send(me, cast.work, BOTH)
    if meanwhile == "withdrawn":
        rules.withdraw(me, cast.work, BOTH, review.id)
    elif meanwhile == "signed":
        sign(officer, cast.work, review)
    else:
        decisions.waive(officer, cast.work, BOTH, WHY)
    path = f"/approvals/{review.id}/return"
    answer = visit(cast.supervisor).post(path, return__comment=COMMENT)
    assert answer.status_code == 409
    who = "Marisol Vega" if meanwhile == "withdrawn" else "Priya Raman"
    assert who in words(answer)
    assert COMMENT in words(answer)


@pytest.mark.parametrize("verb", ["waive", "revoke", "reopen"])
def test_a_reason_typed_on_an_old_page_is_not_lost(
    cast: Cast, me: Actor, boss: Actor, visit: Visit, verb: str
) -> None:
    path, last = f"/record/{cast.work.id}/tasks/{BOTH}", ""
    if verb == "waive":
        decisions.waive(boss, cast.work, BOTH, WHY)
    else:
        signed = sign(boss, cast.work, send(me, cast.work, BOTH))
        last = f"/{signed.id}" if verb == "revoke" else ""
        decisions.reopen(boss, cast.work, BOTH, WHY)
    field = f"{verb}{last.replace('/', '__')}__reason"
    answer = visit(cast.supervisor).post(f"{path}/{verb}{last}", **{field: COMMENT})
    assert answer.status_code == 409
    assert COMMENT in answer.text


@pytest.mark.parametrize("choice", ["", "mine", "saved"])
def test_a_draft_that_was_sent_from_another_window(
    cast: Cast, me: Actor, visit: Visit, choice: str
) -> None:
    """There is nothing left to choose: it says so, and the words can be copied."""
    path, window = f"/onboarding/{cast.work.id}/tasks/{WORDS}", visit(cast.learner)
    shown = forms(window.get(path))[f"{path}/send"]
    send(me, cast.work, WORDS)
    shown.data |= {"answer_0": COMMENT, "choice": choice}
    for action in ("draft", "send"):
        answer = window.open(f"{path}/{action}", method="POST", data=shown.data)
        said = words(answer)
        assert answer.status_code in (409, 422)
        assert "Two texts" not in said
        assert COMMENT in said
        assert "sent already, maybe from another window" in said or action == "send"


def test_what_was_taken_back_tells_whoever_opens_its_old_address(
    cast: Cast, me: Actor, visit: Visit
) -> None:
    review = send(me, cast.work, WORDS)
    rules.withdraw(me, cast.work, WORDS, review.id)
    answer = visit(cast.supervisor).get(f"/approvals/{review.id}")
    assert answer.status_code == 200
    assert "Marisol Vega took this back meanwhile." in words(answer)
    assert "What I make of it" not in answer.text
    assert visit(cast.colleague).get(f"/approvals/{review.id}").status_code == 404


def test_a_waived_task_asks_for_nothing_that_came_back(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    """Nor does its page offer to take the return back, which could not be done."""
    review = send(me, cast.work, WORDS)
    decisions.give_back(boss, review, cast.work, COMMENT)
    decisions.waive(boss, cast.work, WORDS, WHY)
    page = words(visit(cast.learner).get(f"/onboarding/{cast.work.id}/tasks/{WORDS}"))
    assert "You need not do this." in page
    assert "change it and send it again" not in page
    for path in (f"/approvals/{review.id}", f"/record/{cast.work.id}/tasks/{WORDS}"):
        assert "Take my return back" not in words(visit(cast.supervisor).get(path))


@pytest.mark.parametrize("waived", [True, False])
def test_the_learner_sees_who_took_what_back_and_why(
    cast: Cast, me: Actor, boss: Actor, visit: Visit, waived: bool
) -> None:
    if waived:
        signed = decisions.waive(boss, cast.work, WORDS, COMMENT)
    else:
        signed = sign(boss, cast.work, send(me, cast.work, WORDS))
    decisions.revoke(boss, cast.work, WORDS, signed.id, WHY)
    said = f"Daniel Okafor took back the {'waiver' if waived else 'signature'}"
    for who, path in (
        (cast.learner, f"/onboarding/{cast.work.id}/tasks/{WORDS}"),
        (cast.supervisor, f"/record/{cast.work.id}/tasks/{WORDS}"),
        (cast.learner, f"/record/{cast.work.id}"),
    ):
        page = words(visit(who).get(path))
        assert said in page
        assert WHY in page
