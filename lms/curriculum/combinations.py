"""What does not go together in a task, though each of its attributes is understood by itself.

Most of it would leave a task that nobody could ever close, or work that nobody would ever see.
"""

from collections.abc import Iterator

from lms.curriculum.outline import Evidence, Signers, TaskOutline


def combination_faults(task: TaskOutline, section_due_days: int | None) -> Iterator[str]:
    """Yield what does not go together in a task that is otherwise understood."""
    if task.evidence is Evidence.NONE and task.signers is Signers.NONE:
        yield "nothing could ever close this task; add `signers=…` or leave out `evidence=none`"
    if task.evidence is Evidence.OBSERVATION and task.signers is Signers.NONE:
        yield "somebody has to confirm an observation; add `signers=supervisor`"
    unread = task.evidence in (Evidence.TICK, Evidence.QUIZ, Evidence.COURSE)
    if task.prompts and unread and task.signers is Signers.NONE:
        yield "nobody would see the answers; add `evidence=response` or write bullets, not numbers"
    if task.singly and task.signers is Signers.NONE:
        yield "`singly` is about sign-offs; add `signers=supervisor` or leave out `singly`"
    yield from _log_faults(task)
    yield from _course_faults(task)
    yield from _quiz_faults(task)
    if task.evidence is Evidence.PRIVATE:
        for name in _beside_private(task):
            yield f"a private task keeps only a tick; leave out {name}"
    if task.due_days and section_due_days and task.due_days >= section_due_days:
        yield (
            f"`due={task.due_days}d` is not earlier than the section's {section_due_days} days; "
            "write an earlier day or leave `due` out"
        )


def _log_faults(task: TaskOutline) -> Iterator[str]:
    """Yield what does not go together with the log of what was observed."""
    observed = task.evidence is Evidence.OBSERVATION
    if task.kind and not observed and task.count == 1:
        yield (
            "`kind` belongs to what is logged; add `evidence=observation` or a `count`, "
            "or leave out `kind`"
        )
    if task.drafted and not observed:
        yield "`drafted` belongs to an observation; add `evidence=observation` or leave it out"
    if task.about and task.evidence is not Evidence.RESPONSE:
        yield "`about` belongs to an answer; add `evidence=response` or leave out `about`"


def _course_faults(task: TaskOutline) -> Iterator[str]:
    """Yield what does not go together with a course that closes the task."""
    if task.evidence is Evidence.COURSE and not task.course:
        yield "nobody can tell which course closes this task; add `course=…` with its key"
    if task.course and task.evidence is not Evidence.COURSE:
        yield "`course` closes a task by its record; add `evidence=course` or leave out `course`"


def _quiz_faults(task: TaskOutline) -> Iterator[str]:
    """Yield what does not go together with a quiz that closes the task."""
    if task.evidence is Evidence.QUIZ and not task.quiz:
        yield "nobody can tell which quiz closes this task; add `quiz=…` with its key"
    if task.quiz and task.evidence is not Evidence.QUIZ:
        yield "`quiz` closes a task once it is passed; add `evidence=quiz` or leave out `quiz`"


def _beside_private(task: TaskOutline) -> Iterator[str]:
    """Yield what a private task asks for or is given beside its tick."""
    if task.signers is not Signers.NONE:
        yield "`signers`"
    if task.prompts:
        yield "the numbered questions"
    if task.parts:
        yield "`parts`"
    elif task.count != 1:
        yield "`count`"
