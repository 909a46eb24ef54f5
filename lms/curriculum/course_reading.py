"""Reading the course catalogue from its file: `## Column {#key}`, `### Course {#key …}`, its text.

As with a guide, everything is read before anything is refused, and what is not understood is a
fault: the list decides what people are asked to take.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from lms.curriculum.attributes import COURSE_READERS, read_roles
from lms.curriculum.course_outline import CatalogueOutline, ColumnOutline, CourseOutline
from lms.curriculum.front_matter import Front
from lms.curriculum.guide_errors import FileFindings, Findings, GuideErrors, shorten
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.headings import Heading, marks_of, read_heading
from lms.curriculum.reading import findings_in, open_file

COLUMN, COURSE = "##", "###"
ROLES = "write them as `roles: case-manager, icm-specialist`"
LEVELS = "write a column as `## Title {#key}`, a course as `### Title {#key}`"


def _roles(value: object) -> tuple[str, ...]:
    """Return the job roles; raise ValueError for anything else."""
    if not isinstance(value, str):
        # pydantic gathers ValueErrors only
        raise ValueError(f"the roles are not read as text; {ROLES}")  # noqa: TRY004
    try:
        return read_roles(value.replace(" ", ""))
    except ValueError as mend:
        raise ValueError(f"`{shorten(value)}` is not understood; {mend}") from mend


class CatalogueFront(Front):
    """The front matter of the file; `roles` for every course that names none itself."""

    roles: Annotated[tuple[str, ...], BeforeValidator(_roles)] = ()


@dataclass
class Piece:
    """A heading and the lines below it, up to the next one."""

    first: Line
    rest: list[Line] = field(default_factory=list)


@dataclass
class Column:
    """A column's heading and the courses found below it."""

    heading: Heading
    courses: list[CourseOutline] = field(default_factory=list)


def read_catalogue(path: Path) -> CatalogueOutline:
    """Return the courses in this file.

    Raises GuideErrors with all its faults when anything is not understood, and no other
    exception, whatever the file holds.
    """
    findings = Findings()
    here = findings_in(path, findings)
    front, body = open_file(path, CatalogueFront, here)
    introduction, pieces = _split(body or [])
    text = read_guide_text(introduction, here)
    columns = _columns(pieces, front.roles if front else (), here)
    if body is not None and not pieces:
        here.add(1, f"the file has no course; {LEVELS}")
    if findings.errors:
        raise GuideErrors(findings.errors)
    listed = (ColumnOutline(c.heading.key, c.heading.title, tuple(c.courses)) for c in columns)
    return CatalogueOutline(front.title if front else "", text, tuple(listed))


def _split(lines: Sequence[Line]) -> tuple[list[Line], list[Piece]]:
    """Return the lines before the first heading, and the pieces from there on."""
    introduction: list[Line] = []
    pieces: list[Piece] = []
    for line in lines:
        if line.text.startswith("#"):
            pieces.append(Piece(line))
        else:
            (pieces[-1].rest if pieces else introduction).append(line)
    return introduction, pieces


def _columns(
    pieces: Sequence[Piece], roles: tuple[str, ...], findings: FileFindings
) -> list[Column]:
    """Return the columns with their courses, noting what stands in none."""
    columns: list[Column] = []
    lost: list[int] = []  # lines of courses above the first column
    for piece in pieces:
        marks = marks_of(piece.first)
        if marks == COLUMN:
            columns.append(_column(piece, findings))
        elif marks == COURSE:
            course = _course(piece, columns[-1].heading.key if columns else "", roles, findings)
            if columns:
                columns[-1].courses.append(course)
            else:
                lost.append(piece.first.number)
        else:
            findings.add(piece.first.number, f"this heading is of no level there is; {LEVELS}")
    if lost:
        findings.add(lost[0], "this course stands in no column; write `## Title {#key}` above it")
    for column in columns:
        if not column.courses:
            line = column.heading.line
            findings.add(line, "this column has no course; write one, or take it out")
    return columns


def _column(piece: Piece, findings: FileFindings) -> Column:
    """Return a column without its courses; take its key, so that no other can have it."""
    heading = read_heading(piece.first, findings)
    if heading.key:
        findings.claim("column key", heading.key, heading.line)
    stray = next((line for line in piece.rest if line.text), None)
    if stray:
        findings.add(
            stray.number,
            "this text belongs to no course; write it in the introduction or below a course",
        )
    return Column(heading)


def _course(
    piece: Piece, column: str, roles: tuple[str, ...], findings: FileFindings
) -> CourseOutline:
    """Return a course; take its key, so that no other can have it."""
    heading = read_heading(piece.first, findings, COURSE_READERS)
    if heading.key:
        findings.claim("course key", heading.key, heading.line)
    summary = read_guide_text(piece.rest, findings)
    if not summary:
        findings.add(
            heading.line,
            "the course has no description; write below it what a learner can do afterwards",
        )
    values = {"roles": roles} | heading.values
    return CourseOutline(heading.key, heading.title, column, summary, **values)
