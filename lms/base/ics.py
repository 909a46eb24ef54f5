"""A date for one's own calendar: a file that every calendar program opens (RFC 5545).

Our own writer, because what is needed of the format is small: one event, its time in UTC, so that
no table of time zones is sent along. The same `uid` with a higher `sequence` replaces what somebody
opened before, and a cancelled one takes it out again.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import Response

LINE = 75  # octets, without the line break
MADE_BY = "-//Preceptor//Onboarding//EN"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
BREAKS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def event(  # noqa: PLR0913  # by name: an event has as many sides
    uid: str, *, starts_at: datetime, minutes: int, title: str, place: str = "", url: str = "",
    description: str = "", sequence: int, cancelled: bool = False, certain: bool = True,
    stamp: datetime,
) -> str:  # fmt: skip
    """A calendar with one event; `starts_at` and `stamp` (when it was last changed) are aware.

    `uid` stays the same for as long as the event exists; `sequence` grows by each change, from 0.
    Not `certain`: its reader has no seat yet. Signs that no text can hold are left out. Raises
    ValueError for a naive moment, a number below 0, or an end that no calendar has.
    """
    if minutes < 0 or sequence < 0:
        raise ValueError("minutes and sequence begin at 0")
    status = "CANCELLED" if cancelled else "CONFIRMED" if certain else "TENTATIVE"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MADE_BY}", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "BEGIN:VEVENT", f"UID:{_text(uid)}", f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(starts_at)}", f"DTEND:{_moment(starts_at, minutes)}",
        f"SEQUENCE:{sequence}", f"STATUS:{status}",
        f"SUMMARY:{_text(title)}", *_given("LOCATION", place), *_given("DESCRIPTION", description),
        *([f"URL:{_address(url)}"] if url else []), "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def download(name: str, text: str) -> Response:
    """The answer that lets a browser save or open a calendar; `name` is ours, never typed."""
    answer = Response(text, mimetype="text/calendar")  # UTF-8, which the header says too
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _given(name: str, value: str) -> list[str]:
    return [f"{name}:{_text(value)}"] if value else []


def _text(value: str) -> str:
    """Any text as one line: line breaks, commas, semicolons and backslashes have their own way."""
    return _clean(BREAKS.sub("\n", value)).translate(ESCAPED)


def _address(url: str) -> str:
    """An address as it is: it is no text, and has no way to write a line break."""
    return "".join(_clean(url).split())


def _clean(value: str) -> str:
    """Without control signs, and halves of signs, which UTF-8 cannot hold."""
    return "".join(
        sign for sign in value if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    )


def _moment(moment: datetime, minutes: int = 0) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is none")
    try:
        there = moment.astimezone(UTC) + timedelta(minutes=minutes)
    except OverflowError as error:
        raise ValueError("no calendar goes so far") from error
    return f"{there.year:04}{there:%m%dT%H%M%S}Z"  # %Y has no leading zeros everywhere


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, each but the first with a blank before it.

    A sign is never broken in two: it would be read as two wrong ones.
    """
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
