"""My onboarding with 1,000 learners half way: its speed beside a bare view, queries, bytes.

The bare view renders the same template from data prepared beforehand: no session, no database.
Both are answered by the same production server, in turn, so that a slow moment hits both.
"""

import gzip
import http.client
import re
import socket
import statistics
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import waitress.server
from flask import Flask, Response
from flask_login import login_user
from sqlalchemy import event

from bench.office import fill
from lms.app import create_app
from lms.base import gate
from lms.base.db import db
from lms.people import queries as people
from lms.people.models import Person
from lms.progress import views
from lms.progress.work import works_of
from lms.serving import settle
from tests.databases import prepare, settings
from tests.visitor import Visitor

LEARNERS, ROUNDS, EACH = 1000, 12, 25


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{Path(folder) / 'bench.db'}", log_level="ERROR"))
        prepare(app)
        with app.app_context():
            learner = fill(LEARNERS)
            window = Visitor(app, learner)
            _add_bare(app, learner)
            _queries(window)
            _bytes(window)
            _speed(app, window)


def _add_bare(app: Flask, learner: Person) -> None:
    """The same template, its data prepared once."""
    actor = people.actor(learner.id)
    assert actor is not None
    with app.test_request_context("/onboarding"):
        login_user(actor)
        given = views.prepared(actor, works_of(actor.id))
        app.update_template_context(given)
        given["csrf_token"] = lambda: "0" * 91
        given["get_flashed_messages"] = list
    db.session.commit()
    template = app.jinja_env.get_template("progress/my_onboarding.html")
    bare = gate.public(lambda: Response(template.render(given), mimetype="text/html"))
    app.view_functions["bare"] = bare
    app.url_map.add(app.url_rule_class("/bare", endpoint="bare", methods=["GET"]))


def _queries(window: Visitor) -> None:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(str(args[2]))

    window.get("/onboarding")
    event.listen(db.engine, "before_cursor_execute", note)
    window.get("/onboarding")
    event.remove(db.engine, "before_cursor_execute", note)
    print(f"queries of My onboarding: {len(seen)} (at most 8)")


def _bytes(window: Visitor) -> None:
    page = window.get("/onboarding").data
    assets = set(re.findall(rb'(/assets/[^"#]+)', page))
    size = len(gzip.compress(page))
    rest = sum(len(gzip.compress(window.get(path.decode()).data)) for path in assets)
    print(f"bytes gzipped: first visit {(size + rest) / 1000:.1f} kB (at most 60), "
          f"after {size / 1000:.1f} kB (at most 25)")  # fmt: skip


def _speed(app: Flask, window: Visitor) -> None:
    cookie = window.client.get_cookie("preceptor")
    assert cookie is not None
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = waitress.server.create_server(app, host="127.0.0.1", port=port, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    settle()
    headers = {"Cookie": f"preceptor={cookie.value}"}
    real: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(_rate(port, "/bare", {}))
        real.append(_rate(port, "/onboarding", headers))
    shares = [mine / plain for mine, plain in zip(real, bare, strict=True)]
    print(f"My onboarding, {LEARNERS} learners: {statistics.median(real):.0f} requests a second, "
          f"bare view {statistics.median(bare):.0f}, share {statistics.median(shares):.0%} "
          f"(at least 40 %; rounds {min(shares):.0%} to {max(shares):.0%})")  # fmt: skip
    server.close()


def _rate(port: int, path: str, headers: dict[str, str]) -> float:
    """Requests a second over one connection kept open, as a share needs no more."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for _ in range(EACH):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        answer.read()
    connection.close()
    return EACH / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
