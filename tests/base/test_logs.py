"""Logs name the request and what became of it, and never repeat what a person typed."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.base import gate
from lms.base.db import db
from lms.base.errors import Refusal
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor

SECRET = "the zebra in Mrs Abara’s kitchen"  # what somebody might type anywhere
Lines = Callable[[], list[dict[str, Any]]]


def explode() -> str:
    """A fault whose message quotes what was typed."""
    raise ValueError(SECRET)


def statement() -> str:
    """A fault of the database, which quotes statement and values."""
    db.session.execute(text("SELECT :typed FROM no_such_table"), {"typed": SECRET})
    return ""


def refuse() -> str:
    """A rule that says no; its words are for the reader."""
    raise Refusal(SECRET)


@pytest.fixture
def second(app: Flask) -> Iterator[Flask]:
    """An app with doors behind which everything goes wrong."""
    made = create_app(app.extensions["settings"])
    for view in (explode, statement, refuse):
        made.add_url_rule(f"/{view.__name__}", view.__name__, gate.public(view))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def logged(second: Flask) -> Iterator[Lines]:
    """What was written to the log so far, line by line."""
    stream, logger = StringIO(), logging.getLogger("preceptor")
    (handler,) = logger.handlers
    assert isinstance(handler, logging.StreamHandler)
    assert second.logger.handlers == [handler]
    before = handler.setStream(stream)
    level, logger.level = logger.level, logging.INFO

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield lines
    logger.level = level
    handler.setStream(before or StringIO())


def number(answer: TestResponse) -> str:
    """The number that an error page shows."""
    return answer.text.partition("Number of this message: <code>")[2].partition("</code>")[0]


def test_a_request_is_one_line(cast: Cast, second: Flask, logged: Lines) -> None:
    """Who, where to, what became of it, how long it took; no address, no query."""
    Visitor(second, cast.learner).get("/onboarding?open=intake")
    (line,) = logged()
    assert line.pop("ms") >= 0
    assert len(line.pop("request")) == 8
    assert line == {
        "at": "2026-03-04T19:00:00.000+00:00", "level": "INFO", "logger": "preceptor.requests",
        "message": "request", "method": "GET", "endpoint": "progress.my_onboarding", "status": 200,
        "person": cast.learner.id,
    }  # fmt: skip


def test_watching_and_assets_name_nobody(cast: Cast, second: Flask, logged: Lines) -> None:
    """The monitor’s question is not logged; a picture costs no look at who asks."""
    window = Visitor(second, cast.learner)
    window.get("/healthz")
    window.get("/assets/0/app.css")
    (line,) = logged()
    assert (line["endpoint"], line["person"]) == ("asset", None)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/refuse", 409), ("/explode", 500), ("/statement", 500)],
)
def test_an_error_page_has_the_number_of_its_log_line(
    second: Flask, logged: Lines, path: str, status: int
) -> None:
    """A technician finds one from the other."""
    if path == "/statement":
        status = 503 if db.engine.dialect.name == "sqlite" else 500
    answer = Visitor(second).get(path)
    assert answer.status_code == status
    lines = logged()
    assert {line["request"] for line in lines} == {number(answer)}
    assert lines[-1]["status"] == status
    assert number(Visitor(second).get(path)) != number(answer)


def test_a_fault_is_logged_by_kind_and_place(second: Flask, logged: Lines) -> None:
    """Enough to find it, nothing of what it quotes."""
    answer = Visitor(second).get("/explode")
    assert SECRET not in answer.text
    assert "ValueError" not in answer.text
    assert "Something went wrong on our side" in answer.text
    fault, request = logged()
    assert (fault["level"], fault["kind"], fault["endpoint"]) == ("ERROR", "ValueError", "explode")
    assert fault["place"][-1].endswith(" explode")
    assert (request["status"], request["endpoint"]) == (500, "explode")


def test_a_refusal_is_for_the_reader_only(second: Flask, logged: Lines) -> None:
    """On the page, not in the log."""
    answer = Visitor(second).get("/refuse")
    assert SECRET in answer.text
    assert [line["status"] for line in logged()] == [409]


def everywhere(second: Flask, cast: Cast) -> Iterator[TestResponse]:
    """The secret in every place where somebody can put it."""
    anyone, learner = Visitor(second), Visitor(second, cast.learner)
    task = f"/onboarding/{cast.work.id}/tasks"
    yield anyone.post("/sign-in", email=f"{SECRET}@example.org", password="x")
    yield anyone.post("/sign-in", email="a@example.org", password=SECRET)
    yield anyone.post("/sign-in", email=SECRET, password="x", next=f"/{SECRET}")
    yield anyone.post("/sign-in", **{SECRET: SECRET})
    yield anyone.post("/sign-in", csrf_token=SECRET)
    yield anyone.post("/theme", theme=SECRET, back=f"/{SECRET}")
    yield anyone.get(f"/sign-in?next={SECRET}&{SECRET}=1")
    yield anyone.get(f"/{SECRET}")
    yield anyone.open("/sign-in", method="PUT", data={"x": SECRET})
    # Headers take no letters beyond Latin-1.
    head = SECRET.encode().decode("latin-1")
    for name in ("HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_X_FORWARDED_FOR", "HTTP_COOKIE",
                 "HTTP_HOST", "HTTP_ACCEPT", "CONTENT_TYPE"):  # fmt: skip
        yield anyone.open("/sign-in", method="POST", environ_overrides={name: head})
    yield learner.get(f"/onboarding?open={SECRET}")
    yield learner.get(f"{task}/{SECRET}")
    yield learner.post(f"{task}/two-principles/draft", answer_0=SECRET, version="0")
    yield learner.post(f"{task}/two-principles/send", answer_0=SECRET, version=SECRET)
    yield learner.post(f"{task}/three-cases-notes/count", number=SECRET)
    yield learner.post("/account/password", current=SECRET, password=SECRET, again=PASSWORD)
    for path in ("/explode", "/statement", "/refuse"):
        yield learner.get(path)


def test_what_is_typed_is_never_logged(
    cast: Cast, second: Flask, logged: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither in these lines nor in anything else that reaches the terminal."""
    count = sum(1 for _ in everywhere(second, cast))
    lines = logged()
    assert len([line for line in lines if line["logger"] == "preceptor.requests"]) == count
    out, error = capfd.readouterr()
    for said in (json.dumps(lines, ensure_ascii=False), out, error):
        for word in ("zebra", "Abara", "kitchen", PASSWORD, cast.learner.name, cast.learner.email):
            assert word not in said


def test_a_line_stays_one_line(second: Flask, logged: Lines) -> None:
    """Nobody can write a line of their own by typing one."""
    log = logging.getLogger("preceptor.tests")
    with second.test_request_context("/"):
        log.warning("a message with %s", SECRET, extra={"kind": 'a"\n{"level": "ERROR"}'})
    (line,) = logged()
    assert (line["message"], line["kind"]) == ("a message with %s", 'a"\n{"level": "ERROR"}')


def test_the_level_is_a_setting(app: Flask) -> None:
    """WARNING leaves the ordinary requests out."""
    settings = app.extensions["settings"]
    try:
        create_app(settings.model_copy(update={"log_level": "WARNING"}))
        assert not logging.getLogger("preceptor.requests").isEnabledFor(logging.INFO)
    finally:
        create_app(settings)


def test_a_line_goes_where_errors_go_by_then(
    visit: Callable[..., Visitor], capsys: pytest.CaptureFixture[str]
) -> None:
    """Not to a stream that was there when the app was made and may be closed since."""
    visit().get("/sign-in")
    assert json.loads(capsys.readouterr().err)["endpoint"] == "people.sign_in"
