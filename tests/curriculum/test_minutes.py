"""The minutes that a publisher states: an attribute like others, which older guides do not have."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import queries, rules
from lms.curriculum.commands import CONTENT
from lms.curriculum.models import Task
from lms.curriculum.outline import ProgramOutline
from lms.curriculum.outline_json import digest, from_json, to_json
from lms.curriculum.reading import GuideErrors, read_program
from tests.databases import GUIDE

TASK = "- [ ] **Watch:** A course {{#course {}}}\n- [ ] **Read:** A book {{#book}}\n"
Write = Callable[[str], ProgramOutline]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A small guide whose first task has these attributes."""
    folder = tmp_path / "first-steps"
    folder.mkdir()

    def read(attributes: str) -> ProgramOutline:
        (folder / "program.md").write_text("---\ntitle: First steps\n---\nWelcome.\n")
        (folder / "1-start.md").write_text("---\ntitle: Start\n---\n" + TASK.format(attributes))
        return read_program(folder)

    return read


def test_they_are_read(write: Write) -> None:
    assert [task.minutes for task in write("minutes=45").tasks.values()] == [45, None]


@pytest.mark.parametrize("number", ["1", "999"])
def test_the_fewest_and_the_most(write: Write, number: str) -> None:
    assert write(f"minutes={number}").tasks["course"].minutes == int(number)


@pytest.mark.parametrize("number", ["0", "1000", "-5", "1.5", "1h", "", "9" * 30])
def test_what_are_no_minutes(write: Write, number: str) -> None:
    with pytest.raises(GuideErrors) as caught:
        write(f"minutes={number}")
    (error,) = caught.value.errors
    assert error.line == 4
    assert "`minutes" in error.message or "whole minutes" in error.message


def test_a_guide_without_them_has_the_digest_it_had(write: Write) -> None:
    """Computed before there were any: an edition published then is still the same."""
    before = "c018941183731996e3138fd986a0ed9c8cb6c5839144f5a1f89bd27fc0639f41"
    assert digest(write("")) == before


def test_they_are_part_of_the_digest(write: Write) -> None:
    found = {digest(write(attributes)) for attributes in ("", "minutes=45", "minutes=46")}
    assert len(found) == 3


def test_they_are_kept_as_json_and_come_back(write: Write) -> None:
    program = write("minutes=45")
    first, second = to_json(program)["sections"][0]["topics"][0]["tasks"]
    assert (first["minutes"], "minutes" in second) == (45, False)
    assert from_json(to_json(program)) == program


@pytest.mark.both
def test_they_are_published(app: Flask, write: Write) -> None:
    program = write("minutes=45")
    edition = rules.publish(program)
    assert edition is not None
    db.session.commit()
    kept = db.session.execute(select(Task.key, Task.minutes).filter_by(edition_id=edition.id))
    assert {tuple(row) for row in kept} == {("course", 45), ("book", None)}
    queries.outline.cache_clear()
    assert queries.outline(edition.id, edition.digest) == program
    assert rules.publish(program) is None


def test_a_guide_that_was_published_before_is_not_published_anew(app: Flask) -> None:
    """Nor is one to which nothing but minutes came taken for the old one."""
    guide = read_program(CONTENT / GUIDE)
    assert rules.publish(guide) is None
    first, *others = guide.sections
    topic, *topics = first.topics
    task, *tasks = topic.tasks
    topic = replace(topic, tasks=(replace(task, minutes=20), *tasks))
    changed = replace(guide, sections=(replace(first, topics=(topic, *topics)), *others))
    edition = rules.publish(changed)
    assert edition is not None
    assert edition.number == 2
