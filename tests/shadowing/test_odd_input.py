"""Whatever is sent to the log: a clear answer, nothing changed, never a fault of ours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.base.db import db
from lms.people.actor import Actor
from lms.shadowing import serving
from tests.cast import Cast, actor
from tests.conftest import CI
from tests.progress.history import nothing_changes
from tests.shadowing.logged import accepted, ask, begun, linked, place, review_of, sent
from tests.shadowing.posting import JSON, QUICK, WHOLE, address, filled, newest
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
LONG = "words " * 3_400  # 20,400 characters
ODD = ["", " ", "0", "-1", "9" * 40, "1e9", "NaN", "٣", "½", "null", "[]", "{}", "<b>x</b>",
       "' OR 1=1 --", "%00", "\u202e", "😀" * 10, "x" * 500, "2026-02-30", "0001-01-01",
       "9999-12-31", "none", "yes", "1.", "999999999999.x", "1.two-assessments"]  # fmt: skip
RAW = [b"%00", b"%ED%A0%80", b"%FF%FE", b"%F0%28%8C%BC", b"%"]  # NUL, a lone surrogate, no UTF-8
FIELDS = [*WHOLE, "version", "colleague", "tasks", "file", "drafted", "cleared", "text_99"]


@pytest.fixture
def window(cast: Cast, visit: Visit) -> Visitor:
    """The learner's browser."""
    return visit(cast.learner)


@pytest.mark.parametrize(("number", "field"), list(enumerate(FIELDS)))
def test_every_field_takes_anything(
    cast: Cast, me: Actor, window: Visitor, number: int, field: str
) -> None:
    """Each field some of it; in CI all of it."""
    entry = begun(me)
    good = filled(window, entry)
    for odd in ODD if CI else ODD[number % 4 :: 4]:
        for verb in ("draft", "send"):
            form = good | {"version": str(entry.version), field: odd}
            answer = window.post(address(entry, verb), **form)
            assert answer.status_code in (303, 409, 422), (verb, odd)
            db.session.refresh(entry)
        window.post(address(entry, "withdraw"))
        taps = QUICK | {"csrf_token": window.token, field: odd}
        assert window.open("/log/new", method="POST", data=taps).status_code in (303, 422), odd
        db.session.refresh(entry)
    assert window.get("/log").status_code == 200


@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text(cast: Cast, me: Actor, window: Visitor, raw: bytes) -> None:
    entry = begun(me)
    for path, name in ((address(entry, "draft"), "text_0"), (address(entry, "send"), "agency"),
                       ("/log/new", "activity"), ("/log/new", "task"), ("/log/new", "beside"),
                       ("/log/new", "device_id"), (address(entry, "link"), "after")):  # fmt: skip
        body = f"csrf_token={window.token}&{name}=".encode() + raw
        answer = window.open(path, method="POST", data=body,
                             content_type="application/x-www-form-urlencoded")  # fmt: skip
        assert answer.status_code in (303, 400, 409, 422), (path, name)
    for query in ("/log?page=", "/log/new?task=", "/log/team?unseen=",
                  f"/log/people/{me.id}/paper?year="):  # fmt: skip
        assert window.get(query + raw.decode()).status_code < 500


def test_a_long_text_is_kept_or_said_to_be_long(cast: Cast, me: Actor, window: Visitor) -> None:
    entry = begun(me)
    answer = window.post(address(entry, "draft"), **filled(window, entry, text_0=LONG))
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert "20,000" in answer.text or "long" in answer.text
        assert LONG.strip()[-50:] in answer.text
    huge = window.post(address(entry, "draft"), **filled(window, entry, text_0="x" * 3_000_000))
    assert huge.status_code == 413
    just = ("words " * 3_333).strip()
    assert window.post(
        address(entry, "draft"), **filled(window, entry, text_0=just)
    ).status_code == 303  # fmt: skip


def test_tasks_of_somebody_else_are_no_choice(cast: Cast, me: Actor, window: Visitor) -> None:
    entry, theirs = begun(me), str(serving.options(cast.colleague.id)[0].place)
    form = filled(window, entry)
    with nothing_changes():
        for bad in (theirs, "1.", "999999999999.x", f"{cast.work.id}.nasw-code", "x"):
            answer = window.post(address(entry, "draft"), **(form | {"tasks": bad}))
            assert answer.status_code == 422, bad
        for bad in (theirs, f"{cast.work.id}.nasw-code", "999999999.x"):
            assert window.post("/log/new", **QUICK, task=bad).status_code == 422, bad
    for none in ("1.", "999999999999.x", "x"):
        assert window.post("/log/new", **QUICK, task=none).status_code == 303, none
    assert linked(entry) == ["two-assessments"]


@pytest.mark.parametrize("year", ["", "0", "1999", "2027", "20263", "020263", "02026", "x", "-1",
                                  "9" * 30, "٢٠٢٦", "2026.0", "2026"])  # fmt: skip
def test_a_year_that_is_none_is_said(cast: Cast, me: Actor, window: Visitor, year: str) -> None:
    answer = window.get(f"/log/people/{me.id}/paper?year={year}")
    assert answer.status_code == (200 if year in ("", "2026", "٢٠٢٦") else 422)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "10001", "1.5"])
def test_a_page_that_is_none_is_the_first_or_empty(
    cast: Cast, me: Actor, visit: Visit, page: str
) -> None:
    begun(me)
    assert visit(cast.learner).get(f"/log?page={page}").status_code == 200
    assert visit(cast.learner).get(f"/log/people/{me.id}?page={page}").status_code == 200
    assert visit(cast.supervisor).get(f"/log/team?page={page}").status_code == 200


def test_an_activity_that_nobody_logs(cast: Cast, visit: Visit) -> None:
    window = visit(cast.supervisor)
    for bad in ("surgery", "x" * 500, "<b>", "Close-out"):
        for path in ("/log/team", "/log/team.csv", "/log/team.xlsx"):
            assert window.get(path, query_string={"unseen": bad}).status_code == 422
    assert window.get("/log/team?unseen=").status_code == 200


def nobodies(cast: Cast) -> Iterator[Any]:
    """People without an office, without a guide, without a team."""
    yield from (cast.administrator, cast.auditor, cast.officer, cast.other_officer)


def test_whoever_has_nothing_has_a_log_all_the_same(cast: Cast, visit: Visit) -> None:
    """No office, no guide, nobody to lead: the pages say so in words."""
    for who in nobodies(cast):
        window = visit(who)
        assert "Your log is empty." in window.get("/log").text
        assert window.get("/log/new").status_code == 200
        answer = window.post("/log/new", **QUICK)
        assert answer.status_code == 303
        entry = newest()
        assert window.get(address(entry)).status_code == 200
        answer = window.post(address(entry, "send"), **filled(window, entry))
        assert answer.status_code == 303, answer.text
        for path in ("/log", f"/log/people/{who.id}", f"/log/people/{who.id}/paper",
                     f"/log/people/{who.id}.csv", f"/log/people/{who.id}.xlsx"):  # fmt: skip
            assert window.get(path).status_code == 200, path
        assert window.post(address(entry, "link"), after="0").status_code == 303
        assert window.get(address(entry)).status_code == 200
        window.post(address(entry, "withdraw"))
        window.post(address(entry, "give-up"))
        assert window.get(address(entry)).status_code == 200


def test_a_supervisor_of_nobody(cast: Cast, visit: Visit) -> None:
    for who in (cast.learner, cast.colleague):
        assert visit(who).get("/log/team").status_code == 403
    page = visit(cast.other_officer).get("/log/team")
    assert (page.status_code, "There is nobody here." in page.text) == (200, True)
    assert visit(cast.other_officer).get("/log/team.xlsx").status_code == 200


def test_a_task_that_is_not_logged_has_no_log(cast: Cast, window: Visitor) -> None:
    for key in ("nasw-code", "no-such-task", "two-principles", "x" * 300):
        path = f"/onboarding/{cast.work.id}/tasks/{key}/log"
        assert window.get(path).status_code == 404, key


def test_decisions_take_anything(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, visit: Visit
) -> None:
    ask(cast.office, officer, shares=True)
    entry, done = sent(me), accepted(me, boss)
    window, review = visit(cast.supervisor), review_of(entry).id
    with nothing_changes():
        for odd in (*ODD, LONG):
            if not odd.strip() or odd in (place(cast, "two-assessments"), LONG):
                continue
            answer = window.post(address(done, "tasks"), task=odd)
            assert answer.status_code == 409, odd
        for long in ("A123456789 " * 2_000,):
            for path, name in ((f"/approvals/{review}/entry/return", "return__comment"),
                               (f"/approvals/{review}/entry/accept", "accept__note"),
                               (address(done, "reopen"), "reopen__reason")):  # fmt: skip
                answer = window.post(path, **{name: long})
                assert (answer.status_code, "A123456789" in answer.text) == (422, True)


@settings(max_examples=60 if CI else 15)
@given(data=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60)))
def test_any_words_in_any_field(cast: Cast, visit: Visit, data: dict[str, str]) -> None:
    me = actor(cast.learner)
    window, entry = visit(cast.learner), begun(me, tasks=[])
    sent_data = {key: text.encode("utf-8", "replace") for key, text in data.items()}
    for verb in ("draft", "send"):
        form = {"csrf_token": window.token, "version": "1", **WHOLE, **sent_data}
        answer = window.open(address(entry, verb), method="POST", data=form, headers=JSON)
        assert answer.status_code in (200, 400, 409, 422), data
