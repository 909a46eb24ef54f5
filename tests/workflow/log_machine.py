"""Entries of the log in any order: whoever does what, what counts is what was accepted.

Each run of the machine is one new person in one transaction that is taken back at the end. Beside
the tables stands a plain model: where each entry stands, and what it counts for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

from hypothesis.stateful import initialize
from sqlalchemy import select

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import queries
from lms.progress.models import Review
from lms.progress.standing import TaskStanding
from lms.progress.work import Work, find_work
from lms.shadowing import office_rules
from lms.shadowing.entries import Writing
from lms.shadowing.models import LogEntry, State
from lms.shadowing.serving import Place
from tests.cast import Cast, actor, enrolled, posted
from tests.progress.history import everything, superseded
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    FILES,
    WHOLE,
)
from tests.workflow.stepping import Stepping

KEYS = (ASSESSMENTS, CLOSE_OUT, CASE_NOTE, FILES)
ASKED = {ASSESSMENTS: 2, CLOSE_OUT: 1, CASE_NOTE: 1, FILES: 3}
KINDS = {ASSESSMENTS: "assessment", CLOSE_OUT: "close-out", CASE_NOTE: "", FILES: "case-notes"}
ACTIVITIES = ("assessment", "close-out", "case-notes", "intake")
WAITS = ("withdrawn", None)


@dataclass
class Told:
    """One entry, as plain words have it."""

    entry: LogEntry
    state: State = State.DRAFT
    tasks: list[str] = field(default_factory=list)
    confirmed: bool = False


class LogBook(Stepping):
    """The people, and a step that is taken whole or not at all."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.shares = False
        self.reasons = 0
        self.shared: set[tuple[int, str]] = set()  # linked while sharing was on
        self.by_hand = {"open": 0, "closed": 0}
        self.attested = dict.fromkeys(KEYS, 0)
        self.waived: set[str] = set()

    @initialize()
    def begin_all(self) -> None:
        self.person = posted("Nadia Karim", self.cast.office, self.cast.supervisor)
        self.enrollment = enrolled(self.person).id
        self.seen = everything()

    @property
    def me(self) -> Actor:
        return actor(self.person)

    @property
    def boss(self) -> Actor:
        return actor(self.cast.supervisor)

    @property
    def work(self) -> Work:
        found = find_work(self.enrollment)
        assert found is not None
        return found

    def who(self, number: int) -> Actor:
        cast = self.cast
        return actor((cast.supervisor, cast.officer, cast.colleague, self.person)[number])

    def leads(self, who: Actor) -> bool:
        """The supervisor, or the office’s training officer."""
        return who.id in (self.cast.supervisor.id, self.cast.officer.id)

    def do(self, step: Callable[[], object], *, again: bool = True) -> bool:
        """Take a step, then once more, which changes nothing; whether it was allowed."""
        self.later(timedelta(seconds=1))
        before = self.seen
        allowed = self.allowed(step)
        after = self.seen = everything()
        superseded(before, after)
        assert allowed or after == before, "what is refused changes nothing"
        if again:
            self.allowed(step)
            assert everything() == after, "the same once more changes nothing"
        return allowed

    def writing(self, told: Told, **change: object) -> Writing:
        """The form of an entry as it is, with everything said."""
        entry = told.entry
        texts = {place: f"Said of {entry.id}, {place}." for place in range(3)}
        said = replace(
            WHOLE, activity=entry.activity, on=self.me.today, version=entry.version, texts=texts,
            colleague_id=entry.colleague_id, agency=entry.agency, agency_job=entry.agency_job,
            file=entry.file or "open", drafted=True,
        )  # fmt: skip
        return replace(said, **change)  # type: ignore[arg-type]

    def why(self) -> str:
        """A reason that is this step’s own: the same once more is the same request."""
        self.reasons += 1
        return f"So that it is right{' indeed' * self.reasons}."

    def places(self, keys: Sequence[str]) -> list[Place]:
        return [Place(self.enrollment, key) for key in keys]

    def pick(self, number: int, *states: State) -> Told:
        """An entry: mostly one of these states, where there is any."""
        fitting = [one for one in self.told if one.state in states]
        chosen = fitting if fitting and number % 4 else self.told
        return chosen[number // 4 % len(chosen)]

    # What plain words say of a task.

    def accepted(self, key: str) -> int:
        """Entries that count for it."""
        return sum(one.state == State.ACCEPTED and key in one.tasks for one in self.told)

    def waiting(self, key: str) -> int:
        """Entries that wait to."""
        return sum(one.state == State.PENDING and key in one.tasks for one in self.told)

    def taken(self, key: str, but: Told | None = None) -> int:
        """How much of what it asks for is there, or waits to be."""
        if key == FILES:
            return self.parts("open", but) + self.parts("closed", but)
        return self.attested[key] + self.serving(key, but)

    def parts(self, file: str, but: Told | None = None) -> int:
        """The same of one part of the three files."""
        return self.by_hand[file] + self.serving(FILES, but, file)

    def serving(self, key: str, but: Told | None, file: str = "") -> int:
        return sum(
            one is not but and key in one.tasks and one.state in (State.PENDING, State.ACCEPTED)
            and file in ("", one.entry.file)
            for one in self.told
        )  # fmt: skip

    def done(self, key: str) -> bool:
        """Whether nothing is missing."""
        if key == FILES:
            return self.is_there("open") >= 2 and self.is_there("closed") >= 1
        return self.attested[key] + self.accepted(key) >= ASKED[key]

    def is_there(self, file: str) -> int:
        counted = [one for one in self.told if one.state == State.ACCEPTED and FILES in one.tasks]
        return self.by_hand[file] + sum(one.entry.file == file for one in counted)

    def room(self, key: str, told: Told, file: str) -> bool:
        """Whether an entry of this file still finds a place."""
        if key in self.waived or self.done(key):
            return False
        if key != FILES:
            return self.taken(key, told) < ASKED[key]
        return self.parts(file, told) < {"open": 2, "closed": 1}.get(file, 0)

    def fits(self, key: str, told: Told) -> bool:
        return KINDS[key] in ("", told.entry.activity)

    def reviews(self, told: Told) -> list[Review]:
        mine = select(Review).filter_by(kind="entry", source_id=told.entry.id, superseded_at=None)
        return list(db.session.scalars(mine.order_by(Review.id)))

    def standing(self, key: str) -> TaskStanding:
        work = self.work
        return queries.task_standing(work, work.tasks[key])

    def share(self, *, on: bool) -> bool:
        officer, office = actor(self.cast.officer), self.cast.office
        present = office_rules.of_office(office.id)
        wanted = replace(present, shares=on)
        return self.do(lambda: office_rules.change(office, wanted, actor_id=officer.id))
