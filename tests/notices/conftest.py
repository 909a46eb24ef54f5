"""What the tests of mails share: a mail server, and the command as a timer runs it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from lms.base.db import db
from lms.cli import preceptor
from tests.mailing import PostBox, listening, mailing

Command = Callable[..., Result]


@pytest.fixture
def box(app: Flask) -> Iterator[PostBox]:
    """Where the app's mails arrive."""
    found = PostBox()
    with listening(found) as server, mailing(app, server):
        yield found


@pytest.fixture
def notices() -> Command:
    """`preceptor notices …` on the test's database; what it did not commit is gone."""

    def run(*words: str) -> Result:
        db.session.commit()
        result = CliRunner().invoke(preceptor, ["notices", *words], obj=nullcontext)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        db.session.rollback()
        return result

    return run
