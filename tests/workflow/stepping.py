"""What every state machine of ours stands on: a clock of its own, and steps taken whole or not."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from lms.base import clock
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound, Refusal
from tests.conftest import CI, NOON

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking would take minutes


class Stepping(RuleBasedStateMachine):
    """One run is one transaction that is taken back at the end."""

    refusals: tuple[type[Exception], ...] = (Refusal, NotFound, NotAllowed)

    def __init__(self) -> None:
        super().__init__()
        self.now, self.stack = NOON, ExitStack()
        self.stack.enter_context(clock.pretend(NOON))

    def teardown(self) -> None:
        db.session.rollback()
        self.stack.close()

    def allowed(self, step: Callable[[], object]) -> bool:
        """Take a step, in a transaction of its own; whether it was allowed."""
        attempt = db.session.begin_nested()
        try:
            step()
        except self.refusals:
            attempt.rollback()
            return False
        attempt.commit()
        return True

    def later(self, gone: timedelta) -> None:
        """The clock goes on: what was is told apart from what is by the moment alone."""
        self.now += gone
        self.stack.close()
        self.stack.enter_context(clock.pretend(self.now))


def play(machine: type[Stepping], kind: str, runs: int = 25) -> None:
    """Run it: in CI `runs` times of fifty steps, a third of them on PostgreSQL; less on a laptop.

    There a step takes three times as long, and what a rule decides does not hang on the database.
    """
    most, steps = (runs, 50) if CI else (runs // 3, 30)
    times = most if kind == "sqlite" else runs // 3
    wanted = settings(max_examples=times, stateful_step_count=steps, phases=PHASES)
    run_state_machine_as_test(machine, settings=wanted)
