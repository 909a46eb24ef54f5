"""Reading a guide from its folder: `program.md` and one numbered file a section.

Everything is read before anything is refused, so that whoever mends the files sees all faults in
one go. What is not understood is a fault: a guide decides what people must do, so nothing in it
is ever guessed or quietly left out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lms.curriculum.attributes import SLUG_FORM, is_slug
from lms.curriculum.front_matter import FrontT, ProgramFront, SectionFront, read_front
from lms.curriculum.guide_errors import (
    FileFindings,
    Findings,
    GuideError,
    GuideErrors,
    instead,
    shorten,
)
from lms.curriculum.guide_lines import Line, read_lines
from lms.curriculum.guide_text import read_guide_text
from lms.curriculum.headings import read_heading
from lms.curriculum.outline import ProgramOutline, SectionOutline
from lms.curriculum.section_body import Body, is_heading, read_body

__all__ = ["GuideError", "GuideErrors", "read_program"]

PROGRAM_FILE = "program.md"
COURSES_FILE = "courses.md"  # beside the folders of the guides
BANKS_FOLDER = "quizzes"  # where the banks of questions lie, beside content/
BANK_ENDING = ".gift"
COMPETENCIES_FILE = "competencies.md"
COURSES, COMPETENCIES = "courses", "competencies"  # what commands call them, and so no guide
LISTS = {COURSES: COURSES_FILE, COMPETENCIES: COMPETENCIES_FILE}
ENDINGS = ("closing", "disclaimer")  # what program.md may hold below its introduction

_SECTION_NAME = re.compile(r"([0-9]{1,3})-(.+)\.md")


class _SectionFile(NamedTuple):
    """A section's file: its number, its key, its name in the folder."""

    number: int
    key: str
    name: str


class _Named(NamedTuple):
    """What an attribute may name; None: it is not at hand here, and any name is taken as it is."""

    choices: Collection[str] | None
    fault: str  # what is said of a name that is none of them
    without: str  # what to do where there is nothing to choose from


def read_program(
    folder: Path, courses: Collection[str] | None = None, banks: Collection[str] | None = None
) -> ProgramOutline:
    """Return the guide in this folder.

    `courses` are the keys that a task's `course` may name, `banks` those that a quiz's `bank` may;
    None: they are not at hand, and names are taken as they are. Raises GuideErrors with all faults
    of all files when anything is not understood, and no other exception, whatever the files hold.
    """
    findings = Findings()
    program = _read_program_file(folder, findings)
    files = _section_files(folder, findings)
    sections = [_read_section(folder, file, findings) for file in files]
    whole = replace(program, sections=tuple(sections))
    _check_references(_nameable(whole, courses, banks), findings)
    if findings.errors:
        raise GuideErrors(findings.errors)
    return whole


def _nameable(
    program: ProgramOutline, courses: Collection[str] | None, banks: Collection[str] | None
) -> Mapping[str, _Named]:
    """Return what each attribute that names something may name."""
    logged = [key for key, task in program.tasks.items() if task.logged]
    of_courses = f"is not in {COURSES_FILE}", f"write it into {COURSES_FILE}"
    of_banks = f"is no bank in {BANKS_FOLDER}/", f"write it there, with the ending {BANK_ENDING}"
    return {
        "about": _Named(logged, "names no task that is logged", "leave out `about`"),
        "quiz": _Named(program.quizzes, "names no quiz of this guide", "write it in a section"),
        "course": _Named(courses and sorted(courses), *of_courses),
        "bank": _Named(banks and sorted(banks), *of_banks),
    }


def _check_references(nameable: Mapping[str, _Named], findings: Findings) -> None:
    """Note each attribute that names what is not there, as a task its course."""
    for here, line, name, key in findings.references:
        choices, fault, without = nameable[name]
        if choices is not None and key not in choices:
            mend = instead(key, list(choices)) if choices else without
            here.add(line, f"`{name}={shorten(key)}` {fault}; {mend}")


def findings_in(path: Path, findings: Findings) -> FileFindings:
    """Return the findings of a file, under a name that can be printed whatever it is."""
    name = path.as_posix()
    return findings.in_file("".join(sign if sign.isprintable() else "?" for sign in name))


def _read_program_file(folder: Path, findings: Findings) -> ProgramOutline:
    """Return the program without its sections."""
    here = findings_in(folder / PROGRAM_FILE, findings)
    key = _folder_name(folder)
    if not is_slug(key):
        here.add(
            1,
            f"the folder's name `{shorten(key)}` cannot be the program's key; "
            f"name it with {SLUG_FORM}",
        )
    if key in LISTS:
        here.add(1, f"`{key}` is what the list in {LISTS[key]} is called; name it otherwise")
    front, body = open_file(folder / PROGRAM_FILE, ProgramFront, here)
    texts = _split_at_headings(body or [], here)
    return ProgramOutline(
        key=key,
        title=front.title if front else "",
        dates_suggested=front is not None and front.dates is not None,
        introduction=texts[""],
        closing=texts.get("closing", ""),
        disclaimer=texts.get("disclaimer", ""),
    )


def _folder_name(folder: Path) -> str:
    """Return the name of the folder, also when it is given as `.`; empty when there is none."""
    try:
        return folder.absolute().name
    except (OSError, ValueError):
        return ""


def open_file(
    path: Path, model: type[FrontT], findings: FileFindings
) -> tuple[FrontT | None, Sequence[Line] | None]:
    """Return the front matter and the lines of the body; None for what cannot be read."""
    lines = read_lines(path, findings)
    return read_front(lines, model, findings) if lines else (None, None)


def _split_at_headings(lines: Sequence[Line], findings: FileFindings) -> dict[str, str]:
    """Return the texts of program.md by their key; the introduction's key is empty."""
    texts: dict[str, list[Line]] = {"": []}
    key = ""
    for line in lines:
        if is_heading(line):
            key = _ending(line, findings)
            texts.setdefault(key, [])
        else:
            texts[key].append(line)
    return {key: read_guide_text(text, findings) for key, text in texts.items()}


def _ending(line: Line, findings: FileFindings) -> str:
    """Return which text the heading opens, noting one that is unknown or comes twice."""
    key = read_heading(line, findings).key
    if key in ENDINGS:
        findings.claim("heading", key, line.number, "write both texts under one of them")
    elif key:
        known = " or ".join(f"`{{#{ending}}}`" for ending in ENDINGS)
        findings.add(line.number, f"program.md has no text `{key}`; write {known}")
    return key


def _section_files(folder: Path, findings: Findings) -> list[_SectionFile]:
    """Return the sections' files in the order of their numbers; gaps are fine."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        findings_in(folder, findings).add(1, "this folder cannot be read; give one with a guide")
        return []
    files = sorted(_named_files(folder, names, findings))
    for file in files:
        here = findings_in(folder / file.name, findings)
        here.claim("section number", str(file.number), 1, "give this file another one")
        here.claim("section key", file.key, 1, "give this file another name")
    if not files:
        here = findings_in(folder / PROGRAM_FILE, findings)
        here.add(1, "no section stands beside this file; write one, named as `1-who-we-serve.md`")
    return files


def _named_files(folder: Path, names: Sequence[str], findings: Findings) -> Iterator[_SectionFile]:
    """Yield the sections among the names; other Markdown files are a fault, not left out."""
    for name in names:
        if name == PROGRAM_FILE or name.startswith(".") or not name.lower().endswith(".md"):
            continue
        match = _SECTION_NAME.fullmatch(name)
        if match and is_slug(match[2]):
            yield _SectionFile(int(match[1]), match[2], name)
        else:
            here = findings_in(folder / name, findings)
            here.add(1, "this name is no section's; name the file as `1-who-we-serve.md`")


def _read_section(folder: Path, file: _SectionFile, findings: Findings) -> SectionOutline:
    """Return one section, as far as its file can be read."""
    here = findings_in(folder / file.name, findings)
    front, body = open_file(folder / file.name, SectionFront, here)
    due_days = front.due if front else None
    read = Body() if body is None else read_body(body, due_days, here)
    return SectionOutline(file.key, front.title if front else "", due_days, *read)
