"""A file's name leads nowhere, hides nothing, and identifies nobody."""

import unicodedata
from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.base import file_names
from lms.base.errors import Refusal

CLEANED = {
    "certificate.pdf": "certificate.pdf", "Certificate.PDF": "Certificate.pdf",
    "scan.pdf.exe": "scan.pdf", "scan.png.pdf": "scan.pdf", "no ending": "no ending.pdf",
    "Dr. Smith": "Dr. Smith.pdf", "version 1.2": "version 1.2.pdf",
    "": "file.pdf", ".pdf": "file.pdf", "\ud800.pdf": "file.pdf",
    "...hidden.pdf": "hidden.pdf", ".htaccess": "htaccess.pdf",
    "a\r\nSet-Cookie: b.pdf": "aSet-Cookie_ b.pdf", "<script>.pdf": "_script_.pdf",
    'a"; filename="b.exe': "a__ filename=_b.pdf", "“a” ’b’.pdf": "_a_ _b_.pdf",
    "a\u202efdp.exe": "afdp.pdf", "a\u2066b\u200bc.pdf": "abc.pdf", "a\x00b.pdf": "ab.pdf",
    "con.pdf": "_con.pdf", "NUL": "_NUL.pdf", "com1.tar.gz": "_com1.tar.pdf",
    "console.pdf": "console.pdf", "100%.pdf": "100_.pdf", "C:x.pdf": "C_x.pdf",
    "Zertifikat für Éva.pdf": "Zertifikat für Éva.pdf", "شهادة.pdf": "شهادة.pdf",
    "e\u0301.pdf": "é.pdf", "  a   b  .pdf": "a b.pdf", "x" * 500 + ".pdf": "x" * 116 + ".pdf",
}  # fmt: skip


@pytest.mark.parametrize("name", CLEANED)
def test_a_name_is_made_harmless(app: Flask, name: str) -> None:
    assert file_names.cleaned(name, "pdf") == CLEANED[name]


def test_the_ending_is_that_of_the_kind(app: Flask) -> None:
    assert file_names.cleaned("photo.exe", "jpeg") == "photo.jpg"
    assert file_names.cleaned("photo.pdf", "png") == "photo.png"


@pytest.mark.parametrize(
    "name",
    ["../x.pdf", "..\\x.pdf", "/etc/passwd", "C:\\x.pdf", "a/b.pdf", "../../etc/passwd", "/", "x/"],
)
def test_a_path_is_refused(app: Flask, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        file_names.cleaned(name, "pdf")
    assert (caught.value.message, caught.value.field) == (file_names.PATH, "file")


@pytest.mark.parametrize(
    "name", ["A204881736_scan.pdf", "A204\u200b881736.pdf", "ssn 523-41-8876.png", "dob.1988-03-04"]
)
def test_a_name_that_leads_to_a_client_is_refused(app: Flask, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        file_names.cleaned(name, "pdf")
    assert caught.value.message.startswith("The name of the file: ")
    assert caught.value.field == "file"
    assert "881736" not in caught.value.message


@pytest.mark.parametrize("name", ["certificate 2026-03-04.pdf", "mandated reporter (801) 555-0100"])
def test_what_may_be_harmless_is_let_through(app: Flask, name: str) -> None:
    """There is no tick for a name; whoever adds a file ticks for the form."""
    assert file_names.cleaned(name, "pdf")


@given(st.text(max_size=300))
def test_whatever_a_file_is_called(app: Flask, name: str) -> None:
    found = ""
    with suppress(Refusal):
        found = file_names.cleaned(name, "png")
    if not found:
        return
    assert 5 <= len(found) <= 120
    assert found.endswith(".png")
    assert found[0] not in ". "
    assert not set(found) & set('/\\"<>|:*?\r\n\0')
    assert not {unicodedata.category(sign) for sign in found} & {"Cc", "Cf", "Cs"}
    assert file_names.cleaned(found, "png") == found
