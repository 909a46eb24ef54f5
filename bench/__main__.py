"""`make bench`: the figures of docs/architecture.md, each as a share of the least it could cost."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import waitress.server
from flask import Flask

from bench import approvals, importing, onboarding, ticking
from bench.office import fill
from lms.app import create_app
from lms.progress.work import works_of
from lms.serving import settle
from tests.databases import prepare, settings
from tests.visitor import Visitor

SMALL, LARGE = 10, 1000


def main() -> None:
    """Print the figures, at two sizes where they must not grow."""
    for learners in (SMALL, LARGE):
        with office(learners) as (app, window):
            measure(app, window, learners)
    with office(SMALL) as (app, _):
        importing.speed(app)


@contextmanager
def office(learners: int) -> Iterator[tuple[Flask, Visitor]]:
    """An app on a file of its own, and the window of one learner among so many."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{Path(folder) / 'bench.db'}", log_level="ERROR"))
        prepare(app)
        with app.app_context():
            yield app, Visitor(app, fill(learners))


def measure(app: Flask, window: Visitor, learners: int) -> None:
    """Queries first, then speed by a real server."""
    assert window.who is not None
    work = works_of(window.who.id)[0]
    print(f"statements of a tick, {learners} learners: {ticking.statements(window, work.id)} "
          "(at most 12)")  # fmt: skip
    if learners == LARGE:
        onboarding.queries(window)
        onboarding.size(window)
        approvals.queries(app, work)
    onboarding.add_bare(app, window.who)
    ticking.add_bare(app)
    held = window.client.get_cookie("preceptor")
    assert held is not None
    cookie = f"preceptor={held.value}"
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = waitress.server.create_server(app, host="127.0.0.1", port=port, threads=8)
    threading.Thread(target=server.run, daemon=True).start()  # it ends with this process
    settle()
    if learners == LARGE:
        onboarding.speed(port, cookie, learners)
    ticking.speed(port, work.id, window, cookie, learners)


if __name__ == "__main__":
    main()
