"""Readiness in any order: a condition is met by evidence that holds now, and a person grants.

Tasks, talks, waivers, entries, ratings and courses come and go; steps are granted, suspended and
taken back; the framework asks for something else. Nobody may do by that what nobody has granted.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, rating
from lms.competencies.models import Rating
from lms.competencies.models import State as Decided
from lms.curriculum import frameworks
from lms.curriculum.framework_outline import Need, NeedKind, Step
from lms.people.actor import Actor
from lms.progress import reviews, rules
from lms.progress.models import COURSE as COURSE_REVIEW
from lms.progress.models import Meaning
from lms.shadowing import decisions as log
from lms.shadowing import entries, sending
from lms.shadowing.models import LogEntry, State
from lms.shadowing.serving import Place
from lms.signoff import decisions as signoff
from lms.signoff.decisions import Statement
from lms.training import decisions as training
from lms.training import records
from lms.training import sending as training_sending
from lms.training.models import CourseRecord, How
from lms.training.records import Writing
from tests.cast import Cast
from tests.competencies.framed import PROTOCOLS, asking
from tests.competencies.rated import judged
from tests.shadowing.logged import WHOLE, quick, review_of
from tests.training.offered import course
from tests.workflow.readiness_book import (
    COURSE,
    GUIDE,
    NOTE,
    TALKS,
    TICKED,
    Judged,
    ReadinessBook,
    Said,
    Taught,
    Visit,
    everything,
)
from tests.workflow.stepping import play

ACTIVITIES = ("assessment", "assessment", "home-visit", "case-notes", "team-meeting")
RATED = ("assessment", "assessment", "safety", "teamwork")
PARTS = ("watched", "took-part", "led")
MORE = (
    Need(NeedKind.COURSE, COURSE), Need(NeedKind.TASK, TICKED, GUIDE, gate=True),
    Need(NeedKind.ENTRIES, part="led", number=2), Need(NeedKind.COMPETENCY, "teamwork", level=1),
    Need(NeedKind.TASK, "intake-process", GUIDE),
)  # fmt: skip
PLACE, WHO = st.integers(0, 39), st.sampled_from([0, 0, 0, 0, 1, 2, 3])
KEYS = st.sampled_from([*TALKS, TICKED])
STEP, ACTIVITY = st.sampled_from([*Step, Step.INDEPENDENT]), st.sampled_from(ACTIVITIES)
MOSTLY = st.sampled_from([True, True, True, False])


class ReadinessMachine(ReadinessBook):
    """Everything that makes a condition met, or takes that away; and every decision."""

    # Tasks.

    @rule(back=st.sampled_from([False, False, True]))
    def tick(self, back: bool) -> None:
        change = rules.untick if back else rules.tick
        done = self.do(lambda: change(self.me, self.work, TICKED))
        assert done is (back or TICKED not in self.waived)
        self.ticked = not back if done else self.ticked

    @rule(key=st.sampled_from(TALKS))
    def talk(self, key: str) -> None:
        stated, already = Statement(Meaning.DISCUSSED, self.today), int(key in self.talked)
        done = self.do(lambda: signoff.record(self.boss, self.work, key, stated, already=already))
        assert done is (not already and key not in self.waived)
        if done:
            self.talked[key] = self.signature()

    @precondition(lambda self: self.talked)
    @rule(place=PLACE, revoked=st.booleans())
    def undo_talk(self, place: int, revoked: bool) -> None:
        keys = [key for key in PROTOCOLS if key in self.talked] or sorted(self.talked)
        key, why = keys[place % len(keys)], self.why()
        signed = self.talked.pop(key)
        if revoked:
            assert self.do(lambda: signoff.revoke(self.boss, self.work, key, signed, why))
        else:
            assert self.do(lambda: signoff.reopen(self.boss, self.work, key, why))

    @rule(key=KEYS, who=WHO)
    def waive(self, key: str, who: int) -> None:
        signer, why = self.who(who), self.why()
        done = self.do(lambda: signoff.waive(signer, self.work, key, why))
        assert done is (who < 2 and key not in self.waived and not self.done(key))
        if done:
            self.waived[key] = self.signature()

    @precondition(lambda self: self.waived)
    @rule(place=PLACE)
    def revoke_waiver(self, place: int) -> None:
        key, why = sorted(self.waived)[place % len(self.waived)], self.why()
        signed = self.waived.pop(key)
        assert self.do(lambda: signoff.revoke(self.boss, self.work, key, signed, why))

    # The log.

    @rule(activity=ACTIVITY, part=st.sampled_from(PARTS), note=st.booleans(), accept=MOSTLY)
    def visit(self, activity: str, part: str, note: bool, accept: bool) -> None:
        said, made = quick(activity=activity, on=self.today), list[LogEntry]()
        device = f"device-{len(self.visits)}"
        assert self.do(lambda: made.append(entries.begin(self.me, said, device)))
        self.visits.append(Visit(made[0], activity, part))
        self.send(self.visits[-1], note)
        if accept:
            self.accept(self.visits[-1])

    def send(self, told: Visit, note: bool) -> None:
        """It waits; for the case note where that is asked for and there is room."""
        taken = any(one.note and one.state in (State.PENDING, State.ACCEPTED)
                    for one in self.visits if one is not told)  # fmt: skip
        told.note = note and not taken
        entry = told.entry
        writing = replace(
            WHOLE, activity=told.activity, part=told.part, on=entry.on, version=entry.version,
            drafted=True, texts=dict.fromkeys(range(3), f"Said of {entry.id}."),
            file="open" if told.activity == "case-notes" else "",
            tasks=[Place(self.enrollment, NOTE)] if told.note else [],
        )  # fmt: skip
        assert self.do(lambda: sending.send(self.me, entry, writing))
        told.state = State.PENDING

    def accept(self, told: Visit) -> None:
        assert self.do(lambda: log.accept(self.boss, review_of(told.entry), Words()))
        told.state = State.ACCEPTED

    @precondition(lambda self: self.visits)
    @rule(place=PLACE, note=st.booleans())
    def go_on_with_a_visit(self, place: int, note: bool) -> None:
        """What waits is accepted; what is accepted is reopened; what came back is sent again."""
        told = self.visits[place % len(self.visits)]
        if told.state == State.PENDING:
            self.accept(told)
        elif told.state == State.ACCEPTED:
            why = Words(self.why())
            assert self.do(lambda: log.reopen(self.boss, told.entry, why))
            told.state = State.RETURNED
        else:
            self.send(told, note)

    # Ratings.

    @rule(key=st.sampled_from(RATED), level=st.integers(0, 4), ago=st.integers(0, 20), who=WHO,
          unseen=st.booleans())  # fmt: skip
    def rate(self, key: str, level: int, ago: int, who: int, unseen: bool) -> None:
        """And once more, when there was no chance to see it."""
        self.rate_it(self.who(who), key, level, ago)
        if unseen:
            self.rate_it(self.who(who), key, 0)

    def rate_it(self, rater: Actor, key: str, level: int, ago: int = 0) -> None:
        on, made = self.today - timedelta(days=ago), list[Rating]()
        may = rater.id in (self.boss.id, self.person.id)
        done = self.do(lambda: made.append(rating.give(rater, self.person, key, judged(level, on))))
        assert done is may
        if done and made[0].id not in {one.id for one in self.judged}:
            self.judged.append(Judged(made[0].id, key, level, on, rater.id == self.person.id))

    @precondition(lambda self: self.judged)
    @rule(place=PLACE)
    def take_back_a_rating(self, place: int) -> None:
        told, why = self.judged.pop(place % len(self.judged)), Words(self.why())
        given = db.session.get_one(Rating, told.id)
        rater = self.me if told.by_self else self.boss
        assert self.do(lambda: rating.take_back(rater, given, why))

    # Courses.

    @rule(ago=st.integers(0, 30), days=st.integers(0, 90))
    def complete_a_course(self, ago: int, days: int) -> None:
        made, on = list[CourseRecord](), self.today - timedelta(days=ago)
        assert self.do(
            lambda: made.append(records.begin(self.me, course(COURSE), "", "", How.E_LEARNING))
        )
        record, until = made[0], on + timedelta(days=days)
        said = Writing("", "Valley Learning", How.E_LEARNING, on, 45, version=record.version)
        assert self.do(lambda: training_sending.send(self.me, record, said))
        waits = reviews.newest(COURSE_REVIEW, record.id)
        assert waits is not None
        assert self.do(lambda: training.confirm(self.boss, waits, Words(), until))
        self.taught.append(Taught(record, until))

    @precondition(lambda self: any(one.counts for one in self.taught))
    @rule(place=PLACE)
    def reopen_a_course(self, place: int) -> None:
        counting = [one for one in self.taught if one.counts]
        told, why = counting[place % len(counting)], Words(self.why())
        assert self.do(lambda: training.reopen(self.boss, told.record, why))
        told.counts = False

    # What follows by itself, and what somebody decides.

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.later(timedelta(days=days))

    @rule(alone=MOSTLY)
    def get_ready(self, alone: bool) -> None:
        """All that assessments ask for, as far as it can be done; and the step itself."""
        step = Step.INDEPENDENT if alone else Step.CO_LEAD
        self.hurried = True
        for need in self.missing(self.outline.activity["assessment"], step):
            self.meet(need)
        self.hurried, self.seen = False, everything()
        self.grant("assessment", step, 0, knowing=True, reason=alone)

    def meet(self, need: Need) -> None:
        """What a condition asks for is done."""
        if need.kind is NeedKind.ENTRIES:
            for _ in range(need.number):
                self.visit("assessment", need.part, note=False, accept=True)
        elif need.kind is NeedKind.COMPETENCY:
            self.rate_it(self.boss, need.key, need.level)
        elif need.kind is NeedKind.COURSE:
            self.complete_a_course(0, 30)
        elif need.key == TICKED:
            self.tick(back=False)
        elif need.key in TALKS and need.key not in self.talked:
            self.talk(need.key)

    @rule(activity=ACTIVITY, step=STEP, who=WHO, knowing=MOSTLY, reason=MOSTLY)
    def grant(self, activity: str, step: Step, who: int, knowing: bool, reason: bool) -> None:
        before, outline = self.said.get(activity), self.outline.activity[activity]
        missing, why = self.missing(outline, step), self.why() if reason else ""
        same = before is not None and (before.state, before.step) == (Decided.GRANTED, step)
        if same and before is not None and why and why != before.words:
            same = set(missing) <= before.without  # what lapsed can be confirmed
        safe = knowing or not any(need.gate for need in missing)
        decider, words = self.who(who), Words(why)
        done = self.do(
            lambda: granting.grant(decider, self.person, activity, step, words, knowing=knowing)
        )
        assert done is (who == 0 and (same or (safe and (reason or not missing))))
        if done and not same:
            self.said[activity] = Said(step, Decided.GRANTED, outline, why, frozenset(missing))

    @precondition(lambda self: self.said)
    @rule(place=PLACE, who=WHO, suspended=MOSTLY, again=st.booleans())
    def end(self, place: int, who: int, suspended: bool, again: bool) -> None:
        activity = sorted(self.said)[place % len(self.said)]
        before, decider = self.said[activity], self.who(who)
        state = Decided.SUSPENDED if suspended else Decided.TAKEN_BACK
        why = before.words if again and before.words else self.why()
        verb = granting.suspend if suspended else granting.take_back
        same = before.state is state and before.words == why
        done = self.do(lambda: verb(decider, self.person, activity, Words(why)))
        may = who == 0 or (suspended and who == 1)
        assert done is (may and (same or before.state is Decided.GRANTED))
        if done and not same:
            self.said[activity] = replace(before, state=state, words=why)

    @precondition(lambda self: self.frameworks < 3)
    @rule(activity=ACTIVITY, step=STEP, need=st.sampled_from(MORE))
    def ask_for_something_else(self, activity: str, step: Step, need: Need) -> None:
        """A new framework, in which a step asks for one thing more, or for one less."""
        self.frameworks += 1
        old = self.outline.activity[activity]
        needs = tuple(
            (at, tuple(one for one in had if one != need) if need in had else (*had, need))
            if at is step else (at, had)
            for at, had in old.needs
        )  # fmt: skip
        listed = [replace(one, needs=needs) if one is old else one
                  for one in self.outline.activities]  # fmt: skip
        self.outline = replace(self.outline, activities=tuple(listed))
        assert frameworks.publish(self.outline) is not None
        self.seen = everything()


def test_whatever_people_do_a_condition_is_met_by_its_evidence(cast: Cast, kind: str) -> None:
    asking("assessment", Step.INDEPENDENT, MORE[0])
    asking("team-meeting", Step.SHADOW, MORE[0])
    ReadinessBook.cast = cast
    play(ReadinessMachine, kind)
