"""The outbox: what is to be mailed, each once, without anything that a person typed.

Rules put a line in the outbox within their own transaction; `preceptor notices send` sends them.
A line holds ids and closed words only: the words of a mail are made when it is sent.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base import clock
from lms.base.db import Base, Id, PersonId, Word, run, upsert


class Outcome(StrEnum):
    """How a mail ended."""

    SENT = "sent"  # the mail server took it
    NEEDLESS = "needless"  # nothing was left to say when it was to be sent
    REFUSED = "refused"  # the mail server will never take it: no such address
    GIVEN_UP = "given-up"  # for days it took none


class Mail(Base):
    """One mail to one person; `once` names it, so that it is queued a single time."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "once"),
        Index("ix_mail_waiting", "queued_at", sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    kind: Mapped[Word]  # daily, invitation, reset
    once: Mapped[str] = mapped_column(String(40))  # the day, or the id of the link
    queued_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]  # a sender has it in hand since then
    tries: Mapped[int] = mapped_column(default=0)  # how often a sender took it in hand
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(30))


def queue(person_id: int, kind: str, once: str) -> None:
    """Put a mail into the outbox, within the caller's transaction; a second time changes nothing.

    `once` names this very mail: the day of a daily one, the id of a link.
    """
    queue_all([(person_id, kind, once)])


def queue_all(mails: Iterable[tuple[int, str, str]]) -> None:
    """The same for many, each with its person, kind and `once`, in one statement."""
    waiting = {"queued_at": clock.now(), "tries": 0}
    rows = [waiting | {"person_id": one, "kind": kind, "once": once} for one, kind, once in mails]
    if rows:
        run(upsert(Mail).on_conflict_do_nothing(), rows)
