"""Real databases, the one cast, and a browser that signs in: what every test stands on."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from lms.base import chain_check
from lms.people.actor import Actor
from lms.progress import timeline
from tests import cast as people
from tests import databases, folders, postgres
from tests.visitor import Visitor

CI = os.environ.get("CI") == "true"
NOON = datetime.fromisoformat("2026-03-04T19:00:00+00:00")  # Wednesday noon at the office
Made = tuple[Flask, databases.Store]

slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile("laptop", max_examples=25, deadline=None,
                                     suppress_health_check=slow)  # fmt: skip
hypothesis_settings.register_profile("ci", max_examples=200, deadline=None,
                                     suppress_health_check=slow)  # fmt: skip
hypothesis_settings.load_profile("ci" if CI else "laptop")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite for every test that needs a database; PostgreSQL too where marked, and in CI."""
    if "kind" in metafunc.fixturenames:
        both = CI or metafunc.definition.get_closest_marker("both")
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("kind", kinds, scope="session")


def missing(reason: str) -> None:
    """What a laptop may lack, CI may not."""
    if CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def opened() -> Iterator[Callable[[str], Made]]:
    """One app per kind of database and test process, made when first asked for."""
    made: dict[str, Made] = {}
    with ExitStack() as stack:

        def of(kind: str) -> Made:
            if kind not in made and kind == "sqlite":
                folder = stack.enter_context(TemporaryDirectory(dir=folders.quick()))
                made[kind] = stack.enter_context(databases.sqlite(Path(folder)))
            elif kind not in made:
                try:
                    server = stack.enter_context(postgres.server())
                except FileNotFoundError as error:
                    missing(str(error))
                made[kind] = stack.enter_context(databases.postgresql(server))
            return made[kind]

        yield of


@pytest.fixture
def app(
    kind: str, opened: Callable[[str], Made], request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The app with a fresh database, inside its context."""
    found, renew = opened(kind)
    renew(cast="cast" in request.fixturenames)
    with found.app_context():
        yield found


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """It is noon of the third day; a test may shift it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(
    app: Flask, kind: str, opened: Callable[[str], Made], noon: time_machine.Traveller
) -> people.Cast:
    """Everyone."""
    _, renew = opened(kind)
    if not renew.peopled:
        people.assemble()
        renew.keep_cast()
    return people.found()


@pytest.fixture
def me(cast: people.Cast) -> Actor:
    """The learner, as rules know them."""
    return people.actor(cast.learner)


@pytest.fixture
def boss(cast: people.Cast) -> Actor:
    """The learner's supervisor."""
    return people.actor(cast.supervisor)


@pytest.fixture
def officer(cast: people.Cast) -> Actor:
    """The training officer of the learner's office."""
    return people.actor(cast.officer)


@pytest.fixture
def sound(cast: people.Cast) -> Iterator[None]:
    """Whatever a test did, the kept lines and the record are right afterwards."""
    yield
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """A browser window for someone of the cast (or for nobody)."""
    return lambda who=None, *, signing=True: Visitor(app, who, signing=signing)
