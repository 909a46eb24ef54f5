"""The pages of records: begun, written, sent, decided on; each reader sees what is theirs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.training import citing, decisions, reading, records, sending
from lms.training.models import CourseRecord, State
from tests.cast import PASSWORD, Cast
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.shadowing.logged import accepted
from tests.statements import statements
from tests.training.asked import require
from tests.training.offered import COURSE, course
from tests.training.posting import JSON, SAID, address, post, upload
from tests.training.recorded import (
    LEARNED,
    begun,
    confirmed,
    returned,
    review_of,
    sent,
    with_file,
    writing,
)
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


def newest() -> CourseRecord:
    db.session.expire_all()
    return db.session.scalars(select(CourseRecord).order_by(CourseRecord.id.desc())).first()  # type: ignore[return-value]


def test_an_e_learning_from_the_course_to_the_signature(
    cast: Cast, visit: Visit, me: Actor
) -> None:
    window = visit(cast.learner)
    page = window.get(f"/training/records/new?course={course()}")
    data = forms(page)["/training/records/new"].data
    assert data["how"] == "e-learning"
    window.follow(window.post("/training/records/new", **data, course=str(course())))
    record = newest()
    answer = post(window, record, "send")
    assert "This waits for Daniel Okafor" in words(window.follow(answer))
    boss, ask = visit(cast.supervisor), f"/approvals/{review_of(record).id}/course"
    listed = words(boss.get("/approvals"))
    assert "Marisol Vega, a course completed Mon, Mar 2" in listed
    assert boss.get(f"/approvals/{review_of(record).id}").headers["Location"] == ask
    page = boss.get(ask)
    assert "45 minutes" in words(page)
    form = forms(page)[f"{ask}/confirm"]
    assert form.data["confirm-valid_until"] == ""
    boss.post(f"{ask}/confirm", **form.data)
    assert newest().state == State.CONFIRMED
    assert "Daniel Okafor confirmed this" in words(window.get(address(record)))
    assert "No end was set" in words(window.get(address(record)))


def test_good_until_is_what_the_office_asks(
    cast: Cast, visit: Visit, me: Actor, officer: Actor
) -> None:
    require(officer, cast.office, COURSE, starts_on=date(2026, 1, 5))
    record = sent(me)
    page = visit(cast.supervisor).get(f"/approvals/{review_of(record).id}/course")
    assert 'value="2027-03-02"' in page.text


def test_a_signature_asks_for_the_password(cast: Cast, visit: Visit, me: Actor) -> None:
    record = sent(me)
    window = visit(cast.supervisor, signing=False)
    path = f"/approvals/{review_of(record).id}/course/confirm"
    for wrong in ("", "guess"):
        answer = window.post(path, confirm__password=wrong, confirm__note="Well done.")
        assert (answer.status_code, newest().state) == (422, State.PENDING)
        assert "Well done." in answer.text
    window.post(path, confirm__password=PASSWORD)
    assert newest().state == State.CONFIRMED


def test_returned_and_reopened_with_words(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    record = sent(me)
    window = visit(cast.supervisor)
    path = f"/approvals/{review_of(record).id}/course/return"
    refused = window.post(path, return__comment=" ")
    assert refused.status_code == 422
    window.post(path, return__comment="Which day was it?")
    assert "Which day was it?" in visit(cast.learner).get(address(record)).text
    assert "Which day was it?" not in visit(cast.auditor).get(address(record)).text
    done = confirmed(me, boss, minutes=50)
    assert "Reopen this record" in words(window.get(address(done)))
    assert "Reopen this record" not in words(visit(cast.auditor).get(address(done)))
    refused = window.post(address(done, "reopen"), reopen__reason="")
    assert refused.status_code == 422
    window.post(address(done, "reopen"), reopen__reason="It was another course.")
    assert "It was another course." in visit(cast.learner).get(address(done)).text


def test_a_page_that_is_too_old_says_who_did_what(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    record = confirmed(me, boss)
    review = review_of(record)
    window = visit(cast.supervisor)
    answer = window.post(f"/approvals/{review.id}/course/return", return__comment="My words.")
    assert answer.status_code == 409
    assert "You confirmed this meanwhile" in words(answer)
    assert "My words." in answer.text
    with nothing_changes():
        cast_out = visit(cast.officer).get(f"/approvals/{review.id}/course")
    assert cast_out.status_code == 403


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast, visit: Visit, me: Actor) -> None:
    record = begun(me)
    window = visit(cast.learner)
    for wrong, said in (
        ({"on": "2031-01-01"}, "This day has not come yet."),
        ({"on": "0001-01-01"}, "Check the year"),
        ({"on": "yesterday"}, "Not a valid date"),
        ({"minutes": "many"}, "Write a whole number"),
        ({"minutes": "99999999999999999999"}, "too large"),
        ({"minutes": "-1"}, "how many minutes"),
        ({"how": "magic"}, "Not a valid choice"),
        ({"provider": "x" * 121}, "120 characters"),
    ):
        with nothing_changes():
            answer = post(window, record, "send", **{"reflection": "My own words.", **wrong})
        assert (answer.status_code, "My own words." in answer.text) == (422, True)
        assert said in words(answer)
    with nothing_changes():
        number = post(window, record, "draft", reflection="Her number is A012 345 678.")
    assert number.status_code == 422
    assert "A012 345 678" in number.text


def test_what_was_returned_can_be_looked_at_while_it_is_written_anew(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    record = returned(me, boss)
    review = review_of(record)
    post(visit(cast.learner), record, "draft", on="", minutes="")
    page = visit(cast.supervisor).get(f"/approvals/{review.id}/course")
    assert (page.status_code, "45 minutes" in words(page)) == (200, True)


def test_saving_on_its_own(cast: Cast, visit: Visit, me: Actor) -> None:
    record = begun(me)
    window = visit(cast.learner)
    form = {"csrf_token": window.token, "version": str(record.version), "how": "e-learning", **SAID}
    path = address(record, "draft")
    answer = window.open(path, method="POST", data=form, headers=JSON)
    assert answer.json == {"version": 2, "at": "12:00 PM"}
    late = window.open(path, method="POST", data=form | {"minutes": "46"}, headers=JSON)
    assert (late.status_code, dict(late.json or {})["elsewhere"]) == (409, True)
    wrong = form | {"version": "2", "on": "2031-01-01"}
    refused = window.open(path, method="POST", data=wrong, headers=JSON)
    assert (refused.status_code, "on" in dict(refused.json or {})["fields"]) == (422, True)


def test_two_windows_are_told(cast: Cast, visit: Visit, me: Actor) -> None:
    record = begun(me)
    window = visit(cast.learner)
    form = forms(window.get(address(record)))[address(record, "draft")].data | SAID
    window.post(address(record, "draft"), **form)
    late = window.post(address(record, "draft"), **form | {"minutes": "60"})
    assert (late.status_code, 'value="60"' in late.text) == (409, True)
    again = forms(late)[address(record, "draft")].data
    window.post(address(record, "draft"), **again)
    assert newest().minutes == 60


def test_buttons(cast: Cast, visit: Visit, me: Actor) -> None:
    record = sent(me)
    window = visit(cast.learner)
    for verb, state in (
        ("withdraw", State.DRAFT), ("give-up", State.GIVEN_UP), ("take-up", State.DRAFT),
    ):  # fmt: skip
        assert window.post(address(record, verb)).status_code == 303
        assert newest().state == state


def test_entries_of_the_log_are_cited_and_shown(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    entry, record = accepted(me, boss, tasks=[]), begun(me)
    name = "Assessment, watched (Case A), March 3, 2026"
    window = visit(cast.learner)
    assert name in words(window.get(address(record)))
    post(window, record, "send", entries=str(entry.id))
    assert name in words(visit(cast.supervisor).get(address(record)))
    assert name in words(visit(cast.supervisor).get(f"/approvals/{review_of(record).id}/course"))


def test_written_down_for_one_of_my_people(cast: Cast, visit: Visit, me: Actor) -> None:
    path = f"/training/people/{me.id}/records/new"
    window = visit(cast.supervisor)
    said: dict[str, Any] = {
        "course": str(course()), "how": "outside", "on": "2026-03-02", "minutes": "120",
        "note": "Seen on paper.", "title": "", "provider": "",
    }  # fmt: skip
    refused = upload(window, path, b"no file of ours", **said | {"minutes": "1"})
    assert (refused.status_code, "Seen on paper." in refused.text) == (422, True)
    assert "Choose the file again" in words(refused)
    page = window.follow(upload(window, path, **said))
    record = newest()
    assert (record.state, record.on, record.minutes) == (State.CONFIRMED, date(2026, 3, 2), 120)
    assert "certificate.pdf" in words(page)
    assert "Daniel Okafor confirmed this" in words(visit(cast.learner).get(address(record)))


def test_drafts_are_nobody_elses(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    draft = begun(me, outside=True)
    file_id = with_file(me, draft)
    for who in (cast.supervisor, cast.officer, cast.colleague):
        assert visit(who).get(address(draft)).status_code == 404
        assert visit(who).get(f"/training/files/{file_id}").status_code == 404
    seen = returned(me, boss, outside=True)
    assert LEARNED in visit(cast.learner).get(address(seen)).text
    assert LEARNED not in visit(cast.officer).get(address(seen)).text
    assert "Its words are for Marisol Vega" in words(visit(cast.officer).get(address(seen)))


def test_a_page_asks_as_much_for_many_as_for_few(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    """Files, entries that it cites, attempts."""
    record, window, asked = begun(me, outside=True), visit(cast.learner), list[int]()
    for number in range(4):
        with_file(me, record, str(number))
        entries = [accepted(me, boss, tasks=[]).id, *citing.cited(record.id)]
        sending.send(me, record, writing(record, entries=entries))
        decisions.give_back(boss, review_of(record), Words(f"Once more, {number}."))
        db.session.commit()
        window.get(address(record))
        with statements() as seen:
            assert window.get(address(record)).status_code == 200
        asked.append(len(seen))
    assert set(asked) == {asked[0]}
    assert asked[0] <= 24


def test_late_ones_lead_the_officer_to_the_record(
    cast: Cast, visit: Visit, me: Actor, noon: time_machine.Traveller
) -> None:
    record = sent(me)
    noon.shift(timedelta(days=20))
    window = visit(cast.officer)
    for path in ("/approvals", "/approvals/late"):
        assert f'href="/training/records/{record.id}"' in window.get(path).text


def test_all_my_records_in_whatever_state(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    window = visit(cast.learner)
    assert "Nothing is recorded yet" in words(window.get("/training/records"))
    made = [sent(me, minutes=30), returned(me, boss), confirmed(me, boss, minutes=40), begun(me)]
    sending.give_up(me, dropped := begun(me, outside=True))
    db.session.commit()
    page = window.get("/training/records")
    places = [page.text.index(f'href="{address(one)}"') for one in (dropped, *reversed(made))]
    assert places == sorted(places)
    for chip in ("Draft", "Waiting to be confirmed", "Needs action", "Confirmed", "Given up"):
        assert chip in words(page)
    assert address(made[0]) not in visit(cast.supervisor).get("/training/records").text


def test_more_records_than_one_page(cast: Cast, visit: Visit, me: Actor) -> None:
    for number in range(reading.PAGE + 1):
        records.begin(me, None, f"Workshop {number}", "Valley Learning")
    db.session.commit()
    window = visit(cast.learner)
    first, second = window.get("/training/records"), window.get("/training/records?page=2")
    assert ("Workshop 0<" in first.text, "Workshop 0<" in second.text) == (False, True)
    assert 'href="/training/records?page=2"' in first.text
    assert "There are no more" in words(window.get("/training/records?page=3"))
