"""Sessions in any order: offered, signed up for, changed, called off; time, sheets, corrections."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from lms.base.db import db
from lms.training import attendance, bookings, offering, requirements, sessions
from lms.training.attendance import Mark, Outcome
from tests.cast import Cast
from tests.training.offered import terms
from tests.workflow.session_book import CREW, SessionBook, Told
from tests.workflow.stepping import play

PLACE, WHO = st.integers(0, 39), st.integers(0, CREW - 1)
MARKS = st.sampled_from([
    Mark(Outcome.ATTENDED), Mark(Outcome.ATTENDED), Mark(Outcome.NO_SHOW), Mark(Outcome.PART, 20),
    Mark(Outcome.PART, 40), Mark(Outcome.PART), None,
])  # fmt: skip
RARELY = st.sampled_from([False, False, True])
GONE = st.sampled_from([1, 5, 23, 49])


class Sessions(SessionBook):
    """Everything that people can do with a session."""

    @initialize(seats=st.integers(1, 3), many=st.integers(2, CREW))
    def begin_with_a_crowd(self, seats: int, many: int) -> None:
        self.begin()
        self.offer(seats, 3)
        for who in range(many):
            self.sign_up(0, who)

    @precondition(lambda self: sum(one.open for one in self.told) < 2)
    @rule(seats=st.integers(1, 3), days=st.integers(2, 5))
    def offer(self, seats: int, days: int) -> None:
        day = self.officer.today + timedelta(days=days)
        wanted = terms(day=day, seats=seats, place=f"Room {len(self.told)}")
        made = []
        assert self.do(lambda: made.extend(
            sessions.schedule(self.officer, self.cast.office, self.course, wanted)))  # fmt: skip
        assert len({one.id for one in made}) == 1
        self.told.append(Told(made[0], seats))

    @rule(place=PLACE, who=WHO)
    def sign_up(self, place: int, who: int) -> None:
        told, me = self.pick(place), self.who(who)
        allowed = self.do(lambda: bookings.sign_up(me, told.session))
        inside = me.id in told.queue
        assert allowed == (inside or (told.open and not told.closed))
        if allowed and not inside:
            told.queue.append(me.id)

    @rule(place=PLACE, who=WHO)
    def cancel(self, place: int, who: int) -> None:
        told, me = self.pick(place), self.who(who)
        allowed = self.do(lambda: bookings.cancel(me, told.session))
        inside = me.id in told.queue
        assert allowed == (not inside or (told.open and not told.closed))
        if allowed and inside:
            told.queue.remove(me.id)

    @rule(place=PLACE, who=WHO)
    def put_on(self, place: int, who: int) -> None:
        told, them = self.pick(place), self.crew[who].id
        allowed = self.do(lambda: bookings.put_on(self.officer, told.session, them))
        assert allowed == (them in told.queue or told.open)
        if allowed and them not in told.queue:
            told.queue.append(them)

    @rule(place=PLACE, who=WHO)
    def take_off(self, place: int, who: int) -> None:
        told, them = self.pick(place), self.crew[who].id
        allowed = self.do(lambda: bookings.take_off(self.officer, told.session, them))
        assert allowed == (them not in told.queue or told.open)
        if allowed and them in told.queue:
            told.queue.remove(them)

    @precondition(lambda self: any(len(one.queue) > 1 for one in self.told if one.open))
    @rule(who=WHO)
    def release(self, who: int) -> None:
        them = self.crew[who].id
        assert self.do(lambda: bookings.release(them, actor_id=None))
        for told in self.told:
            if told.open and them in told.queue:
                told.queue.remove(them)

    @rule(place=PLACE, seats=st.integers(1, 5))
    def change_seats(self, place: int, seats: int) -> None:
        told = self.pick(place)
        wanted = replace(offering.terms_of(told.session), seats=seats)
        allowed = self.do(lambda: sessions.change(self.officer, told.session, wanted))
        assert allowed == (told.open and seats >= len(told.seated))
        if allowed:
            told.seats = seats

    @precondition(lambda self: any(one.closed and one.open for one in self.told))
    @rule(place=PLACE, days=st.integers(1, 4))
    def change_day(self, place: int, days: int) -> None:
        """Another day may open the sign-up again."""
        told = self.pick(place)
        day = self.officer.today + timedelta(days=days)
        wanted = replace(offering.terms_of(told.session), day=day)
        allowed = self.do(lambda: sessions.change(self.officer, told.session, wanted))
        assert allowed == told.open

    @precondition(lambda self: len(self.told) > 1)
    @rule(place=PLACE)
    def call_off(self, place: int) -> None:
        told = self.pick(place)
        allowed = self.do(lambda: sessions.call_off(self.officer, told.session))
        assert allowed == (not told.begun)
        if allowed:
            told.off, told.queue = True, []

    @rule(hours=GONE, now=RARELY)
    def time_passes(self, hours: int, now: bool) -> None:
        self.later(timedelta(hours=hours if now else 0))

    @precondition(lambda self: any(one.open for one in self.told))
    @rule(now=RARELY)
    def the_time_comes(self, now: bool) -> None:
        """The next one begins."""
        if not now:
            return
        soon = min(one.session.starts_at for one in self.told if one.open)
        self.later(soon - self.now)

    @rule(place=PLACE, marks=st.lists(st.tuples(WHO, MARKS), min_size=1, max_size=3))
    def mark(self, place: int, marks: list[tuple[int, Mark | None]]) -> None:
        """Mostly of people who are on the sheet of a session that has begun."""
        begun = [one for one in self.told if one.begun]
        told = begun[place % len(begun)] if begun and place % 7 else self.pick(place)
        listed = {*told.seated, *told.said}
        people = sorted(listed) if listed and place % 5 else [one.id for one in self.crew]
        said = {people[who % len(people)]: one for who, one in marks}
        allowed = self.do(lambda: attendance.mark(self.officer, told.session, said))
        changed = {who: one for who, one in said.items() if told.said.get(who) != one}
        assert allowed == (
            told.begun and not told.off and changed.keys() <= listed
            and Mark(Outcome.PART) not in changed.values()
        )  # fmt: skip
        for who, one in changed.items() if allowed else ():
            self.say(told, who, one)

    @rule(place=PLACE, who=WHO)
    def add(self, place: int, who: int) -> None:
        told, them = self.pick(place), self.crew[who].id
        allowed = self.do(lambda: attendance.add(self.officer, told.session, them))
        assert allowed == (told.begun and not told.off)
        if allowed and them not in told.said:
            self.say(told, them, Mark(Outcome.ATTENDED))

    @precondition(lambda self: self.officer.today not in self.asked)
    @rule(months=st.sampled_from([6, 12, None]))
    def require(self, months: int | None) -> None:
        """From today on it is good for so long."""
        today = self.officer.today
        asked = requirements.Terms(today, valid_months=months)
        assert self.do(lambda: requirements.require(
            self.officer, self.cast.office, self.course, "", asked))  # fmt: skip
        self.asked[today] = months

    def say(self, told: Told, who: int, one: Mark | None) -> None:
        """What the sheet says now; until when it is good is fixed by that."""
        told.said.pop(who, None)
        if one is not None:
            told.said[who], told.good_until[who] = one, self.good_until(told.on)


@pytest.mark.usefixtures("sound")
def test_sessions_in_any_order(cast: Cast, kind: str) -> None:
    db.session.commit()
    Sessions.cast = cast
    play(Sessions, kind, runs=30)
