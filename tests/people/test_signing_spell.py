"""A signature takes the password, once per spell: an unlocked desk must not sign."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from config import Settings
from lms.base.db import db
from lms.people import rules as people
from lms.progress.models import Review, SignOff
from tests.cast import PASSWORD, Cast, actor
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.progress.playing import send
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
MINUTE = timedelta(minutes=1)
WORDS, TALK, OTHER, BOTH = (
    "two-principles", "boundary-challenges", "guidelines-questions", "icm-basics",
)  # fmt: skip
KEYS = (WORDS, TALK, OTHER, BOTH)
NOTE = "A note worth keeping."
ASKS = 'type="password"'


def signatures() -> int:
    return db.session.scalar(select(func.count()).select_from(SignOff)) or 0


@pytest.fixture
def waiting(cast: Cast) -> list[Review]:
    """Four things that wait for the supervisor."""
    return [send(actor(cast.learner), cast.work, key) for key in KEYS]


@pytest.fixture
def desk(cast: Cast, visit: Visit) -> Visitor:
    """The supervisor has just signed in, and signed nothing yet."""
    return visit(cast.supervisor, signing=False)


def sign(window: Visitor, review: Review, **more: str) -> TestResponse:
    form = {"sign__meaning": "discussed", "sign__on": "2026-03-04", "sign__note": NOTE}
    return window.post(f"/approvals/{review.id}/sign-off", **form, **more)


def asks(window: Visitor, review: Review) -> bool:
    return ASKS in window.get(f"/approvals/{review.id}").text


def test_the_first_signature_asks_and_the_next_ones_do_not(
    desk: Visitor, waiting: list[Review]
) -> None:
    assert asks(desk, waiting[0])
    assert sign(desk, waiting[0], sign__password=PASSWORD).status_code == 303
    for review in waiting[1:]:
        assert not asks(desk, review)
        assert sign(desk, review).status_code == 303
    assert signatures() == 4


def test_without_the_password_nothing_is_signed(desk: Visitor, waiting: list[Review]) -> None:
    desk.get("/approvals")
    for more in ({}, {"sign__password": ""}, {"sign__password": "x" * 1001}):
        with nothing_changes():
            answer = sign(desk, waiting[0], **more)
        assert answer.status_code == 422
        assert NOTE in answer.text
    assert "it stands for your signature" in words(sign(desk, waiting[0]))


def test_a_wrong_password_signs_nothing_and_keeps_what_was_typed(
    desk: Visitor, waiting: list[Review]
) -> None:
    answer = sign(desk, waiting[0], sign__password="lantern-harbor-maple-5")
    assert answer.status_code == 422
    assert "This is not your password. Nothing was signed." in words(answer)
    assert f"{NOTE}</textarea>" in answer.text
    assert 'value="2026-03-04"' in answer.text
    assert "lantern-harbor" not in answer.text
    assert signatures() == 0
    assert asks(desk, waiting[0])
    assert sign(desk, waiting[0], sign__password=PASSWORD).status_code == 303


def test_another_s_password_is_not_one_s_own(
    cast: Cast, desk: Visitor, waiting: list[Review]
) -> None:
    people.set_password(cast.officer, "violet-anchor-thimble-9", actor_id=None)
    answer = sign(desk, waiting[3], sign__password="violet-anchor-thimble-9")
    assert (answer.status_code, signatures()) == (422, 0)


def test_a_spell_goes_on_while_somebody_signs(
    desk: Visitor, waiting: list[Review], noon: time_machine.Traveller
) -> None:
    sign(desk, waiting[0], sign__password=PASSWORD)
    for review in waiting[1:3]:
        noon.shift(15 * MINUTE)
        assert sign(desk, review).status_code == 303
    noon.shift(15 * MINUTE + timedelta(seconds=1))
    assert asks(desk, waiting[3])
    assert sign(desk, waiting[3]).status_code == 422
    assert sign(desk, waiting[3], sign__password=PASSWORD).status_code == 303


def test_reading_and_returning_lengthen_no_spell(
    desk: Visitor, waiting: list[Review], noon: time_machine.Traveller
) -> None:
    sign(desk, waiting[0], sign__password=PASSWORD)
    noon.shift(14 * MINUTE)
    desk.get("/approvals")
    returned = desk.post(f"/approvals/{waiting[1].id}/return", return__comment="Say more.")
    assert returned.status_code == 303
    noon.shift(2 * MINUTE)
    assert sign(desk, waiting[2]).status_code == 422


def test_a_refused_signature_begins_no_spell(desk: Visitor, waiting: list[Review]) -> None:
    """The right password, and a day that has not come."""
    form = {"sign__meaning": "discussed", "sign__on": "2026-03-05", "sign__password": PASSWORD}
    answer = desk.post(f"/approvals/{waiting[0].id}/sign-off", **form)
    assert (answer.status_code, signatures()) == (422, 0)
    assert asks(desk, waiting[0])


def test_too_many_wrong_ones_have_to_wait(
    cast: Cast, desk: Visitor, waiting: list[Review], visit: Visit, noon: time_machine.Traveller
) -> None:
    for _ in range(10):
        assert sign(desk, waiting[0], sign__password="wrong").status_code == 422
    for password in ("wrong", PASSWORD):
        answer = sign(desk, waiting[0], sign__password=password)
        assert answer.status_code == 429
        assert "Too many tries in a row." in words(answer)
        assert f"{NOTE}</textarea>" in answer.text
    door = visit().post("/sign-in", email=cast.supervisor.email, password=PASSWORD)
    assert door.status_code == 429
    assert signatures() == 0
    noon.shift(5 * MINUTE + timedelta(seconds=1))
    assert sign(desk, waiting[0], sign__password=PASSWORD).status_code == 303


def test_each_window_has_its_own_spell(
    cast: Cast, desk: Visitor, waiting: list[Review], visit: Visit
) -> None:
    sign(desk, waiting[0], sign__password=PASSWORD)
    assert asks(visit(cast.supervisor, signing=False), waiting[1])


def test_signing_in_begins_no_spell(cast: Cast, visit: Visit, waiting: list[Review]) -> None:
    """Whoever finds the desk five minutes later was not there when the password was given."""
    window = visit(cast.supervisor)
    assert not asks(window, waiting[0])
    window.post("/sign-out")
    db.session.refresh(cast.supervisor)
    door = forms(window.get("/sign-in"))["/sign-in"]
    door.data |= {"email": cast.supervisor.email, "password": PASSWORD}
    assert window.open("/sign-in", method="POST", data=door.data).status_code == 303
    assert asks(window, waiting[0])


def test_recording_and_signing_together_ask_too(
    cast: Cast, desk: Visitor, waiting: list[Review]
) -> None:
    led, several = f"/record/{cast.work.id}/tasks/icm-orientation", "together"
    assert ASKS in desk.get(led).text
    talk = {"record__on": "2026-03-04", "record__already": "0", "record__note": NOTE}
    refused = desk.post(f"{led}/record", **talk, record__password="wrong")
    assert refused.status_code == 422
    assert f"{NOTE}</textarea>" in refused.text
    path = f"/record/{cast.work.id}/{several}"
    page = forms(desk.get(path))[path]
    page.data |= {f"do_{TALK}": "y", f"note_{TALK}": NOTE, "password": "wrong"}
    refused = desk.open(path, method="POST", data=page.data)
    assert refused.status_code == 422
    assert f"{NOTE}</textarea>" in refused.text
    assert signatures() == 0
    page.data["password"] = PASSWORD
    assert desk.open(path, method="POST", data=page.data).status_code == 303
    assert desk.post(f"{led}/record", **talk).status_code == 303
    assert signatures() == 2


def test_an_office_may_set_another_length(
    app: Flask, desk: Visitor, waiting: list[Review], noon: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Zero asks never: for an office whose devices lock by themselves."""
    settings: Settings = app.extensions["settings"]
    for length in (1, 0):
        changed = settings.model_copy(update={"signing_minutes": length})
        monkeypatch.setitem(app.extensions, "settings", changed)
        assert asks(desk, waiting[0]) == bool(length)
    assert sign(desk, waiting[0]).status_code == 303
    monkeypatch.setitem(
        app.extensions, "settings", settings.model_copy(update={"signing_minutes": 1})
    )
    noon.shift(MINUTE)
    assert not asks(desk, waiting[1])
    noon.shift(MINUTE)
    assert asks(desk, waiting[1])
