"""A list that breaks off on its way must not look whole: a real server, a raw socket."""

import logging
import socket
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, Response, request
from sqlalchemy import column, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from lms.app import create_app
from lms.base import gate, tables
from lms.base.db import db, stream
from lms.people.models import Office
from lms.people.rules import add_office
from tests.databases import settings
from tests.serving import serving

ROWS = 20_000
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
    "SELECT i, abs(CASE i WHEN {bad} THEN -9223372036854775808 ELSE i END) AS size FROM n",
    "postgresql": "SELECT i, 1 / (i - {bad}) AS size FROM generate_series(1, {rows}) AS n(i)",
}  # nothing can be computed at the bad one


def numbers(bad: int) -> tables.Sheet:
    """So many rows, of which one fails; 0 for none."""
    kind = db.engine.dialect.name
    query = text(NUMBERS[kind].format(rows=ROWS, bad=bad)).columns(column("i"), column("size"))
    rows = ((f"Ana {i}", size) for i, size in stream(select(query.subquery())))
    return tables.Sheet("numbers", "Numbers", ("Name", "Size"), rows, date(2026, 3, 4))


@gate.public
def export(kind: str) -> Response:
    return tables.send(numbers(request.args.get("bad", 0, type=int)), kind)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """A server as in production, with such an export."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    other = create_app(settings(url, log_level="ERROR"))
    other.add_url_rule("/numbers.<kind>", "numbers", export)
    with serving(other, threads=2) as port:
        yield port
    with other.app_context():
        db.engine.dispose()


def ask(port: int, path: str, version: str = "1.1") -> tuple[bytes, bytes]:
    """Head and body, byte for byte, until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(f"GET {path} HTTP/{version}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        whole = b"".join(iter(lambda: wire.recv(65536), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.both
def test_a_whole_file_has_its_last_chunk(port: int) -> None:
    head, body = ask(port, "/numbers.csv")
    assert b"200 OK" in head
    assert b"Transfer-Encoding: chunked" in head
    assert body.endswith(b"0\r\n\r\n")
    assert b"Ana 20000" in body


@pytest.mark.both
def test_a_file_that_breaks_off_has_none(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        head, body = ask(port, "/numbers.csv?bad=15000")
    assert b"200 OK" in head
    assert b"Ana 9000" in body  # some of it had gone out
    assert b"Ana 15000" not in body
    assert not body.endswith(b"0\r\n\r\n")  # browsers and curl call that a failed download
    assert "a file broke off" in caplog.messages
    assert "Ana" not in caplog.text


@pytest.mark.both
@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/numbers.csv?bad=1", "1.1"),
        ("/numbers.csv?bad=15000", "1.0"),  # a proxy: to it, an end is an end
        ("/numbers.xlsx?bad=15000", "1.1"),
    ],
)
def test_what_had_not_begun_is_an_error_page(port: int, path: str, version: str) -> None:
    head, body = ask(port, path, version)
    assert head.split()[1] in {b"500", b"503"}
    assert b"Ana" not in body


@pytest.mark.both
def test_a_proxy_gets_the_length(port: int) -> None:
    head, body = ask(port, "/numbers.csv", "1.0")
    assert b"200 OK" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"Ana 20000" in body


@pytest.mark.both
def test_a_long_reading_keeps_nobody_from_writing(app: Flask) -> None:
    """And it goes on showing the state it began with."""
    for number in range(50):
        add_office(f"Office {number:02}", "America/Boise")
    db.session.commit()
    with app.test_request_context():  # a GET
        seen = stream(select(Office.name).order_by(Office.name), size=5)
        first = next(seen)
        with Session(db.engine.execution_options(sqlite_begin="IMMEDIATE")) as other:
            other.add(Office(name="Office 49a", time_zone="America/Boise"))
            other.commit()
        names = [first.name, *(row.name for row in seen)]
        db.session.rollback()
    assert len(names) == 50


@pytest.mark.both
def test_whoever_leaves_midway_leaves_no_reading_open(app: Flask) -> None:
    pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    with app.test_request_context():
        before = pool.checkedout()
        answer = tables.send(numbers(0), tables.CSV)
        assert next(iter(answer.iter_encoded()))
        assert pool.checkedout() == before + 1
        answer.close()
        assert pool.checkedout() == before
        answer = tables.send(numbers(0), tables.CSV)  # HEAD: nobody reads any of it
        answer.close()
        del answer
        assert pool.checkedout() == before
