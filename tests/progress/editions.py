"""New editions for tests: the real guide with a task taken out, put in, or asking for more."""

from collections.abc import Callable
from dataclasses import replace

from lms.curriculum import rules as publishing
from lms.curriculum.models import Edition
from lms.curriculum.outline import ProgramOutline, SectionOutline, TaskOutline

Tasks = tuple[TaskOutline, ...]


def published(outline: ProgramOutline) -> Edition:
    """The outline as the newest edition."""
    edition = publishing.publish(outline)
    assert edition is not None
    return edition


def with_tasks(outline: ProgramOutline, change: Callable[[Tasks], Tasks]) -> ProgramOutline:
    """The same guide with other tasks in each topic."""
    return replace(outline, sections=tuple(
        replace(section, topics=tuple(
            replace(topic, tasks=change(topic.tasks)) for topic in section.topics
        )) for section in outline.sections
    ))  # fmt: skip


def without(outline: ProgramOutline, *keys: str) -> ProgramOutline:
    """Without these tasks."""
    return with_tasks(outline, lambda tasks: tuple(t for t in tasks if t.key not in keys))


def after(outline: ProgramOutline, key: str, new: TaskOutline) -> ProgramOutline:
    """With one more task, after the one of this key."""
    return with_tasks(outline, lambda tasks: tuple(
        one for task in tasks for one in ((task, new) if task.key == key else (task,))
    ))  # fmt: skip


def asking(outline: ProgramOutline, key: str, **other: object) -> ProgramOutline:
    """With a task that asks for something else."""
    return with_tasks(outline, lambda tasks: tuple(
        replace(task, **other) if task.key == key else task for task in tasks  # type: ignore[arg-type]
    ))  # fmt: skip


def sections(
    outline: ProgramOutline, change: Callable[[list[SectionOutline]], list[SectionOutline]]
) -> ProgramOutline:
    """With other sections."""
    return replace(outline, sections=tuple(change(list(outline.sections))))
