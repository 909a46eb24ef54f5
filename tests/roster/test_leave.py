"""Leave: open dates wait through it, and nobody ever says why somebody was away."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.base.events import Event
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Leave
from lms.progress import access as work_access
from lms.progress import queries, record, rules
from lms.roster import access, leave
from lms.roster.forms import EndForm, LeaveForm
from lms.signoff import decisions
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import finish
from tests.progress.refusing import refused
from tests.statements import statements
from tests.together import together
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]

DAY = timedelta(days=1)
SECTION, DUE = ("who-we-serve", ""), date(2026, 3, 16)
MONDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 13)
AFTER = date(2026, 3, 23)  # five working days later


@pytest.fixture(autouse=True)
def a_second_later(cast: Cast, noon: time_machine.Traveller) -> None:
    """The leave is known after the dates were set."""
    noon.shift(timedelta(seconds=1))


def due(cast: Cast) -> date:
    return queries.due_dates(cast.work.id)[SECTION]


def only(cast: Cast) -> Leave:
    (found,) = people.leaves(cast.learner.id)
    return found


@pytest.mark.both
def test_open_dates_wait(cast: Cast, boss: Actor) -> None:
    moved = leave.record(boss, cast.learner, MONDAY, FRIDAY)
    assert (moved, due(cast)) == (len(queries.due_dates(cast.work.id)), AFTER)
    line = db.session.scalars(select(Event).filter_by(verb="leave-recorded")).one()
    assert line.data == {"on": str(MONDAY), "until": str(FRIDAY)}
    assert verbs(cast.learner.id).count("due-date-shifted") == moved


def test_what_was_due_before_stays_and_what_is_done_too(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    first = cast.work.outline.sections[0]
    for task in first.tasks:
        finish(me, boss, cast.work, task.key)
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    assert due(cast) == DUE
    ticked = next(t for t in first.tasks if queries.task_standing(cast.work, t).needs.tick)
    rules.untick(me, cast.work, ticked.key)
    assert due(cast) == AFTER, "open again, it follows the calendar"


@pytest.mark.both
def test_an_end_not_known_yet_moves_nothing_until_it_is(cast: Cast, boss: Actor) -> None:
    assert leave.record(boss, cast.learner, MONDAY, None) == 0
    assert due(cast) == DUE
    assert leave.change(boss, cast.learner, only(cast).id, FRIDAY) > 0
    assert due(cast) == AFTER
    assert verbs(cast.learner.id).count("leave-changed") == 1


def test_a_change_keeps_since_when_we_know(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    first = only(cast)
    noon.shift(DAY)
    leave.change(boss, cast.learner, first.id, FRIDAY - DAY)
    second = only(cast)
    assert (second.first_at, second.ends_on) == (first.first_at, FRIDAY - DAY)
    assert second.recorded_at > first.recorded_at
    assert due(cast) == date(2026, 3, 20)


def test_taken_back_the_dates_go_back(cast: Cast, boss: Actor) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    row = only(cast)
    assert leave.take_back(boss, cast.learner, row.id) > 0
    assert (due(cast), people.leaves(cast.learner.id)) == (DUE, [])
    with nothing_changes():
        assert leave.take_back(boss, cast.learner, row.id) == 0
    with refused("meanwhile"):
        leave.change(boss, cast.learner, row.id, FRIDAY + DAY)


def test_the_same_once_more_changes_nothing(cast: Cast, boss: Actor, officer: Actor) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    row = only(cast)
    with nothing_changes():
        assert leave.record(officer, cast.learner, MONDAY, FRIDAY) == 0
        assert leave.change(boss, cast.learner, row.id, FRIDAY) == 0
    leave.change(boss, cast.learner, row.id, FRIDAY - DAY)
    with nothing_changes():
        leave.change(boss, cast.learner, row.id, FRIDAY - DAY)
    with refused("meanwhile"):
        leave.change(boss, cast.learner, row.id, FRIDAY)
    with refused("meanwhile"):
        leave.take_back(boss, cast.learner, row.id)


@pytest.mark.parametrize(
    ("first", "last", "field", "why"),
    [
        (date(1999, 12, 31), FRIDAY, "starts_on", "after 1999"),
        (date(2200, 1, 1), None, "starts_on", "before 2200"),
        (date.max, None, "starts_on", "before 2200"),
        (FRIDAY, MONDAY, "ends_on", "before the first"),
        (MONDAY, date.max, "ends_on", "two years"),
        (MONDAY, date(2029, 3, 9), "ends_on", "two years"),
    ],
)
def test_days_that_cannot_be(
    cast: Cast, boss: Actor, first: date, last: date | None, field: str, why: str
) -> None:
    with refused(why, field):
        leave.record(boss, cast.learner, first, last)


@pytest.mark.parametrize(
    ("first", "last"), [(FRIDAY, FRIDAY + DAY), (MONDAY - DAY, None), (MONDAY, FRIDAY - DAY)]
)
def test_two_leaves_do_not_overlap(cast: Cast, boss: Actor, first: date, last: date | None) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    with refused("overlaps", "starts_on"):
        leave.record(boss, cast.learner, first, last)
    leave.record(boss, cast.learner, FRIDAY + DAY, None)
    first_id = people.leaves(cast.learner.id)[-1].id
    with refused("overlaps", "starts_on"):
        leave.change(boss, cast.learner, first_id, None)


@pytest.mark.both
def test_two_at_once_record_one(app: Flask, cast: Cast, boss: Actor, officer: Actor) -> None:
    number = cast.learner.id

    def write(who: Actor) -> int:
        return leave.record(who, access.person_away(who, number), MONDAY, FRIDAY)

    answers = together(app, lambda: write(boss), lambda: write(officer))
    assert sorted(map(bool, answers)) == [False, True]
    assert only(cast).starts_on == MONDAY


def test_a_date_moved_later_reckons_with_it(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    noon.shift(DAY)
    decisions.move_due(boss, cast.work, SECTION, DUE, "She is back by then.")
    leave.change(boss, cast.learner, only(cast).id, FRIDAY - DAY)
    assert due(cast) == DUE


@pytest.mark.parametrize(
    ("part", "met"),
    [("supervisor", None), ("officer", None), ("administrator", None), ("learner", NotAllowed),
     ("auditor", NotAllowed), ("colleague", NotFound), ("other_supervisor", NotFound),
     ("other_officer", NotFound)],
)  # fmt: skip
def test_who_records_it(cast: Cast, part: str, met: type[Exception] | None) -> None:
    who = actor(cast.people()[part])
    if met is None:
        assert access.person_away(who, cast.learner.id) == cast.learner
        return
    with pytest.raises(met):
        access.person_away(who, cast.learner.id)


def test_anothers_leave_is_not_found(cast: Cast, boss: Actor) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    row = only(cast).id
    with pytest.raises(NotFound):
        leave.change(boss, cast.colleague, row, None)
    with pytest.raises(NotFound):
        leave.take_back(boss, cast.colleague, row)


def test_why_is_never_asked() -> None:
    """No field could hold it."""
    ours = {name for form in (LeaveForm, EndForm) for name in dir(form) if name.endswith("_on")}
    assert ours == {"starts_on", "ends_on"}
    assert set(Leave.__table__.columns.keys()) == {
        "id", "person_id", "starts_on", "ends_on", "actor_id", "first_at", "recorded_at",
        "superseded_at",
    }  # fmt: skip


@pytest.mark.both
def test_nothing_counts_as_late_while_away(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(20 * DAY)
    today = boss.today
    leave.record(boss, cast.learner, today, None)
    assert people.on_leave([cast.learner.id, cast.colleague.id], today) == {cast.learner.id}
    assert people.on_leave([cast.learner.id], today - DAY) == set()
    assert actor(cast.learner).on_leave
    assert not actor(cast.colleague).on_leave
    shown = record.record(cast.work, today=today)
    assert shown.away
    assert not any(section.overdue(today) for section in shown.sections)


def test_the_pages_say_so(cast: Cast, visit: Visit, noon: time_machine.Traveller) -> None:
    noon.shift(20 * DAY)
    today = work_access.visible(actor(cast.supervisor)).day
    window = visit(cast.supervisor)
    path = f"/roster/{cast.learner.id}/leave"
    assert "No leave is recorded" in words(window.get(path))
    sent = window.post(path, new__starts_on=str(today), new__ends_on="")
    assert "The leave is recorded." in words(window.follow(sent))
    mine = words(visit(cast.learner).get("/onboarding"))
    assert "You are on leave; your dates wait for you." in mine
    assert "days late" not in mine
    assert "Overdue" not in mine
    assert "On leave" in words(window.get(f"/record/{cast.work.id}"))
    assert "On leave" in words(window.get("/people"))
    assert "On leave" in words(window.get(f"/record/{cast.work.id}/tasks/nasw-code"))
    row = only(cast).id
    ended = window.post(f"{path}/{row}/end", **{f"end-{row}__ends_on": str(today)})
    assert "The last day is changed." in words(window.follow(ended))
    back = window.post(f"{path}/{only(cast).id}/take-back")
    assert "The leave is taken back." in words(window.follow(back))
    assert "Overdue" in words(visit(cast.learner).get("/onboarding"))


@pytest.mark.parametrize(
    "typed",
    [{}, {"new__starts_on": "tomorrow"}, {"new__starts_on": "9999-12-31"},
     {"new__starts_on": "2026-03-09", "new__ends_on": "9" * 2000},
     {"new__starts_on": "2026-03-09", "new__ends_on": "2026-03-01"}],
)  # fmt: skip
def test_what_is_wrong_is_said(cast: Cast, visit: Visit, typed: dict[str, str]) -> None:
    window, path = visit(cast.supervisor), f"/roster/{cast.learner.id}/leave"
    db.session.commit()
    with nothing_changes():
        sent = window.post(path, **typed)
    assert sent.status_code == 422
    assert 'class="err"' in sent.text
    assert f'value="{typed["new__starts_on"]}"' in sent.text if typed else True


def test_a_change_that_is_refused_is_said(cast: Cast, boss: Actor, visit: Visit) -> None:
    leave.record(boss, cast.learner, MONDAY, FRIDAY)
    row = only(cast).id
    window, path = visit(cast.supervisor), f"/roster/{cast.learner.id}/leave/{row}"
    wrong = window.post(f"{path}/end", **{f"end-{row}__ends_on": "2026-03-01"})
    assert (wrong.status_code, "before the first" in words(wrong)) == (422, True)
    leave.change(boss, cast.learner, row, FRIDAY - DAY)
    late = window.post(f"{path}/take-back")
    assert (late.status_code, "meanwhile" in words(late)) == (409, True)
    assert window.post(f"/roster/{cast.learner.id}/leave/999/end").status_code == 404


def test_leave_costs_my_onboarding_nothing(cast: Cast, boss: Actor, visit: Visit) -> None:
    def asked() -> int:
        window = visit(cast.learner)
        with statements() as seen:
            window.get("/onboarding")
        return len(seen)

    before = asked()
    leave.record(boss, cast.learner, boss.today, None)
    assert asked() == before
