"""Removing a text about somebody's competencies that slipped through: its author, or who oversees.

Comments beside ratings, the answer to a review, reasons. The rating, its signature and what was
decided stand, and say who removed the words, when and why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms.base import erasing, events
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.prose import Prose
from lms.base.written import Copy, Written, counted
from lms.competencies.models import CompetencyReview, Rating, Readiness
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.decided import COPY

RATED, TAKEN_BACK, ANSWER, DECIDED = (
    "Comment on a rating", "Why a rating was taken back", "Answer to a review",
    "Reason of a decision",
)  # fmt: skip


@dataclass(frozen=True)
class Text(Written):
    """One text about somebody's competencies."""

    label: str


def overseen(actor: Actor, person_id: int) -> Person:
    """Somebody about whom there are texts that the actor may remove: all of them, or some.

    Raises NotFound for strangers, NotAllowed for who may only look.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    if person.id == actor.id or access.oversees(actor, person.id):
        return person
    if any(one.author_id == actor.id for one in texts(person.id)):
        return person
    if access.may_look(actor, person.id):
        raise NotAllowed
    raise NotFound


def texts(person_id: int) -> list[Text]:
    """Everything that somebody wrote about a person's competencies, kind by kind."""
    return [
        Text(**vars(counted([Copy(*row)])), label=label)
        for label, found in _found(person_id)
        for row in db.session.execute(found.order_by(Prose.id.desc()))
    ]


def removable(actor: Actor, person_id: int) -> list[Text]:
    """Those that the actor may remove."""
    every = access.oversees(actor, person_id)
    return [one for one in texts(person_id) if every or one.author_id == actor.id]


def text_to_erase(actor: Actor, person_id: int, text_id: int) -> Text:
    """One of these. Raises NotFound for any other."""
    found = next((one for one in removable(actor, person_id) if one.id == text_id), None)
    if found is None:
        raise NotFound
    return found


def erase(actor: Actor, person_id: int, text_id: int, why: str) -> int:
    """Remove a text; returns how many copies went: none the second time.

    A page that is still open must not bring it back unseen. Raises NotFound, and Refusal for a
    reason that is not on the list.
    """
    events.lock(events.person(person_id))
    text = text_to_erase(actor, person_id, text_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    copies: Sequence[Prose] = db.session.scalars(select(Prose).where(Prose.id == text.id)).all()
    number = erasing.erase(copies, actor_id=actor.id, why=why)
    if number:
        for one in db.session.scalars(select(Rating).filter_by(comment_id=text.id)):
            one.version += 1
        events.record(
            events.person(person_id), "text-erased", actor_id=actor.id, author=text.author_id,
            texts=str(text.id), why=why,
        )  # fmt: skip
    return number


def _found(person_id: int) -> Iterator[tuple[str, Select[int, int, str, datetime, str | None]]]:
    """The texts by what they are. A comment that was emptied while it was written is none."""
    places = (
        (RATED, Rating, Rating.comment_id), (TAKEN_BACK, Rating, Rating.reason_id),
        (ANSWER, CompetencyReview, CompetencyReview.reply_id),
        (DECIDED, Readiness, Readiness.reason_id),
    )  # fmt: skip
    for label, table, column in places:
        ids = select(column).where(table.person_id == person_id, column.is_not(None))
        mine = select(*COPY).join(Person, Person.id == Prose.author_id)
        yield label, mine.where(Prose.id.in_(ids), Prose.text.is_distinct_from(""))
