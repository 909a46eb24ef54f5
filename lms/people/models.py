"""Who works here: persons, offices, posts and access roles.

Posts and access roles are dated rows: a change supersedes the old row and adds a new one, so that
"who supervised her in March" has an answer.
"""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, Line, PersonId, Word, current_index


class Role(StrEnum):
    """Access roles that are granted; learner and supervisor follow from enrollments and posts."""

    TRAINING_OFFICER = "training-officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


JOB_ROLES = {
    "case-manager": "Case manager",
    "icm-specialist": "ICM specialist",
    "employment-counselor": "Employment counselor",
    "clinical-therapist": "Licensed clinical therapist",
    "supervisor": "Supervisor",
    "training-officer": "Training officer",
    "other": "Other staff",
}


def new_session_key() -> str:
    """A fresh value makes every sign-in that carried the old one worthless."""
    return secrets.token_hex(16)


class Office(Base):
    """A place people work at, with its own midnight."""

    __tablename__ = "office"

    id: Mapped[Id]
    name: Mapped[Line] = mapped_column(unique=True)
    time_zone: Mapped[str] = mapped_column(String(60))
    region: Mapped[str | None] = mapped_column(String(10))  # whose public holidays it keeps: UT
    escalate_days: Mapped[int | None]  # until waiting work also shows to officers; None: settings


class Holiday(Base):
    """A day on which an office is closed: nothing falls due on it."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("office_id", "on"),)

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    on: Mapped[date]
    name: Mapped[Line]
    own: Mapped[bool] = mapped_column(default=True)  # else a public holiday of its region


class Person(Base):
    """Someone who signs in. Never deleted: records outlive a leaver's account."""

    __tablename__ = "person"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[Line]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(32), default=new_session_key)
    time_zone: Mapped[str | None] = mapped_column(String(60))  # None: the office's
    daily_mail: Mapped[bool] = mapped_column(default=True)  # wants to be told once a day
    added_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]  # now; Deactivation knows the past too


class Deactivation(Base):
    """Someone's sign-in ended, from when until when they came back.

    `person.deactivated_at` says the same of the present; this one keeps what was, for *as at*.
    """

    __tablename__ = "deactivation"
    __table_args__ = (
        current_index("uq_deactivation_current", "person_id"),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Post(Base):
    """Office, job role and supervisor of a person, from when to when."""

    __tablename__ = "post"
    __table_args__ = (
        # It covers what lists of people ask of a post.
        current_index("ix_post_person_current", "person_id", "office_id", "supervisor_id",
                      "starts_on", "ends_on", unique=False),
        current_index("ix_post_supervisor_current", "supervisor_id", "person_id", unique=False),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]  # for past days, which the index of current ones does not serve
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    job_role: Mapped[Word]
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Grant(Base):
    """An access role given to a person; training officers and auditors per office (None: all)."""

    __tablename__ = "grant"
    __table_args__ = (
        current_index("ix_grant_person_current", "person_id", unique=False),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Word]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Leave(Base):
    """Someone is away, from when to when; never why. A change supersedes the row.

    `first_at` is when it was first recorded: the same for all states of one leave.
    """

    __tablename__ = "leave"
    __table_args__ = (
        current_index("ix_leave_person_current", "person_id", unique=False),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included; None: not known yet
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Link(Base):
    """An invitation or a reset: lets one person set a password, once, until it expires.

    The address holds a keyed digest that is stored nowhere, so the table lets nobody in.
    """

    __tablename__ = "link"

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    kind: Mapped[Word]  # invitation, reset
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # a newer one took its place, or it was taken back


class SignInRun(Base):
    """Failures in a row for one account or address, kept by a digest of the name."""

    __tablename__ = "sign_in_run"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
