"""Whatever a learner does with an entry has its counterpart, until it is accepted."""

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import logged, terms
from lms.progress import queries as works
from lms.progress.standing import State as Standing
from lms.progress.terms import Why
from lms.shadowing import confirming, decisions, sending
from lms.shadowing.models import State
from tests.cast import Cast
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    accepted,
    begun,
    counts_for,
    given_up,
    linked,
    places,
    returned,
    review_of,
    sent,
    stands,
    texts_of,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")


def test_what_waits_is_taken_back(cast: Cast, me: Actor) -> None:
    draft, entry = begun(me), sent(me)
    sending.withdraw(me, entry)
    assert (entry.state, stands(cast.work)) == (State.DRAFT, (Standing.NOT_STARTED, 0, 0))
    assert [one.outcome for one in logged.current(entry.id)] == ["withdrawn"]
    assert verbs(me.id)[-1] == "entry-withdrawn"
    with nothing_changes():
        sending.withdraw(me, entry)
        sending.withdraw(me, draft)


def test_what_was_decided_is_not_taken_back(cast: Cast, me: Actor, boss: Actor) -> None:
    for entry, why in ((accepted(me, boss), "signed this off"), (returned(me, boss), "returned"),
                       (given_up(me), "was not sent")):  # fmt: skip
        with refused(why):
            sending.withdraw(me, entry)


def test_nothing_follows_what_is_given_up(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = returned(me, boss)
    sending.give_up(me, entry)
    assert (entry.state, linked(entry), counts_for(entry)) == (State.GIVEN_UP, [], [])
    assert (stands(cast.work), logged.current(entry.id)) == ((Standing.NOT_STARTED, 0, 0), [])
    assert verbs(me.id)[-2:] == ["entry-unlinked", "entry-given-up"]
    with nothing_changes():
        sending.give_up(me, entry)
    sending.take_up(me, entry)
    assert (entry.state, linked(entry)) == (State.DRAFT, [])
    assert texts_of(entry)[0].startswith("Informed consent")
    with nothing_changes():
        sending.take_up(me, entry)
    sending.send(me, entry, writing(entry, tasks=places(cast.work, ASSESSMENTS)))
    assert stands(cast.work) == (Standing.IN_PROGRESS, 0, 1)


def test_what_waits_or_counts_is_not_given_up(cast: Cast, me: Actor, boss: Actor) -> None:
    for entry in (sent(me), accepted(me, boss)):
        with refused("Take it back first"):
            sending.give_up(me, entry)
        with nothing_changes():
            sending.take_up(me, entry)


def test_a_link_of_what_was_given_up_opens_nothing(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    link = confirming.make_link(me, entry)
    sending.give_up(me, entry)
    with refused("was used"):
        confirming.confirm_by_link(link)


def test_what_waited_in_a_guide_that_was_left_is_taken_back(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """Nobody decides on it any more; the entry is the learner's all the same."""
    entry = sent(me)
    terms.withdraw(officer, cast.work, Why.CHANGED_ROLE)
    db.session.commit()
    with refused("needs no answer any more"):
        decisions.accept(boss, review_of(entry), Words())
    sending.withdraw(me, entry)
    with nothing_changes():
        sending.withdraw(me, entry)
    assert (entry.state, logged.current(entry.id)) == (State.DRAFT, [])
    sending.send(me, entry, writing(entry, tasks=[]))
    decisions.accept(boss, review_of(entry), Words())
    assert counts_for(entry) == [None]
    assert works.signatures(cast.work.id) == {}
