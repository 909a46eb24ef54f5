"""Where a task stands, worked out from its facts, its review and its draft. No database here.

This is the one place that knows what it takes to finish a task; rules, pages, the check and the
rebuild all ask it, so they cannot disagree.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from lms.curriculum.outline import Evidence, ProgramOutline, Signers, TaskOutline
from lms.progress.models import Kind, Outcome

SOON_DAYS = 3


class State(StrEnum):
    """The six states of a task."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"
    WAIVED = "waived"


class FactLine(Protocol):
    """What of a ledger line matters here."""

    @property
    def task_key(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def part(self) -> str | None: ...
    @property
    def effective_on(self) -> date: ...


class ReviewLine(Protocol):
    """What of a current review matters here."""

    @property
    def id(self) -> int: ...
    @property
    def task_key(self) -> str | None: ...
    @property
    def piece(self) -> int: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str | None: ...


@dataclass(frozen=True)
class Needs:
    """How many facts of which kind finish a task."""

    tick: bool = False
    pieces: Mapping[str, int] = field(default_factory=dict)  # part ("" for none) → how many
    sign_offs: int = 0
    response: bool = False  # one that nobody signs
    other: Kind | None = None

    @property
    def sent(self) -> bool:
        """Whether the learner sends something, rather than ticking or counting only."""
        return self.sign_offs > 0 or self.response


def needs(task: TaskOutline) -> Needs:
    """What the task asks for; its attributes are independent, so several may be asked at once."""
    observed = task.evidence is Evidence.OBSERVATION
    pieces: Mapping[str, int] = {}
    if not observed:
        pieces = dict(task.parts) or ({"": task.count} if task.count > 1 else {})
    signed = task.signers is not Signers.NONE
    ticked = task.evidence in (Evidence.TICK, Evidence.PRIVATE)
    return Needs(
        tick=ticked and not signed and not pieces,
        pieces=pieces,
        sign_offs=task.count if observed else int(signed),
        response=task.evidence is Evidence.RESPONSE and not signed,
        other={Evidence.QUIZ: Kind.QUIZ, Evidence.COURSE: Kind.COURSE}.get(task.evidence),
    )


def is_sent(task: TaskOutline) -> bool:
    """Whether the learner sends something for this task, rather than ticking or counting only."""
    return needs(task).sent


def waits(task: TaskOutline) -> bool:
    """Whether anything can wait for a decision about this task: what is sent, or log entries."""
    return task.logged or needs(task).sent


def completed_on(task: TaskOutline, facts: Iterable[FactLine]) -> date | None:
    """The date on which the last thing the task asks for took effect; None while one is missing.

    What comes on top, such as a third observation of two, does not move the date.
    """
    lines = list(facts)
    if not lines:
        return None
    if waived := [line.effective_on for line in lines if line.kind == Kind.WAIVED]:
        return max(waived)
    asked = list(_asked(task, lines))
    if not asked or any(len(ask.days) < ask.number for ask in asked):
        return None
    return max(sorted(ask.days)[ask.number - 1] for ask in asked)


class _Ask(NamedTuple):
    """One thing a task asks for: on which days it took effect, and how many it takes."""

    days: list[date]
    number: int
    by_signer: bool = False


def _asked(task: TaskOutline, lines: Collection[FactLine]) -> Iterator[_Ask]:
    def days(*kinds: Kind, part: str | None = None) -> list[date]:
        found = (line for line in lines if line.kind in kinds)
        return [line.effective_on for line in found if part in (None, line.part or "")]

    wanted = needs(task)
    if wanted.tick:
        yield _Ask(days(Kind.TICK), 1)
    for part, number in wanted.pieces.items():
        yield _Ask(days(Kind.PIECE, Kind.ENTRY, part=part), number, by_signer=task.logged)
    if wanted.sign_offs:
        yield _Ask(days(Kind.SIGNED, Kind.ENTRY), wanted.sign_offs, by_signer=True)
    if wanted.response:
        yield _Ask(days(Kind.RESPONSE), 1)
    if wanted.other:
        yield _Ask(days(wanted.other), 1)


@dataclass(frozen=True)
class TaskStanding:
    """One task of one person, ready to show."""

    task: TaskOutline
    state: State
    done_on: date | None = None
    due_on: date | None = None  # the task's own, or its section's
    pieces: Mapping[str, int] = field(default_factory=dict)  # part → counted so far
    signed: int = 0  # signatures and accepted log entries
    waiting: tuple[ReviewLine, ...] = ()
    returned: ReviewLine | None = None
    paused: bool = False  # the person is on leave: nothing counts as late

    @cached_property
    def needs(self) -> Needs:
        """What the task asks for."""
        return needs(self.task)

    @property
    def sent(self) -> bool:
        """Whether it is sent to a signer."""
        return self.needs.sent

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in (State.DONE, State.WAIVED)

    @property
    def with_learner(self) -> bool:
        """Whether the learner has the next move: only then can it be overdue for them."""
        return not self.closed and self.state is not State.SUBMITTED

    def overdue(self, today: date) -> bool:
        """Whether the learner is late with it at `today`."""
        late = self.due_on is not None and self.due_on < today
        return late and self.with_learner and not self.paused

    def due_soon(self, today: date) -> bool:
        """Whether it is due within three days of `today`."""
        due = self.due_on
        soon = due is not None and 0 <= (due - today).days <= SOON_DAYS
        return soon and self.with_learner and not self.paused


def task_standing(
    task: TaskOutline,
    facts: Iterable[FactLine] = (),
    reviews: Iterable[ReviewLine] = (),
    due_on: date | None = None,
) -> TaskStanding:
    """The standing of one task from its current facts and reviews (current = not superseded)."""
    lines, current = list(facts), list(reviews)
    if not lines and not current:
        return TaskStanding(task, State.NOT_STARTED, due_on=due_on)
    done = completed_on(task, lines)
    waiting = tuple(review for review in current if review.closed_at is None)
    returned = next((r for r in current if r.outcome == Outcome.RETURNED and r.closed_at), None)
    pieces = Counter(line.part or "" for line in lines if line.kind in (Kind.PIECE, Kind.ENTRY))
    signed = sum(line.kind in (Kind.SIGNED, Kind.ENTRY) for line in lines)
    if any(line.kind == Kind.WAIVED for line in lines):
        state, returned = State.WAIVED, None  # what came back need not be done any more
    elif done:
        state = State.DONE
    elif returned:
        state = State.RETURNED
    elif waiting and _all_sent(task, lines, len(waiting)):
        state = State.SUBMITTED
    elif lines or waiting:
        state = State.IN_PROGRESS
    else:
        state = State.NOT_STARTED
    return TaskStanding(task, state, done, due_on, pieces, signed, waiting, returned)


def _all_sent(task: TaskOutline, lines: Collection[FactLine], waiting: int) -> bool:
    """Whether the learner's part is complete: the rest is for the signer.

    What waits is only ever for what is still missing, so parts need not be told apart.
    """
    missing = {True: 0, False: 0}
    for ask in _asked(task, lines):
        missing[ask.by_signer] += max(ask.number - len(ask.days), 0)
    return not missing[False] and missing[True] <= waiting


def for_role(program: ProgramOutline, job_role: str) -> dict[str, TaskOutline]:
    """The tasks that someone in `job_role` has, by key, in order."""
    return {k: t for k, t in program.tasks.items() if not t.roles or job_role in t.roles}
