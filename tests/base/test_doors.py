"""Deny by default: no door without a rule, no form without its token, no odd way in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import MetaData, select
from werkzeug.routing import Rule

from lms.app import create_app
from lms.base import gate
from lms.base.db import db
from lms.progress.models import Review
from lms.signoff import rules
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def review(cast: Cast) -> Review:
    """Something of the learner that waits for the supervisor."""
    learner, texts = actor(cast.learner), ["Dignity of the person.", "Service before self."]
    found = rules.submit(learner, cast.work, "two-principles", Writing(texts, 0))
    db.session.commit()
    assert found is not None
    return found


@pytest.fixture
def second(app: Flask) -> Iterator[Flask]:
    """Another app on the same database, to which a test may add doors."""
    made = create_app(app.extensions["settings"])
    yield made
    with made.app_context():
        db.engine.dispose()


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    metadata = MetaData()
    metadata.reflect(db.session.connection())
    rows = {
        name: [tuple(row) for row in db.session.execute(select(table))]
        for name, table in metadata.tables.items()
    }
    db.session.rollback()
    return rows


def test_an_undeclared_door_does_not_start(second: Flask) -> None:
    """Whoever adds a page must say who may enter."""
    second.add_url_rule("/forgotten", "forgotten", lambda: "open")
    second.add_url_rule("/also", "also", lambda: "open")
    second.add_url_rule("/declared", "declared", gate.public(lambda: "open"))
    with pytest.raises(RuntimeError, match=r"no access rule declared for: also, forgotten$"):
        gate.check_doors(second)


def test_an_undeclared_door_that_came_later_stays_shut(second: Flask, cast: Cast) -> None:
    """Even past the check, nothing undeclared is ever answered."""
    second.add_url_rule("/forgotten", "forgotten", lambda: "open")
    for window in (Visitor(second), Visitor(second, cast.administrator)):
        answer = window.get("/forgotten")
        assert (answer.status_code, answer.text == "open") == (500, False)


def test_a_rule_decides_who_enters(second: Flask, cast: Cast) -> None:
    """Strangers sign in first; others are told that it is not theirs."""
    view = gate.only(lambda actor: actor.is_administrator)(lambda: "open")
    second.add_url_rule("/vault", "vault", view)
    answers = [
        Visitor(second, who).get("/vault") for who in (None, cast.learner, cast.administrator)
    ]
    assert [answer.status_code for answer in answers] == [303, 403, 200]
    assert "This is not yours to open" in answers[1].text


def doors(app: Flask, cast: Cast, review: Review) -> Iterator[tuple[str, str]]:
    """Method and address of everything that may change something."""
    values = {"enrollment_id": cast.work.id, "key": "two-principles", "review_id": review.id,
              "part": "open", "section": "who-we-serve", "sign_off_id": 1,
              "person_id": cast.learner.id, "grant_id": 1, "token": "1.x",
              "upload_id": 999, "leave_id": 1, "office_id": cast.office.id, "holiday_id": 1,
              "pattern_id": 1, "program_id": cast.work.program_id,
              "text_id": 1, "entry_id": 1}  # fmt: skip
    for rule in app.url_map.iter_rules():
        if hasattr(app.view_functions[rule.endpoint], gate.HARMLESS):
            continue
        for method in sorted((rule.methods or set()) - SAFE):
            yield method, address(rule, values)


def address(rule: Rule, values: dict[str, object]) -> str:
    """The rule's address with values in its places."""
    built = rule.build({name: values.get(name, 1) for name in rule.arguments})
    assert built is not None, rule
    return built[1]


TOKENS: dict[str, Callable[[Visitor], dict[str, str]]] = {
    "missing": lambda _: {},
    "empty": lambda _: {"csrf_token": ""},
    "made up": lambda _: {"csrf_token": "made-up"},
    "spoiled": lambda window: {"csrf_token": window.token[:-2]},
}


@pytest.mark.parametrize("token", TOKENS)
def test_a_form_without_its_token_changes_nothing(
    app: Flask, cast: Cast, review: Review, visit: Visit, token: str
) -> None:
    """Another site cannot act in somebody's name, at any door that may change something."""
    found = list(doors(app, cast, review))
    assert len(found) > 10
    before = everything()
    for who in (cast.learner, cast.supervisor):
        window = visit(who)
        for method, path in found:
            sent = {"theme": "dark", "number": "1", "answer_0": "x", "version": "0"}
            data = sent | TOKENS[token](window)
            answer = window.open(path, method=method, data=data)
            assert answer.status_code == 400, path
            assert "Nothing was changed." in answer.text
            assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("theme=")]
    assert everything() == before


def test_the_one_door_without_a_token_changes_nothing(
    app: Flask, cast: Cast, review: Review, visit: Visit
) -> None:
    """It hands back what was typed when a sign-in ran out, and writes nowhere."""
    free = {name for name, view in app.view_functions.items() if hasattr(view, gate.HARMLESS)}
    assert free == {gate.SIGN_IN_AGAIN}
    before = everything()
    for who in (None, cast.learner, cast.supervisor):
        sent = {"answer_0": "Dignity of the person.", "version": "0"}
        answer = visit(who).open("/sign-in/again?to=/x", method="POST", data=sent)
        assert answer.status_code == (303 if who else 401)
    assert everything() == before


def test_a_token_of_another_session_is_refused(cast: Cast, visit: Visit) -> None:
    """A token that this app made, for somebody else."""
    window = visit(cast.learner)
    with window.client.session_transaction() as session:
        session["csrf_token"] = "1" * 40
    assert window.post("/theme", theme="dark").status_code == 400


def test_a_token_in_the_address_does_not_count(cast: Cast, visit: Visit) -> None:
    """Addresses end up in logs and histories."""
    window = visit(cast.learner)
    answer = window.open(f"/theme?csrf_token={window.token}", method="POST", data={"theme": "dark"})
    assert answer.status_code == 400


def test_signing_in_needs_the_token_too(cast: Cast, visit: Visit) -> None:
    """Nobody is signed in as somebody else without noticing."""
    assert visit().open("/sign-in", method="POST").status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "FOO"])
def test_odd_methods_are_refused(app: Flask, cast: Cast, visit: Visit, method: str) -> None:
    """With a page, and the methods there are."""
    window = visit(cast.learner)
    for path in ("/", "/sign-in", "/onboarding", "/sign-out", "/approvals", "/healthz"):
        answer = window.open(path, method=method)
        assert answer.status_code == 405, path
        assert answer.headers["Allow"]
        assert "This address cannot be used that way" in answer.text


NUMBERS = (
    "99999999999999999999", "9223372036854775808", "9223372036854775807", "4294967296",
    "2147483648", "2147483647", "0", "-1", "1.0", "1e3", "٣٣٣٣", "0x1", "01", "1 ", "%00",
)  # fmt: skip


@pytest.mark.both
def test_ids_that_no_database_holds_are_not_found(cast: Cast, visit: Visit) -> None:
    """Not a fault, on either database."""
    window = visit(cast.supervisor)
    for number in NUMBERS:
        for path in ("/approvals/{}", "/onboarding/{}", "/onboarding/{}/tasks/nasw-code"):
            assert window.get(path.format(number)).status_code == 404, path
        for path in ("/approvals/{}/sign-off", "/onboarding/{}/tasks/nasw-code/tick"):
            assert window.post(path.format(number)).status_code == 404, path


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/onboarding/1/tasks/two-principles/send", "/onboarding/1/tasks/two-principles"),
        ("/onboarding/1/tasks/three-case-files/count/open", "/onboarding/1/tasks/three-case-files"),
        ("/record/1/tasks/two-principles", "/record/1/tasks/two-principles"),
        ("/approvals/7/return", "/approvals/7"), ("/theme", "/"), ("/no/such", "/"), ("", "/"),
        ("//evil.example/x", "/"),
    ],
)  # fmt: skip
def test_the_page_that_a_form_belongs_to(app: Flask, path: str, page: str) -> None:
    """Whoever is sent back lands on a page, not on an address that takes forms only."""
    with app.test_request_context():
        assert gate.page_at(path) == page


@pytest.mark.parametrize("came", ["http://[", "http://localhost", "", "nonsense", "http://]/x"])
def test_a_strange_referrer_is_no_page(app: Flask, came: str) -> None:
    with app.test_request_context(headers={"Referer": came}):
        assert gate.page_of_form() in (None, "/")


def test_light_or_dark_from_a_page_that_was_refused(cast: Cast, visit: Visit) -> None:
    path = f"/onboarding/{cast.work.id}/tasks/two-principles"
    answer = visit(cast.learner).post("/theme", theme="dark", back=f"{path}/send")
    assert answer.location == path
