"""One person's record: every section and task with its dates and who signed, to show or print.

It is what the folder of signed paper was: the learner's own, and a supervisor's or monitor's proof.
States, dates, signatures and the reasons for changes; never what was written or said about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.base import clock, prose
from lms.base.tables import Cell
from lms.people import queries as people
from lms.people.models import Leave
from lms.progress import earlier, moved_dates, queries
from lms.progress.due import Place
from lms.progress.models import Meaning, Status
from lms.progress.moved_dates import MoveRow
from lms.progress.queries import RevokedRow, SignatureRow
from lms.progress.sections import SectionStanding, paused
from lms.progress.work import Work

SIGNED = ("Signed by", "Meaning", "On", "Signed at (UTC)", "Reason", "Revoked at (UTC)")
UNSIGNED: tuple[Cell, ...] = (None,) * len(SIGNED)
HEAD = ("Section", "Topic", "Task", "Number", "Kind", "State", "Due", "Done", *SIGNED)


@dataclass(frozen=True)
class Record:
    """All that the record page shows."""

    work: Work
    sections: Sequence[SectionStanding]
    signatures: Mapping[str, Sequence[SignatureRow]]
    revoked: Mapping[str, Sequence[RevokedRow]]
    moves: Mapping[Place, MoveRow]
    leaves: Sequence[Leave] = ()
    earlier: Sequence[tuple[str, str, date]] = ()  # done for tasks that are gone: key, title, day
    away: bool = False  # on leave then: nothing counts as late

    @property
    def done(self) -> int:
        """How many tasks count as done."""
        return sum(section.done for section in self.sections)

    @property
    def required(self) -> int:
        """How many tasks count."""
        return sum(section.required for section in self.sections)

    @property
    def completed_on(self) -> date | None:
        """When the last section was completed; None before."""
        days = [section.completed_on for section in self.sections if section.required]
        done = [day for day in days if day is not None]
        return max(done) if done and len(done) == len(days) else None

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """A line for each task and each signature of it, also of those taken back, for a file; and
        one for each quiz that was passed.
        """
        for section in self.sections:
            for topic in section.topics():
                for standing in topic.tasks:
                    task = standing.task
                    told = (
                        section.section.title, topic.title, task.title, task.seq, task.verb,
                        standing.state.value, standing.due_on, standing.done_on,
                    )  # fmt: skip
                    lines = [_cells(one, None) for one in self.signatures.get(task.key, ())]
                    lines += [_cells(one, one.revoked_at) for one in self.revoked.get(task.key, ())]
                    yield from ((*told, *line) for line in lines or [UNSIGNED])
            for quiz, passed_on in section.quizzes:
                if passed_on:
                    named = (section.section.title, "", quiz.title, None, "Quiz", "passed")
                    yield (*named, None, passed_on, *UNSIGNED)


def end_of(work: Work, day: date | None) -> datetime | None:
    """When a day ended at the office of this work's person, as lists have it; None for now."""
    return clock.end_of(day, people.office_zone(work.person_id, day)) if day else None


def record(work: Work, at: datetime | None = None, *, today: date | None = None) -> Record:
    """The record of one enrollment as it is, or was `at` a past moment (`work` as it was then).

    `today` is the reader's day, by which somebody is on leave or not.
    """
    leaves = people.leaves(work.person_id, at)
    day = today or clock.today(clock.DEFAULT_ZONE, at)
    away = any(one.starts_on <= day and (one.ends_on or day) >= day for one in leaves)
    due, moves = moved_dates.dates_and_moves(work.id) if at is None else (None, {})
    sections = queries.section_standings(work, at, due=due)
    rests = away or work.status == Status.WITHDRAWN
    return Record(
        work, paused(sections) if rests else sections, queries.signatures(work.id, at),
        queries.revoked(work.id, at), moves, leaves, earlier.earlier(work, at), away,
    )  # fmt: skip


def _cells(signed: SignatureRow | RevokedRow, revoked_at: datetime | None) -> tuple[Cell, ...]:
    signed_at, ended_at = (
        moment and moment.replace(tzinfo=None, microsecond=0)
        for moment in (signed.signed_at, revoked_at)
    )
    reason = prose.plain(signed.reason or "").strip() or None
    meaning = Meaning(signed.meaning).value
    return (signed.signer, meaning, signed.on, signed_at, reason, ended_at)
