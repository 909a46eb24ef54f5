"""A sign-in that ran out mid-writing: the words come back, to the same person and nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.base import sealed
from lms.base.db import db
from lms.base.prose import Prose
from lms.people import rules
from lms.people.models import Person
from lms.progress.models import Review, SignOff
from lms.signoff import queries
from tests.cast import PASSWORD, Cast, actor
from tests.databases import SECRET
from tests.filled import Filled, forms
from tests.progress.history import nothing_changes
from tests.progress.playing import send
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
HOUR = timedelta(hours=1)
KEY = "two-principles"
FIRST, SECOND = "Marvellous <b>dignity</b>,\r\n& more of it.", "\r\nA second, “longer” answer."


@pytest.fixture
def path(cast: Cast) -> str:
    """The page on which the learner writes."""
    return f"/onboarding/{cast.work.id}/tasks/{KEY}"


@pytest.fixture
def window(cast: Cast, visit: Visit) -> Visitor:
    return visit(cast.learner)


def send_form(window: Visitor, path: str, page: str, **data: str) -> TestResponse:
    """A form that is followed as a browser does: the same once more where a 307 leads."""
    form = {"csrf_token": window.token, **data}
    came = {"Referer": f"http://localhost{page}"}
    answer = window.open(path, method="POST", data=form, headers=came)
    if answer.status_code == 307:
        answer = window.open(answer.location, method="POST", data=form, headers=came)
    return answer


def save(window: Visitor, path: str) -> TestResponse:
    return send_form(window, f"{path}/draft", path, version="0", answer_0=FIRST, answer_1=SECOND)


def sign_in(
    window: Visitor, asked: TestResponse, who: Person, password: str = PASSWORD
) -> TestResponse:
    """The sign-in page as it came, with e-mail and password filled in."""
    door = forms(asked)["/sign-in"].data | {"email": who.email, "password": password}
    return window.open("/sign-in", method="POST", data=door)


def go_on(window: Visitor, found: Filled) -> TestResponse:
    return window.open(found.action, method="POST", data=found.data)


def draft(cast: Cast) -> list[str | None]:
    found = queries.draft(queries.response(cast.work.id, KEY))
    return [text.text for _, text in sorted(found.items())]


def test_the_words_come_back(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    with nothing_changes():
        asked = save(window, path)
    assert asked.status_code == 401
    assert "You were signed out meanwhile. Sign in, and what you typed is given back" in words(
        asked
    )
    for word in ("Marvellous", "dignity", "longer", "answer_0"):
        assert word not in asked.text
    back = sign_in(window, asked, cast.learner)
    assert back.status_code == 200
    assert "Welcome back, Marisol" in words(back)
    found = forms(back)[f"{path}/draft"]
    assert (found.data["answer_0"], found.data["answer_1"]) == (FIRST, SECOND)
    assert "<b>dignity" not in back.text
    assert draft(cast) == []  # nothing is done without a word
    page = window.follow(go_on(window, found))
    assert "Draft saved." in words(page)
    assert draft(cast) == [FIRST.replace("\r\n", "\n"), SECOND.strip()]


def test_another_person_gets_nothing(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    asked = save(window, path)
    answer = sign_in(window, asked, cast.colleague)
    assert answer.status_code == 303
    for shown in (answer, window.get(answer.location), window.get("/onboarding")):
        assert "Marvellous" not in shown.text
    assert db.session.scalar(select(func.count()).select_from(Prose)) == 0
    with window.client.session_transaction() as session:
        assert str(session["_user_id"]).startswith(f"{cast.colleague.id}.")


def test_a_mistyped_password_loses_nothing(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    asked = save(window, path)
    for password in ("", "wrong", PASSWORD + "x"):
        asked = sign_in(window, asked, cast.learner, password)
        assert asked.status_code in (401, 422)
        assert "Marvellous" not in asked.text
    back = sign_in(window, asked, cast.learner)
    assert forms(back)[f"{path}/draft"].data["answer_0"] == FIRST


@pytest.mark.parametrize("how", ["signed out", "new password"])
def test_signing_out_in_another_window(cast: Cast, window: Visitor, path: str, how: str) -> None:
    """One browser, two windows: what the other still shows is not lost."""
    if how == "signed out":
        window.post("/sign-out")
    else:
        form = {"current": PASSWORD, "password": "violet-anchor-9", "again": "violet-anchor-9"}
        assert window.post("/account/password", **form).status_code == 303
    db.session.refresh(cast.learner)
    asked = save(window, path)
    assert asked.status_code == 401
    assert "Marvellous" not in asked.text
    back = sign_in(
        window, asked, cast.learner, form["password"] if how != "signed out" else PASSWORD
    )
    assert go_on(window, forms(back)[f"{path}/draft"]).status_code == 303
    assert draft(cast)[0] == FIRST.replace("\r\n", "\n")


def test_a_sign_in_anew_in_another_window(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    """The page stayed open, its owner is back in another window: it is simply saved."""
    first = sign_in_anew(window, cast.learner)
    shown = forms(window.get(path))[f"{path}/send"]
    noon.shift(HOUR)
    sign_in_anew(window, cast.learner)
    shown.data |= {"answer_0": FIRST, "answer_1": SECOND}
    shown.action = f"{path}/draft"
    assert first.status_code == go_on(window, shown).status_code == 303
    assert draft(cast)[1] == SECOND.strip()


def sign_in_anew(window: Visitor, who: Person) -> TestResponse:
    with window.client.session_transaction() as session:
        session.pop("seen", None)  # the time ran out
    return sign_in(window, window.get("/sign-in"), who)


def test_the_sign_in_page_was_open_twice(cast: Cast, window: Visitor, path: str) -> None:
    """One of them was used: the other keeps its words and asks for the password once more."""
    window.post("/sign-out")
    db.session.refresh(cast.learner)
    asked = save(window, path)
    sign_in(window, window.get("/sign-in"), cast.learner)
    moved = sign_in(window, asked, cast.learner)
    assert moved.status_code == 307
    kept = forms(asked)["/sign-in"].data["kept"]
    again = window.open(moved.location, method="POST", data={"kept": kept, "password": PASSWORD})
    assert again.status_code == 401
    assert "This page had been open too long. Write your e-mail and password" in words(again)
    assert PASSWORD not in again.text
    back = sign_in(window, again, cast.learner)
    assert go_on(window, forms(back)[f"{path}/draft"]).status_code == 303
    assert draft(cast)[0] == FIRST.replace("\r\n", "\n")


def test_out_and_in_again_in_another_window(cast: Cast, window: Visitor, path: str) -> None:
    sign_in_anew(window, cast.learner)
    shown = forms(window.get(path))
    old = shown[f"{path}/send"]
    go_on(window, shown["/sign-out"])
    db.session.refresh(cast.learner)
    sign_in_anew(window, cast.learner)
    old.data |= {"answer_0": FIRST, "answer_1": SECOND}
    old.action = f"{path}/draft"
    answer = go_on(window, old)
    assert answer.status_code == 303 or "Marvellous" in answer.text


def test_somebody_else_in_another_window(cast: Cast, window: Visitor, path: str) -> None:
    """A colleague signed in with the same browser: the old page does nothing in their name."""
    sign_in_anew(window, cast.learner)
    old = forms(window.get(path))[f"{path}/send"]
    sign_in_anew(window, cast.colleague)
    old.data |= {"answer_0": FIRST, "answer_1": SECOND}
    answer = go_on(window, old)
    assert answer.status_code in (400, 404)
    assert "Marvellous" not in answer.text
    assert db.session.scalar(select(func.count()).select_from(Prose)) == 0


def test_a_page_that_saves_by_itself_keeps_its_words(
    window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    data = {"csrf_token": window.token, "version": "0", "answer_0": FIRST, "answer_1": ""}
    headers = {"Accept": "application/json"}
    answer = window.open(f"{path}/draft", method="POST", data=data, headers=headers)
    assert (answer.status_code, answer.mimetype) == (401, "application/json")
    assert "signed out meanwhile" in str(answer.get_json())
    assert "Marvellous" not in answer.text


def test_a_password_is_never_kept(cast: Cast, visit: Visit, noon: time_machine.Traveller) -> None:
    """The signer’s note comes back; the password is asked anew, and nothing was signed."""
    review = send(actor(cast.learner), cast.work, KEY)
    window, page = visit(cast.supervisor), f"/approvals/{review.id}"
    noon.shift(HOUR)
    form = {"sign-meaning": "reviewed", "sign-on": "2026-03-04", "sign-note": FIRST}
    asked = send_form(window, f"{page}/sign-off", page, **form, **{"sign-password": PASSWORD})
    assert asked.status_code == 401
    assert PASSWORD not in asked.text
    hidden = sealed.unseal(forms(asked)["/sign-in"].data["kept"], cast.supervisor.id, SECRET)
    assert hidden is not None
    assert dict(hidden.fields) == form
    back = sign_in(window, asked, cast.supervisor)
    found = forms(back)[f"{page}/sign-off"]
    assert PASSWORD not in back.text
    refused = go_on(window, found)
    assert (refused.status_code, db.session.scalars(select(SignOff)).all()) == (422, [])
    signing = forms(refused)[f"{page}/sign-off"]
    assert signing.data["sign-note"] == FIRST
    signing.data["sign-password"] = PASSWORD
    assert go_on(window, signing).status_code == 303


def test_after_half_a_day_it_is_gone(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    asked = save(window, path)
    noon.shift(sealed.GOOD_FOR + timedelta(seconds=1))
    answer = sign_in(window, asked, cast.learner)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_forged_one_is_nothing(cast: Cast, window: Visitor) -> None:
    content = json.dumps({"person": cast.learner.id, "path": "/", "fields": [["a", "b"]]})
    for forged in (content, "gAAAAA", "é" * 50, ""):
        with window.client.session_transaction() as session:
            session.pop("seen", None)
        data = {"email": cast.learner.email, "password": PASSWORD, "kept": forged}
        page = forms(window.get("/sign-in"))["/sign-in"]
        answer = window.open("/sign-in", method="POST", data=page.data | data)
        assert answer.status_code == 303


def test_nobody_s_form_is_not_sealed(visit: Visit, path: str) -> None:
    """A window in which nobody ever signed in: there is no one to give it back to."""
    asked = save(visit(), path)
    assert (asked.status_code, forms(asked)["/sign-in"].data["kept"]) == (401, "")
    assert "Back button" in words(asked)
    assert FIRST not in asked.text


def test_it_leads_nowhere_else(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    noon.shift(HOUR)
    for to in ("https://evil.example/x", "//evil.example/x", "/\\evil.example", "javascript:x"):
        form = {"csrf_token": window.token, "answer_0": FIRST}
        asked = window.open(
            "/sign-in/again", method="POST", data=form, query_string={"to": to},
            headers={"Referer": "https://evil.example/page"},
        )  # fmt: skip
        door = forms(asked)["/sign-in"].data
        assert door["next"] == "/"
        kept = sealed.unseal(door["kept"], cast.learner.id, SECRET)
        assert kept is not None
        assert kept.path == "/"


def test_a_leaver_gets_nothing_back(
    cast: Cast, window: Visitor, path: str, noon: time_machine.Traveller
) -> None:
    rules.deactivate(cast.learner, actor_id=None)
    asked = save(window, path)
    answer = sign_in(window, asked, cast.learner)
    assert (answer.status_code, "Marvellous" in answer.text) == (401, False)
    assert db.session.scalar(select(func.count()).select_from(Review)) == 0
