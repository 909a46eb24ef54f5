"""Reading the competency framework from its file: the scale, domains of competencies, readiness.

As with a guide, everything is read before anything is refused, and what is not understood is a
fault: people are judged by what stands here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from lms.curriculum.attributes import FRAMEWORK_READERS, SLUG_FORM, is_slug
from lms.curriculum.competency_reading import read_competency
from lms.curriculum.framework_lines import Part, Piece, split_parts
from lms.curriculum.framework_names import Nameable, read_name
from lms.curriculum.framework_outline import (
    LEVELS,
    NOT_OBSERVED,
    DomainOutline,
    FrameworkOutline,
    LevelOutline,
)
from lms.curriculum.front_matter import Front, read_front
from lms.curriculum.guide_errors import FileFindings, Findings, GuideErrors
from lms.curriculum.guide_lines import Line, read_lines
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.headings import Heading, read_heading
from lms.curriculum.outline import ProgramOutline
from lms.curriculum.readiness_reading import Conditions, read_activities
from lms.curriculum.reading import findings_in

SCALE, READINESS = "scale", "readiness"
RESERVED = {SCALE: "## The scale {#scale}", READINESS: "## Readiness {#readiness}"}
NUMBERS = list(range(LEVELS + 1))


def _guide(value: object) -> str:
    """Return the key of the guide; raise ValueError for what can be none."""
    if not isinstance(value, str) or not is_slug(value):
        # pydantic gathers ValueErrors only
        raise ValueError(f"the guide is not understood; write its key, {SLUG_FORM}")
    return value


class FrameworkFront(Front):
    """The front matter of the file; `guide` is the one whose tasks give evidence."""

    guide: Annotated[str, BeforeValidator(_guide)]


@dataclass(frozen=True)
class Opened:
    """A part of the file with its heading read."""

    heading: Heading
    part: Part


def read_framework(
    path: Path, guides: Mapping[str, ProgramOutline] | None, courses: Collection[str] | None
) -> FrameworkOutline:
    """Return the framework in this file.

    `guides` are those that it may name with their tasks and quizzes, `courses` the keys of the
    courses; None: they are not at hand, and names are taken as they are. Raises GuideErrors with
    all its faults when anything is not understood, and no other exception, whatever the file holds.
    """
    findings = Findings()
    here = findings_in(path, findings)
    front, body = _open(path, guides, here)
    introduction, parts = split_parts(body or [], here)
    text = read_guide_text(introduction, here)
    opened = [_opened(part, here) for part in parts]
    if body is not None:
        _note_missing(opened, here)
    nameable = Nameable(front.guide if front else "", guides, courses)
    outline = _outline(opened, nameable, here)
    if findings.errors:
        raise GuideErrors(findings.errors)
    return replace(outline, title=front.title if front else "", introduction=text)


def _open(
    path: Path, guides: Mapping[str, ProgramOutline] | None, findings: FileFindings
) -> tuple[FrameworkFront | None, Sequence[Line] | None]:
    """Return the front matter and the lines of the body; None for what cannot be read."""
    lines = read_lines(path, findings)
    if not lines:
        return None, None
    front, body = read_front(lines, FrameworkFront, findings)
    if front:
        head = lines[: len(lines) - len(body or [])]
        line = next((line.number for line in head if line.text.startswith("guide")), 1)
        keys = Nameable(front.guide, guides, None).guide_keys()
        read_name(front.guide, keys.read, keys.fault, line, findings)
    return front, body


def _opened(part: Part, findings: FileFindings) -> Opened:
    """Return a part with its heading; take its key, so that no other can have it."""
    heading = read_heading(part.first, findings)
    if heading.key:
        findings.claim("heading key", heading.key, heading.line)
    return Opened(heading, part)


def _note_missing(opened: Sequence[Opened], findings: FileFindings) -> None:
    """Note what every framework has and this file has not."""
    keys = {one.heading.key for one in opened}
    for key, example in RESERVED.items():
        if key not in keys:
            findings.add(1, f"the file has no {key}; write it below `{example}`")
    if all(one.heading.key in RESERVED for one in opened):
        findings.add(1, "the file has no competencies; write their domain as `## Title {#key}`")


def _outline(
    opened: Sequence[Opened], nameable: Nameable, findings: FileFindings
) -> FrameworkOutline:
    """Return the framework without its head: the scale first, for all else asks it."""
    reserved = {one.heading.key: one for one in reversed(opened) if one.heading.key in RESERVED}
    outline = FrameworkOutline("", nameable.guide)
    if SCALE in reserved:
        about, levels = _scale(reserved[SCALE].part, findings)
        outline = replace(outline, scale=about, levels=levels)
    targets = {one.key: one.number for one in outline.levels if one.number > NOT_OBSERVED}
    listed = [one for one in opened if one.heading.key not in RESERVED]
    domains = tuple(_domain(one, targets, nameable, findings) for one in listed)
    outline = replace(outline, domains=domains)
    if READINESS in reserved:
        part = reserved[READINESS].part
        conditions = Conditions(nameable, outline.competencies, targets)
        about = read_guide_text(part.rest, findings)
        activities = read_activities(part, conditions, findings)
        outline = replace(outline, readiness=about, activities=activities)
    return outline


def _scale(part: Part, findings: FileFindings) -> tuple[str, tuple[LevelOutline, ...]]:
    """Return what is said about the scale, and its levels; none of them where one has faults."""
    text = read_guide_text(part.rest, findings)
    levels = [_level(piece, findings) for piece in part.pieces]
    sound = [level for level in levels if level]
    if len(sound) < len(levels):
        return text, ()
    if [level.number for level in sound] != NUMBERS:
        findings.add(
            part.first.number,
            f"the scale has not its levels; write those from `level={NOT_OBSERVED}` "
            f"to `level={LEVELS}`, each once and in this order",
        )
    return text, tuple(sound)


def _level(piece: Piece, findings: FileFindings) -> LevelOutline | None:
    """Return a level; take its key, so that no other can have it. None when it has faults."""
    heading = read_heading(piece.first, findings, FRAMEWORK_READERS["level"])
    if heading.key:
        findings.claim("level key", heading.key, heading.line)
    if not piece.gives("level"):
        findings.add(heading.line, "the level has no number; write `level=1` beside its key")
    meaning = read_guide_text(piece.rest, findings)
    if not meaning:
        findings.add(heading.line, "the level has no meaning; write below it what it stands for")
    if not heading.key or "number" not in heading.values:
        return None
    return LevelOutline(heading.key, heading.values["number"], heading.title, meaning)


def _domain(
    opened: Opened, targets: Mapping[str, int], nameable: Nameable, findings: FileFindings
) -> DomainOutline:
    """Return a domain with its competencies."""
    heading, part = opened.heading, opened.part
    introduction = read_guide_text(part.rest, findings)
    if not part.pieces:
        findings.add(heading.line, "this domain has no competency; write one, or take it out")
    listed = (read_competency(piece, targets, nameable, findings) for piece in part.pieces)
    return DomainOutline(heading.key, heading.title, introduction, tuple(listed))
