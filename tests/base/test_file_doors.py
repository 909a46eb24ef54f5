"""Uploading and downloading at a door: what is refused is said beside the field, kept nowhere."""

import gc
import re
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.base import evidence, file_names, files, formats
from lms.base.db import db
from lms.base.files import StoredFile
from lms.base.sealed import LOST
from tests.base import made_files as made
from tests.base.file_doors import with_doors
from tests.base.test_files import on_disk
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor, words

MB = 1024 * 1024
FORM, PDF = "multipart/form-data", "application/pdf"
Send = Callable[..., TestResponse]


@pytest.fixture
def window(app: Flask, cast: Cast) -> Iterator[Visitor]:
    """The learner's browser, at doors that take files."""
    with with_doors(app) as made_app:
        yield Visitor(made_app, cast.learner)


@pytest.fixture
def send(window: Visitor) -> Send:
    """Send files, each with its name, beside a title."""
    return lambda *sent: post(window, *sent)


def post(window: Visitor, *sent: tuple[bytes, str]) -> TestResponse:
    fields = {"csrf_token": window.token, "title": "A day in Ogden"}
    return window.open(
        "/files", method="POST", data=body(fields, *sent), content_type=f"{FORM}; boundary=x"
    )


def body(fields: dict[str, str], *sent: tuple[bytes, str]) -> bytes:
    """A form as a browser sends it. (The one of the test client may write files of its own.)"""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [
        f'name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
        + content
        for content, name in sent
    ]
    lead = b"--x\r\nContent-Disposition: form-data; "
    return b"".join(lead + part + b"\r\n" for part in parts) + b"--x--\r\n"


def rows() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()


def refused(answer: TestResponse, why: str, status: int = 422) -> None:
    """Said beside the field; what was typed is there; nothing was kept."""
    assert answer.status_code == status
    said = words(answer).replace("&#39;", "'")
    assert why in said
    assert evidence.AGAIN in said
    assert 'value="A day in Ogden"' in answer.text
    assert (rows(), on_disk()) == (0, [])


@pytest.mark.both
@pytest.mark.parametrize("known", made.GOOD)
def test_a_file_comes_back_as_a_download(send: Send, window: Visitor, known: str) -> None:
    """Never as a page of ours, whatever a browser makes of it."""
    content = made.GOOD[known]
    number = send((content, "Zertifikat für Éva.pdf")).text
    answer = window.get(f"/files/{number}")
    ending = {"jpeg": "jpg"}.get(known, known)
    assert (answer.status_code, answer.data) == (200, content)
    assert answer.headers["Content-Type"] == formats.FORMATS[known].mimetype
    said = answer.headers["Content-Disposition"]
    assert said.startswith(f'attachment; filename="Zertifikat fur Eva.{ending}"')
    assert f"filename*=UTF-8''{quote('Zertifikat für Éva.')}{ending}" in said
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not {"ETag", "Last-Modified"} & {*answer.headers.keys()}


def test_no_file_is_fine(send: Send, window: Visitor) -> None:
    for answer in (send(), window.post("/files", title="x")):
        assert (answer.status_code, answer.text) == (200, "")
    assert on_disk() == []


def test_five_at_once_and_no_more(send: Send) -> None:
    five = [(made.png(n, 1), f"{n}.png") for n in range(1, 6)]
    refused(send(*five, (made.pdf(), "6.pdf")), evidence.TOO_MANY)
    assert len(send(*five).text.split(",")) == 5
    assert len(on_disk()) == 5


def test_of_several_the_wrong_one_is_named_and_none_is_kept(send: Send) -> None:
    refused(send((made.pdf(), "a.pdf"), (made.PROGRAM, "b.pdf")), f"File 2 of 2: {formats.UNKNOWN}")


ODD = {
    "a program renamed": (made.PROGRAM, "certificate.pdf", formats.UNKNOWN),
    "a drawing with a script": (made.SVG, "photo.png", formats.UNKNOWN),
    "a zip bomb": (made.archive(10**6), "certificate.pdf", formats.UNKNOWN),
    "a web page": (made.WEB_PAGE, "certificate.jpg", formats.UNKNOWN),
    "nothing": (b"", "certificate.pdf", formats.EMPTY),
    "half a picture": (made.png()[:-9], "photo.png", formats.CUT_OFF),
    "a path": (made.pdf(), "../certificate.pdf", file_names.PATH),
    "a long path": (made.pdf(), "../../../../etc/cron.d/x", file_names.PATH),
    "an absolute path": (made.pdf(), "/etc/passwd", file_names.PATH),
    "a client": (made.pdf(), "A204881736.pdf", "The name of the file: This looks like an A-number"),
}


@pytest.mark.both
@pytest.mark.parametrize("what", ODD)
def test_what_is_no_evidence_is_refused(send: Send, what: str) -> None:
    content, name, why = ODD[what]
    refused(send((content, name)), why)


def test_what_the_request_calls_it_does_not_count(send: Send, window: Visitor) -> None:
    """Here every file is sent as application/pdf."""
    number = send((made.png(), "x.exe")).text
    answer = window.get(f"/files/{number}")
    assert answer.mimetype == "image/png"
    assert "x.png" in answer.headers["Content-Disposition"]


def test_too_large_is_said_with_how_large_it_may_be(send: Send, window: Visitor) -> None:
    """A little above the limit is read to be refused beside the field; far above not at all."""
    assert send((made.large_pdf(5 * MB - 1000), "a.pdf")).status_code == 200
    answer = send((made.large_pdf(5 * MB), "a.pdf"))
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.text
    for length in (6 * MB, 100 * MB, 10**18):
        sent = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": f"{FORM}; boundary=x"}
        answer = window.open("/files", method="POST", environ_overrides=sent)
        assert answer.status_code == 413
        assert "Files may have 5 MB together." in answer.text
    assert "Files may have" not in window.open("/theme", method="POST", environ_overrides=sent).text


def test_how_large_is_a_setting(app: Flask, cast: Cast) -> None:
    with with_doors(app, evidence_mb=1) as small:
        window = Visitor(small, cast.learner)
        assert "5 files, 1 MB together" in window.get("/files").text
        assert post(window, (made.large_pdf(MB), "a.pdf")).status_code == 422
        assert post(window, (made.large_pdf(2 * MB), "a.pdf")).status_code == 413
        assert post(window, (made.large_pdf(MB // 2), "a.pdf")).status_code == 200


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As when a disk is full: the system refuses to write on."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.filterwarnings("ignore:Exception ignored")  # Werkzeug leaves its file to the collector
@pytest.mark.parametrize("size", [17 * MB, 24 * MB])
def test_a_full_disk_is_said_and_keeps_nothing(app: Flask, cast: Cast, size: int) -> None:
    """Whether it is full as the request comes in, or when the file is to be kept."""
    with with_doors(app, evidence_mb=25) as wide:
        window = Visitor(wide, cast.learner)
        with no_file_larger_than(16 * MB):
            answer = post(window, (made.large_pdf(size), "a.pdf"))
        gc.collect()
        assert answer.status_code == 507
        assert "There is no room" in answer.text
        assert (rows(), on_disk()) == (0, [])
        assert post(window, (made.large_pdf(size), "a.pdf")).status_code == 200


def test_a_disk_that_is_nearly_full_is_left_to_the_database(
    send: Send, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("lms.base.shelf.RESERVE", 10**18)
    refused(send((made.pdf(), "Ana Lima.pdf")), "There is no room for files on the server", 507)
    assert "a file could not be kept" in caplog.messages
    assert "Ana" not in caplog.text


@pytest.mark.both
def test_a_folder_that_cannot_be_used_is_no_fault(send: Send, window: Visitor) -> None:
    folder = files.shelf().folder
    folder.write_text("a file in its place")
    try:
        answer = send((made.pdf(), "a.pdf"))
        assert answer.status_code == 507
        assert "There is no room for files" in answer.text
        assert rows() == 0
    finally:
        folder.unlink()
    assert send((made.pdf(), "a.pdf")).status_code == 200


@pytest.mark.both
@pytest.mark.parametrize("how", ["missing", "cut"])
def test_a_file_that_is_lost_is_a_plain_page(
    send: Send, window: Visitor, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    number = send((made.pdf(), "Ana Lima.pdf")).text
    (place,) = on_disk()
    path = files.shelf().folder / place
    path.unlink() if how == "missing" else path.write_bytes(made.pdf()[:50])
    answer = window.get(f"/files/{number}")
    assert answer.status_code == 410
    assert files.MISSING in words(answer)
    assert answer.mimetype == "text/html"
    assert "a file is missing" in caplog.messages
    assert "Ana" not in caplog.text


@pytest.mark.both
def test_a_removed_file_says_so(send: Send, window: Visitor) -> None:
    number = send((made.pdf(), "Ana Lima.pdf")).text
    answers = [window.post(f"/files/{number}/remove").text for _ in range(2)]
    assert answers == ["removed", "was removed"]
    answer = window.get(f"/files/{number}")
    assert answer.status_code == 410
    assert "This file was removed: it named a client." in words(answer)
    assert "Ana" not in answer.text
    assert on_disk() == []


def test_a_file_that_only_its_name_came_of_is_asked_for_again(window: Visitor) -> None:
    answer = window.post("/files", title="x", file="certificate.pdf")
    assert answer.status_code == 422
    assert evidence.LOST in words(answer)


def test_signed_out_meanwhile_the_words_wait_and_the_file_is_asked_for(
    app: Flask, cast: Cast
) -> None:
    """A file cannot wait in a page; nothing is added without it unseen."""
    with with_doors(app) as made_app:
        learner = Visitor(made_app, cast.learner)
        learner.get("/files")
        with learner.client.session_transaction() as session:
            session["seen"] = session["started"] = "2026-03-01T00:00:00+00:00"
        answer = post(learner, (made.large_pdf(4 * MB), "a.pdf"))
        assert answer.status_code == 307
        sent = body({"title": "A day in Ogden"}, (made.large_pdf(4 * MB), "a.pdf"))
        answer = learner.open(
            answer.location, method="POST", data=sent, content_type=f"{FORM}; boundary=x"
        )
        assert answer.status_code == 401
        (sealed,) = re.findall(r'name="kept"[^>]* value="([^"]+)"', answer.text)
        who = {"email": cast.learner.email, "password": PASSWORD, "kept": sealed}
        back = learner.post("/sign-in", **who)
        fields = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)<', back.text))
        assert fields == {"title": "A day in Ogden", "file": LOST}
        (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', back.text)[-1:]
        answer = learner.post("/files", csrf_token=token, **fields)
        assert answer.status_code == 422
        assert evidence.LOST in words(answer)
        assert 'value="A day in Ogden"' in answer.text
        assert (rows(), on_disk()) == (0, [])


def test_a_form_without_its_token_keeps_nothing(window: Visitor) -> None:
    sent = body({"csrf_token": ""}, (made.pdf(), "a.pdf"))
    answer = window.open("/files", method="POST", data=sent, content_type=f"{FORM}; boundary=x")
    assert answer.status_code == 400
    assert (rows(), on_disk()) == (0, [])
