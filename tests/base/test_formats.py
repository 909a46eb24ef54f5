"""What a file is shows in its content: whole PDFs and pictures are taken, and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base import formats
from lms.base.errors import Refusal
from tests.base import made_files as made

HEAD = b"%PDF-1.4\n"


@pytest.mark.parametrize("known", made.GOOD)
def test_a_whole_file_is_taken_as_it_is(known: str) -> None:
    assert formats.recognized(made.GOOD[known]) == (known, made.GOOD[known])


WHOLE = {
    "a mark of UTF-8 before": b"\xef\xbb\xbf" + made.pdf(),
    "an empty line before": b"\r\n" + made.pdf(),
    "saved twice": made.pdf() + b"5 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\r\n",
    "zeros behind": made.pdf() + b"\0" * 300,
    "words in a stream": made.large_pdf(10).replace(b"x" * 10, b"/JS /Launch"),
    "a longer name": made.pdf(b"/JSON 1 /Launched 2 /OpenAction [3 0 R /Fit]"),
}


@pytest.mark.parametrize("how", WHOLE)
def test_what_ordinary_programs_write_is_taken(how: str) -> None:
    assert formats.recognized(WHOLE[how])[0] == "pdf"


TAILS = {"a film": b"\0\0\0\x18ftypmp42", "a second picture": made.jpeg(), "a page": made.WEB_PAGE,
         "what Samsung adds": b"\0\0\x01\x0aSEFH"}  # fmt: skip


@pytest.mark.parametrize("tail", TAILS)
def test_what_hangs_behind_a_photograph_is_left_out(tail: str) -> None:
    """Phones hang short films and second pictures on theirs, voices and all."""
    assert formats.recognized(made.jpeg() + TAILS[tail]) == ("jpeg", made.jpeg())


OTHERS = {
    "program": made.PROGRAM, "drawing": made.SVG, "web page": made.WEB_PAGE, "zip": made.archive(),
    "zip bomb": made.archive(5_000_000), "text": b"Certificate of completion", "zeros": b"\0" * 99,
    "gif": b"GIF89a\1\0\1\0\0\0\0;", "webp": b"RIFF\x1a\0\0\0WEBPVP8 ",
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 99,
    "tiff": b"II*\0\x08\0\0\0", "word, old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "postscript": b"%!PS-Adobe-3.0\n%%EOF\n", "rich text": b"{\\rtf1}", "script": b"#!/bin/sh\n",
    "program before a PDF": made.PROGRAM + made.pdf(),
    "page before a PDF": made.WEB_PAGE + made.pdf(),
    "PDF of no version": b"%PDF-\n" + made.pdf()[9:], "almost PNG": made.png()[1:],
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_everything_else_is_refused(what: str) -> None:
    refused(OTHERS[what], formats.UNKNOWN)


def test_an_empty_file_is_refused() -> None:
    refused(b"", formats.EMPTY)


TWO = {
    "zip behind a PDF": made.pdf() + made.archive(),
    "page behind a PDF": made.pdf() + made.WEB_PAGE,
    "zip behind a PNG": made.png() + made.archive(),
    "page behind a PNG": made.png() + made.WEB_PAGE,
    "zip behind a JPEG": made.jpeg() + made.archive(), "a blank behind a PNG": made.png() + b" ",
    "zip in a chunk": made.png(1, 1, made.chunk(b"tEXt", b"a\0" + made.archive())),
    "zip that calls the end of a PDF its comment": made.pdf() + made.archive()[:-2]
    + b"\x07\0startxref\n0\n%%EOF\n",
}  # fmt: skip


@pytest.mark.parametrize("what", TWO)
def test_two_things_at_once_are_refused(what: str) -> None:
    refused(TWO[what], formats.TWO_THINGS)


@pytest.mark.parametrize(
    "extra",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b"/AA <</O <</S/Launch/F (x)>>>>",
        b"/Names << /EmbeddedFiles 4 0 R >>", b"/Names<</EmbeddedFile 4 0 R>>",
        b"/OpenAction << /S /J#61va#53cript /#4aS (x) >>", b"/S/L#61#75nch",
        b"/Subtype /RichMedia",
    ],
)  # fmt: skip
def test_a_pdf_that_acts_or_carries_files_is_refused(extra: bytes) -> None:
    refused(made.pdf(extra), formats.ACTIVE)


@pytest.mark.parametrize("known", made.GOOD)
def test_wherever_a_file_is_cut_it_is_refused(known: str) -> None:
    """An upload that broke off, or a download that did before it."""
    whole = made.GOOD[known].rstrip(b"\n")
    for end in range(1, len(whole)):
        with pytest.raises(Refusal):
            formats.recognized(whole[:end])


def test_wherever_a_picture_is_damaged_it_is_refused() -> None:
    """A PNG has a checksum for each part."""
    whole = made.png()
    for at in range(len(whole)):
        with pytest.raises(Refusal):
            formats.recognized(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])


def test_a_picture_that_claims_to_be_endless_is_refused() -> None:
    """It would take a reader's whole memory; nothing here ever unpacks it."""
    for whole in (made.png(65535, 65535), made.jpeg(65535, 65535), made.png(2**31 - 1, 2**31 - 1)):
        refused(whole, formats.TOO_BIG_A_PICTURE)
    for whole in (made.png(0, 1), made.jpeg(1, 0)):
        refused(whole, formats.CUT_OFF)
    assert formats.recognized(made.jpeg(12_000, 16_000))[0] == "jpeg"


@given(st.sampled_from([HEAD, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b""]), st.binary())
def test_whatever_is_sent_is_taken_or_refused(head: bytes, rest: bytes) -> None:
    with suppress(Refusal):
        known, kept = formats.recognized(head + rest)
        assert (known in formats.FORMATS, bool(kept)) == (True, True)


SIZE = 5 * 1024 * 1024
HOSTILE = {
    "fills": b"\xff\xd8" + b"\xff" * SIZE, "fills in the scan": made.jpeg(scan=b"\xff" * SIZE),
    "small segments": b"\xff\xd8" + made.segment(0xE0, b"") * (SIZE // 4),
    "small chunks": made.png(1, 1, *[made.chunk(b"tEXt", b"")] * (SIZE // 12)),
    "streams without end": made.pdf(body=b"<<>>stream\n" * (SIZE // 11)),
    "streams": made.pdf(body=b"<<>>stream\nendstream" * (SIZE // 20)),
    "blanks": HEAD + b">>" + b" " * SIZE, "blanks first": b" " * SIZE + made.pdf(),
    "ends": HEAD + b"%%EOF" * (SIZE // 5), "slashes": made.pdf(b"/" * SIZE),
    "names": made.pdf(b"/J#61vaScripts " * (SIZE // 15)),
    "packed ends": made.pdf() + b"PK\5\6" * SIZE,
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_keeps_nobody_waiting(what: str) -> None:
    """Each is read once and takes a moment; read again at each place it would take hours."""
    with suppress(Refusal):
        formats.recognized(HOSTILE[what])


def refused(content: bytes, why: str) -> None:
    with pytest.raises(Refusal) as caught:
        formats.recognized(content)
    assert (caught.value.message, caught.value.field) == (why, "file")
