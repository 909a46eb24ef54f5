"""As at a past moment: one long story, and each of its moments is shown again later as it was."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from lms.base import chain_check, clock
from lms.base.db import db
from lms.curriculum import rules as publishing
from lms.curriculum.models import Edition
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import ledger, queries, record, rules, timeline
from lms.progress.models import Meaning, Review, SignOff
from lms.progress.sections import SectionStanding
from lms.progress.standing import State
from lms.progress.work import Work, find_work
from lms.signoff import decisions, drafts
from lms.signoff import rules as sending
from lms.signoff.decisions import Statement
from tests.cast import Cast, actor
from tests.progress.lines import rebuilt
from tests.progress.playing import TALKED_ON, on_terms, send, sign, writing

Told = dict[str, tuple[datetime, dict[str, Any]]]
HOUR = timedelta(hours=1)
WORDS, TALK, WATCHED, TICKED, COUNTED, BOTH = (
    "two-principles", "boundary-challenges", "two-assessments", "nasw-code", "three-cases-notes",
    "icm-basics",
)  # fmt: skip
PLACE, GONE, RENAMED = ("who-we-serve", ""), "strengths-in-a-sample-intake", "Pick one principle."
WHY = "Because of the move."
STOOD = [
    ("enrolled", WORDS, State.NOT_STARTED),
    ("ticked", TICKED, State.DONE),
    ("unticked", TICKED, State.NOT_STARTED),
    ("counted", COUNTED, State.DONE),
    ("counted back", COUNTED, State.IN_PROGRESS),
    ("drafted", WORDS, State.IN_PROGRESS),
    ("sent", WORDS, State.SUBMITTED),
    ("withdrawn", WORDS, State.IN_PROGRESS),
    ("returned", WORDS, State.RETURNED),
    ("sent anew", WORDS, State.SUBMITTED),
    ("signed", WORDS, State.DONE),
    ("revoked", WORDS, State.SUBMITTED),
    ("signed again", WORDS, State.DONE),
    ("reopened", WORDS, State.RETURNED),
    ("restored", WORDS, State.DONE),
    ("asked", TALK, State.SUBMITTED),
    ("waived", TALK, State.WAIVED),
    ("talked", TALK, State.DONE),
    ("watched", WATCHED, State.IN_PROGRESS),
    ("watched twice", WATCHED, State.DONE),
    ("returned, too", BOTH, State.RETURNED),
    ("taken up", BOTH, State.SUBMITTED),
]


def picture(enrollment_id: int, at: datetime | None = None) -> dict[str, Any]:
    """All that pages show of an enrollment, now or at a past moment."""
    work = find_work(enrollment_id, at)
    assert work is not None
    return {
        "work": work,
        "facts": ledger.facts(work.id, at),
        "reviews": queries.reviews(work.id, at),
        "due": queries.due_dates(work.id, at),
        "signatures": queries.signatures(work.id, at),
        "sections": queries.section_standings(work, at),
        "record": list(record.record(work, at).rows()),
    }


@dataclass
class Story:
    """The same person, hour by hour."""

    cast: Cast
    noon: time_machine.Traveller
    me: Actor
    boss: Actor

    @property
    def work(self) -> Work:
        found = find_work(self.cast.work.id)
        assert found is not None
        return found

    def review(self, key: str) -> Review:
        """The newest attempt at a task."""
        mine = select(Review).filter_by(task_key=key, superseded_at=None)
        return db.session.scalars(mine.order_by(Review.id.desc()).limit(1)).one()

    def signed(self) -> int:
        """The newest signature."""
        return db.session.scalars(select(SignOff.id).order_by(SignOff.id.desc()).limit(1)).one()

    def moments(self) -> dict[str, Callable[[], object]]:
        """What happens, an hour after the other."""
        me, boss = self.me, self.boss
        return {
            "ticked": lambda: rules.tick(me, self.work, TICKED),
            "unticked": lambda: rules.untick(me, self.work, TICKED),
            "counted": lambda: rules.count(me, self.work, COUNTED, "", 3),
            "counted back": lambda: rules.count(me, self.work, COUNTED, "", 1),
            "drafted": lambda: drafts.save_draft(me, self.work, WORDS, self.typed("Dignity.")),
            "sent": lambda: send(me, self.work, WORDS),
            "withdrawn": lambda: sending.withdraw(me, self.work, WORDS, self.review(WORDS).id),
            "sent again": lambda: send(me, self.work, WORDS),
            "returned": lambda: self.give_back("Why *these*?"),
            "sent anew": lambda: send(me, self.work, WORDS),
            "signed": lambda: sign(boss, self.work, self.review(WORDS)),
            "revoked": lambda: decisions.revoke(boss, self.work, WORDS, self.signed(), WHY),
            "signed again": lambda: sign(boss, self.work, self.review(WORDS)),
            "reopened": lambda: decisions.reopen(boss, self.work, WORDS, WHY),
            "restored": lambda: decisions.take_up(boss, self.review(WORDS), self.work),
            "asked": lambda: send(me, self.work, TALK),
            "waived": lambda: decisions.waive(boss, self.work, TALK, WHY),
            "to be done": lambda: decisions.revoke(boss, self.work, TALK, self.signed(), WHY),
            "talked": lambda: decisions.record(boss, self.work, TALK, self.talked()),
            "moved": lambda: self.move(date(2026, 3, 25)),
            "moved back": lambda: self.move(date(2026, 3, 16)),
            "watched": lambda: sign(boss, self.work, send(me, self.work, WATCHED)),
            "edition moved": self.move_on,
            "waiting": lambda: send(me, self.work, BOTH),
            "returned, too": lambda: decisions.give_back(boss, self.review(BOTH), self.work, WHY),
            "taken up": lambda: decisions.take_up(boss, self.review(BOTH), self.work),
            "watched twice": lambda: sign(boss, self.work, send(me, self.work, WATCHED)),
        }

    def typed(self, text: str) -> drafts.Writing:
        return writing(self.work, WORDS, text, "")

    def talked(self) -> Statement:
        return Statement(Meaning.DISCUSSED, TALKED_ON)

    def give_back(self, comment: str) -> None:
        decisions.give_back(self.boss, self.review(WORDS), self.work, comment)

    def move(self, day: date) -> None:
        decisions.move_due(self.boss, self.work, PLACE, day, WHY)

    def move_on(self) -> None:
        """To a new edition, where one task reads otherwise and another is gone."""
        on_terms(self.work, edition_id=publish(self.work).id)
        rebuilt()


def publish(work: Work) -> Edition:
    def told(task: TaskOutline) -> TaskOutline:
        return replace(task, title=RENAMED) if task.key == WORDS else task

    sections = tuple(
        replace(section, topics=tuple(
            replace(topic, tasks=tuple(told(task) for task in topic.tasks if task.key != GONE))
            for topic in section.topics
        ))
        for section in work.outline.sections
    )  # fmt: skip
    edition = publishing.publish(replace(work.outline, sections=sections))
    assert edition is not None
    return edition


@pytest.fixture
def told(cast: Cast, noon: time_machine.Traveller) -> Told:
    """The story, played to its end: each moment with the picture that pages showed then."""
    story = Story(cast, noon, actor(cast.learner), actor(cast.supervisor))
    found = {"enrolled": (datetime.now(UTC), picture(cast.work.id))}
    for name, happens in story.moments().items():
        noon.shift(HOUR)
        happens()
        db.session.commit()
        found[name] = (datetime.now(UTC), picture(cast.work.id))
    return found


def state(told: Told, moment: str, key: str, at: datetime | None = None) -> State:
    """Where a task stood at a moment, read from the picture kept then or made again now."""
    shown = told[moment][1] if at is None else picture(told[moment][1]["work"].id, at)
    sections: list[SectionStanding] = shown["sections"]
    return next(section.tasks[key].state for section in sections if key in section.tasks)


def test_each_moment_is_shown_again_as_it_was(told: Told) -> None:
    enrollment = told["enrolled"][1]["work"].id
    for name, (at, shown) in told.items():
        for moment in (at, at + HOUR / 2, at + HOUR - timedelta(microseconds=1)):
            again = picture(enrollment, moment)
            for what, wanted in shown.items():
                assert again[what] == wanted, (name, what, moment - at)
    assert picture(enrollment, clock.now()) == picture(enrollment)
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


def test_the_moments_differ(told: Told) -> None:
    """The story is worth its name: no two neighbours look alike."""
    shown = [one for _, one in told.values()]
    assert len(shown) == 28
    assert not any(one == other for one, other in pairwise(shown))


def test_where_each_task_stood(told: Told) -> None:
    for moment, key, wanted in STOOD:
        assert state(told, moment, key) is wanted
        assert state(told, moment, key, told[moment][0]) is wanted


def test_what_is_decided_later_still_waited(told: Told) -> None:
    """A return and its comment do not show before they were written."""
    at, shown = told["sent again"]
    (line,) = queries.reviews(shown["work"].id, at)[WORDS]
    assert (line.closed_at, line.outcome, line.decided_by, line.comment) == (None,) * 4
    (later,) = queries.reviews(shown["work"].id, told["returned"][0])[WORDS]
    assert (later.id, later.outcome) == (line.id, "returned")
    assert "<em>these</em>" in (later.comment or "")


def test_the_edition_of_the_day_words_the_tasks(told: Told) -> None:
    enrollment = told["enrolled"][1]["work"].id
    before, after = (find_work(enrollment, told[name][0]) for name in ("watched", "edition moved"))
    assert before is not None
    assert after is not None
    assert (before.edition, after.edition) == (1, 2)
    assert (GONE in before.tasks, GONE in after.tasks) == (True, False)
    assert before.tasks[WORDS].title != after.tasks[WORDS].title == RENAMED


def test_before_the_first_day_there_was_nothing(told: Told) -> None:
    at, shown = told["enrolled"]
    early, enrollment = at - timedelta(microseconds=1), shown["work"].id
    assert find_work(enrollment, early) is None
    assert ledger.facts(enrollment, early) == {}
    assert queries.reviews(enrollment, early) == {}
    assert queries.due_dates(enrollment, early) == {}
    assert queries.signatures(enrollment, early) == {}
