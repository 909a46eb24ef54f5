"""Passwords: long, not guessable, hashed slowly, compared safely."""

import pytest

from lms.base.errors import Refusal
from lms.people import passwords

GOOD = "violet-anchor-thimble-9"


def test_a_good_password_matches_itself_only() -> None:
    """And no two hashes of it are alike."""
    first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert first != second
    assert passwords.matches(first, GOOD)
    assert passwords.matches(second, GOOD)
    for other in ("", GOOD.upper(), f"{GOOD} ", GOOD[:-1], f"{GOOD}\x00"):
        assert not passwords.matches(first, other)


def test_the_hash_is_slow_and_salted() -> None:
    """argon2id, with the memory and the rounds that were chosen."""
    assert passwords.hashed(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["", "short", "a" * 11, "x" * 129, GOOD * 50])
def test_a_password_has_a_length(password: str) -> None:
    """Long enough to resist, short enough to hash."""
    with pytest.raises(Refusal, match="12 to 128 characters") as caught:
        passwords.hashed(password)
    assert caught.value.field == "password"


@pytest.mark.parametrize(
    "password", ["password1234", "qwertyuiopas", "111111111111", "January2026!", "iloveyou1234"]
)
def test_an_easy_password_is_refused(password: str) -> None:
    """Those that are tried first."""
    with pytest.raises(Refusal, match="easy to guess"):
        passwords.hashed(password)


@pytest.mark.parametrize(
    "password",
    ["wilhelmina featherstonehaugh", "Featherstonehaugh1", "wilhelminafeatherstonehaugh"],
)
def test_ones_own_name_is_no_password(password: str) -> None:
    """What everybody knows about a person is tried early too, whole or in parts."""
    about = ("Wilhelmina Featherstonehaugh", "wilhelmina.featherstonehaugh@example.org")
    with pytest.raises(Refusal, match="easy to guess"):
        passwords.hashed(password, about=about)


@pytest.mark.parametrize("length", [12, 72, 73, 128])
def test_every_length_allowed_works(length: int) -> None:
    """Every character counts, to the last."""
    password = (GOOD * 6)[: length - 1] + "Z"
    kept = passwords.hashed(password)
    assert passwords.matches(kept, password)
    assert not passwords.matches(kept, password[:-1] + "Y")
    assert not passwords.matches(kept, password + "Z")


def test_letters_of_any_language_do() -> None:
    """A sentence in one's own language is a fine password."""
    password = "три зелёных слона идут домой"
    assert passwords.matches(passwords.hashed(password), password)


@pytest.mark.parametrize("stored", [None, "", "nonsense", "$argon2id$v=19$m=1,t=1,p=1$broken"])
def test_without_a_hash_nothing_matches(stored: str | None) -> None:
    """Not even the text that is hashed to keep the time alike."""
    for password in ("", "nobody's password", "nonsense"):
        assert not passwords.matches(stored, password)
