"""Removing a text that slipped through: the author, the supervisor, or the training officer.

A client's name in a reflection has to go at once, by whoever sees it first or by the officer, who
need not read it. What was signed or decided stands; the record keeps who removed it, when and why.
"""

from sqlalchemy import select

from lms.base import erasing, events
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.prose import Prose
from lms.people.actor import Actor
from lms.progress import access, rules
from lms.progress.work import Work, find_work
from lms.signoff import queries, texts
from lms.signoff.texts import ANSWER, Text


def overseen(actor: Actor, enrollment_id: int) -> Work:
    """The work of someone whose texts the actor may remove without reading them.

    Raises NotFound for strangers, NotAllowed for who may only look, and for the learner, who has a
    way beside each text of their own.
    """
    work = access.record_of(actor, enrollment_id)
    if not access.oversees(actor, work.person_id):
        raise NotAllowed
    return work


def text_to_erase(actor: Actor, enrollment_id: int, text_id: int) -> tuple[Work, Text]:
    """A text that the actor may remove. NotFound for strangers, NotAllowed for who may only look.

    A learner may not remove what others said about their work.
    """
    work = find_work(enrollment_id)
    text = texts.of(enrollment_id, text_id) if work else None
    if work is None or text is None:
        raise NotFound
    if access.may_erase(actor, work.person_id, text.author_id):
        return work, text
    if work.person_id == actor.id or access.may_look(actor, work.person_id):
        raise NotAllowed
    raise NotFound


def erase(actor: Actor, work: Work, text_id: int, why: str) -> int:
    """Remove a text wherever it stands; returns how many copies went. Nothing the second time.

    Raises NotFound, NotAllowed, and Refusal for a reason that is not on the list.
    """
    held = rules.lock_left(work)
    _, text = text_to_erase(actor, held.id, text_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    copies = db.session.scalars(select(Prose).where(Prose.id.in_(text.ids))).all()
    number = erasing.erase(copies, actor_id=actor.id, why=why)
    if not number:
        return 0
    if text.what == ANSWER and (response := queries.response(held.id, text.task_key)):
        response.version += 1  # a page that is still open must not bring it back unseen
    events.record(
        events.person(held.person_id), "text-erased", actor_id=actor.id, enrollment=held.id,
        section=text.section_key, task=text.task_key, what=text.what, author=text.author_id,
        sources=_numbers(text.sources), texts=_numbers(text.ids), why=why,
    )  # fmt: skip
    return number


def _numbers(rows: tuple[int, ...]) -> str:
    return " ".join(map(str, rows))
