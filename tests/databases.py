"""A fresh database for every test, on either kind, from a template that is made once."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from config import Settings
from lms.app import create_app
from lms.base.db import db
from lms.curriculum import rules as curriculum
from lms.curriculum.commands import CONTENT
from lms.curriculum.reading import read_program

SECRET = "for-tests-only-" + "x" * 32
GUIDE = "icm-onboarding"


def settings(url: str, **more: object) -> Settings:
    """Settings as in production, but for cookies, which tests send without TLS."""
    given = {"database_url": url, "secret_key": SECRET, "secure_cookies": False} | more
    return Settings.model_validate(given)


def prepare(app: Flask) -> None:
    """Tables and the real guide."""
    with app.app_context():
        upgrade()
        curriculum.publish(read_program(CONTENT / GUIDE))
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An app on SQLite, and what makes its database fresh again."""
    template, path = folder / "template.db", folder / "test.db"
    prepare(create_app(settings(f"sqlite:///{template}")))
    shutil.copy(template, path)
    app = create_app(settings(f"sqlite:///{path}"))

    def renew() -> None:
        _let_go(app)
        _copy(template, path)

    yield app, renew
    _let_go(app)


def assembled(app: Flask, assemble: Callable[[], object]) -> bool:
    """Let SQLite hold what `assemble` writes: the second time in a process as a copy of a file.

    Nearly every test begins with the same people. Returns whether it was copied; on PostgreSQL,
    where copying takes longer than writing, it never is.
    """
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        assemble()
        return False
    path = Path(make_url(url).database or "")
    kept = path.with_name("assembled.db")
    db.session.remove()
    if kept.exists():
        _let_go(app)
        _copy(kept, path)
        return True
    assemble()
    _copy(path, kept)
    return False


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as clean, closing(sqlite3.connect(target)) as used:
        clean.backup(used)


@contextmanager
def postgresql(server: str) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An app on PostgreSQL, and what makes its database fresh again."""
    name = f"t{uuid4().hex[:12]}"
    base = make_url(server.replace("+psycopg", ""))

    def run(*statements: str) -> None:
        with psycopg.connect(base.render_as_string(False), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url(database: str) -> str:
        return base.set(database=database).render_as_string(hide_password=False)

    run(f"CREATE DATABASE {name}_template", f"CREATE DATABASE {name}")
    prepare(create_app(settings(url(f"{name}_template"))))
    app = create_app(settings(url(name)))

    def renew() -> None:
        _let_go(app)
        run(
            f"DROP DATABASE {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {name}_template STRATEGY FILE_COPY",
        )

    yield app, renew
    _let_go(app)
    run(f"DROP DATABASE {name} WITH (FORCE)", f"DROP DATABASE {name}_template WITH (FORCE)")


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
