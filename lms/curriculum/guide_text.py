"""Introductions, notes and closings: any Markdown but headings, kept as it is written.

What looks like a piece of the guide's own structure in here (a task without its box, a heading, an
attribute block) would be shown as mere text and never be asked of anyone. So it is a fault.
"""

import re
from collections.abc import Iterator, Sequence

from lms.curriculum.guide_errors import FileFindings
from lms.curriculum.guide_lines import Line
from lms.curriculum.links import stray_addresses
from lms.curriculum.outline import QUIZ, VERBS

# A list item with a box, also in the ways people and word processors write it wrongly.
BOX = re.compile(r"(?![ \t])(?:[-*+•‐‑–—−]|[0-9]{1,3}[.)])?[ \t]*\[[ xX\t]{0,3}\](?![(:\[])[ \t]*")

_VERB_ITEM = re.compile(r"[-*+][ \t]+\*\*([^*:]*)(?::\*\*|\*\*:)")
_UNDERLINE = re.compile(r"=+|-+")


def read_guide_text(lines: Sequence[Line], findings: FileFindings) -> str:
    """Return the Markdown of these lines without blank ones around it, noting its faults."""
    before = ""
    for line in lines:
        for fault in _line_faults(line.text, before):
            findings.add(line.number, fault)
        before = line.text
    return tidy([line.text for line in lines])


def tidy(texts: Sequence[str]) -> str:
    """Return lines as one text: no blank lines around it, never two of them in a row."""
    kept: list[str] = []
    for text in texts:
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip("\n")


def lost_box_fault(text: str) -> str:
    """Return what is wrong with a list item that begins with a verb but has no box, else empty."""
    item = _VERB_ITEM.match(text)
    verb = item[1].strip() if item else ""
    if verb not in (*VERBS, QUIZ):
        return ""
    kind = "quiz" if verb == QUIZ else "task"
    return f"this looks like a {kind} without its box; write `- [ ] **{verb}:** …`"


def _line_faults(text: str, before: str) -> Iterator[str]:
    """Yield what may not stand in a line of free text that follows the line before."""
    bare = text.lstrip(" \t>")
    lost_box = lost_box_fault(bare)
    if bare.startswith("#"):
        yield "this would be a heading; only `## Title {#key}` can be one, so write it as text"
    elif BOX.match(bare):
        yield (
            "this looks like a task but is none here; "
            "write tasks at the left edge of a section, as `- [ ] **Verb:** …`"
        )
    elif lost_box:
        yield lost_box
    elif "{#" in text:
        yield "attributes stand only in a task's text or a heading; take them out here"
    elif before and _UNDERLINE.fullmatch(bare):
        yield "this line makes a heading of the one above; leave a blank line between them"
    yield from stray_addresses(text)
