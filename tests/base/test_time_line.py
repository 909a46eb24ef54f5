"""A time line: every day and word is there, well formed, in order, and nothing meets."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from lms.base.drawing import WIDTH, Drawing, Frame, Table
from lms.base.filters import whole_day
from lms.base.time_line import LETTERS, Moment, Tick, time_line

FIRST = date(2026, 3, 4)
HOSTILE = '</svg><script>alert(1)</script> & "Zoë" \x00\x0b\ufffe ]]>'
SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table(("By", "What"), [("Mar 4, 2026", "Begins")])


def drawn(*days: int, today: int = 40, title: str = "Case record complete") -> Drawing:
    """Moments so many days after the first, the last of them only perhaps."""
    moments = [Moment(FIRST, "Begins", "counts from here", "start")]
    moments += [Moment(FIRST + timedelta(days=n), title, "B.2: someone") for n in days]
    moments.append(Moment(FIRST + timedelta(days=900), "Ends", "perhaps", "maybe"))
    ticks = [Tick(FIRST, "0"), Tick(FIRST + timedelta(days=900), "30")]
    return time_line(
        Frame("t", "Days", "Says"), moments, ticks, FIRST + timedelta(days=today), TABLE
    )


def parsed(one: Drawing) -> ET.Element:
    return ET.fromstring(str(one.svg).replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def texts(one: Drawing) -> list[tuple[float, str]]:
    return [(float(node.get("y", 0)), node.text or "") for node in parsed(one).iter(f"{SVG}text")]


def test_a_day_stands_once_with_all_that_falls_on_it() -> None:
    said = [text for _, text in texts(drawn(30, 30, 180))]
    assert said.count(whole_day(FIRST + timedelta(days=30))) == 1
    assert said.count("Case record complete") == 3
    assert "today, Apr 13, 2026" in said


def test_today_is_marked_before_between_on_and_after() -> None:
    for today in (-9, 0, 40, 900, 1200):
        said = [text for _, text in texts(drawn(30, today=today)) if text.startswith("today")]
        assert len(said) == 1, today


def test_hostile_words_are_only_words() -> None:
    svg = str(drawn(30, title=HOSTILE).svg)
    assert "<script" not in svg
    assert not re.search(r"\sstyle=|\son\w+=|href=", svg)


@given(st.lists(st.integers(0, 899), max_size=12), st.integers(-500, 2000), st.text(max_size=200))
def test_no_two_lines_meet_and_none_leaves_the_picture(
    days: list[int], today: int, title: str
) -> None:
    one = drawn(*days, today=today, title=title)
    root = parsed(one)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == WIDTH
    right = sorted(y for y, _ in texts(one) if y > 60)
    assert right[-1] <= height
    beside = [node for node in root.iter(f"{SVG}text") if node.get("text-anchor") == "start"]
    places = [float(node.get("y", 0)) for node in beside]
    assert all(later - early >= 13 for early, later in pairwise(places))
    assert all(len(node.text or "") <= LETTERS for node in beside)
