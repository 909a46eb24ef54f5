"""One task of a guide: its line `- [ ] **Verb:** text {#key …}` and what is indented below it.

Each part is read even when an earlier one was wrong, so that one reading shows all faults; the
task that comes out of a faulty reading is thrown away with the rest.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lms.curriculum.attributes import (
    Block,
    combination_faults,
    read_block,
    split_block,
    suggest_key,
)
from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import BOX, read_guide_text
from lms.curriculum.links import read_task_text
from lms.curriculum.outline import VERBS, TaskOutline

INDENT = "  "
RIGHT_BOX = "- [ ]"

_VERB = re.compile(r"\*\*([^*:]*)(:\*\*|\*\*:)")
_NUMBERED = re.compile(r"([0-9]{1,3})([.)])(?:[ \t]+|$)")
_LIST_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,3}[.)])(?:[ \t]|$)")


class _Parts(NamedTuple):
    """A task's lines, sorted: its text, its attribute block, and what stands below."""

    words: str
    block: Line | None
    below: list[Line]


def read_task(
    first: Line, rest: Sequence[Line], section_due_days: int | None, findings: FileFindings
) -> TaskOutline:
    """Return the task that begins in the first line, noting its faults."""
    opening = Line(first.number, _after_box(first, findings))
    verb, words = _take_verb(opening, findings)
    parts = _sort_lines([Line(first.number, words), *_dedent(rest, findings)])
    text = read_task_text(parts.words)
    for fault in text.faults:
        findings.add(first.number, fault)
    block = _block(parts, first.number, text.title, findings)
    prompts, note = _prompts_and_note(parts.below, findings)
    task = TaskOutline(
        key=block.key,
        verb=verb,
        title=text.title,
        url=text.url,
        note=note,
        prompts=prompts,
        **block.values,
    )
    if block.sound:  # a wrong attribute would only bring follow-on faults
        _check(task, section_due_days, parts.block or first, findings)
    return task


def _check(
    task: TaskOutline, section_due_days: int | None, block: Line, findings: FileFindings
) -> None:
    """Note what does not go together in the task; take its number, keep what it refers to."""
    for fault in combination_faults(task, section_due_days):
        findings.add(block.number, fault)
    if task.seq is not None:
        findings.claim("number", f"seq={task.seq}", block.number)
    if task.about:
        findings.refer("about", task.about, block.number)
    if task.course:
        findings.refer("course", task.course, block.number)


def _after_box(first: Line, findings: FileFindings) -> str:
    """Return what follows the box of a task's first line."""
    box = BOX.match(first.text)
    end = box.end() if box else 0
    found = first.text[:end]
    if found.rstrip() != RIGHT_BOX or (found == RIGHT_BOX and end < len(first.text)):
        findings.add(
            first.number,
            f"`{shorten(found.strip())}` is not how a task begins; write `{RIGHT_BOX} **Verb:** …`",
        )
    return first.text[end:]


def _take_verb(opening: Line, findings: FileFindings) -> tuple[str, str]:
    """Return the verb of a task and the text that follows it."""
    match = _VERB.match(opening.text)
    if not match:
        findings.add(
            opening.number, "the task has no verb; write one in bold, as in `- [ ] **Read:** …`"
        )
        return "", opening.text
    verb = match[1].strip()
    if verb not in VERBS:
        mend = instead(verb, VERBS)
        findings.add(opening.number, f"`{shorten(verb)}` is not a verb of the guide; {mend}")
    elif match[0] != f"**{verb}:**":
        findings.add(opening.number, f"the verb is not marked rightly; write `**{verb}:**`")
    return verb, opening.text[match.end() :]


def _dedent(rest: Sequence[Line], findings: FileFindings) -> list[Line]:
    """Return the lines below a task without their two spaces."""
    dedented = []
    for line in rest:
        if line.text and not line.text.startswith(INDENT):
            findings.add(line.number, "this line is not indented rightly; begin it with two spaces")
        dedented.append(Line(line.number, line.text.removeprefix(INDENT)))
    return dedented


def _sort_lines(lines: Sequence[Line]) -> _Parts:
    """Sort a task's lines. Its text is one paragraph; the first brace in it begins the block."""
    words: list[str] = []
    for index, line in enumerate(lines):
        if index and (not line.text or _LIST_ITEM.match(line.text)):
            return _Parts(_join(words), None, list(lines[index:]))
        text, block = split_block(line.text)
        words.append(text)
        if block:
            return _Parts(_join(words), Line(line.number, block), list(lines[index + 1 :]))
    return _Parts(_join(words), None, [])


def _join(words: Sequence[str]) -> str:
    """Return lines of a paragraph as one, runs of blanks as one space."""
    return re.sub(r"[ \t]+", " ", " ".join(words)).strip()


def _block(parts: _Parts, number: int, title: str, findings: FileFindings) -> Block:
    """Return the task's attributes; take its key, so that no second task can have it."""
    if parts.block is None:
        key = suggest_key(title)
        findings.add(number, f"the task has no key; write `{{#{key}}}` at the end of its text")
        return Block()
    block = read_block(parts.block, findings)
    if block.key:
        findings.claim("task key", block.key, parts.block.number)
    return block


def _prompts_and_note(lines: Sequence[Line], findings: FileFindings) -> tuple[tuple[str, ...], str]:
    """Return the numbered questions and the rest, which is the note."""
    questions: list[list[str]] = []
    note: list[Line] = []
    asking = False  # whether the last words above belong to a question
    above = ""
    for line in lines:
        numbered = _NUMBERED.match(line.text)
        if numbered:
            asking = True
            questions.append([_question(line, numbered, len(questions) + 1, findings)])
            note.append(Line(line.number, ""))  # what stood above stays a paragraph of its own
        elif asking and line.text and above and not _LIST_ITEM.match(line.text):
            questions[-1].append(_more_of_question(line, findings))
        elif asking and line.text.startswith(" "):
            findings.add(line.number, "a question is one paragraph; write the rest as a note")
        else:
            asking = asking and not line.text
            note.append(line)
        above = line.text
    return tuple(map(_join, questions)), read_guide_text(note, findings)


def _question(line: Line, numbered: re.Match[str], expected: int, findings: FileFindings) -> str:
    """Return the first line of a question without its number, noting its faults."""
    if int(numbered[1]) != expected or numbered[2] != ".":
        found = numbered[0].strip()
        findings.add(
            line.number, f"`{found}` is not the next question's number; write `{expected}.`"
        )
    words = line.text[numbered.end() :]
    if not words:
        findings.add(line.number, "the question is empty; write it, or take its number out")
    return read_guide_text([Line(line.number, words)], findings)


def _more_of_question(line: Line, findings: FileFindings) -> str:
    """Return a further line of a question, noting one that only might be it."""
    words = line.text.lstrip()
    if _LIST_ITEM.match(words):
        findings.add(line.number, "a question holds no list; write it as a note or as questions")
    elif words == line.text:
        findings.add(
            line.number,
            "nobody can tell if this is still the question; indent it by three more spaces, "
            "or leave a blank line above for a note",
        )
    return read_guide_text([Line(line.number, words)], findings)
