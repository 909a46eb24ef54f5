"""When reviews are held: by the office's days, opened by the calendar alone."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.errors import NotFound
from lms.competencies import access, cycle, cycles, reviewing
from lms.competencies.cycle import LAST_DAY, MOST, USUAL, Opened, Stage
from lms.competencies.models import CompetencyReview, CycleDays
from lms.competencies.rating import Judgement
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import access as works
from lms.progress import terms
from lms.progress.due import Calendar
from lms.progress.models import RATING, Review
from lms.progress.terms import Why
from tests.cast import START, Cast, actor, enrolled, posted
from tests.competencies.rated import opened, rated, self_rated
from tests.progress.history import nothing_changes, rows
from tests.progress.refusing import refused
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("sound")
A_DAY = timedelta(days=1)
DAYS = [1, *range(100, 106), LAST_DAY]


def day(number: int) -> date:
    """So many days after the first."""
    return START + number * A_DAY


def days(found: list[Opened]) -> list[tuple[int, bool]]:
    """Which have opened, and which is the newest."""
    return [(one.day, one.newest) for one in found]


def begun(number: int) -> CompetencyReview:
    """A review that was begun."""
    return CompetencyReview(day=number)


# Days alone.


@pytest.mark.parametrize(
    ("today", "there"),
    [
        (day(0), []), (day(29), []), (day(30), [(30, True)]), (day(59), [(30, True)]),
        (day(60), [(30, False), (60, True)]), (day(999), [(30, False), (60, False), (90, True)]),
    ],
)  # fmt: skip
def test_a_review_opens_on_its_day(today: date, there: list[tuple[int, bool]]) -> None:
    assert days(cycle.opened(1, 2, START, USUAL, {}, today)) == there
    open_yet = [number for number in USUAL if number not in dict(there)]
    assert cycle.to_come(START, USUAL, today) == [(n, day(n)) for n in open_yet]


def test_what_was_begun_stays_whatever_the_days_are_now() -> None:
    kept = {30: begun(30), 45: begun(45)}
    found = cycle.opened(1, 2, START, (90, 20), kept, day(50))
    assert days(found) == [(20, False), (30, False), (45, True)]
    assert [one.row for one in found] == [None, kept[30], kept[45]]
    found = cycle.opened(1, 2, day(40), (30,), kept, day(50))
    assert days(found) == [(30, False), (45, True)], "the first day was moved"
    assert [one.opens_on for one in found] == [day(70), day(85)]


def test_how_far_a_review_is() -> None:
    now = clock.now()
    stages = [
        ({}, Stage.OPEN), ({"self_rated_at": now}, Stage.SELF_RATED),
        ({"self_rated_at": now, "rated_at": now}, Stage.RATED), ({"rated_at": now}, Stage.RATED),
        ({"rated_at": now, "acknowledged_at": now}, Stage.ACKNOWLEDGED),
    ]  # fmt: skip
    for done, stage in stages:
        row = CompetencyReview(day=30, **done)
        found = Opened(1, 2, 30, day(30), row)
        assert found.stage is stage
        assert found.rateable(day(36)) is (stage is Stage.SELF_RATED)
        assert found.rateable(day(37)) is (stage in (Stage.OPEN, Stage.SELF_RATED))
    assert Opened(1, 2, 30, day(30), None, newest=False).stage is Stage.PASSED_BY
    assert Opened(1, 2, 30, day(30), None).title == "30-day review"


# What an office says.


def test_an_office_says_when(cast: Cast, officer: Actor) -> None:
    assert cycle.days_of(cast.office.id) == cycle.days_of(None) == USUAL
    cycle.change(officer, cast.office, [90, 14, 14])
    db.session.commit()
    assert cycle.days_of(cast.office.id) == (14, 90)
    assert cycle.days_of_all([cast.office.id, cast.elsewhere.id]) == {cast.office.id: (14, 90)}
    (event,) = [one for one in rows("event").values() if one["verb"] == "review-days-changed"]
    assert (event["actor_id"], event["data"]) == (officer.id, {"days": "14 90"})
    for same in ([14, 90], [90, 14]):
        with nothing_changes():
            cycle.change(officer, cast.office, same)


def test_what_it_said_before_stays_on_record(cast: Cast, officer: Actor) -> None:
    with nothing_changes():
        cycle.change(officer, cast.office, [*USUAL])
    for wanted in ([14], [30, 60, 90], [14]):
        cycle.change(officer, cast.office, wanted)
        db.session.commit()
    said = db.session.scalars(select(CycleDays).order_by(CycleDays.id)).all()
    assert [one.days for one in said] == [[14], [30, 60, 90], [14]]
    assert [one.superseded_at is None for one in said] == [False, False, True]


@pytest.mark.parametrize(
    "wrong", [[], [0], [30, -1], [LAST_DAY + 1], [*DAYS, 7], [30, 0]], ids=repr
)  # fmt: skip
def test_days_that_are_none(cast: Cast, officer: Actor, wrong: list[int]) -> None:
    with refused(f"Write one to {MOST} different days", "days"):
        cycle.change(officer, cast.office, wrong)


def test_as_many_as_there_may_be(cast: Cast, officer: Actor) -> None:
    cycle.change(officer, cast.office, [*DAYS, 1])
    assert cycle.days_of(cast.office.id) == tuple(DAYS)


# Whose reviews have opened.


@pytest.mark.both
def test_reviews_open_by_the_days_of_the_office(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    assert cycles.of(me.id, me.today) == []
    assert cycles.to_come(me.id, me.today) == [(n, day(n)) for n in USUAL]
    cycle.change(officer, cast.office, [2, 14])
    assert days(cycles.of(me.id, me.today)) == [(2, True)]
    assert cycles.to_come(me.id, me.today) == [(14, day(14))]
    noon.shift(12 * A_DAY)
    assert days(cycles.of(me.id, me.today)) == [(2, False), (14, True)]
    assert cycles.to_come(me.id, me.today) == []


def test_what_was_begun_stays_when_the_office_has_other_days(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    self_rated(me, cast.learner)
    cycle.change(officer, cast.office, [25, 90])
    assert days(cycles.of(me.id, me.today)) == [(25, False), (30, True)]
    rated(boss, cast.learner)
    assert opened(cast.learner, me).stage is Stage.RATED


def test_another_office_has_its_own_days(
    cast: Cast, me: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    cycle.change(officer, cast.office, [2])
    people.give_post(cast.learner, cast.elsewhere, "case-manager",
                     supervisor=cast.other_supervisor, starts_on=me.today + A_DAY)  # fmt: skip
    db.session.commit()
    assert days(cycles.of(me.id, me.today)) == [(2, True)]
    noon.shift(A_DAY)
    assert cycles.of(me.id, me.today) == []


def test_who_is_on_no_guide_has_no_cycle(cast: Cast, boss: Actor) -> None:
    found = posted("Nadia Karim", cast.office, cast.supervisor)
    db.session.commit()
    assert cycles.of(found.id, boss.today + 100 * A_DAY) == []
    assert cycles.to_come(found.id, boss.today) == []
    assert cycles.works([found.id, cast.learner.id]).keys() == {cast.learner.id}


def left(cast: Cast, officer: Actor) -> None:
    """The learner leaves the guide."""
    terms.withdraw(officer, cast.work, Why.CHANGED_ROLE)
    db.session.commit()


def test_who_left_the_guide_has_no_cycle(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    left(cast, officer)
    assert cycles.of(me.id, me.today) == []
    assert cycles.to_come(me.id, me.today) == []
    with pytest.raises(NotFound):
        cycles.one(boss, cast.work.id, 30)
    terms.re_enroll(officer, cast.work, me.today, Calendar(), job_role="case-manager")
    db.session.commit()
    assert cycles.of(me.id, me.today) == []
    assert cycles.to_come(me.id, me.today)[0] == (30, me.today + 30 * A_DAY)


def test_whatever_waits_can_be_opened(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    """A guide that was left must not leave something on the desk that nobody can settle."""
    noon.shift(28 * A_DAY)
    self_rated(me, cast.learner)
    left(cast, officer)
    waiting = db.session.scalars(
        select(Review).where(Review.kind == RATING, works.waiting_for(boss))
    )
    for one in waiting:
        found = access.cycle_review_of(boss, one.id)
        assert cycles.one(boss, found.enrollment_id, found.day).stage is Stage.SELF_RATED


@pytest.mark.parametrize("who", ["learner", "supervisor", "officer", "auditor", "administrator"])
def test_a_review_is_found_by_whoever_may_look(
    cast: Cast, who: str, noon: time_machine.Traveller
) -> None:
    noon.shift(28 * A_DAY)
    reader = actor(cast.people()[who])
    assert cycles.one(reader, cast.work.id, 30).person_id == cast.learner.id
    for enrollment, number in ((cast.work.id, 60), (cast.work.id, 31), (2**31 - 1, 30)):
        with pytest.raises(NotFound):
            cycles.one(reader, enrollment, number)


@pytest.mark.parametrize("who", ["colleague", "other_supervisor", "other_officer"])
def test_strangers_find_none(cast: Cast, who: str, noon: time_machine.Traveller) -> None:
    noon.shift(28 * A_DAY)
    with pytest.raises(NotFound):
        cycles.one(actor(cast.people()[who]), cast.work.id, 30)


@pytest.mark.both
def test_as_many_statements_for_two_as_for_twenty(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    staff = [posted(f"Person {number:02}", cast.office, cast.supervisor) for number in range(20)]
    for one in staff:
        enrolled(one)
    noon.shift(30 * A_DAY)
    for one in staff[::3]:
        mine = actor(one)
        reviewing.say(mine, opened(one, mine), "ethics", Judgement(2, mine.today), 0)
    db.session.commit()
    asked, ids = [], [one.id for one in staff]
    for some in (ids[:2], ids):
        with statements() as seen:
            found = cycles.opened(some, officer.today)
        asked.append(len(seen))
        assert found == {one: cycles.of(one, officer.today) for one in some}
    assert asked[0] == asked[1] < 8
    assert sum(found[one][0].row is not None for one in ids) == 7
