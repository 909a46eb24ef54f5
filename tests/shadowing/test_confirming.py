"""A colleague says that it took place: for what is stated now, and never instead of a decision."""

from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.shadowing import asking, confirming, entries, queries, sending
from lms.shadowing.confirming import Gone
from lms.shadowing.models import LogEntry, State
from tests.cast import Cast, actor, posted
from tests.databases import SECRET
from tests.progress.history import nothing_changes, rows, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import accepted, begun, given_up, sent, writing

pytestmark = pytest.mark.usefixtures("sound")


def naming(me: Actor, who: Actor) -> LogEntry:
    """A sent entry that names somebody of the office."""
    return sent(me, colleague_id=who.id, agency="", agency_job="")


def asked(who: Actor) -> list[bool]:
    """The entries that wait for someone to confirm them: whether each is confirmed."""
    return [one.confirmed for one in asking.naming(who)]


def test_whoever_was_there_confirms_and_takes_it_back(cast: Cast, me: Actor) -> None:
    colleague = actor(cast.colleague)
    entry = naming(me, colleague)
    assert asked(colleague) == [False]
    confirming.confirm(colleague, entry)
    with nothing_changes():
        confirming.confirm(colleague, entry)
    line = queries.line(entry.id)
    assert (line.confirmed, line.by_link, line.confirmed_by) == (True, False, colleague.id)
    assert (entry.state, asked(colleague)) == (State.PENDING, [True])
    confirming.unconfirm(colleague, entry)
    with nothing_changes():
        confirming.unconfirm(colleague, entry)
    assert not queries.line(entry.id).confirmed
    assert verbs(me.id)[-2:] == ["entry-confirmed", "entry-unconfirmed"]
    confirming.confirm(colleague, entry)
    assert len(rows("confirmation")) == 2


def test_nobody_else_confirms(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    entry = naming(me, actor(cast.colleague))
    for stranger in (me, boss, officer, actor(cast.other_supervisor)):
        with refused("names someone else now"):
            confirming.confirm(stranger, entry)
        with nothing_changes():
            confirming.unconfirm(stranger, entry)


def test_only_what_was_sent_is_confirmed(cast: Cast, me: Actor) -> None:
    """A draft is its author's alone."""
    colleague = actor(cast.colleague)
    beside = {"colleague_id": colleague.id, "agency": "", "agency_job": ""}
    for entry in (begun(me, **beside), given_up(me, **beside)):
        with refused("was taken back"):
            confirming.confirm(colleague, entry)
    assert asked(colleague) == []


@pytest.mark.parametrize("change", [{"part": "led"}, {"activity": "intake", "tasks": []},
                                    {"on": writing().on - timedelta(1)}])  # fmt: skip
def test_what_changed_since_is_unconfirmed_and_asks_again(
    cast: Cast, me: Actor, change: dict[str, object]
) -> None:
    colleague = actor(cast.colleague)
    entry, beside = naming(me, colleague), {"agency": "", "agency_job": ""}
    confirming.confirm(colleague, entry)
    sending.withdraw(me, entry)
    sending.send(me, entry, writing(entry, colleague_id=colleague.id, **beside, **change))
    assert confirming.current(entry) is None
    assert (asked(colleague), queries.line(entry.id).confirmed) == ([False], False)
    confirming.confirm(colleague, entry)
    assert asked(colleague) == [True]


def test_more_words_leave_it_confirmed(cast: Cast, me: Actor) -> None:
    colleague = actor(cast.colleague)
    entry = naming(me, colleague)
    confirming.confirm(colleague, entry)
    sending.withdraw(me, entry)
    beside = {"colleague_id": colleague.id, "agency": "", "agency_job": ""}
    entries.save(me, entry, writing(entry, minutes=55, texts={0: "More."}, **beside))
    assert confirming.current(entry) is not None


def test_another_colleague_is_asked_anew(cast: Cast, me: Actor, boss: Actor) -> None:
    colleague = actor(cast.colleague)
    entry = naming(me, colleague)
    confirming.confirm(colleague, entry)
    sending.withdraw(me, entry)
    sending.send(me, entry, writing(entry, colleague_id=boss.id, agency="", agency_job=""))
    assert (asked(colleague), asked(boss)) == ([], [False])
    with refused("names someone else now"):
        confirming.confirm(colleague, entry)
    confirming.confirm(boss, entry)
    current = [one for one in rows("confirmation").values() if one["superseded_at"] is None]
    assert [one["person_id"] for one in current] == [boss.id]


def test_a_confirmation_accepts_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = naming(me, boss)
    confirming.confirm(boss, entry)
    assert entry.state == State.PENDING
    done = accepted(me, boss, colleague_id=boss.id, agency="", agency_job="")
    confirming.confirm(boss, done)
    assert (done.state, asked(boss)) == (State.ACCEPTED, [True])


def test_a_link_confirms_once(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    entry = begun(me)
    link = confirming.make_link(me, entry)
    token = confirming.token_of(link, SECRET)
    assert confirming.find(token, SECRET) == (link, entry)
    assert confirming.find(token, "another key" * 4) is None
    confirming.confirm_by_link(link)
    with refused("was used"):
        confirming.confirm_by_link(link)
    assert confirming.find(token, SECRET) is None
    line = queries.line(entry.id)
    assert (line.confirmed, line.by_link, line.confirmed_by) == (True, True, None)
    assert verbs(me.id)[-2:] == ["entry-link-made", "entry-confirmed-by-link"]
    with refused("confirmed already"):
        confirming.make_link(me, entry)


def test_a_link_lasts_a_week(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    link = confirming.make_link(me, begun(me))
    db.session.commit()
    noon.shift(confirming.LASTS - timedelta(seconds=1))
    assert confirming.find(confirming.token_of(link, SECRET), SECRET) is not None
    noon.shift(1)
    assert confirming.find(confirming.token_of(link, SECRET), SECRET) is None
    with nothing_changes(), pytest.raises(Gone, match="has expired"):
        confirming.confirm_by_link(link)


def test_a_newer_link_ends_the_older(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    first = confirming.make_link(me, entry)
    with nothing_changes():
        assert confirming.make_link(me, entry) is first
    second = confirming.make_link(me, entry, after=first.id)
    assert second.id != first.id
    with refused("replaced by a newer"):
        confirming.confirm_by_link(first)
    with nothing_changes():
        assert confirming.make_link(me, entry, after=first.id) is second
    confirming.end_link(me, entry)
    with nothing_changes():
        confirming.end_link(me, entry)
    with refused("replaced by a newer"):
        confirming.confirm_by_link(second)


def test_a_link_is_for_a_partner_who_is_named(cast: Cast, me: Actor) -> None:
    gone, named = given_up(me), naming(me, actor(cast.colleague))
    nobody = begun(me, agency="", agency_job="")
    for entry, why in ((gone, "was given up"), (named, "signs in and confirms"),
                       (nobody, "Say first who was there")):  # fmt: skip
        with refused(why):
            confirming.make_link(me, entry)


def test_a_link_opens_only_what_still_names_a_partner(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = begun(me)
    link = confirming.make_link(me, entry)
    nobody = {"agency": "", "agency_job": ""}
    entries.save(me, entry, writing(entry, colleague_id=boss.id, **nobody))
    with refused("was used"):
        confirming.confirm_by_link(link)
    entries.save(me, entry, writing(entry, **nobody))
    with refused("was used"):
        confirming.confirm_by_link(link)
    sending.give_up(me, entry)
    with refused("was used"):
        confirming.confirm_by_link(link)


def test_a_changed_entry_can_be_confirmed_by_a_new_link(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    confirming.confirm_by_link(confirming.make_link(me, entry))
    entries.save(me, entry, writing(entry, part="led"))
    assert confirming.current(entry) is None
    confirming.confirm_by_link(confirming.make_link(me, entry))
    assert confirming.current(entry) is not None
    current = [one for one in rows("confirmation").values() if one["superseded_at"] is None]
    assert len(current) == 1


def test_who_left_can_be_vouched_for(cast: Cast) -> None:
    """The learner is gone by the time the colleague looks: what took place, took place."""
    newcomer = posted("Nadia Karim", cast.office, cast.supervisor)
    entry, colleague = naming(actor(newcomer), actor(cast.colleague)), actor(cast.colleague)
    link = confirming.make_link(actor(newcomer), begun(actor(newcomer)))
    people.deactivate(newcomer, actor_id=None)
    db.session.commit()
    confirming.confirm(colleague, entry)
    confirming.confirm_by_link(link)
    assert len(rows("confirmation")) == 2
