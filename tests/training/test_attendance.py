"""The sheet: who attended, a part or nothing; what follows, and what a correction takes back."""

from collections.abc import Mapping
from datetime import date

import pytest
import time_machine

from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.people.actor import Actor
from lms.progress.models import Kind
from lms.training import attendance, bookings, sessions
from lms.training.attendance import Mark, Outcome
from lms.training.models import CourseSession, State
from tests.cast import Cast, actor, posted
from tests.progress.history import nothing_changes, rows, verbs
from tests.training.offered import (
    ATTENDED,
    NO_SHOW,
    begins,
    course,
    facts,
    offered,
    records,
    signed_up,
)

pytestmark = pytest.mark.usefixtures("sound")
ON = date(2026, 3, 10)


@pytest.fixture
def held(cast: Cast, officer: Actor, noon: time_machine.Traveller) -> CourseSession:
    """A session of two that has begun; the supervisor teaches it."""
    made = offered(officer, cast.office, trainer_id=cast.supervisor.id)
    signed_up(made, [cast.learner, cast.colleague])
    begins(made, noon)
    return made


def part(minutes: int | None) -> Mark:
    """So many minutes of it."""
    return Mark(Outcome.PART, minutes)


def said(session: CourseSession) -> Mapping[int, str]:
    """The sheet as it stands."""
    return {key: row.outcome for key, row in attendance.current(session.id).items()}


def test_whoever_attended_has_completed_the_course(
    cast: Cast, boss: Actor, me: Actor, held: CourseSession
) -> None:
    attendance.mark(boss, held, {me.id: ATTENDED, cast.colleague.id: NO_SHOW})
    [record] = records(me.id)
    assert (record.title, record.provider, record.how, record.on, record.minutes) == (
        "Case Management Assessment", "Salt Lake City", "session", ON, 90,
    )  # fmt: skip
    assert (record.state, record.complete, record.session_id) == (State.CONFIRMED, True, held.id)
    assert facts(me.id) == [(ON, 90, None)]
    assert (records(cast.colleague.id), facts(cast.colleague.id)) == ([], [])
    assert verbs(me.id)[-2:] == ["record-confirmed", "attendance-marked"]
    assert said(held) == {me.id: "attended", cast.colleague.id: "no-show"}


def test_a_part_counts_for_its_minutes(me: Actor, boss: Actor, held: CourseSession) -> None:
    attendance.mark(boss, held, {me.id: part(40)})
    [record] = records(me.id)
    assert (record.complete, record.minutes, record.valid_until) == (False, 40, None)
    assert facts(me.id) == [(ON, 40, None)]


def test_a_correction_takes_back_what_followed(me: Actor, boss: Actor, held: CourseSession) -> None:
    for one in (ATTENDED, part(40), NO_SHOW, ATTENDED, None):
        attendance.mark(boss, held, {me.id: one})
        with nothing_changes():
            attendance.mark(boss, held, {me.id: one})
    assert [one.state for one in records(me.id)] == [State.TAKEN_BACK] * 3
    assert (facts(me.id), said(held)) == ([], {})
    assert verbs(me.id)[-1] == "attendance-unmarked"
    assert len(rows("attendance")) == 4


def test_nobody_marks_themselves(
    cast: Cast, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    """The trainer's own line is the officer's."""
    made = offered(officer, cast.office, trainer_id=boss.id)
    signed_up(made, [cast.supervisor])
    begins(made, noon)
    with nothing_changes():
        with pytest.raises(Refusal, match="Nobody says of themselves"):
            attendance.mark(boss, made, {boss.id: ATTENDED})
        with pytest.raises(Refusal, match="Nobody says of themselves"):
            attendance.add(officer, made, officer.id)
    attendance.mark(officer, made, {boss.id: ATTENDED})
    assert len(records(boss.id)) == 1


def test_the_sheet_opens_when_it_begins(cast: Cast, boss: Actor, me: Actor, officer: Actor) -> None:
    made = offered(officer, cast.office, trainer_id=boss.id)
    signed_up(made, [cast.learner])
    with nothing_changes():
        with pytest.raises(Refusal, match="opens when the session begins"):
            attendance.mark(boss, made, {me.id: ATTENDED})
        with pytest.raises(Refusal, match="opens when the session begins"):
            attendance.add(boss, made, cast.colleague.id)


def test_only_the_trainer_and_who_runs_it(cast: Cast, me: Actor, held: CourseSession) -> None:
    for who in (cast.learner, cast.colleague, cast.other_officer, cast.auditor):
        with nothing_changes(), pytest.raises(NotAllowed):
            attendance.mark(actor(who), held, {me.id: ATTENDED})
        with nothing_changes(), pytest.raises(NotAllowed):
            attendance.add(actor(who), held, me.id)


@pytest.mark.parametrize("one", [part(None), part(0), part(-5), part(90), part(10**12),
                                 Mark(Outcome.ATTENDED, 30)])  # fmt: skip
def test_a_part_is_a_part(me: Actor, boss: Actor, held: CourseSession, one: Mark) -> None:
    with nothing_changes(), pytest.raises(Refusal) as refused:
        attendance.mark(boss, held, {me.id: one})
    assert refused.value.field == f"minutes-{me.id}"


def test_all_or_nothing(cast: Cast, me: Actor, boss: Actor, held: CourseSession) -> None:
    with nothing_changes(), pytest.raises(Refusal, match="not on the sheet any more"):
        attendance.mark(boss, held, {me.id: ATTENDED, cast.auditor.id: ATTENDED})


def test_somebody_came_without_a_seat(
    cast: Cast, boss: Actor, officer: Actor, held: CourseSession
) -> None:
    new = posted("Lea Newcomer", cast.office, since=date(2026, 3, 20))
    attendance.add(boss, held, cast.officer.id)
    assert facts(cast.officer.id) == [(ON, 90, None)]
    with nothing_changes():
        attendance.add(boss, held, cast.officer.id)
        for stranger in (cast.other_officer.id, cast.auditor.id, 999_999):
            with pytest.raises(NotFound):
                attendance.add(boss, held, stranger)
        with pytest.raises(Refusal, match="On that day Lea Newcomer did not work"):
            attendance.add(officer, held, new.id)
    attendance.mark(boss, held, {cast.officer.id: None})
    assert facts(cast.officer.id) == []


def test_a_session_that_was_called_off_has_no_sheet(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner])
    sessions.call_off(officer, made)
    begins(made, noon)
    with nothing_changes(), pytest.raises(Refusal, match="called off"):
        attendance.mark(officer, made, {me.id: ATTENDED})


def test_who_waited_is_not_on_the_sheet_until_added(
    cast: Cast, officer: Actor, me: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office, seats=1)
    signed_up(made, [cast.colleague, cast.learner])
    begins(made, noon)
    with nothing_changes(), pytest.raises(Refusal, match="not on the sheet"):
        attendance.mark(officer, made, {me.id: NO_SHOW})
    attendance.add(officer, made, me.id)
    assert said(made) == {me.id: "attended"}
    assert [row.waiting for row in bookings.current(made.id)] == [False, True]
    counted = [row["kind"] for row in rows("ledger").values() if row["kind"] == Kind.COURSE]
    assert len(counted) == 1
    assert course() == made.course_id
