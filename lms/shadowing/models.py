"""The log: each entry as it is being written, each time it was sent, and who confirms it.

There is no field for a client: a case is called what the app issues, the learner's own and
derived from nothing (HIPAA's rule on codes, 45 CFR 164.514(c)). What was said about practice is
prose, kept in the one table for it.
"""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, Slug, Word, current_index

DRAFT = text("attempt_id IS NULL")
LINKED = text("ended_at IS NULL")
QUESTION = 99  # the place of the question for the supervisor, after any prompt of a task


class Part(StrEnum):
    """What the learner did: each is one step further than the one before."""

    WATCHED = "watched"
    TOOK_PART = "took-part"
    LED = "led"  # while someone watched


class State(StrEnum):
    """Where an entry stands; follows from its newest review."""

    DRAFT = "draft"
    PENDING = "pending"
    ACCEPTED = "accepted"
    RETURNED = "returned"  # needs action
    GIVEN_UP = "given-up"


SENT = (State.PENDING, State.ACCEPTED, State.RETURNED)  # others may know of it


class Told:
    """What an entry says beside its texts: all of it from closed lists, numbers and days."""

    activity: Mapped[Word]  # of the office's list
    part: Mapped[Word]
    on: Mapped[date]
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agency: Mapped[str] = mapped_column(String(80), default="")  # of a partner's colleague
    agency_job: Mapped[str] = mapped_column(String(80), default="")
    minutes: Mapped[int | None]
    mode: Mapped[Word] = mapped_column(default="")  # in-person, phone, video
    interpreter: Mapped[bool | None]
    file: Mapped[Word] = mapped_column(default="")  # open, closed; where a file was looked at
    agreed: Mapped[Word] = mapped_column(default="")  # the client agreed, or none was there
    drafted: Mapped[bool] = mapped_column(default=False)  # a note, where notes belong


class LogEntry(Told, Base):
    """One activity that a learner watched, took part in or led, as the learner has it now."""

    __tablename__ = "log_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "device_id"),
        UniqueConstraint("person_id", "reference"),
        Index("ix_log_entry_listed", "person_id", "on", "id"),
        Index("ix_log_entry_colleague", "colleague_id", "state"),
        Index("ix_log_entry_counted", "person_id", "state", "activity", "part"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[str | None] = mapped_column(String(36))  # given where it was written offline
    reference: Mapped[str] = mapped_column(String(60))  # “Case A”
    state: Mapped[Word] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=0)  # counts the saves: a stale tab is noticed
    # Goes into every digest of what the entry says, for those hold short typed words (the agency)
    # and one of an entry of the past outlives them: without it, nobody guesses what was erased.
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class EntryAttempt(Told, Base):
    """An entry as it was sent; the review it opened decides on exactly this."""

    __tablename__ = "entry_attempt"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"))
    number: Mapped[int]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    from_version: Mapped[int]  # of the form that was sent: a repeated request is recognised
    sent_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))


class EntryText(Base):
    """What was written under one prompt: of the entry (no attempt), or of one attempt."""

    __tablename__ = "entry_text"
    __table_args__ = (
        UniqueConstraint("entry_id", "attempt_id", "position"),
        Index("uq_entry_text_draft", "entry_id", "position", unique=True,
              sqlite_where=DRAFT, postgresql_where=DRAFT),
    )  # fmt: skip

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("entry_attempt.id"), index=True)
    position: Mapped[int]
    prompt: Mapped[str] = mapped_column(Text)  # as it read then
    prose_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))


class EntryTask(Base):
    """A task that an entry is for, from when to when."""

    __tablename__ = "entry_task"
    __table_args__ = (
        Index("uq_entry_task_linked", "entry_id", "enrollment_id", "task_key", unique=True,
              sqlite_where=LINKED, postgresql_where=LINKED),
        Index("ix_entry_task_task", "enrollment_id", "task_key"),
    )  # fmt: skip

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"))
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    task_key: Mapped[Slug]
    linked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ConfirmLink(Base):
    """A way for a colleague without an account to confirm one entry, once, until it expires.

    The address holds a keyed digest that is stored nowhere, so the table opens nothing.
    """

    __tablename__ = "confirm_link"

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # a newer one took its place, or the entry changed


class Confirmation(Base):
    """A colleague says that it took place: signed in (person_id), or by a link, unchecked.

    It speaks for what was stated then (`about`); an entry that says otherwise later is
    unconfirmed. It never replaces the supervisor's acceptance.
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        current_index("uq_confirmation_current", "entry_id"),
    )  # fmt: skip

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("confirm_link.id"))
    about: Mapped[str] = mapped_column(String(64))  # digest of activity, part, day and colleague
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class LogRules(Base):
    """What an office asks of the log, beyond what the guide does; a change supersedes the row."""

    __tablename__ = "log_rules"
    __table_args__ = (
        current_index("uq_log_rules_current", "office_id"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    shares: Mapped[bool]  # whether one entry may count for several tasks
    spread_days: Mapped[int | None]  # from the first to the last of several entries for one task
    day_hours: Mapped[int | None]  # the most hours of one day
    back_days: Mapped[int | None]  # how far back an entry may be dated
    hidden: Mapped[list[str]] = mapped_column(JSON)  # activities the office does not have
    own: Mapped[list[Any]] = mapped_column(JSON)  # [["school-visit", "School visit"]]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
