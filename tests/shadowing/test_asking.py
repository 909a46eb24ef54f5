"""Whoever was named is told that they are asked, until they answered or nobody asks any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.shadowing import asking, confirming, decisions, sending
from lms.shadowing.models import LogEntry
from tests.cast import Cast, actor
from tests.shadowing.logged import begun, review_of, sent
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
NOBODY: dict[str, str] = {"agency": "", "agency_job": ""}


@pytest.fixture
def colleague(cast: Cast) -> Actor:
    """Somebody of the office who was there."""
    return actor(cast.colleague)


@pytest.fixture
def entry(me: Actor, colleague: Actor) -> LogEntry:
    """What they are asked about."""
    return sent(me, colleague_id=colleague.id, **NOBODY)


def test_who_was_there_is_asked_until_they_say_so(entry: LogEntry, colleague: Actor) -> None:
    assert asking.count_asked(colleague) == 1
    confirming.confirm(colleague, entry)
    assert asking.count_asked(colleague) == 0
    confirming.unconfirm(colleague, entry)
    assert asking.count_asked(colleague) == 1


@pytest.mark.parametrize("after", ["taken back", "accepted", "returned", "long ago"])
def test_what_waits_no_more_asks_nobody(
    entry: LogEntry, me: Actor, boss: Actor, colleague: Actor, noon: time_machine.Traveller,
    after: str,
) -> None:  # fmt: skip
    if after == "taken back":
        sending.withdraw(me, entry)
    elif after == "accepted":
        decisions.accept(boss, review_of(entry), Words())
    elif after == "returned":
        decisions.give_back(boss, review_of(entry), Words("Say more, please."))
    else:
        noon.shift(timedelta(days=asking.ASKED_DAYS + 2))
    assert asking.count_asked(colleague) == 0
    assert after == "long ago" or asking.naming(colleague) == []


def test_a_draft_and_a_supervisor_ask_nobody(me: Actor, boss: Actor, colleague: Actor) -> None:
    """The supervisor has it among the approvals already."""
    begun(me, colleague_id=colleague.id, **NOBODY)
    sent(me, colleague_id=boss.id, **NOBODY)
    assert asking.counts_asked([me.id, boss.id, colleague.id]) == {}


def test_the_number_stands_beside_log(
    cast: Cast, entry: LogEntry, colleague: Actor, visit: Visit
) -> None:
    window = visit(cast.colleague)
    assert "Log 1 to confirm" in words(window.get("/onboarding"))
    assert "1 to confirm" not in words(visit(cast.learner).get("/onboarding"))
    confirming.confirm(colleague, entry)
    db.session.commit()
    assert "1 to confirm" not in words(window.get("/onboarding"))
