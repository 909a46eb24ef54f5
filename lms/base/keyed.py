"""Addresses that open a door without a password, and are stored nowhere.

What opens the door stands only in the address: a digest under the server's key of what the row
says. Neither the tables nor a copy of them let anyone in, and a new key ends all such addresses.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

TOKEN = re.compile(r"([1-9][0-9]{0,9})\.([A-Za-z0-9_-]{43})")
LARGEST = 2**31 - 1  # PostgreSQL's integers end here


def token(secret: str, kind: str, row_id: int, *said: int | str | datetime) -> str:
    """What stands in the address of a row: its number, and the digest of what it says."""
    told = [
        one.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(one, datetime) else one
        for one in said
    ]
    about = "\n".join(map(str, (kind, row_id, *told)))
    digest = hmac.new(secret.encode(), about.encode(), hashlib.sha256).digest()
    return f"{row_id}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def row_of(typed: str) -> int | None:
    """The row that an address names; None for what is no such address."""
    parts = TOKEN.fullmatch(typed)
    number = int(parts[1]) if parts else 0
    return number if 0 < number <= LARGEST else None


def fits(typed: str, expected: str) -> bool:
    """Whether an address is the one of its row, told apart in constant time."""
    return hmac.compare_digest(typed, expected)
