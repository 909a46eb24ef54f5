"""The lines of the framework's file: headings with what stands below, and the lists under them.

A list is either plain, such as behaviours, or says in bold what it gives: `- **Log:** intake`. Text
stands above a list and never below, so that nobody has to guess to what a line belongs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.curriculum.box_lines import LIST_ITEM, join
from lms.curriculum.guide_errors import FileFindings, shorten
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.headings import marks_of

PART, PIECE = "##", "###"
LEVELS_OF_HEADINGS = "write `## Title {#key}`, and below it `### Title {#key …}`"

_ITEM = re.compile(r"-(?:[ \t]+|$)")
_LABEL = re.compile(r"\*\*([^*:]*)(:\*\*|\*\*:)[ \t]*")


@dataclass
class Piece:
    """A heading and the lines below it, up to the next one."""

    first: Line
    rest: list[Line] = field(default_factory=list)

    def gives(self, name: str) -> bool:
        """Whether its heading holds this attribute, be it read or wrong."""
        return any(f"{before}{name}=" in self.first.text for before in " {")


@dataclass
class Part(Piece):
    """A heading of the first kind, with the pieces that stand in it."""

    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """One item of a list; the label is empty where it has none."""

    line: int
    label: str
    text: str


@dataclass(frozen=True)
class Listed:
    """What stands below a heading: the text, then the list."""

    text: str
    items: tuple[Item, ...]


def split_parts(lines: Sequence[Line], findings: FileFindings) -> tuple[list[Line], list[Part]]:
    """Return the lines above the first heading, and the parts, noting what stands in none."""
    introduction: list[Line] = []
    parts: list[Part] = []
    below = introduction
    for line in lines:
        if not line.text.startswith("#"):
            below.append(line)
            continue
        marks = marks_of(line)
        below = []
        if marks == PART:
            parts.append(Part(line, below))
        elif marks == PIECE and parts:
            parts[-1].pieces.append(Piece(line, below))
        elif marks == PIECE:
            findings.add(line.number, "nothing stands above this; write `## Title {#key}` there")
        else:
            findings.add(line.number, f"this heading is of no level there is; {LEVELS_OF_HEADINGS}")
    return introduction, parts


def read_listed(lines: Sequence[Line], findings: FileFindings) -> Listed:
    """Return the text of these lines and the items of the list below it, noting their faults."""
    first = next((at for at, line in enumerate(lines) if _ITEM.match(line.text)), len(lines))
    text = read_guide_text(lines[:first], findings)
    return Listed(text, tuple(_item(one, findings) for one in _items(lines[first:], findings)))


def _items(lines: Sequence[Line], findings: FileFindings) -> list[list[Line]]:
    """Return the lines of each item; what goes on with an item is indented."""
    items: list[list[Line]] = []
    stray = False  # whether the lines above are a fault already
    for line in lines:
        match = _ITEM.match(line.text)
        if match:
            items.append([Line(line.number, line.text[match.end() :])])
        elif line.text.startswith((" ", "\t")):
            items[-1].append(Line(line.number, line.text.lstrip()))
        elif line.text and not stray:
            findings.add(
                line.number,
                "text stands below a list here; write it above the list, as an item `- …`, "
                "or indented by two spaces where it goes on with one",
            )
        stray = bool(line.text) and not match and (stray or not line.text[0].isspace())
    return items


def _item(lines: Sequence[Line], findings: FileFindings) -> Item:
    """Return one item without its label, noting the faults of its form."""
    first = lines[0]
    match = _LABEL.match(first.text)
    label = " ".join(match[1].split()) if match else ""
    if match and label and match[2] != ":**":
        findings.add(
            first.number, f"the label is not marked rightly; write `**{shorten(label)}:**`"
        )
    for line in lines[1:]:
        if LIST_ITEM.match(line.text):
            findings.add(line.number, "an item holds no list; write each as an item of its own")
    words = first.text[match.end() :] if match and label else first.text
    kept = [Line(first.number, words), *lines[1:]]
    text = join([read_guide_text([line], findings) for line in kept])
    if not text:
        findings.add(first.number, "nothing stands in this item; write it, or take it out")
    return Item(first.number, label, text)
