"""Signing in: strict per account, generous per address, and the same answer whatever was wrong."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import argon2
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import rules, sign_in_limits
from lms.people.models import Person, SignInRun
from lms.people.sign_in_limits import Limit
from tests.cast import PASSWORD, Cast
from tests.databases import SECRET

ACCOUNT, NETWORK = Limit.minutes(10, 5), Limit.minutes(200, 5)
STRANGER = "nobody.here@example.org"


def attempt(
    email: str, password: str = "wrong", address: str = "192.0.2.1", network: Limit = NETWORK
) -> Person | Refusal:
    """One attempt, as the sign-in page makes it."""
    try:
        person = rules.sign_in(
            email, password, address, secret=SECRET, account=ACCOUNT, network=network
        )
    except Refusal as refusal:
        db.session.rollback()
        return refusal
    db.session.commit()
    return person


def status(found: Person | Refusal) -> int:
    """200 for who came in; 409 for a wrong password, 429 for too many tries."""
    return found.status if isinstance(found, Refusal) else 200


def test_the_right_password_lets_in(cast: Cast) -> None:
    """However the address is written."""
    for email in (cast.learner.email, f"  {cast.learner.email.upper()} "):
        found = attempt(email, PASSWORD)
        assert isinstance(found, Person)
        assert found.id == cast.learner.id


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), f"{PASSWORD} ", PASSWORD * 50])
def test_a_wrong_password_does_not(cast: Cast, password: str) -> None:
    """Not even one that begins with the right one."""
    found = attempt(cast.learner.email, password)
    assert isinstance(found, Refusal)
    assert found.message == rules.WRONG


def test_the_answer_is_the_same_whatever_was_wrong(cast: Cast) -> None:
    """An unknown address, a wrong password, a leaver, someone without a password yet."""
    new = rules.add_person("New Person", "new@example.org", None)
    rules.deactivate(cast.colleague, actor_id=None)
    db.session.commit()
    answers = [
        attempt(STRANGER, PASSWORD),
        attempt(cast.learner.email),
        attempt(cast.colleague.email, PASSWORD),
        attempt(new.email, PASSWORD),
        attempt(new.email, "nobody's password"),
    ]
    said = {(a.message, a.field, a.status) for a in answers if isinstance(a, Refusal)}
    assert said == {(rules.WRONG, None, 409)}
    assert len(answers) == sum(isinstance(answer, Refusal) for answer in answers)


def test_the_answer_takes_as_long_whatever_was_wrong(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One slow hash is computed for every attempt, for a known account or an unknown one."""
    verify, seen = argon2.PasswordHasher.verify, Counter[str]()

    def counted(self: argon2.PasswordHasher, stored: str, password: str) -> bool:
        seen[stored.rpartition("$")[0].rpartition("$")[0]] += 1  # the cost, without salt and hash
        return bool(verify(self, stored, password))

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    rules.deactivate(cast.colleague, actor_id=None)
    db.session.commit()
    for email in (cast.learner.email, STRANGER, cast.colleague.email, "no address at all"):
        attempt(email, "wrong")
    assert list(seen.values()) == [4]


@pytest.mark.both
@pytest.mark.parametrize("who", ["known", "unknown"])
def test_ten_wrong_in_a_row_close_the_account_for_a_while(
    who: str, cast: Cast, noon: time_machine.Traveller
) -> None:
    """Then even the right password is refused, with words that tell nothing about the account."""
    email = cast.learner.email if who == "known" else STRANGER
    assert [status(attempt(email)) for _ in range(10)] == [409] * 10
    closed = attempt(email, PASSWORD)
    assert isinstance(closed, Refusal)
    assert (closed.status, closed.message) == (429, rules.TOO_MANY)
    noon.shift(timedelta(minutes=4, seconds=59))
    assert status(attempt(email, PASSWORD)) == 429
    noon.shift(timedelta(seconds=2))
    assert status(attempt(email, PASSWORD)) == (200 if who == "known" else 409)


@pytest.mark.both
def test_tries_that_are_refused_do_not_lengthen_the_pause(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """Whoever keeps trying is in again after five minutes all the same."""
    for _ in range(10):
        attempt(cast.learner.email)
    for _ in range(29):
        noon.shift(timedelta(seconds=10))
        assert status(attempt(cast.learner.email, PASSWORD)) == 429
    noon.shift(timedelta(seconds=11))
    assert status(attempt(cast.learner.email, PASSWORD)) == 200


@pytest.mark.parametrize("gap", [0, 7, 59, 61])
def test_at_most_ten_tries_are_looked_at_in_any_minute(
    gap: int, cast: Cast, noon: time_machine.Traveller
) -> None:
    """At whatever rhythm somebody guesses."""
    looked_at, moment = [], timedelta()
    for _ in range(25):
        if status(attempt(cast.learner.email)) == 409:
            looked_at.append(moment)
        noon.shift(timedelta(seconds=gap))
        moment += timedelta(seconds=gap)
    for first in looked_at:
        assert sum(first <= at <= first + timedelta(seconds=60) for at in looked_at) <= 10
    assert len(looked_at) >= 10


@pytest.mark.both
def test_slow_mistakes_close_nothing(cast: Cast, noon: time_machine.Traveller) -> None:
    """A run ends after a minute: a forgetful morning is no attack."""
    for _ in range(25):
        assert status(attempt(cast.learner.email)) == 409
        noon.shift(timedelta(seconds=61))
    assert status(attempt(cast.learner.email, PASSWORD)) == 200


@pytest.mark.both
def test_success_forgets_the_mistakes_of_the_account(cast: Cast) -> None:
    """Nine mistakes, then the right one: the count begins anew."""
    for _ in range(2):
        assert [status(attempt(cast.learner.email)) for _ in range(9)] == [409] * 9
        assert status(attempt(cast.learner.email, PASSWORD)) == 200


def test_one_account_closed_closes_no_other(cast: Cast) -> None:
    """Nor does it close the address it was tried from."""
    for _ in range(15):
        attempt(cast.learner.email)
    assert status(attempt(cast.colleague.email, PASSWORD)) == 200


def test_an_address_may_have_many_mistakes(cast: Cast) -> None:
    """A whole office on a Monday morning."""
    for turn in range(20):
        for _ in range(2):
            assert status(attempt(f"person{turn}@example.org")) == 409
    assert status(attempt(cast.learner.email, PASSWORD)) == 200


@pytest.mark.both
def test_an_address_that_tries_account_after_account_is_closed(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """For the same while; other addresses are not, and one's own success hides no guesses."""
    network = Limit.minutes(20, 5)
    for turn in range(20):
        found = attempt(f"person{turn}@example.org", network=network)
        assert status(found) == 409
        if turn < 19:
            assert status(attempt(cast.other_officer.email, PASSWORD, network=network)) == 200
    assert status(attempt(cast.learner.email, PASSWORD, network=network)) == 429
    assert status(attempt(cast.learner.email, PASSWORD, "192.0.2.2", network)) == 200
    noon.shift(timedelta(minutes=5, seconds=1))
    assert status(attempt(cast.learner.email, PASSWORD, network=network)) == 200


@pytest.mark.both
def test_a_closed_address_uses_up_nobodys_tries(cast: Cast) -> None:
    """What was never looked at cannot close the account of somebody who only waits."""
    network = Limit.minutes(10, 5)
    for turn in range(10):
        attempt(f"person{turn}@example.org", network=network)
    for _ in range(15):
        assert status(attempt(cast.learner.email, PASSWORD, network=network)) == 429
    assert status(attempt(cast.learner.email, PASSWORD, "192.0.2.2", network)) == 200


@pytest.mark.both
def test_tries_at_once_gain_nothing(app: Flask, cast: Cast) -> None:
    """Fourteen at the same moment: ten are looked at, as one after the other."""
    db.session.commit()
    email, start = cast.learner.email, Barrier(14)
    db.session.rollback()

    def one(turn: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            return status(attempt(email, address=f"192.0.2.{turn}"))

    with ThreadPoolExecutor(14) as pool:
        found = Counter(pool.map(one, range(14), timeout=60))
    assert found == {409: 10, 429: 4}
    assert status(attempt(email, PASSWORD)) == 429


def test_names_and_addresses_are_not_kept(cast: Cast) -> None:
    """The counts tell nobody who tried to sign in, or from where."""
    attempt("a.client@example.org", address="203.0.113.77")
    keys = db.session.scalars(select(SignInRun.key)).all()
    assert len(keys) == 2
    assert all(re.fullmatch(r"(account|address):[0-9a-f]{64}", key) for key in keys)
    assert sign_in_limits.key("address", "203.0.113.77", SECRET) in keys
    assert sign_in_limits.key("address", "203.0.113.77", "another secret") not in keys
