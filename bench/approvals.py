"""The approvals page with three and with three thousand things waiting: as many queries, a page."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from lms.base import clock
from lms.base.db import db
from lms.people import queries as people
from lms.people.models import Person
from lms.progress.models import Enrollment, Review
from lms.progress.work import Work
from tests.statements import statements
from tests.visitor import Visitor


def queries(app: Flask, work: Work) -> None:
    """Print how many queries the page takes, at both sizes."""
    learner = people.actor(work.person_id)
    assert learner is not None
    window = Visitor(app, db.session.get_one(Person, learner.supervisor_id))
    for number in (3, 3000):
        _wait(number)
        print(f"queries of the approvals page, {number} waiting: {_count(window)}")


def _wait(number: int) -> None:
    """So many ask for the same conversation to be confirmed, and nothing else waits."""
    db.session.query(Review).filter(Review.closed_at.is_(None)).update({"closed_at": clock.now()})
    mine = select(Enrollment.id, Enrollment.person_id).order_by(Enrollment.id)
    now, keys = (
        clock.now() - timedelta(days=2),
        ("boundary-challenges", "dv-protocol", "office-self-care", "icm-orientation"),
    )
    everyone = db.session.execute(mine).all()
    rows = [
        {"kind": "discussion", "person_id": person, "enrollment_id": enrollment, "task_key": key,
         "title": "Talk", "signers": "supervisor", "sent_at": now, "opened_at": now, "piece": 1}
        for key in keys for enrollment, person in everyone
    ]  # fmt: skip
    db.session.execute(insert(Review), rows[:number])
    db.session.commit()


def _count(window: Visitor) -> int:
    assert window.get("/approvals").status_code == 200
    with statements() as seen:
        window.get("/approvals")
    return len(seen)
