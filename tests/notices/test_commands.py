"""`preceptor notices`: what a timer runs, and what a technician asks when mail does not arrive."""

import time_machine
from flask import Flask

from config import MailServer
from lms.base import mail
from lms.base.db import db
from lms.progress.work import Work
from tests.cast import Cast
from tests.mailing import PostBox, mailing
from tests.notices.conftest import Command
from tests.notices.test_journey import Clock, at, returned  # noqa: F401  # a fixture
from tests.progress.history import nothing_changes
from tests.serving import HOST, free_port

NO_SERVER = "No mail is configured (PRECEPTOR_SMTP_URL is empty): nothing is sent.\n"


def test_without_a_mail_server_nothing_is_queued(
    cast: Cast, returned: Work, noon: Clock, notices: Command  # noqa: F811
) -> None:  # fmt: skip
    """A plain line, and all is well: a server without mail is a good server."""
    noon.move_to(at(5, 8), tick=False)
    with nothing_changes():
        for words in (("send",), ("send", "--dry-run")):
            found = notices(*words)
            assert (found.exit_code, found.output) == (0, NO_SERVER)
    found = notices("status")
    assert found.exit_code == 0
    assert found.stdout.startswith(NO_SERVER)


def test_a_dry_run_changes_nothing(
    cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command  # noqa: F811
) -> None:  # fmt: skip
    noon.move_to(at(5, 8), tick=False)
    mail.queue(cast.colleague.id, "daily", "2026-03-05")
    db.session.commit()
    with nothing_changes():
        found = notices("send", "--dry-run")
    assert found.stdout == "Would be queued: 1 mail. Would be sent with them: 1.\n"
    assert (found.exit_code, box.taken) == (0, [])


def test_the_server_is_away(
    app: Flask, cast: Cast, returned: Work, noon: Clock, notices: Command  # noqa: F811
) -> None:  # fmt: skip
    """Exit 1, so that a timer complains; the words name the server and repeat no password."""
    noon.move_to(at(5, 8), tick=False)
    port = free_port()
    url = f"smtp://me:hidden-word@{HOST}:{port}?starttls=no"
    with mailing(app, MailServer(HOST, port, "none"), smtp_url=url):
        found = notices("send")
        assert found.exit_code == 1
        assert found.stderr == f"The mail server {HOST}:{port} takes no mail: it did not answer.\n"
        assert "hidden-word" not in found.output
        noon.shift(3600 * 2.5)
        assert notices("status").stdout == (
            "Waiting: 1 mail, the oldest for 2.5 hours.\n"
            "Failed in 30 days: 0 refused, 0 given up.\n"
        )


def test_the_status_counts_what_failed(
    cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command  # noqa: F811
) -> None:  # fmt: skip
    noon.move_to(at(5, 8), tick=False)
    box.refused = {cast.learner.email}
    assert notices("send").stdout == "Queued: 1 mail. Sent: 0. Refused: 1.\n"
    assert notices("status").stdout == (
        "Waiting: 0 mails.\nFailed in 30 days: 1 refused, 0 given up.\n"
        "  2026-03-05 refused: daily to marisol.vega@example.org\n"
    )


def test_an_empty_database(app: Flask, noon: time_machine.Traveller, box: PostBox,
                           notices: Command) -> None:  # fmt: skip
    """The timer may run before anyone is there."""
    found = notices("send")
    assert (found.exit_code, found.stdout) == (0, "Queued: 0 mails. Sent: 0.\n")
