"""Holding a contest: two threads, each with a window on a server process of its own."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, BrokenBarrierError

from tests.races.contests import Act, Contest
from tests.races.servers import Server
from tests.races.stage import Round, Stage
from tests.races.windows import Answer, Badge, Window

# How much later the second request starts, in seconds: the two meet at every step of a rule.
LATER = (0, 0, 0.0003, 0.0006, 0.001, 0.002, 0.003, 0.005)


class Side:
    """One of the two: takes each round's act to one server and then to the other, in turn."""

    def __init__(
        self, stage: Stage, contest: Contest, servers: Sequence[Server], place: int
    ) -> None:
        self.stage, self.servers, self.place = stage, servers, place
        self.act: Act = contest.acts[place]
        self.windows: dict[tuple[int, Badge], Window] = {}

    def play(self, rounds: Sequence[Round], ready: Barrier) -> list[Answer]:
        """The answers to all rounds, each begun when the other side is ready too."""
        try:
            return [self._one(number, one, ready) for number, one in enumerate(rounds)]
        except BaseException:
            ready.abort()
            raise

    def close(self) -> None:
        """Close its windows."""
        for window in self.windows.values():
            window.close()

    def _one(self, number: int, one: Round, ready: Barrier) -> Answer:
        who = one.learner if self.act.who == "learner" else self.stage.signers[self.act.who]
        place = (self.place + number) % 2
        if (place, who) not in self.windows:
            self.windows[place, who] = Window(self.servers[place], who)
        window = self.windows[place, who]
        path = _filled(self.act.path, one)
        form = {name: _filled(value, one) for name, value in self.act.form.items()}
        ready.wait(120)
        if (number // len(LATER) + self.place) % 2:
            time.sleep(LATER[number % len(LATER)])
        return window.post(path, form, self.act.accept)


def _filled(text: str, one: Round) -> str:
    return text.format(work=one.work, key=one.key, review=one.review, today=one.today)


def hold(stage: Stage, contest: Contest, servers: Sequence[Server]) -> list[tuple[Answer, Answer]]:
    """The two answers of every round."""
    rounds, ready = stage.rounds[contest.name], Barrier(2)
    with ExitStack() as stack:
        sides = [Side(stage, contest, servers, place) for place in (0, 1)]
        for side in sides:
            stack.callback(side.close)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        playing = [pool.submit(side.play, rounds, ready) for side in sides]
        failed = [one.exception() for one in playing]
        for error in failed:
            if error is not None and not isinstance(error, BrokenBarrierError):
                raise error
        first, second = (one.result() for one in playing)
    return list(zip(first, second, strict=True))
