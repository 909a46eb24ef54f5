"""Removing a text of the log: gone from pages, attempts, files, the database; the rest stays."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from lms.base import chain_check
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound
from lms.base.events import Event
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.shadowing import confirming, decisions, erasing, sending
from lms.shadowing.models import Confirmation, LogEntry, State
from tests.cast import Cast, actor
from tests.on_disk import content, rows_with
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused
from tests.shadowing.logged import TEXTS, accepted, begun, review_of, writing
from tests.visitor import Visitor

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
SLIP = "The lantern fish hums in seven colors"
WHY = Why.NAMES_A_CLIENT


@pytest.fixture
def slipped(cast: Cast, me: Actor, boss: Actor) -> LogEntry:
    """An entry with a slip, sent twice, with a comment and a note that repeat it."""
    made = begun(me)
    sending.send(me, made, writing(made, texts=TEXTS | {0: f"{SLIP}, first."}))
    decisions.give_back(boss, review_of(made), Words(f"{SLIP}?"))
    sending.send(me, made, writing(made, texts=TEXTS | {0: f"{SLIP}, again."}))
    decisions.accept(boss, review_of(made), Words(f"{SLIP}!"))
    db.session.commit()
    return made


def labels(entry: LogEntry) -> dict[str, erasing.Text]:
    return {one.label: one for one in erasing.texts(entry)}


def answer(entry: LogEntry) -> erasing.Text:
    return next(one for one in erasing.texts(entry) if len(one.ids) > 1)


@pytest.mark.parametrize("who", ["learner", "supervisor", "officer"])
def test_an_answer_goes_wherever_it_stands(cast: Cast, slipped: LogEntry, who: str) -> None:
    """As it is written and in both attempts; the signature and the count stay."""
    person = cast.people()[who]
    slip = answer(slipped)
    assert (len(slip.ids), slip.author) == (3, cast.learner.name)
    assert erasing.erase(actor(person), slipped, slip.id, WHY) == 3
    db.session.commit()
    gone = answer(slipped).removed
    assert gone is not None
    assert (gone.by, gone.why) == (person.name, "names-a-client")
    assert slipped.state == State.ACCEPTED
    line = db.session.scalars(select(Event).filter_by(verb="text-erased")).one()
    assert (line.actor_id, line.data["entry"]) == (person.id, slipped.id)
    with nothing_changes():
        assert erasing.erase(actor(person), slipped, slip.id, WHY) == 0


@pytest.mark.parametrize("who", ["colleague", "other_supervisor", "other_officer"])
def test_strangers_learn_nothing(cast: Cast, slipped: LogEntry, who: str) -> None:
    with nothing_changes(), pytest.raises(NotFound):
        erasing.erase(actor(cast.people()[who]), slipped, answer(slipped).id, WHY)


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_may_only_look_removes_nothing(cast: Cast, slipped: LogEntry, who: str) -> None:
    with nothing_changes(), pytest.raises(NotAllowed):
        erasing.erase(actor(cast.people()[who]), slipped, answer(slipped).id, WHY)


def test_a_learner_leaves_what_others_said(cast: Cast, me: Actor, slipped: LogEntry) -> None:
    comment = labels(slipped)["Comment"]
    with nothing_changes(), pytest.raises(NotFound):
        erasing.erase(me, slipped, comment.id, WHY)
    with nothing_changes(), refused("Choose why", "why"):
        erasing.erase(me, slipped, answer(slipped).id, "because of Mr. Somebody")


def test_nothing_is_left_of_it(
    cast: Cast, slipped: LogEntry, visit: Callable[..., Visitor]
) -> None:
    one = f"/log/entries/{slipped.id}"
    pages = [one, f"{one}/texts", f"/approvals/{review_of(slipped).id}/entry",
             f"/log/people/{cast.learner.id}.csv", f"/log/people/{cast.learner.id}/paper",
             f"/onboarding/{cast.work.id}/tasks/assessment-lessons", "/log"]  # fmt: skip
    assert SLIP in visit(cast.supervisor).get(one).text
    assert SLIP in visit(cast.learner).get(pages[5]).text
    officer = visit(cast.officer)
    for found in erasing.texts(slipped):
        if found.label not in (TEXTS[1], TEXTS[2]):
            path = f"{one}/texts/{found.id or 'agency'}/remove"
            assert SLIP not in officer.get(path).text
            assert officer.post(path, why="names-a-client").status_code == 303
    for who in ("learner", "supervisor", "officer"):
        for path in pages:
            assert SLIP not in visit(cast.people()[who]).get(path).text
    assert rows_with(SLIP) == rows_with("Valley Health") == set()
    assert SLIP.encode() not in content()
    assert list(chain_check.faults()) == []
    told = visit(cast.learner).get(one).text
    assert "Text removed by Priya Raman" in told
    assert "Daniel Okafor accepted this" in told


def test_an_entry_with_a_removed_text_goes_on(
    cast: Cast, me: Actor, boss: Actor, slipped: LogEntry
) -> None:
    erasing.erase(me, slipped, answer(slipped).id, WHY)
    decisions.reopen(boss, slipped, Words("Please write it anew."))
    sending.send(me, slipped, writing(slipped, texts=TEXTS))
    decisions.accept(boss, review_of(slipped), Words())
    db.session.commit()
    assert slipped.state == State.ACCEPTED


def test_what_the_guide_asks_stays_with_the_entry(cast: Cast, me: Actor, boss: Actor) -> None:
    """The agency is no prose; removed, the entry counts as before and the page says so little."""
    entry = accepted(me, boss)
    assert erasing.erase(actor(cast.officer), entry, erasing.AGENCY, WHY) == 1
    db.session.commit()
    assert (entry.agency, entry.agency_job, entry.state) == ("", "", State.ACCEPTED)
    with nothing_changes(), pytest.raises(NotFound):
        erasing.erase(actor(cast.officer), entry, erasing.AGENCY, WHY)


def test_nobody_guesses_a_removed_agency(cast: Cast, me: Actor, boss: Actor) -> None:
    """A short word is found by trying, where what is kept of it is a digest alone."""
    entry = accepted(me, boss, agency="Valley Health")
    confirming.confirm_by_link(confirming.make_link(me, entry))
    [said] = db.session.scalars(select(Confirmation.about))
    assert said == confirming.about(entry)
    erasing.erase(actor(cast.officer), entry, erasing.AGENCY, WHY)
    assert confirming.current(entry) is None
    entry.agency, entry.agency_job = "Valley Health", "nurse"  # the right guess
    assert confirming.about(entry) != said
    db.session.rollback()
