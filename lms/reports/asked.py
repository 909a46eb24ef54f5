"""What somebody wants to see of a team: who, in which state, and as it was on which day."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, case, literal, or_

from lms.base import clock
from lms.base.db import UTCDateTime
from lms.people.models import Office
from lms.progress.models import SectionProgress

At = ColumnElement[datetime] | datetime | None
FINISHED, ON_LEAVE, LEFT = "finished", "on-leave", "left"
STATES = {
    "returned": "Returned",
    "submitted": "Waiting for sign-off",
    "in-progress": "In progress",
    "not-started": "Not started",
    "done": "Done",
    "waived": "Waived",
}
SORTS = {
    "attention": "Needs attention first",
    "name": "Name",
    "office": "Office",
    "started": "Newest first",
    "done": "Least done first",
}


@dataclass(frozen=True)
class Asked:
    """The filters of the team page; `on` None is now, else the end of that day at each office."""

    program_id: int
    today: date
    on: date | None = None
    zones: Collection[str] = field(default=(clock.DEFAULT_ZONE,))  # of all offices in question
    search: str = ""
    office_id: int | None = None
    supervisor_id: int | None = None
    state: str = ""
    overdue: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = "attention"

    @property
    def day(self) -> date:
        """The day by which something is late."""
        return self.on or self.today

    @cached_property
    def ends(self) -> dict[str, datetime]:
        """When that day ended, by time zone; empty for now."""
        return {zone: clock.end_of(self.on, zone) for zone in self.zones} if self.on else {}

    @property
    def latest(self) -> datetime | None:
        """When it ended for the last office."""
        return max(self.ends.values(), default=None)

    @cached_property
    def at(self) -> At:
        """The moment to look at, in a query that joins the office: its day ends at its midnight."""
        if self.latest is None or len(set(self.ends.values())) == 1:
            return self.latest
        kind = UTCDateTime()
        whens = [(Office.time_zone == zone, literal(end, kind)) for zone, end in self.ends.items()]
        return case(*whens, else_=literal(self.latest, kind))

    def around(self, line: type[SectionProgress]) -> Iterator[ColumnElement[bool]]:
        """The condition of the lines that can hold at any of the offices' midnights."""
        if self.latest is None:
            yield line.superseded_at.is_(None)
        else:
            yield line.recorded_at <= self.latest
            yield or_(line.superseded_at.is_(None), line.superseded_at > min(self.ends.values()))

    def holds(self, zone: str, since: datetime, until: datetime | None) -> bool:
        """Whether a line holds at the moment looked at, for an office in this zone."""
        if self.latest is None:
            return True
        at = self.ends.get(zone, self.latest)
        return since <= at and (until is None or until > at)
