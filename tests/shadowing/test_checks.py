"""What an office asks beyond the guide, at the edge of each limit."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import Meaning
from lms.shadowing import decisions, sending
from lms.shadowing.models import State
from lms.signoff import decisions as signoff
from lms.signoff.decisions import Statement
from tests.cast import Cast
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    DAY,
    FILES,
    OF_FILE,
    accepted,
    ask,
    begun,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")
A_DAY = timedelta(days=1)


@pytest.fixture
def later(cast: Cast, noon: time_machine.Traveller) -> None:
    """Three weeks after the cast began: there are days to choose from."""
    noon.shift(timedelta(days=21))


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(("days", "fits"), [(6, False), (7, True), (8, True)])
def test_the_last_of_several_lies_apart(
    cast: Cast, me: Actor, officer: Actor, days: int, fits: bool
) -> None:
    ask(cast.office, officer, spread_days=7)
    sent(me, on=DAY)
    second = begun(me)
    said = writing(second, on=DAY + days * A_DAY)
    if fits:
        sending.send(me, second, said)
        return
    with refused("at least 7 days between", "on"):
        sending.send(me, second, said)
    sending.send(me, second, writing(second, on=DAY + days * A_DAY, tasks=[]))


@pytest.mark.usefixtures("later")
def test_also_backwards_and_beside_what_was_attested(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, spread_days=7)
    signoff.record(boss, cast.work, ASSESSMENTS, Statement(Meaning.OBSERVED, DAY + 9 * A_DAY))
    entry = begun(me)
    with refused("at least 7 days between", "on"):
        sending.send(me, entry, writing(entry, on=DAY + 3 * A_DAY))
    sending.send(me, entry, writing(entry, on=DAY + 2 * A_DAY))
    assert entry.state == State.PENDING


@pytest.mark.usefixtures("later")
def test_only_the_one_that_closes_the_task_is_looked_at(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """Two of three on one day are fine, so long as the third lies apart; by hand counts too."""
    ask(cast.office, officer, spread_days=7)
    rules.count(me, cast.work, FILES, "closed", 1)
    sent(me, **OF_FILE, on=me.today)
    last = begun(me, activity="case-notes", file="open")
    with refused("at least 7 days between", "on"):
        sending.send(me, last, writing(last, **OF_FILE, on=me.today - A_DAY))
    sending.send(me, last, writing(last, **OF_FILE, on=me.today - 7 * A_DAY))
    texts = dict.fromkeys(range(3), "With thanks.")
    assert sent(me, activity="close-out", texts=texts).state == State.PENDING, "one has no spread"


@pytest.mark.usefixtures("later")
def test_what_came_back_or_was_reopened_does_not_count(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, spread_days=7)
    first = accepted(me, boss, on=DAY)
    decisions.reopen(boss, first, Words("Which day was it?"))
    second = sent(me, on=DAY + 8 * A_DAY)
    with refused("at least 7 days between", "on"):
        sending.send(me, first, writing(first, on=DAY + 3 * A_DAY))
    sending.send(me, first, writing(first, on=DAY))
    assert stands(cast.work)[2] == 2
    assert second.state == State.PENDING


def test_so_many_hours_of_one_day(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    ask(cast.office, officer, day_hours=8)
    accepted(me, boss, minutes=400, tasks=[])
    entry = begun(me)
    with refused("takes 8 hours a day at most", "minutes"):
        sending.send(me, entry, writing(entry, minutes=81))
    sending.send(me, entry, writing(entry, minutes=80))
    other = begun(me)
    with refused("takes 8 hours", "minutes"):
        sending.send(me, other, writing(other, minutes=1))
    sending.send(me, other, writing(other, minutes=480, on=DAY - A_DAY))
    sending.withdraw(me, entry)
    sending.send(me, entry, writing(entry, minutes=79))


def test_one_day_alone_may_not_be_longer(cast: Cast, me: Actor, officer: Actor) -> None:
    ask(cast.office, officer, day_hours=1)
    entry = begun(me)
    with refused("takes 1 hours", "minutes"):
        sending.send(me, entry, writing(entry, minutes=61))
    sending.send(me, entry, writing(entry, minutes=60))


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("back", [0, 5])
def test_so_far_back(cast: Cast, me: Actor, officer: Actor, back: int) -> None:
    ask(cast.office, officer, back_days=back)
    entry, edge = begun(me), me.today - back * A_DAY
    with refused(f"up to {back} days back", "on"):
        sending.send(me, entry, writing(entry, on=edge - A_DAY))
    sending.send(me, entry, writing(entry, on=edge))
    assert entry.state == State.PENDING


def test_limits_hold_for_what_is_sent_from_now_on(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """What waits can still be accepted; a draft may say what it likes."""
    waiting = sent(me, minutes=600)
    ask(cast.office, officer, day_hours=8, back_days=0, spread_days=7)
    decisions.accept(boss, review_of(waiting), Words())
    assert begun(me, minutes=600).state == State.DRAFT
    assert waiting.on == date(2026, 3, 3)


def test_another_office_asks_nothing_here(cast: Cast, me: Actor, officer: Actor) -> None:
    ask(cast.elsewhere, officer, day_hours=1, back_days=0)
    assert sent(me).state == State.PENDING
