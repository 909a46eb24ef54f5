"""Signing off and returning: once, by one person, for exactly what was sent."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.base import erasing, prose
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.base.shown import Removed
from lms.people.actor import Actor
from lms.progress import access, ledger, timeline
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import Meaning, Review, SignOff
from lms.progress.standing import State
from lms.progress.work import Work
from lms.signoff import decisions, queries, rules
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing
from lms.signoff.models import Answer
from tests.cast import Cast, actor, enrolled
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import send, sign, writing
from tests.together import together

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
KEY, TALK, EITHER = "two-principles", "boundary-challenges", "icm-orientation"
BLOCKED, DOUBTFUL = "The client, A 123 456 789, agreed.", "I called 801-555-0142 for it."


def state(work: Work, key: str = KEY) -> State:
    return works.task_standing(work, work.tasks[key]).state


def count_of(table: type[SignOff] | type[Prose]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def return_it(who: Actor, work: Work, review: Review) -> None:
    decisions.give_back(who, review, work, "Say more, please.")


def test_signing_off_with_a_note(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    review = send(me, cast.work, KEY)
    noon.shift(2 * DAY)
    with history_grows() as superseded:
        stated = Statement(Meaning.REVIEWED, TODAY + 2 * DAY, "Well *said*.")
        decisions.sign_off(boss, review, cast.work, stated)
    assert superseded == []
    (attempt,) = queries.attempts(cast.work.id, KEY)
    assert attempt.signed is not None
    assert (attempt.signed.meaning, attempt.decided_by) == ("reviewed", cast.supervisor.name)
    assert "<em>said</em>" in (attempt.note or "")
    done = works.task_standing(cast.work, cast.work.tasks[KEY])
    assert (done.state, done.done_on) == (State.DONE, TODAY)
    assert list(timeline.faults()) == []


def test_a_sign_off_needs_no_note(cast: Cast, me: Actor, boss: Actor) -> None:
    review, texts = send(me, cast.work, TALK), count_of(Prose)
    stated = Statement(Meaning.DISCUSSED, TODAY, " \n")
    signed = decisions.sign_off(boss, review, cast.work, stated)
    assert (signed.note_id, count_of(Prose)) == (None, texts)


def test_signing_twice_changes_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, EITHER)
    signed = sign(boss, cast.work, review)
    with nothing_changes():
        assert sign(boss, cast.work, review, TODAY) is signed
        for late in (sign, return_it):
            with pytest.raises(Refusal, match="Daniel Okafor signed this off meanwhile"):
                late(actor(cast.officer), cast.work, review)
        with pytest.raises(Refusal, match="meanwhile"):
            return_it(boss, cast.work, review)


def test_returning_twice_changes_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, EITHER)
    return_it(boss, cast.work, review)
    with nothing_changes():
        return_it(boss, cast.work, review)
        with pytest.raises(Refusal, match="with another comment"):
            decisions.give_back(boss, review, cast.work, "After all, say less.")
        for late in (sign, return_it):
            with pytest.raises(Refusal, match="Daniel Okafor returned this meanwhile"):
                late(actor(cast.officer), cast.work, review)
        with pytest.raises(Refusal, match="meanwhile"):
            sign(boss, cast.work, review)


@pytest.mark.both
@pytest.mark.parametrize(("how", "verb"), [(sign, "signed-off"), (return_it, "returned")])
def test_a_double_click_decides_once(
    app: Flask, cast: Cast, me: Actor, boss: Actor, how: Callable[..., object], verb: str
) -> None:
    waiting, work = send(me, cast.work, TALK).id, cast.work

    def click() -> None:
        how(boss, work, db.session.get_one(Review, waiting))

    assert together(app, click, click, click) == [None] * 3
    assert verbs(me.id).count(verb) == 1
    assert count_of(SignOff) == (how is sign)


@pytest.mark.both
def test_signed_and_returned_at_once(app: Flask, cast: Cast, me: Actor, boss: Actor) -> None:
    waiting, work, officer = send(me, cast.work, EITHER).id, cast.work, actor(cast.officer)
    both = ((sign, boss), (return_it, officer))

    def decide(how: Callable[..., object], who: Actor) -> None:
        how(who, work, db.session.get_one(Review, waiting))

    answers = together(app, *(partial(decide, how, who) for how, who in both))
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert verbs(me.id)[-1] in ("signed-off", "returned")
    assert state(work, EITHER) in (State.DONE, State.RETURNED)
    assert list(timeline.faults()) == []


@pytest.mark.parametrize("comment", ["", " \r\n\t"])
def test_a_return_says_why(cast: Cast, me: Actor, boss: Actor, comment: str) -> None:
    review = send(me, cast.work, KEY)
    with nothing_changes(), pytest.raises(Refusal, match="look at again") as refused:
        decisions.give_back(boss, review, cast.work, comment)
    assert refused.value.field == "comment"


def test_a_day_to_come_is_not_signed(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, TALK)
    with nothing_changes(), pytest.raises(Refusal, match="not come yet"):
        sign(boss, cast.work, review, TODAY + DAY)


def test_nobody_decides_on_their_own_work(cast: Cast, boss: Actor) -> None:
    mine = enrolled(cast.supervisor)
    review = send(boss, mine, KEY)
    with nothing_changes():
        for decide in (sign, return_it):
            with pytest.raises(Refusal, match="own work"):
                decide(boss, mine, review)


def test_the_guard_looks_at_signers_too(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, KEY)
    db.session.commit()
    for text, cleared in ((BLOCKED, True), (DOUBTFUL, False)):
        with nothing_changes():
            with pytest.raises(prose.ClientIdentified):
                decisions.give_back(boss, review, cast.work, text, cleared=cleared)
            db.session.rollback()
            stated = Statement(Meaning.REVIEWED, TODAY, text, cleared=cleared)
            with pytest.raises(prose.ClientIdentified):
                decisions.sign_off(boss, review, cast.work, stated)
            db.session.rollback()
    decisions.give_back(boss, review, cast.work, DOUBTFUL, cleared=True)
    assert state(cast.work) is State.RETURNED


def test_two_observations_are_signed_one_by_one(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    key, work = "two-assessments", cast.work
    first = send(me, work, key, TODAY - DAY)
    noon.shift(DAY)
    second = send(me, work, key, TODAY)
    assert (first.piece, second.piece, state(work, key)) == (1, 2, State.SUBMITTED)
    with pytest.raises(Refusal, match="sent already"):
        send(me, work, key)
    db.session.commit()
    sign(boss, work, second, TODAY)
    assert state(work, key) is State.SUBMITTED
    decisions.give_back(boss, first, work, "Which tool was used?")
    assert state(work, key) is State.RETURNED
    again = send(me, work, key, TODAY + DAY)
    assert (again.piece, state(work, key)) == (1, State.SUBMITTED)
    sign(boss, work, again, TODAY + DAY)
    done = works.task_standing(work, work.tasks[key])
    assert (done.state, done.signed, done.done_on) == (State.DONE, 2, TODAY + DAY)
    assert [row.kind for row in ledger.facts(work.id)[key]] == [
        "started", "signed", "signed", "done",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["partners-in-three-cases", "three-self-sufficiency-plans"])
def test_three_counted_and_one_sign_off(cast: Cast, me: Actor, boss: Actor, key: str) -> None:
    """All are counted before it is sent, and the count stands from then on."""
    progress.count(me, cast.work, key, "", 2)
    with nothing_changes(), pytest.raises(Refusal, match="1 to go"):
        send(me, cast.work, key)
    progress.count(me, cast.work, key, "", 3)
    assert state(cast.work, key) is State.IN_PROGRESS
    review = send(me, cast.work, key)
    with nothing_changes(), pytest.raises(Refusal, match="the count stays"):
        progress.count(me, cast.work, key, "", 2)
    sign(boss, cast.work, review)
    assert state(cast.work, key) is State.DONE
    with nothing_changes(), pytest.raises(Refusal, match="the count stays"):
        progress.count(me, cast.work, key, "", 0)
    assert list(timeline.faults()) == []


def test_what_was_signed_stands_when_its_text_is_erased(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, KEY)
    signed = sign(boss, cast.work, review)
    digest = signed.content_digest
    kept = select(Answer.prose_id).where(Answer.submission_id == review.source_id)
    texts = db.session.scalars(select(Prose).where(Prose.id.in_(kept))).all()
    erasing.erase(texts, actor_id=me.id, why=Why.BY_MISTAKE)
    (attempt,) = queries.attempts(cast.work.id, KEY)
    assert [isinstance(one.html, Removed) for one in attempt.answers] == [True, True]
    assert attempt.signed is not None
    assert (attempt.signed.content_digest, state(cast.work)) == (digest, State.DONE)
    assert {text.digest for text in texts} == {None}


def test_what_waits_with_its_text_erased_can_still_be_returned(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    review = send(me, cast.work, KEY)
    texts = db.session.scalars(select(Prose)).all()
    erasing.erase(texts, actor_id=me.id, why=Why.NUMBER)
    (line,), _ = queries.waiting(boss)
    assert line.review_id == review.id
    assert line.short.startswith(f"Text removed by {me.name} on 2026-03-04: it held a number")
    decisions.give_back(boss, review, cast.work, "The text was removed: write it anew.")
    again = rules.submit(me, cast.work, KEY, writing(cast.work, KEY, "Dignity.", "Service."))
    assert again is not None


def test_the_oldest_waits_first(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    keys = [KEY, TALK, EITHER]
    sent = {}
    for key in keys:
        sent[key] = send(me, cast.work, key)
        noon.shift(timedelta(hours=1))
    lines, more = queries.waiting(boss)
    assert ([line.review_id for line in lines], more) == ([sent[k].id for k in keys], False)
    assert access.next_waiting(boss, sent[KEY]) == sent[TALK].id
    assert access.next_waiting(boss, sent[EITHER]) == sent[KEY].id
    for review in sent.values():
        sign(boss, cast.work, review)
    assert access.next_waiting(boss, sent[EITHER]) is None


def test_a_long_queue_has_pages(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    tasks = cast.work.tasks.items()
    signed = [key for key, task in tasks if task.signers != "none" and task.count == 1]
    for key in signed[:27]:
        send(me, cast.work, key)
    first, more = queries.waiting(boss)
    second, last = queries.waiting(boss, 2)
    assert (len(first), more, len(second), last) == (25, True, 2, False)
    assert len({line.review_id for line in [*first, *second]}) == 27
    assert queries.waiting(boss, 3) == ([], False)


def test_a_preview_is_the_beginning_of_the_first_answer(cast: Cast, me: Actor, boss: Actor) -> None:
    rules.submit(me, cast.work, KEY, Writing(("Dignity  \n\n" * 40, "Second."), 0))
    (line,), _ = queries.waiting(boss)
    assert line.short.startswith("Dignity Dignity")
    assert line.short.endswith("Dignity …")
    assert len(line.short) <= queries.PREVIEW + 2
