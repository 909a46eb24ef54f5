"""A session as a file for one's own calendar: as a calendar reads it."""

from collections.abc import Callable

from icalendar import Calendar

from lms.people.actor import Actor
from lms.training import sessions
from tests.cast import Cast
from tests.training.offered import offered, page_of, signed_up, staff, terms
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


def test_the_calendar(cast: Cast, officer: Actor, visit: Visit) -> None:
    """As a calendar reads it; a change and calling it off are newer than what was before."""
    made = offered(officer, cast.office)
    window, path = visit(cast.learner), f"{page_of(made)}.ics"
    seen = [window.get(path)]
    sessions.change(officer, made, terms(place="Room 5"))
    sessions.call_off(officer, made)
    seen.append(window.get(path))
    assert {one.mimetype for one in seen} == {"text/calendar"}
    first, last = (Calendar.from_ical(one.data).walk("VEVENT")[0] for one in seen)
    assert {
        "SUMMARY:Case Management Assessment", "LOCATION:Room 4\\, upstairs",
        "DTSTART:20260310T190000Z", "DTEND:20260310T203000Z", "SEQUENCE:0",
    } <= {*seen[0].text.splitlines()}  # fmt: skip
    assert first["UID"] == last["UID"]
    assert (last["SEQUENCE"], last["STATUS"]) == (2, "CANCELLED")
    assert page_of(made) in str(first["DESCRIPTION"])


def test_a_calendar_says_that_one_waits(cast: Cast, officer: Actor, visit: Visit) -> None:
    made, (first, second) = offered(officer, cast.office, seats=1), staff(cast.office, 2)
    signed_up(made, [first, second])
    for who, said in ((first, "CONFIRMED"), (second, "TENTATIVE")):
        assert f"STATUS:{said}" in visit(who).get(f"{page_of(made)}.ics").text
