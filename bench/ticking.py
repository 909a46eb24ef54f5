"""Ticking a task beside the least a lasting change costs: one row, written and synced to the disk.

Both are answered by the same production server, over one connection, in turn.
"""

import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, insert

from lms.base import clock, gate
from lms.base.db import db
from tests.statements import statements as sent
from tests.visitor import Visitor

BARE = Table("bench", MetaData(), Column("id", Integer, primary_key=True), Column("at", DateTime))
ROUNDS, EACH = 12, 20
KEY = "nasw-code"


def add_bare(app: Flask) -> None:
    """A view that inserts one row and commits: no session, no rule."""
    BARE.create(db.engine)
    statement = insert(BARE)

    def write() -> str:
        db.session.execute(statement, {"at": clock.now().replace(tzinfo=None)})
        db.session.commit()
        return ""

    door = gate.harmless(gate.public(write))
    app.view_functions["bare_write"] = door
    rule = app.url_rule_class("/bare-write", endpoint="bare_write", methods=["POST"])
    app.url_map.add(rule)


def statements(window: Visitor, work_id: int) -> int:
    """How many statements one tick takes."""
    path = f"/onboarding/{work_id}/tasks/{KEY}"
    window.post(f"{path}/untick")
    with sent() as seen:
        window.post(f"{path}/tick")
    return len(seen)


def pair(work_id: int, window: Visitor, cookie: str) -> Callable[[HTTPConnection], None]:
    """What ticks a task over a connection, and takes it back."""
    path = f"/onboarding/{work_id}/tasks/{KEY}"
    form = urlencode({"csrf_token": window.token})

    def ticks(connection: HTTPConnection) -> None:
        for verb in ("tick", "untick"):
            post(connection, f"{path}/{verb}", form, {"Cookie": cookie}, 303)

    return ticks


def speed(port: int, work_id: int, window: Visitor, cookie: str, learners: int) -> None:
    """Print the share that a tick reaches of the bare write."""
    ticks = pair(work_id, window, cookie)

    def bare(connection: HTTPConnection) -> None:
        for _ in range(2):
            post(connection, "/bare-write", "", {}, 200)

    pairs = [(_rate(port, bare), _rate(port, ticks)) for _ in range(ROUNDS)]
    shares = [mine / plain for plain, mine in pairs]
    print(f"a tick, {learners} learners: {statistics.median(p[1] for p in pairs):.0f} a second, "
          f"bare insert {statistics.median(p[0] for p in pairs):.0f}, "
          f"share {statistics.median(shares):.0%} (at least 35 %; rounds {min(shares):.0%} "
          f"to {max(shares):.0%})")  # fmt: skip


def post(
    connection: HTTPConnection, path: str, body: str, headers: dict[str, str],
    wanted: int,
) -> None:  # fmt: skip
    """Send a form over a connection that is kept open."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body, form | headers)
    answer = connection.getresponse()
    assert answer.status == wanted, (path, answer.status)
    answer.read()


def _rate(port: int, twice: Callable[[HTTPConnection], None]) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for _ in range(EACH):
        twice(connection)
    connection.close()
    return 2 * EACH / (time.perf_counter() - started)
