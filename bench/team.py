"""The team page of five thousand people: queries, bytes, its share of a bare view, looking back,
what two workers answer, and how fast all of it leaves as a file.
"""

import gzip
import http.client
import resource
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context

import waitress
from flask import Flask, Response
from flask_login import login_user
from sqlalchemy import select

from lms.app import create_app
from lms.base import clock, gate
from lms.base.db import db
from lms.people import queries as people
from lms.people.models import Person
from lms.reports.views import team
from lms.reports.views.looking import look
from lms.serving import settle
from tests.databases import settings
from tests.statements import statements
from tests.visitor import Visitor

ROUNDS, EACH, SECONDS, WORKERS = 8, 10, 6, 2
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


def add_bare(app: Flask, window: Visitor) -> None:
    """The same template, its data prepared once: no session, no database."""
    assert window.who is not None
    actor = people.actor(window.who.id)
    assert actor is not None
    with app.test_request_context(PAGE):
        login_user(actor)
        found = look()
        assert found is not None
        given = team.prepared(found)
        app.update_template_context(given)
        given["csrf_token"] = lambda: "0" * 91
        given["get_flashed_messages"] = list
    db.session.commit()
    template = app.jinja_env.get_template("reports/team.html")

    def bare() -> Response:
        with app.test_request_context(PAGE):
            return Response(template.render(given), mimetype="text/html")

    app.view_functions["bare_team"] = gate.public(bare)
    app.url_map.add(app.url_rule_class("/bare-team", endpoint="bare_team", methods=["GET"]))


def speed(port: int, cookie: str) -> None:
    """Print the share of the bare view, and what looking back costs beside now."""
    held = {"Cookie": cookie}
    rounds = [
        (_rate(port, "/bare-team", {}), _rate(port, PAGE, held), _rate(port, _back(), held))
        for _ in range(ROUNDS)
    ]
    bare, now, back = (statistics.median(one) for one in zip(*rounds, strict=True))
    shares = [mine / plain for plain, mine, _ in rounds]
    times = [mine / then for _, mine, then in rounds]
    print(f"the team page: {now:.0f} requests a second, bare view {bare:.0f}, share "
          f"{statistics.median(shares):.0%} (at least 40 %; rounds {min(shares):.0%} to "
          f"{max(shares):.0%})")  # fmt: skip
    print(f"the team page as at a past day: {back:.0f} requests a second, "
          f"{statistics.median(times):.1f} times as long as now (at most 3; rounds "
          f"{min(times):.1f} to {max(times):.1f})")  # fmt: skip


def workers(url: str, cookie: str, ports: list[int]) -> None:
    """Print what two processes answer in a second together."""
    with _served(url, ports):
        counts = [0] * (2 * WORKERS)
        threads = [
            threading.Thread(target=_ask, args=(ports[n % WORKERS], cookie, counts, n))
            for n in range(2 * WORKERS)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    print(f"the team page on {WORKERS} workers: {sum(counts) / SECONDS:.0f} requests a second "
          "(at least 80)")  # fmt: skip


@contextmanager
def _served(url: str, ports: list[int]) -> Iterator[None]:
    spawn = get_context("spawn")
    running = [spawn.Process(target=serve, args=(url, port), daemon=True) for port in ports]
    for one in running:
        one.start()
    for port in ports:
        _wait_for(port)
    try:
        yield
    finally:
        for one in running:
            one.terminate()
            one.join()


def serve(url: str, port: int) -> None:
    """One worker, as in production."""
    app = create_app(settings(url, log_level="ERROR"))
    settle()
    waitress.serve(app, host="127.0.0.1", port=port, threads=4, _quiet=True)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            _rate(port, "/healthz", {}, number=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a worker did not start")


def _ask(port: int, cookie: str, counts: list[int], place: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        connection.request("GET", PAGE, headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        counts[place] += 1


def file(port: int, cookie: str, learners: int, database: str) -> None:
    """Print how many people a second leave as CSV, and how much the process grows by it."""
    before = _peak()
    started = time.perf_counter()
    body = _get(port, f"{PAGE}.csv", cookie)
    seconds = time.perf_counter() - started
    lines = body.count(b"\r\n") - 1
    print(f"CSV of {learners} people on {database}: {learners / seconds:.0f} people a second, "
          f"{lines} lines, {len(body) / 1e6:.1f} MB; growth {_peak() - before:.0f} MB "
          "(at least 4,000 on SQLite, 3,000 on PostgreSQL; below 30 MB)")  # fmt: skip


def _get(port: int, path: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    return answer.read()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _back() -> str:
    return f"{PAGE}?on={clock.now().date() - timedelta(days=15)}"


def _rate(port: int, path: str, headers: dict[str, str], number: int = EACH) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for _ in range(number):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        answer.read()
    connection.close()
    return number / (time.perf_counter() - started)
