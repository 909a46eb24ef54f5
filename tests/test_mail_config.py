"""The three settings of mail: what can work, what cannot, and a password that is never repeated."""

import pytest

from config import ConfigurationError, MailServer, from_environment, mail_server

BASE, FROM = "https://onboarding.example.org", "onboarding@example.org"
WORD = "hidden-word"


def given(url: str, base: str = BASE, sender: str = FROM) -> dict[str, str]:
    """The environment with these three."""
    return {
        "PRECEPTOR_SMTP_URL": url, "PRECEPTOR_BASE_URL": base, "PRECEPTOR_MAIL_FROM": sender,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "starttls")),
        ("smtp://me:word@mail.example.org:25/",
         MailServer("mail.example.org", 25, "starttls", "me", "word")),
        ("smtps://me:word@mail.example.org",
         MailServer("mail.example.org", 465, "tls", "me", "word")),
        ("smtps://me%40example.org:a%3Ab%2F%23%25@mail.example.org:4650",
         MailServer("mail.example.org", 4650, "tls", "me@example.org", "a:b/#%")),
        ("smtp://localhost:1025?starttls=no", MailServer("localhost", 1025, "none")),
        ("smtp://[::1]:25", MailServer("::1", 25, "starttls")),
    ],
)  # fmt: skip
def test_servers_that_can_be_used(url: str, server: MailServer) -> None:
    """Encrypted unless told otherwise in so many words; name and password as they were meant."""
    assert from_environment(given(url), serving=False).mail_server == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp://h:0",
        "smtp://h:99999", f"smtp://me:{WORD}@h:port", "smtp://me@h", f"smtp://:{WORD}@h",
        f"smtp://me:{WORD}@h/inbox", f"smtp://me:{WORD}@h#x", f"smtp://me:{WORD}@h?starttls=maybe",
        f"smtps://me:{WORD}@h?starttls=no", f"smtp://me:{WORD}%0D%0A@h", f"smtp://me:{WORD}\t@h",
        f"smtp://me:{WORD}@[::1", f"smtp://me:{WORD}@h ", f"smtp://me:{WORD}@h\\x",
    ],
)  # fmt: skip
def test_servers_that_cannot(url: str) -> None:
    """One line says what to write instead, and repeats no password."""
    with pytest.raises(ConfigurationError, match=r"^PRECEPTOR_SMTP_URL: write smtp://") as caught:
        from_environment(given(url), serving=False)
    assert WORD not in str(caught.value)
    with pytest.raises(ValueError, match="write") as cause:
        mail_server(url)
    assert WORD not in f"{cause.value!r} {cause.value.__cause__!r}"


@pytest.mark.parametrize(
    ("base", "used"),
    [
        (BASE, BASE), (f"{BASE}/", BASE), ("https://h:8443", "https://h:8443"),
        ("http://localhost:8000", "http://localhost:8000"), ("http://127.0.0.1:5", "http://127.0.0.1:5"),
        ("http://[::1]:8000", "http://[::1]:8000"), ("http://app.localhost", "http://app.localhost"),
    ],
)  # fmt: skip
def test_addresses_of_this_server(base: str, used: str) -> None:
    """Links in mails begin with it, so it is kept without the slash that follows."""
    assert from_environment(given("smtp://h", base), serving=False).base_url == used


@pytest.mark.parametrize(
    "base",
    [
        "onboarding.example.org", "http://onboarding.example.org", "ftp://h", "https://", "https://h/app",
        "https://h/..", "https://h//evil.example", "https://h?x", "https://h?", "https://h#", "https://me@h",
        "https://h:port", "https://h\n", "https://h\\evil", "https:///h", "http://localhost.evil.example",
        "http://127.0.0.1.evil.example", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_are_none(base: str) -> None:
    """A link that leads elsewhere would hand an invitation to a stranger."""
    with pytest.raises(ConfigurationError, match=r"^PRECEPTOR_BASE_URL: write https://host"):
        from_environment(given("smtp://h", base), serving=False)


@pytest.mark.parametrize(
    "sender", ["onboarding", "A B <a@example.org>", "a@example.org\nBcc: b@example.org", "a@b@c"]
)
def test_senders_that_are_none(sender: str) -> None:
    """It becomes a header: only a plain address does."""
    with pytest.raises(ConfigurationError, match=r"^PRECEPTOR_MAIL_FROM: write the plain address"):
        from_environment(given("smtp://h", sender=sender), serving=False)


def test_a_mail_server_alone_cannot_send() -> None:
    """Both that are missing are named at once, beside whatever else is wrong."""
    with pytest.raises(ConfigurationError) as caught:
        from_environment({"PRECEPTOR_SMTP_URL": "smtp://h", "PORT": "eighty"}, serving=False)
    named = [line.partition(": ")[0] for line in str(caught.value).splitlines()]
    assert sorted(named) == ["PORT", "PRECEPTOR_BASE_URL", "PRECEPTOR_MAIL_FROM"]


def test_without_a_mail_server_nothing_is_needed() -> None:
    assert from_environment({}, serving=False).mail_server is None


def test_the_password_is_in_no_text() -> None:
    """Neither settings nor server tell it when something prints them."""
    settings = from_environment(given(f"smtp://me:{WORD}@h"), serving=False)
    assert WORD not in f"{settings!r} {settings} {settings.mail_server!r}"
