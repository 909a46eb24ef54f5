"""Many people over one small quiz: who they are, what each answers, and how they take it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Barrier
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.people import rules as people
from lms.people.models import Role
from lms.progress.enrolling import Starter, enroll_all
from lms.progress.models import Fact, Kind
from lms.quizzes.models import QuizAttempt, QuizItem, QuizResult
from tests.cast import START, posted
from tests.conftest import CI
from tests.progress.editions import published
from tests.quizzes.banked import BANK, KEYS, OPTIONS, QUIZ, brought, gift, guide, quiz, small
from tests.races.servers import Server
from tests.races.windows import SCRIPT, Answer, Badge, Window, badge

SAVES = (1, 2, 4) if CI else (1, 3)  # so many answers each time
LONGEST = 120  # seconds until all are ready


@dataclass(frozen=True)
class Taker:
    """One person; no two who follow each other answer alike."""

    number: int
    work: int
    badge: Badge

    @property
    def places(self) -> list[int]:
        """Which answer to each question."""
        return [self.number // 3**place % 3 for place, _ in enumerate(KEYS)]


@dataclass(frozen=True)
class Room:
    """The people of one office, and its officer."""

    office: int
    officer: Badge
    takers: Sequence[Taker]

    def publish(self, server: Server, right: Mapping[str, str]) -> Answer:
        """The officer corrects keys, on the page."""
        with closing(Window(server, self.officer)) as window:
            path = f"/offices/{self.office}/banks/{BANK}/publish"
            return window.post(path, {"text": gift(right)})


class Left(NamedTuple):
    """What an attempt left in the tables."""

    answers: list[list[int] | None]
    results: list[tuple[int, bool]]  # that hold: score, passed
    passed: int  # lines of the ledger for the quiz


def gather(app: Flask, **rooms: int) -> dict[str, Room]:
    """The small guide, and for each name an office with so many people on it."""
    brought(small())
    edition = published(guide(quiz()))
    found, number = dict[str, Room](), 0
    for name, many in rooms.items():
        office = people.add_office(name, "America/Denver")
        officer = posted(f"Officer of {name}", office, job_role="training-officer")
        people.grant(officer, Role.TRAINING_OFFICER, office)
        who = [posted(f"{name} {place:03}", office) for place in range(many)]
        starters = [Starter(one.id, START, "case-manager") for one in who]
        works = enroll_all(edition, starters, actor_id=None)
        takers = [
            Taker(number + place, work.id, badge(app, one))
            for place, (one, work) in enumerate(zip(who, works, strict=True))
        ]
        number += many
        found[name] = Room(office.id, badge(app, officer), takers)
    db.session.commit()
    return found


class Desk:
    """One person with a window of their own."""

    def __init__(self, server: Server, taker: Taker) -> None:
        self.taker, self.window = taker, Window(server, taker.badge)
        self.attempt, self.said = 0, list[str]()

    def begin(self) -> None:
        """Begin, or go on."""
        answer = self.window.post(f"/onboarding/{self.taker.work}/quizzes/{QUIZ}/begin", {})
        self._hear("begin", answer, 303)
        found = re.search(r"/quizzes/attempts/(\d+)", answer.text)
        self.attempt = int(found[1]) if found else 0

    def save(self, version: int, most: int) -> None:
        """The first answers, by the page itself."""
        self._hear("save", self.post("save", version, most, SCRIPT), 200)

    def hand_in(self, version: int) -> None:
        """All of them."""
        self._hear("hand in", self.post("hand-in", version, len(KEYS)), 303)

    def post(self, verb: str, version: int, most: int, accept: str = "text/html") -> Answer:
        """The form as its page would send it."""
        answers = {f"question_{n}": place for n, place in enumerate(self.taker.places[:most])}
        path = f"/quizzes/attempts/{self.attempt}/{verb}"
        return self.window.post(path, {"version": version, **answers}, accept)

    def _hear(self, verb: str, answer: Answer, status: int) -> None:
        if answer.status != status:
            self.said.append(f"{verb}: {answer.status} {answer.words[:200]}")


def whole(desk: Desk, ready: Barrier) -> list[str]:
    """Begin with all others, save as one goes, hand in twice; whatever was not answered by yes."""
    with closing(desk.window):
        ready.wait(LONGEST)
        desk.begin()
        for version, most in enumerate(SAVES):
            desk.save(version, most)
        for _ in range(2):
            desk.hand_in(len(SAVES))
    return desk.said


def begun(desk: Desk) -> Desk:
    """With everything saved."""
    desk.begin()
    desk.save(0, len(KEYS))
    return desk


def left(room: Room) -> Iterator[tuple[Taker, list[Left]]]:
    """What each of them left, an entry for each attempt."""
    for taker in room.takers:
        mine = select(QuizAttempt.id).filter_by(enrollment_id=taker.work)
        yield taker, [_left(taker, one) for one in db.session.scalars(mine.order_by("number"))]


def _left(taker: Taker, attempt_id: int) -> Left:
    items = select(QuizItem.response).filter_by(attempt_id=attempt_id).order_by(QuizItem.position)
    held = select(QuizResult.score, QuizResult.passed)
    results = held.filter_by(attempt_id=attempt_id, superseded_at=None)
    lines = select(Fact.id).filter_by(
        enrollment_id=taker.work, task_key=QUIZ, kind=Kind.QUIZ, superseded_at=None
    )
    now = [(row.score, row.passed) for row in db.session.execute(results)]
    return Left([*db.session.scalars(items)], now, len(db.session.scalars(lines).all()))


def worth(taker: Taker, right: Mapping[str, str]) -> tuple[int, bool]:
    """The score by this key, and whether that passes."""
    said = [OPTIONS[place] for place in taker.places]
    points = sum(one == right.get(key, "One") for one, key in zip(said, KEYS, strict=True))
    return points * 2500, points >= 3
