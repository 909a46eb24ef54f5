"""The guide itself, as the files in content/ have it, against a list of its tasks kept apart.

So a task that gets lost, doubled, moved or asked for in another way while someone edits the files
is seen here; a wanted change is made in both places.
"""

import csv
from pathlib import Path

import pytest

from lms.curriculum.outline import ProgramOutline, TaskOutline
from lms.curriculum.reading import read_program

CONTENT = Path(__file__).parents[2] / "content" / "icm-onboarding"
LIST = Path(__file__).with_name("outline.csv")


@pytest.fixture(scope="module")
def guide() -> ProgramOutline:
    return read_program(CONTENT)


def row(section: int, topic: str, task: TaskOutline) -> dict[str, str]:
    """Return a task as the list writes it."""
    return {
        "seq": str(task.seq),
        "section": str(section),
        "topic": topic,
        "verb": task.verb,
        "key": task.key,
        "evidence": task.evidence,
        "signers": task.signers,
        "count": str(task.count),
        "parts": ",".join(f"{name}:{number}" for name, number in task.parts),
        "kind": task.kind,
        "due": f"{task.due_days}d" if task.due_days else "",
        "slot": task.slot,
        "url": task.url,
        "minutes": str(task.minutes or ""),
    }


def test_every_task_is_as_listed(guide: ProgramOutline) -> None:
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [
        row(number, topic.key, task)
        for number, section in enumerate(guide.sections, start=1)
        for topic in section.topics
        for task in topic.tasks
    ] == listed


def test_there_are_114_tasks_in_the_order_of_the_guide(guide: ProgramOutline) -> None:
    assert [task.seq for task in guide.tasks.values()] == list(range(1, 115))
    assert [len(section.tasks) for section in guide.sections] == [8, 17, 30, 15, 41, 3]


def test_what_is_about_safety_is_signed_by_itself(guide: ProgramOutline) -> None:
    assert [task.seq for task in guide.tasks.values() if task.singly] == [74, 80, 110, 111]


def test_there_are_31_topics_with_a_name(guide: ProgramOutline) -> None:
    topics = [topic for section in guide.sections for topic in section.topics]
    assert sum(bool(topic.title) for topic in topics) == 31
    assert all(bool(topic.title) == bool(topic.key) for topic in topics)


def test_every_section_has_a_date_and_an_introduction(guide: ProgramOutline) -> None:
    assert all(section.due_days and section.introduction for section in guide.sections)
    assert guide.introduction
    assert guide.closing
    assert guide.disclaimer
