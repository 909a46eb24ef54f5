"""Scheduling sessions: once and in a series, changing them, calling them off."""

from datetime import date, time, timedelta

import pytest
import time_machine

from lms.base import clock
from lms.base.errors import NotAllowed, Refusal
from lms.people import leaving
from lms.people.actor import Actor
from lms.training import bookings, offering, sessions
from lms.training.offering import Repeats
from lms.training.series import Pattern
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, rows, verbs
from tests.training.offered import (
    begins,
    course,
    offered,
    seated,
    series,
    signed_up,
    staff,
    terms,
    waiting,
)

pytestmark = pytest.mark.usefixtures("sound")
MONTHLY = Repeats(Pattern.MONTHLY, 3)


def office_verbs(office_id: int) -> list[str]:
    """What the office's record says, oldest first."""
    chains = [row["id"] for row in rows("event_chain").values()
              if (row["subject_kind"], row["subject_id"]) == ("office", office_id)]  # fmt: skip
    return [row["verb"] for row in rows("event").values() if row["chain_id"] in chains]


def test_a_session_is_scheduled(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office, place="  Room 4,  upstairs ", url="https://meet.example.org/4",
                   trainer_id=cast.supervisor.id)  # fmt: skip
    assert (made.place, made.url, made.trainer) == (
        "Room 4, upstairs",
        "https://meet.example.org/4",
        "",
    )
    assert made.starts_at.isoformat() == "2026-03-10T19:00:00+00:00"
    assert made.starts_at - made.closes_at == timedelta(hours=24)
    assert office_verbs(cast.office.id)[-1] == "session-scheduled"


def test_twice_it_is_one(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    with nothing_changes():
        assert sessions.schedule(officer, cast.office, course(), terms()) == [made]


def test_a_series_keeps_its_time_over_the_change_of_clocks(cast: Cast, officer: Actor) -> None:
    made = series(officer, cast.office, MONTHLY, day=date(2026, 10, 13))
    assert [clock.local(one.starts_at, one.zone).strftime("%a %m-%d %H") for one in made] == [
        "Tue 10-13 13", "Tue 11-10 13", "Tue 12-08 13",
    ]  # fmt: skip
    assert [one.starts_at.hour for one in made] == [19, 20, 20]
    assert len({one.series_id for one in made}) == 1
    with nothing_changes():
        assert series(officer, cast.office, MONTHLY, day=date(2026, 10, 13)) == made


def test_a_series_over_a_session_that_is_there(cast: Cast, officer: Actor) -> None:
    offered(officer, cast.office, day=date(2026, 4, 14))
    with pytest.raises(Refusal, match="On Tue, Apr 14 it is scheduled") as refused:
        series(officer, cast.office, MONTHLY)
    assert refused.value.field == "day"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("day", {"day": date(2026, 3, 3)}),
        ("day", {"day": date(1, 1, 1)}),
        ("day", {"day": date.max}),
        ("at", {"day": date(2026, 3, 4), "at": time(11)}),
        ("at", {"day": date(2026, 3, 8), "at": time(2, 30)}),
        ("zone", {"zone": "Mars/Olympus"}),
        ("minutes", {"minutes": 14}),
        ("minutes", {"minutes": 721}),
        ("seats", {"seats": 0}),
        ("seats", {"seats": 501}),
        ("closes_hours", {"closes_hours": -1}),
        ("closes_hours", {"closes_hours": 337}),
        ("closes_hours", {"closes_hours": 200}),
        ("place", {"place": " "}),
        ("place", {"place": "x" * 201}),
        ("place", {"place": "=Room"}),
        ("place", {"place": "Room \u202e4"}),
        ("place", {"place": "Beside A012 345 678"}),
        ("place", {"place": "https://me:secret@example.org"}),
        ("url", {"url": "ftp://example.org"}),
        ("url", {"url": "https://example.org/" + "x" * 500}),
        ("url", {"url": "https://me:secret@example.org"}),
        ("url", {"url": "javascript:alert(1)"}),
        ("trainer", {"trainer": "x" * 121}),
        ("trainer", {"trainer": "A012 345 678"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, officer: Actor, field: str, change: dict[str, object]
) -> None:
    with nothing_changes(), pytest.raises(Refusal) as refused:
        sessions.schedule(officer, cast.office, course(), terms(**change))
    assert refused.value.field == field


def test_the_trainer_works_here_or_is_named(cast: Cast, officer: Actor) -> None:
    for field, change in (
        ("trainer_id", {"trainer_id": cast.other_officer.id}),
        ("trainer_id", {"trainer_id": 999_999}),
        ("trainer", {"trainer_id": cast.supervisor.id, "trainer": "Ana Lund"}),
    ):
        with pytest.raises(Refusal) as refused:
            sessions.schedule(officer, cast.office, course(), terms(**change))
        assert refused.value.field == field


def test_a_trainer_who_left_may_stand_there(cast: Cast, officer: Actor) -> None:
    """Somebody else changes the room meanwhile."""
    made = offered(officer, cast.office, trainer_id=cast.other_supervisor.id)
    leaving.let_go(cast.other_supervisor, None, actor_id=officer.id)
    sessions.change(officer, made, terms(trainer_id=cast.other_supervisor.id, place="Room 5"))
    assert made.place == "Room 5"


@pytest.mark.parametrize("number", [-1, 0, 1, 25, 10**9])
def test_a_series_has_a_length(cast: Cast, officer: Actor, number: int) -> None:
    with pytest.raises(Refusal) as refused:
        series(officer, cast.office, Repeats(Pattern.WEEKLY, number))
    assert refused.value.field == "number"


def test_only_who_runs_the_office(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    for who in (cast.learner, cast.supervisor, cast.other_officer, cast.auditor):
        them = actor(who)
        for verb in (
            lambda them=them: sessions.schedule(them, cast.office, course(), terms(minutes=30)),
            lambda them=them: sessions.change(them, made, terms(minutes=30)),
            lambda them=them: sessions.call_off(them, made),
            lambda them=them: bookings.put_on(them, made, cast.learner.id),
            lambda them=them: bookings.take_off(them, made, cast.learner.id),
        ):
            with nothing_changes(), pytest.raises(NotAllowed):
                verb()
    assert sessions.schedule(actor(cast.administrator), cast.office, course(), terms(minutes=30))


def test_a_course_of_the_list(cast: Cast, officer: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.schedule(officer, cast.office, 999_999, terms())
    assert refused.value.field == "course"


def test_changed(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    with nothing_changes():
        sessions.change(officer, made, offering.terms_of(made))
    sessions.change(officer, made, terms(at=time(14), place="", url="https://meet.example.org/1"))
    assert (made.version, made.place, made.starts_at.hour) == (1, "", 20)
    last = [row for row in rows("event").values() if row["verb"] == "session-changed"]
    assert [row["data"]["what"] for row in last] == ["closes_at place starts_at url"]
    with nothing_changes():
        sessions.change(officer, made, offering.terms_of(made))


def test_fewer_seats_than_taken(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner, cast.colleague])
    with nothing_changes(), pytest.raises(Refusal, match="2 seats are taken") as refused:
        sessions.change(officer, made, terms(seats=1))
    assert refused.value.field == "seats"


def test_more_seats_move_people_up(cast: Cast, officer: Actor) -> None:
    made, people = offered(officer, cast.office, seats=1), staff(cast.office, 4)
    signed_up(made, people)
    sessions.change(officer, made, terms(seats=3))
    assert seated(made) == [one.id for one in people[:3]]
    assert waiting(made) == [people[3].id]
    assert verbs(people[1].id)[-2:] == ["session-waiting", "session-moved-up"]


def test_nothing_changes_once_it_began(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    begins(made, noon)
    with nothing_changes():
        with pytest.raises(Refusal, match="has begun"):
            sessions.change(officer, made, terms(day=date(2026, 3, 12)))
        with pytest.raises(Refusal, match="has begun"):
            sessions.call_off(officer, made)


def test_called_off(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office, seats=1)
    signed_up(made, [cast.learner, cast.colleague])
    sessions.call_off(officer, made)
    assert (seated(made), waiting(made), made.version) == ([], [], 1)
    assert verbs(cast.learner.id)[-1] == verbs(cast.colleague.id)[-1] == "session-called-off"
    with nothing_changes():
        sessions.call_off(officer, made)
        for verb in (
            lambda: sessions.change(officer, made, terms()),
            lambda: bookings.sign_up(actor(cast.learner), made),
            lambda: bookings.put_on(officer, made, cast.learner.id),
        ):
            with pytest.raises(Refusal, match="called off"):
                verb()
        bookings.cancel(actor(cast.learner), made)


def test_the_rest_of_a_series_is_called_off(cast: Cast, officer: Actor) -> None:
    first, second, third = series(officer, cast.office, Repeats(Pattern.WEEKLY, 3))
    signed_up(third, [cast.learner])
    sessions.call_off(officer, second, rest=True)
    assert [one.cancelled_at is None for one in (first, second, third)] == [True, False, False]
    assert verbs(cast.learner.id)[-1] == "session-called-off"
    with nothing_changes():
        sessions.call_off(officer, second, rest=True)


def test_after_it_was_called_off_it_can_be_scheduled_anew(cast: Cast, officer: Actor) -> None:
    made = offered(officer, cast.office)
    sessions.call_off(officer, made)
    assert offered(officer, cast.office).id != made.id
