"""Writing: what is typed is kept as it grows, and two windows never overwrite each other.

A new hire writes on a phone between two visits and goes on at a desk. Each save counts the draft's
version; whoever saves from an older one is shown both texts, and the one not taken is set aside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.base import clock, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose
from lms.curriculum.outline import Evidence, TaskOutline
from lms.people.actor import Actor
from lms.progress import reviews, rules, standing
from lms.progress.models import Kind
from lms.progress.work import Held, Work
from lms.signoff import queries
from lms.signoff.models import Answer, Response, SetAside

MINE, SAVED = "mine", "saved"
SENT = "This was sent already, maybe from another window; it stays as it was sent."


@dataclass(frozen=True)
class Writing:
    """What a learner typed: one text per prompt, and the version of the draft they wrote on."""

    texts: Sequence[str]
    version: int
    on: date | None = None  # the day it took place, for a conversation or an observation
    cleared: bool = False  # "this identifies no client"
    choice: str = ""  # MINE or SAVED, once both were shown


class WrittenElsewhere(Refusal):
    """The draft was saved from another window or device meanwhile: the learner has to choose."""

    def __init__(self) -> None:
        super().__init__(
            "This was saved from another window or device meanwhile. Nothing is lost: "
            "both texts are here. Choose which one to go on with; the other is set aside."
        )


def prompts(task: TaskOutline) -> tuple[str, ...]:
    """What the learner answers in writing: the prompts, or the task itself; () for none."""
    if task.prompts or task.evidence is not Evidence.RESPONSE:
        return task.prompts
    return (task.title,)


def asks_day(task: TaskOutline) -> bool:
    """Whether the day it took place is asked: it is, where something took place."""
    return task.evidence is not Evidence.RESPONSE


def writable(held: Held, task_key: str) -> TaskOutline:
    """The task, if something is sent for it. Raises Refusal for one that is ticked, NotFound."""
    task = rules.task_of(held, task_key)
    if not standing.is_sent(task):
        raise Refusal("Nothing is written or confirmed for this task: tick it.")
    if to_log(held, task):
        raise Refusal("What you observe is logged: open this task and press “Log it”.")
    return task


def to_log(work: Work, task: TaskOutline) -> bool:
    """Whether an observation goes into the log: it does, unless it was begun before there was one.

    What was begun, sent or attested then stays valid and can be finished.
    """
    observed = task.evidence is Evidence.OBSERVATION
    return observed and queries.response(work.id, task.key) is None


def save_draft(actor: Actor, work: Work, task_key: str, writing: Writing) -> Response | None:
    """Keep what was written so far; the same texts again change nothing, nor does an empty page.

    Saving again writes no event, or a slow writer would fill the record: the first save does.
    Returns None while nothing was ever written. Raises WrittenElsewhere, what refuse_closed
    raises, and ClientIdentified when the guard objects.
    """
    held = rules.lock(work)
    task = writable(held, task_key)
    found = queries.response(held.id, task_key)
    kept = queries.draft(found)
    texts = [prose.tidy(text) for text in writing.texts]
    saved = [kept[n].text or "" if n in kept else "" for n in range(len(texts))]
    if saved == texts:
        return found
    refuse_closed(held, task)
    if found and found.version != writing.version:
        raise WrittenElsewhere
    response = found or begin(actor, held, task)
    if writing.choice == SAVED:  # what was erased meanwhile is not to come back this way
        gone = {place for place, one in kept.items() if one.erased_at}
        texts = ["" if place in gone else text for place, text in enumerate(texts)]
        _set_aside(actor, response, texts, beside=saved, cleared=writing.cleared)
        return response
    if writing.choice == MINE:
        _set_aside(actor, response, saved, beside=texts, cleared=True)
    _keep(actor, response, kept, texts, cleared=writing.cleared)
    response.version, response.saved_at = response.version + 1, clock.now()
    return response


def refuse_closed(held: Held, task: TaskOutline) -> None:
    """There is nothing to write on while all of it waits, once it is signed, kept or waived.

    Raises Refusal.
    """
    rules.refuse_waived(held, task)
    if _all_waiting(held, task) or held.current(task.key, Kind.RESPONSE):
        raise Refusal(SENT)


def taken(response: Response | None, writing: Writing) -> Sequence[str]:
    """The texts that the learner goes on with: what was typed, or what was saved."""
    if writing.choice != SAVED:
        return writing.texts
    return [text.text or "" for _, text in sorted(queries.draft(response).items())]


def begin(actor: Actor, held: Held, task: TaskOutline) -> Response:
    """The learner's first word on a task: from now on it is in progress."""
    now = clock.now()
    response = Response(
        enrollment_id=held.id, task_key=task.key, version=0, started_at=now, saved_at=now
    )
    db.session.add(response)
    db.session.flush()
    rules.record(actor, held, task, Kind.STARTED, on=actor.today, source_id=response.id)
    rules.event(held, "draft-started", actor, task)
    return response


def _keep(
    actor: Actor, response: Response, kept: Mapping[int, Prose], texts: Sequence[str], *,
    cleared: bool,
) -> None:  # fmt: skip
    for position, text in enumerate(texts):
        if position in kept and (kept[position].text or "") == text:
            continue  # also where a text was erased, and none is written anew
        if position in kept:
            prose.rewrite(kept[position], text, cleared=cleared)
            continue
        written = prose.write(actor.id, "draft", text, cleared=cleared)
        db.session.flush()
        db.session.add(Answer(response_id=response.id, position=position, prose_id=written.id))
    db.session.flush()


def _set_aside(
    actor: Actor, response: Response, texts: Sequence[str], *, beside: Sequence[str], cleared: bool
) -> None:
    """Keep the texts that were not taken; what stands in the other, or lies here, is there."""
    known = select(Prose.text).join(SetAside, SetAside.prose_id == Prose.id)
    there = set(db.session.scalars(known.where(SetAside.response_id == response.id)))
    for position, (text, other) in enumerate(zip(texts, beside, strict=True)):
        if not text or text == other or text in there:
            continue
        written = prose.write(actor.id, "draft", text, cleared=cleared)
        db.session.flush()
        db.session.add(
            SetAside(response_id=response.id, position=position, prose_id=written.id,
                     set_aside_at=clock.now())
        )  # fmt: skip
    db.session.flush()


def _all_waiting(held: Held, task: TaskOutline) -> bool:
    """Whether no further piece of this task can be sent now."""
    taken = sum(map(reviews.holds, reviews.current_reviews(held, task)))
    return 0 < standing.needs(task).sign_offs <= taken
