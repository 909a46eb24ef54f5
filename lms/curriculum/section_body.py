"""The body of a section's file: its introduction, then topics and tasks, and quizzes beside them.

A line at the left edge begins a piece (a heading, a task, a quiz); the indented lines below belong
to it. That is all the structure there is, so one pass is enough and no input can make it slow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lms.curriculum.guide_errors import FileFindings
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import BOX, lost_box_fault, read_guide_text
from lms.curriculum.headings import USUAL, Heading, marks_of, read_heading
from lms.curriculum.outline import QuizOutline, TaskOutline, TopicOutline
from lms.curriculum.quiz_lines import is_quiz, read_quiz
from lms.curriculum.task_lines import read_task


@dataclass
class Topic:
    """A heading and the tasks found below it; the first has no heading of its own."""

    heading: Heading = field(default_factory=Heading)
    tasks: list[TaskOutline] = field(default_factory=list)


@dataclass
class Piece:
    """A line at the left edge and the indented or blank ones below it."""

    first: Line
    rest: list[Line] = field(default_factory=list)


class Body(NamedTuple):
    """What a section's file holds below its front matter."""

    introduction: str = ""
    topics: tuple[TopicOutline, ...] = ()
    quizzes: tuple[QuizOutline, ...] = ()


def is_heading(line: Line) -> bool:
    """Return whether the line is a heading of the one level there is."""
    return marks_of(line) == USUAL


def read_body(lines: Sequence[Line], due_days: int | None, findings: FileFindings) -> Body:
    """Return the introduction, topics and quizzes of a section, noting their faults.

    Tasks that stand before any heading come first, in a topic with an empty key and title. A quiz
    belongs to the section, whichever heading it stands below.
    """
    introduction, pieces = _split(lines)
    found, quizzes = [Topic()], []
    for piece in pieces:
        if is_quiz(piece.first):
            quizzes.append(read_quiz(piece.first, piece.rest, findings))
        elif BOX.match(piece.first.text):
            found[-1].tasks.append(read_task(piece.first, piece.rest, due_days, findings))
        elif piece.first.text.startswith("#"):
            found.append(Topic(_heading(piece, findings)))
        else:
            _note_stray(piece.first, findings)
    _note_empty(found, findings)
    topics = (
        TopicOutline(topic.heading.key, topic.heading.title, tuple(topic.tasks))
        for topic in found
        if topic.heading.line or topic.tasks
    )
    return Body(read_guide_text(introduction, findings), tuple(topics), tuple(quizzes))


def _split(lines: Sequence[Line]) -> tuple[list[Line], list[Piece]]:
    """Return the lines before the first heading, task or quiz, and the pieces from there on."""
    introduction: list[Line] = []
    pieces: list[Piece] = []
    for line in lines:
        opens = is_heading(line) or BOX.match(line.text) is not None
        if not pieces and not opens:
            introduction.append(line)
        elif opens or line.text.startswith("#") or _is_new_paragraph(line, pieces[-1]):
            pieces.append(Piece(line))
        else:
            pieces[-1].rest.append(line)
    return introduction, pieces


def _is_new_paragraph(line: Line, above: Piece) -> bool:
    """Return whether the line at the left edge stands alone, rather than going on the one above.

    Several lines of a paragraph in the wrong place are one fault, not one for each line.
    """
    if not line.text or line.text[0].isspace():
        return False
    last = above.rest[-1] if above.rest else above.first
    return not last.text or not _is_stray(above)


def _is_stray(piece: Piece) -> bool:
    """Return whether the piece is neither a heading nor a task nor a quiz."""
    return not piece.first.text.startswith("#") and BOX.match(piece.first.text) is None


def _heading(piece: Piece, findings: FileFindings) -> Heading:
    """Return the heading that opens a topic; take its key, so that no other can have it."""
    if is_heading(piece.first):
        heading = read_heading(piece.first, findings)
    else:
        heading = Heading(piece.first.number)
        findings.add(heading.line, "headings have two `#` and words; write `## Title {#key}`")
    if heading.key:
        findings.claim("topic key", heading.key, heading.line)
    below = next((line for line in piece.rest if line.text), None)
    if below:
        _note_stray(below, findings)
    return heading


def _note_stray(line: Line, findings: FileFindings) -> None:
    """Note text that belongs to no task and no quiz."""
    findings.add(
        line.number,
        lost_box_fault(line.text)
        or "this text belongs to no task; write it in the introduction above the first topic, "
        "or indent it by two spaces under a task",
    )


def _note_empty(topics: Sequence[Topic], findings: FileFindings) -> None:
    """Note topics without a task, and a section without any: nobody could ever finish them."""
    for topic in topics[1:]:
        if not topic.tasks:
            findings.add(topic.heading.line, "this topic has no task; write one, or take it out")
    if len(topics) == 1 and not topics[0].tasks:
        findings.add(1, "the section has no task; write one, as in `- [ ] **Read:** … {#key}`")
