"""`preceptor content` for the courses: checked with the guides, shown, published."""

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask

from lms.base.db import db
from lms.curriculum import commands, content_files, courses
from lms.curriculum.reading import COURSES_FILE
from tests.curriculum.test_publishing import mend, preceptor_says
from tests.databases import GUIDE

WHOLE = "courses: 4 columns, 16 courses."


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of content/, to be changed."""
    copy = shutil.copytree(commands.CONTENT, tmp_path / "content")
    for place in (commands, content_files):
        monkeypatch.setattr(place, "CONTENT", copy)
    return copy


def name_course(content: Path, key: str) -> int:
    """Let a task of the guide name a course; its line."""
    asked = f" evidence=course course={key} seq=2}}"
    return mend(content / GUIDE / "1-who-we-serve.md", " seq=2}", asked)


def test_check() -> None:
    guide = f"{GUIDE}: 6 sections, 114 tasks, 6 quizzes."
    framework = "competencies: 5 domains, 14 competencies."
    pathway = "rccm-pathway: 5 sections, 51 tasks, 5 quizzes."
    each = (((), [guide, pathway, WHOLE, framework]), (("courses",), [WHOLE]), ((GUIDE,), [guide]))
    for words, lines in each:
        said = preceptor_says("content", "check", *words)
        assert (said.exit_code, said.stdout.splitlines()) == (0, lines)


@pytest.mark.parametrize("words", [(), ("courses",), (GUIDE,)])
def test_faults_of_the_courses_are_told_whatever_is_asked_for(
    content: Path, words: tuple[str, ...]
) -> None:
    """A guide may name any of them."""
    line = mend(content / COURSES_FILE, "{#teamwork}", "{#teamwork renwe=1mo}")
    said = preceptor_says("content", "check", *words)
    assert (said.exit_code, said.stdout) == (1, "")
    error, last = said.stderr.splitlines()
    assert error.startswith(f"{content / COURSES_FILE}:{line}: `renwe` is not an attribute")
    assert last == "1 to mend; nothing was changed."


def test_a_guide_names_a_course_of_the_list(content: Path) -> None:
    name_course(content, "teamwork")
    assert preceptor_says("content", "check").exit_code == 0


def test_a_guide_names_a_course_that_is_not_there(content: Path) -> None:
    line = name_course(content, "taemwork")
    said = preceptor_says("content", "check", GUIDE)
    assert said.exit_code == 1
    wanted = "`course=taemwork` is not in courses.md; write `teamwork`"
    assert f"{GUIDE}/1-who-we-serve.md:{line}: {wanted}" in said.stderr


def test_a_folder_called_courses_is_refused(content: Path) -> None:
    shutil.copytree(content / GUIDE, content / "courses")
    said = preceptor_says("content", "check")
    assert (said.exit_code, "name it otherwise" in said.stderr) == (1, True)


def test_show_as_json() -> None:
    said = preceptor_says("content", "show", "courses", "--json")
    shown = json.loads(said.stdout)
    assert list(shown) == ["title", "introduction", "columns"]
    assert [len(column["courses"]) for column in shown["columns"]] == [7, 3, 4, 2]
    first = shown["columns"][0]["courses"][0]
    assert set(first) == {
        "key", "title", "roles", "required", "minutes", "renew_months", "summary",
    }  # fmt: skip
    assert (first["key"], first["minutes"], first["required"]) == ("rccm", None, False)


def test_show_in_plain_words(content: Path) -> None:
    mend(content / COURSES_FILE, "{#teamwork}", "{#teamwork required=yes minutes=90 renew=12mo}")
    lines = preceptor_says("content", "show", "courses").stdout.splitlines()
    assert lines[:2] == [
        "Operational Guidelines (7 courses)",
        "   Refugee Coordinated Case Management (suggested)",
    ]
    assert "   Teamwork (required, 90 minutes, every 12 months)" in lines
    assert len(lines) == 4 + 16


def test_publish(app: Flask, content: Path) -> None:
    mend(content / COURSES_FILE, "{#teamwork}", "{#teamwork minutes=90}")
    for words in ("1 new or changed", "nothing changed"):
        said = preceptor_says("content", "publish", "courses")
        assert (said.exit_code, said.stdout) == (0, f"courses: {words}.\n")
        db.session.rollback()  # what was published was committed
    assert {row.key for row in courses.catalogue(None) if row.minutes} == {"teamwork"}
    assert preceptor_says("content", "publish", GUIDE).stdout == f"{GUIDE}: nothing changed.\n"


def test_nothing_is_published_while_the_courses_are_wrong(app: Flask, content: Path) -> None:
    mend(content / COURSES_FILE, "{#teamwork}", "{#teamwork minutes=90}")
    mend(content / COURSES_FILE, "### Public Charge {#public-charge}", "### Public Charge")
    assert preceptor_says("content", "publish").exit_code == 1
    assert not any(row.minutes for row in courses.catalogue(None))
