"""Several people at the same moment: each in a thread, a session and a transaction of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from lms.base.db import db
from lms.base.errors import Refusal

Answer = TypeVar("Answer")


def together(app: Flask, *jobs: Callable[[], Answer]) -> list[Answer | Refusal]:
    """What each job answers, or is refused, when all begin at once; the answers are committed."""
    db.session.commit()  # SQLite: an open transaction of our own would keep them waiting
    ready = Barrier(len(jobs))

    def run(job: Callable[[], Answer]) -> Answer | Refusal:
        with app.app_context():
            ready.wait(10)
            try:
                answer = job()
                db.session.commit()
            except Refusal as refusal:
                return refusal
            return answer

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
