"""`preceptor content`: check the files in content/, show them as JSON, publish what changed."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

import click

from config import ROOT
from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import course_outline, courses, framework_outline, frameworks, rules
from lms.curriculum.content_files import CONTENT, programs
from lms.curriculum.course_outline import CatalogueOutline
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.framework_outline import FrameworkOutline
from lms.curriculum.framework_reading import read_framework
from lms.curriculum.guide_errors import GuideError, GuideErrors
from lms.curriculum.models import Edition, Framework
from lms.curriculum.outline import QUIZ, ProgramOutline
from lms.curriculum.outline_json import to_show
from lms.curriculum.reading import (
    BANK_ENDING,
    BANKS_FOLDER,
    COMPETENCIES,
    COMPETENCIES_FILE,
    COURSES,
    COURSES_FILE,
    LISTS,
    read_program,
)

__all__ = ["CONTENT", "content", "read"]

BANKS = ROOT / BANKS_FOLDER
Outline = TypeVar("Outline")


class Contents(NamedTuple):
    """What was asked for, read and found sound."""

    guides: list[ProgramOutline]
    catalogue: CatalogueOutline | None  # None: it was not asked for
    framework: FrameworkOutline | None  # likewise


def banks() -> list[str]:
    """Names of all banks of questions; what stands in them is read elsewhere."""
    return sorted(file.stem for file in BANKS.glob(f"*{BANK_ENDING}"))


def read(keys: tuple[str, ...]) -> Contents:
    """The programs named, and what the names of `LISTS` stand for; or all there is.

    Prints every error of all of them and exits 1. The courses are always read, for guides name
    them; all guides where the competencies are asked for, for those name tasks; of the banks of
    questions only the names.
    """
    wrong: list[GuideError] = []
    asked = set(keys or LISTS)
    folders = [key for key in keys if key not in LISTS] if keys else programs()
    catalogue = _read(partial(read_catalogue, CONTENT / COURSES_FILE), wrong)
    named = programs() if COMPETENCIES in asked else []
    guides = _guides(dict.fromkeys([*folders, *named]), catalogue, wrong)
    framework = _framework(guides, catalogue, wrong) if COMPETENCIES in asked else None
    for error in wrong:
        click.echo(str(error), err=True)
    if wrong:
        click.echo(f"{len(wrong)} to mend; nothing was changed.", err=True)
        sys.exit(1)
    found = [outline for key in folders if (outline := guides[key])]
    return Contents(found, catalogue if COURSES in asked else None, framework)


def _guides(
    folders: Iterable[str], catalogue: CatalogueOutline | None, wrong: list[GuideError]
) -> dict[str, ProgramOutline | None]:
    """Each of these guides by its key; None for one with errors."""
    known, lying = None if catalogue is None else catalogue.courses, banks()
    return {
        key: _read(partial(read_program, CONTENT / key, known, lying), wrong) for key in folders
    }


def _framework(
    guides: Mapping[str, ProgramOutline | None],
    catalogue: CatalogueOutline | None,
    wrong: list[GuideError],
) -> FrameworkOutline | None:
    """The framework; what it names is looked up where all that can be named has no error."""
    sound = {key: outline for key, outline in guides.items() if outline}
    known = None if catalogue is None else catalogue.courses
    path = CONTENT / COMPETENCIES_FILE
    at_hand = sound if len(sound) == len(guides) else None
    return _read(partial(read_framework, path, at_hand, known), wrong)


def _read(reader: Callable[[], Outline], wrong: list[GuideError]) -> Outline | None:
    """What a file or folder says; None, and its errors noted, when it cannot be read."""
    try:
        return reader()
    except GuideErrors as errors:
        wrong += errors.errors
        return None


@click.group()
def content() -> None:
    """The guides, the courses and the competencies in content/."""


@content.command()
@click.argument("programs", nargs=-1)
def check(programs: tuple[str, ...]) -> None:
    """Read the guides and the lists; print every error with its file and line."""
    found = read(programs)
    for outline in found.guides:
        counts = [f"{len(outline.sections)} sections", f"{len(outline.tasks)} tasks"]
        if outline.quizzes:
            counts.append(f"{len(outline.quizzes)} quiz{'zes' if len(outline.quizzes) > 1 else ''}")
        click.echo(f"{outline.key}: {', '.join(counts)}.")
    if found.catalogue:
        columns, listed = found.catalogue.columns, found.catalogue.courses
        click.echo(f"{COURSES}: {len(columns)} columns, {len(listed)} courses.")
    if found.framework:
        domains, each = found.framework.domains, found.framework.competencies
        click.echo(f"{COMPETENCIES}: {len(domains)} domains, {len(each)} competencies.")


@content.command()
@click.argument("program")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(program: str, as_json: bool) -> None:
    """Print one guide, the courses, or the competencies."""
    found = read((program,))
    if found.catalogue:
        _show(course_outline.to_json(found.catalogue), _course_lines(found.catalogue), as_json)
    if found.framework:
        data = framework_outline.to_json(found.framework)
        _show(data, _competency_lines(found.framework), as_json)
    for outline in found.guides:
        _show(to_show(outline), _guide_lines(outline), as_json)


def _show(data: dict[str, Any], lines: list[str], as_json: bool) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def _guide_lines(outline: ProgramOutline) -> list[str]:
    lines = []
    for number, section in enumerate(outline.sections, 1):
        lines.append(f"{number}. {section.title} ({len(section.tasks)} tasks)")
        lines += [f"   {task.verb}: {task.title}" for task in section.tasks]
        lines += [f"   {QUIZ}: {quiz.title}" for quiz in section.quizzes]
    return lines


def _course_lines(catalogue: CatalogueOutline) -> list[str]:
    lines = []
    for column in catalogue.columns:
        lines.append(f"{column.title} ({len(column.courses)} courses)")
        for course in column.courses:
            said = ["required" if course.required else "suggested"]
            said += [f"{course.minutes} minutes"] if course.minutes else []
            said += [f"every {course.renew_months} months"] if course.renew_months else []
            lines.append(f"   {course.title} ({', '.join(said)})")
    return lines


def _competency_lines(framework: FrameworkOutline) -> list[str]:
    lines = []
    for domain in framework.domains:
        lines.append(f"{domain.title} ({len(domain.competencies)} competencies)")
        lines += [
            f"   {one.code} {one.title} (target: {framework.level[one.target].title})"
            for one in domain.competencies
        ]
    return lines


@content.command()
@click.argument("programs", nargs=-1)
@with_app
def publish(programs: tuple[str, ...]) -> None:
    """Publish the lists and each guide that changed; the same again changes nothing."""
    found = read(programs)
    if found.catalogue:
        changed = courses.publish(found.catalogue)
        db.session.commit()
        said = f"{changed} new or changed" if changed else "nothing changed"
        click.echo(f"{COURSES}: {said}.")
    for outline in found.guides:
        _publish(outline.key, partial(rules.publish, outline))
    if found.framework:
        _publish(COMPETENCIES, partial(frameworks.publish, found.framework))


def _publish(key: str, publish: Callable[[], Edition | Framework | None]) -> None:
    """Publish one thing that has editions, and say what became of it."""
    try:
        edition = publish()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    said = f"edition {edition.number} published" if edition else "nothing changed"
    click.echo(f"{key}: {said}.")
