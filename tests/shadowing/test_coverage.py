"""What has been seen: accepted entries only, counted once, in the months they took place."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.progress.terms import Why, withdraw
from lms.shadowing import coverage, decisions, sending
from lms.shadowing.activities import LABELS
from lms.shadowing.coverage import Month
from tests.cast import Cast, actor
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    accepted,
    ask,
    begun,
    given_up,
    places,
    returned,
    review_of,
    sent,
)

pytestmark = pytest.mark.usefixtures("sound")
THANKS = dict.fromkeys(range(3), "With thanks.")
ALL = list(LABELS)


def test_only_what_was_accepted_counts(cast: Cast, me: Actor, boss: Actor) -> None:
    _ = begun(me), sent(me, tasks=[]), returned(me, boss, tasks=[]), given_up(me)
    seen = coverage.of(me.id)
    assert (seen.entries, seen.minutes, seen.months, dict(seen.counts)) == (0, 0, [], {})
    entry = accepted(me, boss)
    accepted(me, boss, part="led", minutes=70)
    seen = coverage.of(me.id)
    assert dict(seen.counts) == {("assessment", "watched"): 1, ("assessment", "led"): 1}
    assert (seen.total("assessment"), seen.entries, seen.minutes) == (2, 2, 120)
    decisions.reopen(boss, entry, Words("Which day was it?"))
    assert coverage.of(me.id).total("assessment") == 1
    sending.give_up(me, entry)
    assert coverage.of(me.id).entries == 1


def test_an_hour_is_counted_once_whatever_it_counts_for(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, shares=True)
    accepted(me, boss, tasks=places(cast.work, ASSESSMENTS, CASE_NOTE), drafted=True)
    assert (coverage.of(me.id).entries, coverage.of(me.id).minutes) == (1, 50)


def test_hours_by_month(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    for on in (date(2026, 2, 28), date(2025, 12, 31), date(2026, 3, 1), date(2026, 3, 3)):
        accepted(me, boss, on=on, tasks=[], minutes=30)
    assert coverage.of(me.id).months == [
        Month(date(2026, 3, 1), 2, 60), Month(date(2026, 2, 1), 1, 30),
        Month(date(2025, 12, 1), 1, 30),
    ]  # fmt: skip


def names(who: Actor, unseen: str = "") -> list[str]:
    """Whom a reader's page lists."""
    return [one.name for one in coverage.team(visible(who), ALL, unseen=unseen)[0]]


def test_who_has_not_yet_seen_a_close_out(cast: Cast, me: Actor, boss: Actor) -> None:
    assert names(boss, "close-out") == ["Marisol Vega", "Yonas Tesfaye"]
    entry = sent(me, activity="close-out", texts=THANKS)
    assert names(boss, "close-out") == ["Marisol Vega", "Yonas Tesfaye"], "it waits still"
    decisions.accept(boss, review_of(entry), Words())
    assert names(boss, "close-out") == ["Yonas Tesfaye"]
    assert names(boss) == ["Marisol Vega", "Yonas Tesfaye"]
    first = coverage.team(visible(boss), ALL)[0][0]
    assert (first.office, first.supervisor, first.minutes) == (
        "Salt Lake City", "Daniel Okafor", 50)  # fmt: skip
    assert dict(zip(ALL, first.counts, strict=True))["close-out"] == 1
    decisions.reopen(boss, entry, Words("Which day was it?"))
    assert names(boss, "close-out") == ["Marisol Vega", "Yonas Tesfaye"]


def test_each_reader_has_their_own_people(cast: Cast, me: Actor, officer: Actor) -> None:
    everyone = ["Marisol Vega", "Yonas Tesfaye"]
    for who in (cast.officer, cast.administrator, cast.auditor):
        assert names(actor(who)) == everyone
    for who in (cast.other_officer, cast.learner):
        assert names(actor(who)) == []
    withdraw(officer, cast.work, Why.OTHER)
    db.session.commit()
    assert names(officer) == ["Yonas Tesfaye"], "whoever is on no guide is not asked for one"
    people.deactivate(cast.colleague, actor_id=None)
    assert names(officer) == []


def test_another_office_s_entries_stay_its_own(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    """Whoever moves takes the log along."""
    accepted(me, boss)
    people.give_post(cast.learner, cast.elsewhere, "case-manager", supervisor=None,
                     starts_on=me.today)  # fmt: skip
    db.session.commit()
    noon.shift(timedelta(days=1))
    found = coverage.team(visible(actor(cast.other_officer)), ALL)[0]
    assert [(one.name, one.minutes) for one in found] == [("Marisol Vega", 50)]
