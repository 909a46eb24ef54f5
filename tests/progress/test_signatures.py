"""Waiving, revoking, reopening, restoring: who may, what follows, and how each is taken back."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.events import Event
from lms.people.actor import Actor
from lms.progress import ledger, queries, rules
from lms.progress.models import Meaning, Outcome, Review, SignOff
from lms.progress.section_progress import Kept
from lms.progress.standing import State
from lms.progress.work import Work, works_of
from lms.signoff import decisions
from lms.signoff import rules as withdrawing
from lms.signoff.decisions import Statement
from tests.cast import Cast, actor, enrolled
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import TALKED_ON, finish, send, sign
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
WORDS, TALK, BOTH, WATCHED, TICKED = (
    "two-principles", "boundary-challenges", "icm-basics", "two-assessments", "nasw-code",
)  # fmt: skip
STRANGERS = [
    "learner", "colleague", "other_supervisor", "other_officer", "administrator", "auditor",
]  # fmt: skip
FIRST, WHY = "who-we-serve", "She did this at her last office."


def stands(work: Work, key: str) -> tuple[State, date | None]:
    found = queries.task_standing(work, work.tasks[key])
    return found.state, found.done_on


def newest(work: Work, key: str) -> Review:
    mine = select(Review).filter_by(enrollment_id=work.id, task_key=key, superseded_at=None)
    return db.session.scalars(mine).one()


def said(verb: str) -> dict[str, object]:
    """What the record says of the last such change."""
    lines = select(Event.data).where(Event.verb == verb).order_by(Event.at.desc())
    return dict(db.session.scalars(lines.limit(1)).one())


def test_waiving(cast: Cast, boss: Actor, noon: time_machine.Traveller) -> None:
    noon.shift(5 * DAY)
    with history_grows() as superseded:
        waiver = decisions.waive(boss, cast.work, WORDS, WHY)
    assert superseded == []
    assert stands(cast.work, WORDS) == (State.WAIVED, TODAY + 5 * DAY)
    (shown,) = queries.signatures(cast.work.id)[WORDS]
    assert (shown.signer, shown.meaning, shown.on) == (boss.name, "waived", TODAY + 5 * DAY)
    assert WHY in (shown.reason or "")
    line = said("waived")
    assert (line["task"], line["sign_off"]) == (WORDS, waiver.id)
    assert WHY not in str(line)


@pytest.mark.parametrize("part", STRANGERS)
def test_strangers_change_nothing(cast: Cast, me: Actor, boss: Actor, part: str) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, TALK))
    waiver = decisions.waive(boss, cast.work, BOTH, WHY)
    decisions.give_back(boss, send(me, cast.work, WORDS), cast.work, "Say more.")
    returned = newest(cast.work, WORDS)
    who = actor(cast.people()[part])
    with refused("can waive"):
        decisions.waive(who, cast.work, WATCHED, WHY)
    for key, number in ((TALK, signed.id), (BOTH, waiver.id)):
        with refused("Only the one who signed"):
            decisions.revoke(who, cast.work, key, number, WHY)
    with refused("whoever signs"):
        decisions.reopen(who, cast.work, TALK, WHY)
    with refused("Only whoever returned this"):
        decisions.take_up(who, returned, cast.work)


def test_the_officer_may_waive_but_not_reopen_what_the_supervisor_signs(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    officer = actor(cast.officer)
    decisions.waive(officer, cast.work, WORDS, WHY)
    sign(boss, cast.work, send(me, cast.work, TALK))
    sign(boss, cast.work, send(me, cast.work, BOTH))
    with refused("whoever signs"):
        decisions.reopen(officer, cast.work, TALK, WHY)
    decisions.reopen(officer, cast.work, BOTH, WHY)
    assert stands(cast.work, BOTH) == (State.RETURNED, None)


def test_an_officer_on_a_guide_does_not_lead_themselves(cast: Cast) -> None:
    """The training officer is new too, and has no supervisor: a colleague has to sign."""
    mine, officer = enrolled(cast.officer), actor(cast.officer)
    for key in (WORDS, TALK):
        with refused("can waive"):
            decisions.waive(officer, mine, key, WHY)
    with refused("whoever signs"):
        decisions.record(officer, mine, TALK, Statement(Meaning.DISCUSSED, TODAY))


@pytest.mark.parametrize("reason", ["", " \r\n\t"])
def test_each_change_says_why(cast: Cast, me: Actor, boss: Actor, reason: str) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, TALK))
    with refused("Say why", "reason"):
        decisions.waive(boss, cast.work, WORDS, reason)
    with refused("Say why", "reason"):
        decisions.revoke(boss, cast.work, TALK, signed.id, reason)
    with refused("Say why", "reason"):
        decisions.reopen(boss, cast.work, TALK, reason)


def test_the_guard_looks_at_reasons(cast: Cast, boss: Actor) -> None:
    with refused("looks like an A-number"):
        decisions.waive(boss, cast.work, WORDS, "The client, A 123 456 789, knows.")


@pytest.mark.parametrize("how", ["tick", "sign", "waive"])
def test_what_is_closed_is_not_waived(cast: Cast, me: Actor, boss: Actor, how: str) -> None:
    key = {"tick": TICKED, "sign": TALK, "waive": WORDS}[how]
    if how == "waive":
        signed = decisions.waive(boss, cast.work, key, WHY)
        with nothing_changes():
            assert decisions.waive(boss, cast.work, key, f" {WHY}\r\n") is signed
    else:
        finish(me, boss, cast.work, key)
    with refused("done or waived already"):
        decisions.waive(boss, cast.work, key, "Another reason.")


def test_waiving_ends_what_waits(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, WORDS)
    decisions.waive(boss, cast.work, WORDS, WHY)
    assert (review.outcome, review.decided_by) == (Outcome.CANCELLED, boss.id)
    assert queries.task_standing(cast.work, cast.work.tasks[WORDS]).waiting == ()
    with refused("You waived this task meanwhile"):
        sign(boss, cast.work, review)
    with refused("Daniel Okafor waived this task meanwhile"):
        withdrawing.withdraw(me, cast.work, WORDS, review.id)


def test_a_waiver_is_taken_back_by_whoever_leads(cast: Cast, boss: Actor) -> None:
    for who in (boss, actor(cast.officer)):
        waiver = decisions.waive(boss, cast.work, WORDS, WHY)
        with history_grows() as superseded:
            decisions.revoke(who, cast.work, WORDS, waiver.id, "It was another guide.")
        assert sorted(row["kind"] for row in superseded) == ["done", "waived"]
        assert stands(cast.work, WORDS) == (State.NOT_STARTED, None)
        assert (waiver.revoked_by, verbs(cast.learner.id)[-1]) == (who.id, "revoked")
        assert WORDS not in queries.signatures(cast.work.id)
        with nothing_changes():
            decisions.revoke(who, cast.work, WORDS, waiver.id, "It was another guide.")
    assert verbs(cast.learner.id).count("waived") == 2


def test_a_section_is_completed_by_a_waiver_and_reopened_without(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    *keys, last = (task.key for task in cast.work.outline.sections[0].tasks)
    for key in keys:
        rules.tick(me, cast.work, key)
    waiver = decisions.waive(boss, cast.work, last, WHY)
    assert verbs(me.id)[-2:] == ["section-completed", "waived"]
    line = Kept(cast.work.id).lines[FIRST]
    assert (line.tally.done, line.completed_on) == (8, TODAY)
    decisions.revoke(boss, cast.work, last, waiver.id, WHY)
    assert verbs(me.id)[-2:] == ["section-reopened", "revoked"]
    line = Kept(cast.work.id).lines[FIRST]
    assert (line.tally.done, line.completed_on) == (7, None)


def test_what_was_sent_waits_again_when_its_signature_is_revoked(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    review = send(me, cast.work, WORDS)
    noon.shift(DAY)
    signed = sign(boss, cast.work, review, TODAY + DAY)
    noon.shift(DAY)
    decisions.revoke(boss, cast.work, WORDS, signed.id, "I read it too quickly.")
    assert (review.outcome, review.superseded_at is None) == (Outcome.ACCEPTED, False)
    again = newest(cast.work, WORDS)
    assert (again.source_id, again.sent_at) == (review.source_id, review.sent_at)
    assert stands(cast.work, WORDS) == (State.SUBMITTED, None)
    with nothing_changes():
        decisions.revoke(boss, cast.work, WORDS, signed.id, "I read it too quickly.")
    second = sign(boss, cast.work, again, TODAY + 2 * DAY)
    assert stands(cast.work, WORDS) == (State.DONE, TODAY)  # the day of the accepted submission
    assert (second.task_id, second.content_digest) == (signed.task_id, signed.content_digest)


def test_a_talk_that_nobody_asked_about_does_not_wait_after_all(cast: Cast, boss: Actor) -> None:
    signed = decisions.record(boss, cast.work, TALK, Statement(Meaning.DISCUSSED, TALKED_ON))
    assert signed is not None
    assert stands(cast.work, TALK) == (State.DONE, TALKED_ON)
    decisions.revoke(boss, cast.work, TALK, signed.id, "It was with someone else.")
    assert stands(cast.work, TALK) == (State.NOT_STARTED, None)
    assert queries.reviews(cast.work.id) == {}


def test_only_its_signer_revokes_a_signature(cast: Cast, me: Actor, boss: Actor) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, BOTH))
    (other,) = works_of(cast.colleague.id)
    with refused("reopen the task instead"):
        decisions.revoke(actor(cast.officer), cast.work, BOTH, signed.id, WHY)
    for work, key, number in (
        (other, BOTH, signed.id),
        (cast.work, TALK, signed.id),
        (cast.work, BOTH, signed.id + 1),
    ):
        with nothing_changes(), pytest.raises(NotFound):
            decisions.revoke(boss, work, key, number, WHY)


def test_reopening(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, WORDS))
    noon.shift(DAY)
    decisions.reopen(boss, cast.work, WORDS, "The code was *revised*.")
    found = queries.task_standing(cast.work, cast.work.tasks[WORDS])
    assert (found.state, found.signed) == (State.RETURNED, 0)
    returned = queries.reviews(cast.work.id)[WORDS][-1]
    assert (returned.decided_by, returned.outcome) == (boss.name, "returned")
    assert "<em>revised</em>" in (returned.comment or "")
    assert (signed.revoked_at, queries.signatures(cast.work.id)) == (None, {})
    with nothing_changes():
        decisions.reopen(boss, cast.work, WORDS, "The code was *revised*.")
    with refused("No signature closes"):
        decisions.reopen(boss, cast.work, WORDS, "Another reason.")
    with refused("no longer counts"):
        decisions.revoke(boss, cast.work, WORDS, signed.id, WHY)
    sign(boss, cast.work, send(me, cast.work, WORDS))
    assert stands(cast.work, WORDS) == (State.DONE, TODAY + DAY)
    assert db.session.scalars(select(SignOff.revoked_at)).all() == [None, None]


def test_restoring_is_the_counterpart_of_reopening(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, WORDS))
    noon.shift(DAY)
    for _ in range(2):
        decisions.reopen(actor(cast.supervisor), cast.work, WORDS, WHY)
        noon.shift(DAY)
        decisions.take_up(boss, newest(cast.work, WORDS), cast.work)
        assert stands(cast.work, WORDS) == (State.DONE, TODAY)
        assert [row.id for row in queries.signatures(cast.work.id)[WORDS]] == [signed.id]
        assert verbs(me.id)[-2:] == ["reopened", "restored"]
    decisions.revoke(boss, cast.work, WORDS, signed.id, WHY)
    assert stands(cast.work, WORDS) == (State.SUBMITTED, None)
    assert newest(cast.work, WORDS).sent_at == db.session.get_one(Review, signed.review_id).sent_at


def test_what_was_sent_anew_is_not_restored(cast: Cast, me: Actor, boss: Actor) -> None:
    sign(boss, cast.work, send(me, cast.work, WORDS))
    decisions.reopen(boss, cast.work, WORDS, WHY)
    back = newest(cast.work, WORDS)
    send(me, cast.work, WORDS)
    with refused("no longer with the learner"):
        decisions.take_up(boss, back, cast.work)
    assert stands(cast.work, WORDS) == (State.SUBMITTED, None)


def test_each_observation_is_revoked_reopened_and_restored_by_itself(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    first, second = (send(me, cast.work, WATCHED, TALKED_ON - n * DAY) for n in range(2))
    signed = sign(boss, cast.work, first), sign(boss, cast.work, second, TALKED_ON - DAY)
    decisions.revoke(boss, cast.work, WATCHED, signed[0].id, WHY)
    found = queries.task_standing(cast.work, cast.work.tasks[WATCHED])
    assert (found.state, found.signed, len(found.waiting)) == (State.SUBMITTED, 1, 1)
    decisions.reopen(boss, cast.work, WATCHED, WHY)
    back = next(one for one in queries.reviews(cast.work.id)[WATCHED] if one.outcome)
    assert (back.piece, back.outcome) == (2, "returned")
    decisions.take_up(boss, db.session.get_one(Review, back.id), cast.work)
    (kept,) = (row for row in ledger.facts(cast.work.id)[WATCHED] if row.kind == "signed")
    assert (kept.source_id, kept.effective_on) == (signed[1].id, TALKED_ON - DAY)
