"""One task of a guide: its line `- [ ] **Verb:** text {#key …}` and what is indented below it.

Each part is read even when an earlier one was wrong, so that one reading shows all faults; the
task that comes out of a faulty reading is thrown away with the rest.
"""

import re
from collections.abc import Sequence

from lms.curriculum.attributes import TASK_READERS
from lms.curriculum.box_lines import LIST_ITEM, NUMBERED, join, keyed_block, read_boxed
from lms.curriculum.combinations import combination_faults
from lms.curriculum.guide_errors import FileFindings
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.links import read_task_text
from lms.curriculum.outline import TaskOutline


def read_task(
    first: Line, rest: Sequence[Line], section_due_days: int | None, findings: FileFindings
) -> TaskOutline:
    """Return the task that begins in the first line, noting its faults."""
    boxed = read_boxed(first, rest, findings)
    text = read_task_text(boxed.words)
    for fault in text.faults:
        findings.add(first.number, fault)
    named = Line(first.number, text.title)
    block = keyed_block("task", boxed.block, named, findings, TASK_READERS)
    prompts, note = _prompts_and_note(boxed.below, findings)
    task = TaskOutline(
        key=block.key,
        verb=boxed.verb,
        title=text.title,
        url=text.url,
        note=note,
        prompts=prompts,
        **block.values,
    )
    if block.sound:  # a wrong attribute would only bring follow-on faults
        _check(task, section_due_days, boxed.block or first, findings)
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
    if task.quiz:
        findings.refer("quiz", task.quiz, block.number)


def _prompts_and_note(lines: Sequence[Line], findings: FileFindings) -> tuple[tuple[str, ...], str]:
    """Return the numbered questions and the rest, which is the note."""
    questions: list[list[str]] = []
    note: list[Line] = []
    asking = False  # whether the last words above belong to a question
    above = ""
    for line in lines:
        numbered = NUMBERED.match(line.text)
        if numbered:
            asking = True
            questions.append([_question(line, numbered, len(questions) + 1, findings)])
            note.append(Line(line.number, ""))  # what stood above stays a paragraph of its own
        elif asking and line.text and above and not LIST_ITEM.match(line.text):
            questions[-1].append(_more_of_question(line, findings))
        elif asking and line.text.startswith(" "):
            findings.add(line.number, "a question is one paragraph; write the rest as a note")
        else:
            asking = asking and not line.text
            note.append(line)
        above = line.text
    return tuple(map(join, questions)), read_guide_text(note, findings)


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
    if LIST_ITEM.match(words):
        findings.add(line.number, "a question holds no list; write it as a note or as questions")
    elif words == line.text:
        findings.add(
            line.number,
            "nobody can tell if this is still the question; indent it by three more spaces, "
            "or leave a blank line above for a note",
        )
    return read_guide_text([Line(line.number, words)], findings)
