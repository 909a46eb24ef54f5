"""What was done, by whom, until when: enrollments, the ledger, reviews, sign-offs, due dates.

The ledger only grows: a fact is taken back by superseding it. Terms and due dates are dated rows
in the same manner, so that "as at T" is a WHERE clause on recorded time. `section_progress` is
the one projection; it is written with the ledger and can be rebuilt from it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.base.db import Base, Id, PersonId, Slug, Word, current_index

WHOLE = text("section_key = '' AND superseded_at IS NULL")
OPEN = text("closed_at IS NULL")
ONCE = text("superseded_at IS NULL AND kind IN ('started', 'tick', 'done', 'waived')")


class Status(StrEnum):
    """Where an enrollment stands."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What a line of the ledger says; `source_id` is the row behind it, in the table named here."""

    STARTED = "started"  # a first draft was saved: response
    TICK = "tick"  # the learner's word; no row
    PIECE = "piece"  # one of several to be counted; no row
    RESPONSE = "response"  # a response that needs no sign-off: submission
    SIGNED = "signed"  # sign_off
    WAIVED = "waived"  # sign_off
    ENTRY = "entry"  # log entry
    QUIZ = "quiz"  # attempt
    COURSE = "course"  # course record
    DONE = "done"  # all that the task asks for is there; follows from the others


class Outcome(StrEnum):
    """How a review ended."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Meaning(StrEnum):
    """What a signer attests."""

    REVIEWED = "reviewed"
    DISCUSSED = "discussed"
    OBSERVED = "observed"
    ACCEPTED = "accepted"  # a log entry
    CONFIRMED = "confirmed"  # a course was completed
    RATED = "rated"  # this is how the signer judges a competency
    RECORDED = "recorded"  # so it stands on paper, by the rater who is named
    GRANTED = "granted"  # may do this from now on
    SUSPENDED = "suspended"  # may not, until it is granted again
    WAIVED = "waived"  # nothing was done: this person need not do the task


# Kinds of reviews that are about a task; other rooms' reviews have kinds of their own.
RESPONSE, DISCUSSION, OBSERVATION = "response", "discussion", "observation"
OF_TASKS = (RESPONSE, DISCUSSION, OBSERVATION)
ENTRY = "entry"  # of the log; with or without a task it counts for
STANDING = (*OF_TASKS, ENTRY)  # what a task’s standing follows from
COURSE = "course"  # the record of a completed course; without a task
TRAINING = "training"  # somebody asks to take a training outside
RATING = "rating"  # a review of competencies, which the learner has begun; without a task
EXTENSION = "extension"  # more time; about a section (piece 0) or a task (piece 1)


class Enrollment(Base):
    """One person in one program: what all facts hang on, whatever the edition."""

    __tablename__ = "enrollment"
    __table_args__ = (Index("ix_enrollment_person_id_program_id", "person_id", "program_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    recorded_at: Mapped[datetime]


class Term(Base):
    """The terms of an enrollment, dated: which edition, from which start, for which job."""

    __tablename__ = "enrollment_term"
    __table_args__ = (
        current_index("uq_enrollment_term_current", "enrollment_id"),
        current_index("ix_enrollment_term_listed", "enrollment_id", "status", "starts_on",
                      unique=False),
    )  # fmt: skip

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    starts_on: Mapped[date]
    job_role: Mapped[Word]
    status: Mapped[Word]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class DueDate(Base):
    """When a section (task_key empty) or a single task is due; superseded when it is moved."""

    __tablename__ = "due_date"
    __table_args__ = (
        current_index("uq_due_date_current", "enrollment_id", "section_key", "task_key"),
        Index("ix_due_date_enrollment", "enrollment_id", "superseded_at"),
    )  # fmt: skip

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    section_key: Mapped[Slug]
    task_key: Mapped[Slug] = mapped_column(default="")
    due_on: Mapped[date]
    base_on: Mapped[date]  # as it was set, before leave and closed days move it
    counted_from: Mapped[date | None]  # the day its days were counted from; None: set by hand
    base_at: Mapped[datetime]  # when it was set so
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Fact(Base):
    """One line of the ledger."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ix_ledger_enrollment", "enrollment_id", "superseded_at"),  # also for looking back
        Index("uq_ledger_once", "enrollment_id", "task_key", "kind", unique=True,
              sqlite_where=ONCE, postgresql_where=ONCE),
        Index("ix_ledger_source", "kind", "source_id"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
    )  # fmt: skip

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    kind: Mapped[Word]
    source_id: Mapped[int | None]
    enrollment_id: Mapped[int | None] = mapped_column(ForeignKey("enrollment.id"))
    task_key: Mapped[str | None] = mapped_column(String(60))
    activity: Mapped[str | None] = mapped_column(String(30))  # activity kind, from a closed list
    part: Mapped[str | None] = mapped_column(String(60))  # of a task’s parts: "open"
    minutes: Mapped[int | None]
    score: Mapped[int | None]  # hundredths of a percent
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


@event.listens_for(Session, "before_flush")
def _only_superseded(session: Session, *_: object) -> None:
    """The ledger only grows: no code of ours deletes a fact or writes over one."""
    touched = [*session.dirty, *session.deleted]
    facts = [row for row in touched if isinstance(row, Fact)]
    if any(row in session.deleted or session.is_modified(row) for row in facts):
        raise RuntimeError("the ledger only grows: supersede the fact")


class Review(Base):
    """Something that waits for someone's decision, or waited: one row for each attempt.

    The next attempt supersedes the one before; so does the same one when it waits once more, after
    a signature was revoked or a task reopened: a closed row never changes. `signers` says which
    kind of signer; who that is follows from the posts of the day.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("uq_review_open", "enrollment_id", "task_key", "kind", "piece", unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_review_enrollment", "enrollment_id", "superseded_at"),
        Index("ix_review_source", "kind", "source_id"),
        Index("ix_review_person_open", "person_id", "sent_at",
              sqlite_where=OPEN, postgresql_where=OPEN),
    )  # fmt: skip

    id: Mapped[Id]
    kind: Mapped[Word]  # response, discussion, observation; later rooms add theirs
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrollment_id: Mapped[int | None] = mapped_column(ForeignKey("enrollment.id"))
    task_key: Mapped[str | None] = mapped_column(String(60))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # as worded when it was sent
    piece: Mapped[int] = mapped_column(default=1)  # which of several observations; an entry’s id
    source_id: Mapped[int | None]  # a row of the room that opened it
    title: Mapped[str] = mapped_column(Text)  # as worded then: lists read nothing but this table
    signers: Mapped[Word]
    proposed_on: Mapped[date | None]  # the day the learner says it took place
    sent_at: Mapped[datetime]  # what counts for the learner, even when it waits once more
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(30))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    superseded_at: Mapped[datetime | None]


class SignOff(Base):
    """A named person attests, with a stated meaning, to an exact content. Never edited."""

    __tablename__ = "sign_off"

    id: Mapped[Id]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), index=True)
    person_id: Mapped[PersonId]
    signer_id: Mapped[PersonId]
    # Later rooms attest to things that hang on no task: a rating, a course, readiness.
    enrollment_id: Mapped[int | None] = mapped_column(ForeignKey("enrollment.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # as worded in its edition
    meaning: Mapped[Word]
    on: Mapped[date]  # the day of the conversation or observation, else of signing
    note_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))
    content_digest: Mapped[str] = mapped_column(String(64))  # task, edition and submission, salted
    signed_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("prose.id"))

    __table_args__ = (CheckConstraint("person_id <> signer_id", name="nobody_signs_own_work"),)


class SectionProgress(Base):
    """How far one section is ("" for the whole), so that a list of people is one query.

    Dated by quarter hours: an office's midnight falls on one wherever it lies, so that a day can
    be looked at as it ended, and a learner at work makes few rows.
    """

    __tablename__ = "section_progress"
    __table_args__ = (
        current_index("uq_section_progress_current", "enrollment_id", "section_key"),
        Index("ix_section_progress_whole", "open_due", "enrollment_id", "returned",
              sqlite_where=WHOLE, postgresql_where=WHOLE),
        Index("ix_section_progress_since", "enrollment_id", "section_key", "recorded_at"),
    )  # fmt: skip

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"))
    section_key: Mapped[Slug]
    position: Mapped[int]  # 0 for the whole
    state: Mapped[Word]
    required: Mapped[int]
    done: Mapped[int]
    waived: Mapped[int]  # of those done
    submitted: Mapped[int]
    returned: Mapped[int]
    begun: Mapped[int]  # in any state but the first
    due_on: Mapped[date | None]
    open_due: Mapped[date | None]  # the earliest date of what is still with the learner
    completed_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
