"""Logged without a connection: what a device keeps, and what arrives when it is back."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.base.prose import Prose
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.shadowing import arrivals, office_rules, queries, serving
from lms.shadowing.arrivals import Arrival, OfAnother
from lms.shadowing.models import LogEntry, State
from lms.shadowing.office_rules import Asked
from tests.cast import Cast, actor
from tests.databases import SECRET
from tests.shadowing.logged import TEXTS, WHOLE
from tests.together import together
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
NUMBER = "7b0c6f5e-90a4-4a3b-8d4e-2f6a1c9e0b11"
TYPED = {
    "activity": "assessment", "part": "watched", "on": "2026-03-03", "beside": "agency",
    "agency": "Valley Health", "agency_job": "nurse", "minutes": "50", "mode": "in-person",
    "interpreter": "yes", "agreed": "agreed", **{f"text_{k}": v for k, v in TEXTS.items()},
    "text_99": "Who calls the interpreter?",
}  # fmt: skip


def key(who: Person) -> str:
    return arrivals.person_key(who.id, SECRET)


def send(window: Visitor, who: Person, **change: str) -> TestResponse:
    """What a device sends, with some of it changed."""
    sent = TYPED | {"person": key(who), "device_id": NUMBER, "csrf_token": window.token} | change
    return window.open("/log/arrivals", method="POST", data=sent,
                       headers={"Accept": "application/json"})  # fmt: skip


def told(answer: TestResponse) -> dict[str, Any]:
    """What a device is answered."""
    assert answer.json is not None
    return dict(answer.json)


def entries() -> list[LogEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(LogEntry).order_by(LogEntry.id)))


def test_all_that_was_typed_is_a_draft(cast: Cast, visit: Visit) -> None:
    answer = send(visit(cast.learner), cast.learner)
    (entry,) = entries()
    assert (answer.status_code, answer.json) == (201, {"address": f"/log/entries/{entry.id}"})
    assert (entry.state, entry.reference, entry.device_id) == (State.DRAFT, "Case A", NUMBER)
    said = (entry.minutes, entry.mode, entry.interpreter, entry.agreed, entry.agency_job)
    assert said == (50, "in-person", True, "agreed", "nurse")
    texts = {place: text.text for place, (_, text) in queries.draft(entry.id).items()}
    assert texts == TEXTS | {99: "Who calls the interpreter?"}
    (place,) = serving.linked([entry.id])[entry.id]
    assert place.task_key == "two-assessments"


def test_sent_twice_it_is_one(cast: Cast, visit: Visit) -> None:
    """The second time nothing changes, whatever the learner or the office did meanwhile."""
    window = visit(cast.learner)
    first = send(window, cast.learner)
    (entry,) = entries()
    entry.minutes = 55
    hide(cast)
    again = send(window, cast.learner)
    assert (again.status_code, again.json) == (200, first.json)
    (entry,) = entries()
    assert entry.minutes == 55


@pytest.mark.both
@pytest.mark.usefixtures("sound")
def test_two_at_once_are_one(app: Flask, cast: Cast, me: Actor) -> None:
    """Two windows of one device send the same at the same moment."""
    sent = Arrival(NUMBER, key(cast.learner), "", WHOLE)

    def arrive() -> int:
        return arrivals.arrive(me, sent, secret=SECRET).id

    found = together(app, *[arrive] * 4)
    assert len(set(found)) == 1
    assert len(entries()) == 1


@pytest.mark.both
def test_the_same_number_of_two_people_makes_two(cast: Cast, visit: Visit) -> None:
    for who in (cast.learner, cast.colleague):
        assert send(visit(who), who).status_code == 201
    assert [one.person_id for one in entries()] == [cast.learner.id, cast.colleague.id]


def test_what_another_wrote_is_not_taken(cast: Cast, visit: Visit) -> None:
    """Not even with the number of an entry that is there: nothing is said of it."""
    assert send(visit(cast.learner), cast.learner).status_code == 201
    answer = send(visit(cast.colleague), cast.learner)
    assert answer.status_code == 409
    assert "address" not in told(answer)
    assert len(entries()) == 1
    with pytest.raises(OfAnother):
        arrivals.arrive(actor(cast.colleague), Arrival(NUMBER, "é", "", WHOLE), secret=SECRET)


def hide(cast: Cast) -> None:
    office_rules.change(cast.office, Asked(hidden=("assessment",)), actor_id=cast.officer.id)
    db.session.commit()


def test_what_the_office_does_not_log_is_refused(cast: Cast, visit: Visit) -> None:
    hide(cast)
    answer = send(visit(cast.learner), cast.learner)
    assert answer.status_code == 422
    assert told(answer)["fields"]["activity"] == ["Your office does not log this. Choose another."]
    assert entries() == []


WRONG = [
    ({"text_1": "Her file is A012345678."}, "text_1", "A-number"),
    ({"on": "2026-03-05"}, "on", "This day has not come yet."),
    ({"on": "soon"}, "on", ""),
    ({"on": ""}, "on", "Say on which day."),
    ({"activity": "spying"}, "activity", ""),
    ({"part": ""}, "part", "Choose what you did."),
    ({"minutes": "0"}, "minutes", "a whole number"),
    ({"minutes": "9" * 40}, "minutes", "a whole number"),
    ({"minutes": "long"}, "minutes", ""),
    ({"mode": "by raven"}, "mode", ""),
    ({"interpreter": "perhaps"}, "interpreter", ""),
    ({"file": "lost"}, "file", ""),
    ({"agreed": "no"}, "agreed", ""),
    ({"beside": "a friend"}, "beside", ""),
    ({"agency": "x" * 81}, "agency", ""),
    ({"agency_job": ""}, "agency_job", "Write both"),
    ({"text_0": "long " * 5000}, "text_0", "fit"),
    ({"device_id": "1"}, "device_id", "lost its number"),
    ({"device_id": NUMBER + "\n"}, "device_id", "lost its number"),
    ({"device_id": ""}, "device_id", "lost its number"),
    ({"person": ""}, "person", "lost its number"),
]


@pytest.mark.parametrize(("change", "field", "why"), WRONG)
def test_what_cannot_be_is_said_at_its_field(
    change: dict[str, str], field: str, why: str, cast: Cast, visit: Visit
) -> None:
    """Nothing of it is kept by the server; the words stay on the device."""
    answer = send(visit(cast.learner), cast.learner, **change)
    assert answer.status_code == 422
    assert why in told(answer)["fields"][field][0]
    assert entries() == []
    assert db.session.scalar(select(func.count()).select_from(Prose)) == 0


def test_a_warning_asks_for_a_tick(cast: Cast, visit: Visit) -> None:
    """Once it is made, the same words pass; a block never does."""
    window, phone = visit(cast.learner), {"text_0": "I called the hotline at (801) 555-0134."}
    answer = send(window, cast.learner, **phone)
    assert (answer.status_code, told(answer)["warned"]) == (422, True)
    answer = send(window, cast.learner, agency="801 555 0134")
    assert (answer.status_code, told(answer)["warned"]) == (422, True)
    assert send(window, cast.learner, **phone, cleared="y").status_code == 201
    blocked = {"device_id": str(uuid4()), "text_0": "A012345678", "cleared": "y"}
    assert send(window, cast.learner, **blocked).status_code == 422


def test_the_supervisor_is_known_to_the_server_only(cast: Cast, visit: Visit) -> None:
    window, places = visit(cast.learner), ("supervisor", "later", "agency", "")
    for beside in places:
        assert send(window, cast.learner, beside=beside, device_id=str(uuid4())).status_code == 201
    named = [(one.colleague_id, one.agency) for one in entries()]
    assert named == [(cast.supervisor.id, ""), (None, ""), (None, "Valley Health"), (None, "")]


def test_without_a_supervisor_it_arrives_all_the_same(cast: Cast, visit: Visit) -> None:
    people.deactivate(cast.supervisor, actor_id=None)
    assert send(visit(cast.learner), cast.learner, beside="supervisor").status_code == 201
    assert entries()[0].colleague_id is None


def test_an_answer_keeps_its_question(cast: Cast, visit: Visit) -> None:
    """A close-out has questions of its own: each answer says what it was given to."""
    assert send(visit(cast.learner), cast.learner, activity="close-out").status_code == 201
    texts = {place: text.text or "" for place, (_, text) in queries.draft(entries()[0].id).items()}
    assert set(texts) == {0, 1, 2, 99}
    assert texts[1] == f"*Which one good practice will you take with you?*\n\n{TEXTS[1]}"
    assert texts[99] == "Who calls the interpreter?"


def test_signed_out_it_waits(cast: Cast, visit: Visit) -> None:
    assert send(visit(), cast.learner).status_code == 401
    answer = visit().get("/log/arrivals", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert entries() == []


def test_a_token_is_needed_and_given(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    assert send(window, cast.learner, csrf_token="x").status_code == 400
    given = told(window.get("/log/arrivals"))
    assert given["person"] == key(cast.learner)
    assert send(window, cast.learner, csrf_token=given["token"]).status_code == 201


def test_the_shell_is_the_same_for_everyone(cast: Cast, visit: Visit) -> None:
    """Byte for byte, whoever asks and in whatever look: nothing in it is about anyone."""
    shell = visit().get("/log/offline")
    for who in cast.people().values():
        window = visit(who)
        window.get("/log/new")  # something is said, and the menu is full
        window.client.set_cookie("theme", "dark")
        assert window.get("/log/offline").data == shell.data
        assert who.name not in shell.text
    assert "csrf_token" not in shell.text
    assert "data-person" not in shell.text
    assert shell.headers.getlist("Set-Cookie") == []
    assert shell.headers["Cache-Control"] == "no-store"


def test_pages_name_the_person_to_the_device_by_a_key(cast: Cast, visit: Visit) -> None:
    pages = {who.id: visit(who).get("/log").text for who in (cast.learner, cast.colleague)}
    keys = {number: re.findall(r'data-person="(\w+)"', page) for number, page in pages.items()}
    assert keys == {who.id: [key(who)] for who in (cast.learner, cast.colleague)}
    assert "data-person" not in visit().get("/sign-in").text


def test_the_worker_is_asked_for_anew_and_changes_with_the_shell(app: Flask, visit: Visit) -> None:
    first = visit().get("/sw.js")
    assert first.mimetype == "text/javascript"
    assert first.headers["Cache-Control"] == "no-cache"
    again = visit().get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    app.extensions["shell"]["page"] += " "
    try:
        assert visit().get("/sw.js").text.split("\n")[0] != first.text.split("\n")[0]
    finally:
        del app.extensions["shell"]
