"""Reading readiness: for each kind of activity, what each step asks beyond the one before.

Conditions that hold for every activity, or for every one with clients, are written once and given
to each here. A condition that nothing could ever meet, or that would be left out unseen, is a
fault: they decide when somebody may meet a client alone.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.curriculum.attributes import FRAMEWORK_READERS
from lms.curriculum.framework_lines import Item, Part, Piece, read_listed
from lms.curriculum.framework_names import Nameable, Named, bare, read_name
from lms.curriculum.framework_outline import (
    PARTS,
    STEPS,
    ActivityOutline,
    Need,
    NeedKind,
    Step,
)
from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.headings import Heading, read_heading
from lms.curriculum.outline import ACTIVITY_KINDS

EVERY, WITH_CLIENTS = "every", "with-clients"
GENERAL = (EVERY, WITH_CLIENTS)
EXAMPLE = f"- **{STEPS[Step.SHADOW]}:** task …"
FORMS = (
    "write one of: task KEY | task KEY of GUIDE | 2 entries watched | 1 entry led | "
    "competency KEY at LEVEL | course KEY"
)

_TASK = re.compile(r"task (\S+)(?: of (\S+))?")
_ENTRIES = re.compile(r"([1-9][0-9]?) (entry|entries) (\S+)")
_COMPETENCY = re.compile(r"competency (\S+) at (\S+)")
_COURSE = re.compile(r"course (\S+)")


@dataclass(frozen=True)
class Asked:
    """A condition with the step it stands at, and its line."""

    step: Step
    need: Need
    line: int


@dataclass(frozen=True)
class Group:
    """A heading of readiness with its conditions: an activity, or what holds for several."""

    heading: Heading
    asked: tuple[Asked, ...]

    @property
    def clients(self) -> bool:
        """Whether clients are met in it."""
        return bool(self.heading.values.get("clients"))


@dataclass(frozen=True)
class Conditions:
    """What a condition may name."""

    nameable: Nameable
    competencies: Collection[str]
    levels: Mapping[str, int]  # by key; none where the scale has faults

    def read(self, item: Item, findings: FileFindings) -> Need | None:
        """Return the condition in this item, noting its faults; None when it is none."""
        text = " ".join(bare(word) for word in item.text.split())
        for pattern, reader in (
            (_TASK, self._task), (_ENTRIES, self._entries),
            (_COMPETENCY, self._competency), (_COURSE, self._course),
        ):  # fmt: skip
            match = pattern.fullmatch(text)
            if match:
                return reader(match, item.line, findings)
        if text:
            findings.add(item.line, f"`{shorten(text)}` is not understood; {FORMS}")
        return None

    def _task(self, match: re.Match[str], line: int, findings: FileFindings) -> Need:
        program = match[2] or self.nameable.guide
        if match[2]:
            _look_up(program, self.nameable.guide_keys(), line, findings)
        _look_up(match[1], self.nameable.tasks(program), line, findings)
        return Need(NeedKind.TASK, match[1], program)

    def _entries(self, match: re.Match[str], line: int, findings: FileFindings) -> Need:
        number = int(match[1])
        word = "entry" if number == 1 else "entries"
        if match[2] != word:
            findings.add(line, f"the number and its word differ; write `{number} {word}`")
        part = Named(PARTS, "is no part that one takes", "")
        _look_up(match[3], part, line, findings)
        return Need(NeedKind.ENTRIES, part=match[3], number=number)

    def _competency(self, match: re.Match[str], line: int, findings: FileFindings) -> Need:
        known = Named(self.competencies, "is no competency of this file", "write one above")
        _look_up(match[1], known, line, findings)
        if self.levels:
            levels = Named(list(self.levels), "is no level to reach", "")
            _look_up(match[2], levels, line, findings)
        return Need(NeedKind.COMPETENCY, match[1], level=self.levels.get(match[2], 0))

    def _course(self, match: re.Match[str], line: int, findings: FileFindings) -> Need:
        _look_up(match[1], self.nameable.course_keys(), line, findings)
        return Need(NeedKind.COURSE, match[1])


def _look_up(name: str, named: Named, line: int, findings: FileFindings) -> None:
    read_name(name, named.read, named.fault, line, findings)


def read_activities(
    part: Part, conditions: Conditions, findings: FileFindings
) -> tuple[ActivityOutline, ...]:
    """Return the activities with all that each step asks, noting their faults."""
    groups = [_group(piece, conditions, findings) for piece in part.pieces]
    general = {group.heading.key: group for group in groups if group.heading.key in GENERAL}
    activities = [group for group in groups if group.heading.key not in GENERAL]
    if not activities:
        mend = "write one, as `### Assessments {#assessment clients=yes}`"
        findings.add(part.first.number, f"readiness has no activity; {mend}")
    if WITH_CLIENTS in general and not any(group.clients for group in activities):
        line = general[WITH_CLIENTS].heading.line
        mend = "write `clients=yes` after the key of each that has them"
        findings.add(line, f"these conditions hold for no activity; {mend}")
    asked_of = [(group, [*_inherited(group, general), *group.asked]) for group in activities]
    _note_twice([asked for _, asked in asked_of], findings)
    return tuple(_activity(group, asked) for group, asked in asked_of)


def _group(piece: Piece, conditions: Conditions, findings: FileFindings) -> Group:
    """Return a heading with its conditions; take its key, so that no other can have it."""
    heading = read_heading(piece.first, findings, FRAMEWORK_READERS["activity"])
    key = heading.key
    if key:
        findings.claim("activity", key, heading.line, "write all its conditions there")
    if key in GENERAL and heading.values:
        findings.add(heading.line, f"this is no activity itself; write only `{{#{key}}}`")
    elif key and key not in GENERAL:
        known = Named((*ACTIVITY_KINDS, *GENERAL), "is no kind of log entry", "")
        _look_up(key, known, heading.line, findings)
    listed = read_listed(piece.rest, findings)
    if listed.text:
        findings.add(
            heading.line, "only conditions stand below this; write text below `{#readiness}`"
        )
    asked = tuple(_asked(listed.items, conditions, key == WITH_CLIENTS, findings))
    if key in GENERAL and not listed.items:
        findings.add(heading.line, f"no condition stands below this; write `{EXAMPLE}`")
    return Group(heading, asked)


def _asked(
    items: Sequence[Item], conditions: Conditions, gate: bool, findings: FileFindings
) -> Iterator[Asked]:
    """Yield the conditions among the items, noting those of no step."""
    steps = {words: step for step, words in STEPS.items()}
    for item in items:
        need = conditions.read(item, findings)
        if not item.label:
            findings.add(item.line, f"this names no step; write it as `{EXAMPLE}`")
        elif item.label not in steps:
            mend = instead(item.label, list(steps))
            findings.add(item.line, f"`{shorten(item.label)}` is no step; {mend}")
        elif need:
            step = steps[item.label]
            alone = gate and step is Step.INDEPENDENT
            yield Asked(step, replace(need, gate=alone), item.line)


def _inherited(group: Group, general: Mapping[str, Group]) -> Iterator[Asked]:
    """Yield what an activity is asked as every one is, then as every one with clients is."""
    for key in GENERAL:
        if key in general and (key == EVERY or group.clients):
            yield from general[key].asked


def _note_twice(of_activities: Sequence[Sequence[Asked]], findings: FileFindings) -> None:
    """Note each condition that one activity asks twice, once for all activities."""
    twice: dict[int, int] = {}  # the line, and that of the first
    for asked in of_activities:
        first: dict[Need, int] = {}
        for one in asked:
            line = first.setdefault(replace(one.need, gate=False), one.line)
            if line != one.line:
                twice.setdefault(one.line, line)
    for line, before in twice.items():
        findings.add(line, f"line {before} asks for this already; take it out in one of them")


def _activity(group: Group, asked: Sequence[Asked]) -> ActivityOutline:
    needs = ((step, tuple(one.need for one in asked if one.step == step)) for step in Step)
    return ActivityOutline(group.heading.key, group.heading.title, group.clients, tuple(needs))
