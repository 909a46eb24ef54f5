"""`make bench`: the figures of docs/architecture.md, each as a share of the least it could cost."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from bench import (
    approvals,
    banks,
    competencies,
    guarding,
    importing,
    onboarding,
    quizzes,
    team,
    team_file,
    ticking,
    training,
)
from bench.office import fill
from lms.app import create_app
from lms.progress.work import works_of
from lms.serving import settle
from tests import postgres
from tests.databases import postgresql, prepare, settings
from tests.serving import serving
from tests.visitor import Visitor

SMALL, LARGE, FEW, TEAM = 10, 1000, 50, 5000


def main() -> None:
    """Print the figures, at two sizes where they must not grow."""
    guarding.speed()
    guarding.false_alarms()
    banks.speed()
    banks.floods()
    for learners in (SMALL, LARGE):
        with office(learners) as (app, window):
            measure(app, window, learners)
    with office(FEW) as (app, window):
        team.queries(team.officer(app), FEW)
        trained(app)
        training.queries(team.officer(app), FEW)
        rated(app)
        competencies.queries(team.officer(app), FEW)
        quizzes.fill()
        quizzes.count(window, team.officer(app), FEW)
    with office(LARGE) as (app, _):
        measure_competencies(app)
    with office(TEAM) as (app, window):
        measure_team(app)
        measure_training(app, TEAM)
        measure_quizzes(app, window, TEAM)
    try:
        with postgres.server() as server, postgresql(server) as (app, renew), app.app_context():
            renew()
            fill(TEAM)
            file_of_team(app, "PostgreSQL", 3000)
    except FileNotFoundError as error:
        print(f"not measured on PostgreSQL: {error}")
    with office(SMALL) as (app, window):
        importing.speed(app, window, cookie_of(window))


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
    cookie = cookie_of(window)
    with served(app) as port:
        if learners == LARGE:
            onboarding.speed(port, cookie, learners)
        ticking.speed(port, work.id, window, cookie, learners)


def measure_team(app: Flask) -> None:
    """The page of the whole team, and the team as a file."""
    window = team.officer(app)
    team.queries(window, TEAM)
    team.size(window)
    plain = team.add_bare(app, window)
    cookie = cookie_of(window)
    with served(app) as port:
        team.speed(port, cookie, plain)
    team.busy(_url(app), cookie)
    file_of_team(app, "SQLite", 4000)


def trained(app: Flask) -> None:
    """Let everyone have three years of courses."""
    window = team.officer(app)
    assert window.who is not None
    print(f"{training.fill(window.who)} records of courses")


def measure_training(app: Flask, learners: int) -> None:
    """The team's training, and a transcript."""
    trained(app)
    window = team.officer(app)
    training.queries(window, learners)
    plain = training.add_bare(app, window)
    with served(app) as port:
        training.speed(port, cookie_of(window), plain)


def rated(app: Flask) -> None:
    """Let everyone have ratings of every competency."""
    window = team.officer(app)
    assert window.who is not None
    print(f"{competencies.fill(window.who)} ratings of competencies")


def measure_competencies(app: Flask) -> None:
    """The map of a team, a profile and readiness."""
    rated(app)
    window = team.officer(app)
    competencies.queries(window, LARGE)
    plain = competencies.add_bare(app, window)
    with served(app) as port:
        competencies.speed(port, cookie_of(window), plain)


def measure_quizzes(app: Flask, window: Visitor, learners: int) -> None:
    """Quizzes that everyone took, and more of them handed in."""
    quizzes.fill()
    officer = team.officer(app)
    quizzes.count(window, officer, learners)
    ticking.add_bare(app)
    waiting = quizzes.ready(app)
    with served(app) as port:
        quizzes.handing_in(port, waiting, learners)
        quizzes.analysis(port, cookie_of(officer))


def file_of_team(app: Flask, database: str, at_least: int) -> None:
    """The team as a file, by a worker of its own."""
    cookie = cookie_of(team.officer(app))
    team_file.speed(_url(app), cookie, TEAM, database, at_least)


def _url(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"])


def cookie_of(window: Visitor) -> str:
    """What lets a request in as whoever has this window."""
    held = window.client.get_cookie("preceptor")
    assert held is not None
    return f"preceptor={held.value}"


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port of a server with this app, settled as in production."""
    with serving(app, threads=8) as port:
        settle()
        yield port


if __name__ == "__main__":
    main()
