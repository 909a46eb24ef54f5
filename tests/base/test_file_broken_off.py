"""An upload that breaks off, a process that is killed: no row, no file, nothing half.

A real server and a raw socket; a real process and a real kill.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from lms.base import files
from lms.base.db import db
from lms.base.files import StoredFile
from tests.base import made_files as made
from tests.base.file_doors import with_doors
from tests.base.test_file_doors import FORM, body
from tests.base.test_files import old, on_disk
from tests.cast import Cast
from tests.serving import HOST, serving
from tests.visitor import Visitor

# What a request had buffered when it broke off is left to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored")
MB = 1024 * 1024


@pytest.fixture
def server(app: Flask, cast: Cast) -> Iterator[tuple[int, str, str]]:
    """The port of a real server with such doors, the learner's cookie, and their token."""
    with with_doors(app, log_level="ERROR") as other:
        window = Visitor(other, cast.learner)
        window.get("/files")
        cookie = window.client.get_cookie("preceptor")
        assert cookie is not None
        db.session.commit()
        with serving(other, threads=2) as port:
            yield port, f"preceptor={cookie.value}", window.token
    gc.collect()


def head(cookie: str, length: int) -> bytes:
    """The beginning of an upload that says it is so many bytes long."""
    lines = (
        "POST /files HTTP/1.1", "Host: localhost", f"Cookie: {cookie}", f"Content-Length: {length}",
        f"Content-Type: {FORM}; boundary=x", "Connection: close", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def rows() -> int:
    db.session.rollback()
    found = db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()
    db.session.rollback()
    return found


def answered(port: int, *parts: bytes) -> bytes:
    """Send these, and read until the server closes."""
    with socket.create_connection((HOST, port), timeout=30) as wire:
        for part in parts:
            wire.sendall(part)
        return b"".join(iter(lambda: wire.recv(65536), b""))


@pytest.mark.both
def test_an_upload_that_breaks_off_keeps_nothing(server: tuple[int, str, str]) -> None:
    """At any point; the server goes on, and the same upload works the next time."""
    port, cookie, token = server
    sent = body({"csrf_token": token}, (made.large_pdf(MB), "a.pdf"))
    for much in (0, 100, len(sent) // 2, len(sent) - 1):
        with socket.create_connection((HOST, port), timeout=30) as wire:
            wire.sendall(head(cookie, len(sent)) + sent[:much])
    assert (rows(), on_disk()) == (0, [])
    assert answered(port, head(cookie, len(sent)), sent).startswith(b"HTTP/1.1 200")
    assert (rows(), len(on_disk())) == (1, 1)


def test_a_form_that_ends_early_keeps_nothing(server: tuple[int, str, str]) -> None:
    """A request that is complete by its length, with a form that is not."""
    port, cookie, token = server
    sent = body({"csrf_token": token}, (made.pdf(), "a.pdf"))[:-40]
    said = answered(port, head(cookie, len(sent)), sent)
    assert said.split()[1] in {b"400", b"422"}
    assert (rows(), on_disk()) == (0, [])


def test_a_hundred_megabytes_are_refused_before_they_are_sent(
    server: tuple[int, str, str],
) -> None:
    """By the server itself, and at once: it waits for none of them."""
    port, cookie, _ = server
    said = answered(port, head(cookie, 100 * MB))
    assert said.startswith(b"HTTP/1.1 413")


def test_a_little_too_much_is_refused_with_a_page(server: tuple[int, str, str]) -> None:
    """A photograph of ten megabytes: the page says how large it may be."""
    port, cookie, token = server
    sent = body({"csrf_token": token}, (made.large_pdf(10 * MB), "a.pdf"))
    said = answered(port, head(cookie, len(sent)), sent)
    assert said.startswith(b"HTTP/1.1 413")
    assert b"Files may have 5 MB together" in said
    assert (rows(), on_disk()) == (0, [])


KILLED = """
    import io, sys, time
    from config import Settings
    from lms.app import create_app
    from lms.base import files
    from lms.base.db import db
    from tests.base import made_files as made

    settings = Settings.model_validate_json(sys.argv[1])
    app = create_app(settings)
    with app.app_context():
        checked = files.check("a.pdf", io.BytesIO(made.pdf()))
        files.store(checked, person_id=int(sys.argv[2]), actor_id=int(sys.argv[2]))
        if sys.argv[3] == "after":
            db.session.connection().connection.driver_connection.commit()
        print("now", flush=True)
        time.sleep(60)
"""


@pytest.mark.both
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_is_killed_leaves_no_row_without_its_file(
    app: Flask, cast: Cast, when: str
) -> None:
    """Right before its commit, or right after: what is left is settled later."""
    settings = app.extensions["settings"].model_dump_json()
    who = str(cast.learner.id)
    db.session.commit()
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), settings, who, when],
        stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"now\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for _ in range(100):  # PostgreSQL ends the session when it notices
        if rows() == (1 if when == "after" else 0):
            break
        time.sleep(0.1)
    (place, mark) = on_disk()
    assert mark == f"unsettled/{place}"
    old(place)
    assert files.sweep() == (0 if when == "after" else 1)
    assert on_disk() == ([place] if when == "after" else [])
    assert rows() == len(on_disk())
