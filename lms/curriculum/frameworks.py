"""The competency framework as it stands: publishing the file, and reading what is or was in force.

An edition is kept for good, for ratings point to the one they were made by. What can be asked of
people may change from one to the next; the scale may not once somebody was rated on it, or the same
number would mean two things.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Integer, Select, column, select, table

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.framework_outline import FrameworkOutline, from_json, to_json
from lms.curriculum.models import Framework

# Ids point upwards as data: this room may name the table of ratings, never import it.
RATINGS = table("competency_rating", column("id", Integer))
SCALE_IN_USE = (
    "The scale is in use: people were rated on it, and their ratings would come to mean something "
    "else. Write the levels and the text about the scale as edition {number} has them, and publish "
    "again; everything else may change."
)


class FrameworkRow(NamedTuple):
    """An edition of the framework."""

    id: int
    number: int
    digest: str
    published_at: datetime

    @property
    def outline(self) -> FrameworkOutline:
        """What it says."""
        return outline(self.id, self.digest)


def latest() -> FrameworkRow | None:
    """The edition that ratings are made by from now on; None: no framework was published."""
    return _first(_rows().order_by(Framework.number.desc()).limit(1))


def framework(framework_id: int) -> FrameworkRow | None:
    """The edition that a rating was made by."""
    return _first(_rows().where(Framework.id == framework_id))


def outlines(framework_ids: Collection[int]) -> dict[int, FrameworkOutline]:
    """What these editions say, by id."""
    rows = db.session.execute(_rows().where(Framework.id.in_(framework_ids))).all()
    return {row.id: row.outline for row in map(FrameworkRow._make, rows)}


@lru_cache(maxsize=16)
def outline(framework_id: int, digest: str) -> FrameworkOutline:
    """What an edition says. The digest keeps two databases of one process apart."""
    found = select(Framework.outline).filter_by(id=framework_id, digest=digest)
    return from_json(db.session.scalars(found).one())


def digest(outline: FrameworkOutline) -> str:
    """The SHA-256, in hex, of the framework's canonical JSON: equal frameworks, equal digest."""
    return hashlib.sha256(events.canonical(to_json(outline)).encode()).hexdigest()


def publish(outline: FrameworkOutline, *, actor_id: int | None = None) -> Framework | None:
    """A new edition of the framework; None when the latest one says the same already.

    Raises Refusal when the scale differs and somebody was rated on it. A competency that left the
    file is asked no longer; the ratings of it stay.
    """
    events.lock(events.SYSTEM)  # whoever publishes at the same moment finds what we wrote
    before, state = latest(), digest(outline)
    if before and before.digest == state:
        return None
    if before and _scale(before.outline) != _scale(outline) and _rated():
        raise Refusal(SCALE_IN_USE.format(number=before.number))
    edition = Framework(
        number=before.number + 1 if before else 1,
        digest=state,
        outline=to_json(outline),
        published_at=clock.now(),
        published_by=actor_id,
    )
    db.session.add(edition)
    db.session.flush()
    events.record(
        events.SYSTEM, "framework-published", actor_id=actor_id, edition=edition.number,
        digest=state,
    )  # fmt: skip
    return edition


def _scale(outline: FrameworkOutline) -> tuple[object, ...]:
    return outline.levels, outline.scale


def _rated() -> bool:
    """Whether anybody was ever rated."""
    return db.session.scalar(select(RATINGS.c.id).limit(1)) is not None


def _rows() -> Select[int, int, str, datetime]:
    return select(Framework.id, Framework.number, Framework.digest, Framework.published_at)


def _first(found: Select[int, int, str, datetime]) -> FrameworkRow | None:
    row = db.session.execute(found).first()
    return FrameworkRow(*row) if row else None
