"""Databases of the usual two kinds, of which the app is served by processes of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from lms.base.db import db
from tests.conftest import Made


@dataclass(frozen=True)
class House:
    """A fresh database, the app as the test itself uses it, and a folder for logs."""

    app: Flask
    folder: Path
    renew: Callable[[], None]

    @property
    def url(self) -> str:
        """Where its servers find the database."""
        return str(self.app.config["SQLALCHEMY_DATABASE_URI"])

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Look or write oneself; afterwards no connection is left that could help a server."""
        with self.app.app_context():
            try:
                yield
            finally:
                db.session.remove()
                db.engine.dispose()


@pytest.fixture(scope="module")
def house(
    kind: str, opened: Callable[[str], Made], tmp_path_factory: pytest.TempPathFactory
) -> House:
    """A fresh database for the tests of one module; no test of another runs in between."""
    app, renew = opened(kind)
    renew()
    return House(app, tmp_path_factory.mktemp("house"), renew)
