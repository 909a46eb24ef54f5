"""Learner, signers and the calendar in any order: whatever they do, the record stays true.

Each run of the machine is one new person in one transaction that is taken back at the end.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from lms.base import chain_check
from lms.base.db import db
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access, queries, rules, standing, timeline
from lms.progress.models import Outcome, Review, SignOff
from lms.progress.standing import State
from lms.signoff import decisions, drafts
from lms.signoff import queries as written
from lms.signoff import rules as signoff
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.history import everything, superseded
from tests.progress.playing import before_the_log, writing
from tests.workflow.stepping import Stepping

LAST = "community-outreach"  # a small section, so that it is finished now and then
TICKED = ("community-mapping-webinar", "community-map", "implicit-bias-reflection")
COUNTED = (("partners-in-three-cases", "", 3), ("three-case-files", "open", 2),
           ("three-case-files", "closed", 1))  # fmt: skip
WRITTEN = ("two-principles", "close-out-observed")
SENT = ("partners-in-three-cases", "two-assessments", "icm-orientation", *WRITTEN)
KEYS = sorted({*TICKED, *SENT, *(key for key, *_ in COUNTED)})
TEXTS = ("", "Dignity.", "Service.")
DRAFTS = frozenset({"response", "answer", "prose"})  # saved every few seconds, without an event
MEANWHILE = frozenset({"event", "event_chain"})


class Workflow(Stepping):
    """What people can do, beside a plain count of what they did."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.ticked: set[str] = set()
        self.counted: Counter[tuple[str, str]] = Counter()
        self.signed: Counter[str] = Counter()
        self.waived: set[str] = set()

    @initialize()
    def begin(self) -> None:
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.work = enrolled(self.person)
        for key in SENT:
            before_the_log(self.work, key)
        self.seen = everything()
        assert not self.do(lambda: enrolled(self.person))

    @property
    def me(self) -> Actor:
        return actor(self.person)

    def do(self, step: Callable[[], object], *, again: bool = True) -> bool:
        """Take a step, in a transaction of its own, then once more; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        after = self.seen = everything()
        superseded(before, after)
        changed = {name for name in after if after[name] != before[name]}
        if changed:
            self.the_record_and_the_lines_are_whole()
        assert allowed or not changed
        assert bool(changed - DRAFTS - MEANWHILE) <= ("event" in changed)
        assert ("event" in changed) <= bool(changed - MEANWHILE)
        if again:
            self.allowed(step)
            assert everything() == after
        return allowed

    @rule(key=st.sampled_from([*TICKED, SENT[0]]), back=st.sampled_from((False, False, True)))
    def tick(self, key: str, back: bool) -> None:
        change = rules.untick if back else rules.tick
        allowed = back or (key in TICKED and key not in self.waived)
        assert self.do(lambda: change(self.me, self.work, key)) is allowed
        if allowed and key in TICKED:
            (self.ticked.discard if back else self.ticked.add)(key)

    @rule(what=st.sampled_from(COUNTED), number=st.integers(-1, 4))
    def count(self, what: tuple[str, str, int], number: int) -> None:
        key, part, most = what
        done = self.do(lambda: rules.count(self.me, self.work, key, part, number))
        fixed = self.waiting(key) or self.signed[key] or key in self.waived
        same = number == self.counted[key, part]
        assert done is (0 <= number <= most and (same or not fixed))
        if done:
            self.counted[key, part] = number

    def form(self, key: str, text: str, stale: bool) -> Writing:
        texts = [text] * len(drafts.prompts(self.work.tasks[key]))
        found = writing(self.work, key, *texts, on=self.me.today)
        return Writing(texts, found.version - stale, found.on)

    @rule(key=st.sampled_from(WRITTEN), text=st.sampled_from(TEXTS), stale=st.booleans())
    def draft(self, key: str, text: str, stale: bool) -> None:
        form, found = self.form(key, text, stale), written.response(self.work.id, key)
        kept = {prose.text for prose in written.draft(found).values()} or {""}
        saved = self.do(lambda: drafts.save_draft(self.me, self.work, key, form))
        if stale and found and form.texts and kept != {text}:
            assert not saved

    @rule(key=st.sampled_from(SENT), text=st.sampled_from(TEXTS), stale=st.booleans())
    def send(self, key: str, text: str, stale: bool) -> None:
        form, full = self.form(key, text, stale), self.held(key) == self.asked(key)
        short = any(self.counted[k, part] < most for k, part, most in COUNTED if k == key)
        waiting = self.waiting(key)
        sent = self.do(lambda: signoff.submit(self.me, self.work, key, form))
        if full or short or (not text and form.texts) or key in self.waived:
            assert self.waiting(key) == waiting
        elif not stale:
            assert sent
            assert self.waiting(key) == waiting + 1

    @rule(key=st.sampled_from(SENT), accept=st.sampled_from((True, True, False)))
    def settle(self, key: str, accept: bool) -> None:
        """Whoever signs decides on what waits, once something does."""
        self.send(key, TEXTS[-1], stale=False)
        boss, officer = self.me.supervisor_id, self.cast.officer.id
        who = db.session.get_one(Person, officer if boss is None else boss)
        for review in [r for r in self.current(key) if r.closed_at is None][:1]:
            self.decide_as(actor(who), review, accept)

    @precondition(lambda self: self.reviews())
    @rule(place=st.integers(0, 9), who=st.integers(0, 3), accept=st.booleans())
    def decide(self, place: int, who: int, accept: bool) -> None:
        """Anyone tries to decide on anything."""
        found, cast = self.reviews(), self.cast
        everyone = (cast.supervisor, cast.officer, cast.other_supervisor, self.person)
        self.decide_as(actor(everyone[who]), found[place % len(found)], accept)

    def decide_as(self, signer: Actor, review: Review, accept: bool) -> None:
        waits, key = review.closed_at is None, str(review.task_key)

        def step() -> None:
            found = access.review_to_decide(signer, review.id)
            if accept:
                stated = Statement(decisions.meanings_of(found)[0], signer.today)
                decisions.sign_off(signer, found, self.work, stated)
            else:
                decisions.give_back(signer, found, self.work, "Say more, please.")

        signs = waits and self.signs(signer, review)
        if self.do(step) and waits:
            assert signs
            self.signed[key] += accept
        else:
            assert not signs

    @rule(days=st.integers(1, 10), boss=st.sampled_from(["same"] * 6 + ["new", "none"]))
    def wait(self, days: int, boss: str) -> None:
        """Time passes, and sometimes another supervisor comes, or none."""
        self.later(timedelta(days=days))
        if boss != "same":
            new = self.me.supervisor_id != self.cast.supervisor.id
            follow = self.cast.supervisor if new else self.cast.other_supervisor
            self.move(follow if boss == "new" else None)

    def move(self, boss: Person | None) -> None:
        self.do(
            lambda: people.give_post(
                self.person, self.cast.office, "case-manager", supervisor=boss,
                starts_on=self.me.today,
            ),
            again=False,
        )  # fmt: skip

    def reviews(self) -> list[Review]:
        mine = select(Review).filter_by(person_id=self.person.id).order_by(Review.id)
        return list(db.session.scalars(mine))

    def current(self, key: str) -> list[Review]:
        return [r for r in self.reviews() if r.task_key == key and r.superseded_at is None]

    def waiting(self, key: str) -> int:
        return sum(review.closed_at is None for review in self.current(key))

    def held(self, key: str) -> int:
        return self.waiting(key) + self.signed[key]

    def asked(self, key: str) -> int:
        return standing.needs(self.work.tasks[key]).sign_offs

    def signs(self, signer: Actor, review: Review) -> bool:
        """Who signs, said once more in plain words."""
        if signer.id == self.me.supervisor_id:
            return True
        either = review.signers == "either" or self.me.supervisor_id is None
        return either and self.cast.office.id in signer.officer_of

    def is_done(self, key: str) -> bool:
        counted = all(self.counted[k, part] == most for k, part, most in COUNTED if k == key)
        ticked = key not in TICKED or key in self.ticked
        done = counted and ticked and self.signed[key] == self.asked(key)
        return done and key not in self.waived

    def the_record_and_the_lines_are_whole(self) -> None:
        assert list(chain_check.faults()) == []
        assert list(timeline.faults()) == []

    @invariant()
    def done_is_what_was_done(self) -> None:
        sections = queries.section_standings(self.work)
        tasks = {key: task for section in sections for key, task in section.tasks.items()}
        for key in KEYS:
            assert (tasks[key].state is State.DONE) is self.is_done(key)
            assert (tasks[key].state is State.WAIVED) is (key in self.waived)
            assert (tasks[key].done_on is None) is not (self.is_done(key) or key in self.waived)
        for section in sections:
            assert (section.completed_on is not None) is (section.done == section.required)
        outreach = next(section for section in sections if section.section.key == LAST)
        closed = [key for key in outreach.tasks if self.is_done(key) or key in self.waived]
        assert outreach.done == len(closed)

    @invariant()
    def nobody_signed_their_own_work(self) -> None:
        assert all(s.person_id != s.signer_id for s in db.session.scalars(select(SignOff)))

    @invariant()
    def every_piece_has_one_review(self) -> None:
        for key in SENT:
            current = self.current(key)
            pieces = [r.piece for r in current]
            assert sorted(pieces) == sorted(set(pieces))
            assert set(pieces) <= set(range(1, self.asked(key) + 1))
            assert sum(r.outcome == Outcome.ACCEPTED for r in current) == self.signed[key]
