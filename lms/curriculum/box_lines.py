"""What tasks and quizzes have alike: a line with a box, its text, its block, what stands below.

Only which attributes may stand in the block and what the lines below mean is their own matter.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lms.curriculum.attributes import Block, Reader, read_block, split_block, suggest_key
from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import BOX
from lms.curriculum.outline import QUIZ, VERBS

INDENT = "  "
RIGHT_BOX = "- [ ]"
OPENERS = (*VERBS, QUIZ)
NUMBERED = re.compile(r"([0-9]{1,3})([.)])(?:[ \t]+|$)")
LIST_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,3}[.)])(?:[ \t]|$)")

_VERB = re.compile(r"\*\*([^*:]*)(:\*\*|\*\*:)")


class Boxed(NamedTuple):
    """A task or quiz, its lines sorted: its verb, its text, its block, what stands below."""

    verb: str
    words: str
    block: Line | None
    below: list[Line]


def verb_of(line: Line) -> str:
    """Return the verb that follows the box of this line; empty where there is no box or no verb."""
    box = BOX.match(line.text)
    verb = _VERB.match(line.text, box.end()) if box else None
    return verb[1].strip() if verb else ""


def read_boxed(first: Line, rest: Sequence[Line], findings: FileFindings) -> Boxed:
    """Return what begins with the box in the first line, noting the faults of its form."""
    opening = Line(first.number, _after_box(first, findings))
    verb, words = _take_verb(opening, findings)
    lines = [Line(first.number, words), *_dedent(rest, findings)]
    return Boxed(verb, *_sort_lines(lines))


def keyed_block(
    kind: str,
    block: Line | None,
    named: Line,
    findings: FileFindings,
    readers: dict[str, Reader],
) -> Block:
    """Return the attributes; take the key, so that no second task or quiz can have it.

    `named` is the title in its line: of it a key is suggested where there is no block.
    """
    if block is None:
        key = suggest_key(named.text)
        mend = f"write `{{#{key}}}` at the end of its text"
        findings.add(named.number, f"the {kind} has no key; {mend}")
        return Block()
    read = read_block(block, findings, readers)
    if read.key:
        findings.claim(f"{kind} key", read.key, block.number, among="task key")
    return read


def join(words: Sequence[str]) -> str:
    """Return lines of a paragraph as one, runs of blanks as one space."""
    return re.sub(r"[ \t]+", " ", " ".join(words)).strip()


def _after_box(first: Line, findings: FileFindings) -> str:
    """Return what follows the box of the first line."""
    box = BOX.match(first.text)
    end = box.end() if box else 0
    found = first.text[:end]
    if found.rstrip() != RIGHT_BOX or (found == RIGHT_BOX and end < len(first.text)):
        findings.add(
            first.number,
            f"`{shorten(found.strip())}` is not how a task or quiz begins; "
            f"write `{RIGHT_BOX} **Verb:** …`",
        )
    return first.text[end:]


def _take_verb(opening: Line, findings: FileFindings) -> tuple[str, str]:
    """Return the verb and the text that follows it."""
    match = _VERB.match(opening.text)
    if not match:
        findings.add(
            opening.number, "the task has no verb; write one in bold, as in `- [ ] **Read:** …`"
        )
        return "", opening.text
    verb = match[1].strip()
    if verb not in OPENERS:
        mend = instead(verb, OPENERS)
        findings.add(opening.number, f"`{shorten(verb)}` is not a verb of the guide; {mend}")
    elif match[0] != f"**{verb}:**":
        findings.add(opening.number, f"the verb is not marked rightly; write `**{verb}:**`")
    return verb, opening.text[match.end() :]


def _dedent(rest: Sequence[Line], findings: FileFindings) -> list[Line]:
    """Return the lines below without their two spaces."""
    dedented = []
    for line in rest:
        if line.text and not line.text.startswith(INDENT):
            findings.add(line.number, "this line is not indented rightly; begin it with two spaces")
        dedented.append(Line(line.number, line.text.removeprefix(INDENT)))
    return dedented


def _sort_lines(lines: Sequence[Line]) -> tuple[str, Line | None, list[Line]]:
    """Sort the lines. The text is one paragraph; the first brace in it begins the block."""
    words: list[str] = []
    for index, line in enumerate(lines):
        if index and (not line.text or LIST_ITEM.match(line.text)):
            return join(words), None, list(lines[index:])
        text, block = split_block(line.text)
        words.append(text)
        if block:
            return join(words), Line(line.number, block), list(lines[index + 1 :])
    return join(words), None, []
