"""Quizzes among many people: queries of their pages, handing in, what answers tell of a bank.

One quiz was taken by everyone, half of them by chance; two thousand of them in one office, whose
officer looks at the bank.
"""

import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPConnection
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import insert, select

from bench import ticking
from bench.team import rate_of
from lms.base import clock
from lms.base.db import db, optimize
from lms.curriculum import queries as curriculum
from lms.demo.quizzes import right, wrong
from lms.people import queries as people
from lms.people.models import Office, Person
from lms.progress.models import Enrollment
from lms.progress.work import Work, works_of
from lms.quizzes import banks, draws, results, scoring, taking, terms
from lms.quizzes.item import Item
from lms.quizzes.models import Cause, QuizAttempt, QuizItem, QuizResult
from tests.databases import GUIDE
from tests.quizzes.taken import posted
from tests.statements import statements
from tests.visitor import Visitor

QUIZ, BANK, TEAM = "quiz-who-we-serve", "who-we-serve", "/quizzes/team"
ANALYZED, SOME = 2000, 2000  # attempts in one office; rows written at once
ROUNDS, EACH, LOOKS = 8, 15, 5
OURS = 1_000_000  # rows from here on are ours: those of the app are counted from 1
Row = dict[str, Any]


class _Taken(NamedTuple):
    """The rows of one attempt."""

    attempt: Row
    items: Sequence[Row]
    result: Row


def fill() -> int:
    """An attempt for everyone, handed in two days ago, by the columns that pages read; how many."""
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    quiz = curriculum.outline(edition.id, edition.digest).quizzes[QUIZ]
    bank = banks.bank_to_draw(BANK, None)
    listed, worded = banks.questions(bank.id), terms.worded(edition.id, QUIZ)
    here, there = db.session.scalars(select(Office.id).order_by(Office.id).limit(2))
    everyone = db.session.execute(select(Enrollment.id, Enrollment.person_id)).all()
    day, rows = clock.now().date(), []
    for number, (enrollment, person) in enumerate(everyone, 1):
        chance = Random(number)  # the same in each run
        drawn = draws.draw(quiz, listed, day, chance)
        whose = {
            "id": OURS + number, "person_id": person, "enrollment_id": enrollment, "quiz_key": QUIZ,
            "section_quiz_id": worded, "office_id": here if number <= ANALYZED else there,
        }  # fmt: skip
        rows.append(_taken(whose, drawn, quiz.pass_percent, chance))
    for first in range(0, len(rows), SOME):
        _write(rows[first : first + SOME])
    db.session.commit()
    optimize()
    return len(rows)


def _taken(whose: Row, drawn: Sequence[draws.Drawn], percent: int, chance: Random) -> _Taken:
    """Better people answer more of it rightly, so that there is something to analyze."""
    then, able, items, marks = clock.now() - timedelta(days=2), chance.random(), [], []
    for place, one in enumerate(drawn):
        item = Item(place, one.asked.key, one.asked.question, one.order)
        response = (right if chance.random() < able else wrong)(item)
        marks.append(scoring.mark(item.question, response).credit)
        items.append({
            "attempt_id": whose["id"], "position": place, "question_id": one.asked.id,
            "order": list(one.order), "response": response,
        })  # fmt: skip
    total = results.total(marks)
    attempt = whose | {
        "number": 1, "began_at": then, "saved_at": then, "submitted_at": then, "closes_at": None,
        "version": 1,
    }  # fmt: skip
    return _Taken(attempt, items, {
        "attempt_id": whose["id"], "score": total.score, "marks": [str(one) for one in marks],
        "passed": total.reaches(percent), "cause": Cause.SUBMITTED, "recorded_at": then,
        "actor_id": whose["person_id"], "undecided": False,
    })  # fmt: skip


def _write(rows: Sequence[_Taken]) -> None:
    db.session.execute(insert(QuizAttempt), [one.attempt for one in rows])
    db.session.execute(insert(QuizItem), [item for one in rows for item in one.items])
    db.session.execute(insert(QuizResult), [one.result for one in rows])


def count(window: Visitor, officer: Visitor, number: int) -> None:
    """Print how many statements each page takes, and handing in, among so many people."""
    assert window.who is not None
    (work,) = works_of(window.who.id)
    attempt = _begun(window.who.id)
    page, sent = f"/quizzes/attempts/{attempt.id}", posted(attempt)
    asked = {
        "a quiz": (window, _page(work)), "an attempt": (window, page),
        "the team's quizzes": (officer, TEAM), "a bank": (officer, bank_page()),
    }  # fmt: skip
    found = {name: _queries(who, path) for name, (who, path) in asked.items()}
    with statements() as seen:
        answer = window.post(f"{page}/hand-in", **sent)
    assert answer.status_code == 303, answer.status_code
    found["handing in"] = len(seen)
    said = ", ".join(f"{name} {number}" for name, number in found.items())
    print(f"queries of quizzes, {number} people: {said}")


def _queries(window: Visitor, path: str) -> int:
    assert window.get(path).status_code == 200, path
    with statements() as seen:
        window.get(path)
    return len(seen)


def _page(work: Work) -> str:
    return f"/onboarding/{work.id}/quizzes/{QUIZ}"


def bank_page() -> str:
    """The bank as the officer of the first office sees it."""
    first = db.session.scalars(select(Office.id).order_by(Office.id)).first()
    return f"/offices/{first}/banks/{BANK}"


def _begun(person_id: int) -> QuizAttempt:
    """Their second attempt, by the rules."""
    actor = people.actor(person_id)
    assert actor is not None
    attempt = taking.begin(actor, works_of(person_id)[0], QUIZ)
    db.session.commit()
    return attempt


class _Ready(NamedTuple):
    """What somebody sends who answered everything."""

    path: str
    body: str
    cookie: str


def ready(app: Flask) -> list[_Ready]:
    """Enough people in the middle of an attempt, each in a browser of their own."""
    named = select(Person).where(Person.name.startswith("Hire ")).order_by(Person.id.desc())
    found = []
    for person in db.session.scalars(named.limit(ROUNDS * EACH)).all():
        attempt, window = _begun(person.id), Visitor(app, person)
        held = window.client.get_cookie("preceptor")
        assert held is not None
        body = urlencode({"csrf_token": window.token, **posted(attempt)}, doseq=True)
        path = f"/quizzes/attempts/{attempt.id}/hand-in"
        found.append(_Ready(path, body, f"preceptor={held.value}"))
    db.session.commit()  # what was read last holds the lock that the server needs
    return found


def handing_in(port: int, waiting: Sequence[_Ready], number: int) -> None:
    """Print the share that handing in reaches of a bare write."""
    plain = [_Ready("/bare-write", "", "")] * EACH
    pairs = [
        (_rate(port, plain, 200), _rate(port, waiting[first : first + EACH], 303))
        for first in range(0, len(waiting), EACH)
    ]
    shares = [mine / bare for bare, mine in pairs]
    print(f"a hand-in, {number} people: {statistics.median(p[1] for p in pairs):.0f} a second, "
          f"bare insert {statistics.median(p[0] for p in pairs):.0f}, share "
          f"{statistics.median(shares):.0%} (rounds {min(shares):.0%} to "
          f"{max(shares):.0%})")  # fmt: skip


def _rate(port: int, sent: Sequence[_Ready], wanted: int) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for one in sent:
        ticking.post(connection, one.path, one.body, {"Cookie": one.cookie}, wanted)
    connection.close()
    return len(sent) / (time.perf_counter() - started)


def analysis(port: int, cookie: str) -> None:
    """Print how long the page of a bank takes, with what its first attempts tell."""
    path, number = bank_page(), _analyzed()
    db.session.commit()
    took = [1000 / rate_of(port, path, {"Cookie": cookie}, 1) for _ in range(LOOKS)]
    print(f"the page of a bank with {number} first attempts: {statistics.median(took):.0f} ms "
          f"(rounds {min(took):.0f} to {max(took):.0f})")  # fmt: skip


def _analyzed() -> int:
    first = db.session.scalars(select(Office.id).order_by(Office.id)).first()
    mine = select(QuizAttempt.id).filter_by(office_id=first, quiz_key=QUIZ, number=1)
    return len(db.session.scalars(mine).all())
