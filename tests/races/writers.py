"""People who go on and on: tick, count, write, send, take back, and remember what was taken."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from random import Random
from threading import Event

from lms.curriculum.outline import TaskOutline
from lms.progress import standing
from lms.signoff import drafts
from tests.races.diary import Deed, expected
from tests.races.servers import Server
from tests.races.traces import Place, Trace
from tests.races.windows import PAGE, SCRIPT, Answer, Badge, CutOff, Window


class Writer:
    """One person at work on their own tasks, through whichever server there is.

    `pending` is what nobody has answered yet: after a power cut it is simply sent once more.
    """

    def __init__(self, who: Badge, work: int, tasks: Sequence[TaskOutline], number: int) -> None:
        self.who, self.work = who, work
        self.tasks = {task.key: task for task in tasks}
        self.chance = Random(number)
        self.deeds: dict[str, list[Deed]] = defaultdict(list)
        self.pending: Deed | None = None
        self.count = 0
        self.refused: list[str] = []

    def write(self, server: Server, stop: Event) -> None:
        """Work until told to stop, or until the server is gone."""
        with closing(Window(server, self.who)) as window, suppress(CutOff):
            while not stop.is_set() and not self.refused:
                self._do(window, self.pending or self._next(window))

    def finish(self, server: Server) -> None:
        """Send what was left without an answer."""
        with closing(Window(server, self.who)) as window:
            if self.pending is not None:
                self._do(window, self.pending)

    def missing(self, left: Mapping[Place, Trace]) -> list[str]:
        """Where the tables differ from what was taken; what is pending may be there or not."""
        wrong = []
        for key, task in self.tasks.items():
            done, found = self.deeds[key], left.get((self.work, key), Trace())
            maybe = [self.pending] if self.pending and self.pending.key == key else []
            if found not in (expected(task, done), expected(task, done + maybe)):
                wrong.append(f"{key}: {found} after {done} and perhaps {maybe}")
        return wrong

    def _do(self, window: Window, deed: Deed) -> None:
        self.pending = deed
        answer = self._send(window, deed)
        if answer.taken:
            self.deeds[deed.key].append(deed)
            self.pending = None
            self.count += 1
        else:
            self.refused.append(f"{answer.status} for {deed}: {answer.words}")

    def _next(self, window: Window) -> Deed:
        task = self.chance.choice(list(self.tasks.values()))
        needs, before = standing.needs(task), self.deeds[task.key]
        last = before[-1].verb if before else ""
        if needs.tick:
            return Deed(task.key, "unticked" if last == "ticked" else "ticked")
        if needs.pieces:
            return self._count(task, before)
        if last == "submitted":
            return Deed(task.key, "withdrawn", number=self._review(window, task.key))
        if before and self.chance.random() < 0.4:
            texts = next(deed.texts for deed in reversed(before) if deed.verb == "saved")
            return Deed(task.key, "submitted", texts)
        said = f"Thought {len(before)} of {task.key}."
        return Deed(task.key, "saved", tuple(f"{said} {p}" for p in drafts.prompts(task)))

    def _count(self, task: TaskOutline, before: Sequence[Deed]) -> Deed:
        """Another number than the present one, for one of the parts."""
        pieces = standing.needs(task).pieces
        part = self.chance.choice(list(pieces))
        now = next((deed.number for deed in reversed(before) if deed.part == part), 0)
        others = [number for number in range(pieces[part] + 1) if number != now]
        return Deed(task.key, "counted", part=part, number=self.chance.choice(others))

    def _send(self, window: Window, deed: Deed) -> Answer:
        path = f"/onboarding/{self.work}/tasks/{deed.key}"
        if deed.verb == "counted":
            part = f"/{deed.part}" if deed.part else ""
            return window.post(f"{path}/count{part}", {"number": deed.number})
        if deed.verb == "withdrawn":
            return window.post(f"{path}/withdraw", {"review": deed.number})
        if deed.verb in ("ticked", "unticked"):
            return window.post(f"{path}/{deed.verb.removesuffix('ed')}", {})
        version = sum(one.verb != "withdrawn" for one in self.deeds[deed.key])
        form: dict[str, object] = {f"answer_{n}": text for n, text in enumerate(deed.texts)}
        form["version"] = version
        if deed.verb == "submitted":
            return window.post(f"{path}/send", form)
        return window.post(f"{path}/draft", form, self.chance.choice((SCRIPT, PAGE)))

    def _review(self, window: Window, key: str) -> int:
        """What the page offers to take back, as a browser finds it; 0 where it does not."""
        page = window.get(f"/onboarding/{self.work}/tasks/{key}").text
        found = re.search(r'name="review" value="(\d+)"', page)
        return int(found[1]) if found else 0
