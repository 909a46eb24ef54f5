"""Mails as they travel: readable in any letters, and nothing in them becomes a header."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base import letter
from lms.base.letter import Letter, Sender
from lms.base.outbox import Claimed
from tests.mailing import FROM, html_of, text_of

AT = datetime(2026, 3, 4, 19, tzinfo=UTC)
ONE = Claimed(7, 3, "daily", "2026-03-04", AT, AT)
SENDER = Sender(FROM, "Example Resettlement")
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
}  # fmt: skip


def travelled(name: str = "Marisol", subject: str = "Hello", text: str = "Hello\n") -> EmailMessage:
    """The mail as it arrives."""
    words = Letter("marisol@example.org", name, subject, text, f"<p>{text}</p>")
    data = letter.message(words, SENDER, ONE).as_bytes(policy=policy.SMTP)
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) < 998
    return message_from_bytes(data, policy=policy.default)


@pytest.mark.parametrize(
    "name",
    ["Zoë Ångström", "محمد الأحمد", "ត្រា សុខ", 'O’Neill, "Pat" <x@example.org>', "é" * 200, "", "@"],
)  # fmt: skip
def test_names_of_people(name: str) -> None:
    """Any letters, any length; who gets it does not depend on it."""
    mail = travelled(name)
    assert mail["To"].addresses[0].addr_spec == "marisol@example.org"
    shown = mail["To"].addresses[0].display_name
    assert shown.replace(" ", "") == name.replace(" ", "")  # Python reads a folded name with gaps
    assert len(mail["To"].addresses) == 1


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\r\n "])
def test_no_header_is_smuggled_in(end: str) -> None:
    """Neither by a name nor by a subject of sixteen lines."""
    smuggled = end.join(["Hello", "Bcc: everyone@example.org", "", *["body"] * 13])
    mail = travelled(smuggled, smuggled)
    assert set(mail.keys()) == HEADERS
    assert mail["Subject"].startswith("Hello Bcc: everyone@example.org body")
    assert len(mail["To"].addresses) == 1
    assert text_of(mail) == "Hello\n"


@given(name=st.text(), subject=st.text(), text=st.text())
def test_whatever_the_words_are(name: str, subject: str, text: str) -> None:
    mail = travelled(name, subject, text)
    assert set(mail.keys()) == HEADERS
    assert [one.addr_spec for one in mail["To"].addresses] == ["marisol@example.org"]


def test_both_forms_say_the_same_words() -> None:
    mail = travelled(text="Überfällig — 2 tasks\n")
    assert text_of(mail) == "Überfällig — 2 tasks\n"
    assert "Überfällig — 2 tasks" in html_of(mail)
    assert mail.get_content_type() == "multipart/alternative"


def test_the_id_is_the_same_at_every_try() -> None:
    """And differs for every other line, also of another installation with the same numbers."""
    first = letter.message_id(ONE, SENDER)
    assert first.endswith("@example.org>")
    assert letter.message_id(ONE._replace(claimed_at=None), SENDER) == first
    others = [
        ONE._replace(id=8), ONE._replace(once="2026-03-05"), ONE._replace(kind="reset"),
        ONE._replace(queued_at=AT + timedelta(microseconds=1)), ONE._replace(person_id=4),
    ]  # fmt: skip
    assert len({letter.message_id(one, SENDER) for one in others} | {first}) == len(others) + 1


def test_a_machine_wrote_it() -> None:
    """Nobody’s holiday answer comes back, and the mail program offers to switch it off."""
    words = Letter("m@example.org", "M", "S", "T\n", "<p>T</p>", leave="https://h/account/notices")
    mail = letter.message(words, SENDER, ONE)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://h/account/notices>"
    assert "List-Unsubscribe" not in letter.message(replace(words, leave=""), SENDER, ONE)
    assert mail["From"] == "Example Resettlement <onboarding@example.org>"
