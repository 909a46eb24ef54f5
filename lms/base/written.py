"""One text with every copy of it, and not a word of it: what lists of texts to remove show.

Whoever removes a text means it wherever it stands, and need not read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lms.base.shown import Removed


class Copy(NamedTuple):
    """One row of prose, with the words that are counted and forgotten."""

    id: int
    author_id: int
    author: str
    written_at: datetime
    text: str | None  # as `shown` gives it


@dataclass(frozen=True)
class Written:
    """What is said of a text whose words are not shown."""

    ids: tuple[int, ...]  # rows of prose, the newest first
    author_id: int
    author: str
    written_at: datetime
    words: int
    removed: Removed | None

    @property
    def id(self) -> int:
        """The row of prose by which pages name it."""
        return self.ids[0]


def counted(copies: Sequence[Copy]) -> Written:
    """These copies, the newest first, as one text: it is gone when none of them is left."""
    newest = next((one for one in copies if not isinstance(one.text, Removed)), copies[0])
    gone = newest.text if isinstance(newest.text, Removed) else None
    return Written(
        tuple(dict.fromkeys(one.id for one in copies)), copies[0].author_id, copies[0].author,
        newest.written_at, 0 if gone else len((newest.text or "").split()), gone,
    )  # fmt: skip
