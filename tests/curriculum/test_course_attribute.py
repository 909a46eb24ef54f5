"""A task that a course closes: how a guide says so, what it may name, and how it is kept."""

from pathlib import Path

import pytest
from flask import Flask

from lms.base.db import db
from lms.curriculum import queries, rules
from lms.curriculum.guide_errors import GuideErrors
from lms.curriculum.outline import Evidence, ProgramOutline
from lms.curriculum.outline_json import digest, from_json, to_json
from lms.curriculum.reading import read_program

TASK = "- [ ] **Complete:** Teamwork {#team evidence=course course=teamwork}\n"
KNOWN = ("secondary-trauma", "teamwork")


def read(folder: Path, task: str, known: tuple[str, ...] | None = KNOWN) -> ProgramOutline:
    """A guide of one task, read beside these courses."""
    folder /= "first-steps"
    folder.mkdir()
    (folder / "program.md").write_text("---\ntitle: First steps\n---\nWelcome.\n")
    (folder / "1-start.md").write_text(f"---\ntitle: Start\n---\n{task}")
    return read_program(folder, known)


def test_a_task_names_the_course_that_closes_it(tmp_path: Path) -> None:
    task = read(tmp_path, TASK).tasks["team"]
    assert (task.evidence, task.course) == (Evidence.COURSE, "teamwork")


WRONG = {
    "misspelled": (TASK.replace("=team", "=taem"), "not in courses.md; write `teamwork`"),
    "unlike any": (TASK.replace("=team", "=zz"), "write one of: secondary-trauma | teamwork"),
    "no slug": (TASK.replace("=team", "=Team"), "`course=Teamwork` is not understood"),
    "no course": (TASK.replace(" course=teamwork", ""), "add `course=…` with its key"),
    "other evidence": (TASK.replace("evidence=course ", ""), "add `evidence=course`"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_stand_there(tmp_path: Path, case: str) -> None:
    task, mend = WRONG[case]
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, task)
    (error,) = caught.value.errors
    assert (Path(error.file).name, error.line, mend in error.message) == ("1-start.md", 4, True)


def test_there_may_be_no_course_to_name(tmp_path: Path) -> None:
    with pytest.raises(GuideErrors, match=r"1-start\.md:4: .* write it into courses\.md"):
        read(tmp_path, TASK, ())


def test_without_the_list_at_hand_it_is_taken_as_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, TASK, None).tasks["team"].course == "teamwork"


def test_a_guide_without_courses_keeps_its_digest(tmp_path: Path) -> None:
    """What was published before is not published anew."""
    data = to_json(read(tmp_path, "- [ ] **Read:** A {#a}\n"))
    assert "course" not in data["sections"][0]["topics"][0]["tasks"][0]


@pytest.mark.both
def test_it_is_published_and_comes_back(app: Flask, tmp_path: Path) -> None:
    program = read(tmp_path, TASK)
    assert from_json(to_json(program)) == program
    edition = rules.publish(program)
    assert edition is not None
    db.session.commit()
    queries.outline.cache_clear()
    assert queries.outline(edition.id, digest(program)) == program
    assert rules.publish(program) is None


def test_no_guide_is_called_as_the_list_of_courses(tmp_path: Path) -> None:
    folder = tmp_path / "courses"
    folder.mkdir()
    (folder / "program.md").write_text("---\ntitle: First steps\n---\nWelcome.\n")
    (folder / "1-start.md").write_text("---\ntitle: Start\n---\n- [ ] **Read:** A {#a}\n")
    with pytest.raises(GuideErrors, match=r"program\.md:1: `courses` is what .* name it otherwise"):
        read_program(folder)
