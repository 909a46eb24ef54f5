"""`preceptor people invite` and `reactivate`: a link without a browser."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from lms.base.commands import PASSING_KEY
from lms.base.db import db
from lms.cli import application, preceptor
from lms.people import links, queries, rules
from tests.cast import Cast
from tests.people.linking import MAILING, configured, lines, newcomer, outbox, path
from tests.people.test_people_commands import command
from tests.visitor import Visitor


@pytest.mark.both
def test_a_link_is_printed(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """It opens; where nobody told the server's address, that is said."""
    someone = newcomer()
    done = command("people", "invite", someone.email)
    link = links.latest(someone.id)
    assert link is not None
    first, *rest = done.stdout.splitlines()
    assert (done.exit_code, first) == (0, path(link))
    assert "works once, until 2026-03-11 15:00 EDT" in rest[0]
    assert "PRECEPTOR_BASE_URL" in rest[1]
    assert visit().get(first).status_code == 200


def test_with_an_address_it_is_whole(app: Flask, cast: Cast) -> None:
    """And a person with a password gets a reset."""
    with configured(app, base_url="https://training.example.org/"):
        done = command("people", "invite", cast.learner.email)
    link = links.latest(cast.learner.id)
    assert link is not None
    assert link.kind == "reset"
    assert done.stdout.splitlines()[0] == f"https://training.example.org{path(link)}"
    assert "PRECEPTOR_BASE_URL" not in done.stdout


def test_with_mail_it_is_queued(app: Flask, cast: Cast) -> None:
    """Nothing is printed that opens anything, and no key is needed."""
    app.extensions[PASSING_KEY] = True
    with configured(app, **MAILING):
        done = command("people", "invite", cast.learner.email)
    del app.extensions[PASSING_KEY]
    assert done.exit_code == 0
    assert "is in the outbox" in done.stdout
    assert "/welcome/" not in done.output
    assert [(who, kind) for who, kind, _ in outbox()] == [(cast.learner.id, "reset")]


def test_without_the_servers_key_nothing_is_made(app: Flask, cast: Cast) -> None:
    """A link signed with a passing key would open nothing."""
    app.extensions[PASSING_KEY] = True
    before = lines(cast.learner)
    done = command("people", "invite", cast.learner.email)
    del app.extensions[PASSING_KEY]
    assert done.exit_code == 1
    assert "Set PRECEPTOR_SECRET_KEY" in done.stderr
    assert (links.latest(cast.learner.id), lines(cast.learner)) == (None, before)


@pytest.mark.both
def test_several_are_invited_or_none(cast: Cast) -> None:
    """One who cannot be stops all."""
    first, second = newcomer("Amira Said"), newcomer("Binh Tran")
    done = command("people", "invite", first.email, second.email, first.email)
    assert done.exit_code == 0
    for one in (first, second):
        link = links.latest(one.id)
        assert link is not None
        assert path(link) in done.stdout.splitlines()
        assert f"Hand it to {one.name} yourself" in done.stdout
    rules.deactivate(second, actor_id=None)
    before = lines(first)
    assert "was deactivated" in command("people", "invite", first.email, second.email).stderr
    assert lines(first) == before


@pytest.mark.both
def test_all_who_wait_are_invited_once(app: Flask, cast: Cast) -> None:
    """Of one office, or of all; who signs in, left or has a good link gets none."""
    here, there, nowhere = (newcomer(f"Amira {n}") for n in ("One", "Two", "Three"))
    for one, office in ((here, cast.office), (there, cast.elsewhere)):
        rules.give_post(one, office, "other", supervisor=None, starts_on=date(2026, 4, 1))
    rules.deactivate(newcomer("Amira Four"), actor_id=None)
    with configured(app, **MAILING):
        done = command("people", "invite", "--waiting", "--office", "Boise")
        assert done.stdout.count("is in the outbox") == 1
        assert there.email in done.stdout
        assert command("people", "invite", "--waiting").stdout.count("is in the outbox") == 2
        again = command("people", "invite", "--waiting")
    assert again.stdout == "Nobody has to be invited. Nothing was changed.\n"
    assert [who for who, _, _ in outbox()] == [there.id, here.id, nowhere.id]


@pytest.mark.parametrize(
    "said",
    [(), ("--office", "Boise"), ("--waiting", "a@example.org"), ("--waiting", "--office", "X")],
)
def test_whom_to_invite_is_said(cast: Cast, said: tuple[str, ...]) -> None:
    before = outbox()
    assert command("people", "invite", *said).exit_code in (1, 2)
    assert outbox() == before


@pytest.mark.parametrize(
    ("given", "passing"),
    [({}, True), ({"PRECEPTOR_SECRET_KEY": "k" * 40}, False),
     ({"PRECEPTOR_ENV": "development"}, False)],
)  # fmt: skip
def test_a_command_knows_whether_its_key_is_the_servers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], passing: bool
) -> None:
    """In development the server has a fixed one."""
    for name in ("PRECEPTOR_SECRET_KEY", "PRECEPTOR_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with application() as app:
        assert app.extensions[PASSING_KEY] is passing


def test_someone_is_brought_back(cast: Cast) -> None:
    """Twice changes nothing."""
    rules.deactivate(cast.learner, actor_id=None)
    for _ in range(2):
        done = command("people", "reactivate", cast.learner.email)
        assert done.stdout == "marisol.vega@example.org can sign in again.\n"
    assert queries.actor(cast.learner.id)
    assert [verb for verb, _ in lines(cast.learner)].count("reactivated") == 1


def test_what_cannot_be_is_said_in_one_line(cast: Cast) -> None:
    """A leaver, a stranger, the last administrator."""
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    for words, said in (
        (("invite", cast.learner.email), "was deactivated"),
        (("invite", "nobody@example.org"), "Nobody signs in as nobody@example.org."),
        (("reactivate", "nobody@example.org"), "Nobody signs in as nobody@example.org."),
        (("deactivate", cast.administrator.email), "is the only administrator"),
    ):
        done = CliRunner().invoke(preceptor, ["people", *words], obj=nullcontext)
        assert done.exit_code == 1
        assert said in done.stderr
        assert "Traceback" not in done.output
