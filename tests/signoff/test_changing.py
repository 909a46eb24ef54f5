"""Deciding, and taking a decision back, in whatever order people come to it."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import Meaning, Review, SignOff
from lms.progress.standing import State, TaskStanding
from lms.progress.work import Work
from lms.signoff import decisions, rules
from lms.signoff.decisions import Statement, record
from tests.cast import Cast, actor, enrolled
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.playing import TALKED_ON, send, sign
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
WORDS, TALK, WATCHED, ASKED, BOTH, COUNTED, TICKED = (
    "two-principles", "boundary-challenges", "two-assessments", "close-out-observed", "icm-basics",
    "three-self-sufficiency-plans", "nasw-code",
)  # fmt: skip
DISCUSSED, OBSERVED = (
    Statement(Meaning.DISCUSSED, TALKED_ON), Statement(Meaning.OBSERVED, TALKED_ON),
)  # fmt: skip
WHY, COMMENT = "It was another day.", "Say more."


def standing(work: Work, key: str) -> TaskStanding:
    return works.task_standing(work, work.tasks[key])


def newest(key: str) -> Review:
    found = select(Review).filter_by(task_key=key, superseded_at=None)
    return db.session.scalars(found.order_by(Review.id.desc()).limit(1)).one()


def count_of_signatures() -> int:
    return len(db.session.scalars(select(SignOff.id)).all())


def test_a_talk_is_recorded_without_being_asked_for(cast: Cast, boss: Actor) -> None:
    stated = Statement(Meaning.DISCUSSED, TALKED_ON, "At *lunch*.")
    with history_grows() as superseded:
        signed = record(boss, cast.work, TALK, stated)
    assert superseded == []
    assert signed is not None
    assert (signed.signer_id, signed.on, signed.meaning) == (boss.id, TALKED_ON, "discussed")
    found = standing(cast.work, TALK)
    assert (found.state, found.done_on) == (State.DONE, TALKED_ON)
    assert verbs(cast.learner.id)[-1] == "signed-off"
    with nothing_changes():
        assert record(boss, cast.work, TALK, stated) is signed


def test_a_talk_that_was_asked_for_is_confirmed_by_recording(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    review = send(me, cast.work, TALK)
    signed = record(boss, cast.work, TALK, DISCUSSED)
    assert signed is not None
    assert (signed.review_id, review.outcome) == (review.id, "accepted")
    assert count_of_signatures() == len(db.session.scalars(select(Review)).all()) == 1


def test_several_pieces_are_recorded_one_after_the_other(cast: Cast, boss: Actor) -> None:
    for already in range(2):
        signed = record(boss, cast.work, WATCHED, OBSERVED, already=already)
        with nothing_changes():
            assert record(boss, cast.work, WATCHED, OBSERVED, already=already) is signed
    found = standing(cast.work, WATCHED)
    assert (found.state, found.signed) == (State.DONE, 2)
    with refused("sent already"):
        record(boss, cast.work, WATCHED, OBSERVED, already=2)


@pytest.mark.parametrize("key", [WORDS, ASKED, COUNTED])
def test_what_is_answered_in_writing_is_not_recorded(cast: Cast, boss: Actor, key: str) -> None:
    """Not even an observation, when it comes with prompts."""
    with refused("own words"):
        record(boss, cast.work, key, OBSERVED)


def test_what_nobody_signs_is_not_recorded(cast: Cast, boss: Actor) -> None:
    with refused("Only whoever signs|tick"):
        record(boss, cast.work, TICKED, DISCUSSED)
    with pytest.raises(NotFound):
        record(boss, cast.work, "no-such-task", DISCUSSED)


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 400 * DAY])
def test_a_day_it_cannot_have_been(cast: Cast, boss: Actor, day: date) -> None:
    with refused("not come yet|before the guide", "on"):
        record(boss, cast.work, TALK, Statement(Meaning.DISCUSSED, day))


def test_only_its_signers_record_a_talk(cast: Cast, me: Actor) -> None:
    strangers = (cast.colleague, cast.other_supervisor, cast.other_officer, cast.officer)
    for who in (me, *map(actor, strangers), actor(cast.auditor), actor(cast.administrator)):
        with refused("Only whoever signs"):
            record(who, cast.work, TALK, DISCUSSED)
    assert record(actor(cast.officer), cast.work, BOTH, DISCUSSED) is not None


def test_counted_things_are_counted_before_a_talk_about_them(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    key = "partners-in-three-cases"
    with refused("3 to go"):
        record(boss, cast.work, key, DISCUSSED)
    progress.count(me, cast.work, key, "", 3)
    assert record(boss, cast.work, key, DISCUSSED) is not None
    assert standing(cast.work, key).state is State.DONE


def test_taking_up_a_return(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    review = send(me, cast.work, WORDS)
    decisions.give_back(boss, review, cast.work, "Say more.")
    noon.shift(DAY)
    again = decisions.take_up(boss, review, cast.work)
    assert (again.source_id, again.sent_at) == (review.source_id, review.sent_at)
    assert (standing(cast.work, WORDS).state, verbs(me.id)[-1]) == (State.SUBMITTED, "taken-up")
    with refused("no longer with the learner"):
        decisions.take_up(boss, review, cast.work)
    with refused("You returned this meanwhile"):
        sign(boss, cast.work, review)
    sign(boss, cast.work, again)
    assert standing(cast.work, WORDS).done_on == TODAY


def test_taking_up_what_was_reopened(cast: Cast, me: Actor, boss: Actor) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, TALK))
    decisions.reopen(boss, cast.work, TALK, WHY)
    again = decisions.take_up(boss, newest(TALK), cast.work)
    assert (again.outcome, again.decided_by) == ("accepted", boss.id)
    assert (count_of_signatures(), standing(cast.work, TALK).state) == (1, State.DONE)
    with nothing_changes():
        assert sign(boss, cast.work, again) is signed


def test_a_waived_task_is_neither_sent_nor_recorded_nor_taken_up(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    """The page was open when it was waived: nothing begins to wait that nobody need decide."""
    decisions.give_back(boss, send(me, cast.work, WORDS), cast.work, "Say more.")
    returned = newest(WORDS)
    for key in (WORDS, TALK):
        decisions.waive(boss, cast.work, key, WHY)
    with refused("waived"):
        send(me, cast.work, WORDS)
    with refused("waived"):
        record(boss, cast.work, TALK, DISCUSSED)
    with refused("waived"):
        decisions.take_up(boss, returned, cast.work)


def test_what_waited_waits_again_when_its_waiver_is_taken_back(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """The learner had sent it in time, and is not late by somebody else’s mistake."""
    review = send(me, cast.work, WORDS)
    waiver = decisions.waive(boss, cast.work, WORDS, WHY)
    noon.shift(DAY)
    decisions.revoke(boss, cast.work, WORDS, waiver.id, WHY)
    found = standing(cast.work, WORDS)
    assert found.state is State.SUBMITTED
    assert [one.sent_at for one in found.waiting] == [review.sent_at]


@pytest.mark.parametrize("how", ["return", "reopen"])
def test_what_is_taken_up_is_counted_still(cast: Cast, me: Actor, boss: Actor, how: str) -> None:
    """While it is back, the learner may count less; a signature attests to the whole."""
    progress.count(me, cast.work, COUNTED, "", 3)
    review = send(me, cast.work, COUNTED)
    if how == "return":
        decisions.give_back(boss, review, cast.work, "Which three?")
    else:
        sign(boss, cast.work, review)
        decisions.reopen(boss, cast.work, COUNTED, WHY)
    progress.count(me, cast.work, COUNTED, "", 1)
    with refused("2 to go"):
        again = decisions.take_up(boss, newest(COUNTED), cast.work)
        sign(boss, cast.work, again)
    progress.count(me, cast.work, COUNTED, "", 3)
    decisions.take_up(boss, newest(COUNTED), cast.work)


def test_returning_again_with_other_words_is_refused(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, WORDS)
    decisions.give_back(boss, review, cast.work, "Say more.")
    with nothing_changes():
        decisions.give_back(boss, review, cast.work, " Say more.\r\n")
    with refused("with another comment"):
        decisions.give_back(boss, review, cast.work, "Say less.")


def test_what_was_signed_is_not_withdrawn(cast: Cast, me: Actor, boss: Actor) -> None:
    review = send(me, cast.work, WORDS)
    sign(boss, cast.work, review)
    with refused("Daniel Okafor signed this off meanwhile"):
        rules.withdraw(me, cast.work, WORDS, review.id)
    with pytest.raises(NotFound):
        rules.withdraw(me, cast.work, TALK, review.id)


def test_a_change_of_supervisor_moves_what_waits(cast: Cast, me: Actor, boss: Actor) -> None:
    review, new = send(me, cast.work, WORDS), actor(cast.other_supervisor)
    signed = sign(boss, cast.work, send(me, cast.work, TALK))
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=TODAY,
    )  # fmt: skip
    for change in (
        lambda: sign(boss, cast.work, review),
        lambda: decisions.give_back(boss, review, cast.work, COMMENT),
    ):
        with refused("waits for someone else now"):
            change()
    with refused("whoever signs"):
        decisions.reopen(boss, cast.work, TALK, WHY)
    with refused("Only the one who signed"):
        decisions.revoke(new, cast.work, TALK, signed.id, WHY)
    decisions.reopen(new, cast.work, TALK, WHY)
    sign(new, cast.work, review)


def test_nobody_records_their_own_talk(cast: Cast, boss: Actor) -> None:
    mine = enrolled(cast.supervisor)
    with refused("Only whoever signs"):
        record(boss, mine, TALK, DISCUSSED)
