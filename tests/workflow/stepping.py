"""What every state machine of ours stands on: a clock of its own, and steps taken whole or not."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from hypothesis.stateful import RuleBasedStateMachine

from lms.base import clock
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound, Refusal
from tests.conftest import NOON


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
