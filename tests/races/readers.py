"""People who look around meanwhile: their guide, a task, a record, what waits for them."""

from collections.abc import Sequence
from contextlib import closing, suppress
from random import Random
from threading import Event

from tests.races.servers import Server
from tests.races.windows import Badge, CutOff, Window


class Reader:
    """One person who opens one page after the other."""

    def __init__(self, who: Badge, paths: Sequence[str], number: int) -> None:
        self.who, self.paths = who, list(paths)
        self.chance = Random(number)
        self.count = 0
        self.refused: list[str] = []

    def read(self, server: Server, stop: Event) -> None:
        """Look around until told to stop, or until the server is gone."""
        with closing(Window(server, self.who)) as window, suppress(CutOff):
            while not stop.is_set():
                path = self.chance.choice(self.paths)
                answer = window.get(path)
                self.count += 1
                if answer.status != 200:
                    self.refused.append(f"{answer.status} for {path}: {answer.words}")
