"""What no page of ours sends, and what two editors send at once: refused plainly, and no fault."""

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.people.actor import Actor
from lms.quizzes import queries
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes
from tests.quizzes.banked import BANK, gift, opened, small
from tests.quizzes.taken import PAGE, begun, posted
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


@pytest.fixture
def me(cast: Cast) -> Actor:
    """The learner."""
    return actor(cast.learner)


def multipart(window: Visitor, path: str, **parts: object) -> TestResponse:
    """Fields as parts; bytes go as a file."""
    sent = {
        name: FileStorage(io.BytesIO(part), "odd.txt") if isinstance(part, bytes) else part
        for name, part in parts.items()
    }
    boundary, body = encode_multipart({"csrf_token": window.token, **sent})
    kind = f"multipart/form-data; boundary={boundary}"
    return window.open(path, method="POST", data=body, content_type=kind)


@pytest.mark.parametrize("value", [" ", "\t", "0 ", "00", "1e0", "٣", "-0", "9" * 400])
def test_odd_choices_are_no_answer(cast: Cast, me: Actor, visit: Visit, value: str) -> None:
    window, attempt = visit(cast.learner), begun(me, cast.work)
    sent = dict.fromkeys(posted(attempt), value) | {"version": "0"}
    for verb in ("save", "hand-in"):
        answer = window.post(f"/quizzes/attempts/{attempt.id}/{verb}", **sent)
        assert answer.status_code < 500, verb
    practice = PAGE.format(cast.work.id).replace("who-we-serve", "community-outreach")
    page = window.get(f"{practice}/practice")
    sheet = re.search(r'name="sheet" value="([^"]+)"', page.text)
    assert sheet is not None
    asked = {f"question_{place}": value for place in range(10)}
    assert window.post(f"{practice}/practice", sheet=sheet[1], **asked).status_code < 500


def test_a_file_in_the_place_of_words_is_refused(cast: Cast, me: Actor, visit: Visit) -> None:
    window, attempt = visit(cast.learner), begun(me, cast.work)
    with nothing_changes():
        for name in ("question_0", "question_7", "version", "anything"):
            sent = multipart(window, f"/quizzes/attempts/{attempt.id}/save", **{name: b"x"})
            assert sent.status_code == 400, name
    assert all(one.response is None for one in queries.items(attempt.id))


def test_words_in_the_place_of_a_file(cast: Cast, visit: Visit) -> None:
    opened(cast)
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    with nothing_changes():
        for verb in ("upload", "publish"):
            said = multipart(window, f"{base}/{verb}", file="words", text="")
            assert said.status_code == 422, verb
            assert multipart(window, f"{base}/{verb}", text=b"a file").status_code == 400, verb


def test_two_editors_of_a_bank_lose_nothing(cast: Cast, visit: Visit) -> None:
    opened(cast)
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    page = window.get(f"{base}/upload")
    of = re.search(r'name="made_from"[^>]*value="([0-9a-f]{64})"', page.text)
    assert of is not None
    first = window.post(f"{base}/publish", text=gift({"q1": "Two"}), made_from=of[1])
    assert first.status_code == 303
    second = window.post(f"{base}/publish", text=gift({"q2": "Two"}), made_from=of[1])
    assert second.status_code == 409
    assert "saved from another window" in words(second)
    again = re.search(r'name="made_from"[^>]*value="([0-9a-f]{64})"', second.text)
    assert again is not None
    assert again[1] != of[1]
    third = window.post(f"{base}/publish", text=gift({"q2": "Two"}), made_from=again[1])
    assert third.status_code == 303


def test_a_quiz_that_finds_too_little_is_named(cast: Cast, visit: Visit) -> None:
    opened(cast)
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    seen = window.post(f"{base}/upload", text=gift(keys=("q1", "q2")))
    assert "Check yourself: small draws 4 of this bank, and 2 count." in words(seen)
    assert len(small().questions) == 4


@pytest.mark.parametrize(
    "text", ["// [id:A204 881 731]\nWho? {=A ~B}", "What is the alien number? {#204881731}"]
)
def test_no_client_hides_in_an_id_or_a_number(cast: Cast, visit: Visit, text: str) -> None:
    opened(cast)
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    with nothing_changes():
        said = window.post(f"{base}/upload", text=text)
        assert said.status_code in {409, 422}
