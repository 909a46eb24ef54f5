"""What is asked before somebody may shadow, co-lead, lead while observed, work alone. No database.

This is the one place that knows when a condition is met; pages, granting and the list of what would
unlock a step all ask it. A condition is met by evidence that holds now, and by nothing else: a task
that was waived was not done, a course that ran out is not in date.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lms.curriculum.framework_outline import PARTS, ActivityOutline, Need, NeedKind, Step

Tasks = frozenset[tuple[str, str]]  # (program, task)
Entries = Mapping[tuple[str, str], int]  # (activity, part) → how many


@dataclass(frozen=True)
class Known:
    """All that is known of one person that a condition may ask for."""

    tasks: Tasks = frozenset()  # done, not waived
    entries: Entries = field(default_factory=Counter)
    levels: Mapping[str, int] = field(default_factory=dict)  # by competency, as last observed
    courses: frozenset[str] = frozenset()  # in date


@dataclass(frozen=True)
class Condition:
    """A condition and how far somebody is with it."""

    need: Need
    there: int  # of entries, or the level; else 0 or 1
    asked: int

    @property
    def met(self) -> bool:
        """Whether the evidence is there."""
        return self.there >= self.asked


def condition(need: Need, activity: str, known: Known) -> Condition:
    """How far somebody is with one condition for an activity."""
    match need.kind:
        case NeedKind.TASK:
            return Condition(need, int((need.program, need.key) in known.tasks), 1)
        case NeedKind.COURSE:
            return Condition(need, int(need.key in known.courses), 1)
        case NeedKind.COMPETENCY:
            return Condition(need, known.levels.get(need.key, 0), need.level)
    enough = PARTS[PARTS.index(need.part) :]
    there = sum(known.entries.get((activity, part), 0) for part in enough)
    return Condition(need, there, need.number)


@dataclass(frozen=True)
class StepStanding:
    """How far somebody is with a step of an activity: its own conditions and all before."""

    step: Step
    conditions: Sequence[Condition]

    @property
    def missing(self) -> Sequence[Condition]:
        """What is not there yet."""
        return [one for one in self.conditions if not one.met]

    @property
    def possible(self) -> bool:
        """Whether all that is asked is there: a person may grant it."""
        return not self.missing


def step_standing(activity: ActivityOutline, step: Step, known: Known) -> StepStanding:
    """Where somebody stands with one step."""
    asked = [condition(need, activity.key, known) for need in activity.asked(step)]
    return StepStanding(step, asked)


@dataclass(frozen=True)
class Held:
    """What a person was granted in an activity, as it holds now."""

    step: Step
    suspended: bool = False
    without: tuple[Need, ...] = ()  # what was missing when it was granted, with a reason


@dataclass(frozen=True)
class ActivityStanding:
    """Where somebody stands in an activity."""

    activity: ActivityOutline
    known: Known
    held: Held | None = None
    granted_by: ActivityOutline | None = None  # as the framework had it then; None: as it is now

    @property
    def lapsed(self) -> Sequence[Condition]:
        """What was there when the step was granted and is there no more."""
        if self.held is None:
            return []
        then = self.granted_by or self.activity
        gone = step_standing(then, self.held.step, self.known).missing
        return [one for one in gone if one.need not in self.held.without]

    @property
    def on_hold(self) -> bool:
        """Whether a safety condition is open again: nobody goes alone until it is there."""
        alone = self.held is not None and self.held.step is Step.INDEPENDENT
        return alone and any(one.need.gate for one in self.lapsed)

    @property
    def may(self) -> Step | None:
        """What the person may do now; None: nothing by themselves yet."""
        if self.held is None or self.held.suspended:
            return None
        return Step.LEAD_OBSERVED if self.on_hold else self.held.step

    @property
    def next(self) -> StepStanding | None:
        """The step after what was granted, the same again once suspended; None after the last."""
        order = list(Step)
        place = 0
        if self.held is not None:
            place = order.index(self.held.step) + (0 if self.held.suspended else 1)
        return self.step(order[place]) if place < len(order) else None

    def step(self, step: Step) -> StepStanding:
        """Where the person stands with a step."""
        return step_standing(self.activity, step, self.known)

    @property
    def steps(self) -> Sequence[StepStanding]:
        """Every step, in order."""
        return [self.step(one) for one in Step]


def with_more(
    known: Known, *, tasks: Tasks = frozenset(), entries: Entries | None = None
) -> Known:  # fmt: skip
    """What would be known if these were there too: to say which sign-off would unlock a step."""
    return replace(
        known, tasks=known.tasks | tasks, entries=Counter(known.entries) + Counter(entries or {})
    )
