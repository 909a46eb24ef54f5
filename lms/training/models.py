"""Training: what an office asks, the sessions it offers, who has a seat, and what was completed.

A monitor asks who had which training when, and what was required of them then. So requirements,
seats, attendance and waivers are dated rows like posts: a change supersedes, and what counted
stands in the ledger.
"""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.base.db import Base, Id, PersonId, Word, current_index


class Requirement(Base):
    """A course that an office asks of a job role ("": of everyone) from a day on, until a day.

    `starts_on` is when it begins to be asked, `recorded_at` when that was decided.
    """

    __tablename__ = "course_requirement"
    __table_args__ = (
        current_index("uq_course_requirement_current", "office_id", "course_id", "job_role",
                      "starts_on"),
        CheckConstraint("within_days >= 0", name="within_days_not_negative"),
        CheckConstraint("valid_months IS NULL OR valid_months > 0", name="valid_months_positive"),
    )  # fmt: skip

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    job_role: Mapped[Word]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included
    within_days: Mapped[int]  # from the first day in the post, or from `starts_on` if that is later
    valid_months: Mapped[int | None]  # None: once is enough
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Waiver(Base):
    """Somebody need not take a course, because …; until it is taken back."""

    __tablename__ = "course_waiver"
    __table_args__ = (
        current_index("uq_course_waiver_current", "person_id", "course_id"),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    reason_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))
    actor_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Series(Base):
    """Sessions that repeat, such as a monthly learning circle."""

    __tablename__ = "course_series"

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    pattern: Mapped[Word]  # weekly, two-weekly, monthly
    made_at: Mapped[datetime]


class CourseSession(Base):
    """One scheduled offering of a course. Changed in place; each change is an event.

    Its row is the lock of its seats: whoever signs up, cancels or changes it takes it first.
    """

    __tablename__ = "course_session"
    __table_args__ = (
        Index("ix_course_session_listed", "office_id", "starts_at"),
        Index("ix_course_session_course", "course_id", "starts_at"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("course_series.id"), index=True)
    starts_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(60))  # on whose wall the time was meant
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    trainer: Mapped[str] = mapped_column(String(120), default="")  # who is no person of the system
    seats: Mapped[int]
    closes_at: Mapped[datetime]  # until then people sign up and cancel by themselves
    for_all: Mapped[bool]  # people of other offices may come too
    version: Mapped[int] = mapped_column(default=0)  # counts the changes, for calendars
    cancelled_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Booking(Base):
    """Somebody's seat in a session, or place on its waiting list; a change supersedes the row."""

    __tablename__ = "booking"
    __table_args__ = (
        current_index("uq_booking_current", "session_id", "person_id"),
        Index("ix_booking_person", "person_id", "superseded_at"),
    )  # fmt: skip

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    waiting: Mapped[bool]
    turn: Mapped[int]  # the order in which people of this session signed up
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Attendance(Base):
    """Whether somebody was there: all of it, a part, or not; a correction supersedes the row."""

    __tablename__ = "attendance"
    __table_args__ = (
        current_index("uq_attendance_current", "session_id", "person_id"),
    )  # fmt: skip

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[PersonId]
    outcome: Mapped[Word]  # attended, part, no-show
    minutes: Mapped[int | None]  # of a part
    record_id: Mapped[int | None] = mapped_column(ForeignKey("course_record.id"))
    actor_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class TrainingRequest(Base):
    """A learner asks to take a training outside; the review says what became of it."""

    __tablename__ = "training_request"

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))  # what it stands for
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500), default="")
    on: Mapped[date]  # its first day
    minutes: Mapped[int | None]
    reason_id: Mapped[int] = mapped_column(ForeignKey("prose.id"))
    asked_at: Mapped[datetime]


class How(StrEnum):
    """How a course was completed."""

    SESSION = "session"
    E_LEARNING = "e-learning"
    OUTSIDE = "outside"


class State(StrEnum):
    """Where a record stands; follows from its newest review, or from the attendance."""

    DRAFT = "draft"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    GIVEN_UP = "given-up"
    TAKEN_BACK = "taken-back"  # the attendance was corrected


SEEN = (State.PENDING, State.CONFIRMED, State.RETURNED, State.TAKEN_BACK)  # others know of it


class Stated:
    """What a record says: from closed lists, numbers, days and names of courses."""

    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))  # as it was called then
    provider: Mapped[str] = mapped_column(String(120), default="")
    how: Mapped[Word]
    minutes: Mapped[int | None]


class CourseRecord(Stated, Base):
    """One person's completion of one course, as it is now; a renewal is another record."""

    __tablename__ = "course_record"
    __table_args__ = (
        Index("ix_course_record_person", "person_id", "state", "on"),
        UniqueConstraint("person_id", "request_id"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date | None]  # completed; None while a draft does not say it yet
    complete: Mapped[bool] = mapped_column(default=True)  # else only hours: a part was attended
    valid_until: Mapped[date | None]  # the last day, fixed when it was confirmed
    session_id: Mapped[int | None] = mapped_column(ForeignKey("course_session.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("training_request.id"), index=True)
    reflection_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))  # as being written
    state: Mapped[Word] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=0)  # counts the saves: a stale tab is noticed
    # Goes into every digest of what the record says, which holds short typed words (the provider).
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class RecordAttempt(Stated, Base):
    """A record as it was sent; the review it opened decides on exactly this."""

    __tablename__ = "record_attempt"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(ForeignKey("course_record.id"))
    on: Mapped[date | None]
    number: Mapped[int]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    reflection_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    from_version: Mapped[int]  # of the form that was sent: a repeated request is recognised
    sent_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))  # of what it says, its texts, files, entries


class CourseConfirmation(Stated, Base):
    """A record as it was confirmed, and from when to when it counts: the record itself goes on.

    What was asked of a past moment is answered from here, whatever became of the record since.
    """

    __tablename__ = "course_confirmation"
    __table_args__ = (
        current_index("uq_course_confirmation_current", "record_id"),
        Index("ix_course_confirmation_person", "person_id", "course_id", "superseded_at"),
    )  # fmt: skip

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(ForeignKey("course_record.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"))
    on: Mapped[date]
    complete: Mapped[bool]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class RecordFile(Base):
    """An evidence file of a record, from when to when."""

    __tablename__ = "record_file"
    __table_args__ = (
        current_index("uq_record_file_current", "record_id", "file_id"),
    )  # fmt: skip

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(ForeignKey("course_record.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class RecordEntry(Base):
    """A log entry that a record cites, from when to when; the log knows nothing of it."""

    __tablename__ = "record_entry"
    __table_args__ = (
        current_index("uq_record_entry_current", "record_id", "entry_id"),
    )  # fmt: skip

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(ForeignKey("course_record.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), index=True)
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
