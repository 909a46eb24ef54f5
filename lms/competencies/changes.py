"""What a review looks at: what is new since the one before, and what both have said.

A talk about somebody's practice begins with what happened since the last one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.competencies import evidence, ratings, standings
from lms.competencies.access import Sight
from lms.competencies.cycle import Opened
from lms.competencies.evidence import Line
from lms.competencies.models import CompetencyReview, Rating
from lms.competencies.standings import Decision
from lms.curriculum.framework_outline import FrameworkOutline
from lms.people import queries as people

SHOWN = 25


@dataclass(frozen=True)
class Changes:
    """What is new since a day."""

    since: date
    until: date | None  # the day it was held; None: it is still to be held
    evidence: Sequence[Line]
    more: bool
    decisions: Sequence[Decision]


@dataclass(frozen=True)
class Both:
    """What both said in a review, as far as the reader sees it."""

    mine: Mapping[str, Rating] = field(default_factory=dict)  # the person's own
    theirs: Mapping[str, Rating] = field(default_factory=dict)
    rater: str = ""
    comments: Mapping[int, str | None] = field(default_factory=dict)  # by text
    reply: str | None = None

    def apart(self, key: str) -> bool:
        """Whether it is a talking point."""
        mine, theirs = self.mine.get(key), self.theirs.get(key)
        if mine is None or theirs is None:
            return False
        return ratings.apart(mine.level, theirs.level)


def since(found: Opened, outline: FrameworkOutline, sight: Sight) -> Changes:
    """What is new since the review before this one was held, or since the first day."""
    before = db.session.scalar(
        select(CompetencyReview.rated_at)
        .where(CompetencyReview.enrollment_id == found.enrollment_id)
        .where(CompetencyReview.day < found.day, CompetencyReview.rated_at.is_not(None))
        .order_by(CompetencyReview.day.desc())
        .limit(1)
    )
    zone = people.office_zone(sight.person_id, found.opens_on)
    first = found.opens_on - timedelta(days=found.day)
    day = max(clock.today(zone, before), first) if before else first
    held = clock.today(zone, found.row.rated_at) if found.row and found.row.rated_at else None
    listed = [*outline.competencies.values()]
    lines, more = evidence.lines(sight.person_id, listed, size=SHOWN, since=day, until=held)
    decisions = [
        one
        for one in standings.all_decisions(sight.person_id)
        if day <= clock.today(zone, one.recorded_at) <= (held or date.max)
    ]
    return Changes(day, held, lines, more, decisions[:SHOWN])


def both(found: Opened, sight: Sight) -> Both:
    """What was given in a review: to others than the person nothing before the supervisor rated."""
    row = found.row
    if row is None:
        return Both()
    given = ratings.of_review(row.id)
    rated = row.rated_at is not None
    mine = given[True] if sight.mine or (rated and sight.words) else {}
    theirs = given[False] if rated else {}
    names = people.names([row.rated_by])
    return Both(mine, theirs, names.get(row.rated_by or 0, ""), _words(row, mine, theirs, sight),
                _reply(row, sight))  # fmt: skip


def _words(
    row: CompetencyReview, mine: Mapping[str, Rating], theirs: Mapping[str, Rating], sight: Sight
) -> dict[int, str | None]:
    """The comments that the reader reads, by the id of the text."""
    if not sight.reads(row.rated_by or 0):
        return {}
    ids = [one.comment_id for one in (*mine.values(), *theirs.values()) if one.comment_id]
    rows = db.session.execute(select(Prose.id, shown()).where(Prose.id.in_(ids)))
    return {number: text for number, text in rows if text}


def _reply(row: CompetencyReview, sight: Sight) -> str | None:
    if row.reply_id is None or not sight.words:
        return None
    return db.session.scalar(select(shown()).where(Prose.id == row.reply_id))
