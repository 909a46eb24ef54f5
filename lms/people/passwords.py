"""Passwords: hashed slowly, never common, and checked in the same time for everyone."""

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from lms.base.errors import Refusal

SHORTEST, LONGEST = 12, 128
HASHER = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)


def hashed(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The argon2id hash to store.

    `about`: the person's own name and address, which make a poor password. Raises Refusal when
    the password is too short, too long or easily guessed.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(f"Use {SHORTEST} to {LONGEST} characters.", "password")
    # zxcvbn slows down with length, and 72 characters are enough to judge by.
    known = [word for text in about for word in (text, *re.findall(r"\w+", text))]
    if zxcvbn(password[:72], user_inputs=known)["score"] < 3:
        raise Refusal("This is easy to guess. Try three or four unrelated words.", "password")
    return HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the right one; takes as long when there is nothing to compare with."""
    try:
        right = HASHER.verify(stored or _decoy(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored)


@cache
def _decoy() -> str:
    return HASHER.hash("nobody's password")
