"""A quiz and its learner in any order: what each attempt is worth, as plain words have it.

Each run of the machine is one new person in one transaction that is taken back at the end. Beside
the tables stands a plain model: what was answered, what the key says now, who decided what.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from hypothesis.stateful import invariant

from lms.base import clock
from lms.base.db import db
from lms.curriculum.outline import Counts, QuizOutline
from lms.people.actor import Actor
from lms.progress import ledger
from lms.progress.models import Kind
from lms.progress.work import Work, find_work
from lms.quizzes import queries
from lms.quizzes.models import QuizAttempt
from lms.quizzes.standing import GRACE
from lms.quizzes.taking import Writing
from tests.cast import Cast, actor, posted
from tests.progress.editions import published
from tests.progress.history import Rows, everything, superseded
from tests.quizzes.banked import KEYS, OPTIONS, PASS_IT, QUIZ, guide, joined, quiz
from tests.workflow.stepping import Stepping

Said = Sequence[str | None]  # what was answered to each of the four questions
NOTHING: Said = (None,) * len(KEYS)


@dataclass
class Told:
    """One attempt, as plain words have it."""

    row: QuizAttempt
    percent: int  # to pass, by the edition on which it was begun
    saved: Said = NOTHING
    handed_in: datetime | None = None
    marks: list[bool] = field(default_factory=list)
    passed: bool = False
    undecided: bool = False
    decided: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more can be answered."""
        closes = self.row.closes_at
        return closes is not None and closes + GRACE < clock.now()

    @property
    def reaches(self) -> bool:
        """Whether its marks are enough."""
        return 100 * sum(self.marks) >= self.percent * len(KEYS)


@dataclass
class Given:
    """What was given beyond the quiz's own attempts."""

    number: int = 0
    at_once: bool = False
    since: datetime | None = None  # None: nothing ever


class QuizBook(Stepping):
    """The learner, a step that is taken whole or not at all, and what always holds."""

    cast: ClassVar[Cast]
    counts: ClassVar[Counts]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.key = dict.fromkeys(KEYS, "One")
        self.given = Given()
        self.terms = quiz(counts=self.counts, attempts=4, wait_hours=2, minutes=30)
        self.editions = 0

    def join(self) -> None:
        """Somebody is new on the guide."""
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.enrollment = joined(published(guide(self.terms)), self.person).id
        self.seen = everything()

    @property
    def me(self) -> Actor:
        return actor(self.person)

    @property
    def work(self) -> Work:
        found = find_work(self.enrollment)
        assert found is not None
        return found

    @property
    def quiz(self) -> QuizOutline:
        return self.work.quizzes[QUIZ]

    # What plain words say.

    @property
    def handed_in(self) -> list[Told]:
        return [one for one in self.told if one.handed_in]

    @property
    def open(self) -> Told | None:
        return next((one for one in self.told if not one.handed_in), None)

    @property
    def allowance(self) -> float:
        own = self.terms.attempts
        return float("inf") if own is None else own + self.given.number

    @property
    def waits(self) -> bool:
        """Whether the next attempt has to wait."""
        last = max((one.handed_in for one in self.told if one.handed_in), default=None)
        if last is None or (self.given.at_once and self.given.since and self.given.since >= last):
            return False
        return last + timedelta(hours=2) > self.now

    @property
    def counting(self) -> Told | None:
        """The attempt that decides."""
        if not self.handed_in:
            return None
        if self.counts is Counts.BEST:
            best = max((one.passed, sum(one.marks)) for one in self.handed_in)
            return next(one for one in self.handed_in if (one.passed, sum(one.marks)) == best)
        return self.handed_in[0 if self.counts is Counts.FIRST else -1]

    def pick(self, place: int) -> Told:
        """An attempt: mostly the one that is open."""
        return self.open if self.open and place % 4 else self.told[place // 4 % len(self.told)]

    def mark(self, one: Told) -> list[bool]:
        """What it is worth by the key of now."""
        return [said == self.key[key] for said, key in zip(one.saved, KEYS, strict=True)]

    def writing(self, one: Told, said: Said, *, old: bool, anyway: bool) -> Writing:
        """What a page sends, perhaps an old one."""
        answers = {
            n: None if word is None else [OPTIONS.index(word)] for n, word in enumerate(said)
        }
        return Writing(answers, max(one.row.version - old, 0), anyway=anyway)

    # What is done, and what always holds.

    def do(self, step: Callable[[], object]) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        db.session.expire_all()
        after = self.seen = everything()
        superseded(before, after)
        self.history_only_grows(before, after)
        assert allowed or after == before, "what is refused changes nothing"
        self.allowed(step)
        assert everything() == after, "the same once more changes nothing"
        return allowed

    def history_only_grows(self, before: dict[str, Rows], after: dict[str, Rows]) -> None:
        """Results and gifts end and never change; what was handed in stays as it was."""
        for table in ("quiz_result", "quiz_extra", "quiz_question"):
            for place, line in before[table].items():
                now = after[table][place]
                ended = {"superseded_at": now["superseded_at"]}
                assert now == line | ended
                assert line["superseded_at"] in (None, now["superseded_at"])
        closed = {key for key, line in before["quiz_attempt"].items() if line["submitted_at"]}
        for key in closed:
            assert after["quiz_attempt"][key] == before["quiz_attempt"][key]
        for place, line in before["quiz_item"].items():
            if (line["attempt_id"],) in closed:
                assert after["quiz_item"][place] == line

    @invariant()
    def attempts_are_as_told(self) -> None:
        if not hasattr(self, "enrollment"):
            return
        tried = queries.attempts_of([self.enrollment], QUIZ)[self.enrollment].get(QUIZ, [])
        assert [one.number for one in tried] == [*range(1, len(self.told) + 1)]
        assert sum(one.submitted_at is None for one in tried) <= 1
        for one, told in zip(tried, self.told, strict=True):
            said = [[OPTIONS.index(word)] if word else None for word in told.saved]
            assert [item.response for item in queries.items(one.id)] == said
            assert one.submitted_at == told.handed_in
            if told.handed_in:
                assert (one.score, one.passed, one.undecided) == (
                    sum(told.marks) * 2500, told.passed, told.undecided,
                )  # fmt: skip

    @invariant()
    def nobody_fails_without_a_decision(self) -> None:
        for told in self.told:
            results = queries.history(told.row.id)
            for was, now in pairwise(results):
                assert now.passed or not was.passed or now.cause == "decided"

    @invariant()
    def the_ledger_says_the_same(self) -> None:
        if not hasattr(self, "enrollment"):
            return
        facts, counting = ledger.facts(self.enrollment), self.counting
        passed = counting is not None and counting.passed
        lines = facts[QUIZ]
        assert [one.source_id for one in lines] == ([counting.row.id] if passed else [])  # type: ignore[union-attr]
        kinds = sorted(one.kind for one in facts[PASS_IT])
        assert kinds == ([Kind.DONE, Kind.QUIZ] if passed else [])
        assert queries.standing(self.work, self.quiz).passed == passed
        if passed and self.counts is Counts.BEST:
            first = next(one for one in self.handed_in if one.passed)
            assert first.handed_in is not None
            assert lines[0].effective_on == clock.local(first.handed_in, "America/Denver").date()
