"""My training, the same of one of my people, and waiving: what the pages say in each state."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum import own_courses
from lms.curriculum.own_courses import OwnCourse
from lms.people.actor import Actor
from lms.training import requests, waivers
from lms.training.models import Waiver
from tests.cast import Cast, actor, posted
from tests.progress.history import nothing_changes
from tests.training import offered, recorded
from tests.training.asked import RCCM, TEAMWORK, TODAY, TRAUMA, completed, course, require
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
MINE = "/training"
WHY = "She taught it for six years."


def person(cast: Cast) -> str:
    """The page of the learner's training."""
    return f"/training/people/{cast.learner.id}"


def waiving(cast: Cast, key: str = RCCM) -> str:
    """The page on which one of the learner's courses is waived."""
    return f"{person(cast)}/courses/{course(key).id}/waive"


def section(answer: TestResponse, heading: str) -> str:
    """What stands under one heading of a page; "" where there is no such."""
    assert answer.status_code == 200
    found = re.search(
        rf"<(section|details)[^>]*>(?:(?!</\1>).)*?<(h2|b)[^>]*>{heading}</\2>(.*?)</\1>",
        answer.text, flags=re.DOTALL,
    )  # fmt: skip
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found[3], flags=re.DOTALL) if found else ""
    return " ".join(text.split())


def test_without_a_post(cast: Cast, visit: Visit) -> None:
    page = visit(cast.administrator).get(MINE)
    assert "You have no post in an office yet, so no course is asked of you." in words(page)
    assert "Nothing is missing" not in words(page)


def test_nothing_is_asked(cast: Cast, visit: Visit) -> None:
    page = visit(cast.learner).get(MINE)
    assert "Every course that is asked of you is in date." in words(page)
    assert "Refugee Coordinated Case Management" in section(page, "Suggested for your job")
    assert "0.0 hours this year" in words(page)
    assert section(visit(cast.officer).get(MINE), "Suggested for your job") == "", "not her job"


def test_what_is_to_do_comes_with_a_day_and_a_way(
    cast: Cast, visit: Visit, officer: Actor, noon: time_machine.Traveller
) -> None:
    require(officer, cast.office)
    page = visit(cast.learner).get(MINE)
    todo = section(page, "To do")
    assert "One course needs something from you." in words(page)
    assert "Needed by Fri, Apr 3" in todo
    assert "Find a session of Refugee Coordinated Case Management" in todo
    assert "I completed it" in todo
    assert "s-overdue" not in page.text, "what is not late is no alarm"
    assert "Refugee Coordinated" not in section(page, "Suggested for your job")
    noon.shift(timedelta(days=31))
    page = visit(cast.learner).get(MINE)
    assert "s-overdue" in page.text
    assert "Needed by" not in section(page, "To do")


def test_the_most_urgent_first(cast: Cast, visit: Visit, officer: Actor, boss: Actor) -> None:
    require(officer, cast.office, TEAMWORK, within=60)
    require(officer, cast.office, TRAUMA, within=5)
    require(officer, cast.office, starts_on=TODAY - timedelta(days=400))
    completed(boss, cast.learner, on=TODAY - timedelta(days=390))
    todo = section(visit(cast.learner).get(MINE), "To do")
    places = [todo.index(one.title) for one in map(course, (RCCM, TRAUMA, TEAMWORK))]
    assert places == sorted(places)
    assert "Ran out" in todo
    assert "Expired" in todo


def test_what_is_in_progress(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    recorded.sent(me, outside=True)
    recorded.returned(me, boss)
    recorded.begun(me)
    recorded.approved(me, boss)
    requests.decline(boss, recorded.answer_of(recorded.asked(me, title="Another one")),
                     Words("Not this year."))  # fmt: skip
    db.session.commit()
    told = section(visit(cast.learner).get(MINE), "In progress")
    for word in ("Draft", "Waiting", "Needs action", "Approved", "Declined"):
        assert word in told
    assert section(visit(cast.colleague).get(MINE), "In progress") == ""


def test_what_is_recorded_already_is_not_offered_again(
    cast: Cast, visit: Visit, me: Actor, officer: Actor
) -> None:
    require(officer, cast.office, offered.COURSE)
    assert "I completed it" in section(visit(cast.learner).get(MINE), "To do")
    recorded.sent(me)
    todo = section(visit(cast.learner).get(MINE), "To do")
    assert "You sent it: see In progress" in todo
    assert "I completed it" not in todo


def test_a_seat_is_shown_once(cast: Cast, visit: Visit, officer: Actor) -> None:
    """By what is to do where the course is asked, else by itself."""
    made = offered.offered(officer, cast.office)
    offered.signed_up(made, [cast.learner])
    title = course(offered.COURSE).title
    page = visit(cast.learner).get(MINE)
    assert title in section(page, "Booked")
    assert title not in section(page, "Suggested for your job")
    theirs = visit(cast.supervisor).get(person(cast))
    assert "Tue, Mar 10" in section(theirs, "Booked")
    require(officer, cast.office, offered.COURSE)
    page = visit(cast.learner).get(MINE)
    assert section(page, "Booked") == ""
    assert "You have a seat on Tue, Mar 10" in section(page, "To do")


def test_a_place_on_the_waiting_list_is_no_seat(cast: Cast, visit: Visit, officer: Actor) -> None:
    made = offered.offered(officer, cast.office, seats=1)
    offered.signed_up(made, [cast.colleague, cast.learner])
    booked = section(visit(cast.learner).get(MINE), "Booked")
    assert "Waiting list" in booked
    assert "You have a seat" not in booked


def test_what_is_in_date_and_the_hours(cast: Cast, visit: Visit, boss: Actor) -> None:
    completed(boss, cast.learner, minutes=100)
    page = visit(cast.learner).get(MINE)
    good = section(page, "In date")
    assert "In date for good" in good
    assert "Completed Wed, Mar 4" in good
    assert "1.7 hours this year" in words(page)
    assert "Refugee Coordinated" not in section(page, "Suggested for your job")


def test_waived_with_its_reason_and_not_suggested(cast: Cast, visit: Visit, boss: Actor) -> None:
    waivers.waive(boss, cast.learner.id, course().id, "She **taught** it.")
    page = visit(cast.learner).get(MINE)
    waived = section(page, "You need not take")
    assert "She taught it." in waived
    assert "Daniel Okafor" in waived
    assert "<strong>taught</strong>" in page.text
    assert course().title not in section(page, "Suggested for your job")


def test_whoever_begins_later_sees_what_will_be_asked(
    cast: Cast, visit: Visit, officer: Actor
) -> None:
    """Of the office to come, with its own courses."""
    own = own_courses.add(cast.office.id, OwnCourse("Our building"), actor_id=None)
    later = posted("Nadia Haddad", cast.office, cast.supervisor, since=TODAY + timedelta(days=9))
    require(officer, cast.office)
    page = visit(later).get(MINE)
    assert "Needed by Sun, Apr 12" in section(page, "To do")
    assert own.title in section(page, "Suggested for your job")


# The same of one of my people.


def test_who_may_waive_is_offered_it(cast: Cast, visit: Visit, officer: Actor) -> None:
    require(officer, cast.office)
    require(officer, cast.office, TEAMWORK)
    waivers.waive(officer, cast.learner.id, course(TEAMWORK).id, WHY)
    for who, leads in ((cast.supervisor, True), (cast.officer, True), (cast.auditor, False),
                       (cast.administrator, False)):  # fmt: skip
        page = visit(who).get(person(cast))
        said = words(page)
        assert "One course needs to be seen to." in said
        assert WHY in section(page, "Waived")
        for offered_to_leaders in ("/waive", "Ask it again", "Record what was completed on paper"):
            assert (offered_to_leaders in page.text) is leads, offered_to_leaders
    assert visit(cast.colleague).get(person(cast)).status_code == 404


def test_my_own_page_by_that_way_offers_nothing(cast: Cast, visit: Visit, officer: Actor) -> None:
    require(officer, cast.office)
    page = visit(cast.learner).get(person(cast))
    assert page.status_code == 200
    assert "/waive" not in page.text


def test_whoever_left_is_asked_nothing(cast: Cast, visit: Visit) -> None:
    page = visit(cast.administrator).get(f"/training/people/{cast.auditor.id}")
    assert "Sam Weiss has no post in an office now" in words(page)


# Waiving.


def test_waived_and_asked_again(cast: Cast, visit: Visit, officer: Actor) -> None:
    """The same once more changes nothing, and the page says so."""
    require(officer, cast.office)
    window, path = visit(cast.supervisor), waiving(cast)
    assert "Marisol Vega need not take" in words(window.get(path))
    page = window.follow(window.post(path, reason=WHY))
    assert "Waived. It is asked no more." in words(page)
    with nothing_changes():
        again = window.follow(window.post(path, reason=WHY))
    assert "It was waived already. Nothing was changed." in words(again)
    other = window.post(path, reason="Something else.")
    assert (other.status_code, "Something else." in other.text) == (409, True)
    page = window.follow(window.post(f"{path}/back"))
    assert "It is asked again." in words(page)
    with nothing_changes():
        again = window.follow(window.post(f"{path}/back"))
    assert "It was not waived. Nothing was changed." in words(again)


@pytest.mark.parametrize("reason", ["", "  \n ", "As with A012 345 678.", "x" * 20_001])
def test_a_reason_that_is_refused_is_kept(cast: Cast, visit: Visit, reason: str) -> None:
    window = visit(cast.supervisor)
    db.session.commit()
    with nothing_changes():
        answer = window.post(waiving(cast), reason=reason)
    assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
    assert reason.strip()[:100] in answer.text
    assert 'name="cleared"' not in answer.text, "none of these can be let through"


def test_a_warning_is_let_through_by_a_tick(cast: Cast, visit: Visit) -> None:
    window, reason = visit(cast.supervisor), "She taught it on 03/12/1984."
    warned = window.post(waiving(cast), reason=reason)
    assert (warned.status_code, 'name="cleared"' in warned.text) == (422, True)
    assert reason in warned.text
    assert db.session.query(Waiver).count() == 0
    assert window.post(waiving(cast), reason=reason, cleared="y").status_code == 303
    assert db.session.query(Waiver).count() == 1


def test_what_is_no_course_of_theirs_is_not_there(cast: Cast, visit: Visit) -> None:
    own = own_courses.add(cast.elsewhere.id, OwnCourse("Their building"), actor_id=None)
    window = visit(cast.supervisor)
    for number in (own.id, 2**31 - 1, 10**19):
        path = f"{person(cast)}/courses/{number}/waive"
        assert window.get(path).status_code == 404
        assert window.post(path, reason=WHY).status_code == 404
    assert db.session.query(Waiver).count() == 0


def test_strange_signs(cast: Cast, visit: Visit) -> None:
    """A NUL byte is refused at the gate; what is no character is kept out of the database."""
    window = visit(cast.supervisor)
    assert window.post(waiving(cast), reason="a\x00b").status_code == 400
    answer = window.open(waiving(cast), method="POST",
                         data=f"csrf_token={window.token}&reason=%ED%A0%80".encode(),
                         content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code in (303, 422)


def test_a_supervisor_of_today_only(cast: Cast, visit: Visit) -> None:
    for who, status in ((actor(cast.other_supervisor), 404), (actor(cast.auditor), 403)):
        window = visit(next(one for one in cast.people().values() if one.id == who.id))
        assert window.get(waiving(cast)).status_code == status
        assert window.post(waiving(cast), reason=WHY).status_code == status
