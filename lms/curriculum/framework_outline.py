"""The shape of the competency framework: scale, domains, competencies, readiness; no database.

Ticks say what was covered. The framework says what practice has to show, on which scale that is
judged, what gives evidence of it, and what has to be there before somebody may meet a client alone.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

NOT_OBSERVED = 0  # the level that is none: there was no chance to see it
LEVELS = 4
PARTS = ("watched", "took-part", "led")  # of a log entry, each one step further than the one before


class Step(StrEnum):
    """What somebody may do in one kind of activity; each is one step further."""

    SHADOW = "shadow"
    CO_LEAD = "co-lead"
    LEAD_OBSERVED = "lead-observed"
    INDEPENDENT = "independent"


STEPS: dict[Step, str] = {  # as the file and the pages word them, in their order
    Step.SHADOW: "May shadow",
    Step.CO_LEAD: "May co-lead",
    Step.LEAD_OBSERVED: "May lead while observed",
    Step.INDEPENDENT: "Works independently",
}


class NeedKind(StrEnum):
    """What a condition of readiness asks for."""

    TASK = "task"  # done
    ENTRIES = "entries"  # accepted entries of the log, of the activity that the condition is for
    COMPETENCY = "competency"  # rated at a level or above
    COURSE = "course"  # in date


@dataclass(frozen=True)
class Need:
    """One condition of readiness.

    A `gate` is what work alone with clients asks of everyone: once it is open, nobody goes alone.
    """

    kind: NeedKind
    key: str = ""  # of the task, the competency or the course; "" for entries
    program: str = ""  # whose task it is
    part: str = ""  # of entries: at least this part
    number: int = 1  # of entries: how many
    level: int = 0  # of a competency: at least this one
    gate: bool = False


@dataclass(frozen=True)
class LevelOutline:
    """A level of the scale, by how independently somebody works; number 0 is "not observed"."""

    key: str
    number: int
    title: str
    meaning: str  # Markdown


@dataclass(frozen=True)
class TasksOutline:
    """Tasks of one guide."""

    program: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceOutline:
    """What gives evidence of a competency."""

    tasks: TasksOutline  # of the framework's own guide, first of all
    supporting: tuple[str, ...] = ()  # tasks of the same guide that touch it too
    quizzes: tuple[str, ...] = ()  # of the same guide
    activities: tuple[str, ...] = ()  # kinds of log entries
    courses: tuple[str, ...] = ()
    elsewhere: tuple[TasksOutline, ...] = ()  # of guides that only some offices use
    rules: tuple[str, ...] = ()  # of Utah's pathway, such as A.1


@dataclass(frozen=True)
class CompetencyOutline:
    """Something that practice has to show, with behaviours that can be seen."""

    key: str
    code: str  # such as C01
    title: str
    definition: str  # Markdown
    behaviours: tuple[str, ...]
    evidence: EvidenceOutline
    target: int  # the level that the end of onboarding asks for
    sources: str = ""  # Markdown: the published frameworks behind it


@dataclass(frozen=True)
class DomainOutline:
    """Competencies of one field."""

    key: str
    title: str
    introduction: str = ""  # Markdown
    competencies: tuple[CompetencyOutline, ...] = ()


@dataclass(frozen=True)
class ActivityOutline:
    """A kind of activity with its steps; a step asks for its own conditions and all before it."""

    key: str  # a kind of log entry
    title: str
    clients: bool  # whether clients are met in it
    needs: tuple[tuple[Step, tuple[Need, ...]], ...]  # each step with what it asks beyond the last

    def asked(self, step: Step) -> tuple[Need, ...]:
        """Every condition of a step, those of the steps before it first, each once."""
        order = list(Step)
        upto = order[: order.index(step) + 1]
        found = [need for one, needs in self.needs if one in upto for need in needs]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class FrameworkOutline:
    """The whole framework in one state."""

    title: str
    guide: str  # key of the guide whose tasks give evidence
    introduction: str = ""  # Markdown
    scale: str = ""  # Markdown: about the scale as a whole
    levels: tuple[LevelOutline, ...] = ()  # "not observed" first, then upwards
    domains: tuple[DomainOutline, ...] = ()
    readiness: str = ""  # Markdown: about readiness as a whole
    activities: tuple[ActivityOutline, ...] = ()

    @cached_property
    def competencies(self) -> dict[str, CompetencyOutline]:
        """Every competency by its key, in order."""
        return {one.key: one for domain in self.domains for one in domain.competencies}

    @cached_property
    def activity(self) -> dict[str, ActivityOutline]:
        """Every activity by its key, in order."""
        return {one.key: one for one in self.activities}

    @cached_property
    def level(self) -> dict[int, LevelOutline]:
        """Every level by its number."""
        return {one.number: one for one in self.levels}


def to_json(framework: FrameworkOutline) -> dict[str, Any]:
    """Return the framework as plain dicts, lists, strings and numbers."""
    return asdict(framework)


def from_json(data: dict[str, Any]) -> FrameworkOutline:
    """Return the framework that `to_json` was made of."""
    return FrameworkOutline(**data | {
        "levels": tuple(LevelOutline(**one) for one in data["levels"]),
        "domains": tuple(_domain(one) for one in data["domains"]),
        "activities": tuple(_activity(one) for one in data["activities"]),
    })  # fmt: skip


def _domain(data: dict[str, Any]) -> DomainOutline:
    listed = tuple(_competency(one) for one in data["competencies"])
    return DomainOutline(**data | {"competencies": listed})


def _competency(data: dict[str, Any]) -> CompetencyOutline:
    evidence: dict[str, Any] = {k: tuple(v) for k, v in data["evidence"].items()} | {
        "tasks": _tasks(data["evidence"]["tasks"]),
        "elsewhere": tuple(_tasks(one) for one in data["evidence"]["elsewhere"]),
    }
    found = EvidenceOutline(**evidence)
    return CompetencyOutline(**data | {"behaviours": tuple(data["behaviours"]), "evidence": found})


def _tasks(data: dict[str, Any]) -> TasksOutline:
    return TasksOutline(data["program"], tuple(data["keys"]))


def _activity(data: dict[str, Any]) -> ActivityOutline:
    needs = tuple(
        (Step(step), tuple(Need(**one | {"kind": NeedKind(one["kind"])}) for one in listed))
        for step, listed in data["needs"]
    )
    return ActivityOutline(**data | {"needs": needs})
