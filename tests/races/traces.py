"""What a task left in the tables: its lines of the record and of the ledger, and what was sent."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from lms.base import chain_check
from lms.base.db import db
from lms.base.events import Event
from lms.base.prose import Prose
from lms.curriculum.models import Task
from lms.progress import timeline
from lms.progress.models import Fact, Review, SignOff
from lms.signoff.models import Answer, Response, Submission

Place = tuple[int, str]  # enrollment, task key
WAITS = "waits"
BETWEEN = " | "  # between the answers to the prompts of a task


@dataclass(frozen=True)
class Trace:
    """Everything that is kept about one task of one person."""

    verbs: tuple[str, ...] = ()  # of the record, in order
    facts: tuple[str, ...] = ()  # kinds of the lines that hold, sorted
    gone: int = 0  # lines of the ledger that were superseded
    reviews: tuple[str, ...] = ()  # how each ended, in order
    signatures: int = 0
    version: int = 0  # of the draft
    text: str = ""  # of the draft
    sent: tuple[str, ...] = ()  # texts of the submissions, in order


@dataclass
class _Found:
    verbs: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    gone: int = 0
    reviews: list[str] = field(default_factory=list)
    signatures: int = 0
    version: int = 0
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def traces() -> dict[Place, Trace]:
    """The traces of all tasks that anything was ever done about."""
    found: dict[Place, _Found] = defaultdict(_Found)
    for verb, data in db.session.execute(
        select(Event.verb, Event.data).order_by(Event.chain_id, Event.number)
    ):
        if "task" in data:
            count = f" {data['part']}={data['number']}" if verb == "counted" else ""
            found[data["enrollment"], data["task"]].verbs.append(verb + count)
    _add_ledger(found)
    _add_decisions(found)
    _add_texts(found)
    return {place: _trace(one) for place, one in found.items()}


def faults() -> list[str]:
    """What the checks of the record and of the kept lines find."""
    return [*chain_check.faults(), *timeline.faults()]


def _add_ledger(found: dict[Place, _Found]) -> None:
    rows = select(Fact.enrollment_id, Fact.task_key, Fact.kind, Fact.superseded_at)
    for enrollment, key, kind, superseded in db.session.execute(rows.order_by(Fact.id)):
        one = found[enrollment or 0, key or ""]
        if superseded is None:
            one.facts.append(kind)
        else:
            one.gone += 1


def _add_decisions(found: dict[Place, _Found]) -> None:
    rows = select(Review.enrollment_id, Review.task_key, Review.outcome).order_by(Review.id)
    for enrollment, key, outcome in db.session.execute(rows):
        found[enrollment or 0, key or ""].reviews.append(outcome or WAITS)
    signed = select(SignOff.enrollment_id, Task.key).join(Task, Task.id == SignOff.task_id)
    for enrollment, key in db.session.execute(signed):
        found[enrollment or 0, key].signatures += 1


def _add_texts(found: dict[Place, _Found]) -> None:
    whose = {}
    for one in db.session.scalars(select(Response)):
        whose[one.id] = found[one.enrollment_id, one.task_key]
        whose[one.id].version = one.version
    for number, response in db.session.execute(select(Submission.id, Submission.response_id)):
        whose[response].texts[number] = []
    rows = select(Answer.response_id, Answer.submission_id, Prose.text)
    joined = rows.join(Prose, Prose.id == Answer.prose_id).order_by(Answer.position)
    for response, submission, text in db.session.execute(joined):
        whose[response].texts[submission or 0].append(text or "")


def _trace(one: _Found) -> Trace:
    draft = BETWEEN.join(one.texts.pop(0, ()))
    sent = tuple(BETWEEN.join(one.texts[number]) for number in sorted(one.texts))
    return Trace(
        tuple(one.verbs), tuple(sorted(one.facts)), one.gone, tuple(one.reviews), one.signatures,
        one.version, draft, sent,
    )  # fmt: skip
