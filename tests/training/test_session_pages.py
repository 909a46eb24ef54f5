"""Pages of sessions through the door: signing up, scheduling, people, the sheet, odd input."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from lms.base.db import db
from lms.people.actor import Actor
from lms.training import attendance, sessions
from lms.training.models import CourseSession
from lms.training.offering import Repeats
from lms.training.series import Pattern
from tests.cast import Cast, posted
from tests.progress.history import nothing_changes
from tests.training.offered import (
    ATTENDED,
    DAY,
    NEW,
    SESSIONS,
    begins,
    course,
    form,
    offered,
    page_of,
    records,
    seated,
    series,
    signed_up,
    staff,
    terms,
    waiting,
)
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


def made_last() -> CourseSession:
    """The session that was scheduled last."""
    return db.session.query(CourseSession).order_by(CourseSession.id.desc()).limit(1).one()


def test_from_scheduling_to_a_record(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    officer, learner = visit(cast.officer), visit(cast.learner)
    assert "Schedule a session" in words(officer.get(SESSIONS))
    answer = officer.post(NEW, **form(trainer_id=cast.supervisor.id))
    assert "The session is scheduled." in words(officer.follow(answer))
    made = made_last()
    seen = words(learner.get(SESSIONS))
    assert "Case Management Assessment" in seen
    assert "Tue, Mar 10, 1:00 PM (America/Denver)" in seen
    assert "2 of 2 seats free" in seen
    answer = learner.post(f"{page_of(made)}/sign-up")
    assert "You have a seat." in words(learner.follow(answer))
    answer = learner.post(f"{page_of(made)}/sign-up")
    assert "Nothing was changed." in words(learner.follow(answer))
    begins(made, noon)
    trainer = visit(cast.supervisor)
    sheet = words(trainer.get(f"{page_of(made)}/attendance"))
    assert "Marisol Vega" in sheet
    answer = trainer.post(f"{page_of(made)}/attendance", **{f"said-{cast.learner.id}": "attended"})
    assert "Saved: attended" in words(trainer.follow(answer))
    assert len(records(cast.learner.id)) == 1
    assert "Attended" in words(trainer.get(page_of(made)))


def test_the_waiting_list(cast: Cast, officer: Actor, visit: Visit) -> None:
    made, crew = offered(officer, cast.office), staff(cast.office, 2)
    signed_up(made, crew)
    window = visit(cast.learner)
    assert "Join the waiting list" in words(window.get(page_of(made)))
    assert "in place 1." in words(window.follow(window.post(f"{page_of(made)}/sign-up")))
    assert "Waiting, place 1" in words(window.get(f"{SESSIONS}?show=mine"))
    assert "Person 000" not in words(window.get(page_of(made)))
    assert "All 2 seats taken, 1 waiting" in words(window.get(page_of(made)))
    other = visit(crew[0])
    assert "You are off this session." in words(other.follow(other.post(f"{page_of(made)}/cancel")))
    assert "You have a seat" in words(window.get(page_of(made)))


def test_after_the_deadline_the_page_says_whom_to_ask(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.colleague])
    noon.move_to(made.closes_at)
    window = visit(cast.learner)
    seen = words(window.get(page_of(made)))
    assert "To come all the same, ask the training officer, Priya Raman." in seen
    assert "Sign up " not in seen.replace("Sign up until", "")
    answer = window.post(f"{page_of(made)}/sign-up")
    assert answer.status_code == 409
    assert "Now ask the training officer, Priya Raman." in words(answer)
    assert "To cancel now, ask" in words(visit(cast.colleague).get(page_of(made)))


def test_a_series_from_the_form(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    answer = window.post(NEW, **form(pattern="monthly", number="3"))
    seen = words(window.follow(answer))
    assert "The series is scheduled: 3 sessions." in seen
    assert "Tue, Apr 14, 1:00 PM" in seen
    answer = window.post(NEW, **form(pattern="monthly", number="3"))
    assert "This is scheduled already. Nothing was changed." in words(window.follow(answer))


def test_the_course_one_came_from_is_chosen(cast: Cast, visit: Visit) -> None:
    page = visit(cast.officer).get(f"{NEW}?course={course()}").text
    assert f'<option selected value="{course()}">' in page


def test_another_office(cast: Cast, visit: Visit) -> None:
    administrator = visit(cast.administrator)
    assert "For Boise." in words(administrator.get(f"{NEW}?office={cast.elsewhere.id}"))
    answer = administrator.post(f"{NEW}?office={cast.elsewhere.id}", **form())
    assert answer.status_code == 303
    assert made_last().office_id == cast.elsewhere.id
    window = visit(cast.officer)
    for office in (cast.elsewhere.id, 999_999, "9" * 20):
        assert window.get(f"{NEW}?office={office}").status_code in (200, 403)
    assert window.get(f"{NEW}?office={cast.elsewhere.id}").status_code == 403


def test_what_was_typed_is_kept(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    with nothing_changes():
        answer = window.post(NEW, **form(place="A012 345 678", trainer="Ana Lund"))
    assert answer.status_code == 422
    assert "This looks like an A-number." in words(answer)
    assert 'value="Ana Lund"' in answer.text


def test_changed_and_called_off(cast: Cast, officer: Actor, visit: Visit) -> None:
    first, *_ = series(officer, cast.office, Repeats(Pattern.WEEKLY, 3))
    signed_up(first, [cast.learner])
    window = visit(cast.officer)
    answer = window.post(f"{page_of(first)}/edit", **form(place="Room 5"))
    assert "Room 5" in words(window.follow(answer))
    answer = window.post(f"{page_of(first)}/edit", **form(place="Room 5"))
    assert "Nothing was changed." in words(window.follow(answer))
    asked = words(window.get(f"{page_of(first)}/call-off"))
    assert "1 person has a seat" in asked
    assert "2 later sessions follow" in asked
    answer = window.post(f"{page_of(first)}/call-off", rest="y")
    seen = words(window.follow(answer))
    assert "It is called off. Tell those who would have come." in seen
    assert "Who would have come Marisol Vega" in seen
    assert "Called off" in words(visit(cast.learner).get(page_of(first)))
    assert "Nothing is scheduled yet." in words(visit(cast.learner).get(SESSIONS))


def test_put_on_and_taken_off(cast: Cast, officer: Actor, visit: Visit) -> None:
    made, window = offered(officer, cast.office, seats=1), visit(cast.officer)
    people = f"{page_of(made)}/people"
    found = words(window.get(f"{people}?search=tesf"))
    assert "Put on Yonas Tesfaye" in found
    assert "Put on Marisol Vega" not in found
    for who, said in ((cast.colleague, "They have a seat."), (cast.learner, "waiting list")):
        assert said in words(window.follow(window.post(f"{people}/{who.id}/put-on")))
    again = window.follow(window.post(f"{people}/{cast.learner.id}/put-on"))
    assert "Nothing was changed." in words(again)
    off = window.follow(window.post(f"{people}/{cast.colleague.id}/take-off"))
    assert "They are off this session." in words(off)
    assert (seated(made), waiting(made)) == ([cast.learner.id], [])


def test_an_old_page_of_the_sheet_takes_nothing_back(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    """What it left alone was said elsewhere meanwhile."""
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner, cast.colleague])
    begins(made, noon)
    attendance.mark(officer, made, {cast.learner.id: ATTENDED})
    db.session.commit()
    window, mine, other = visit(cast.officer), cast.learner.id, cast.colleague.id
    old = {f"said-{mine}": "", f"was-{mine}": "", f"said-{other}": "part", f"was-{other}": "",
           f"minutes-{other}": "30"}  # fmt: skip
    answer = window.post(f"{page_of(made)}/attendance", **old)
    assert "Saved: part, 30 minutes" in words(window.follow(answer))
    assert "Saved: attended" in words(window.get(f"{page_of(made)}/attendance"))


def test_the_rest_attended(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner, cast.colleague])
    begins(made, noon)
    window = visit(cast.officer)
    window.post(
        f"{page_of(made)}/attendance", **{f"said-{cast.learner.id}": "no-show", "rest": "1"}
    )
    assert (len(records(cast.learner.id)), len(records(cast.colleague.id))) == (0, 1)
    window.post(f"{page_of(made)}/attendance/{cast.supervisor.id}")
    assert "Came without a seat" in words(window.get(f"{page_of(made)}/attendance"))


def test_the_sheet_before_it_begins(cast: Cast, officer: Actor, visit: Visit) -> None:
    made, window = offered(officer, cast.office), visit(cast.officer)
    assert "opens when the session begins" in words(window.get(f"{page_of(made)}/attendance"))
    answer = window.post(f"{page_of(made)}/attendance/{cast.learner.id}")
    assert answer.status_code == 409


def test_a_part_without_minutes(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    signed_up(made, [cast.learner])
    begins(made, noon)
    sent: dict[str, Any] = {f"said-{cast.learner.id}": "part"}
    with nothing_changes():
        answer = visit(cast.officer).post(f"{page_of(made)}/attendance", **sent)
    assert answer.status_code == 422
    assert "Write how many minutes of the 90" in words(answer)


def test_the_readers_own_clock(cast: Cast, officer: Actor, visit: Visit) -> None:
    cast.learner.time_zone = "Asia/Tokyo"
    made = offered(officer, cast.office)
    seen = words(visit(cast.learner).get(page_of(made)))
    assert (
        "Tue, Mar 10, 1:00 PM (America/Denver) For you: Wed, Mar 11, 4:00 AM (Asia/Tokyo)" in seen
    )
    assert "For you" not in words(visit(cast.colleague).get(page_of(made)))


def test_who_has_not_begun_is_not_told_that_there_are_none(
    cast: Cast, officer: Actor, visit: Visit
) -> None:
    offered(officer, cast.office)
    window = visit(posted("Thandi Nkosi", cast.office, since=DAY))
    for path in (SESSIONS, f"/training/courses/{course()}"):
        assert "You see the sessions of an office from your first day in it." in words(
            window.get(path)
        )


def test_a_session_that_ended_is_over(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    made = offered(officer, cast.office)
    begins(made, noon)
    assert "Has begun" in words(visit(cast.colleague).get(page_of(made)))
    noon.shift(timedelta(minutes=made.minutes))
    assert "Over" in words(visit(cast.colleague).get(page_of(made)))


def test_the_trainers_own_line(
    cast: Cast, officer: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    """It is left to the officer, and the sheet says so."""
    made = offered(officer, cast.office, trainer_id=cast.supervisor.id)
    signed_up(made, [cast.supervisor, cast.learner])
    begins(made, noon)
    window = visit(cast.supervisor)
    seen = words(window.get(f"{page_of(made)}/attendance"))
    assert "That you were there is said by the training officer, Priya Raman." in seen
    sent: dict[str, Any] = {f"said-{cast.supervisor.id}": "attended"}
    with nothing_changes():
        window.post(f"{page_of(made)}/attendance", **sent)
    assert "Daniel Okafor" in words(visit(cast.officer).get(f"{page_of(made)}/attendance"))


def test_of_a_series_only_what_one_may_see(cast: Cast, officer: Actor, visit: Visit) -> None:
    """One of them was opened to all offices: the others stay unknown elsewhere."""
    first, second = series(officer, cast.office, Repeats(Pattern.WEEKLY, 2))
    sessions.change(officer, first, terms(for_all=True))
    db.session.commit()
    assert page_of(second) in visit(cast.learner).get(page_of(first)).text
    stranger = visit(cast.other_officer)
    assert page_of(second) not in stranger.get(page_of(first)).text
    assert stranger.get(page_of(second)).status_code == 404
    assert page_of(first) in stranger.get(SESSIONS).text
    assert page_of(second) not in stranger.get(SESSIONS).text
