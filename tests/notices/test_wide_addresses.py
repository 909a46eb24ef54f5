"""An address with letters beyond a to z: mailed where the server can, else plainly refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.mail import Mail
from lms.people import rules
from lms.people.models import Person
from tests.cast import HIRED, Cast
from tests.mailing import PostBox, listening, mailing
from tests.notices.conftest import Command
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
WIDE = "dé@example.org"
REFUSED = "Mail: refused by the mail server; many take no address with letters beyond a to z"


def hired(cast: Cast, email: str) -> Person:
    made = rules.add_person("Dé Moreau", email, None)
    rules.give_post(made, cast.office, "other", supervisor=None, starts_on=HIRED)
    db.session.commit()
    return made


@pytest.mark.both
@pytest.mark.parametrize(
    ("offered", "outcome", "said", "told"),
    [
        (True, "sent", "Sent: 2.", "Mail: sent"),
        (False, "refused", "Sent: 1. Refused: 1.", REFUSED),
    ],
)  # fmt: skip
def test_an_invitation_to_a_wide_address(
    app: Flask, cast: Cast, visit: Visit, notices: Command,
    offered: bool, outcome: str, said: str, told: str,
) -> None:  # fmt: skip
    """Once refused it is not tried again, and the others get theirs."""
    people, box = [hired(cast, email) for email in (WIDE, "de@example.org")], PostBox()
    with listening(box, enable_SMTPUTF8=offered) as server, mailing(app, server):
        window = visit(cast.officer)
        for one in people:
            window.post(f"/roster/{one.id}/link", after="0")
        assert said in notices("send").stdout
        assert "Sent: 0." in notices("send").stdout
        assert told in words(window.get(f"/roster/{people[0].id}"))
        failed = f"refused: invitation to {WIDE}" in notices("status").stdout
    assert failed is not offered
    assert (WIDE in box.to) is offered
    assert list(db.session.scalars(select(Mail.outcome).order_by(Mail.id))) == [outcome, "sent"]
