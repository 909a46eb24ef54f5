"""Requests that no browser of ours sends: refused plainly, never a fault, nothing changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from flask import Flask

from lms.app import create_app
from lms.base import gate
from lms.base.db import db
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
FORM = "application/x-www-form-urlencoded"
LIMIT = 256 * 1024


class Unread(BytesIO):
    """A body that nobody may look into."""

    def read(self, *_: object) -> bytes:
        """Reading it is the failure."""
        raise AssertionError("the body was read")

    readline = readinto = read  # type: ignore[assignment]


@contextmanager
def another(app: Flask, **changes: object) -> Iterator[Flask]:
    """An app with other settings on the same database."""
    made = create_app(app.extensions["settings"].model_copy(update=changes))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("length", [LIMIT + 1, 10**9, 10**18])
def test_too_much_is_refused_before_it_is_read(cast: Cast, visit: Visit, length: int) -> None:
    """By what the request says of itself, signed in or not."""
    sent = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM, "wsgi.input": Unread()}
    for window, path in ((visit(), "/sign-in"), (visit(cast.learner), "/account/password")):
        answer = window.open(path, method="POST", environ_overrides=sent)
        assert answer.status_code == 413
        assert "That is too much to send at once" in answer.text


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x"])
def test_too_much_without_a_length_is_refused(app: Flask, visit: Visit, content_type: str) -> None:
    """A body in pieces is read up to the limit only."""
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    body = BytesIO((b"a=" if content_type == FORM else part) + b"x" * LIMIT * 4)
    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_TYPE": content_type, "wsgi.input": body,
            "wsgi.input_terminated": True}  # fmt: skip
    answer = visit().open("/sign-in", method="POST", environ_overrides=sent)
    assert answer.status_code in (400, 413)
    assert body.tell() <= LIMIT * 2


def test_too_many_fields_are_refused(app: Flask, visit: Visit) -> None:
    """A thousand are enough for any form."""
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n\r\n' for n in range(1001)
    )
    answer = visit().open("/sign-in", method="POST", data=f"{fields}--x--",
                          content_type="multipart/form-data; boundary=x")  # fmt: skip
    assert answer.status_code == 413


def test_the_longest_text_that_is_allowed_gets_through(cast: Cast, visit: Visit) -> None:
    """Twenty thousand letters of any alphabet fit."""
    window = visit(cast.learner)
    path = f"/onboarding/{cast.work.id}/tasks/two-principles/draft"
    answer = window.post(path, answer_0="ж" * 20_000, answer_1="", version="0")
    assert answer.status_code != 413


def test_nonsense_in_place_of_a_form_is_refused(cast: Cast, visit: Visit) -> None:
    """Whatever it calls itself."""
    for kind in (FORM, "multipart/form-data", "multipart/form-data; boundary=x", "text/plain",
                 "application/json", "", "x" * 2000):  # fmt: skip
        for body in (b"", b"\xff\xfe\x00", b"&&&===;;%zz%", b"--x\r\n\r\n--x--", b"{"):
            answer = visit().open("/sign-in", method="POST", data=body, content_type=kind)
            assert answer.status_code == 400, (kind, body)


@pytest.mark.both
def test_a_nul_byte_is_refused_wherever_it_stands(cast: Cast, visit: Visit) -> None:
    """In a field, in a field’s name, in the query, in the path."""
    task = f"/onboarding/{cast.work.id}/tasks"
    window = visit(cast.learner)
    answers = [
        visit().post("/sign-in", email="a\x00@example.org", password="x"),
        visit().post("/sign-in", email="a@example.org", password="\x00"),
        visit().post("/sign-in", **{"em\x00ail": "a"}),
        visit().get("/sign-in?next=%00"),
        visit().get("/sign-in?%00=x"),
        visit().post("/theme", theme="dark\x00"),
        window.get("/onboarding?open=a%00b"),
        window.get(f"{task}/a%00b"),
        window.post(f"{task}/nasw-code%00/tick"),
        window.post(f"{task}/three-cases-notes/count", number="1\x00"),
        window.post(f"{task}/two-principles/draft", answer_0="a\x00b", version="0"),
    ]
    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert "That request could not be read" in answers[0].text
    assert window.get("/nothing%00").status_code == 404


@pytest.mark.both
def test_bytes_that_are_no_text_are_no_fault(cast: Cast, visit: Visit) -> None:
    """Half a character, in any place, ends in a plain answer."""
    window = visit(cast.learner)
    for odd in ("%ED%A0%80", "%FF", "%C0%80", "%F4%90%80%80", "%EF%BF%BF"):
        assert window.get(f"/onboarding/{cast.work.id}/tasks/{odd}").status_code == 404
        assert window.get(f"/onboarding?open={odd}").status_code == 200
        body = f"csrf_token={visit().token}&email={odd}@example.org&password={odd}"
        answer = visit().open("/sign-in", method="POST", data=body, content_type=FORM)
        assert answer.status_code in (401, 422)


HOSTS = (
    "evil.example", "evil.example:99999", "evil.example/x", "e vil.example", "", "[::1",
    '"><script>evil</script>', "evil.example@localhost", "\u00e9vil", "evil" * 99,
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_forged_host_is_repeated_nowhere(cast: Cast, visit: Visit, host: str) -> None:
    """Neither in a redirect nor on a page, so that no cache or reader is misled."""
    forged = {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": "evil.example",
              "HTTP_FORWARDED": "host=evil.example", "HTTP_X_FORWARDED_PREFIX": "/evil",
              "HTTP_X_ORIGINAL_URL": "/evil"}  # fmt: skip
    paths = ["/", "/sign-in", "/onboarding", "/onboarding/", "/nothing", "/approvals", "/sign-out"]
    for window in (visit(), visit(cast.learner)):
        for method in ("GET", "POST"):
            for path in paths:
                raw = forged | {"PATH_INFO": path}
                answer = window.open(path, method=method, environ_overrides=raw)
                assert answer.status_code < 500
                said = answer.text + str(answer.headers)
                assert "evil" not in said, path
                assert (answer.location or "/").startswith("/")


@pytest.mark.parametrize(
    "path", ["//sign-in", "//evil.example/x", "/onboarding//1", "", "///", "*"]
)
def test_the_router_redirects_nowhere(app: Flask, visit: Visit, path: str) -> None:
    """Its own redirects hold the host that was sent; no address of ours needs them."""
    raw = {"PATH_INFO": path, "HTTP_HOST": "evil.example"}
    answer = visit().open("/sign-in", environ_overrides=raw)
    assert answer.status_code < 500
    assert (answer.location or "/sign-in") == "/sign-in"
    assert "evil" not in str(answer.headers)


def failing(app: Flask, number: int, **environ: str) -> int:
    """The status of a failing sign-in to one of many accounts."""
    window = Visitor(app)
    data = {"csrf_token": window.token, "email": f"p{number}@example.org", "password": PASSWORD}
    return window.open("/sign-in", method="POST", data=data, environ_overrides=environ).status_code


def test_who_forwarded_it_is_believed_only_of_ones_own_proxy(cast: Cast, app: Flask) -> None:
    """Anyone can send the header; the limit per address must hold all the same."""
    with another(app, address_failures=10) as alone:
        found = [failing(alone, n, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}") for n in range(11)]
    assert found == [401] * 10 + [429]


def test_behind_a_proxy_each_address_counts_for_itself(cast: Cast, app: Flask) -> None:
    """The last address is the one that our proxy saw; what stands before it is hearsay."""
    with another(app, address_failures=10, trusted_proxies=1) as behind:
        apart = [failing(behind, n, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}") for n in range(12)]
        lying = [
            failing(behind, n, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 198.51.100.7") for n in range(11)
        ]
    assert apart == [401] * 12
    assert lying == [401] * 10 + [429]


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
     ("::ffff:192.0.2.7", "192.0.2.7"), ("", "unknown"), (None, "unknown"), ("proxy", "unknown")],
)  # fmt: skip
def test_what_shares_one_limit(address: str | None, network: str) -> None:
    """A household has a whole /64 of IPv6 to itself."""
    assert gate.network_of(address) == network
