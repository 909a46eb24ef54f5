"""What is not there yet: the tasks, entries, quizzes and courses that would show a competency.

A level says how far somebody is; this says what to do next, for one person or for a team. What an
office elsewhere uses only (`elsewhere` in the framework) is missed by nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from lms.base.db import db
from lms.competencies import cycles, known, ratings
from lms.competencies.ratings import Held
from lms.curriculum import courses, queries
from lms.curriculum.framework_outline import (
    CompetencyOutline,
    FrameworkOutline,
    Need,
    NeedKind,
)
from lms.curriculum.models import Program
from lms.curriculum.outline import ProgramOutline
from lms.progress.models import Enrollment, Fact, Kind
from lms.progress.work import Work
from lms.shadowing import activities

SHOWN = 3  # of each kind of thing that would close a gap: what most people lack comes first
KINDS = ("task", "entry", "course", "quiz")


class Thing(NamedTuple):
    """Something to do that would show a competency."""

    kind: str  # task, quiz, entry, course
    key: str
    title: str
    verb: str = ""


@dataclass(frozen=True)
class Had:
    """What one person has of all that shows competencies."""

    tasks: frozenset[tuple[str, str]] = frozenset()
    quizzes: frozenset[str] = frozenset()
    entries: Mapping[tuple[str, str], int] = field(default_factory=Counter)
    courses: frozenset[str] = frozenset()
    work: Work | None = None  # on the framework's guide

    def logged(self, activity: str) -> bool:
        """Whether an accepted entry of this kind is there, whatever the part."""
        return any(kind == activity for kind, _ in self.entries)


@dataclass(frozen=True)
class Titles:
    """What things are called."""

    guide: ProgramOutline | None
    courses: Mapping[str, str]


def titles(outline: FrameworkOutline) -> Titles:
    """What tasks, quizzes and courses are called now."""
    guide = next((one.outline for one in queries.guides() if one.key == outline.guide), None)
    return Titles(guide, {one.key: one.title for one in courses.catalogue(None)})


def had(
    outline: FrameworkOutline, listed: Sequence[CompetencyOutline], person_ids: Collection[int],
    day: date,
) -> dict[int, Had]:  # fmt: skip
    """What people have of what shows these competencies: as many statements for 50 as for one."""
    asked = [Need(NeedKind.TASK, key, outline.guide)
             for one in listed for key in one.evidence.tasks.keys]  # fmt: skip
    keys = {key for one in listed for key in one.evidence.courses}
    tasks = known.tasks_done(person_ids, asked)
    quizzes = _quizzes(outline.guide, person_ids, listed)
    entries, works = known.entries(person_ids), cycles.works(person_ids)
    lasting = known.courses_in_date(person_ids, keys, day)
    return {
        one: Had(frozenset(tasks[one]), frozenset(quizzes[one]), entries[one],
                 frozenset(lasting[one]), works.get(one))
        for one in person_ids
    }  # fmt: skip


def missing(one: CompetencyOutline, had: Had, titles: Titles) -> Iterator[Thing]:
    """What would show a competency of one person and is not there: first the guide, then more."""
    shows, guide = one.evidence, titles.guide
    mine = had.work.tasks if had.work else {}
    for key in shows.tasks.keys:
        task = mine.get(key)
        if task is not None and (shows.tasks.program, key) not in had.tasks:
            yield Thing("task", key, task.title, task.verb)
    for key in shows.quizzes:
        quiz = guide.quizzes.get(key) if guide and had.work else None
        if quiz is not None and key not in had.quizzes:
            yield Thing("quiz", key, quiz.title)
    for key in shows.activities:
        if not had.logged(key):
            yield Thing("entry", key, activities.label(key))
    for key in shows.courses:
        if key in titles.courses and key not in had.courses:
            yield Thing("course", key, titles.courses[key])


@dataclass(frozen=True)
class Gap:
    """A competency in which people of a team are below what is aimed at."""

    competency: CompetencyOutline
    people: Sequence[tuple[int, Held | None]]  # (person, what holds), the lowest first
    things: Sequence[tuple[Thing, int]]  # what would close it, and how many of them lack it


def team(outline: FrameworkOutline, person_ids: Sequence[int], day: date) -> list[Gap]:
    """Where these people are below the target, the widest gap first, with what would close it."""
    levels, works = ratings.levels(person_ids), cycles.works(person_ids)
    begun = [who for who in person_ids if levels[who] or _begun(works.get(who), day)]
    below = {
        one.key: [who for who in begun if _level(levels[who].get(one.key)) < one.target]
        for one in outline.competencies.values()
    }
    listed = [one for one in outline.competencies.values() if below[one.key]]
    found, called = had(outline, listed, person_ids, day), titles(outline)
    gaps = [_gap(one, below[one.key], levels, found, called) for one in listed]
    return sorted(gaps, key=lambda gap: -len(gap.people))


def _begun(work: Work | None, day: date) -> bool:
    """Whether somebody works through the guide already: before that nothing is a gap."""
    return work is not None and work.starts_on <= day


def _gap(
    one: CompetencyOutline, people: Sequence[int], levels: Mapping[int, Mapping[str, Held]],
    found: Mapping[int, Had], called: Titles,
) -> Gap:  # fmt: skip
    lacking = Counter(thing for who in people for thing in missing(one, found[who], called))
    ranked = sorted(people, key=lambda who: _level(levels[who].get(one.key)))
    return Gap(one, [(who, levels[who].get(one.key)) for who in ranked], _most(lacking))


def _most(lacking: Counter[Thing]) -> list[tuple[Thing, int]]:
    """What most people lack, some of each kind."""
    ranked = lacking.most_common()
    return [
        found for kind in KINDS for found in [one for one in ranked if one[0].kind == kind][:SHOWN]
    ]


def _level(held: Held | None) -> int:
    return held.level if held else 0


def _quizzes(
    guide: str, person_ids: Collection[int], listed: Sequence[CompetencyOutline]
) -> dict[int, set[str]]:
    """Which of the quizzes of a guide that show these competencies people have passed."""
    keys = {key for one in listed for key in one.evidence.quizzes}
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(Fact.person_id, Fact.task_key)
        .join(Enrollment, Enrollment.id == Fact.enrollment_id)
        .join(Program, Program.id == Enrollment.program_id)
        .where(Fact.person_id.in_(person_ids), Fact.kind == Kind.QUIZ, Program.key == guide)
        .where(Fact.superseded_at.is_(None), Fact.task_key.in_(keys))
    )
    for person_id, key in rows:
        found[person_id].add(str(key))
    return found
