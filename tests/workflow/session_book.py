"""Course sessions in any order: who has a seat, who waits, who was there, as plain words have it.

Each run of the machine is one new crew in one transaction that is taken back at the end. Beside the
tables stands a plain model: a queue for each session, of which the first so many have seats.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from hypothesis.stateful import invariant

from lms.base import clock
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.training import attendance, bookings, validity
from lms.training.attendance import Mark, Outcome
from lms.training.models import CourseSession, State
from tests.cast import Cast, actor
from tests.progress.history import everything, superseded
from tests.training.offered import course, facts, records, staff
from tests.workflow.stepping import Stepping

CREW = 5
KEPT = ("booking", "attendance")  # nothing of them is ever changed but when a line ended


@dataclass
class Told:
    """One session, as plain words have it."""

    session: CourseSession
    seats: int
    off: bool = False
    queue: list[int] = field(default_factory=list)  # everybody in it, by turn
    said: dict[int, Mark] = field(default_factory=dict)
    good_until: dict[int, date | None] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        return self.session.starts_at <= clock.now()

    @property
    def closed(self) -> bool:
        return self.session.closes_at <= clock.now()

    @property
    def on(self) -> date:
        return bookings.day_of(self.session)

    @property
    def open(self) -> bool:
        """Whether an officer still puts people on."""
        return not self.off and not self.begun

    @property
    def seated(self) -> list[int]:
        return self.queue[: self.seats]


class SessionBook(Stepping):
    """The people, a step that is taken whole or not at all, and what always holds."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.asked: dict[date, int | None] = {}  # from which day on, good for so many months
        self.course = course()

    def begin(self) -> None:
        """The crew is hired."""
        self.crew = staff(self.cast.office, CREW)
        self.seen = everything()

    @property
    def officer(self) -> Actor:
        return actor(self.cast.officer)

    def who(self, place: int) -> Actor:
        return actor(self.crew[place])

    def pick(self, place: int) -> Told:
        """A session: mostly one that is not over."""
        coming = [one for one in self.told if one.open]
        chosen = coming if coming and place % 4 else self.told
        return chosen[place // 4 % len(chosen)]

    def do(self, step: Callable[[], object]) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        after = self.seen = everything()
        superseded(before, after)
        for table in KEPT:
            for key, line in before[table].items():
                now = after[table][key]
                assert now in (line, line | {"superseded_at": now["superseded_at"]})
                assert line["superseded_at"] in (None, now["superseded_at"])
        assert allowed or after == before, "what is refused changes nothing"
        self.allowed(step)
        assert everything() == after, "the same once more changes nothing"
        return allowed

    def good_until(self, on: date) -> date | None:
        """The last day of a completion: by what was asked then, or by the course itself."""
        held = [months for day, months in sorted(self.asked.items()) if day <= on]
        found = courses.course(self.course)
        assert found is not None
        return validity.until(on, held[-1] if held else found.renew_months)

    def completed(self, told: Told, person: int) -> tuple[bool, int, date | None] | None:
        """The record that follows from the sheet: complete, minutes, good until; None for none."""
        mark = told.said.get(person)
        if mark is None or mark.outcome is Outcome.NO_SHOW:
            return None
        if mark.outcome is Outcome.PART:
            return False, mark.minutes or 0, None
        return True, told.session.minutes, told.good_until[person]

    @invariant()
    def seats_are_as_told(self) -> None:
        for told in self.told:
            rows = bookings.current(told.session.id)
            assert [row.person_id for row in rows] == told.queue
            assert [row.person_id for row in rows if not row.waiting] == told.seated
            assert len({row.turn for row in rows}) == len(rows)

    @invariant()
    def records_follow_from_the_sheets(self) -> None:
        for told in self.told:
            said = attendance.current(told.session.id)
            assert {key: (row.outcome, row.minutes) for key, row in said.items()} == told.said
        for one in getattr(self, "crew", ()):
            wanted = [found for told in self.told if (found := self.completed(told, one.id))]
            held = [row for row in records(one.id) if row.state == State.CONFIRMED]
            kept = [(row.complete, row.minutes, row.valid_until) for row in held]
            assert sorted(map(str, kept)) == sorted(map(str, wanted))
            counted = sorted(minutes or 0 for _, minutes, _ in facts(one.id))
            assert counted == sorted(minutes for _, minutes, _ in wanted)
