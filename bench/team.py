"""The team page of five thousand people: queries, bytes, its share of a bare view, looking back,
and what two workers answer.
"""

import gzip
import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from bench import bare
from bench.workers import get, rate, workers
from lms.base import clock, events
from lms.base.db import db
from lms.people.models import Person
from lms.reports.views import team
from lms.reports.views.looking import look
from tests.statements import statements
from tests.visitor import Visitor

ROUNDS, EACH, SECONDS, WORKERS, CHANGES = 8, 10, 6, 2, 10
PAGE = "/team"


def officer(app: Flask) -> Visitor:
    """The window of the office's training officer."""
    found = select(Person).where(Person.name == "Priya Raman")
    return Visitor(app, db.session.scalars(found).one())


def queries(window: Visitor, learners: int) -> None:
    """Print how many queries the page takes, now and as at a past day."""
    for path, said in ((PAGE, ""), (_back(), ", as at a past day")):
        window.get(path)
        with statements() as seen:
            window.get(path)
        print(f"queries of the team page{said}, {learners} people: {len(seen)}")


def size(window: Visitor) -> None:
    """Print how much of it travels."""
    page = len(gzip.compress(window.get(PAGE).data))
    print(f"the team page of 50, gzipped: {page / 1000:.1f} kB (at most 40)")


def add_bare(app: Flask, window: Visitor) -> str:
    """The same page without its work; the address where."""

    def prepare() -> dict[str, Any]:
        found = look()
        assert found is not None
        return team.prepared(found)

    return bare.add(app, window, PAGE, "reports/team.html", prepare)


def speed(port: int, cookie: str, plain: str) -> None:
    """Print the share of the bare view, and what looking back costs beside now."""
    held = {"Cookie": cookie}
    rounds = [
        (rate_of(port, plain, {}), rate_of(port, PAGE, held), rate_of(port, _back(), held))
        for _ in range(ROUNDS)
    ]
    without, now, back = zip(*rounds, strict=True)
    bare.tell("the team page", without, now)
    times = [mine / then for mine, then in zip(now, back, strict=True)]
    print(f"the team page as at a past day: {statistics.median(back):.0f} requests a second, "
          f"{statistics.median(times):.1f} times as long as now (at most 3; rounds "
          f"{min(times):.1f} to {max(times):.1f})")  # fmt: skip


def busy(url: str, cookie: str) -> None:
    """Print what two processes answer in a second, while nothing changes and while much does."""
    with workers(url, WORKERS) as found:
        for one in found:
            get(one.port, PAGE, cookie)
        still = rate(found, PAGE, cookie, SECONDS)
        with _somebody_at_work():
            lively = rate(found, PAGE, cookie, SECONDS)
    print(f"the team page on {WORKERS} workers: {still:.0f} requests a second (at least 80); "
          f"{lively:.0f} while something changes {CHANGES} times a second")  # fmt: skip


@contextmanager
def _somebody_at_work() -> Iterator[None]:
    """A line of the record comes again and again: what was put in order holds no longer."""
    over = threading.Event()
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def work() -> None:
        with app.app_context():
            while not over.wait(1 / CHANGES):
                events.record(events.SYSTEM, "measured", actor_id=None)
                db.session.commit()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _back() -> str:
    return f"{PAGE}?on={clock.now().date() - timedelta(days=15)}"


def rate_of(port: int, path: str, headers: dict[str, str], number: int = EACH) -> float:
    """Requests a second over one connection, asked one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for _ in range(number):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        answer.read()
    connection.close()
    return number / (time.perf_counter() - started)
