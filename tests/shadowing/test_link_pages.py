"""The page behind a link: only its button confirms, once, for as long as the link is good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.people.actor import Actor
from lms.shadowing import confirming, entries, sending
from lms.shadowing.models import LogEntry
from tests.cast import Cast
from tests.databases import SECRET
from tests.filled import forms
from tests.progress.history import nothing_changes, rows
from tests.shadowing.logged import begun, writing
from tests.shadowing.posting import address, newest
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def entry(cast: Cast, me: Actor) -> LogEntry:
    """A draft beside a partner's nurse, with words in it."""
    made = begun(me)
    entries.save(me, made, writing(made))
    db.session.commit()
    return made


@pytest.fixture
def path(entry: LogEntry, me: Actor) -> str:
    """The address of a good link."""
    token = confirming.token_of(confirming.make_link(me, entry), SECRET)
    db.session.commit()
    return f"/log/confirm/{token}"


def press(window: Visitor, shown: TestResponse) -> TestResponse:
    """Press the button of a page as it was shown."""
    [form] = [one for one in forms(shown).values() if "/log/confirm/" in one.action]
    return window.post(form.action, **form.data)


def confirmed(entry: LogEntry) -> bool:
    db.session.expire_all()
    return confirming.current(entry) is not None


def test_the_learner_makes_it_and_shows_it(cast: Cast, entry: LogEntry, visit: Visit) -> None:
    window = visit(cast.learner)
    page = window.follow(window.post(address(entry, "link"), after="0"))
    assert "<svg" in page.text.partition('class="qr"')[2]
    path = "/log/confirm/" + page.text.partition("/log/confirm/")[2].partition("<")[0]
    with nothing_changes():
        window.post(address(entry, "link"), after="0")
    assert visit().get(path).status_code == 200
    window.post(address(entry, "link/end"))
    with nothing_changes():
        window.post(address(entry, "link/end"))
    assert visit().get(path).status_code == 410
    for bad in ("x", "-1", "9" * 30, "1.5"):
        assert window.post(address(entry, "link"), after=bad).status_code == 409


def test_looking_confirms_nothing(entry: LogEntry, path: str, visit: Visit) -> None:
    """Mail scanners open links, with GET and with HEAD, some of them many times."""
    window = visit()
    with nothing_changes():
        for _ in range(3):
            assert window.get(path).status_code == 200
            assert window.open(path, method="HEAD").status_code == 200
            assert window.open(path, method="PUT").status_code == 405
    assert not confirmed(entry)


def test_the_page_says_what_and_no_words(entry: LogEntry, path: str, visit: Visit) -> None:
    page = visit().get(path)
    said = words(page)
    assert "Marisol Vega : Assessment, watched" in said
    assert "nurse, Valley Health" in said
    for secret in ("Informed consent", "Case A", "Daniel Okafor", "Salt Lake City"):
        assert secret not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_the_button_confirms_once(entry: LogEntry, path: str, visit: Visit) -> None:
    window = visit()
    shown = window.get(path)
    assert "Thank you" in press(window, shown).text
    assert confirmed(entry)
    with nothing_changes():
        again = press(window, shown)
        assert (again.status_code, "opens nothing any more" in again.text) == (410, True)
        assert window.get(path).status_code == 410
    assert len(rows("confirmation")) == 1


def test_whoever_is_signed_in_uses_it_like_anybody(
    cast: Cast, entry: LogEntry, path: str, visit: Visit
) -> None:
    """Nobody is checked: the record names a link and no person."""
    window = visit(cast.colleague)
    assert press(window, window.get(path)).status_code == 200
    [row] = rows("confirmation").values()
    assert (row["person_id"], row["link_id"] is None) == (None, False)
    assert "Confirmed by link, identity not checked" in words(visit(cast.learner).get("/log"))


def test_without_a_token_of_the_page_nothing_happens(
    entry: LogEntry, path: str, visit: Visit
) -> None:
    window = visit()
    assert window.open(path, method="POST", data={}).status_code == 400
    answer = window.post(path)
    assert answer.status_code == 409, "a page that showed nothing confirms nothing"
    assert not confirmed(entry)


def test_what_is_over_is_gone(
    entry: LogEntry, path: str, me: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    window = visit()
    noon.shift(confirming.LASTS + timedelta(seconds=1))
    for method in ("GET", "HEAD", "POST"):
        answer = window.open(path, method=method, data={"csrf_token": window.token})
        assert answer.status_code in (410, 400), method
    assert not confirmed(entry)


@pytest.mark.parametrize("how", ["renewed", "given up", "names a person", "names nobody"])
def test_what_changed_is_gone(
    cast: Cast, entry: LogEntry, path: str, me: Actor, visit: Visit, how: str
) -> None:
    if how == "renewed":
        newest_link = confirming.latest(entry.id)
        assert newest_link is not None
        confirming.make_link(me, entry, after=newest_link.id)
    elif how == "given up":
        sending.give_up(me, entry)
    else:
        who = cast.colleague.id if how == "names a person" else None
        beside = {"colleague_id": who, "agency": "", "agency_job": ""}
        entries.save(me, entry, writing(entry, **beside))
    window = visit()
    with nothing_changes():
        assert window.get(path).status_code == window.post(path).status_code == 410


@pytest.mark.parametrize("token", [
    "1", "1.", "0.x", "1.x", "1." + "A" * 43, "9999999999." + "A" * 43, "99." + "A" * 43, "%00",
    "1." + "é" * 43, "%F0%9F%98%80", "1." + "A" * 5000,
])  # fmt: skip
def test_what_is_no_link_is_gone_too(entry: LogEntry, path: str, visit: Visit, token: str) -> None:
    """A guess and a link that was used look the same."""
    window = visit()
    with nothing_changes():
        answers = window.get(f"/log/confirm/{token}"), window.post(f"/log/confirm/{token}")
    assert {one.status_code for one in answers} <= {410, 400, 404}, token


def test_a_changed_entry_is_confirmed_as_it_is_shown(
    entry: LogEntry, path: str, me: Actor, visit: Visit
) -> None:
    """Whoever saw an assessment does not confirm an intake: the page is shown anew."""
    window = visit()
    shown = window.get(path)
    entries.save(me, entry, writing(entry, activity="intake", tasks=[]))
    answer = press(window, shown)
    assert (answer.status_code, "Intake" in answer.text) == (409, True)
    assert not confirmed(entry)
    assert press(window, answer).status_code == 200
    assert confirmed(newest())
