"""One quiz beside a section: its line `- [ ] **Quiz:** title {#key bank=… draw=…}` and its note.

A quiz is none of the guide's tasks. It says where its questions come from and how many are drawn;
the questions themselves stand in their bank, which is read elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lms.curriculum.attributes import (
    Reader,
    counted_names,
    one_of,
    read_roles,
    read_slug,
    read_yes,
    whole_number,
)
from lms.curriculum.box_lines import NUMBERED, OPENERS, keyed_block, read_boxed, verb_of
from lms.curriculum.front_matter import TITLE_LENGTH
from lms.curriculum.guide_errors import FileFindings, nearest
from lms.curriculum.guide_lines import Line
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.outline import QUIZ, VERBS, Answers, Counts, QuizOutline

MOST_QUESTIONS = 50  # in one attempt: more is an examination
MOST_ATTEMPTS = 20
LONGEST_WAIT = 999  # hours
ANY = "any"  # as many attempts as one likes

DRAW = (
    "write how many of which category, as in `draw=refugees:2,asylees:2`, each once, "
    f"or `draw=8` from the whole bank; {MOST_QUESTIONS} at most in all"
)
ATTEMPTS = f"write a whole number from 1 to {MOST_ATTEMPTS}, or `attempts={ANY}` for no limit"
WAIT = f"write hours or days, as in `wait=24h` or `wait=2d`, {LONGEST_WAIT} hours at most"

_WAIT = re.compile(r"([1-9][0-9]{0,2})([hd])")
_ADDRESS = re.compile(r"\]\(|https?://", re.IGNORECASE)


def is_quiz(line: Line) -> bool:
    """Return whether this line begins a quiz, also where it is not written quite rightly."""
    verb = verb_of(line)
    return verb not in VERBS and nearest(verb, OPENERS) == QUIZ


def read_quiz(first: Line, rest: Sequence[Line], findings: FileFindings) -> QuizOutline:
    """Return the quiz that begins in the first line, noting its faults."""
    boxed = read_boxed(first, rest, findings)
    title = Line(first.number, boxed.words)
    for fault in _title_faults(title.text):
        findings.add(title.number, fault)
    block = keyed_block("quiz", boxed.block, title, findings, QUIZ_READERS)
    note = _note(boxed.below, findings)
    if block.sound:  # a wrong attribute would only bring follow-on faults
        _check(block.values, boxed.block or first, findings)
    given = {"bank": "", "draw": ()} | block.values
    if "attempts" in given:
        given["attempts"] = given["attempts"] or None
    return QuizOutline(key=block.key, title=title.text, note=note, **given)


def _title_faults(title: str) -> Iterator[str]:
    """Yield what is wrong with a quiz's title."""
    if not title:
        yield "the quiz has no title; write what it is about"
    if len(title) > TITLE_LENGTH:
        yield f"the quiz's title is too long; write at most {TITLE_LENGTH} characters"
    if _ADDRESS.search(title):
        yield "a quiz's title holds no link; write the link in a task or a note"


def _note(below: Sequence[Line], findings: FileFindings) -> str:
    """Return what a learner reads before they begin; numbers would look like the questions."""
    for line in below:
        if NUMBERED.match(line.text.lstrip()):
            findings.add(
                line.number,
                "a quiz takes its questions from its bank; write bullets here, not numbers",
            )
    return read_guide_text(below, findings)


def _check(values: dict[str, Any], block: Line, findings: FileFindings) -> None:
    """Note what no quiz can do without; keep which bank it names."""
    if "draw" not in values:
        findings.add(block.number, f"nobody can tell how many questions it asks; {DRAW}")
    if "bank" in values:
        findings.refer("bank", values["bank"], block.number)
    else:
        findings.add(
            block.number,
            "nobody can tell where its questions come from; add `bank=…`, a file of quizzes/",
        )


def _draw(value: str) -> tuple[tuple[str, int], ...]:
    """Return how many questions of which category; raise ValueError when it is not understood."""
    if value.isdigit():
        return (("", whole_number(MOST_QUESTIONS, DRAW)(value)),)
    return counted_names(MOST_QUESTIONS, DRAW)(value)


def _attempts(value: str) -> int:
    """Return how often it may be taken, 0 for no limit; raise ValueError for anything else."""
    return 0 if value == ANY else whole_number(MOST_ATTEMPTS, ATTEMPTS)(value)


def _wait(value: str) -> int:
    """Return the hours between two attempts; raise ValueError when they are not understood."""
    match = _WAIT.fullmatch(value)
    hours = int(match[1]) * (24 if match[2] == "d" else 1) if match else 0
    if not 0 < hours <= LONGEST_WAIT:
        raise ValueError(WAIT)
    return hours


QUIZ_READERS: dict[str, Reader] = {  # by the field of QuizOutline
    "bank": ("bank", read_slug),
    "draw": ("draw", _draw),
    "pass": ("pass_percent", whole_number(100, "write the percent, from 1 to 100, as `pass=80`")),
    "attempts": ("attempts", _attempts),
    "wait": ("wait_hours", _wait),
    "minutes": ("minutes", whole_number(240, "write whole minutes, from 1 to 240")),
    "shuffle": ("shuffle", read_yes),
    "answers": ("answers", lambda value: Answers(one_of(list(Answers))(value))),
    "counts": ("counts", lambda value: Counts(one_of(list(Counts))(value))),
    "required": ("required", read_yes),
    "roles": ("roles", read_roles),
}
