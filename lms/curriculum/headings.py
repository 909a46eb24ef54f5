"""The headings of a content file: `## Title {#key}`, one level deeper with one more `#`."""

import re
from dataclasses import dataclass, field
from typing import Any

from lms.curriculum.attributes import Reader, read_block, split_block, suggest_key
from lms.curriculum.front_matter import TITLE_LENGTH
from lms.curriculum.guide_errors import FileFindings
from lms.curriculum.guide_lines import Line

USUAL = "##"

_HEADING = re.compile(r"(#+)[ \t]+[^#\s]")


@dataclass(frozen=True)
class Heading:
    """A heading, read; key and title are empty where they were not understood."""

    line: int = 0
    key: str = ""
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # its attributes, where it may have any


def marks_of(line: Line) -> str:
    """Return the `##` that the line begins with as a heading; empty when it is none."""
    match = _HEADING.match(line.text)
    return match[1] if match else ""


def read_heading(
    line: Line, findings: FileFindings, readers: dict[str, Reader] | None = None
) -> Heading:
    """Return the heading in this line, which has `marks_of`, noting its faults.

    `readers` are the attributes it may have beside its key: none when not given.
    """
    marks = marks_of(line)
    words, block = split_block(line.text[len(marks) :])
    title = re.sub(r"[ \t]+", " ", words).strip()
    if not title:
        findings.add(line.number, f"the heading has no words; write `{marks} Title {{#key}}`")
    if len(title) > TITLE_LENGTH:
        mend = f"write at most {TITLE_LENGTH} characters"
        findings.add(line.number, f"the heading is too long; {mend}")
    if "](" in title:
        findings.add(line.number, "a heading holds no link; write the link in a task or a note")
    if not block:
        key = suggest_key(title)
        findings.add(line.number, f"the heading has no key; write `{{#{key}}}` at its end")
        return Heading(line.number, "", title)
    read = read_block(Line(line.number, block), findings, readers or {})
    return Heading(line.number, read.key, title, read.values)
