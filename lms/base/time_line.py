"""A time line: days from top to bottom with their words, and above it the same to scale.

Downwards, because a phone is tall: what falls on one day stands beside one mark, and no words ever
meet. The bar above shows what the list cannot, how close some days are and how far others.
"""

import textwrap
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from lms.base.drawing import WIDTH, Drawing, Frame, Scale, Table, element, finished, label
from lms.base.filters import whole_day

ROAD, WORDS = 108, 124  # where the line runs, and where the words beside it begin
LETTERS = 24  # of a line beside the road
STEP, GAP = 18, 22  # between lines, and between days
BAR = 30  # where the bar to scale lies
EDGE = 14  # of the bar on either side


class Moment(NamedTuple):
    """Something on a day. `look` is its mark: start, point, end, or maybe (a dashed road to it)."""

    day: date
    title: str
    detail: str
    look: str = "point"


class Tick(NamedTuple):
    """A word below the bar."""

    day: date
    word: str


def time_line(
    frame: Frame, moments: Sequence[Moment], ticks: Sequence[Tick], today: date, table: Table
) -> Drawing:
    """The moments in order of their days, two or more; `today` is marked where it falls."""
    moments = sorted(moments, key=lambda one: one.day)
    drawn = _bar(moments, ticks, today)
    y, above = BAR + 68, 0
    days = [(day, [*group]) for day, group in groupby(moments, lambda one: one.day)]
    for place, (day, group) in enumerate(days):
        before = days[place - 1][0] if place else date.min
        if before < today < day:
            drawn += _today(y, today)
            y += STEP + GAP
        if above:
            dashed = " road-maybe" if group[0].look == "maybe" else ""
            drawn.insert(0, element("path", d=f"M{ROAD} {above}V{y - 5}", class_=f"road{dashed}"))
        lines, below = _beside(group, y)
        now = [label("today", ROAD - 14, y + STEP, "end")] if day == today else []
        drawn += [element("text", whole_day(day), x=ROAD - 14, y=y, text_anchor="end"), *now,
                  _mark(group[-1].look, y - 5), *lines]  # fmt: skip
        above, y = y - 5, below + GAP
    if today > days[-1][0]:
        drawn += _today(y, today)
        y += STEP + GAP
    return finished(frame, drawn, table, y - GAP)


def _beside(group: Sequence[Moment], y: int) -> tuple[list[Markup], int]:
    """The words of a day, and where the next line would be."""
    drawn = []
    for place, one in enumerate(group):
        y += 6 if place else 0
        for text, strong in ((one.title, True), (one.detail, False)):
            for line in textwrap.wrap(text, LETTERS):
                drawn.append(label(line, WORDS, y, "start", strong=strong))
                y += STEP
    return drawn, y


def _today(y: int, today: date) -> list[Markup]:
    return [
        element("path", d=f"M{ROAD - 8} {y - 5}H{WIDTH}", class_="draw-now"),
        label(f"today, {whole_day(today)}", WORDS, y + 13, "start"),
    ]


def _mark(look: str, y: int) -> Markup:
    if look == "end":
        return element("rect", x=ROAD - 7, y=y - 7, width=14, height=14, class_="dot")
    return element("circle", cx=ROAD, cy=y, r=7, class_=f"dot dot-{look}")


def _bar(moments: Sequence[Moment], ticks: Sequence[Tick], today: date) -> list[Markup]:
    """Every moment as a stroke on a bar from the first to the last, true to scale."""
    first, last = moments[0].day, moments[-1].day
    along = Scale(first.toordinal(), last.toordinal(), EDGE, WIDTH - EDGE)
    sure = max(one.day for one in moments if one.look != "maybe")
    end = along(sure.toordinal())
    drawn = [
        element("path", d=f"M{EDGE} {BAR}H{end}", class_="road"),
        element("path", d=f"M{end} {BAR}H{WIDTH - EDGE}", class_="road road-maybe"),
    ]
    places = sorted({along(one.day.toordinal()) for one in moments})
    drawn += [element("path", d=f"M{x} {BAR - 8}v16", class_="stroke") for x in places]
    drawn += [label(word, along(day.toordinal()), BAR + 24, "middle") for day, word in ticks]
    if first <= today <= last:
        x = along(today.toordinal())
        drawn.append(element("path", d=f"M{x} {BAR - 12}l-5 -8h10z", class_="stroke today"))
    return drawn
