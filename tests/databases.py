"""A fresh database for every test, on either kind, from a template that is made once."""

import atexit
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from config import Settings
from lms.app import create_app
from lms.base import clock
from lms.base.db import db
from lms.curriculum import courses, frameworks
from lms.curriculum import rules as curriculum
from lms.curriculum.commands import CONTENT
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.framework_reading import read_framework
from lms.curriculum.reading import COMPETENCIES_FILE, COURSES_FILE, read_program
from lms.quizzes import publishing
from lms.quizzes.bank_files import every_bank
from lms.quizzes.gift.reading import open_bank

SECRET = "for-tests-only-" + "x" * 32
GUIDE = "icm-onboarding"
OFFERED_SINCE = datetime(2024, 1, 1, tzinfo=UTC)  # the courses: before anything that a test does


def settings(url: str, **more: object) -> Settings:
    """Settings as in production, but for cookies, which tests send without TLS."""
    given = {
        "database_url": url, "secret_key": SECRET, "secure_cookies": False,
        "evidence_folder": evidence_folder(url),
    } | more  # fmt: skip
    return Settings.model_validate(given)


def evidence_folder(url: str) -> Path:
    """A folder of its own for each database: beside its file, or where it ends with the tests."""
    parts = make_url(url)
    database = Path(parts.database or "none")
    on_disk = parts.get_backend_name() == "sqlite"
    return database.with_suffix(".evidence") if on_disk else _apart() / database


@cache
def _apart() -> Path:
    held = TemporaryDirectory()
    atexit.register(held.cleanup)
    return Path(held.name)


def prepare(app: Flask) -> None:
    """Tables, the real guide, courses, framework and questions."""
    with app.app_context():
        upgrade()
        with clock.pretend(OFFERED_SINCE):
            courses.publish(read_catalogue(CONTENT / COURSES_FILE))
        curriculum.publish(read_program(CONTENT / GUIDE))
        frameworks.publish(read_framework(CONTENT / COMPETENCIES_FILE, None, None))
        for path in every_bank():
            publishing.publish(None, open_bank(path), path.stem, None)
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@dataclass
class Store:
    """What makes the database fresh again: with the guide only, or with the cast of the tests too.

    Nearly every test begins with the same people: a copy is quicker than hiring them anew.
    """

    copy: Callable[[bool], None]  # from the template; True: from the one with the cast
    keep: Callable[[], None]  # what the database holds now becomes the one with the cast
    peopled: bool = False

    def __call__(self, *, cast: bool = False) -> None:
        """Make it fresh; with the cast where it was kept."""
        self.copy(cast and self.peopled)

    def keep_cast(self) -> None:
        """The cast was written: from now on it is copied."""
        db.session.remove()
        self.keep()
        self.peopled = True


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[Flask, Store]]:
    """An app on SQLite, and what makes its database fresh again."""
    template, peopled, path = folder / "template.db", folder / "cast.db", folder / "test.db"
    prepare(create_app(settings(f"sqlite:///{template}")))
    shutil.copy(template, path)
    app = create_app(settings(f"sqlite:///{path}"))

    def copy(source: Path, target: Path) -> None:
        _let_go(app)
        with closing(sqlite3.connect(source)) as clean, closing(sqlite3.connect(target)) as used:
            clean.backup(used)

    yield (
        app,
        Store(lambda cast: copy(peopled if cast else template, path), lambda: copy(path, peopled)),
    )
    _let_go(app)


@contextmanager
def postgresql(server: str) -> Iterator[tuple[Flask, Store]]:
    """An app on PostgreSQL, and what makes its database fresh again."""
    name = f"t{uuid4().hex[:12]}"
    template, peopled = f"{name}_template", f"{name}_cast"
    base = make_url(server.replace("+psycopg", ""))

    def run(*statements: str) -> None:
        with psycopg.connect(base.render_as_string(False), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url(database: str) -> str:
        return base.set(database=database).render_as_string(hide_password=False)

    def copy(source: str, target: str) -> None:
        _let_go(app)
        run(
            f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
            f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY",
        )

    run(f"CREATE DATABASE {template}", f"CREATE DATABASE {name}")
    prepare(create_app(settings(url(template))))
    app = create_app(settings(url(name)))
    yield (
        app,
        Store(lambda cast: copy(peopled if cast else template, name), lambda: copy(name, peopled)),
    )
    _let_go(app)
    run(*(f"DROP DATABASE IF EXISTS {one} WITH (FORCE)" for one in (name, template, peopled)))


def _let_go(app: Flask) -> None:
    shutil.rmtree(app.extensions["settings"].evidence_folder, ignore_errors=True)
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
