"""Reading ratings: what holds of each competency, and the whole line of one, in fixed queries.

What was not observed says nothing about how somebody works, so the last level that was observed
holds (`competencies.md`: N/O is left out of any average). Nobody sees a rating that is being made,
nor how somebody rates themselves in a review that their supervisor has not finished.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.base.db import batched, db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.competencies.access import Sight
from lms.competencies.models import CompetencyReview, Rating
from lms.people.models import Person

PAGE = 25
RATER, RECORDER, TAKER = aliased(Person), aliased(Person), aliased(Person)
COMMENT, REASON = aliased(Prose), aliased(Prose)
HOLDS = and_(Rating.given_at.is_not(None), Rating.taken_back_at.is_(None))
SETTLED = or_(Rating.review_id.is_(None), CompetencyReview.rated_at.is_not(None))


class Held(NamedTuple):
    """The rating that holds of one competency."""

    id: int
    level: int  # 0: nothing was observed so far
    on: date


Levels = Mapping[str, Held]  # by competency


def levels(
    person_ids: Collection[int], *, by_self: bool = False, until: date | None = None,
    settled: bool = True,
) -> dict[int, dict[str, Held]]:  # fmt: skip
    """What holds for each of these people, by person; as it was on the day `until`, if given.

    `settled`: only what both have finished, as others see how somebody rates themselves.
    """
    found: dict[int, dict[str, Held]] = {one: {} for one in person_ids}
    for some in batched([*person_ids]):
        for person_id, key, *held in db.session.execute(
            _latest(some, by_self=by_self, until=until, settled=settled)
        ):
            found[person_id][key] = Held(*held)
    return found


def _latest(
    person_ids: Collection[int], *, by_self: bool, until: date | None, settled: bool
) -> Select[*tuple[Any, ...]]:
    ranked = _ranked(by_self=by_self).where(Rating.person_id.in_(person_ids))
    if by_self and settled:
        ranked = ranked.outerjoin(CompetencyReview, CompetencyReview.id == Rating.review_id)
        ranked = ranked.where(SETTLED)
    return _first(ranked if until is None else ranked.where(Rating.on <= until))


def latest_of(people: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """What holds for each of these people, as a statement: person, competency, and a `Held`."""
    return _first(_ranked(by_self=False).where(Rating.person_id.in_(select(people))))


def _ranked(*, by_self: bool) -> Select[*tuple[Any, ...]]:
    """Ratings that hold, each with its place among those of a person and a competency."""
    place = func.row_number().over(
        partition_by=(Rating.person_id, Rating.competency_key),
        order_by=((Rating.level > 0).desc(), Rating.on.desc(), Rating.id.desc()),
    )
    return select(
        Rating.person_id, Rating.competency_key, Rating.id, Rating.level, Rating.on,
        place.label("place"),
    ).where(Rating.by_self.is_(by_self), HOLDS)  # fmt: skip


def _first(ranked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    table = ranked.subquery()
    columns = [column for column in table.c if column.key != "place"]
    return select(*columns).where(table.c.place == 1)


class Line(NamedTuple):
    """A rating as its page shows it."""

    id: int
    by_self: bool
    rater_id: int
    rater: str
    recorder: str | None  # who copied it from paper
    recorder_id: int | None
    level: int
    on: date
    given_at: datetime
    basis: Sequence[str]
    behaviours: Sequence[int]
    evidence: Sequence[int]
    framework_id: int
    comment: str | None
    taken_back_at: datetime | None
    taken_back_by: str | None
    reason: str | None


def lines(sight: Sight, key: str, page: int) -> tuple[Sequence[Line], bool]:
    """The ratings of one competency, the latest first, also those taken back; and whether more."""
    rows = db.session.execute(
        select(
            Rating.id, Rating.by_self, Rating.rater_id, RATER.name, RECORDER.name,
            Rating.recorder_id, Rating.level, Rating.on, Rating.given_at, Rating.basis,
            Rating.behaviours, Rating.evidence, Rating.framework_id, shown(COMMENT),
            Rating.taken_back_at, TAKER.name, shown(REASON),
        )
        .join(RATER, RATER.id == Rating.rater_id)
        .outerjoin(RECORDER, RECORDER.id == Rating.recorder_id)
        .outerjoin(TAKER, TAKER.id == Rating.taken_back_by)
        .outerjoin(COMMENT, COMMENT.id == Rating.comment_id)
        .outerjoin(REASON, REASON.id == Rating.reason_id)
        .outerjoin(CompetencyReview, CompetencyReview.id == Rating.review_id)
        .where(Rating.person_id == sight.person_id, Rating.competency_key == key)
        .where(Rating.given_at.is_not(None), _seen(sight))
        .order_by(Rating.on.desc(), Rating.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    found = [Line._make(row) for row in rows]
    return [_quiet(sight, one) for one in found[:PAGE]], len(rows) > PAGE


def _seen(sight: Sight) -> ColumnElement[bool]:
    """The condition that a reader sees a rating that was given."""
    if sight.mine:
        return or_(Rating.by_self.is_(True), SETTLED)
    others = Rating.by_self.is_(False)
    return or_(others, SETTLED) if sight.signs else others


def _quiet(sight: Sight, line: Line) -> Line:
    """Without the words that this reader does not read; the reasons are for everyone who looks."""
    author = line.recorder_id or line.rater_id
    return line if sight.reads(author) else line._replace(comment=None)


def made(review_id: int, rater_id: int) -> dict[str, Rating]:
    """What somebody has said so far in a review that they go on with, by competency."""
    mine = select(Rating).filter_by(review_id=review_id, rater_id=rater_id, given_at=None)
    rows = db.session.scalars(mine.execution_options(populate_existing=True))
    return {one.competency_key: one for one in rows}


def of_review(review_id: int) -> dict[bool, dict[str, Rating]]:
    """What was given in a review, by whether it is the person's own, and by competency."""
    held = select(Rating).where(Rating.review_id == review_id, HOLDS)
    found: dict[bool, dict[str, Rating]] = {True: {}, False: {}}
    for one in db.session.scalars(held.order_by(Rating.id)):
        found[one.by_self][one.competency_key] = one
    return found


def apart(mine: int, theirs: int) -> bool:
    """Whether two ratings are so far apart that it is worth a talk: two levels or more."""
    return mine > 0 and theirs > 0 and abs(mine - theirs) >= 2
