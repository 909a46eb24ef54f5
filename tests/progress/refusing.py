"""A refusal as people meet it: it says why, and leaves every row as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lms.base.db import db
from lms.base.errors import Refusal
from tests.progress.history import nothing_changes


@contextmanager
def refused(why: str, field: str | None = None) -> Iterator[None]:
    """What happens inside is refused with these words (a pattern), beside this field if any."""
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match=why) as found:
            yield
        db.session.rollback()
    assert found.value.field == field
