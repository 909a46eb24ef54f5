"""Letting somebody do more: by a person, signed, with a reason where something is missing."""

import hashlib
from datetime import date

import pytest

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.prose import Prose, Words
from lms.competencies import granting, standings
from lms.competencies.framework import present
from lms.competencies.granting import need_of, needed
from lms.competencies.models import State
from lms.curriculum.framework_outline import Need, NeedKind, Step
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress.models import Meaning, SignOff
from tests.cast import Cast, actor
from tests.competencies.framed import (
    ALONE,
    ASSESSMENT,
    CO_LEAD,
    INCIDENT,
    LEAD,
    MEETING,
    READING,
    SHADOW,
    WHY,
    asking,
    decided,
    grant,
    may,
    may_shadow,
    may_work_alone,
    stands,
    without,
)
from tests.competencies.rated import led_by, told
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
TODAY = date(2026, 3, 4)
CLIENT = Words("As with A012 345 678.")
OTHERWISE = Words("In other words.")
LEADS = "Only the present supervisor decides"
STRANGERS = ("colleague", "other_supervisor", "other_officer", "administrator", "auditor")


def test_what_is_possible_is_granted_by_a_person(cast: Cast, me: Actor, boss: Actor) -> None:
    may_shadow(me, cast.work)
    assert may(cast.learner) is None, "the conditions alone let nobody do anything"
    found = grant(boss, cast.learner, SHADOW, Words())
    assert (found.person_id, found.actor_id, found.state) == (me.id, boss.id, State.GRANTED)
    assert (found.missing, found.reason_id, found.framework_id) == ([], None, present().id)
    assert (may(cast.learner), may(cast.learner, MEETING)) == (SHADOW, None)


def test_it_is_signed_exactly_as_it_stands(cast: Cast, boss: Actor) -> None:
    found = grant(boss, cast.learner)
    signed = db.session.get_one(SignOff, found.sign_off_id)
    assert (signed.meaning, signed.signer_id, signed.person_id, signed.on) == (
        Meaning.GRANTED, boss.id, cast.learner.id, TODAY,
    )  # fmt: skip
    reason = db.session.get_one(Prose, found.reason_id)
    assert (reason.text, signed.note_id, signed.review_id) == (WHY.text, reason.id, None)
    stated = {
        "person": cast.learner.id, "activity": ASSESSMENT, "step": "shadow", "state": "granted",
        "framework": present().id, "missing": [needed(READING)],
        "reason": reason.digest,
    }  # fmt: skip
    digest = hashlib.sha256(events.canonical(stated).encode()).hexdigest()
    assert signed.content_digest == found.digest == digest


def test_the_record_says_so_without_a_word(cast: Cast, boss: Actor) -> None:
    found = grant(boss, cast.learner)
    reason = db.session.get_one(Prose, found.reason_id)
    assert told(cast.learner, "readiness-granted") == [{
        "readiness": found.id, "activity": ASSESSMENT, "step": "shadow", "missing": 1,
        "sign_off": found.sign_off_id, "content": found.digest, "reason": reason.digest,
    }]  # fmt: skip


def test_what_is_missing_takes_a_reason_and_is_kept(cast: Cast, boss: Actor) -> None:
    for words in (Words(), Words(" \n")):
        with refused("Say why it is granted all the same", "reason"):
            grant(boss, cast.learner, SHADOW, words)
    found = grant(boss, cast.learner)
    assert [need_of(one) for one in found.missing] == [READING]
    held = stands(cast.learner).held
    assert held is not None
    assert (held.step, held.without) == (SHADOW, (READING,))
    assert may(cast.learner) is SHADOW


def test_an_open_safety_condition_takes_a_word_that_one_knows(cast: Cast, boss: Actor) -> None:
    with refused("Say why", "reason"):
        grant(boss, cast.learner, ALONE, Words(), knowing=True)
    with refused("A safety condition is open", "knowing"):
        grant(boss, cast.learner, ALONE)
    found = grant(boss, cast.learner, ALONE, knowing=True)
    gates = [need_of(one).key for one in found.missing if one["gate"]]
    assert gates == ["dv-protocol", "child-abuse-reporting", "suicide-protocol", "safety"]
    assert may(cast.learner) is ALONE, "whoever granted it knew"


def test_no_word_is_asked_where_nobody_goes_alone(cast: Cast, boss: Actor) -> None:
    assert [need_of(one).gate for one in grant(boss, cast.learner, LEAD).missing] == [False] * 7
    granting.grant(boss, cast.learner, MEETING, ALONE, WHY)
    assert may(cast.learner, MEETING) is ALONE, "no clients are met there"


def test_everything_is_there(cast: Cast, me: Actor, boss: Actor) -> None:
    may_work_alone(me, boss, cast.work, cast.learner)
    assert (grant(boss, cast.learner, ALONE, Words()).missing, may(cast.learner)) == ([], ALONE)


def test_no_client_is_named(cast: Cast, boss: Actor) -> None:
    with refused("A-number"):
        grant(boss, cast.learner, SHADOW, CLIENT)


def test_the_same_again_changes_nothing(cast: Cast, boss: Actor) -> None:
    found = grant(boss, cast.learner)
    with nothing_changes():
        assert grant(boss, cast.learner) is found
        assert grant(boss, cast.learner, SHADOW, OTHERWISE) is found
        assert grant(boss, cast.learner, SHADOW, Words()) is found


@pytest.mark.parametrize("order", [(ALONE, SHADOW, LEAD), (CO_LEAD, ALONE, CO_LEAD)])
def test_steps_are_granted_in_any_order(cast: Cast, boss: Actor, order: tuple[Step, ...]) -> None:
    for step in order:
        grant(boss, cast.learner, step, knowing=True)
        assert may(cast.learner) is step
    assert decided() == [(step, "granted", place == 2) for place, step in enumerate(order)]


@pytest.mark.parametrize("activity", ["other", "cooking", ""])
def test_only_what_has_steps_is_granted(cast: Cast, boss: Actor, activity: str) -> None:
    with nothing_changes(), pytest.raises(NotFound):
        granting.grant(boss, cast.learner, activity, SHADOW, WHY)


def test_what_the_framework_left_is_granted_no_more_and_can_be_suspended(
    cast: Cast, boss: Actor
) -> None:
    grant(boss, cast.learner)
    without(ASSESSMENT)
    with nothing_changes(), pytest.raises(NotFound):
        grant(boss, cast.learner, CO_LEAD, knowing=True)
    assert ASSESSMENT not in standings.of(cast.learner.id, TODAY)
    granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT)
    assert decided()[-1] == ("shadow", "suspended", True)


# Who may.


@pytest.mark.parametrize("who", [*STRANGERS, "officer"])
def test_nobody_else_grants_or_takes_back(cast: Cast, boss: Actor, who: str) -> None:
    stranger = actor(cast.people()[who])
    with refused(LEADS):
        grant(stranger, cast.learner)
    grant(boss, cast.learner)
    with refused(LEADS):
        granting.take_back(stranger, cast.learner, ASSESSMENT, INCIDENT)


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_suspends(cast: Cast, boss: Actor, who: str) -> None:
    grant(boss, cast.learner)
    with refused("Only the supervisor or the office’s training officer can suspend"):
        granting.suspend(actor(cast.people()[who]), cast.learner, ASSESSMENT, INCIDENT)


def test_the_officer_suspends_and_the_supervisor_grants_again(
    cast: Cast, boss: Actor, officer: Actor
) -> None:
    """After an incident nobody waits for a supervisor who is away."""
    grant(boss, cast.learner)
    assert granting.suspend(officer, cast.learner, ASSESSMENT, INCIDENT).actor_id == officer.id
    with refused(LEADS):
        grant(officer, cast.learner)
    grant(boss, cast.learner)
    assert may(cast.learner) is SHADOW


def test_the_officer_decides_where_nobody_leads(cast: Cast, officer: Actor) -> None:
    led_by(cast, None)
    grant(officer, cast.learner)
    granting.take_back(officer, cast.learner, ASSESSMENT, INCIDENT)
    assert [state for _, state, _ in decided()] == ["granted", "taken-back"]


def test_nobody_decides_about_themselves(cast: Cast, me: Actor, officer: Actor) -> None:
    for mine, who in ((me, cast.learner), (officer, cast.officer)):
        with refused("Nobody decides what they may do themselves"):
            granting.grant(mine, who, ASSESSMENT, SHADOW, WHY)
        for verb in (granting.suspend, granting.take_back):
            with refused("Nobody decides what they may do themselves"):
                verb(mine, who, ASSESSMENT, INCIDENT)


def test_a_supervisor_of_before_decides_no_longer(cast: Cast, boss: Actor) -> None:
    grant(boss, cast.learner)
    led_by(cast, cast.other_supervisor)
    with refused(LEADS):
        grant(boss, cast.learner, CO_LEAD, knowing=True)
    new = actor(cast.other_supervisor)
    granting.suspend(new, cast.learner, ASSESSMENT, INCIDENT)
    people.deactivate(cast.learner, actor_id=None)
    with refused(LEADS):
        grant(new, cast.learner)


def test_what_is_granted_points_to_the_framework_of_that_day(cast: Cast, boss: Actor) -> None:
    first = grant(boss, cast.learner).framework_id
    second = asking(ASSESSMENT, SHADOW, Need(NeedKind.COURSE, "rccm"))
    assert granting.suspend(boss, cast.learner, ASSESSMENT, INCIDENT).framework_id == first
    assert grant(boss, cast.learner).framework_id == second != first
