"""How long a sign-in lasts, and what ends it: time, signing out, a new password, leaving."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.people import rules
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
NEW = "violet-anchor-thimble-9"


def signed_in(window: Visitor) -> bool:
    """Whether this window is let in to a private page."""
    answer = window.get("/onboarding")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def sign_in(window: Visitor, email: str, password: str = PASSWORD) -> TestResponse:
    """Through the form."""
    return window.post("/sign-in", email=email, password=password)


def kept(window: Visitor) -> dict[str, object]:
    """What the session cookie holds."""
    with window.client.session_transaction() as session:
        return dict(session)


@pytest.mark.both
def test_half_an_hour_unused_ends_it(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    """A forgotten window in a shared room."""
    window = visit(cast.learner)
    noon.shift(timedelta(minutes=29))
    assert signed_in(window)
    noon.shift(timedelta(minutes=29))
    assert signed_in(window)
    noon.shift(timedelta(minutes=30, seconds=1))
    assert not signed_in(window)
    noon.shift(timedelta(minutes=-5))
    assert not signed_in(visit())


def test_frequent_use_counts_as_use(cast: Cast, visit: Visit, noon: time_machine.Traveller) -> None:
    """The note of the last use is at most a minute old."""
    window = visit(cast.learner)
    for _ in range(45):
        noon.shift(timedelta(seconds=45))
        assert signed_in(window)
    noon.shift(timedelta(minutes=29))
    assert signed_in(window)


def test_twelve_hours_end_it_however_busy(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    """Nobody works longer on one sign-in."""
    window = visit(cast.learner)
    for _ in range(36):
        noon.shift(timedelta(minutes=20))
        assert signed_in(window)
    noon.shift(timedelta(seconds=1))
    assert not signed_in(window)


def test_signing_in_begins_a_new_session(cast: Cast, visit: Visit) -> None:
    """What an earlier person left in this browser is gone, the form’s token too."""
    window = visit(cast.colleague)
    with window.client.session_transaction() as session:
        session["left-over"] = "from before"
    before = kept(window)
    assert sign_in(window, cast.learner.email).status_code == 303
    after = kept(window)
    assert str(after["_user_id"]).startswith(f"{cast.learner.id}.")
    assert "left-over" not in after
    assert after.get("csrf_token") != before["csrf_token"]
    assert window.post("/sign-out").status_code == 400


def test_a_session_from_elsewhere_is_worth_nothing(cast: Cast, visit: Visit) -> None:
    """Without its times, with times that are none, of somebody who is not there."""
    for changes in ({"started": None}, {"seen": "yesterday"}, {"seen": 7}, {"started": "2026"},
                    {"_user_id": "987654.key"}, {"_user_id": "x"}, {"_user_id": "1."}):  # fmt: skip
        window = visit(cast.learner)
        with window.client.session_transaction() as session:
            session.update(changes)
        assert not signed_in(window), changes


def test_a_forged_cookie_is_worth_nothing(cast: Cast, visit: Visit) -> None:
    """It is signed with the secret key."""
    window = visit(cast.learner)
    cookie = window.client.get_cookie("preceptor")
    assert cookie is not None
    for forged in (cookie.value[:-3] + "abc", "x", "", cookie.value.partition(".")[0]):
        window.client.set_cookie("preceptor", forged)
        assert not signed_in(window)
    window.client.set_cookie("preceptor", cookie.value)
    assert signed_in(window)


@pytest.mark.both
def test_signing_out_ends_it_on_every_device(cast: Cast, visit: Visit) -> None:
    """And a copy of the cookie that somebody kept is worth nothing."""
    laptop, phone, other = visit(cast.learner), visit(cast.learner), visit(cast.colleague)
    copied = laptop.client.get_cookie("preceptor")
    assert copied is not None
    answer = laptop.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "signed out, on every device" in laptop.follow(answer).text
    assert "_user_id" not in kept(laptop)
    laptop.client.set_cookie("preceptor", copied.value)
    assert [signed_in(window) for window in (laptop, phone, other)] == [False, False, True]


def test_only_a_form_signs_out(cast: Cast, visit: Visit) -> None:
    """A picture or a link on another site cannot."""
    window = visit(cast.learner)
    assert window.get("/sign-out").status_code == 405
    assert window.post("/sign-out", csrf_token="").status_code == 400
    assert signed_in(window)


def test_a_new_password_ends_it_on_every_device(cast: Cast, visit: Visit) -> None:
    """Then only the new password lets in."""
    laptop, phone = visit(cast.learner), visit(cast.learner)
    answer = laptop.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your password is changed" in laptop.follow(answer).text
    assert [signed_in(window) for window in (laptop, phone)] == [False, False]
    assert sign_in(visit(), cast.learner.email).status_code == 401
    assert sign_in(visit(), cast.learner.email, NEW).status_code == 303


def test_leaving_ends_it_at_once(cast: Cast, visit: Visit) -> None:
    """On every device, and for good."""
    windows = [visit(cast.learner), visit(cast.learner)]
    assert all(signed_in(window) for window in windows)
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    assert not any(signed_in(window) for window in windows)
    assert sign_in(visit(), cast.learner.email).status_code == 401


def test_the_cookie_is_out_of_reach(cast: Cast, visit: Visit) -> None:
    """Of scripts and of other sites; gone when the browser is closed."""
    answer = sign_in(visit(), cast.learner.email)
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if c.startswith("preceptor="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie
