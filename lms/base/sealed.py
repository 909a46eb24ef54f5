"""What was typed when a sign-in ran out, sealed until the same person is back.

Nothing is stored: the text travels in the sign-in page itself, so encrypted that whoever sits down
at the same desk next can neither read it there nor get it back.
"""

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from lms.base import clock

GOOD_FOR = timedelta(hours=12)
SECRETS = ("csrf_token", "password", "current", "again", "kept")
LOST = "a file"  # in place of one, which cannot travel in a page; its field asks for it again
WRITTEN = re.compile(r"(^|-)(answer|note|comment|reason)(_|$)")  # names of fields for prose
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form that could not be taken: where it was sent, and what stood in it."""

    path: str
    fields: Fields

    @property
    def texts(self) -> list[str]:
        """What the person wrote, to show that it is there."""
        return [value for name, value in self.fields if value.strip() and WRITTEN.search(name)]


def seal(person_id: int, path: str, fields: Fields, secret: str) -> str:
    """The form as text that only this app can read, for this person; passwords are left out."""
    kept = [(name, value) for name, value in fields if name.rpartition("-")[2] not in SECRETS]
    content = json.dumps({"person": person_id, "path": path, "fields": kept}, ensure_ascii=False)
    small = zlib.compress(content.encode())  # it goes through the limit on a request once more
    return _lock(secret).encrypt_at_time(small, _second()).decode()


def unseal(text: str, person_id: int, secret: str) -> Kept | None:
    """The form again; None for another person, after twelve hours, or for anything forged."""
    try:
        lifetime = int(GOOD_FOR.total_seconds())
        content = _lock(secret).decrypt_at_time(text.encode(), lifetime, _second())
    except (InvalidToken, UnicodeEncodeError):
        return None
    found = json.loads(zlib.decompress(content))
    if found["person"] != person_id:
        return None
    return Kept(found["path"], [(name, value) for name, value in found["fields"]])


def _lock(secret: str) -> Fernet:
    """A key of its own, derived from the one that signs cookies."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sealed\n{secret}".encode()).digest()))


def _second() -> int:
    return int(clock.now().timestamp())
