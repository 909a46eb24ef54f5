"""The page with the switch of the daily mail."""

from collections.abc import Callable

import pytest
from flask import Flask

from config import MailServer
from lms.base.db import db
from lms.notices import rules
from lms.people.actor import Actor
from tests.cast import Cast
from tests.mailing import mailing
from tests.progress.history import nothing_changes, verbs
from tests.serving import HOST
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
PAGE = "/account/notices"


@pytest.mark.both
def test_off_and_on_again(cast: Cast, visit: Visit, sound: None) -> None:
    """Each is a line of the record; the page says how it is."""
    window = visit(cast.learner)
    assert "The daily mail: On" in words(window.get(PAGE))
    page = words(window.follow(window.post(PAGE, daily="off")))
    assert "The daily mail: Off" in page
    assert "Switch it on" in page
    with nothing_changes():
        window.post(PAGE, daily="off")
    window.post(PAGE, daily="on")
    db.session.refresh(cast.learner)
    assert cast.learner.daily_mail
    assert verbs(cast.learner.id)[-2:] == ["notices-switched"] * 2


@pytest.mark.parametrize("sent", ["", "maybe", "ON", "off\x00", "9" * 20, "x" * 100_000])
def test_anything_else_is_refused(sent: str, cast: Cast, visit: Visit) -> None:
    """A broken page says so, and changes nothing."""
    with nothing_changes():
        answer = visit(cast.learner).post(PAGE, daily=sent)
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert "This page is broken or old." in words(answer)


def test_it_is_only_ones_own(cast: Cast, visit: Visit) -> None:
    visit(cast.supervisor).post(PAGE, daily="off", person=cast.learner.id)
    db.session.refresh(cast.learner)
    db.session.refresh(cast.supervisor)
    assert (cast.learner.daily_mail, cast.supervisor.daily_mail) == (True, False)


def test_the_rule_states_what_is_wanted(cast: Cast, me: Actor) -> None:
    """Twice the same changes nothing twice."""
    rules.switch(me, daily=False)
    with nothing_changes():
        rules.switch(me, daily=False)


def test_a_server_without_mail_says_so(app: Flask, cast: Cast, visit: Visit) -> None:
    """Nobody waits for a mail that cannot come."""
    assert "This server sends no mails yet" in words(visit(cast.learner).get(PAGE))
    with mailing(app, MailServer(HOST, 25, "none")):
        assert "no mails yet" not in words(visit(cast.learner).get(PAGE))
