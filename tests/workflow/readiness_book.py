"""What somebody has done and what they may do, in plain words beside the tables.

Each run of the machine is one new person in one transaction that is taken back at the end. The
book keeps what was ticked, talked about, accepted, rated, taught and decided; what a step asks for
is looked up there, never in what the room itself says is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from hypothesis.stateful import initialize, invariant
from sqlalchemy import select

from lms.base import chain_check, clock
from lms.base.db import Base, db
from lms.competencies import standings
from lms.competencies.framework import present
from lms.competencies.models import Readiness
from lms.competencies.models import State as Decided
from lms.competencies.readiness import ActivityStanding
from lms.curriculum.framework_outline import ActivityOutline, FrameworkOutline, Need, NeedKind, Step
from lms.people.actor import Actor
from lms.progress import timeline
from lms.progress.models import SignOff
from lms.progress.work import Work, find_work
from lms.shadowing.models import LogEntry, State
from lms.training.models import CourseRecord
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.history import CONTENT, Rows, rows, superseded
from tests.workflow.stepping import Stepping

GUIDE, TICKED, NOTE, COURSE = "icm-onboarding", "client-boundaries", "practice-case-note", "rccm"
TALKS = ("client-information-storage", "boundary-challenges", "dv-protocol",
         "child-abuse-reporting", "suicide-protocol", "assessment-timing",
         "office-case-notes")  # fmt: skip
FAR = {"watched": 1, "took-part": 2, "led": 3}
KEPT = CONTENT | {"framework"}  # published and never changed; large to read again and again


def everything() -> dict[str, Rows]:
    """All that rules could have changed."""
    return {name: rows(name) for name in Base.metadata.tables if name not in KEPT}


@dataclass
class Visit:
    """An entry of the log; `note`: it is for the practice case note."""

    entry: LogEntry
    activity: str
    part: str
    state: State = State.DRAFT
    note: bool = False


@dataclass(frozen=True)
class Judged:
    """A rating that holds."""

    id: int
    key: str
    level: int
    on: date
    by_self: bool


@dataclass
class Taught:
    """A course that was completed, and until when it is good."""

    record: CourseRecord
    until: date
    counts: bool = True


@dataclass(frozen=True)
class Said:
    """What was decided last about an activity, by the framework of that day."""

    step: Step
    state: Decided
    activity: ActivityOutline
    words: str
    without: frozenset[Need] = field(default=frozenset())


class ReadinessBook(Stepping):
    """The people, a step that is taken whole or not at all, and what follows in plain words."""

    cast: ClassVar[Cast]
    outline: FrameworkOutline

    def __init__(self) -> None:
        super().__init__()
        self.ticked = False
        self.talked: dict[str, int] = {}  # by task: the signature
        self.waived: dict[str, int] = {}
        self.visits: list[Visit] = []
        self.judged: list[Judged] = []
        self.taught: list[Taught] = []
        self.said: dict[str, Said] = {}
        self.frameworks = self.reasons = 0
        self.hurried = False  # what is tried out elsewhere is not compared once more

    @initialize()
    def begin_all(self) -> None:
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.enrollment = enrolled(self.person).id
        self.outline = present().outline
        self.seen = everything()

    @property
    def me(self) -> Actor:
        return actor(self.person)

    @property
    def boss(self) -> Actor:
        return actor(self.cast.supervisor)

    @property
    def today(self) -> date:
        return clock.today("America/Denver")

    @property
    def work(self) -> Work:
        found = find_work(self.enrollment)
        assert found is not None
        return found

    def who(self, number: int) -> Actor:
        cast = self.cast
        return actor((cast.supervisor, cast.officer, cast.colleague, self.person)[number])

    def do(self, step: Callable[[], object]) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        if self.hurried:
            return allowed
        after = self.seen = everything()
        superseded(before, after)
        assert allowed or after == before, "what is refused changes nothing"
        self.allowed(step)
        assert everything() == after, "the same once more changes nothing"
        return allowed

    def why(self) -> str:
        """A reason that is this step’s own: the same once more is the same request."""
        self.reasons += 1
        return f"So that it is right{' indeed' * self.reasons}."

    def signature(self) -> int:
        """The one given last."""
        mine = select(SignOff.id).filter_by(person_id=self.person.id).order_by(SignOff.id.desc())
        return db.session.scalars(mine.limit(1)).one()

    # What plain words say of a condition.

    def done(self, key: str) -> bool:
        """Whether a task was done: waived it was not."""
        if key == NOTE:
            return any(one.note and one.state == State.ACCEPTED for one in self.visits)
        return (key == TICKED and self.ticked) or key in self.talked

    def level(self, key: str) -> int:
        """The last level that others have observed."""
        seen = [one for one in self.judged if one.key == key and one.level and not one.by_self]
        return max(seen, key=lambda one: (one.on, one.id)).level if seen else 0

    def there(self, need: Need, activity: str) -> int:
        """How much of what a condition asks for is there."""
        if need.kind is NeedKind.TASK:
            return int(need.program == GUIDE and self.done(need.key))
        if need.kind is NeedKind.COMPETENCY:
            return self.level(need.key)
        if need.kind is NeedKind.COURSE:
            good = any(one.counts and one.until >= self.today for one in self.taught)
            return int(need.key == COURSE and good)
        return sum(
            one.state == State.ACCEPTED and one.activity == activity
            and FAR[one.part] >= FAR[need.part]
            for one in self.visits
        )  # fmt: skip

    def met(self, need: Need, activity: str) -> bool:
        """Whether that is enough."""
        asked = {NeedKind.COMPETENCY: need.level, NeedKind.ENTRIES: need.number}.get(need.kind, 1)
        return self.there(need, activity) >= asked

    def missing(self, activity: ActivityOutline, step: Step) -> list[Need]:
        """What a step asks for, with all before it, and is not there."""
        order = list(Step)
        upto = order[: order.index(step) + 1]
        asked = dict.fromkeys(need for at, needs in activity.needs if at in upto for need in needs)
        return [need for need in asked if not self.met(need, activity.key)]

    def gone(self, said: Said) -> set[Need]:
        """What was there when a step was granted and is there no more."""
        return {*self.missing(said.activity, said.step)} - said.without

    def may(self, said: Said) -> Step:
        """What was granted, but nothing alone while a protocol is open again."""
        open_again = said.step is Step.INDEPENDENT and any(one.gate for one in self.gone(said))
        return Step.LEAD_OBSERVED if open_again else said.step

    # What stays true, whatever was done.

    @invariant()
    def each_activity_stands_where_its_evidence_and_decisions_say(self) -> None:
        if not hasattr(self, "person"):
            return
        found = standings.of(self.person.id, self.today)
        assert [*found] == [one.key for one in self.outline.activities]
        for one in self.outline.activities:
            self.a_condition_is_met_by_its_evidence_and_by_nothing_else(one, found[one.key])
            self.people_may_do_what_was_granted(one.key, found[one.key])

    def a_condition_is_met_by_its_evidence_and_by_nothing_else(
        self, activity: ActivityOutline, found: ActivityStanding
    ) -> None:
        for step in found.steps:
            for one in step.conditions:
                wanted = self.there(one.need, activity.key), self.met(one.need, activity.key)
                assert (one.there, one.met) == wanted, (activity.key, one.need)
            missing = self.missing(activity, step.step)
            assert {one.need for one in step.missing} == {*missing}
            assert step.possible is (not missing)

    def people_may_do_what_was_granted(self, activity: str, found: ActivityStanding) -> None:
        said = self.said.get(activity)
        if said is None or said.state is Decided.TAKEN_BACK:
            assert (found.held, found.may, [*found.lapsed]) == (None, None, []), activity
            return
        granted = said.state is Decided.GRANTED
        assert found.may is (self.may(said) if granted else None), activity
        assert {one.need for one in found.lapsed} == self.gone(said), activity

    @invariant()
    def what_was_decided_is_whole(self) -> None:
        every = db.session.scalars(select(Readiness)).all()
        current = [row.activity for row in every if row.superseded_at is None]
        assert len(current) == len({*current})
        assert {row.activity: row.state for row in every if row.superseded_at is None} == {
            activity: said.state for activity, said in self.said.items()
        }
        for row in every:
            assert row.reason_id or (row.state == Decided.GRANTED and not row.missing)
            assert row.sign_off_id
            assert row.digest == db.session.get_one(SignOff, row.sign_off_id).content_digest

    @invariant()
    def nobody_signed_their_own_work(self) -> None:
        assert all(s.person_id != s.signer_id for s in db.session.scalars(select(SignOff)))

    def teardown(self) -> None:
        if hasattr(self, "enrollment"):
            assert list(timeline.faults([self.work], past=True)) == []
            assert list(chain_check.faults()) == []
        super().teardown()
