"""`preceptor people` and `preceptor offices`, as a technician uses them."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.events import Event
from lms.cli import preceptor
from lms.people import passwords, queries
from lms.people.models import Holiday, Office, Person, Post
from tests.cast import PASSWORD, Cast, actor
from tests.visitor import Visitor

GOOD = "violet-anchor-thimble-9"
ADD = ("people", "add", "--name", "Ruth Adler", "--email", "ruth@example.org", "--password-stdin")


def command(*words: str, typed: str = "") -> Result:
    """The real command on the test's database; what it did not commit is gone."""
    db.session.commit()
    result = CliRunner().invoke(preceptor, words, obj=nullcontext, input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    db.session.rollback()
    return result


def size() -> tuple[int, ...]:
    """How much there is of everything that these commands write."""
    tables = (Person, Office, Post, Holiday, Event)
    return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)


def test_the_first_administrator_can_sign_in(app: Flask, visit: Callable[..., Visitor]) -> None:
    """The command that the empty sign-in page names."""
    done = command(*ADD, "--role", "administrator", typed=f"{GOOD}\n")
    assert (done.exit_code, done.stdout) == (0, "Ruth Adler can sign in as ruth@example.org.\n")
    found = queries.by_email("ruth@example.org")
    assert found is not None
    assert actor(found).is_administrator
    answer = visit().post("/sign-in", email="ruth@example.org", password=GOOD)
    assert answer.status_code == 303


def test_whoever_names_nothing_is_asked(app: Flask) -> None:
    """Name and address are asked for; the password is read after them."""
    done = command("people", "add", typed=f"Ruth Adler\nruth@example.org\n{GOOD}\n")
    assert done.exit_code == 0, done.output
    assert GOOD not in done.output
    assert queries.by_email("ruth@example.org")


@pytest.mark.both
def test_a_person_with_a_post(cast: Cast) -> None:
    """Office, job, supervisor and first day in one go."""
    done = command(
        *ADD, "--role", "training-officer", "--role", "auditor", "--office", "Boise", "--job-role",
        "icm-specialist", "--supervisor", "Daniel.Okafor@example.org", "--from", "2026-03-01",
        typed=f"{GOOD}\n",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    made = queries.by_email("ruth@example.org")
    assert made is not None
    found = actor(made)
    assert (found.office, found.job_role, found.supervisor) == (
        "Boise", "icm-specialist", "Daniel Okafor",
    )  # fmt: skip
    assert found.officer_of == found.auditor_of == {cast.elsewhere.id}


REFUSED = {
    "taken": (["--email", "Marisol.Vega@example.org"], GOOD, "is in use already"),
    "no address": (["--email", "ruth"], GOOD, "Write an e-mail address like name@example.org."),
    "no name": (["--name", " "], GOOD, "Give a name."),
    "long name": (["--name", "R" * 201], GOOD, "Use up to 200 characters."),
    "no password": ([], "", "Use 12 to 128 characters."),
    "easy password": ([], "password1234", "This is easy to guess."),
    "unknown office": (["--office", "Provo"], GOOD, "preceptor offices add NAME"),
    "unknown supervisor": (
        ["--office", "Boise", "--supervisor", "x@example.org"], GOOD, "Nobody signs in as x@",
    ),
    "supervisor without office": (
        ["--supervisor", "daniel.okafor@example.org"], GOOD, "--supervisor needs --office",
    ),
    "unknown role": (["--role", "king"], GOOD, "'king' is not one of"),
    "unknown job": (["--office", "Boise", "--job-role", "cook"], GOOD, "'cook' is not one of"),
    "no day": (["--office", "Boise", "--from", "tomorrow"], GOOD, "does not match the format"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_added_is_refused_plainly(cast: Cast, case: str) -> None:
    """One clear line; no half of it is written."""
    more, password, words = REFUSED[case]
    db.session.commit()
    before = size()
    done = command(*ADD, *more, typed=f"{password}\n")
    assert done.exit_code in (1, 2)
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.output
    assert size() == before


def test_adding_twice_is_refused(app: Flask) -> None:
    """The second time changes nothing."""
    assert command(*ADD, typed=f"{GOOD}\n").exit_code == 0
    before = size()
    again = command(*ADD, typed="another-fine-passphrase-7\n")
    assert (again.exit_code, size()) == (1, before)
    found = queries.by_email("ruth@example.org")
    assert found is not None
    assert passwords.matches(found.password_hash, GOOD)


@pytest.mark.both
def test_a_leaver_is_let_go_twice_to_the_same_end(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    """Signed out at once; the second time changes nothing."""
    window = visit(cast.learner)
    assert window.get("/onboarding").status_code == 200
    first = command("people", "deactivate", "marisol.vega@example.org")
    before = size()
    second = command("people", "deactivate", "marisol.vega@example.org")
    assert first.stdout == second.stdout == "marisol.vega@example.org cannot sign in any more.\n"
    assert (first.exit_code, second.exit_code, size()) == (0, 0, before)
    assert window.get("/onboarding").status_code == 303


def test_a_new_password_is_set(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """The old one and every device signed in under it are worth nothing."""
    window = visit(cast.learner)
    words = ("people", "set-password", "Marisol.Vega@example.org", "--password-stdin")
    done = command(*words, typed=f"{GOOD}\r\n")
    assert (done.exit_code, "Marisol Vega signs in" in done.stdout) == (0, True)
    assert window.get("/onboarding").status_code == 303
    db.session.refresh(cast.learner)
    assert passwords.matches(cast.learner.password_hash, GOOD)
    assert not passwords.matches(cast.learner.password_hash, PASSWORD)


def test_a_poor_password_is_not_set(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """Nothing changes, and nobody is signed out."""
    window = visit(cast.learner)
    words = ("people", "set-password", "marisol.vega@example.org", "--password-stdin")
    before = size()
    done = command(*words, typed="short\n")
    assert (done.exit_code, done.stderr) == (1, "Error: Use 12 to 128 characters.\n")
    assert size() == before
    assert window.get("/onboarding").status_code == 200


@pytest.mark.parametrize("verb", ["deactivate", "set-password"])
def test_a_stranger_cannot_be_changed(cast: Cast, verb: str) -> None:
    """Said plainly."""
    done = command("people", verb, "nobody@example.org", typed=f"{GOOD}\n")
    assert (done.exit_code, done.stderr) == (1, "Error: Nobody signs in as nobody@example.org.\n")


def test_an_office_is_added_once(cast: Cast) -> None:
    """With its own midnight."""
    done = command("offices", "add", "Provo", "--time-zone", "America/Denver")
    assert (done.exit_code, done.stdout) == (0, "Provo was added.\n")
    before = size()
    for words, said in (
        (("Provo",), "Give the office a name that no other has."),
        (("Ogden", "--time-zone", "Mars/Base"), "is no time zone; write e.g. America/Denver."),
        ((" ",), "Give a name."),
        (("O" * 201,), "Use up to 200 characters."),
    ):
        refused = command("offices", "add", *words)
        assert refused.exit_code == 1
        assert said in refused.stderr
    assert size() == before


@pytest.mark.both
def test_a_closed_day_is_named_once(cast: Cast) -> None:
    """Twice changes nothing; an unknown office is refused."""
    words = ("offices", "close-on", "Boise", "2026-07-24", "Pioneer Day")
    assert command(*words).stdout == "Boise is closed on 2026-07-24.\n"
    before = size()
    assert command(*words).exit_code == 0
    refused = (("Provo", "2026-07-24", "x"), ("Boise", "soon", "x"), ("Boise", "2026-07-25", ""),
               ("Boise", "2026-07-25", "x" * 201))  # fmt: skip
    for wrong in refused:
        done = command("offices", "close-on", *wrong)
        assert done.exit_code in (1, 2)
        assert "Error: " in done.stderr
    assert size() == before
