"""Eight who write and eight who read, at once, over four learners of the real guide."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

from flask import Flask

from lms.base.db import db
from lms.curriculum.outline import TaskOutline
from lms.progress import standing
from lms.progress.work import Work, works_of
from tests.cast import Cast, assemble, enrolled, posted
from tests.races.readers import Reader
from tests.races.servers import Server
from tests.races.traces import faults, traces
from tests.races.windows import Badge, badge
from tests.races.writers import Writer

LONGEST_WAIT = 120  # seconds
MORE = ("Hana Bekele", "Tomas Lind")


@dataclass(frozen=True)
class Crowd:
    """Everyone; two writers share each learner, as a phone and a desk do, on different tasks."""

    writers: Sequence[Writer]
    readers: Sequence[Reader]

    @contextmanager
    def busy(self, server: Server, *, reading: bool = True) -> Iterator[None]:
        """All are at work while the block lasts."""
        stop, jobs = Event(), [one.write for one in self.writers]
        jobs += [one.read for one in self.readers if reading]
        with ThreadPoolExecutor(len(jobs)) as pool:
            running = [pool.submit(job, server, stop) for job in jobs]
            try:
                yield
            finally:
                stop.set()
            for one in running:
                one.result()

    @property
    def count(self) -> int:
        """How many writes were acknowledged so far."""
        return sum(one.count for one in self.writers)

    @property
    def everyone(self) -> list[Writer | Reader]:
        """Those who write and those who read."""
        return [*self.writers, *self.readers]

    def wait_for(self, writes: int) -> None:
        """Until so many more were acknowledged; not for ever, should something be refused."""
        enough, late = self.count + writes, time.monotonic() + LONGEST_WAIT
        while self.count < enough and time.monotonic() < late and not self.complaints():
            time.sleep(0.01)

    def complaints(self) -> list[str]:
        """Whatever was answered with anything but yes."""
        return [said for one in self.everyone for said in one.refused]

    def missing(self) -> list[str]:
        """What was acknowledged and is not in the tables, and what is wrong in them."""
        left = traces()
        return [*faults(), *(said for one in self.writers for said in one.missing(left))]


def gather(app: Flask) -> Crowd:
    """The cast with two more learners, and who does what."""
    cast = assemble()
    more = [posted(name, cast.office, cast.supervisor) for name in MORE]
    works = [enrolled(one) for one in more]
    works += [work for one in (cast.learner, cast.colleague) for work in works_of(one.id)]
    db.session.commit()
    learners = [*more, cast.learner, cast.colleague]
    badges = [badge(app, one) for one in learners]
    at_work = list(zip(badges, works, strict=True))
    writers = [
        Writer(who, work.id, _share(work, half), 2 * number + half)
        for number, (who, work) in enumerate(at_work)
        for half in (0, 1)
    ]
    readers = [Reader(who, _own_pages(work), number) for number, (who, work) in enumerate(at_work)]
    return Crowd(writers, readers + _leaders(app, cast, works))


def _leaders(app: Flask, cast: Cast, works: Sequence[Work]) -> list[Reader]:
    """Two windows of the supervisor, two of the training officer."""
    pages = ["/approvals", "/team", *(f"/record/{work.id}" for work in works)]
    pages += [f"/record/{work.id}/tasks/{key}" for work in works for key in _written(work)[:3]]
    who: list[Badge] = [badge(app, cast.supervisor), badge(app, cast.officer)]
    return [Reader(one, pages, number) for number, one in enumerate(who * 2)]


def _own_pages(work: Work) -> list[str]:
    keys = [task.key for task in _share(work, 0)]
    tasks = [f"/onboarding/{work.id}/tasks/{key}" for key in keys]
    return ["/onboarding", f"/record/{work.id}", f"/record/{work.id}/record.csv", *tasks]


def _share(work: Work, half: int) -> list[TaskOutline]:
    """Some tasks to tick, to count, and to write about; the other half is someone else's."""
    needs = {key: standing.needs(task) for key, task in work.tasks.items()}
    ticked = [key for key, need in needs.items() if need.tick][:12]
    counted = [key for key, need in needs.items() if need.pieces]
    keys = [*ticked[half::2], *counted[half::2], *_written(work)[half::2]]
    return [work.tasks[key] for key in keys]


def _written(work: Work) -> list[str]:
    found = {key: standing.needs(task) for key, task in work.tasks.items()}
    responses = [key for key, need in found.items() if need.sign_offs and not need.pieces]
    return [key for key in responses if work.tasks[key].evidence == "response"][:8]
