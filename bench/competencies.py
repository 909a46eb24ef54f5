"""Ratings of a thousand people: queries of the team's map, of a profile and of readiness, and the
map's share of a bare view.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench import bare
from bench.team import rate_of
from lms.base import clock, gate
from lms.base.db import batched, db, optimize
from lms.competencies.models import Rating
from lms.competencies.views import team
from lms.competencies.views.blueprint import words
from lms.curriculum import frameworks
from lms.people.models import Person
from tests.statements import statements
from tests.visitor import Visitor

PAGE, ROUNDS, TIMES, DAYS, SOME = "/competencies/team", 8, 4, 90, 20_000
LEVELS = 5  # with the one that says that nobody saw it


def fill(officer: Person) -> int:
    """Each competency rated four times over ninety days, for everyone, by the columns that pages
    read; how many ratings.
    """
    rows = [*_ratings(officer.id)]
    for some in batched(rows, SOME):
        db.session.execute(insert(Rating), some)
    db.session.commit()
    optimize()
    return len(rows)


def _ratings(rater: int) -> Iterator[dict[str, Any]]:
    framework, now = frameworks.latest(), clock.now()
    assert framework is not None
    for person in db.session.scalars(select(Person.id).where(Person.id != rater)):
        for number, key in enumerate(framework.outline.competencies):
            for turn in range(TIMES):
                at = now - timedelta(days=(TIMES - turn) * DAYS // TIMES - (person + number) % 20)
                yield {
                    "person_id": person, "competency_key": key, "framework_id": framework.id,
                    "by_self": False, "rater_id": rater, "on": at.date(), "basis": [],
                    "level": (person + number * 3 + turn) % LEVELS, "behaviours": [],
                    "evidence": [], "recorded_at": at, "given_at": at,
                }  # fmt: skip


def queries(window: Visitor, learners: int) -> None:
    """Print how many queries the pages take, which must not grow."""
    mine = db.session.scalars(select(Person.id).where(Person.name == "Marisol Vega")).one()
    profile = f"/competencies/people/{mine}"
    for path, name in (
        (PAGE, "the map of competencies"), (f"{PAGE}/gaps", "the gaps of a team"),
        (profile, "a profile"), (f"{profile}/readiness/assessment", "readiness"),
    ):  # fmt: skip
        window.get(path)
        with statements() as seen:
            answer = window.get(path)
        assert answer.status_code == 200, path
        print(f"queries of {name}, {learners} people: {len(seen)}")


def add_bare(app: Flask, window: Visitor) -> str:
    """The same page without its work; the address where."""
    return bare.add(app, window, PAGE, "competencies/team.html",
                    lambda: team.prepared(team.form_of(gate.actor())) | words())  # fmt: skip


def speed(port: int, cookie: str, plain: str) -> None:
    """Print the share of the bare view."""
    held = {"Cookie": cookie}
    rounds = [(rate_of(port, plain, {}), rate_of(port, PAGE, held)) for _ in range(ROUNDS)]
    bare.tell("the map of competencies, 50 people", *zip(*rounds, strict=True))
