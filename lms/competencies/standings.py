"""What people may do, read for many at once: what was decided, and what of it still stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from lms.base.db import db
from lms.base.prose import Prose
from lms.base.shown import shown
from lms.competencies import known
from lms.competencies.framework import present
from lms.competencies.granting import need_of
from lms.competencies.models import Readiness, State
from lms.competencies.readiness import ActivityStanding, Held, Known
from lms.curriculum import frameworks
from lms.curriculum.framework_outline import ActivityOutline, FrameworkOutline, Step
from lms.people.models import Person

PAGE = 25
DECIDER = aliased(Person)
Standings = Mapping[str, ActivityStanding]  # by activity


def of(person_id: int, day: date) -> Standings:
    """Where one person stands in every activity."""
    return of_all([person_id], day)[person_id]


def of_all(person_ids: Collection[int], day: date) -> dict[int, Standings]:
    """The same of many: as many statements for fifty as for one."""
    now, rows = present().outline, _current(person_ids)
    then = frameworks.outlines({row.framework_id for row in rows})
    found = known.of_all(person_ids, day, [now, *then.values()])
    held = {(row.person_id, row.activity): row for row in rows}
    return {
        person: {
            one.key: _standing(one, found[person], held.get((person, one.key)), then)
            for one in now.activities
        }
        for person in person_ids
    }


def _standing(
    activity: ActivityOutline, found: Known, row: Readiness | None,
    then: Mapping[int, FrameworkOutline],
) -> ActivityStanding:  # fmt: skip
    if row is None or row.state == State.TAKEN_BACK:
        return ActivityStanding(activity, found)
    held = Held(Step(row.step), row.state == State.SUSPENDED, tuple(map(need_of, row.missing)))
    granted_by = then[row.framework_id].activity.get(row.activity)
    return ActivityStanding(activity, found, held, granted_by)


def _current(person_ids: Collection[int]) -> Sequence[Readiness]:
    mine = select(Readiness).where(
        Readiness.person_id.in_(person_ids), Readiness.superseded_at.is_(None)
    )
    return db.session.scalars(mine).all()


class Decision(NamedTuple):
    """Something that was decided about an activity, as its page and the record show it."""

    id: int
    activity: str
    step: str
    state: str
    actor: str
    actor_id: int
    recorded_at: datetime
    missing: Sequence[dict[str, Any]]
    reason: str | None
    reason_id: int | None


def history(person_id: int, activity: str, page: int = 1) -> tuple[list[Decision], bool]:
    """What was decided about an activity, the latest first: one page, and whether there is more."""
    found = _decided(person_id).where(Readiness.activity == activity)
    rows = db.session.execute(found.offset((page - 1) * PAGE).limit(PAGE + 1))
    listed = [Decision(*row) for row in rows]
    return listed[:PAGE], len(listed) > PAGE


def all_decisions(person_id: int) -> list[Decision]:
    """Everything that was decided about a person, the latest first: for the record."""
    return [Decision(*row) for row in db.session.execute(_decided(person_id))]


def _decided(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Readiness.id, Readiness.activity, Readiness.step, Readiness.state, DECIDER.name,
            Readiness.actor_id, Readiness.recorded_at, Readiness.missing, shown(),
            Readiness.reason_id,
        )
        .join(DECIDER, DECIDER.id == Readiness.actor_id)
        .outerjoin(Prose, Prose.id == Readiness.reason_id)
        .where(Readiness.person_id == person_id)
        .order_by(Readiness.id.desc())
    )  # fmt: skip
