"""`kill -9` in mid-send: nobody gets two mails, and nobody none.

In one case nobody can know: the process died after the server took a mail and before that was
written down. Then the mail is offered again under the same Message-ID, by which a mail system
drops the second: at most one for each time that a sender was killed.
"""

import os
import random
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from config import ROOT
from lms.base import clock, letter
from lms.base.db import db
from lms.base.letter import Sender
from lms.base.mail import Mail
from lms.base.outbox import LINE, Claimed
from lms.notices import daily, queries
from lms.people import links
from tests.cast import enrolled, person
from tests.conftest import CI
from tests.databases import SECRET
from tests.mailing import BASE, FROM, PostBox, listening
from tests.races.servers import PRECEPTOR

LINKS, DAILIES, KILLS = 30, 20, 4 if CI else 2


def sending(app: Flask, port: int) -> "subprocess.Popen[str]":
    """The real command, in a process of its own."""
    db.session.commit()
    given = {
        "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]), "PRECEPTOR_SECRET_KEY": SECRET,
        "PRECEPTOR_SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=no",
        "PRECEPTOR_BASE_URL": BASE, "PRECEPTOR_MAIL_FROM": FROM,
        "PYTHONPATH": str(ROOT),  # this code, wherever it was installed from
    }  # fmt: skip
    return subprocess.Popen(
        [PRECEPTOR, "notices", "send"], cwd=ROOT, env=os.environ | given, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def killed(process: "subprocess.Popen[str]", box: PostBox, dice: random.Random) -> None:
    """Let it hand over a few mails, then end it as a power cut would."""
    until, late = len(box.taken) + dice.randint(1, 9), time.monotonic() + 60
    while len(box.taken) < until and process.poll() is None and time.monotonic() < late:
        time.sleep(0.0005)
    time.sleep(dice.random() * 0.012)
    process.kill()
    process.communicate()


def fill_the_outbox() -> list[Claimed]:
    """Invitations, and daily mails to people who are late; all of it noon somewhere."""
    west = datetime.now(UTC).hour - 12
    noon_there = f"Etc/GMT{'+' if west >= 0 else '-'}{abs(west)}"
    for number in range(LINKS):
        links.make(person(f"New {number}"), made_by=None, by_mail=True)
    late = [person(f"Late {number}") for number in range(DAILIES)]
    for one in late:
        one.time_zone = noon_there
        enrolled(one, clock.now().date() - timedelta(days=60))
    daily.queue(queries.readers([one.id for one in late]))
    db.session.commit()
    return [Claimed(*row) for row in db.session.execute(select(*LINE))]


def age_what_is_in_hand() -> None:
    """As if an hour had passed."""
    db.session.execute(
        update(Mail).where(Mail.ended_at.is_(None), Mail.claimed_at.is_not(None))
        .values(claimed_at=clock.now() - timedelta(hours=6))
    )  # fmt: skip
    db.session.commit()


def test_killed_at_any_moment(app: Flask) -> None:
    """Several times in a row, then left to finish."""
    box, dice = PostBox(slow=0.004), random.Random()
    wanted = {letter.message_id(one, Sender(FROM, "")) for one in fill_the_outbox()}
    assert len(wanted) == LINKS + DAILIES
    with listening(box) as server:
        for _ in range(KILLS):
            killed(sending(app, server.port), box, dice)
            assert len({*box.ids()}) < len(wanted)  # it was in the middle
            age_what_is_in_hand()
        last = sending(app, server.port)
        said = last.communicate(timeout=60)[0]
    assert last.returncode == 0, said
    counts = Counter(box.ids())
    assert set(counts) == wanted  # nobody none
    assert sum(counts.values()) - len(counts) <= KILLS  # and no two, but under one Message-ID
    assert len({*zip(box.ids(), box.to, strict=True)}) == len(wanted)
    assert set(db.session.scalars(select(Mail.outcome))) == {"sent"}
