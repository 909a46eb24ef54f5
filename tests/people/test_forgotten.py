"""“Forgot your password?”: by mail, alike for everyone; without mail, whom to ask."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.people import arriving, links, rules
from lms.people.models import Link
from tests.cast import Cast
from tests.people.linking import MAILING, configured, lines, newcomer, outbox, path
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
STRANGER = "nobody.here@example.org"


@pytest.fixture
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Mail goes out; answers need not be slow, but where that is looked at."""
    monkeypatch.setattr(arriving, "ALIKE", 0.0)
    with configured(app, **MAILING):
        yield


def ask(window: Visitor, email: str) -> str:
    """Send the form; what is said."""
    answer = window.post("/forgot", email=email)
    assert (answer.status_code, answer.location) == (303, "/forgot")
    return words(window.follow(answer))


@pytest.mark.both
def test_whoever_has_an_account_gets_a_mail(cast: Cast, visit: Visit, mailing: None) -> None:
    """The same is said to whoever has none."""
    said = ask(visit(), f" {cast.learner.email.upper()} ")
    link = links.latest(cast.learner.id)
    assert link is not None
    assert outbox() == [(cast.learner.id, "reset", str(link.id))]
    assert lines(cast.learner)[-1] == ("link-made", {"kind": "reset", "link": link.id})
    assert "If someone signs in with this address, a link is on its way" in said
    assert ask(visit(), STRANGER) == said
    assert len(outbox()) == 1
    assert visit().get(path(link)).status_code == 200


def test_a_leaver_gets_none_and_hears_the_same(cast: Cast, visit: Visit, mailing: None) -> None:
    """Who was invited and never came gets another invitation."""
    rules.deactivate(cast.learner, actor_id=None)
    someone = newcomer()
    assert ask(visit(), cast.learner.email) == ask(visit(), someone.email)
    assert [(who, kind) for who, kind, _ in outbox()] == [(someone.id, "invitation")]


def test_asked_again_the_mail_on_its_way_is_enough(
    cast: Cast, visit: Visit, mailing: None, noon: time_machine.Traveller
) -> None:
    """Nobody's mailbox is filled by a stranger; later there is a new one, and the old one ends."""
    for _ in range(3):
        ask(visit(), cast.learner.email)
    assert len(outbox()) == 1
    noon.shift(timedelta(minutes=11))
    ask(visit(), cast.learner.email)
    assert len(outbox()) == 2
    ended = select(func.count()).select_from(Link).where(Link.ended_at.is_not(None))
    assert db.session.scalar(ended) == 1


def test_too_many_in_a_row_have_to_wait(cast: Cast, visit: Visit, mailing: None) -> None:
    """As at signing in, account or none; signing in itself goes on."""
    for email in (cast.learner.email, STRANGER):
        for _ in range(10):
            ask(visit(), email)
        answer = visit().post("/forgot", email=email)
        assert answer.status_code == 429
        assert "Wait a few minutes" in answer.text
        assert email in answer.text  # what was typed is kept
    assert len(outbox()) == 1
    assert visit().post("/sign-in", email=STRANGER, password="x").status_code == 401


def test_it_takes_as_long_for_a_stranger(app: Flask, cast: Cast, visit: Visit) -> None:
    """Never less than a quarter of a second, which hides what is done for an account."""
    with configured(app, **MAILING):
        for email in (cast.learner.email, STRANGER, cast.colleague.email):
            began = time.perf_counter()
            ask(visit(), email)
            assert time.perf_counter() - began >= arriving.ALIKE


def test_no_host_gets_into_a_mail(cast: Cast, visit: Visit, mailing: None) -> None:
    """The outbox holds a number and a closed word, whatever Host a request names."""
    window = visit()
    with window.client.session_transaction(base_url="http://evil.example") as session:
        session["csrf_token"] = "0" * 40
    sent = {"csrf_token": window.token, "email": cast.learner.email}
    answer = window.open("/forgot", method="POST", base_url="http://evil.example", data=sent)
    assert answer.status_code == 303
    link = links.latest(cast.learner.id)
    assert link is not None
    assert outbox() == [(cast.learner.id, "reset", str(link.id))]


@pytest.mark.parametrize(
    "email", ["", "x" * 255, "x" * 100_000, "\ud800@example.org", "a\r\nBcc: b@example.org", "٣"]
)
def test_whatever_is_typed_is_no_fault(cast: Cast, visit: Visit, mailing: None, email: str) -> None:
    """Refused at the field, or answered as any stranger's address."""
    typed = email.encode("utf-8", "surrogatepass").decode("latin-1")
    assert visit().post("/forgot", email=typed).status_code in (303, 422)
    assert visit().post("/forgot", email=email.encode("utf-8", "replace").decode()).status_code in (
        303, 422,
    )  # fmt: skip
    assert outbox() == []


def test_a_zero_byte_is_refused(cast: Cast, visit: Visit, mailing: None) -> None:
    """Before any database sees it."""
    assert visit().post("/forgot", email="a\x00b@example.org").status_code == 400


@pytest.mark.parametrize("half", [{}, {"smtp_url": "smtp://mail.example.org"}])
def test_without_mail_the_page_says_whom_to_ask(
    app: Flask, cast: Cast, visit: Visit, half: dict[str, str]
) -> None:
    """A mail server without an address of ours is none: the links would lead nowhere."""
    with configured(app, **half):
        page = visit().get("/forgot")
        assert "Ask your training officer or administrator" in words(page)
        assert 'name="email"' not in page.text
        assert visit().post("/forgot", email=cast.learner.email).status_code == 200
    assert (outbox(), links.latest(cast.learner.id)) == ([], None)


def test_the_sign_in_page_leads_there(app: Flask, visit: Visit) -> None:
    """For whoever forgot."""
    assert 'href="/forgot"' in visit().get("/sign-in").text
