"""The calendar in any order: enrollment, leave, more time, closed days, completion, leaving.

Beside the app runs a model so small that it can be believed: what is due is found by walking the
days of the calendar one by one. After each step every date must be what the model says; at the
end every step is asked for again *as at* its moment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import func, literal, select

from lms.base import chain_check, clock
from lms.base.db import db, in_force
from lms.base.errors import NotFound, Refusal
from lms.base.events import Event
from lms.curriculum import rules as publishing
from lms.people import accounts
from lms.people import queries as people
from lms.people import rules as staff
from lms.people.conditions import gone
from lms.people.models import Holiday
from lms.progress import access, asking, queries, rescheduling, rules, terms, timeline
from lms.progress.enrolling import calendar_of
from lms.progress.models import EXTENSION, Review, SectionProgress, Status
from lms.progress.section_progress import Kept
from lms.progress.terms import Why
from lms.progress.work import Work, find_work
from lms.roster import leave
from lms.signoff import decisions, extensions
from tests.cast import START, Cast, actor, posted
from tests.workflow.calendar_model import DAY, DAYS, TASKS, Away, Model, Place, guide
from tests.workflow.stepping import play

QUARTER = timedelta(minutes=15)
OFFSETS, PLACES = st.integers(-5, 60), st.sampled_from(sorted(DAYS))


class Office(Model):
    """What people do, in any order, beside the model."""

    cast: ClassVar[Cast]
    refusals = (Refusal, NotFound)

    @initialize()
    def begin(self) -> None:
        edition = publishing.publish(guide())
        assert edition is not None
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.me, self.boss = actor(self.person), actor(self.cast.supervisor)
        self.officer = actor(self.cast.officer)
        self.work = rules.enroll(self.person.id, edition, START, actor_id=None)
        self.base = {place: (START + DAY * days, START) for place, days in DAYS.items()}
        self.seen: list[tuple[datetime, dict[str, Any]]] = []
        self.lines: dict[datetime, dict[str, Any]] = {}

    def do(self, step: Callable[[], object]) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        allowed = self.allowed(step)
        count = select(func.count()).select_from(Event)
        before = db.session.scalar(count)
        self.allowed(step)
        assert db.session.scalar(count) == before
        return allowed

    @property
    def present(self) -> Work:
        found = find_work(self.work.id)
        assert found is not None
        return found

    @rule(minutes=st.sampled_from((3, 14, 60 * 24, 60 * 24 * 5)))
    def wait(self, minutes: int) -> None:
        self.later(timedelta(minutes=minutes))

    @rule(key=st.sampled_from(sorted(TASKS)), back=st.sampled_from((False, False, True)))
    def tick(self, key: str, back: bool) -> None:
        change = rules.untick if back else rules.tick
        assert self.do(lambda: change(self.me, self.work, key)) is self.active
        if self.active:
            (self.ticked.discard if back else self.ticked.add)(key)

    @precondition(lambda self: self.active)
    @rule(section=st.sampled_from("ab"), back=st.booleans())
    def finish(self, section: str, back: bool) -> None:
        """A whole section is done, or open again."""
        for key in [task for task, home in TASKS.items() if home == section]:
            self.tick(key, back)
            self.follow()

    @rule(offset=st.integers(-5, 30), length=st.sampled_from((None, 0, 1, 4, 11, 11, -1)))
    def record_leave(self, offset: int, length: int | None) -> None:
        first = START + DAY * offset
        last = None if length is None else first + DAY * length
        same = any((one.first, one.last) == (first, last) for one in self.away)
        free = length != -1 and not any(one.meets(first, last) for one in self.away)
        done = self.do(lambda: leave.record(self.boss, self.person, first, last))
        assert done is (same or free)
        if done and not same:
            self.away.append(Away(first, last, [(self.now, last)]))

    @precondition(lambda self: self.away)
    @rule(which=st.integers(0, 5), length=st.sampled_from((None, -1, 0, 2, 7)))
    def change_leave(self, which: int, length: int | None) -> None:
        one = self.away[which % len(self.away)]
        last = None if length is None else one.first + DAY * length
        row = self.row_of(one)
        others = [other for other in self.away if other is not one]
        fine = length != -1 and not any(other.meets(one.first, last) for other in others)
        done = self.do(lambda: leave.change(self.officer, self.person, row, last))
        assert done is (fine or last == one.last)
        if done:
            one.last = last
            one.told.append((self.now, last))

    @precondition(lambda self: self.away)
    @rule(which=st.integers(0, 5))
    def take_leave_back(self, which: int) -> None:
        one = self.away[which % len(self.away)]
        row = self.row_of(one)
        assert self.do(lambda: leave.take_back(self.boss, self.person, row))
        self.away.remove(one)

    def row_of(self, one: Away) -> int:
        return next(row.id for row in people.leaves(self.person.id) if row.starts_on == one.first)

    @rule(place=PLACES, more=st.integers(-1, 12))
    def ask(self, place: Place, more: int) -> None:
        day = self.due[place] + DAY * more
        later = self.fits(place, day) and day > self.due[place]
        free = self.asked[place] == day if place in self.asked else later
        done = self.do(lambda: extensions.ask(self.me, self.work, place, day, "A late laptop."))
        assert done is (self.active and not self.is_done(place) and free)
        if done:
            self.asked[place] = day

    @precondition(lambda self: self.asked)
    @rule(which=st.integers(0, 5), offset=OFFSETS, how=st.sampled_from("ggdw"))
    def answer(self, which: int, offset: int, how: str) -> None:
        """Granted as asked or otherwise, declined, or taken back."""
        place = sorted(self.asked)[which % len(self.asked)]
        day = START + DAY * offset if which % 2 else self.asked[place]
        review = self.waiting()[place]
        if how == "g":
            done = self.do(lambda: extensions.grant(self.boss, review, self.work, day))
            assert done is (self.fits(place, day) and day > self.due[place])
            if done:
                self.set_to(place, day)
        elif how == "d":
            done = self.do(lambda: extensions.decline(self.boss, review, self.work, "Not now."))
        else:
            done = self.do(lambda: extensions.withdraw(self.me, review.id, self.work))
        assert done or how == "g"
        if done:
            del self.asked[place]

    def waiting(self) -> dict[Place, Review]:
        mine = select(Review).filter_by(enrollment_id=self.work.id, kind=EXTENSION, closed_at=None)
        found = {(one.piece, one.task_key or ""): one for one in db.session.scalars(mine)}
        assert found.keys() == {
            (asking.OF_TASK, task) if task else (asking.OF_SECTION, section)
            for section, task in self.asked
        }
        return {extensions.asked(one).place: one for one in found.values()}

    @rule(place=PLACES, offset=OFFSETS)
    def move_due(self, place: Place, offset: int) -> None:
        day, same = START + DAY * offset, START + DAY * offset == self.due[place]
        done = self.do(lambda: decisions.move_due(self.boss, self.work, place, day, "Agreed."))
        assert done is (self.active and (same or self.fits(place, day)))
        if done and not same:
            self.set_to(place, day)

    @rule(offset=OFFSETS)
    def close_or_open(self, offset: int) -> None:
        """A day turns out closed, or open after all."""
        day, office = START + DAY * offset, self.cast.office
        self.later(timedelta(seconds=1))
        if day in self.closed:
            found = db.session.scalars(select(Holiday).filter_by(office_id=office.id, on=day))
            db.session.delete(found.one())
        else:
            staff.close_on(office, day, "Closed")
        self.closed ^= {day}
        rescheduling.follow_calendar(None, office.id, {day})

    @rule(again=st.sampled_from((True, True, True, False)))
    def withdraw(self, again: bool) -> None:
        assert self.do(lambda: terms.withdraw(self.officer, self.work, Why.OTHER))
        self.active = False
        if again:
            self.re_enroll(0)

    @precondition(lambda self: not self.active)
    @rule(offset=st.integers(-5, 30))
    def re_enroll(self, offset: int) -> None:
        start = START + DAY * offset
        calendar = calendar_of(self.cast.office.id, self.work.program_id)
        assert self.do(lambda: terms.re_enroll(self.officer, self.work, start, calendar,
                                               job_role="case-manager"))  # fmt: skip
        self.active, self.start, self.asked = True, start, {}
        for place, days in DAYS.items():
            if not self.is_done(place):
                self.base[place] = (start + DAY * days, start)

    @rule(days=st.integers(0, 3))
    def leave_us_and_come_back(self, days: int) -> None:
        assert self.do(lambda: staff.deactivate(self.person, actor_id=None))
        self.seen.append((self.now, self.picture(self.present)))
        self.later(DAY * days)
        assert self.do(lambda: accounts.reactivate(self.person, actor_id=None))

    def picture(self, work: Work, at: datetime | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = {"due": queries.due_dates(work.id, at), "start": work.starts_on,
                                 "status": work.status, "left": self.has_left(at)}  # fmt: skip
        for one in queries.section_standings(work, at):
            tasks = {key: (task.state, task.due_on) for key, task in one.tasks.items()}
            shown[one.section.key] = (one.state, one.due_on, one.open_due, one.completed_on, tasks)
        return shown

    def has_left(self, at: datetime | None) -> bool:
        found = bool(db.session.scalar(select(gone(literal(self.person.id), at))))
        assert at is not None or found is (self.person.deactivated_at is not None)
        return found

    @invariant()
    def every_date_is_what_the_model_says(self) -> None:
        if not hasattr(self, "work"):
            return
        self.follow()
        assert queries.due_dates(self.work.id) == self.due
        assert (self.present.status == Status.ACTIVE) is self.active
        assert self.waiting().keys() == self.asked.keys()
        assert access.count_waiting(self.boss) == len(self.asked)
        assert list(timeline.faults()) == []
        assert list(chain_check.faults()) == []
        self.seen.append((self.now, self.picture(self.present)))
        self.lines[clock.quarter(self.now)] = {
            key: line.values() for key, line in Kept(self.work.id).lines.items()
        }

    def teardown(self) -> None:
        """Each step as at its moment, and the kept lines as at the end of its quarter hour."""
        try:
            if hasattr(self, "seen"):
                self.all_of_it_can_be_had_again()
        finally:
            db.session.rollback()
            self.stack.close()

    def all_of_it_can_be_had_again(self) -> None:
        assert self.do(lambda: staff.deactivate(self.person, actor_id=None))
        for at, shown in self.seen:
            then = find_work(self.work.id, at)
            assert then is not None
            assert self.picture(then, at) == shown
        for quarter, lines in self.lines.items():
            assert self.kept_at(quarter + QUARTER - timedelta(microseconds=1)) == lines
        assert list(timeline.faults([self.present], past=True)) == []

    def kept_at(self, at: datetime) -> dict[str, Any]:
        held = in_force(SectionProgress.recorded_at, SectionProgress.superseded_at, at)
        mine = select(SectionProgress).where(SectionProgress.enrollment_id == self.work.id, held)
        names = next(iter(self.lines.values()))[""].keys()
        return {row.section_key: {name: getattr(row, name) for name in names}
                for row in db.session.scalars(mine)}  # fmt: skip


def test_in_any_order_dates_and_states_are_right(cast: Cast, kind: str) -> None:
    Office.cast = cast
    play(Office, kind, runs=40)
