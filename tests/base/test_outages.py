"""When the database is away, locked or of another version: said plainly, and over by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import event, text

from lms.app import create_app
from lms.base.db import db
from lms.people.models import Person
from tests import databases
from tests.cast import PASSWORD, Cast
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.both
def test_a_healthy_system_says_so(app: Flask, visit: Visit) -> None:
    """In words that a monitor can read."""
    answer = visit().get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"ok": True, "database": "ok", "migrations": "current"}
    assert "Set-Cookie" not in answer.headers


@pytest.mark.both
def test_tables_of_another_version_are_noticed(app: Flask, visit: Visit) -> None:
    """An upgrade that was forgotten shows at once; made up for, all is well."""
    db.session.commit()
    downgrade(revision="base")
    answer = visit().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "database": "ok", "migrations": "behind"}
    upgrade()
    assert visit().get("/healthz").status_code == 200


def test_tables_of_a_later_version_are_noticed(app: Flask, visit: Visit) -> None:
    """As after going back to older code."""
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    db.session.commit()
    assert visit().get("/healthz").status_code == 503


@pytest.fixture(params=["sqlite", "postgresql"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database cannot be reached."""
    folder = tmp_path / "gone"
    urls = {"sqlite": f"sqlite:///{folder}/x.db", "postgresql": "postgresql://u:word@127.0.0.1:1/n"}
    made = create_app(databases.settings(urls[request.param]))
    if folder.exists():
        folder.rmdir()
    with made.app_context():
        yield made


def test_health_says_that_the_database_is_away(away: Flask) -> None:
    """503, and nothing about where it should have been."""
    answer = Visitor(away).get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "database": "unreachable", "migrations": "unknown"}


def test_pages_say_that_the_database_is_away(away: Flask) -> None:
    """To whoever is signed in as well, for who that is cannot be read either."""
    for who in (None, Person(id=1, session_key="k")):
        window = Visitor(away, who)
        answers = [window.get("/sign-in"),
                   window.post("/sign-in", email="a@example.org", password=PASSWORD)]  # fmt: skip
        if who:
            answers += [window.get(path) for path in ("/", "/onboarding", "/approvals", "/nothing")]
            answers += [window.post("/sign-out")]
        for answer in answers:
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "60"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "The system cannot save right now" in answer.text
            assert "word" not in answer.text.replace("password", "")


def test_what_needs_no_database_goes_on(away: Flask) -> None:
    """The look of the page that says so, among other things."""
    digest = away.extensions["assets"]["app.css"][0]
    for who in (None, Person(id=1, session_key="k")):
        assert Visitor(away, who).get(f"/assets/{digest}/app.css").status_code == 200
    assert Visitor(away).get("/nothing").status_code == 404


@pytest.fixture
def impatient(app: Flask, kind: str) -> Iterator[Flask]:
    """An app on the same database that waits for a lock only briefly."""
    made = create_app(app.extensions["settings"])
    brief = "PRAGMA busy_timeout=50" if kind == "sqlite" else "SET lock_timeout = '50ms'"

    def wait_briefly(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(brief)
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]

    with made.app_context():
        event.listen(db.engine, "connect", wait_briefly)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.both
def test_a_lock_that_never_comes_is_an_outage(cast: Cast, impatient: Flask) -> None:
    """Said as such; once the lock is gone, the same click works."""
    window = Visitor(impatient, cast.learner)
    path = f"/onboarding/{cast.work.id}/tasks/nasw-code/tick"
    db.session.commit()
    learner, token = cast.learner.id, {"csrf_token": window.token}
    take = text(
        "UPDATE event_chain SET number = number WHERE subject_kind = 'person' AND subject_id = :id"
    )
    db.session.execute(take, {"id": learner})
    held = window.client.post(path, data=token)
    db.session.rollback()
    assert held.status_code == 503
    assert "Nothing was changed." in held.text
    assert held.headers["Retry-After"] == "60"
    assert window.client.post(path, data=token).status_code == 303


@pytest.mark.both
def test_a_connection_that_was_lost_is_replaced(app: Flask, kind: str, visit: Visit) -> None:
    """The database was restarted: nobody is shown an error for it."""
    assert visit().get("/sign-in").status_code == 200
    db.session.remove()
    if kind == "postgresql":
        with db.engine.connect() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    assert [visit().get("/sign-in").status_code for _ in range(3)] == [200] * 3
