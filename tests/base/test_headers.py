"""What every answer tells the browser: do nothing that the app never asks for, keep nothing."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.base.db import db
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "manifest-src": "'self'",
    "worker-src": "'self'", "object-src": "'none'", "base-uri": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip
HTTPS = {"wsgi.url_scheme": "https"}


def answers(cast: Cast, visit: Visit) -> Iterator[tuple[str, TestResponse]]:
    """One of every kind: pages, redirects, errors, forms, assets."""
    anyone, learner, officer = visit(), visit(cast.learner), visit(cast.officer)
    for path in ("/sign-in", "/", "/nothing", "/healthz", "/assets/0/app.css"):
        yield path, anyone.get(path)
    yield "sign in", anyone.post("/sign-in", email="a@example.org", password="x")
    yield "forged", anyone.post("/sign-in", csrf_token="x")
    yield "odd method", anyone.open("/sign-in", method="PUT")
    yield "options", anyone.open("/sign-in", method="OPTIONS")
    yield "head", anyone.open("/sign-in", method="HEAD")
    work = cast.work.id
    for path in ("/", "/onboarding", f"/onboarding/{work}", "/account/password", "/approvals",
                 f"/onboarding/{work}/tasks/two-principles", "/approvals/999"):  # fmt: skip
        yield f"learner {path}", learner.get(path)
    yield "officer", officer.get(f"/onboarding/{work}")
    yield "refused", learner.post(f"/onboarding/{work}/tasks/three-cases-notes/count")


def test_every_answer_is_sealed(cast: Cast, visit: Visit) -> None:
    """Pages, redirects and errors alike."""
    for name, answer in answers(cast, visit):
        parts = answer.headers["Content-Security-Policy"].split("; ")
        assert dict(part.split(" ", 1) for part in parts) == POLICY, name
        assert "unsafe-" not in str(answer.headers), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert len(answer.headers.getlist("Content-Security-Policy")) == 1, name


def test_nothing_but_assets_is_kept_by_a_browser(cast: Cast, visit: Visit) -> None:
    """After signing out, the back button shows nothing; nor does a shared proxy."""
    for name, answer in answers(cast, visit):
        wanted = "no-cache" if "assets" in name else "no-store"
        assert answer.headers.getlist("Cache-Control") == [wanted], name


def test_assets_are_kept_for_good(app: Flask, visit: Visit) -> None:
    """Their address changes with their content; an old address is asked about again."""
    page = visit().get("/sign-in").text
    for name, kind in (("app.css", "text/css"), ("enhance.js", "text/javascript"),
                       ("mark.svg", "image/svg+xml"), ("icons.svg", "image/svg+xml")):  # fmt: skip
        digest = app.extensions["assets"][name][0]
        assert f"/assets/{digest}/{name}" in page
        answer = visit().get(f"/assets/{digest}/{name}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.mimetype == kind
        assert "Set-Cookie" not in answer.headers
    for path in ("/assets/0/passwd", "/assets/0/..%2Fconfig.py", "/assets/../config.py",
                 "/static/css/app.css"):  # fmt: skip
        assert visit().get(path).status_code == 404


def test_pages_hold_nothing_that_the_policy_forbids(cast: Cast, visit: Visit) -> None:
    """No inline script, no inline style, no handler, nothing from another site."""
    for name, answer in answers(cast, visit):
        if answer.mimetype != "text/html":
            continue
        text = answer.text.lower()
        assert "<script>" not in text, name
        assert "<style" not in text, name
        assert " style=" not in text, name
        assert " onclick=" not in text, name
        assert 'src="http' not in text, name


def test_the_server_does_not_say_what_it_is(cast: Cast, visit: Visit) -> None:
    """Versions help nobody but those who look for old ones."""
    for name, answer in answers(cast, visit):
        assert "X-Powered-By" not in answer.headers, name
        assert "Werkzeug" not in answer.text, name


@pytest.fixture
def behind(app: Flask) -> Iterator[Flask]:
    """An app as in production: cookies over TLS only, one proxy before it."""
    changes = {"secure_cookies": True, "trusted_proxies": 1}
    made = create_app(app.extensions["settings"].model_copy(update=changes))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_https_is_remembered_when_a_trusted_proxy_says_so(
    app: Flask, behind: Flask, visit: Visit
) -> None:
    """Only then: a header that anyone can send counts for nothing."""
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    secure = Visitor(behind).open("/sign-in", environ_overrides=said)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = visit().open("/sign-in", environ_overrides=said)
    assert "Strict-Transport-Security" not in plain.headers


def test_cookies_travel_over_tls_only(cast: Cast, behind: Flask) -> None:
    """Bound to this host and out of reach of scripts."""
    db.session.commit()
    client = behind.test_client()
    page = client.get("/sign-in", base_url="https://training.example.org")
    (cookie,) = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-preceptor=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("referrer", "status"),
    [("https://training.example.org/sign-in", 303), ("https://evil.example/", 400), ("", 400),
     ("http://training.example.org/sign-in", 400)],
)  # fmt: skip
def test_over_tls_a_form_comes_from_a_page_of_ours(
    cast: Cast, behind: Flask, referrer: str, status: int
) -> None:
    """Checked beside the token, against the host that the proxy passes on."""
    client, base, email = behind.test_client(), "https://training.example.org", cast.learner.email
    db.session.commit()
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    page = client.get("/sign-in", base_url=base, headers=forwarded)
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    data = {"csrf_token": token, "email": email, "password": PASSWORD}
    headers = forwarded | ({"Referer": referrer} if referrer else {})
    answer = client.post("/sign-in", base_url=base, headers=headers, data=data)
    assert answer.status_code == status
