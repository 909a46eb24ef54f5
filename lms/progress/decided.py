"""What became of each attempt at something: who decided, when, and in which words.

A log entry, a course record, a request: each was sent, answered, sent again. Their pages show it
in the same way, and so do the lists of texts that can be removed.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.base.written import Copy
from lms.people.models import Person
from lms.progress.models import Review, SignOff

DECIDER = aliased(Person)
COMMENT, NOTE = aliased(Prose), aliased(Prose)
COPY = (Prose.id, Prose.author_id, Person.name, Prose.written_at, shown(typed=True))  # of a Copy
COMMENTED, NOTED = "Comment", "Note on the signature"

Decided = Select[*tuple[Any, ...]]


def decided(kind: str, source_id: int) -> Decided:
    """Every review of a thing, the latest first: it, who decided, the comment, the signature with
    its note. A room adds the attempt that it was about.
    """
    return (
        select(Review, DECIDER.name, shown(COMMENT), SignOff, shown(NOTE))
        .select_from(Review)
        .outerjoin(DECIDER, DECIDER.id == Review.decided_by)
        .outerjoin(COMMENT, COMMENT.id == Review.comment_id)
        .outerjoin(SignOff, SignOff.review_id == Review.id)
        .outerjoin(NOTE, NOTE.id == SignOff.note_id)
        .where(Review.kind == kind, Review.source_id == source_id)
        .order_by(Review.id.desc())
    )


def said(kind: str, source_id: int) -> Iterator[tuple[str, Copy]]:
    """Comments, reasons and notes of whoever decided, each with what it is."""
    mine = (Review.kind == kind, Review.source_id == source_id)
    comments = select(*COPY).join(Review, Review.comment_id == Prose.id)
    notes = select(*COPY).join(SignOff, SignOff.note_id == Prose.id)
    notes = notes.join(Review, Review.id == SignOff.review_id)
    for label, some in ((COMMENTED, comments), (NOTED, notes)):
        found = some.join(Person, Person.id == Prose.author_id).where(*mine).distinct()
        rows = db.session.execute(found.order_by(Prose.id))
        yield from ((label, Copy(*row)) for row in rows)
