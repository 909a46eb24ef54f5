"""The line to a mail server: encrypted, signed in, and plain words when it cannot be opened."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from config import MailServer
from lms.base import letter
from lms.base.letter import Letter, Sender
from lms.base.outbox import Claimed
from lms.base.smtp import Answer, Line, Unreachable
from tests.mailing import FROM, USER, WORD, PostBox, encrypted, listening
from tests.serving import HOST, free_port

AT = datetime(2026, 3, 4, 19, tzinfo=UTC)


def mail(to: str = "marisol@example.org") -> EmailMessage:
    """Any mail."""
    words = Letter(to, "Marisol", "Hello", "Hello\n", "<p>Hello</p>")
    return letter.message(words, Sender(FROM, "Us"), Claimed(1, 1, "daily", "x", AT, AT))


def offered(server: MailServer, one: EmailMessage | None = None) -> Answer:
    """What the server says to a mail."""
    with Line(server, "localhost") as line:
        line.ready()
        return line.hand_over(one or mail())


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a server needs that encrypts and asks for a password; its certificate is trusted."""
    context, known = encrypted(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    return {"tls_context": context, "require_starttls": True, "auth_required": True}


def test_starttls_and_a_password(secure: dict[str, Any]) -> None:
    """As most offices' mail servers want it."""
    box = PostBox()
    with listening(box, auth_callback=None, authenticator=box.signs_in, **secure) as found:
        server = replace(found, security="starttls", user=USER, password=WORD)
        assert offered(server) is Answer.TAKEN
        assert box.signed_in == [USER]
        with pytest.raises(Unreachable, match="did not accept the name and password") as caught:
            offered(replace(server, password="wrong-word"))
        assert "wrong-word" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_encrypted_from_the_first_byte(secure: dict[str, Any]) -> None:
    """`smtps://`."""
    box = PostBox()
    with listening(box, ssl_context=secure["tls_context"]) as found:
        assert offered(replace(found, security="tls")) is Answer.TAKEN


def test_no_password_goes_over_an_open_line(tmp_path: Path) -> None:
    """A server without STARTTLS gets neither mail nor password, unless the settings say so."""
    box = PostBox()
    with listening(box, auth_require_tls=False, authenticator=box.signs_in) as found:
        server = replace(found, security="starttls", user=USER, password=WORD)
        with pytest.raises(Unreachable, match="STARTTLS"):
            offered(server)
        assert (box.signed_in, box.taken) == ([], [])
        assert offered(replace(server, security="none")) is Answer.TAKEN


def test_a_certificate_that_nobody_knows(tmp_path: Path) -> None:
    """Whoever pretends to be the mail server gets nothing."""
    box, (context, _) = PostBox(), encrypted(tmp_path)
    refused = pytest.raises(Unreachable, match="encrypted connection")
    with listening(box, tls_context=context) as found, refused:
        offered(replace(found, security="starttls"))
    assert box.taken == []


def test_nobody_listens() -> None:
    with pytest.raises(Unreachable, match="did not answer"):
        offered(MailServer(HOST, free_port(), "starttls"))


def test_an_address_in_other_letters() -> None:
    """The domain travels in its plain form; a name that cannot needs a server that knows how."""
    box = PostBox()
    with listening(box, enable_SMTPUTF8=False) as server:
        assert offered(server, mail("marisol@bücher.example")) is Answer.TAKEN
        assert box.to == ["marisol@xn--bcher-kva.example"]
        assert offered(server, mail("jörg@example.org")) is Answer.NEVER
    with listening(box, enable_SMTPUTF8=True) as server:
        assert offered(server, mail("jörg@example.org")) is Answer.TAKEN
    assert box.to[1:] == ["jörg@example.org"]
