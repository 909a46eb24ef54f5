"""A page of an import that lay open: it acts on nothing but what it showed."""

from collections.abc import Callable
from datetime import date

import pytest

from lms.base.db import db
from lms.people import rules
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.roster.files import ANA, MARISOL
from tests.roster.uploading import carry_out, discard, shown, uploaded, uploads
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def keeper(cast: Cast, visit: Visit) -> Visitor:
    """The officer's window."""
    return visit(cast.officer)


@pytest.mark.both
def test_an_old_page_does_nothing_to_another_file(keeper: Visitor) -> None:
    """SQLite gives the id of a file that is gone to the next: the page knows which it showed."""
    path = uploaded(keeper, ANA)
    sent = shown(keeper, path)
    discard(keeper, path)
    other = uploaded(keeper, MARISOL.replace("Vega", "Vega Ruiz"))
    with nothing_changes():
        for what in ("columns", "discard", "carry-out"):
            for form in (sent, {}, sent | {"file": "x"}):
                answer = keeper.post(f"{other}/{what}", **form)
                assert answer.status_code == 404
                assert "This file is not here any more" in words(answer)
    assert uploads() == 1


def test_nothing_is_carried_out_that_was_not_shown(keeper: Visitor, cast: Cast) -> None:
    """Whoever changed the roster since the page was made: the page as it is now, to look again."""
    path = uploaded(keeper, ANA, MARISOL)
    sent = shown(keeper, path)
    rules.give_post(cast.learner, cast.office, "supervisor", supervisor=cast.supervisor,
                    starts_on=date(2026, 3, 3))  # fmt: skip
    db.session.commit()
    with nothing_changes():
        answer = keeper.post(f"{path}/carry-out", **sent)
        assert keeper.post(f"{path}/carry-out", file=sent["file"]).status_code == 409
    assert answer.status_code == 409
    assert "Somebody changed the roster meanwhile." in words(answer)
    assert "Import 2 people" in words(answer)
    assert "1 added, 1 changed, 0 left" in words(carry_out(keeper, path))
