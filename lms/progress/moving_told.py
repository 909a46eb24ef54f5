"""A move to a new edition in words: what differs, whose work changes, what waits no longer."""

from collections.abc import Iterable, Iterator

from lms.people import queries as people
from lms.progress.differences import differences
from lms.progress.moving import Effect


def told(effects: Iterable[Effect]) -> Iterator[str]:
    """The lines of a plan: the differences once for each edition left, then who notices."""
    seen: set[int] = set()
    number = noticed = waiting = 0
    for one in effects:
        number += 1
        waiting += len(one.waiting)
        if one.work.edition_id not in seen:
            seen.add(one.work.edition_id)
            yield from _compared(one)
        if one.changes:
            noticed += 1
            yield from _noticed(one)
    yield f"{_many(number)} to move; for {noticed} something changes; {waiting} decisions closed."


def _compared(one: Effect) -> Iterator[str]:
    yield f"From edition {one.work.edition}:"
    found = [f"  {item.what}: “{item.title}” ({item.key}), {item.said}"
             for item in differences(one.work.outline, one.then.outline)]  # fmt: skip
    yield from found or ["  worded differently only: nothing is new, nothing is gone"]


def _noticed(one: Effect) -> Iterator[str]:
    (done, required), (done_then, required_then) = one.counts
    name = people.names([one.work.person_id])[one.work.person_id]
    yield f"{name}: {done} of {required} done, then {done_then} of {required_then}"
    for key in one.reopened:
        dated = one.dates.get((key, ""))
        until = f", due on {dated[0].due_on}" if dated else ""
        yield f"  open again: “{one.then.outline.section(key).title}”{until}"
    for _, title in one.waiting:
        yield f"  waits no longer: “{title}”"


def _many(number: int) -> str:
    return "1 enrollment" if number == 1 else f"{number} enrollments"
