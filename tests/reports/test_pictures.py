"""Pictures of a person and an office: the numbers behind them, and honest words."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine

from lms.base import clock
from lms.base.db import db
from lms.base.drawing import Drawing
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Leave
from lms.progress import record, rules
from lms.progress.work import find_work
from lms.reports import pictures
from lms.reports.waiting import Group
from lms.roster import leave
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.playing import finish
from tests.statements import statements

DAY = timedelta(days=1)


def shown(cast: Cast, me: Actor) -> Drawing:
    found = pictures.burn_up(cast.work, me.today)
    ET.fromstring(str(found.svg))
    return found


def ticks(cast: Cast) -> list[str]:
    return [key for key, one in cast.work.tasks.items()
            if one.evidence == "tick" and one.signers == "none" and one.count == 1
            and not one.parts]  # fmt: skip


def test_done_against_planned(cast: Cast, me: Actor) -> None:
    for key in ticks(cast)[:3]:
        rules.tick(me, cast.work, key)
    found = shown(cast, me)
    assert found.says.startswith("3 of 114 tasks are done; 0 were planned by now. It is too early")
    assert found.rows[0] == ("Wed, Mar 4", 0, 3)
    assert found.rows[-1] == ("Mon, Jun 1", 114, "–")
    assert "l-pace" not in str(found.svg).split("translate")[0]


def test_where_the_pace_leads(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    """Ten working days from Monday to Friday week: 19 tasks of 114, so 50 more days for 95."""
    noon.shift(9 * DAY)
    for key in ticks(cast)[:19]:
        rules.tick(me, cast.work, key)
    assert shown(cast, me).says.endswith(
        "At the pace of the last 10 working days (19 done) all would be done on Fri, May 22."
    )
    people.close_on(cast.office, date(2026, 3, 5), "Founders’ Day")
    assert "the last 9 working days (19 done) all would be done on Fri, May 15" in shown(
        cast, me
    ).says  # fmt: skip


def test_without_anything_done_of_late_no_date_is_said(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    rules.tick(me, cast.work, ticks(cast)[0])
    noon.shift(60 * DAY)
    said = "Nothing was finished in the last 20 working days, so no date can be said."
    assert shown(cast, me).says.endswith(said)
    rules.tick(me, cast.work, ticks(cast)[1])
    assert shown(cast, me).says.endswith("(1 done) it would take more than two years.")


def test_leave_counts_for_nobody(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    now = clock.now()
    leave = Leave(person_id=me.id, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13),
                  first_at=now, recorded_at=now)  # fmt: skip
    db.session.add(leave)
    noon.shift(9 * DAY)
    rules.tick(me, cast.work, ticks(cast)[0])
    assert shown(cast, me).says.endswith("On leave now, so no date can be said.")
    noon.shift(3 * DAY)
    assert "the last 6 working days (0 done)" not in shown(cast, me).says
    leave.ends_on = None
    assert shown(cast, me).says.endswith("On leave now, so no date can be said.")


@pytest.mark.both
def test_a_past_day_s_pace_knows_no_leave_and_no_post_of_later(
    cast: Cast, me: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(9 * DAY)
    for key in ticks(cast)[:19]:
        rules.tick(me, cast.work, key)
    day = me.today
    then = record.end_of(cast.work, day)

    def as_at() -> Drawing:
        work = find_work(cast.work.id, then)
        assert work is not None
        return pictures.burn_up(work, day, at=then)

    before = as_at()
    assert "all would be done on Fri, May 22" in before.says
    noon.shift(DAY)
    people.close_on(cast.elsewhere, date(2026, 3, 5), "Founders’ Day")
    people.give_post(cast.learner, cast.elsewhere, "case-manager", supervisor=None,
                     starts_on=date(2026, 3, 4))  # fmt: skip
    leave.record(actor(cast.administrator), cast.learner, date(2026, 3, 9), date(2026, 3, 11))
    assert as_at() == before
    now = pictures.burn_up(cast.work, day).says
    assert now != before.says
    assert "the last 6 working days (19 done)" in now


def test_before_the_first_day_and_after_the_last(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    later = enrolled(posted("Nia Obi", cast.office), date(2026, 3, 30))
    said = pictures.burn_up(later, me.today).says
    assert said.endswith("The guide begins on Mon, Mar 30.")
    for key in cast.work.tasks:
        finish(me, boss, cast.work, key)
    assert shown(cast, me).says.endswith("All is done since Wed, Mar 4.")


@pytest.mark.both
def test_a_burn_up_takes_as_many_queries_whoever_it_is(cast: Cast, me: Actor) -> None:
    with statements() as few:
        pictures.burn_up(cast.work, me.today)
    for key in ticks(cast):
        rules.tick(me, cast.work, key)
    db.session.flush()
    with statements() as many:
        pictures.burn_up(cast.work, me.today)
    assert len(many) == len(few) <= 6


def test_ages_are_summed_over_everyone() -> None:
    found = pictures.ages([Group("A", "x", (1, 0, 2, 3)), Group("B", "y", (0, 1, 0, 1))])
    assert found.rows == [("0–1", 1), ("2–3", 1), ("4–5", 2), ("6 or more", 4)]
    assert found.says == "8 things wait for a signature; 4 for 6 working days or more."
    ET.fromstring(str(found.svg))
