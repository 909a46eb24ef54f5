"""An office where every contest can be held: one guide for all of them, and learners enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Flask

from lms.base.db import db
from lms.curriculum import rules as publishing
from lms.curriculum.outline import ProgramOutline, SectionOutline, TaskOutline, TopicOutline
from lms.people import rules as people
from lms.people.models import Person, Role
from lms.progress import rules as progress
from lms.progress.work import Work
from lms.signoff import drafts
from lms.signoff import rules as signoff
from lms.signoff.drafts import Writing
from tests.cast import START, actor, posted
from tests.races.contests import BEGUN, BOSS, CONTESTS, DRAFT, OFFICER, SENT, Contest
from tests.races.windows import Badge, badge

EACH = 25  # tasks of one kind in the guide, or a share of that
NAMES = ("Amina", "Bahar", "Carlos", "Dawit", "Elena", "Farid", "Grace", "Hamid")


@dataclass(frozen=True)
class Round:
    """One task of one person over which a contest is held."""

    work: int
    key: str
    learner: Badge
    today: date
    review: int | None = None


@dataclass(frozen=True)
class Stage:
    """Rounds of every contest, by its name, and those who sign."""

    rounds: dict[str, list[Round]]
    signers: dict[str, Badge]


def build(app: Flask, number: int) -> Stage:
    """So many rounds of each contest (or its share of that), with a learner for every 25."""
    edition = publishing.publish(_guide())
    assert edition is not None
    office = people.add_office("Salt Lake City", "America/Denver")
    boss = posted(BOSS, office, job_role="supervisor")
    officer = posted(OFFICER, office, job_role="training-officer")
    people.grant(officer, Role.TRAINING_OFFICER, office)
    rounds: dict[str, list[Round]] = {contest.name: [] for contest in CONTESTS}
    for place in range(0, number, EACH):
        learner = posted(f"Learner {NAMES[place // EACH]}", office, boss)
        work = progress.enroll(learner.id, edition, START, job_role="case-manager", actor_id=None)
        mine = badge(app, learner)
        for contest in CONTESTS:
            keys = _keys(contest)[: number - place]
            rounds[contest.name] += _prepared(contest, work, keys, mine)
        db.session.commit()
    return Stage(rounds, {"supervisor": badge(app, boss), "officer": badge(app, officer)})


def _prepared(contest: Contest, work: Work, keys: list[str], mine: Badge) -> Iterator[Round]:
    """The tasks as they are before the contest, by the rules."""
    learner = actor(db.session.get_one(Person, work.person_id))
    for key in keys:
        review = None
        if contest.prepared == BEGUN:
            drafts.save_draft(learner, work, key, Writing((DRAFT,), 0))
            db.session.commit()
        if contest.prepared == SENT:
            sent = signoff.submit(learner, work, key, Writing((DRAFT,), 0))
            assert sent is not None
            review = sent.id
        yield Round(work.id, key, mine, learner.today, review)


def _guide() -> ProgramOutline:
    """A section for each contest, with nothing but tasks to hold it over."""
    sections = tuple(
        SectionOutline(
            f"section-{n}", contest.name, 30, "", (TopicOutline("", "", _tasks(contest)),)
        )
        for n, contest in enumerate(CONTESTS)
    )
    return ProgramOutline("contests", "Contests", sections=sections)


def _tasks(contest: Contest) -> tuple[TaskOutline, ...]:
    return tuple(
        TaskOutline(key, "Reflect", key, evidence=contest.evidence, signers=contest.signers)
        for key in _keys(contest)
    )


def _keys(contest: Contest) -> list[str]:
    return [f"{contest.name.replace(' ', '-')}-{number}" for number in range(EACH // contest.share)]
