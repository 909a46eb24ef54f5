"""Everything that can happen to a person's work, in any order, and each moment of it kept.

After every step a picture is taken; at the end each is asked for again *as at* its moment.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.people.actor import Actor
from lms.progress import access, queries, timeline
from lms.progress import rules as progress
from lms.progress.models import Meaning, Outcome, Review, SignOff
from lms.progress.queries import ReviewRow
from lms.progress.work import Work, find_work
from lms.signoff import decisions, rules
from lms.signoff.decisions import Statement
from tests.cast import Cast, actor
from tests.progress.history import everything
from tests.progress.lines import QUARTER, as_at, ends, history, joined, rebuilt, worked_out
from tests.progress.playing import on_terms
from tests.workflow.machine import KEYS, LAST, SENT, TICKED, Workflow
from tests.workflow.stepping import play

WHY = "So that it is right."
PEOPLE = st.integers(0, 3)
Picture = dict[str, Any]


def picture(work: Work, at: datetime | None = None) -> Picture:
    """What the pages would show of an enrollment."""
    shown: Picture = {"terms": (work.edition, work.starts_on, work.job_role)}
    for section in queries.section_standings(work, at):
        shown[section.section.key] = (
            section.done, section.required, section.due_on, section.completed_on, section.state,
        )  # fmt: skip
        for key, task in section.tasks.items():
            waits = [(review.piece, review.sent_at) for review in task.waiting]
            back = (
                (task.returned.decided_by, task.returned.comment)
                if isinstance(task.returned, ReviewRow)
                else None
            )
            shown[f"task {key}"] = (task.state, task.done_on, task.due_on, task.signed, waits, back)
    shown["signed"] = {key: rows for key, rows in queries.signatures(work.id, at).items() if rows}
    return shown


class Trust(Workflow):
    """The same people, and all that takes back what they did."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[datetime, Picture]] = []
        self.editions = 0

    def who(self, number: int) -> Actor:
        cast = self.cast
        return actor((cast.supervisor, cast.officer, cast.other_supervisor, self.person)[number])

    def why(self) -> str:
        """A reason that is this step's own: the same once more is the same request."""
        return f"{WHY} ({len(self.taken)})"

    def leads(self, signer: Actor) -> bool:
        """The supervisor of today, or the office's training officer."""
        officer = self.cast.office.id in signer.officer_of
        return signer.id == self.me.supervisor_id or officer

    @precondition(lambda self: self.reviews())
    @rule(place=st.integers(0, 9))
    def withdraw(self, place: int) -> None:
        review = self.reviews()[place % len(self.reviews())]
        key, waits = str(review.task_key), review.closed_at is None
        before = review.outcome
        done = self.do(lambda: rules.withdraw(self.me, self.work, key, review.id))
        assert done is (waits or before == Outcome.WITHDRAWN)

    @rule(key=st.sampled_from(KEYS), number=PEOPLE)
    def waive(self, key: str, number: int) -> None:
        who, closed = self.who(number), self.is_done(key) or key in self.waived
        done = self.do(lambda: decisions.waive(who, self.work, key, self.why()))
        assert done is (self.leads(who) and not closed)
        if done:
            self.waived.add(key)
            assert not self.waiting(key)

    @precondition(lambda self: self.signatures())
    @rule(place=st.integers(0, 9), number=PEOPLE)
    def revoke(self, place: int, number: int) -> None:
        signed, who = self.signatures()[place % len(self.signatures())], self.who(number)
        key, counts = self.key_of(signed), self.counts(signed)
        waiver, mine = signed.meaning == Meaning.WAIVED, signed.signer_id == who.id
        again = signed.revoked_by == who.id
        done = self.do(lambda: decisions.revoke(who, self.work, key, signed.id, WHY))
        assert done is (again or (counts and (mine or (waiver and self.leads(who)))))
        if done and counts and waiver:
            self.waived.discard(key)
        elif done and counts:
            self.signed[key] -= 1

    @rule(key=st.sampled_from(SENT), number=PEOPLE)
    def reopen(self, key: str, number: int) -> None:
        who = self.who(number)
        done = self.do(lambda: decisions.reopen(who, self.work, key, self.why()))
        assert done is (self.signs_task(who, key) and self.signed[key] > 0)
        if done:
            self.signed[key] = 0

    @precondition(lambda self: self.reviews())
    @rule(place=st.integers(0, 9), number=PEOPLE)
    def take_up(self, place: int, number: int) -> None:
        review, who = self.reviews()[place % len(self.reviews())], self.who(number)
        key, reopened = str(review.task_key), review.source_id is None
        back = review.outcome == Outcome.RETURNED and review.superseded_at is None

        def step() -> None:
            found = access.review_to_decide(who, review.id)
            decisions.take_up(who, found, self.work)

        done = self.do(step, again=False)
        assert not done or (back and key not in self.waived and self.signs_task(who, key))
        if done and reopened:
            self.signed[key] += 1

    @rule(key=st.sampled_from(SENT), number=PEOPLE)
    def record(self, key: str, number: int) -> None:
        """The signer attests to what nobody asked about; a stale page changes nothing."""
        who, task = self.who(number), self.work.tasks[key]
        already = self.signed[key]
        stated = Statement(Meaning.DISCUSSED, who.today)
        done = self.do(lambda: decisions.record(who, self.work, key, stated, already=already))
        if done:
            assert decisions.recordable(task)
            assert self.signs_task(who, key)
            assert key not in self.waived
            self.signed[key] += 1

    @rule(days=st.integers(-3, 40), number=PEOPLE)
    def move_due(self, days: int, number: int) -> None:
        who, on = self.who(number), self.work.starts_on + timedelta(days=days)
        before = queries.due_dates(self.work.id)[LAST, ""]
        done = self.do(lambda: decisions.move_due(who, self.work, (LAST, ""), on, WHY))
        assert not done or on == before or (self.leads(who) and on.weekday() < 5)
        wanted = on if done else before
        assert queries.due_dates(self.work.id)[LAST, ""] == wanted

    @precondition(lambda self: self.editions < 2)
    @rule(key=st.sampled_from(TICKED))
    def new_edition(self, key: str) -> None:
        """A task is worded anew, and this person goes on with the new edition."""
        self.later(timedelta(seconds=1))
        self.editions += 1
        told = f"In other words, number {self.editions}."
        sections = tuple(
            replace(section, topics=tuple(
                replace(topic, tasks=tuple(
                    replace(task, note=told) if task.key == key else task for task in topic.tasks
                )) for topic in section.topics
            )) for section in self.work.outline.sections
        )  # fmt: skip
        edition = publishing.publish(replace(self.work.outline, sections=sections))
        assert edition is not None
        moved = on_terms(progress.lock(self.work), edition_id=edition.id)
        self.work, self.seen = moved, everything()

    def signatures(self) -> list[SignOff]:
        mine = select(SignOff).filter_by(person_id=self.person.id).order_by(SignOff.id)
        return list(db.session.scalars(mine))

    def counts(self, signed: SignOff) -> bool:
        rows = queries.signatures(self.work.id).values()
        return any(row.id == signed.id for many in rows for row in many)

    def key_of(self, signed: SignOff) -> str:
        return curriculum.worded(signed.task_id or 0).key

    def signs_task(self, who: Actor, key: str) -> bool:
        review = Review(signers=self.work.tasks[key].signers)
        return who.id != self.person.id and self.signs(who, review)

    @invariant()
    def a_picture_is_taken(self) -> None:
        self.taken.append((self.now, picture(self.work)))

    def teardown(self) -> None:
        """Every picture can be had again, as at its moment, and so can every quarter hour."""
        if hasattr(self, "work"):
            for at, taken in self.taken:
                then = find_work(self.work.id, at)
                assert then is not None
                assert picture(then, at) == taken
            self.the_kept_lines_have_the_same_past()
        super().teardown()

    def the_kept_lines_have_the_same_past(self) -> None:
        """Each quarter hour in which something happened, and the one before, as it ended."""
        work, moments = self.work.id, [at for at, _ in self.taken]
        around = {end for at in moments for end in ends(max(at - QUARTER, moments[0]), at)}
        for end in around:
            assert as_at(work, end) == worked_out(work, end), end
        assert list(timeline.faults([self.work], past=True)) == []
        before = joined(history(work))
        rebuilt()
        assert history(work) == before


def test_whatever_people_do_the_record_stays_true(cast: Cast, kind: str) -> None:
    Workflow.cast = cast
    play(Trust, kind)
