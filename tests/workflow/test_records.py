"""Records of one course in any order: in date is who has a confirmed record that is good today.

Each run of the machine is one new person in one transaction that is taken back at the end. Beside
the tables stands a plain model: where each record stands, its day and until when it is good.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select

from lms.base import chain_check, clock
from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress.models import COURSE, Fact, Review
from lms.training import decisions, records, sending
from lms.training.models import CourseRecord, How, State
from lms.training.records import Writing
from tests.cast import Cast, actor, posted
from tests.progress.history import everything, superseded
from tests.training.asked import require, stands
from tests.training.offered import COURSE as KEY
from tests.training.offered import course
from tests.workflow.stepping import Stepping, play

PLACE, WHO = st.integers(0, 39), st.sampled_from([0, 0, 0, 1, 2, 3])
SAID = {"accepted": State.CONFIRMED, "returned": State.RETURNED, "withdrawn": State.DRAFT}
REQUIRED_SINCE = date(2026, 1, 5)
some_told = precondition(lambda self: self.told)


@dataclass
class Told:
    """One record, as plain words have it."""

    record: CourseRecord
    state: State = State.DRAFT
    on: date | None = None
    until: date | None = None

    def good(self, day: date) -> bool:
        """Whether it counts and is good on a day: a year, unless its certificate says otherwise."""
        assert self.on is not None
        year = self.on.replace(year=self.on.year + 1, day=min(self.on.day, 28))
        return self.state == State.CONFIRMED and (self.until or year) >= day


class Records(Stepping):
    """Everything that people can do with a record of one course."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.reasons = 0

    @initialize()
    def begin_all(self) -> None:
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.seen = everything()

    @property
    def me(self) -> Actor:
        return actor(self.person)

    @property
    def today(self) -> date:
        return clock.today("America/Denver")

    def who(self, number: int) -> Actor:
        cast = self.cast
        return actor((cast.supervisor, cast.officer, cast.colleague, self.person)[number])

    def do(self, step: Callable[[], object]) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        after = self.seen = everything()
        superseded(before, after)
        assert allowed or after == before, "what is refused changes nothing"
        self.allowed(step)
        assert everything() == after, "the same once more changes nothing"
        return allowed

    def pick(self, number: int, *states: State) -> Told:
        """A record: mostly one of these states, where there is any."""
        fitting = [one for one in self.told if one.state in states]
        chosen = fitting if fitting and number % 4 else self.told
        return chosen[number // 4 % len(chosen)]

    def why(self) -> Words:
        """A reason that is this step’s own: the same once more is the same request."""
        self.reasons += 1
        return Words(f"So that it is right{' indeed' * self.reasons}.")

    def writing(self, told: Told, ago: int) -> Writing:
        on = min(self.today, self.today - timedelta(days=ago)).replace(day=5)
        on = on if on <= self.today else on - timedelta(days=40)
        return Writing("", "Valley Learning", How.E_LEARNING, on, 45, f"Said, {ago}.",
                       version=told.record.version)  # fmt: skip

    @rule()
    def begin(self) -> None:
        made: list[CourseRecord] = []
        assert self.do(
            lambda: made.append(records.begin(self.me, course(), "", "", How.E_LEARNING))
        )
        if made[0].id not in {one.record.id for one in self.told}:
            self.told.append(Told(made[0]))

    @some_told
    @rule(place=PLACE, ago=st.integers(0, 500), stale=st.sampled_from([False, False, True]))
    def save(self, place: int, ago: int, stale: bool) -> None:
        told = self.pick(place, State.DRAFT, State.RETURNED)
        said = self.writing(told, ago)
        said = replace(said, version=said.version - stale)
        same = records.says(told.record, said)
        saved = self.do(lambda: records.save(self.me, told.record, said))
        good = told.state in (State.DRAFT, State.RETURNED) and not stale
        assert saved is (same or good)
        if saved:
            told.on = told.record.on

    @some_told
    @rule(place=PLACE, ago=st.integers(0, 500))
    def send(self, place: int, ago: int) -> None:
        told = self.pick(place, State.DRAFT, State.RETURNED)
        said = self.writing(told, ago)
        sent = self.do(lambda: sending.send(self.me, told.record, said))
        assert sent is (told.state in (State.DRAFT, State.RETURNED))
        if sent:
            told.state, told.on = State.PENDING, said.on

    @rule(ago=st.integers(0, 500), until=st.one_of(st.none(), st.integers(0, 900)))
    def completed(self, ago: int, until: int | None) -> None:
        """Begun, sent and confirmed at once: a renewal, where there is one already."""
        self.begin()
        told = self.told[-1]
        if told.state == State.DRAFT:
            self.send_it(told, ago)
            self.confirm_it(told, self.reviews(told)[0], 0, until)

    def send_it(self, told: Told, ago: int) -> None:
        said = self.writing(told, ago)
        assert self.do(lambda: sending.send(self.me, told.record, said))
        told.state, told.on = State.PENDING, said.on

    @some_told
    @rule(place=PLACE)
    def withdraw(self, place: int) -> None:
        told = self.pick(place, State.PENDING)
        done = self.do(lambda: sending.withdraw(self.me, told.record))
        assert done is (told.state in (State.PENDING, State.DRAFT))
        told.state = State.DRAFT if done else told.state

    @some_told
    @rule(place=PLACE)
    def give_up(self, place: int) -> None:
        told = self.pick(place, State.RETURNED)
        done = self.do(lambda: sending.give_up(self.me, told.record))
        assert done is (told.state not in (State.PENDING, State.CONFIRMED))
        told.state = State.GIVEN_UP if done else told.state

    @some_told
    @rule(place=PLACE)
    def take_up(self, place: int) -> None:
        told = self.pick(place, State.GIVEN_UP)
        assert self.do(lambda: sending.take_up(self.me, told.record))
        told.state = State.DRAFT if told.state == State.GIVEN_UP else told.state

    def reviews(self, told: Told) -> list[Review]:
        mine = select(Review).filter_by(kind=COURSE, source_id=told.record.id)
        return list(db.session.scalars(mine.order_by(Review.id.desc())))

    @some_told
    @rule(place=PLACE, old=st.integers(0, 2), who=WHO,
          until=st.one_of(st.none(), st.integers(-2, 900)))  # fmt: skip
    def confirm(self, place: int, old: int, who: int, until: int | None) -> None:
        """The newest attempt, or one of which the page is old."""
        told = self.pick(place, State.PENDING, State.CONFIRMED)
        listed = self.reviews(told)[: old + 1]
        if listed:
            self.confirm_it(told, listed[-1], who, until)

    def confirm_it(self, told: Told, review: Review, who: int, until: int | None) -> None:
        signer = self.who(who)
        end = None if until is None or told.on is None else told.on + timedelta(days=until)
        now = review.closed_at is None and who == 0 and (until or 0) >= 0
        before = review.decided_by == signer.id
        done = self.do(lambda: decisions.confirm(signer, review, Words(), end))
        assert done >= now
        assert not done or now or before, "only a repeated request"
        if now:
            told.state, told.until = State.CONFIRMED, end

    @some_told
    @rule(place=PLACE, who=WHO)
    def give_back(self, place: int, who: int) -> None:
        told = self.pick(place, State.PENDING)
        listed = self.reviews(told)
        if not listed:
            return
        signer, words, now = self.who(who), self.why(), listed[0].closed_at is None and who == 0
        assert self.do(lambda: decisions.give_back(signer, listed[0], words)) is now
        told.state = State.RETURNED if now else told.state

    @some_told
    @rule(place=PLACE, who=WHO)
    def reopen(self, place: int, who: int) -> None:
        told, signer, why = self.pick(place, State.CONFIRMED), self.who(who), self.why()
        done = self.do(lambda: decisions.reopen(signer, told.record, why))
        assert done is (told.state == State.CONFIRMED and who in (0, 1))
        if done:
            told.state, told.until = State.RETURNED, None

    @rule(days=st.integers(1, 200))
    def wait(self, days: int) -> None:
        self.later(timedelta(days=days))

    @invariant()
    def in_date_is_who_has_one_that_is_good_today(self) -> None:
        if not hasattr(self, "person"):
            return
        found = stands(self.person, KEY)
        good = [one for one in self.told if one.on and one.good(self.today)]
        assert (found.state in ("in-date", "expiring")) is bool(good), found
        if not good:
            late = any(one.state == State.CONFIRMED for one in self.told)
            assert found.state == ("expired" if late else "missing")

    @invariant()
    def the_ledger_has_what_is_confirmed(self) -> None:
        if not hasattr(self, "person"):
            return
        mine = select(Fact.source_id, Fact.effective_on, Fact.minutes).filter_by(
            person_id=self.person.id, kind="course", superseded_at=None
        )
        confirmed = [one for one in self.told if one.state == State.CONFIRMED]
        wanted = {(one.record.id, one.on, 45) for one in confirmed}
        assert {tuple(row) for row in db.session.execute(mine)} == wanted

    @invariant()
    def each_record_stands_where_its_newest_review_says(self) -> None:
        for told in self.told:
            db.session.refresh(told.record)
            assert (told.record.state, told.record.valid_until) == (told.state, told.until)
            newest = next(iter(self.reviews(told)), None)
            if told.state not in (State.GIVEN_UP, State.DRAFT):
                assert newest is not None
                assert SAID.get(newest.outcome or "", State.PENDING) == told.state

    def teardown(self) -> None:
        if hasattr(self, "person"):
            assert list(chain_check.faults()) == []
        super().teardown()


def test_whatever_people_do_in_date_is_who_has_a_good_record(cast: Cast, kind: str) -> None:
    require(actor(cast.officer), cast.office, KEY, starts_on=REQUIRED_SINCE)
    Records.cast = cast
    play(Records, kind)
