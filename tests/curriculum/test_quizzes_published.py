"""Quizzes in a guide: kept with its edition, shown, and closing a task that names one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import commands, queries, rules
from lms.curriculum.guide_errors import GuideErrors
from lms.curriculum.models import SectionQuiz, Task
from lms.curriculum.outline import Answers, Counts, Evidence, ProgramOutline
from lms.curriculum.outline_json import digest, from_json, to_json, to_show
from lms.curriculum.reading import read_program
from tests.curriculum.test_publishing import mend, preceptor_says
from tests.databases import GUIDE
from tests.statements import statements

BOOK = "- [ ] **Read:** A book {#book}\n"
TASK = "- [ ] **Complete:** The quiz {#pass-it evidence=quiz quiz=check}\n"
QUIZ = (
    "- [ ] **Quiz:** Check yourself {#check bank=first draw=refugees:2,asylees:1 attempts=any"
    " wait=2d minutes=20 answers=never counts=first required=yes roles=case-manager}\n  A note.\n"
)
SHORT = "- [ ] **Quiz:** Once more {#again bank=first draw=8}\n"


def read(folder: Path, first: str, second: str = "") -> ProgramOutline:
    """A guide of one section or two."""
    folder /= "first-steps"
    folder.mkdir()
    (folder / "program.md").write_text("---\ntitle: First steps\n---\nWelcome.\n")
    for name, body in (("1-start", first), ("2-later", second)):
        if body:
            (folder / f"{name}.md").write_text(f"---\ntitle: Start\n---\n{body}")
    return read_program(folder)


def without_quizzes(program: ProgramOutline) -> ProgramOutline:
    return replace(program, sections=tuple(replace(one, quizzes=()) for one in program.sections))


@pytest.fixture(scope="module")
def guide() -> ProgramOutline:
    return read_program(commands.CONTENT / GUIDE)


@pytest.mark.both
def test_they_are_published_and_come_back(app: Flask, tmp_path: Path) -> None:
    program = read(tmp_path, TASK + QUIZ + SHORT, BOOK)
    edition = rules.publish(program)
    assert edition is not None
    db.session.commit()
    queries.outline.cache_clear()
    assert queries.outline(edition.id, digest(program)) == program
    assert rules.publish(program) is None
    kept = select(SectionQuiz).filter_by(edition_id=edition.id).order_by(SectionQuiz.position)
    rows = db.session.scalars(kept).all()
    assert [(row.position, row.key, row.attempts, row.draw) for row in rows] == [
        (1, "check", None, [["refugees", 2], ["asylees", 1]]), (2, "again", 3, [["", 8]]),
    ]  # fmt: skip
    asked = select(Task.key, Task.quiz).filter_by(edition_id=edition.id).order_by(Task.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [("pass-it", "check"), ("book", "")]


def test_another_quiz_makes_another_edition(app: Flask, tmp_path: Path) -> None:
    program = read(tmp_path, BOOK + QUIZ)
    first = rules.publish(without_quizzes(program))
    second = rules.publish(program)
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert queries.outline(first.id, first.digest).quizzes == {}
    assert list(queries.outline(second.id, second.digest).quizzes) == ["check"]


def test_an_outline_at_hand_asks_nothing_for_them(app: Flask, guide: ProgramOutline) -> None:
    edition = queries.latest_edition(GUIDE)
    assert edition is not None
    number, state = edition.id, edition.digest
    queries.outline(number, state)
    with statements() as sent:
        assert len(queries.outline(number, state).quizzes) == 6
    assert sent == []


def test_a_guide_without_quizzes_keeps_its_digest(tmp_path: Path) -> None:
    """Computed before there were any: what was published before is not published anew."""
    before = "92c4b62652d11dcc232f1cd214ac1e9f5557fb65b917d02074f4403e4677dadb"
    program = read(tmp_path, BOOK)
    assert digest(program) == before
    section = to_json(program)["sections"][0]
    assert "quizzes" not in section
    assert "quiz" not in section["topics"][0]["tasks"][0]


def test_they_are_part_of_the_digest(tmp_path: Path) -> None:
    program = read(tmp_path, BOOK + QUIZ)
    (section,) = program.sections
    (quiz,) = section.quizzes
    changed = [
        replace(quiz, note="Other words."), replace(quiz, draw=(("", 3),)),
        replace(quiz, counts=Counts.BEST), replace(quiz, answers=Answers.PASSED),
    ]  # fmt: skip
    found = [replace(program, sections=(replace(section, quizzes=(one,)),)) for one in changed]
    assert len({digest(one) for one in [program, *found, without_quizzes(program)]}) == 6


def test_json_is_read_with_and_without_them(tmp_path: Path) -> None:
    program = read(tmp_path, TASK + QUIZ, BOOK)
    for data in (to_json(program), to_show(program)):
        assert from_json(json.loads(json.dumps(data))) == program
    first, second = to_show(program)["sections"]
    assert (len(first["quizzes"]), second["quizzes"]) == (1, [])
    assert first["quizzes"][0] == {
        "key": "check", "title": "Check yourself", "bank": "first",
        "draw": [["refugees", 2], ["asylees", 1]], "pass_percent": 80, "attempts": None,
        "wait_hours": 48, "minutes": 20, "shuffle": True, "answers": "never", "counts": "first",
        "required": True, "roles": ["case-manager"], "note": "A note.",
    }  # fmt: skip


# A task that a quiz closes.


def test_a_task_names_the_quiz_that_closes_it(tmp_path: Path) -> None:
    """It may stand in a later section."""
    task = read(tmp_path, TASK, BOOK + QUIZ).tasks["pass-it"]
    assert (task.evidence, task.quiz) == (Evidence.QUIZ, "check")


WRONG = {
    "misspelled": (TASK.replace("=check", "=chekc"), "names no quiz of this guide; write `check`"),
    "a task": (TASK.replace("=check", "=book"), "write one of: check"),
    "no slug": (TASK.replace("=check", "=Check"), "`quiz=Check` is not understood"),
    "no quiz": (TASK.replace(" quiz=check", ""), "add `quiz=…` with its key"),
    "other evidence": (TASK.replace("evidence=quiz ", ""), "add `evidence=quiz`"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_task_cannot_name(tmp_path: Path, case: str) -> None:
    task, mended = WRONG[case]
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, task, BOOK + QUIZ)
    (error,) = caught.value.errors
    assert (Path(error.file).name, error.line, mended in error.message) == ("1-start.md", 4, True)


def test_there_may_be_no_quiz_to_name(tmp_path: Path) -> None:
    with pytest.raises(GuideErrors, match=r"1-start\.md:4: .* write it in a section"):
        read(tmp_path, TASK)


# The guide itself, and the commands.


def test_each_section_of_the_guide_has_its_quiz(guide: ProgramOutline) -> None:
    """Beside its tasks, which are as many as ever."""
    assert [[quiz.key for quiz in one.quizzes] for one in guide.sections] == [
        [f"quiz-{one.key}"] for one in guide.sections
    ]
    assert [quiz.bank for quiz in guide.quizzes.values()] == [one.key for one in guide.sections]
    assert [len(one.tasks) for one in guide.sections] == [8, 17, 30, 15, 41, 3]
    assert len(guide.tasks) == 114
    for quiz in guide.quizzes.values():
        assert (quiz.pass_percent, quiz.attempts, quiz.wait_hours) == (80, 3, 24)
        assert quiz.note


def test_show_as_json(guide: ProgramOutline) -> None:
    shown = json.loads(preceptor_says("content", "show", GUIDE, "--json").stdout)
    listed = [quiz["key"] for section in shown["sections"] for quiz in section["quizzes"]]
    assert listed == list(guide.quizzes)
    assert sum(len(t["tasks"]) for s in shown["sections"] for t in s["topics"]) == 114


def test_check_names_a_bank_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the banks beside it only the names count here."""
    read(tmp_path, BOOK + QUIZ, "- [ ] **Read:** B {#b}\n")
    folder, banks = tmp_path / "first-steps", tmp_path / "quizzes"
    monkeypatch.setattr(commands, "BANKS", banks)
    said = preceptor_says("content", "check", folder)
    assert (said.exit_code, said.stdout) == (1, "")
    assert f"{folder}/1-start.md:5: `bank=first` is no bank in quizzes/; write it" in said.stderr
    banks.mkdir()
    (banks / "first.gift").touch()
    said = preceptor_says("content", "check", folder)
    wanted = "first-steps: 2 sections, 2 tasks, 1 quiz.\n"
    assert (said.exit_code, said.stdout) == (0, wanted), said.stderr
    line = mend(folder / "1-start.md", "bank=first", "bank=fisrt")
    said = preceptor_says("content", "check", folder)
    assert f"{folder}/1-start.md:{line}: `bank=fisrt` is no bank in quizzes/; write `first`" in (
        said.stderr
    )
