"""Reading one competency: its definition, behaviours that can be seen, and what gives evidence.

Whoever is rated by it, and whoever rates, need something to look for. So a competency that shows in
no behaviour and in no task is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lms.curriculum.attributes import FRAMEWORK_READERS
from lms.curriculum.framework_lines import Item, Piece, read_listed
from lms.curriculum.framework_names import (
    ACTIVITIES,
    Nameable,
    bare,
    read_name,
    read_names,
    read_words,
)
from lms.curriculum.framework_outline import (
    CompetencyOutline,
    EvidenceOutline,
    TasksOutline,
)
from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.headings import Heading, read_heading

TASKS, SUPPORTING, QUIZZES, LOG = "Tasks", "Supporting tasks", "Quizzes", "Log"
COURSES, RULES, SOURCES = "Courses", "Pathway rules", "Sources"
TASKS_OF = "Tasks of "  # and the key of another guide
LABELS = (TASKS, SUPPORTING, QUIZZES, LOG, COURSES, RULES, SOURCES)

_RULE = re.compile(r"[A-E]\.[1-9][0-9]?")


@dataclass
class Found:
    """The items below a competency, sorted."""

    behaviours: list[Item] = field(default_factory=list)
    evidence: dict[str, Item] = field(default_factory=dict)  # by label, each once


def read_competency(
    piece: Piece, targets: Mapping[str, int], nameable: Nameable, findings: FileFindings
) -> CompetencyOutline:
    """Return a competency; take its key and its code, so that no other can have them.

    `targets` are the levels it may ask for, by key; none are given where the scale has faults.
    """
    heading = read_heading(piece.first, findings, FRAMEWORK_READERS["competency"])
    if heading.key:
        findings.claim("competency key", heading.key, heading.line)
    listed = read_listed(piece.rest, findings)
    found = _sorted(listed.items, findings)
    _note_missing(piece, heading, listed.text, found, findings)
    return CompetencyOutline(
        heading.key,
        _code(heading, findings),
        heading.title,
        listed.text,
        tuple(item.text for item in found.behaviours),
        _evidence(found.evidence, nameable, findings),
        _target(heading, targets, findings),
        found.evidence[SOURCES].text if SOURCES in found.evidence else "",
    )


def _note_missing(
    piece: Piece, heading: Heading, text: str, found: Found, findings: FileFindings
) -> None:
    """Note what a competency needs and this one has not."""
    for name, mend in (("code", "code=C01"), ("target", "target=developing")):
        if not piece.gives(name):
            findings.add(
                heading.line, f"the competency has no {name}; write `{mend}` after its key"
            )
    if not text:
        findings.add(heading.line, "the competency has no definition; write below it what it is")
    if not found.behaviours:
        mend = "write below it, as `- …`, what can be seen"
        findings.add(heading.line, f"the competency has no behaviors; {mend}")
    if TASKS not in found.evidence:
        mend = f"write `- **{TASKS}:** …` with the keys of tasks"
        findings.add(heading.line, f"no task gives evidence of the competency; {mend}")


def _code(heading: Heading, findings: FileFindings) -> str:
    code: str = heading.values.get("code", "")
    if code:
        findings.claim("code", code, heading.line)
    return code


def _target(heading: Heading, targets: Mapping[str, int], findings: FileFindings) -> int:
    """Return the number of the level that the end of onboarding asks for; 0 for a faulty one."""
    target: str = heading.values.get("target", "")
    if target and targets and target not in targets:
        mend = instead(target, list(targets))
        findings.add(heading.line, f"`target={shorten(target)}` is no level to reach; {mend}")
    return targets.get(target, 0)


def _sorted(items: tuple[Item, ...], findings: FileFindings) -> Found:
    """Return the behaviours and the evidence, noting what is neither or comes twice."""
    found = Found()
    for item in map(_labelled, items):
        if not item.label:
            found.behaviours.append(item)
            if found.evidence:
                findings.add(
                    item.line, "a behavior stands below the evidence; write it above that list"
                )
        elif item.label not in LABELS and not item.label.startswith(TASKS_OF):
            mend = instead(item.label, [*LABELS, f"{TASKS_OF}…"])
            findings.add(item.line, f"`{shorten(item.label)}` is not known here; {mend}")
        elif item.label in found.evidence:
            first = found.evidence[item.label].line
            findings.add(
                item.line,
                f"`{shorten(item.label)}` already stands in line {first}; write all in one line",
            )
        else:
            found.evidence[item.label] = item
    return found


def _labelled(item: Item) -> Item:
    """Return the item with the guide's key as it is, where its label names one in backticks."""
    if not item.label.startswith(TASKS_OF):
        return item
    return replace(item, label=TASKS_OF + bare(item.label.removeprefix(TASKS_OF)))


def _evidence(
    given: Mapping[str, Item], nameable: Nameable, findings: FileFindings
) -> EvidenceOutline:
    """Return what gives evidence, noting names that lead nowhere."""
    own = nameable.tasks(nameable.guide)
    tasks = read_names(given.get(TASKS), own, findings)
    supporting = read_names(given.get(SUPPORTING), own, findings)
    for key in supporting:
        if key in tasks:
            findings.add(
                given[SUPPORTING].line,
                f"`{shorten(key)}` stands under {TASKS} already; take it out here",
            )
    return EvidenceOutline(
        tasks=TasksOutline(nameable.guide, tasks),
        supporting=supporting,
        quizzes=read_names(given.get(QUIZZES), nameable.quizzes(), findings),
        activities=read_names(given.get(LOG), ACTIVITIES, findings),
        courses=read_names(given.get(COURSES), nameable.course_keys(), findings),
        elsewhere=_elsewhere(given, nameable, findings),
        rules=read_words(given.get(RULES), _read_rule, "is no rule of the pathway", findings),
    )


def _elsewhere(
    given: Mapping[str, Item], nameable: Nameable, findings: FileFindings
) -> tuple[TasksOutline, ...]:
    """Return the tasks of other guides."""
    found = []
    for label, item in given.items():
        if not label.startswith(TASKS_OF):
            continue
        program, guides = label.removeprefix(TASKS_OF), nameable.guide_keys()
        if program == nameable.guide:
            findings.add(item.line, f"{shorten(program)} is the guide itself; write `**{TASKS}:**`")
        read_name(program, guides.read, guides.fault, item.line, findings)
        found.append(TasksOutline(program, read_names(item, nameable.tasks(program), findings)))
    return tuple(found)


def _read_rule(value: str) -> str:
    """Return the rule; raise ValueError when it has not the form of one."""
    if not _RULE.fullmatch(value):
        raise ValueError("write its letter and its number, as in `A.1`")
    return value
