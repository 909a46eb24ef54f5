"""What a person remembers to have done, and what has to be in the tables for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from lms.curriculum.outline import TaskOutline
from lms.progress import standing
from tests.races.traces import BETWEEN, WAITS, Trace

WRITTEN = ("saved", "submitted", "withdrawn")


@dataclass(frozen=True)
class Deed:
    """One request that was answered with yes; `number` says how many, or which review."""

    key: str
    verb: str
    texts: tuple[str, ...] = ()
    part: str = ""
    number: int = 0


def expected(task: TaskOutline, deeds: Iterable[Deed]) -> Trace:
    """What these deeds leave, each of them once and in this order."""
    done = list(deeds)
    if not done:
        return Trace()
    if done[0].verb in WRITTEN:
        return _written(done)
    return _counted(task, done) if done[0].verb == "counted" else _ticked(done)


def _ticked(deeds: list[Deed]) -> Trace:
    verbs = tuple(deed.verb for deed in deeds)
    held = ("done", "tick") if verbs[-1] == "ticked" else ()
    return Trace(verbs, held, 2 * verbs.count("unticked"))


def _counted(task: TaskOutline, deeds: list[Deed]) -> Trace:
    """Pieces, and the mark of a task that asks for nothing else as often as it was full."""
    needs, have, gone, full = standing.needs(task), Counter[str](), 0, []
    for deed in deeds:
        gone += max(0, have[deed.part] - deed.number)
        have[deed.part] = deed.number
        full.append(needs.sign_offs == 0 and have == needs.pieces)
    marks = [whole for whole, _ in groupby(full)]
    held = ("done",) * full[-1] + ("piece",) * have.total()
    return Trace(
        tuple(f"counted {deed.part}={deed.number}" for deed in deeds), held,
        gone + sum(marks[:-1]),
    )  # fmt: skip


def _written(deeds: list[Deed]) -> Trace:
    sent = [BETWEEN.join(deed.texts) for deed in deeds if deed.verb == "submitted"]
    saved = [BETWEEN.join(deed.texts) for deed in deeds if deed.verb == "saved"]
    back = sum(deed.verb == "withdrawn" for deed in deeds)
    return Trace(
        verbs=("draft-started", *(deed.verb for deed in deeds if deed.verb != "saved")),
        facts=("started",),
        reviews=("withdrawn",) * back + (WAITS,) * (len(sent) - back),
        version=len(saved) + len(sent),
        text=saved[-1],
        sent=tuple(sent),
    )
