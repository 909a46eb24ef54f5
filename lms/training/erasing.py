"""Removing a text of a record or a request that slipped through: its author, or who leads.

Whoever removes a reflection means it wherever it stands: as it is being written and in each
attempt. Names that were typed, of a provider or of a training of one's own, are no prose and go
together: from a record and each of its attempts, and from the request that it was made of. The
signature and the record stand, and say who removed it, when and why.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from sqlalchemy import select, update

from lms.base import erasing, events, forgetting
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.prose import Prose
from lms.base.written import Copy, Written, counted
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access, decided
from lms.progress.decided import COPY
from lms.progress.models import COURSE, TRAINING, Review
from lms.training.models import (
    SEEN,
    CourseConfirmation,
    CourseRecord,
    RecordAttempt,
    TrainingRequest,
)

forgetting.also(CourseRecord, RecordAttempt, CourseConfirmation, TrainingRequest, Review)
NAMES = 0  # stands for what is no prose: the provider, an own title, an address
REFLECTION, REASON, TYPED = "Reflection", "Why it was asked for", "Title and provider"
NAMELESS = "Training outside"  # in the place of a title that was removed
Subject = CourseRecord | TrainingRequest
Kept = RecordAttempt | CourseConfirmation
KEPT = (RecordAttempt, CourseConfirmation)  # a record as it was sent, and as it was confirmed
Found = TypeVar("Found", CourseRecord, TrainingRequest)


@dataclass(frozen=True)
class Text(Written):
    """One text of a record or a request."""

    label: str


def record_overseen(actor: Actor, record_id: int) -> CourseRecord:
    """A record whose texts the actor may remove, all of them or some; a draft is shown to nobody.

    Raises NotFound for strangers, NotAllowed for who may only look.
    """
    record = db.session.get(CourseRecord, record_id)
    return _overseen(actor, record, seen=record is not None and record.state in SEEN)


def request_overseen(actor: Actor, request_id: int) -> TrainingRequest:
    """The same for a request."""
    return _overseen(actor, db.session.get(TrainingRequest, request_id), seen=True)


def _overseen(actor: Actor, found: Found | None, *, seen: bool) -> Found:
    if found is None:
        raise NotFound
    if removable(actor, found) or found.person_id == actor.id:
        return found
    if access.oversees(actor, found.person_id):
        return found
    if seen and access.may_look(actor, found.person_id):
        raise NotAllowed
    raise NotFound


def texts(found: Subject) -> list[Text]:
    """Everything that somebody wrote about a record or a request."""
    listed = [*_written(found), *_typed(found), *decided.said(kind_of(found), found.id)]
    same = groupby(listed, key=lambda one: (one[0], one[0] != REFLECTION and one[1].id))
    return [_text(list(rows)) for _, rows in same]


def removable(actor: Actor, found: Subject) -> list[Text]:
    """Those that the actor may remove."""
    every = access.oversees(actor, found.person_id)
    return [text for text in texts(found) if every or text.author_id == actor.id]


def text_to_erase(actor: Actor, found: Subject, text_id: int) -> Text:
    """One of these. Raises NotFound for any other."""
    text = next((one for one in removable(actor, found) if text_id in one.ids), None)
    if text is None:
        raise NotFound
    return text


def erase(actor: Actor, found: Subject, text_id: int, why: str) -> int:
    """Remove a text wherever it stands; returns how many copies went. Nothing the second time.

    Raises NotFound, and Refusal for a reason that is not on the list.
    """
    events.lock(events.person(found.person_id))
    held = _together(found) if text_id == NAMES else [found]
    for one in held:
        db.session.refresh(one)
    text = text_to_erase(actor, found, text_id)
    if why not in list(Why):
        raise Refusal("Choose why: it stays in the record.", "why")
    number = _erase_names(held) if text_id == NAMES else _erase_prose(actor, text, why)
    if number:
        for one in held:
            if isinstance(one, CourseRecord):
                one.version += 1  # a page that is still open must not bring it back unseen
        events.record(
            events.person(found.person_id), "text-erased", actor_id=actor.id,
            author=text.author_id, texts=" ".join(map(str, text.ids)), why=why,
            **{_word(one): one.id for one in held},
        )  # fmt: skip
    return number


def kind_of(found: Subject) -> str:
    """The kind of its reviews."""
    return COURSE if isinstance(found, CourseRecord) else TRAINING


def _word(found: Subject) -> str:
    return "record" if isinstance(found, CourseRecord) else "request"


def _erase_prose(actor: Actor, text: Text, why: str) -> int:
    copies = db.session.scalars(select(Prose).where(Prose.id.in_(text.ids))).all()
    return erasing.erase(copies, actor_id=actor.id, why=why)


def _together(found: Subject) -> list[Subject]:
    """A record and the request that it was made of: what was typed in one was copied to the other.

    Both are of the same person, whom the caller holds.
    """
    if isinstance(found, TrainingRequest):
        made = select(CourseRecord).filter_by(request_id=found.id, person_id=found.person_id)
        return [found, *db.session.scalars(made)]
    asked = db.session.get(TrainingRequest, found.request_id) if found.request_id else None
    return [found, asked] if asked else [found]


def _erase_names(held: Sequence[Subject]) -> int:
    """In the record and its request, as it was sent and confirmed, in what waits or was decided."""
    for one in held:
        gone = {"provider": "", "title": NAMELESS} if _own(one) else {"provider": ""}
        one.provider = ""
        if _own(one):
            one.title = NAMELESS
            about = (Review.kind == kind_of(one), Review.source_id == one.id)
            db.session.execute(update(Review).where(*about).values(title=NAMELESS))
        if isinstance(one, TrainingRequest):
            one.url = ""
        else:
            for kept in KEPT:
                db.session.execute(update(kept).where(kept.record_id == one.id).values(**gone))
            one.salt = secrets.token_hex(16)  # the digests that stay are of another
    db.session.flush()
    forgetting.after_commit()
    return 1


def _own(one: Subject | Kept) -> bool:
    """Whether its title was typed; else it is the name of the course."""
    return isinstance(one, TrainingRequest) or one.course_id is None


def _written(found: Subject) -> Iterator[tuple[str, Copy]]:
    """What its learner wrote: the reflection in each of its rows, or the reason."""
    ids: Sequence[int | None]
    if isinstance(found, TrainingRequest):
        label, ids = REASON, [found.reason_id]
    else:
        sent = select(RecordAttempt.reflection_id).filter_by(record_id=found.id)
        label, ids = REFLECTION, [found.reflection_id, *db.session.scalars(sent)]
    rows = select(*COPY).join(Person, Person.id == Prose.author_id).where(Prose.id.in_(ids))
    for row in db.session.execute(rows.order_by(Prose.id.desc())):
        yield label, Copy(*row)


def _typed(found: Subject) -> Iterator[tuple[str, Copy]]:
    """The few words that are no prose, as one text: wherever one of them stands."""
    author = people.names([found.person_id])[found.person_id]
    for one in _together(found):
        if isinstance(one, TrainingRequest):
            rows = [(one.asked_at, _names(one))]
        else:
            rows = [(one.saved_at, _names(one)), *_kept_names(one.id)]
        for at, typed in rows:
            if typed:
                yield TYPED, Copy(NAMES, found.person_id, author, at, typed)


def _kept_names(record_id: int) -> Iterator[tuple[datetime, str]]:
    """As it was sent and as it was confirmed, the latest first."""
    sent = select(RecordAttempt).filter_by(record_id=record_id).order_by(RecordAttempt.id.desc())
    yield from ((one.sent_at, _names(one)) for one in db.session.scalars(sent))
    confirmed = select(CourseConfirmation).filter_by(record_id=record_id)
    rows = db.session.scalars(confirmed.order_by(CourseConfirmation.id.desc()))
    yield from ((one.recorded_at, _names(one)) for one in rows)


def _names(one: Subject | Kept) -> str:
    title = one.title if _own(one) and one.title != NAMELESS else ""
    url = one.url if isinstance(one, TrainingRequest) else ""
    return f"{title} {one.provider} {url}".strip()


def _text(rows: list[tuple[str, Copy]]) -> Text:
    return Text(**vars(counted([copy for _, copy in rows])), label=rows[0][0])
