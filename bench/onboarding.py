"""My onboarding of a learner half way: its speed beside a bare view, queries, bytes.

The bare view renders the same template from data prepared beforehand: no session, no database.
Both are answered by the same production server, in turn, so that a slow moment hits both.
"""

import gzip
import http.client
import re
import statistics
import time

from flask import Flask, Response
from flask_login import login_user

from lms.base import gate
from lms.base.db import db
from lms.people import queries as people
from lms.people.models import Person
from lms.progress import views
from lms.progress.work import works_of
from tests.statements import statements
from tests.visitor import Visitor

ROUNDS, EACH = 12, 25


def add_bare(app: Flask, learner: Person) -> None:
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


def queries(window: Visitor) -> None:
    """Print how many queries the page takes."""
    window.get("/onboarding")
    with statements() as seen:
        window.get("/onboarding")
    print(f"queries of My onboarding: {len(seen)} (at most 8)")


def size(window: Visitor) -> None:
    """Print how much travels to the browser."""
    page = window.get("/onboarding").data
    assets = set(re.findall(rb'(/assets/[^"#]+)', page))
    page_size = len(gzip.compress(page))
    rest = sum(len(gzip.compress(window.get(path.decode()).data)) for path in assets)
    print(f"bytes gzipped: first visit {(page_size + rest) / 1000:.1f} kB (at most 60), "
          f"after {page_size / 1000:.1f} kB (at most 25)")  # fmt: skip


def speed(port: int, cookie: str, learners: int) -> None:
    """Print the share that the page reaches of the bare view."""
    real: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(_rate(port, "/bare", {}))
        real.append(_rate(port, "/onboarding", {"Cookie": cookie}))
    shares = [mine / plain for mine, plain in zip(real, bare, strict=True)]
    print(f"My onboarding, {learners} learners: {statistics.median(real):.0f} requests a second, "
          f"bare view {statistics.median(bare):.0f}, share {statistics.median(shares):.0%} "
          f"(at least 40 %; rounds {min(shares):.0%} to {max(shares):.0%})")  # fmt: skip


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
