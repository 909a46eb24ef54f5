"""The bench is not in the suite; that its people still get on by the rules is."""

from flask import Flask

from bench.office import fill
from lms.progress.work import works_of
from tests.visitor import Visitor


def test_whose_page_is_measured_is_half_way(app: Flask) -> None:
    learner = fill(6)
    (work,) = works_of(learner.id)
    assert work.required * 0.3 < work.done < work.required
    assert Visitor(app, learner).get("/onboarding").status_code == 200
