"""Where somebody stands with a quiz: passed or not, how many tries are left, from when on.

No database here. Pages, rules and files ask it, so that they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from lms.curriculum.outline import Answers, Counts, QuizOutline

GRACE = timedelta(seconds=60)  # a page that hands itself in when the time is up may be slow


class State(StrEnum):
    """One word for it."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    PASSED = "passed"
    NOT_PASSED = "not-passed"


class Tried(NamedTuple):
    """One attempt with the result that holds; without one it is not handed in."""

    id: int
    number: int
    began_at: datetime
    closes_at: datetime | None
    submitted_at: datetime | None
    score: int | None  # hundredths of a percent
    passed: bool
    undecided: bool

    def over(self, now: datetime) -> bool:
        """Whether its time ran out before it was handed in."""
        ends = self.closes_at and self.closes_at + GRACE
        return self.submitted_at is None and ends is not None and ends < now


class Extra(NamedTuple):
    """Attempts that somebody was given beyond the quiz's own."""

    number: int = 0
    at_once: bool = False  # the next one need not wait
    recorded_at: datetime | None = None
    reason: str = ""


NOTHING_MORE = Extra()


@dataclass(frozen=True)
class QuizStanding:
    """A quiz of one person, ready to show."""

    quiz: QuizOutline
    tried: Sequence[Tried] = ()  # in the order of their numbers
    extra: Extra = NOTHING_MORE
    required: bool = False

    @property
    def submitted(self) -> list[Tried]:
        """What was handed in."""
        return [one for one in self.tried if one.submitted_at is not None]

    @property
    def open(self) -> Tried | None:
        """What is begun and not handed in."""
        return next((one for one in self.tried if one.submitted_at is None), None)

    @property
    def counting(self) -> Tried | None:
        """The attempt whose result counts; None while there is none."""
        return counting(self.quiz.counts, self.submitted)

    @property
    def passed(self) -> bool:
        """Whether the one that counts passed."""
        found = self.counting
        return found is not None and found.passed

    @property
    def state(self) -> State:
        """One word for it."""
        if self.passed:
            return State.PASSED
        if self.open is not None:
            return State.IN_PROGRESS
        return State.NOT_PASSED if self.submitted else State.NOT_STARTED

    @property
    def left(self) -> int | None:
        """How many more attempts can be begun; None: any number."""
        if self.quiz.attempts is None:
            return None
        return max(self.quiz.attempts + self.extra.number - len(self.tried), 0)

    @property
    def next_at(self) -> datetime | None:
        """The moment before which the next attempt cannot begin; None: at once."""
        last = max((one.submitted_at for one in self.submitted if one.submitted_at), default=None)
        if last is None or not self.quiz.wait_hours:
            return None
        given = self.extra.recorded_at if self.extra.at_once else None
        return None if given and given >= last else last + timedelta(hours=self.quiz.wait_hours)

    def waits(self, now: datetime) -> bool:
        """Whether the next attempt has to wait."""
        return self.next_at is not None and self.next_at > now

    def can_begin(self, now: datetime) -> bool:
        """Whether a new attempt can be begun now."""
        return self.open is None and self.left != 0 and not self.waits(now)

    @property
    def tells(self) -> bool:
        """Whether the right answers are shown now, as the quiz has set it."""
        if self.open is not None:  # an open attempt may ask the same
            return False
        if self.quiz.answers is Answers.SUBMITTED:
            return True
        only_first = self.quiz.counts is Counts.FIRST and bool(self.submitted)
        done = self.passed or self.left == 0 or only_first
        return self.quiz.answers is Answers.PASSED and done


def counting(counts: Counts, submitted: Sequence[Tried]) -> Tried | None:
    """Which of these attempts counts; of equally good ones the first."""
    if not submitted:
        return None
    if counts is Counts.FIRST:
        return submitted[0]
    if counts is Counts.LATEST:
        return submitted[-1]
    return max(submitted, key=lambda one: (one.passed, one.score or 0, -one.number))
