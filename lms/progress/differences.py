"""What differs between two states of a guide, in words for whoever decides to move people.

Facts are found by key, so a key is what counts: a task worded anew is the same task. No database.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.curriculum.outline import ProgramOutline, TaskOutline
from lms.progress import standing


@dataclass(frozen=True)
class Difference:
    """One thing that is new, gone or asked for differently."""

    what: str  # new, gone, changed, moved
    key: str
    title: str
    said: str  # "section", "in Ethics", "asks for 3 instead of 2"


def differences(old: ProgramOutline, new: ProgramOutline) -> Iterator[Difference]:
    """Sections and tasks that are new or gone, and tasks that ask for something else, in order."""
    then, now = ({one.key: one.title for one in guide.sections} for guide in (old, new))
    for what, here, there in (("new", now, then), ("gone", then, now)):
        for key in here:
            if key not in there:
                yield Difference(what, key, here[key], "section")
    for key, task in new.tasks.items():
        title = new.section_of[key].title
        if key in old.tasks:
            yield from _compared(key, old, new)
        else:
            yield Difference("new", key, task.title, f"in {title}")
    for key, task in old.tasks.items():
        if key not in new.tasks:
            yield Difference("gone", key, task.title, f"from {old.section_of[key].title}")


def _compared(key: str, old: ProgramOutline, new: ProgramOutline) -> Iterator[Difference]:
    """One task that both have."""
    task, section = new.tasks[key], new.section_of[key]
    if section.key != old.section_of[key].key:
        yield Difference("moved", key, task.title, f"to {section.title}")
    if said := changed(old.tasks[key], task):
        yield Difference("changed", key, task.title, said)


def changed(old: TaskOutline, new: TaskOutline) -> str:
    """How a task asks for something else than before; "" when it does not."""
    if old.required != new.required:
        return "counts now" if new.required else "no longer counts"
    before, after = standing.needs(old), standing.needs(new)
    if before == after:
        return "" if old.roles == new.roles else "is for other jobs"
    if _number(before) != _number(after):
        return f"asks for {_number(after)} instead of {_number(before)}"
    return "is finished in another way"


def _number(needs: standing.Needs) -> int:
    """How many there are to do; a tick, an answer or one signature is one."""
    return max(sum(needs.pieces.values()), needs.sign_offs, 1)
