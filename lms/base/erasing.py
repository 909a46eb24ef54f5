"""Erasing: a text that slipped through goes, and what is left says who took it away, when and why.

A client's name in a reflection must go for good: text, rendering and salt. The row stays, so that
every list, signature and line of the record that points to it still stands; without the salt what
they hold of it can be matched to nothing. Why is a word from a closed list: words of one's own
would repeat what is to go. The rooms decide who may; what the database keeps of it on its disk is
the matter of `forgetting`.
"""

from collections.abc import Collection
from enum import StrEnum

from lms.base import clock, forgetting
from lms.base.db import db
from lms.base.prose import Prose


class Why(StrEnum):
    """Why a text was removed."""

    NAMES_A_CLIENT = "names-a-client"
    NUMBER = "number"
    OTHER_DETAIL = "other-detail"
    BY_MISTAKE = "by-mistake"


LABELS: dict[str, str] = {
    Why.NAMES_A_CLIENT: "it named a client",
    Why.NUMBER: "it held a number that leads to a client",
    Why.OTHER_DETAIL: "a client could be known by another detail",
    Why.BY_MISTAKE: "it was put here by mistake",
}


def erase(texts: Collection[Prose], *, actor_id: int, why: str) -> int:
    """Empty these texts; returns how many there were to empty. A second time changes nothing.

    The caller has checked that the actor may, holds whom they are about, and writes the event.
    After the commit the file forgets them too. Raises ValueError for a word that is none of `Why`.
    """
    word, now = Why(why).value, clock.now()
    found = [one for one in texts if one.text]
    for one in found:
        one.text = one.html = one.salt = None
        one.erased_at, one.erased_by, one.erased_why = now, actor_id, word
    if found:
        db.session.flush()
        forgetting.after_commit()
    return len(found)
