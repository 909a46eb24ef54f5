"""The live hint: advice for a text that is not saved, and nothing left of it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.base.events import Event
from lms.base.prose import Prose
from lms.roster import identifiers
from tests.cast import Cast
from tests.statements import statements
from tests.visitor import Visitor

JSON = {"Accept": "application/json"}


def findings(answer: TestResponse) -> list[dict[str, Any]]:
    """What the hint has found."""
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["findings"]
    return found


def test_it_says_what_and_where(cast: Cast, visit: Callable[..., Visitor]) -> None:
    identifiers.add(cast.elsewhere, "case number", "BO ### ###", blocks=False, actor_id=None)
    answer = visit(cast.learner).post("/guard", text="Hello\nA204881736 and bo-123456")
    assert answer.status_code == 200
    first, second = findings(answer)
    assert first["advice"].startswith("This looks like an A-number.")
    assert {name: first[name] for name in ("blocks", "line", "column", "start", "end")} == {
        "blocks": True, "line": 2, "column": 1, "start": 6, "end": 16,
    }  # fmt: skip
    assert (second["name"], second["blocks"]) == ("case number", False)
    assert "204881736" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_only_shows_without_the_markup_is_found(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    """Also where something harmless stands beside it."""
    answer = visit(cast.learner).post("/guard", text="Mr. Haddad, A204**881**736")
    assert [found["blocks"] for found in findings(answer)] == [True]


def test_ordinary_words_get_no_hint(cast: Cast, visit: Callable[..., Visitor]) -> None:
    window = visit(cast.learner)
    for text in ("", "I shadowed an intake."):
        assert window.post("/guard", text=text).json == {"findings": []}


def test_too_much_is_refused(cast: Cast, visit: Callable[..., Visitor]) -> None:
    answer = visit(cast.learner).post("/guard", text="x" * 20_001)
    assert answer.status_code == 422
    assert "20,000 fit" in answer.text


def test_signed_out_or_without_a_token_it_says_nothing(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    for window, token, status in ((visit(), None, 401), (visit(cast.learner), "none", 400)):
        data = {"text": "A204881736", "csrf_token": token or window.token}
        answer = window.open("/guard", method="POST", data=data, headers=JSON)
        assert answer.status_code == status
        assert "A-number" not in answer.text


def test_nothing_is_kept_of_it(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """Not a row; one question to the database, for the shapes of offices."""
    window = visit(cast.learner)
    count = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Prose, Event)]
    window.post("/guard", text="A204881736")
    with statements() as seen:
        window.post("/guard", text="A204881736")
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len([one for one in seen if "guard_pattern" in one]) == 1
    assert count == [
        db.session.scalar(select(func.count()).select_from(kind)) for kind in (Prose, Event)
    ]
