"""A quiz in any order: begun, saved, handed in, corrected and corrected back, decided, moved on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from lms.curriculum.outline import Counts
from lms.progress import moving
from lms.quizzes import deciding, extra, publishing, taking
from lms.quizzes.access import OneQuiz
from lms.quizzes.extra import Reason
from tests.cast import Cast, actor
from tests.progress.editions import published
from tests.quizzes.banked import BANK, KEYS, OPTIONS, QUIZ, brought, guide, small
from tests.workflow.quiz_book import Given, QuizBook, Told
from tests.workflow.stepping import play

PLACE = st.integers(0, 39)
ANSWER = st.sampled_from([*OPTIONS, "One", "One", None])
CLOSE = st.permutations(["One", "One", "One", "Two"])
WHOLE = CLOSE | CLOSE | st.permutations(["One", "One", "Two", "Three"]) | st.just(["One"] * 4)
SAID = WHOLE | st.lists(ANSWER, min_size=4, max_size=4)
RARELY = st.sampled_from([False, False, False, True])
GONE = st.sampled_from([timedelta(minutes=15), timedelta(minutes=40), timedelta(hours=3)])


class Quizzes(QuizBook):
    """Everything that people can do about one quiz of one learner."""

    @initialize(said=WHOLE)
    def join_and_try(self, said: list[str | None]) -> None:
        self.join()
        self.begin()
        self.hand_in(1, said, old=False, anyway=False)

    def begin(self) -> None:
        """One more attempt, where there is one."""
        allowed, number = self.do(self.beginning), len(self.told) + 1
        assert allowed == (number <= self.allowance and not self.waits)
        if allowed:
            row = taking.begin(self.me, self.work, QUIZ)
            self.told.append(Told(row, self.terms.pass_percent))
            assert row.number == number

    @rule(now=RARELY)
    def begin_at_any_time(self, now: bool) -> None:
        """Too soon, or while one is open: that goes on."""
        if now and self.open:
            assert self.do(self.beginning)
        elif now:
            self.begin()

    @precondition(lambda self: self.open is None)
    @rule()
    def begin_in_time(self) -> None:
        self.later(timedelta(hours=2))
        self.begin()

    @precondition(lambda self: self.open is None)
    @rule(said=WHOLE)
    def try_once_more(self, said: list[str | None]) -> None:
        self.begin_in_time()
        if self.open:
            self.hand_in(1, said, old=False, anyway=False)

    @precondition(lambda self: self.told)
    @rule(place=PLACE, said=SAID, old=RARELY)
    def save(self, place: int, said: list[str | None], old: bool) -> None:
        one = self.pick(place)
        sent, version = self.writing(one, said, old=old, anyway=False), one.row.version
        allowed = self.do(lambda: taking.save(self.me, one.row, sent))
        changes = list(said) != list(one.saved)
        in_time = not changes or (not one.over and version == sent.version)
        assert allowed == (not one.handed_in and in_time)
        if allowed:
            one.saved = said

    @precondition(lambda self: self.told)
    @rule(place=PLACE, said=SAID, old=RARELY, anyway=st.booleans())
    def hand_in(self, place: int, said: list[str | None], old: bool, anyway: bool) -> None:
        one = self.pick(place)
        sent, version = self.writing(one, said, old=old, anyway=anyway), one.row.version
        allowed = self.do(lambda: taking.hand_in(self.me, one.row, sent))
        if one.handed_in:
            assert allowed
            return
        late, changes = one.over, list(said) != list(one.saved)
        fits = not changes or version == sent.version
        assert allowed == (late or (fits and (anyway or None not in said)))
        if allowed:
            one.saved = one.saved if late else said
            one.handed_in, one.marks = self.now, self.mark(one)
            one.passed = one.reaches

    def beginning(self) -> object:
        """One more attempt, or the one that is open."""
        return taking.begin(self.me, self.work, QUIZ)

    @rule(gone=GONE)
    def time_passes(self, gone: timedelta) -> None:
        self.later(gone)

    @rule(number=st.sampled_from([0, 1, 1, 2, 3, 25, -1]), at_once=st.booleans())
    def give(self, number: int, at_once: bool) -> None:
        boss, found = actor(self.cast.supervisor), OneQuiz(self.work, self.quiz)
        used = at_once and self.given.since is not None
        allowed = self.do(
            lambda: extra.give(boss, found, number, Reason.TALKED, at_once=at_once)
        )  # fmt: skip
        assert allowed == (self.terms.attempts is not None and 0 <= number <= extra.MOST)
        same = (self.given.number, self.given.at_once) == (number, at_once)
        if self.given.since is None:
            same = number == 0
        if allowed and (not same or (used and self.waits)):
            self.given = Given(number, at_once, self.now)

    @rule(key=st.sampled_from(KEYS), right=st.sampled_from(["One", "One", "Two", "Two", "Three"]))
    def correct(self, key: str, right: str) -> None:
        """A key is corrected, or corrected back."""
        self.key[key] = right
        bank = small(self.key)
        assert self.do(lambda: publishing.publish(None, bank, BANK, None))
        for one in self.handed_in:
            now = self.mark(one)
            if now != one.marks:
                had, one.marks = one.passed, now
                one.passed, one.undecided = had or one.reaches, had and not one.reaches
                one.decided = False

    @precondition(lambda self: any(one.passed and one.reaches for one in self.handed_in))
    @rule(place=PLACE)
    def take_away(self, place: int) -> None:
        """Keys are corrected until a pass rests on none."""
        found = [one for one in self.handed_in if one.passed and one.reaches]
        one = found[place % len(found)]
        for key, word in zip(KEYS, one.saved, strict=True):
            if one.reaches and word == self.key[key]:
                self.correct(key, "Two" if word == "Three" else "Three")

    @precondition(lambda self: any(one.undecided for one in self.handed_in))
    @rule(stands=st.booleans())
    def decide(self, stands: bool) -> None:
        """About what waits for it."""
        self.say(next(one for one in self.handed_in if one.undecided), stands=stands)

    @rule(stands=st.booleans(), place=PLACE)
    def decide_about_any(self, stands: bool, place: int) -> None:
        self.say(self.told[place % len(self.told)], stands=stands)

    def say(self, one: Told, *, stands: bool) -> None:
        """The officer says so."""
        officer, office, number = actor(self.cast.officer), self.cast.office.id, one.row.id
        allowed = self.do(lambda: deciding.decide(officer, office, number, stands=stands))
        assert allowed == (one.undecided or (one.decided and one.passed == stands))
        if allowed:
            one.passed, one.undecided, one.decided = stands, False, True

    @precondition(lambda self: self.editions < 2)
    @rule(percent=st.sampled_from([50, 75, 100]), attempts=st.sampled_from([2, 4, None]))
    def move_on(self, percent: int, attempts: int | None) -> None:
        """A new edition words the quiz otherwise; what was begun keeps its terms."""
        self.editions += 1
        self.terms = replace(self.terms, pass_percent=percent, attempts=attempts,
                             note=f"Edition {self.editions}.")  # fmt: skip
        edition, who = published(guide(self.terms)), self.person.id
        assert self.do(
            lambda: moving.move_all("small-guide", edition, actor_id=None, person_id=who)
        )  # fmt: skip


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("counts", Counts)
def test_a_quiz_in_any_order(cast: Cast, kind: str, counts: Counts) -> None:
    brought(small())
    machine = type(f"Quizzes{counts.title()}", (Quizzes,), {"cast": cast, "counts": counts})
    play(machine, kind, runs=18 if counts is Counts.BEST else 9)
