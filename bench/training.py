"""Team training of five thousand people with three years of sixteen courses, and a transcript."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench import bare
from bench.team import rate_of
from lms.base import clock, gate
from lms.base.db import db, optimize
from lms.curriculum import courses
from lms.people import queries as people
from lms.people.models import Office, Person
from lms.progress.models import Fact, Kind, Meaning, SignOff
from lms.training import requirements
from lms.training.models import CourseConfirmation, CourseRecord, How, State
from lms.training.requirements import Terms
from lms.training.views import team
from lms.training.views.blueprint import words
from tests.statements import statements
from tests.visitor import Visitor

PAGE, ROUNDS, YEARS, SOME = "/training/team", 8, 3, 20_000


def fill(officer: Person) -> int:
    """Each course once a year for everyone, by the columns that pages read; how many records."""
    actor = people.actor(officer.id)
    assert actor is not None
    listed = courses.catalogue(None)
    for office in db.session.scalars(select(Office)):
        for course in listed:
            terms = Terms(clock.now().date() - timedelta(days=1000), 30, 12)
            requirements.require(actor, office, course.id, "", terms)
    everyone = db.session.scalars(select(Person.id).where(Person.id != officer.id)).all()
    rows = [
        (number, person, course.id, course.title, clock.now().date() - timedelta(days=days))
        for number, (person, course, days) in enumerate(
            ((person, course, 30 + year * 365 + (person + course.id * 37) % 400)
             for person in everyone for course in listed for year in range(YEARS)), 1)
    ]  # fmt: skip
    for first in range(0, len(rows), SOME):
        _write(rows[first : first + SOME], officer.id)
    db.session.commit()
    optimize()
    return len(rows)


def _write(rows: list[tuple[int, int, int, str, Any]], officer: int) -> None:
    now = clock.now()
    first = db.session.scalar(select(SignOff.id).order_by(SignOff.id.desc()).limit(1)) or 0
    db.session.execute(insert(SignOff), [
        {"id": first + place, "person_id": person, "signer_id": officer, "on": on,
         "meaning": Meaning.CONFIRMED, "content_digest": "0" * 64, "signed_at": now}
        for place, (_, person, _, _, on) in enumerate(rows, 1)
    ])  # fmt: skip
    db.session.execute(insert(CourseRecord), [
        {"id": number, "person_id": person, "course_id": course, "title": title, "on": on,
         "provider": "Salt Lake City", "how": How.SESSION, "minutes": 90, "complete": True,
         "state": State.CONFIRMED, "version": 1, "salt": "", "started_at": now, "saved_at": now,
         "valid_until": on + timedelta(days=365)}
        for number, person, course, title, on in rows
    ])  # fmt: skip
    db.session.execute(insert(CourseConfirmation), [
        {"record_id": number, "person_id": person, "course_id": course, "title": title, "on": on,
         "provider": "Salt Lake City", "how": How.SESSION, "minutes": 90, "complete": True,
         "valid_until": on + timedelta(days=365), "recorded_at": now, "sign_off_id": first + place}
        for place, (number, person, course, title, on) in enumerate(rows, 1)
    ])  # fmt: skip
    db.session.execute(insert(Fact), [
        {"person_id": person, "kind": Kind.COURSE, "source_id": number, "effective_on": on,
         "minutes": 90, "recorded_at": now}
        for number, person, _, _, on in rows
    ])  # fmt: skip


def queries(window: Visitor, learners: int) -> None:
    """Print how many queries the pages take."""
    mine = db.session.scalars(select(Person.id).where(Person.name == "Marisol Vega")).one()
    for path in (PAGE, f"{PAGE}?lacking=1", f"/training/people/{mine}/transcript"):
        window.get(path)
        with statements() as seen:
            answer = window.get(path)
        assert answer.status_code == 200, path
        most = " (at most 5)" if path.endswith("transcript") else ""
        name = "a transcript" if most else path.replace(PAGE, "team training")
        print(f"queries of {name}, {learners} people: {len(seen)}{most}")


def add_bare(app: Flask, window: Visitor) -> str:
    """The same page without its work; the address where."""
    return bare.add(app, window, PAGE, "training/team.html",
                    lambda: team.prepared(*team.form_of(gate.actor())) | words())  # fmt: skip


def speed(port: int, cookie: str, plain: str) -> None:
    """Print the share of the bare view."""
    held = {"Cookie": cookie}
    rounds = [(rate_of(port, plain, {}), rate_of(port, PAGE, held)) for _ in range(ROUNDS)]
    bare.tell("team training of 50", *zip(*rounds, strict=True))
