"""What is sent, decided and taken back shows in the kept lines, which lists read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import rules as publishing
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import Meaning, Review, SignOff
from lms.progress.section_progress import Kept
from lms.progress.sections import Tally
from lms.progress.work import Work
from lms.signoff import decisions, drafts
from lms.signoff import rules as signoff
from lms.signoff.decisions import Statement
from tests.cast import START, Cast
from tests.progress.history import verbs
from tests.progress.playing import TALKED_ON, on_terms, send, sign, writing

pytestmark = pytest.mark.usefixtures("sound")
ANSWER, TALK, KEPT, TICK, BOTH = "answer", "talk", "kept", "tick", "both"
WHY = "So that it is right."
TASKS = (
    TaskOutline(ANSWER, "Reflect", "A", evidence=Evidence.RESPONSE, signers=Signers.SUPERVISOR),
    TaskOutline(TALK, "Discuss", "T", evidence=Evidence.NONE, signers=Signers.SUPERVISOR),
    TaskOutline(KEPT, "Reflect", "K", evidence=Evidence.RESPONSE),
    TaskOutline(TICK, "Read", "R"),
    TaskOutline(BOTH, "Observe", "B", evidence=Evidence.OBSERVATION, count=2,
                signers=Signers.SUPERVISOR),
)  # fmt: skip
GUIDE = ProgramOutline("small", "Small", sections=(
    SectionOutline("all", "All", 14, "", (TopicOutline("", "", TASKS),)),
    SectionOutline("rest", "Rest", 30, "", (
        TopicOutline("", "", (TaskOutline("last", "Read", "L"),)),
    )),
))  # fmt: skip
START_TALLY = Tally(required=5)


@pytest.fixture
def work(cast: Cast, me: Actor) -> Work:
    edition = publishing.publish(GUIDE)
    assert edition is not None
    return rules.enroll(me.id, edition, START, job_role="case-manager", actor_id=None)


def now(work: Work) -> Tally:
    """The line of the first section; the whole says the same and one task more."""
    lines = Kept(work.id).lines
    assert lines[""].tally == lines["all"].tally._replace(required=6)
    return lines["all"].tally


def counts(**more: int) -> Tally:
    return START_TALLY._replace(**more)


def last(work: Work, key: str) -> Review:
    mine = select(Review).filter_by(enrollment_id=work.id, task_key=key, superseded_at=None)
    return db.session.scalars(mine.order_by(Review.id.desc()).limit(1)).one()


def signed() -> int:
    return db.session.scalars(select(SignOff.id).order_by(SignOff.id.desc()).limit(1)).one()


Step = tuple[str, Callable[[], object], Tally]


def test_a_response_from_draft_to_signature_and_back(work: Work, me: Actor, boss: Actor) -> None:
    typed = writing(work, ANSWER, "Dignity.")
    begun, sent, back = counts(begun=1), counts(begun=1, submitted=1), counts(begun=1, returned=1)
    done, waived = counts(begun=1, done=1), counts(begun=1, done=1, waived=1)
    steps: list[Step] = [
        ("drafted", lambda: drafts.save_draft(me, work, ANSWER, typed), begun),
        ("sent", lambda: send(me, work, ANSWER), sent),
        ("withdrawn", lambda: signoff.withdraw(me, work, ANSWER, last(work, ANSWER).id), begun),
        ("sent again", lambda: send(me, work, ANSWER), sent),
        ("returned", lambda: decisions.give_back(boss, last(work, ANSWER), work, WHY), back),
        ("taken up", lambda: decisions.take_up(boss, last(work, ANSWER), work), sent),
        ("signed", lambda: sign(boss, work, last(work, ANSWER)), done),
        ("revoked", lambda: decisions.revoke(boss, work, ANSWER, signed(), WHY), sent),
        ("signed again", lambda: sign(boss, work, last(work, ANSWER)), done),
        ("reopened", lambda: decisions.reopen(boss, work, ANSWER, WHY), back),
        ("restored", lambda: decisions.take_up(boss, last(work, ANSWER), work), done),
        ("reopened again", lambda: decisions.reopen(boss, work, ANSWER, WHY), back),
        ("waived", lambda: decisions.waive(boss, work, ANSWER, WHY), waived),
        ("to be done", lambda: decisions.revoke(boss, work, ANSWER, signed(), WHY), back),
    ]
    for name, happens, wanted in steps:
        happens()
        assert (name, now(work)) == (name, wanted)


def test_a_talk_that_nobody_asked_to_confirm(work: Work, me: Actor, boss: Actor) -> None:
    decisions.record(boss, work, TALK, Statement(Meaning.DISCUSSED, TALKED_ON))
    assert now(work) == counts(begun=1, done=1)
    decisions.revoke(boss, work, TALK, signed(), WHY)
    assert now(work) == counts()  # the learner never asked: nothing waits


def test_a_waiver_ends_what_waits_and_gives_it_back(work: Work, me: Actor, boss: Actor) -> None:
    send(me, work, TALK)
    decisions.waive(boss, work, TALK, WHY)
    assert now(work) == counts(begun=1, done=1, waived=1)
    decisions.revoke(boss, work, TALK, signed(), WHY)
    assert now(work) == counts(begun=1, submitted=1)


def test_a_response_that_nobody_signs(work: Work, me: Actor) -> None:
    signoff.submit(me, work, KEPT, writing(work, KEPT, "For myself."))
    assert now(work) == counts(begun=1, done=1)
    signoff.take_back(me, work, KEPT)
    assert now(work) == counts(begun=1)


def test_a_tick_that_is_waived(work: Work, me: Actor, boss: Actor) -> None:
    decisions.waive(boss, work, TICK, WHY)
    assert now(work) == counts(begun=1, done=1, waived=1)
    decisions.revoke(boss, work, TICK, signed(), WHY)
    assert now(work) == counts()


def test_two_observations(work: Work, me: Actor, boss: Actor) -> None:
    """Sent once, it is still with the learner; sent twice, with the signer."""
    first = send(me, work, BOTH)
    assert now(work) == counts(begun=1)
    send(me, work, BOTH)
    assert now(work) == counts(begun=1, submitted=1)
    sign(boss, work, first)
    assert now(work) == counts(begun=1, submitted=1)
    decisions.give_back(boss, last(work, BOTH), work, WHY)
    assert now(work) == counts(begun=1, returned=1)
    sign(boss, work, send(me, work, BOTH))
    assert now(work) == counts(begun=1, done=1)


def test_a_section_completed_and_reopened_is_told(
    work: Work, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """By a tick, a signature, a waiver; each time it is, the program with the last one only."""
    rules.tick(me, work, TICK)
    signoff.submit(me, work, KEPT, writing(work, KEPT, "For myself."))
    for key in (ANSWER, TALK, BOTH, BOTH):
        sign(boss, work, send(me, work, key))
    line = Kept(work.id).lines["all"]
    assert (line.tally.state, line.completed_on, line.open_due) == ("done", date(2026, 3, 4), None)
    assert verbs(me.id)[-2:] == ["section-completed", "signed-off"]
    noon.shift(timedelta(days=1))
    signoff.take_back(me, work, KEPT)
    assert verbs(me.id)[-2:] == ["section-reopened", "withdrawn"]
    assert Kept(work.id).lines["all"].completed_on is None
    rules.tick(me, work, "last")
    assert verbs(me.id)[-2:] == ["section-completed", "ticked"]
    decisions.waive(boss, work, KEPT, WHY)
    assert verbs(me.id)[-3:] == ["section-completed", "program-completed", "waived"]
    whole = Kept(work.id).lines[""]
    assert (whole.tally.done, whole.completed_on) == (6, date(2026, 3, 5))


def test_what_was_sent_in_an_earlier_edition_and_is_ticked_now(
    work: Work, me: Actor, boss: Actor
) -> None:
    """It came back; the new edition asks for a tick only."""
    decisions.give_back(boss, send(me, work, TALK), work, WHY)
    ticked = tuple(
        replace(task, evidence=Evidence.TICK, signers=Signers.NONE) if task.key == TALK else task
        for task in TASKS
    )
    first, second = GUIDE.sections
    first = replace(first, topics=(TopicOutline("", "", ticked),))
    edition = publishing.publish(replace(GUIDE, sections=(first, second)))
    assert edition is not None
    moved = on_terms(work, edition_id=edition.id)
    assert now(moved) == counts(begun=1, returned=1)
    rules.tick(me, moved, TALK)
    assert now(moved) == counts(begun=1, done=1)
    rules.untick(me, moved, TALK)
    assert now(moved) == counts(begun=1, returned=1)
