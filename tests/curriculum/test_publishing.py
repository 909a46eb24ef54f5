"""Publishing: files become an edition that never changes, and the commands that do it."""

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import Base, db
from lms.base.events import Event
from lms.cli import preceptor
from lms.curriculum import queries, rules
from lms.curriculum.commands import CONTENT
from lms.curriculum.models import Edition, Program, Section, SectionQuiz, Task, Topic
from lms.curriculum.outline import ProgramOutline
from lms.curriculum.outline_json import digest
from lms.curriculum.reading import read_program
from tests.databases import GUIDE
from tests.together import together

KEYS = ["seq", "key", "verb", "evidence", "count", "signers", "required", "title", "url"]


@pytest.fixture(scope="module")
def guide() -> ProgramOutline:
    return read_program(CONTENT / GUIDE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the guide, to be changed."""
    return Path(shutil.copytree(CONTENT / GUIDE, tmp_path / GUIDE))


def preceptor_says(*words: str | Path) -> Result:
    """What the command answers inside the test's app."""
    return CliRunner().invoke(preceptor, [str(word) for word in words], obj=nullcontext)


def reworded(guide: ProgramOutline, words: str = "Look once more.") -> ProgramOutline:
    """The guide with one task in other words."""
    first, *others = guide.sections
    topic, *topics = first.topics
    task, *tasks = topic.tasks
    topic = replace(topic, tasks=(replace(task, note=words), *tasks))
    return replace(guide, sections=(replace(first, topics=(topic, *topics)), *others))


def mend(file: Path, old: str, new: str) -> int:
    """Write other words into a file; the line they stand in."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def latest() -> Edition:
    found = queries.latest_edition(GUIDE)
    assert found is not None
    return found


def published() -> list[dict[str, object]]:
    """What the record says about publishing."""
    verb = Event.verb == "edition-published"
    return list(db.session.scalars(select(Event.data).where(verb).order_by(Event.number)))


def test_what_is_published_is_what_the_files_say(app: Flask, guide: ProgramOutline) -> None:
    edition = latest()
    assert (edition.number, edition.digest) == (1, digest(guide))
    assert queries.outline(edition.id, edition.digest) == guide
    assert published() == [{"program": GUIDE, "edition": 1, "digest": digest(guide)}]
    assert queries.program_keys() == [GUIDE]


def test_the_same_again_makes_no_edition(app: Flask, guide: ProgramOutline) -> None:
    assert rules.publish(guide) is None
    assert db.session.scalar(select(func.count()).select_from(Edition)) == 1
    assert len(published()) == 1


def test_other_words_make_the_second_edition(app: Flask, guide: ProgramOutline) -> None:
    first, changed = latest(), reworded(guide)
    second = rules.publish(changed)
    assert second is not None
    assert (second.number, second.program_id) == (2, first.program_id)
    assert queries.latest_edition(GUIDE) == second
    found = queries.outline(second.id, second.digest)
    assert (found, list(found.tasks)) == (changed, list(guide.tasks))
    db.session.expire_all()
    queries.outline.cache_clear()
    assert queries.outline(first.id, first.digest) == guide
    key = next(iter(guide.tasks))
    assert queries.task_id(first.id, key) != queries.task_id(second.id, key)


def test_going_back_to_earlier_words_is_an_edition_too(app: Flask, guide: ProgramOutline) -> None:
    rules.publish(reworded(guide))
    third = rules.publish(guide)
    assert third is not None
    assert third.number == 3


def test_another_program_counts_for_itself(app: Flask, guide: ProgramOutline) -> None:
    other = rules.publish(replace(guide, key="another"))
    assert other is not None
    assert other.number == 1
    assert queries.program_keys() == ["another", GUIDE]
    assert latest().id != other.id
    assert queries.latest_edition("none-such") is None


@pytest.mark.parametrize("table", [Edition, Section, Topic, Task, SectionQuiz])
def test_a_published_row_never_changes(app: Flask, table: type[Base]) -> None:
    row: Any = db.session.scalars(select(table).limit(1)).one()
    row.title = "Something else"
    with pytest.raises(RuntimeError, match="never changes"):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.scalars(select(table).limit(1)).one())
    with pytest.raises(RuntimeError, match="never changes"):
        db.session.flush()


@pytest.mark.both
def test_two_who_publish_the_same_at_once(app: Flask, guide: ProgramOutline) -> None:
    def publish() -> int | None:
        edition = rules.publish(reworded(guide))
        return edition.number if edition else None

    assert sorted(together(app, publish, publish, publish), key=str) == [2, None, None]
    assert [line["edition"] for line in published()] == [1, 2]


@pytest.mark.both
def test_two_who_publish_a_new_program_at_once(app: Flask, guide: ProgramOutline) -> None:
    def publisher(words: str) -> Callable[[], int | None]:
        def publish() -> int | None:
            edition = rules.publish(replace(reworded(guide, words), key="another"))
            return edition.number if edition else None

        return publish

    numbers = together(app, *(publisher(words) for words in ("One.", "Two.", "Three.")))
    assert sorted(numbers, key=str) == [1, 2, 3]
    assert db.session.scalar(select(func.count()).select_from(Program)) == 2


def test_check_says_that_all_is_well() -> None:
    said = preceptor_says("content", "check")
    assert (said.exit_code, said.stderr) == (0, "")
    assert f"{GUIDE}: 6 sections, 114 tasks, 6 quizzes." in said.stdout.splitlines()


def test_check_names_every_error_by_file_and_line(folder: Path) -> None:
    one, two = folder / "1-who-we-serve.md", folder / "6-community-outreach.md"
    lines = [
        (one, mend(one, "**Watch:**", "**Wach:**")),
        (one, mend(one, "seq=2}", "seq=two}")),
        (two, mend(two, "signers=supervisor", "signers=anyone")),
    ]
    said = preceptor_says("content", "check", folder)
    assert (said.exit_code, said.stdout) == (1, "")
    *errors, last = said.stderr.splitlines()
    assert len(errors) == len(lines)
    for error, (file, line) in zip(errors, lines, strict=True):
        assert error.startswith(f"{file}:{line}: ")
    assert last == "3 to mend; nothing was changed."


def test_nothing_is_published_while_one_guide_is_wrong(app: Flask, folder: Path) -> None:
    mend(folder / "1-who-we-serve.md", "**Watch:**", "**Wach:**")
    said = preceptor_says("content", "publish", GUIDE, folder)
    assert said.exit_code == 1
    assert latest().number == 1


def test_a_guide_that_is_not_there(app: Flask) -> None:
    said = preceptor_says("content", "publish", "no-such-guide")
    assert said.exit_code == 1
    assert str(CONTENT / "no-such-guide") in said.stderr


def test_show_as_json(guide: ProgramOutline) -> None:
    said = preceptor_says("content", "show", GUIDE, "--json")
    assert said.exit_code == 0
    shown = json.loads(said.stdout)
    tasks = [
        {name: task[name] for name in KEYS}
        for section in shown["sections"]
        for topic in section["topics"]
        for task in topic["tasks"]
    ]
    assert tasks == [{n: asdict(task)[n] for n in KEYS} for task in guide.tasks.values()]
    assert [task["seq"] for task in tasks] == list(range(1, 115))


def test_show_in_plain_words() -> None:
    lines = preceptor_says("content", "show", GUIDE).stdout.splitlines()
    assert lines[0] == "1. Learn More About Who We Serve (8 tasks)"
    assert "   Read: Resettlement in the United States" in lines
    assert lines[9] == "   Quiz: Check yourself: who we serve"
    assert len(lines) == 6 + 114 + 6


@pytest.fixture
def changed(folder: Path) -> Path:
    mend(folder / "6-community-outreach.md", "your team", "your whole team")
    return folder


def test_publish_twice(app: Flask, changed: Path) -> None:
    assert preceptor_says("content", "publish", GUIDE).stdout == f"{GUIDE}: nothing changed.\n"
    for words in ("edition 2 published", "nothing changed"):
        said = preceptor_says("content", "publish", changed)
        assert (said.exit_code, said.stdout) == (0, f"{GUIDE}: {words}.\n")
        db.session.rollback()  # what was published was committed
    assert latest().number == 2
    assert [line["edition"] for line in published()] == [1, 2]
