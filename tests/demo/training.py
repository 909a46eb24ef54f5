"""The demo's training shows something real: each state of a course, sessions, records, requests."""

from lms.base import clock
from lms.curriculum import courses
from lms.demo.branches import HOME
from lms.demo.training import ASKED, CIRCLE
from lms.training import evidence, queries, requirements, session_queries, transcript
from lms.training.queries import Moment
from lms.training.standing import Standing
from lms.training.standing import State as Course
from tests.demo.looking import person, who


def everything() -> None:
    """All of it."""
    _each_state_is_somewhere()
    _salt_lake_city_asks_four_courses()
    _two_have_a_seat_and_one_waits()
    _a_circle_meets_every_month()
    _graces_transcript_has_a_certificate()
    _records_and_requests_are_under_way()


def standing(handle: str, key: str) -> Standing:
    """Where a course stands for somebody today."""
    one, number = person(handle), courses.course_id(key)
    member = queries.member(one.id, clock.today(HOME.zone))
    course = courses.course(number or 0)
    assert member is not None
    assert course is not None
    return queries.standings([member], [course], Moment(clock.today(HOME.zone)))[one.id][course.id]


def _each_state_is_somewhere() -> None:
    shown = {
        ("abdul", "effective-notes"): Course.MISSING, ("hanna", "rccm"): Course.BOOKED,
        ("grace", "rccm"): Course.IN_DATE, ("grace", "secondary-trauma"): Course.EXPIRED,
        ("anahit", "effective-notes"): Course.WAIVED, ("hanna", "teamwork"): Course.OPEN,
        ("daniel", "secondary-trauma"): Course.EXPIRING,
        ("marisol", "teamwork"): Course.OPEN, ("yonas", "rccm"): Course.IN_DATE,
    }  # fmt: skip
    assert {pair: standing(*pair).state for pair in shown} == shown
    assert standing("yonas", "effective-notes").overdue(clock.today(HOME.zone))


def _salt_lake_city_asks_four_courses() -> None:
    asked = requirements.planned(who("priya").office_id or 0, clock.today(HOME.zone))
    assert len(asked) == len(ASKED)
    assert len({one.course_id for one in asked}) == 4


def _two_have_a_seat_and_one_waits() -> None:
    seats = [standing(handle, "rccm").seat for handle in ("hanna", "marisol", "abdul")]
    assert [seat and seat.waiting for seat in seats] == [False, False, True]


def _a_circle_meets_every_month() -> None:
    listed, _ = session_queries.upcoming(who("yonas"))
    assert sum(one.title == CIRCLE for one in listed) >= 6


def _graces_transcript_has_a_certificate() -> None:
    rows = transcript.transcript(person("grace").id, Moment(clock.today(HOME.zone))).rows
    assert [row.signer for row in rows] == [
        "Priya Raman", "Daniel Okafor", "Priya Raman", "Daniel Okafor",
    ]  # fmt: skip
    (kept,) = evidence.of(rows[1].record_id)
    assert (kept.file.kind, kept.there) == ("pdf", True)


def _records_and_requests_are_under_way() -> None:
    assert [one.state for one in queries.unfinished(person("marisol").id)] == ["pending"]
    assert [one.outcome for one in queries.asking(person("yonas").id)] == ["accepted"]
    assert [one.outcome for one in queries.asking(person("hanna").id)] == [None]
