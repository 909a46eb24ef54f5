"""The days an office gives for a section, where the guide's suggestion does not fit it.

They count for whoever is enrolled from now on. Dates that people have already are a promise, and
stay.
"""

from collections.abc import Mapping

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum.models import DueDays
from lms.curriculum.queries import Guide
from lms.people.models import Office

MOST = 999


def guide(program_id: int) -> Guide:
    """One of them. Raises NotFound for none, and for an office's own tasks."""
    found = [one for one in curriculum.guides() if one.program_id == program_id]
    if not found:
        raise NotFound
    return found[0]


def change(
    office: Office, program_id: int, wanted: Mapping[str, int | None], *, actor_id: int | None
) -> int:
    """Set the days of these sections (None: as the guide suggests). Returns how many changed.

    The guide's own number is as good as none. The same once more changes nothing. Raises Refusal
    naming the section, NotFound for an unknown one.
    """
    sections = guide(program_id).outline.sections
    suggested = {section.key: section.due_days for section in sections}
    if wanted.keys() - suggested.keys():
        raise NotFound
    for key, days in wanted.items():
        if days is not None and not 1 <= days <= MOST:
            raise Refusal(f"Write 1 to {MOST} days, or nothing.", key)
    events.lock(events.office(office.id))
    present = {row.section_key: row for row in _rows(office.id, program_id)}
    changed = 0
    for key, days in wanted.items():
        own, row = None if days == suggested[key] else days, present.get(key)
        if own != (row.days if row else None):
            _replace(office.id, program_id, key, row, own)
            _tell(office.id, program_id, key, own, actor_id)
            changed += 1
    return changed


def _rows(office_id: int, program_id: int) -> list[DueDays]:
    mine = select(DueDays).filter_by(
        office_id=office_id, program_id=program_id, superseded_at=None
    ).execution_options(populate_existing=True)  # fmt: skip
    return list(db.session.scalars(mine))


def _replace(
    office_id: int, program_id: int, section_key: str, row: DueDays | None, days: int | None
) -> None:
    now = clock.now()
    if row is not None:
        row.superseded_at = now
        db.session.flush()
    if days is not None:
        db.session.add(DueDays(office_id=office_id, program_id=program_id, days=days,
                               section_key=section_key, recorded_at=now))  # fmt: skip


def _tell(
    office_id: int, program_id: int, section_key: str, days: int | None, actor_id: int | None
) -> None:
    events.record(
        events.office(office_id), "due-days-changed", actor_id=actor_id, program=program_id,
        section=section_key, days=days,
    )  # fmt: skip
