"""The bench is not in the suite; that its people still get on by the rules is."""

import pytest
from flask import Flask
from sqlalchemy import select

from bench import banks, competencies, quizzes, team
from bench.office import fill
from lms.base.db import db
from lms.people.models import Person
from lms.progress.work import works_of
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.models import QuizResult
from tests.visitor import Visitor, words


def test_whose_page_is_measured_is_half_way(app: Flask) -> None:
    learner = fill(6)
    (work,) = works_of(learner.id)
    assert work.required * 0.3 < work.done < work.required
    assert Visitor(app, learner).get("/onboarding").status_code == 200


def test_quizzes_that_are_measured_look_like_taken_ones(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    learner, officer = fill(30), team.officer(app)
    assert quizzes.fill() == 30
    passed = [*db.session.scalars(select(QuizResult.passed))]
    assert 0 < sum(passed) < len(passed)
    page = words(officer.get(quizzes.bank_page()))
    assert "33 questions" in page
    assert "Discrimination 0." in page
    assert "Not passed" in words(officer.get(quizzes.TEAM))
    quizzes.count(Visitor(app, learner), officer, 30)
    assert capsys.readouterr().out.startswith("queries of quizzes, 30 people: a quiz ")


def test_ratings_that_are_measured_look_like_given_ones(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(6)
    officer = team.officer(app)
    assert officer.who is not None
    everyone = db.session.query(Person).count()
    assert competencies.fill(officer.who) == (everyone - 1) * 14 * competencies.TIMES
    page = words(officer.get(competencies.PAGE))
    for level in ("Not observed yet", "Beginning", "Developing", "Competent", "Strong"):
        assert (level in page) is (level != "Not observed yet"), "the last that was observed holds"
    competencies.queries(officer, 6)
    assert capsys.readouterr().out.startswith("queries of the map of competencies, 6 people: ")


def test_a_bank_that_is_measured_has_so_many_questions() -> None:
    found = read_bank(banks.made(500), "bench")
    assert len({one.id for one in found.questions}) == 500
