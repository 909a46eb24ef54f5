"""Pictures of numbers as SVG, drawn on the server: each has its words and its table behind it.

Our own code, because pygal and matplotlib write inline styles, which our policy forbids, and draw
in pixels that a phone shrinks. Colours are classes of the stylesheet, told apart by dashes and
hatching too; every picture is 340 units wide, so that its words stay readable on a phone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import segno
from markupsafe import Markup, escape

from lms.base.filters import MONTHS

WIDTH, HEIGHT = 340, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 36, 24  # what the plot leaves for words
LETTER = 7.5  # about as wide as one of the words' letters
LABELS = 6  # so many below an axis can be read
UNDRAWABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not in XML

Cell = str | int


@dataclass(frozen=True)
class Drawing:
    """A picture with the same in words and as a table, for whoever does not see it."""

    title: str
    says: str
    svg: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Table(NamedTuple):
    """The numbers behind a picture."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Frame(NamedTuple):
    """What every picture has: `key` is ours and makes its ids unique on the page."""

    key: str
    title: str
    says: str


class Series(NamedTuple):
    """Something counted over time; `look` is its class: planned, done, pace, late, track."""

    name: str
    look: str
    points: Sequence[tuple[date, float]]
    stepped: bool = True  # it stays as it is until the next point


class Part(NamedTuple):
    """One of the parts that columns are stacked of, a number for each column."""

    name: str
    look: str
    numbers: Sequence[int]


def lines(frame: Frame, series: Sequence[Series], today: date, table: Table) -> Drawing:
    """Lines over time, with today marked. Each has a point at least."""
    days = [day for one in series for day, _ in one.points] + [today]
    first, last = min(days), max(days)
    across = Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), LEFT, _right())
    top = max(number for one in series for _, number in one.points)
    up = Scale(0, _steps(top)[-1], HEIGHT - BOTTOM, TOP + 14)
    now = across(today.toordinal())
    drawn = [
        *_grid(up),
        element("path", d=f"M{now} {TOP + 6}V{HEIGHT - BOTTOM}", class_="draw-now"),
        label("today", min(max(now, LEFT + 20), _right() - 20), TOP + 4, "middle"),
        *(
            element("path", d=_way(one, across, up), class_=f"draw-line l-{one.look}")
            for one in series
        ),
        label(_day(first, last), LEFT, HEIGHT - 6, "start"),
        label(_day(last, first), _right(), HEIGHT - 6, "end"),
        *_legend([(one.name, _sample(one.look)) for one in series]),
    ]
    return finished(frame, drawn, table)


def columns(frame: Frame, names: Sequence[str], parts: Sequence[Part], table: Table) -> Drawing:
    """Stacked columns, such as one for each month; the first part stands lowest."""
    top = max((sum(stack) for stack in zip(*(p.numbers for p in parts), strict=True)), default=0)
    up = Scale(0, _steps(top)[-1], HEIGHT - BOTTOM, TOP)
    room = (_right() - LEFT) / max(len(names), 1)
    drawn = [_hatches(frame.key), *_grid(up)]
    every = -(-len(names) // LABELS)
    for place, name in enumerate(names):
        x, below = LEFT + place * room, 0
        for part in parts:
            low, high = up(below), up(below + part.numbers[place])
            drawn.append(_box(frame.key, part.look, x + room * 0.14, high, room * 0.72, low - high))
            below += part.numbers[place]
        if (len(names) - 1 - place) % every == 0:
            drawn.append(label(name, round(x + room / 2, 1), HEIGHT - 6, "middle"))
    looks = [(one.name, _swatch(frame.key, one.look)) for one in parts]
    return finished(frame, [*drawn, *_legend(looks)], table)


def bars(frame: Frame, named: Sequence[tuple[str, str, int]], table: Table) -> Drawing:
    """Horizontal bars, each with its name, its look and its number."""
    left = 8 + int(max((len(name) for name, *_ in named), default=0) * LETTER)
    along = Scale(0, max([1, *(number for *_, number in named)]), left, WIDTH - 44)
    drawn = [_hatches(frame.key)]
    for place, (name, look, number) in enumerate(named):
        y = place * 34 + 6
        drawn += [
            label(name, left - 8, y + 17, "end"),
            _box(frame.key, look, left, y, along(number) - left, 24),
            label(str(number), along(number) + 6, y + 17, "start", strong=True),
        ]
    return finished(frame, drawn, table, len(named) * 34 + 6)


class Scale(NamedTuple):
    """Turns a number between `low` and `high` into a place between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.start + share * (self.end - self.start), 1)


def _right() -> int:
    return WIDTH - RIGHT


def finished(frame: Frame, drawn: Iterable[Markup], table: Table, height: int = HEIGHT) -> Drawing:
    svg = element(
        "svg", element("title", _clean(frame.title), id=f"{frame.key}-title"),
        element("desc", _clean(frame.says), id=f"{frame.key}-desc"), *drawn,
        class_="draw", role="img", viewBox=f"0 0 {WIDTH} {height}",
        aria_labelledby=f"{frame.key}-title {frame.key}-desc",
    )  # fmt: skip
    return Drawing(frame.title, frame.says, svg, table.head, table.rows)


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """An element; what is not Markup is escaped. `class_` and `aria_label` lose the underscore."""
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
    )
    content = Markup("").join(escape(one) for one in inside)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), given, content)  # noqa: S704  # ours


def label(words: str, x: float, y: float, anchor: str, *, strong: bool = False) -> Markup:
    look = "draw-strong" if strong else "draw-word"
    return element("text", _clean(words), x=x, y=y, text_anchor=anchor, class_=look)


def _clean(words: str) -> str:
    return UNDRAWABLE.sub("", words)


def _steps(top: float) -> list[int]:
    """Round numbers from 0 to `top` or a little more, five at most."""
    for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10_000, 50_000):
        if top <= size * 4:
            return list(range(0, max(size, -(-int(top) // size) * size) + 1, size))
    return [0, int(top)]


def _grid(up: Scale) -> list[Markup]:
    """A faint line and its number for each step."""
    drawn = []
    for step in _steps(up.high):
        drawn.append(element("path", d=f"M{LEFT} {up(step)}H{_right()}", class_="draw-grid"))
        drawn.append(label(str(step), LEFT - 6, up(step) + 5, "end"))
    return drawn


def _way(one: Series, across: Scale, up: Scale) -> str:
    """The path of a line."""
    way = ""
    for day, number in one.points:
        x, y = across(day.toordinal()), up(number)
        way += f"M{x} {y}" if not way else f"H{x}V{y}" if one.stepped else f"L{x} {y}"
    return way


def _day(day: date, other: date) -> str:
    """`Mar 4`, with the year where the axis crosses one."""
    text = f"{MONTHS[day.month - 1]} {day.day}"
    return text if day.year == other.year else f"{text}, {day.year}"


def _legend(looks: Sequence[tuple[str, Markup]]) -> list[Markup]:
    """What each look means, in a line at the top."""
    drawn, x = [], float(LEFT - 24)
    for name, sample in looks:
        drawn.append(
            element("g", sample, label(name, 26, 5, "start"), transform=f"translate({x} 12)")
        )
        x += 26 + len(name) * LETTER + 12
    return drawn


def _sample(look: str) -> Markup:
    return element("path", d="M0 0H20", class_=f"draw-line l-{look}")


def _swatch(key: str, look: str) -> Markup:
    return _box(key, look, 4, -7, 16, 14)


def _box(key: str, look: str, x: float, y: float, width: float, height: float) -> Markup:
    """A filled box, hatched in its own way: colour alone says nothing."""
    place = {"x": round(x, 1), "y": y, "width": round(width, 1), "height": round(height, 1)}
    if not place["width"] or not place["height"]:
        return Markup("")
    return element("rect", **place, class_=f"draw-box b-{look}") + element(
        "rect", **place, fill=f"url(#{key}-{look})"
    )


HATCHES = {"late": "M0 8L8 0M-2 2L2 -2M6 10L10 6", "track": "M0 4H8", "done": ""}


def _hatches(key: str) -> Markup:
    size = {"width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
    return element("defs", *(
        element("pattern", element("path", d=way, class_="draw-hatch"), id=f"{key}-{look}", **size)
        for look, way in HATCHES.items()
    ))  # fmt: skip


def qr_code(address: str, title: str) -> Markup:
    """An address as a QR code, dark on light in either theme: a phone's camera wants it so."""
    made = segno.make(address, error="m", micro=False)
    svg = made.svg_inline(scale=5, border=4, dark="#000", light="#fff", title=title, omitsize=True)
    return Markup(svg)  # noqa: S704  # segno's own, around an address of ours
