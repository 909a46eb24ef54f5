"""Levels of a scale as bars, one below the other: how far something is, and was, and by whom.

An ordinal scale has steps and no distances, so each bar is cut into its steps and says its level in
words beside it; where the aim lies is a mark below the step. Nothing is told by colour alone.
"""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from lms.base.drawing import WIDTH, Drawing, Frame, Table, element, finished, label

NAMES, STEPS_AT, STEP, GAP = 84, 92, 32, 3  # where names end, where the steps begin, how wide
ROW, HIGH = 21, 12  # from one bar to the next, and how high a step is
LINE, LETTERS = 18, 36  # of a title


class Bar(NamedTuple):
    """One level: of now, of then, of somebody's own view. `look` is its class."""

    name: str
    look: str
    level: int
    word: str


class Group(NamedTuple):
    """The bars of one thing, below its title; `aim` is the level that is aimed at."""

    title: str
    aim: int
    bars: Sequence[Bar]


def level_bars(frame: Frame, groups: Sequence[Group], top: int, table: Table) -> Drawing:
    """The groups one below the other; `top` is the highest level."""
    drawn: list[Markup] = []
    y = LINE
    for group in groups:
        for line in textwrap.wrap(group.title, LETTERS):
            drawn.append(label(line, 0, y, "start", strong=True))
            y += LINE
        for bar in group.bars:
            drawn += _bar(bar, y, top)
            y += ROW
        if group.aim and group.bars:
            drawn.append(_aim(group.aim, y - ROW + HIGH // 2 + 1))
        y += LINE
    return finished(frame, drawn, table, max(y - LINE, LINE))


def _bar(bar: Bar, y: int, top: int) -> list[Markup]:
    steps = [
        element("rect", x=STEPS_AT + step * (STEP + GAP), y=y - HIGH + 2, width=STEP, height=HIGH,
                rx=2, class_=f"step {bar.look if step < bar.level else 'step-off'}")
        for step in range(top)
    ]  # fmt: skip
    after = STEPS_AT + top * (STEP + GAP) + 4
    return [
        label(bar.name, NAMES, y, "end"), *steps,
        label(bar.word, min(after, WIDTH - 90), y, "start"),
    ]  # fmt: skip


def _aim(level: int, y: int) -> Markup:
    """A small mark below the last step of the aim."""
    x = STEPS_AT + (level - 1) * (STEP + GAP) + STEP / 2
    return element("path", d=f"M{x} {y}l5 8h-10z", class_="stroke today")
