"""The sign-in page and the page for a new password, as a browser meets them."""

from collections.abc import Callable

import pytest
import time_machine

from lms.base.db import db
from tests.cast import PASSWORD, Cast
from tests.databases import SECRET
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
NEW = "violet-anchor-thimble-9"
NASTY = (
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/",
    "javascript:alert(1)", "\\\\evil.example", "/\\/evil.example", "///evil.example",
    "/\t/evil.example", "\t//evil.example", " //evil.example", "/\r\nSet-Cookie: a=b",
    "http:///evil.example", "evil.example", "//[", "/\\[", "//evil\u2100.example", "?next=/",
    "data:text/html,x", "/\x01/evil.example", "",
)  # fmt: skip
LOCAL = ("/onboarding", "/onboarding?open=intake", "/approvals/7", "/%0d%0aSet-Cookie:%20a=b", "/")


def test_nobody_is_sent_away_to_another_site(cast: Cast, visit: Visit) -> None:
    """A link in an e-mail must not borrow our name."""
    who = {"email": cast.learner.email, "password": PASSWORD}
    for address in NASTY:
        signed_in = visit().post("/sign-in", **who, next=address)
        themed = visit().post("/theme", theme="dark", back=address)
        for answer in (signed_in, themed):
            assert (answer.status_code, answer.location) == (303, "/"), address
            assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_page_of_ours_is_come_back_to(cast: Cast, visit: Visit) -> None:
    """Whoever followed a link to a page lands there."""
    who = {"email": cast.learner.email, "password": PASSWORD}
    for address in LOCAL:
        signed_in = visit().post("/sign-in", **who, next=address)
        assert (signed_in.status_code, signed_in.location) == (303, address)


def test_a_private_page_asks_to_sign_in_and_is_offered_again(cast: Cast, visit: Visit) -> None:
    """With what was asked of it; a form’s address is no page to come back to."""
    window = visit()
    asked = window.get("/onboarding?open=intake")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/onboarding?open%3Dintake")
    assert 'value="/onboarding?open=intake"' in window.follow(asked).text
    assert window.post("/sign-out").location == "/sign-in"
    assert window.get("/").location == "/sign-in"


def test_an_empty_system_says_how_to_start(visit: Visit) -> None:
    """The first administrator is made on the server."""
    answer = visit().get("/sign-in")
    assert answer.status_code == 200
    assert "Nobody is here yet." in words(answer)
    assert "preceptor people add --role administrator" in words(answer)


def test_a_system_with_people_does_not(cast: Cast, visit: Visit) -> None:
    """Nor does it name any of them."""
    text = visit().get("/sign-in").text
    assert "preceptor people add" not in text
    assert "example.org" not in text


def test_whoever_is_signed_in_goes_home(cast: Cast, visit: Visit) -> None:
    """The form would only confuse."""
    assert visit(cast.learner).get("/sign-in").location == "/"


def test_what_is_missing_is_said_beside_its_field(cast: Cast, visit: Visit) -> None:
    """The address stays, the password does not."""
    answer = visit().post("/sign-in", email=cast.learner.email, password="")
    assert answer.status_code == 422
    assert "Write your password." in words(answer)
    assert f'value="{cast.learner.email}"' in answer.text
    assert "Write your e-mail address." in words(visit().post("/sign-in", password="x"))
    for sent in ({"email": "e" * 255, "password": "x"}, {"email": "e", "password": "x" * 1001}):
        assert visit().post("/sign-in", **sent).status_code == 422


def test_a_known_and_an_unknown_account_read_the_same(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    """Word for word and status for status, from the first try to the eleventh."""
    pages = []
    for email in (cast.learner.email, "nobody.here@example.org"):
        tries = [visit().post("/sign-in", email=email, password="wrong") for _ in range(11)]
        right = visit().post("/sign-in", email=email, password=PASSWORD)
        pages.append([(page.status_code, words(page)) for page in (*tries, right)])
        assert "wrong" not in tries[0].text
    assert pages[0] == pages[1]
    assert [status for status, _ in pages[0]] == [401] * 10 + [429] * 2
    assert "Too many tries in a row." in pages[0][10][1]


PASSWORDS = {
    "wrong present one": (
        {"current": "not it", "password": NEW, "again": NEW}, "This is not your present password.",
    ),
    "not the same": (
        {"current": PASSWORD, "password": NEW, "again": f"{NEW}!"}, "The two are not the same.",
    ),
    "too short": (
        {"current": PASSWORD, "password": "short", "again": "short"}, "Use 12 to 128 characters.",
    ),
    "easy": (
        {"current": PASSWORD, "password": "marisolvega1", "again": "marisolvega1"},
        "This is easy to guess.",
    ),
    "nothing": ({}, "Write your present password."),
}  # fmt: skip


@pytest.mark.parametrize("case", PASSWORDS)
def test_a_refused_password_changes_nothing(cast: Cast, visit: Visit, case: str) -> None:
    """What is wrong stands beside its field; one stays signed in; nothing typed is shown."""
    sent, said = PASSWORDS[case]
    window = visit(cast.learner)
    before = (cast.learner.password_hash, cast.learner.session_key)
    answer = window.post("/account/password", **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'aria-invalid="true"' in answer.text
    assert not [value for value in sent.values() if value in answer.text]
    db.session.refresh(cast.learner)
    assert (cast.learner.password_hash, cast.learner.session_key) == before
    assert window.get("/account/password").status_code == 200


def test_pages_never_show_the_secret_key_or_a_hash(cast: Cast, visit: Visit) -> None:
    """Not even by accident."""
    for window in (visit(), visit(cast.learner)):
        for path in ("/sign-in", "/account/password", "/onboarding", "/nothing"):
            text = window.get(path).text
            assert SECRET not in text
            assert "argon2" not in text
