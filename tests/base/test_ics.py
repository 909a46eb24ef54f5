"""A calendar file says what it was given, to whatever program reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lms.base import gate, ics
from tests.base.file_doors import with_doors
from tests.visitor import Visitor

START = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("America/Denver"))
STAMP = datetime(2026, 2, 1, 12, 0, 7, 999_999, tzinfo=UTC)
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
GIVEN: dict[str, Any] = {
    "starts_at": START, "minutes": 90, "title": "Mandated reporting", "sequence": 0, "stamp": STAMP,
}  # fmt: skip


def made(**more: Any) -> str:
    return ics.event("session-7@preceptor", **GIVEN | more)


def read(text: str) -> Any:
    """The one event, as another program reads it."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_a_whole_event() -> None:
    text = made(place="Room 2, second floor", url="https://example.org/a?b=1&c=2,3")
    assert text.split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Preceptor//Onboarding//EN",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT", "UID:session-7@preceptor",
        "DTSTAMP:20260201T120007Z", "DTSTART:20260304T163000Z", "DTEND:20260304T180000Z",
        "SEQUENCE:0", "STATUS:CONFIRMED", "SUMMARY:Mandated reporting",
        "LOCATION:Room 2\\, second floor", "URL:https://example.org/a?b=1&c=2,3", "END:VEVENT",
        "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_program_reads_the_same() -> None:
    calendar = Calendar.from_ical(made(description="Bring:\n- a pen; a cup\\mug", place="Ogden"))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    event = read(made(description="Bring:\n- a pen; a cup\\mug", place="Ogden"))
    assert event.decoded("DTSTART") == START
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=90)
    assert event.decoded("DTSTAMP") == STAMP.replace(microsecond=0)
    assert event["DESCRIPTION"] == "Bring:\n- a pen; a cup\\mug"
    assert (event["STATUS"], event["UID"]) == ("CONFIRMED", "session-7@preceptor")
    assert "URL" not in event


def test_a_change_and_a_cancellation_replace_what_was_opened_before() -> None:
    """The same uid, a higher number."""
    event = read(made(sequence=3, cancelled=True))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "session-7@preceptor", 3, "CANCELLED"
    )  # fmt: skip


def test_daylight_saving_time_is_no_matter() -> None:
    """An event over the night on which clocks go forward is as long as it is."""
    before = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/Denver"))
    event = read(made(starts_at=before, minutes=60))
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)


@given(title=PLAIN, place=PLAIN, description=PLAIN)
def test_any_text_comes_back(title: str, place: str, description: str) -> None:
    event = read(made(title=title, place=place, description=description))
    assert (event["SUMMARY"], event.get("LOCATION", "")) == (title, place)
    assert event.get("DESCRIPTION", "") == description


@given(st.lists(PLAIN, min_size=1), st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x85"]))
def test_line_breaks_come_back_as_line_breaks(lines: list[str], between: str) -> None:
    event = read(made(title=between.join(lines)))
    assert event["SUMMARY"] == "\n".join(lines)


@given(st.text(), st.text(), st.text())
def test_no_text_leaves_its_line(title: str, uid: str, url: str) -> None:
    """Nor does it bring lines of its own; halves of signs are left out."""
    text = ics.event(uid, **GIVEN | {"title": title, "url": url})
    raw = text.encode()
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert not b"".join(lines).translate(None, bytes(range(32, 256)) + b"\t")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]
    names = [line.partition(b":")[0] for line in lines if not line.startswith(b" ")]
    assert names.count(b"BEGIN") == names.count(b"END") == 2
    assert set(names) <= {
        b"BEGIN", b"END", b"VERSION", b"PRODID", b"CALSCALE", b"METHOD", b"UID", b"DTSTAMP",
        b"DTSTART", b"DTEND", b"SEQUENCE", b"STATUS", b"SUMMARY", b"URL",
    }  # fmt: skip


def test_a_long_line_is_folded_between_signs() -> None:
    """Not within one: each part is text by itself."""
    for sign in ("a", "é", "ж", "字", "🙂"):
        for lead in range(4):
            text = made(title="x" * lead + sign * 300)
            assert read(text)["SUMMARY"] == "x" * lead + sign * 300


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": START.replace(tzinfo=None)}, {"stamp": STAMP.replace(tzinfo=None)},
        {"minutes": -1}, {"sequence": -1},
        {"starts_at": datetime.max.replace(tzinfo=UTC)}, {"minutes": 10**12},
        {"starts_at": datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo"))},
    ],
)  # fmt: skip
def test_what_no_calendar_can_hold_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"time zone|begin at 0|so far"):
        made(**wrong)


def test_a_year_has_four_digits() -> None:
    text = made(starts_at=datetime(1, 1, 1, tzinfo=UTC))
    assert "DTSTART:00010101T000000Z" in text


def test_a_browser_saves_it(app: Flask) -> None:
    with with_doors(app) as other:
        view = gate.public(lambda: ics.download("session-7.ics", made(title="Día")))
        other.add_url_rule("/x.ics", "ics", view)
        answer = Visitor(other).get("/x.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="session-7.ics"'
    assert read(answer.text)["SUMMARY"] == "Día"
