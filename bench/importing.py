"""Importing people: how long checking takes, which stops nobody, and the write, which does."""

import time
from datetime import date, timedelta

from flask import Flask

from lms.base.db import db
from lms.roster import importing, sheet
from lms.roster.columns import guess

PEOPLE = 2000
HEAD = "Name,Work Email,Job Title,Location,Manager Email,Hire Date,Program"
TEAM = 10  # people under one supervisor, who may stand further down


def file_of(people: int) -> str:
    """A class of new people with posts, supervisors in the same file and the guide."""
    lines = [HEAD]
    for n in range(people):
        boss = f"new{n // TEAM * TEAM + TEAM - 1}@example.org" if n % TEAM != TEAM - 1 else ""
        start = date(2026, 3, 2) + timedelta(days=n % 40)
        title = "ICM Specialist" if n % 2 else "Case Manager I"
        lines.append(
            f"Person Number {n},new{n}@example.org,{title},Salt Lake City,{boss},{start},"
            "icm-onboarding"
        )
    return "\r\n".join(lines)


def speed(app: Flask) -> None:
    """Print the seconds of both, for an office that holds others already."""
    with app.app_context():
        text = file_of(PEOPLE)
        started = time.perf_counter()
        table = sheet.read(text)
        plan = importing.look(table, guess(table.headings), None)
        db.session.rollback()
        checked = time.perf_counter()
        for _ in importing.carry_out(plan, None):
            pass
        db.session.commit()
        written = time.perf_counter()
        assert plan.counts["added"] == PEOPLE, plan.counts
    print(f"importing {PEOPLE} people: checking {checked - started:.1f} s, "
          f"the write {written - checked:.1f} s (at most 5)")  # fmt: skip
