"""Importing people: how long checking takes, and the write; and how long others wait meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection

from flask import Flask

from bench import ticking
from bench.workers import workers
from lms.base.db import db
from lms.progress.work import works_of
from lms.roster import importing, sheet
from lms.roster.columns import guess
from tests.visitor import Visitor

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


def speed(app: Flask, window: Visitor, cookie: str) -> None:
    """Print the seconds of both, and what somebody who ticks beside them waits at most."""
    text, waited = file_of(PEOPLE), list[float]()
    with _ticking(app, window, cookie, waited):
        started = time.perf_counter()
        table = sheet.read(text)
        plan = importing.look(table, guess(table.headings), None)
        db.session.rollback()
        checked, before = time.perf_counter(), len(waited)
        steps = sum(1 for _ in importing.carry_out(plan, None))
        db.session.commit()
        written = time.perf_counter()
        assert plan.counts["added"] == PEOPLE, plan.counts
    print(f"importing {PEOPLE} people: checking {checked - started:.1f} s, the write "
          f"{written - checked:.1f} s (at most 5), told in {steps} steps")  # fmt: skip
    print(f"ticks meanwhile: {before} pairs while it was checked, each in at most "
          f"{max(waited[:before], default=0):.2f} s; none failed, the longest waited "
          f"{max(waited):.2f} s for the write")  # fmt: skip


@contextmanager
def _ticking(app: Flask, window: Visitor, cookie: str, waited: list[float]) -> Iterator[None]:
    """A learner ticks and unticks by a worker of their own; the seconds of each pair."""
    over = threading.Event()
    assert window.who is not None
    pair = ticking.pair(works_of(window.who.id)[0].id, window, cookie)
    db.session.rollback()

    def work(port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while not over.is_set():
            begun = time.perf_counter()
            pair(connection)
            waited.append(time.perf_counter() - begun)

    with workers(str(app.config["SQLALCHEMY_DATABASE_URI"]), 1) as (worker,):
        thread = threading.Thread(target=work, args=(worker.port,))
        thread.start()
        time.sleep(1)
        waited.clear()
        try:
            yield
        finally:
            over.set()
            thread.join()
