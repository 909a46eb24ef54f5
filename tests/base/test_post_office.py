"""Sending: each mail once, whatever the mail server does and however many senders there are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from config import MailServer
from lms.base import clock, letter, mail, outbox, post_office, smtp
from lms.base.db import db
from lms.base.letter import Letter, Sender
from lms.base.mail import Mail, Outcome
from lms.base.outbox import Claimed
from lms.base.post_office import Run
from lms.people.models import Person
from tests.mailing import FROM, PostBox, listening
from tests.serving import free_port
from tests.together import together

KINDS = {"daily", "invitation"}


def write(mails: Sequence[Claimed]) -> Mapping[int, EmailMessage]:
    """A mail to each, at an address that names its line."""
    sender = Sender(FROM, "Preceptor")
    return {
        one.id: letter.message(
            Letter(f"p{one.person_id}@example.org", "Anyone", "Hello", "Hello\n", "<p>Hello</p>"),
            sender, one,
        )
        for one in mails
    }  # fmt: skip


def queued(number: int, kind: str = "daily") -> list[int]:
    """So many mails to as many people; the people's ids."""
    now = clock.now()
    people = [Person(name="Anyone", email=f"x{n}@example.org", session_key="", added_at=now)
              for n in range(number)]  # fmt: skip
    db.session.add_all(people)
    db.session.flush()
    for one in people:
        mail.queue(one.id, kind, "2026-03-04")
    db.session.commit()
    return [one.id for one in people]


def send(server: MailServer) -> Run:
    """One run of a sender."""
    return post_office.deliver(server, "localhost", KINDS, write)


def outcomes() -> list[str | None]:
    """How the mails ended, in the order they were queued."""
    return list(db.session.scalars(select(Mail.outcome).order_by(Mail.id)))


@pytest.fixture
def box() -> PostBox:
    """Where mails arrive."""
    return PostBox()


@pytest.fixture
def server(app: Flask, box: PostBox) -> Iterator[MailServer]:
    """A friendly mail server."""
    with listening(box) as found:
        yield found


@pytest.mark.both
def test_each_is_sent_once(noon: time_machine.Traveller, server: MailServer, box: PostBox) -> None:
    """A second run has nothing to do; a second line for the same mail is none."""
    people = queued(45)
    assert send(server).ended[Outcome.SENT] == 45
    for one in people:
        mail.queue(one, "daily", "2026-03-04")
    db.session.commit()
    noon.shift(timedelta(hours=1))
    assert send(server).ended[Outcome.SENT] == 0
    assert box.to == [f"p{one}@example.org" for one in people]
    assert len({*box.ids()}) == 45


@pytest.mark.both
def test_four_senders_at_once_double_nothing(app: Flask, server: MailServer, box: PostBox) -> None:
    people = queued(200)
    runs = together(app, *[lambda: send(server)] * 4)
    assert sum(run.ended[Outcome.SENT] for run in runs if isinstance(run, Run)) == 200
    assert sorted(box.to) == sorted(f"p{one}@example.org" for one in people)
    assert outcomes() == ["sent"] * 200


def test_links_go_first(noon: time_machine.Traveller, server: MailServer, box: PostBox) -> None:
    """Somebody waits for a link in front of the sign-in page."""
    queued(30)
    noon.shift(timedelta(minutes=1))
    now = clock.now()
    late = Person(name="Late", email="late@example.org", session_key="", added_at=now)
    db.session.add(late)
    db.session.flush()
    mail.queue(late.id, "invitation", "1")
    db.session.commit()
    send(server)
    assert box.to[0] == f"p{late.id}@example.org"


@pytest.mark.both
def test_what_a_dead_sender_had_in_hand(
    noon: time_machine.Traveller, server: MailServer, box: PostBox
) -> None:
    """Nobody touches it for ten minutes; then it is sent."""
    queued(3)
    assert len(outbox.claim(KINDS)) == 3
    db.session.commit()
    noon.shift(timedelta(minutes=9))
    assert send(server).ended[Outcome.SENT] == 0
    noon.shift(timedelta(minutes=2))
    assert send(server).ended[Outcome.SENT] == 3


@pytest.mark.both
def test_a_sender_that_was_too_slow_sends_nothing(
    noon: time_machine.Traveller, server: MailServer, box: PostBox
) -> None:
    """While it slept, another sender took its mails over."""
    queued(2)

    def slowly(mails: Sequence[Claimed]) -> Mapping[int, EmailMessage]:
        noon.shift(timedelta(minutes=11))
        found = write(mails)
        db.session.rollback()
        assert send(server).ended[Outcome.SENT] == 2
        return found

    assert post_office.deliver(server, "localhost", KINDS, slowly).ended[Outcome.SENT] == 0
    assert len(box.taken) == 2


@pytest.mark.both
def test_a_refused_recipient_stops_nobody_else(server: MailServer, box: PostBox) -> None:
    """No such person there: that mail ends, the others go on."""
    people = queued(5)
    box.refused = {f"p{people[0]}@example.org", f"p{people[3]}@example.org"}
    box.spam = {f"p{people[1]}@example.org"}
    run = send(server)
    assert (run.ended[Outcome.SENT], run.ended[Outcome.REFUSED], run.trouble) == (2, 3, "")
    assert outcomes() == ["refused", "refused", "sent", "refused", "sent"]


def test_not_now_is_tried_again_with_growing_pauses_and_given_up(
    noon: time_machine.Traveller, server: MailServer, box: PostBox
) -> None:
    """After about three days."""
    people = queued(2)
    box.later = {f"p{people[0]}@example.org"}
    tried, minutes = [0], 0
    assert (send(server).later, len(box.taken)) == (1, 1)
    while outcomes()[0] is None and minutes < 6 * 24 * 60:
        noon.shift(timedelta(minutes=5))
        minutes += 5
        run = send(server)
        if run.later or run.ended[Outcome.GIVEN_UP]:
            tried.append(minutes)
    pauses = [late - early for early, late in pairwise(tried)]
    assert pauses[:6] == [15, 25, 45, 85, 165, 325]
    assert 3 * 24 * 60 < minutes < 3 * 24 * 60 + 330
    assert outcomes() == ["given-up", "sent"]
    assert len(tried) < 20


@pytest.mark.both
def test_a_server_that_is_away_and_back(app: Flask, noon: time_machine.Traveller) -> None:
    """Nothing is used up meanwhile: all goes out as soon as it is back."""
    queued(25)
    port, box = free_port(), PostBox()
    for _ in range(5):
        run = send(MailServer("127.0.0.1", port, "none"))
        assert run.trouble == "it did not answer"
        noon.shift(timedelta(minutes=5))
    with listening(box, port) as server:
        assert send(server).ended[Outcome.SENT] == 25
    assert len({*box.to}) == 25


def test_a_server_that_is_away_for_days(app: Flask, noon: time_machine.Traveller) -> None:
    """What nobody needs any more is given up, and said."""
    queued(2)
    nowhere = MailServer("127.0.0.1", free_port(), "none")
    noon.shift(timedelta(days=3, minutes=5))
    assert send(nowhere).ended[Outcome.GIVEN_UP] == 2
    found = outbox.waiting()
    assert (found.mails, found.oldest, found.refused, found.given_up) == (0, None, 0, 2)


def test_a_sender_that_the_server_does_not_know(server: MailServer, box: PostBox) -> None:
    """A wrong setting is said, and costs no mail."""
    queued(3)
    box.sender_refused = True
    assert send(server).trouble == "it takes no mail from PRECEPTOR_MAIL_FROM (553)"
    box.sender_refused = False
    assert send(server).ended[Outcome.SENT] == 3


@pytest.mark.both
def test_a_line_that_breaks(noon: time_machine.Traveller, server: MailServer, box: PostBox) -> None:
    """The others are neither lost nor doubled; the mail of which nobody knows is offered again."""
    people = queued(30)
    box.break_at, box.break_after = {4, 11}, {17}
    run = send(server)
    assert (run.ended[Outcome.SENT], run.later, run.trouble) == (27, 3, "")
    noon.shift(timedelta(minutes=11))
    assert send(server).ended[Outcome.SENT] == 3
    assert len(box.taken) == 31  # the server had taken one, and broke off before it said so
    assert len({*box.ids()}) == 30
    assert {*box.to} == {f"p{one}@example.org" for one in people}


def test_a_line_that_always_breaks(server: MailServer, box: PostBox) -> None:
    """The run ends, and what was not tried waits as before."""
    queued(10)
    box.break_at = set(range(1, 100))
    run = send(server)
    assert (run.later, run.trouble) == (3, "it broke the connection again and again")
    box.break_at = set()
    assert send(server).ended[Outcome.SENT] == 7


def test_a_server_that_hangs(
    server: MailServer, box: PostBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender does not wait for ever, and does not hold the database meanwhile."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    queued(5)
    box.hang = True
    run = send(server)
    assert (run.later, run.trouble) == (3, "it broke the connection again and again")


def test_no_line_is_opened_for_nothing(app: Flask) -> None:
    """An idle timer troubles no server."""
    assert send(MailServer("127.0.0.1", free_port(), "none")).trouble == ""


def test_daily_mails_of_long_ago_are_dropped(
    noon: time_machine.Traveller, server: MailServer
) -> None:
    """The outbox is no record; what waits stays whatever its age."""
    people = queued(2)
    send(server)
    mail.queue(people[0], "daily", "2026-03-05")
    db.session.commit()
    db.session.execute(update(Mail).where(Mail.ended_at.is_(None)).values(claimed_at=clock.now()))
    noon.shift(timedelta(days=31))
    db.session.execute(update(Mail).where(Mail.ended_at.is_(None)).values(claimed_at=clock.now()))
    db.session.commit()
    send(server)
    assert list(db.session.scalars(select(Mail.once))) == ["2026-03-05"]
