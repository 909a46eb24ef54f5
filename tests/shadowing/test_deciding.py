"""What a signature on an entry stands for: exactly what was seen, by whoever signs today."""

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.models import SignOff
from lms.progress.standing import State as Standing
from lms.shadowing import decisions, sending
from lms.shadowing.models import State
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    accepted,
    counts_for,
    given_up,
    returned,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")
AGAIN = Words("Which standards did you see?")
WHY = Words("This was an intake.")


def test_accepting_counts_from_the_day_it_took_place(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = sent(me)
    signed = decisions.accept(boss, review_of(entry), Words("Well seen."))
    assert isinstance(signed, SignOff)
    assert (signed.signer_id, signed.on, signed.person_id) == (boss.id, entry.on, me.id)
    assert (entry.state, counts_for(entry)) == (State.ACCEPTED, ["two-assessments"])
    assert verbs(me.id)[-2:] == ["entry-accepted", "entry-counted"]
    with nothing_changes():
        assert decisions.accept(boss, review_of(entry), Words("Well seen.")) is None
    assert stands(cast.work) == (Standing.IN_PROGRESS, 1, 0)


def test_returning_keeps_the_comment(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = sent(me)
    review = review_of(entry)
    with refused("Say what to look at again", "comment"):
        decisions.give_back(boss, review, Words("  "))
    decisions.give_back(boss, review, AGAIN)
    assert (entry.state, stands(cast.work)) == (State.RETURNED, (Standing.RETURNED, 0, 0))
    with nothing_changes():
        decisions.give_back(boss, review, Words("Which standards did you see?  "))
    with refused("already, with another comment"):
        decisions.give_back(boss, review, Words("Write more."))


def test_each_decision_is_made_once(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    entry = accepted(me, boss)
    review = review_of(entry)
    with refused("You signed this off meanwhile"):
        decisions.give_back(boss, review, AGAIN)
    back = review_of(returned(me, boss))
    with refused("You returned this meanwhile"):
        decisions.accept(boss, back, Words())
    with refused("Daniel Okafor signed this off meanwhile"):
        decisions.accept(officer, review, Words())


def test_nobody_decides_on_what_they_have_not_seen(cast: Cast, me: Actor, boss: Actor) -> None:
    """The page was open while the learner took it back and sent something else."""
    entry = sent(me)
    seen = review_of(entry)
    sending.withdraw(me, entry)
    sending.send(me, entry, writing(entry, minutes=500))
    db.session.commit()
    with refused("Marisol Vega took this back meanwhile. What was sent since then"):
        decisions.accept(boss, seen, Words())
    with refused("Marisol Vega took this back meanwhile"):
        decisions.give_back(boss, seen, AGAIN)
    decisions.accept(boss, review_of(entry), Words())
    assert entry.state == State.ACCEPTED


def test_a_return_that_comes_twice_leaves_the_next_attempt(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    entry = sent(me)
    review = review_of(entry)
    decisions.give_back(boss, review, AGAIN)
    sending.send(me, entry, writing(entry, minutes=55))
    db.session.commit()
    with refused("You returned this meanwhile. What was sent since then"):
        decisions.give_back(boss, review, AGAIN)
    assert entry.state == State.PENDING


@pytest.mark.parametrize("who", ["learner", "colleague", "other_supervisor", "other_officer",
                                 "administrator", "auditor"])  # fmt: skip
def test_only_whoever_signs_decides(cast: Cast, who: str, me: Actor, boss: Actor) -> None:
    stranger, waiting, done = actor(cast.people()[who]), sent(me), accepted(me, boss)
    review = review_of(waiting)
    why = "Nobody signs off their own work" if who == "learner" else "waits for someone else now"
    for verb in (decisions.accept, decisions.give_back):
        with refused(why):
            verb(stranger, review, AGAIN)
    with refused("Only whoever signs for this person today"):
        decisions.reopen(stranger, done, WHY)


def test_a_former_supervisor_decides_no_longer(cast: Cast, me: Actor, boss: Actor) -> None:
    waiting, done = sent(me), accepted(me, boss)
    people.give_post(cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
                     starts_on=me.today)  # fmt: skip
    db.session.commit()
    for verb in (decisions.accept, decisions.give_back):
        with refused("waits for someone else now"):
            verb(boss, review_of(waiting), AGAIN)
    with refused("Only whoever signs for this person today"):
        decisions.reopen(boss, done, WHY)
    new = actor(cast.other_supervisor)
    decisions.accept(new, review_of(waiting), Words())
    decisions.reopen(new, done, WHY)
    assert (waiting.state, done.state) == (State.ACCEPTED, State.RETURNED)


def test_the_officer_signs_where_nobody_leads(cast: Cast, me: Actor, officer: Actor) -> None:
    entry = sent(me)
    with refused("waits for someone else now"):
        decisions.accept(officer, review_of(entry), Words())
    people.deactivate(cast.supervisor, actor_id=None)
    db.session.commit()
    decisions.accept(officer, review_of(entry), Words())
    decisions.reopen(officer, entry, WHY)
    assert entry.state == State.RETURNED


def test_reopening_says_why(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = accepted(me, boss)
    with refused("Say why", "reason"):
        decisions.reopen(boss, entry, Words(" "))
    decisions.reopen(boss, entry, WHY)
    assert (entry.state, counts_for(entry)) == (State.RETURNED, [])
    assert stands(cast.work) == (Standing.RETURNED, 0, 0)
    assert verbs(me.id)[-2:] == ["entry-reopened", "entry-uncounted"]
    with nothing_changes():
        decisions.reopen(boss, entry, WHY)


def test_only_what_is_accepted_is_reopened(cast: Cast, me: Actor, boss: Actor) -> None:
    """Nobody is told that it was reopened when it was not; the reason is kept on the page."""
    for entry in (sent(me), returned(me, boss), given_up(me)):
        with refused("This entry is not accepted"):
            decisions.reopen(boss, entry, WHY)


def test_a_reopened_entry_is_sent_and_accepted_again(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = accepted(me, boss)
    decisions.reopen(boss, entry, WHY)
    sending.send(me, entry, writing(entry, minutes=55))
    decisions.accept(boss, review_of(entry), Words())
    assert [one.outcome for one in logged.current(entry.id)] == ["accepted"]
    assert stands(cast.work) == (Standing.IN_PROGRESS, 1, 0)
    decisions.reopen(boss, entry, WHY)
    assert entry.state == State.RETURNED


def test_words_are_guarded(cast: Cast, me: Actor, boss: Actor) -> None:
    waiting, done = sent(me), accepted(me, boss)
    named = Words("Her number is A123456789.")
    review = review_of(waiting)
    with refused("number"):
        decisions.accept(boss, review, named)
    with refused("number"):
        decisions.give_back(boss, review, named)
    with refused("number"):
        decisions.reopen(boss, done, named)
