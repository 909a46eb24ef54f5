"""Pictures: well formed whatever is written in them, without a style, with their words behind."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.drawing import (
    WIDTH,
    Drawing,
    Frame,
    Part,
    Scale,
    Series,
    Table,
    bars,
    columns,
    lines,
)

DAY = date(2026, 3, 4)
TABLE = Table(("When", "Done"), [("Mar 4", 7)])
HOSTILE = "</svg><script>alert(1)</script> & \"Zoë\" 'x' \x00\x0b\ufffe ]]> &amp; {{ 7*7 }}"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(title: str = "Tasks done", *, top: int = 114) -> list[Drawing]:
    """One of each kind."""
    frame = Frame("d1", title, f"Says {title}")
    done = [(DAY, 0.0), (DAY + timedelta(days=3), top)]
    series = [Series("Done", "done", done), Series("Planned", "planned", done),
              Series("At this pace", "pace", done, stepped=False)]  # fmt: skip
    months = [f"M{n}" for n in range(12)]
    parts = [Part("Finished", "done", [top] * 12), Part("Late", "late", [0, *range(11)])]
    return [
        lines(frame, series, DAY, TABLE),
        columns(frame, months, parts, TABLE),
        bars(frame, [("0–1", "track", top), (title, "late", 0)], TABLE),
    ]


def parsed(one: Drawing) -> ET.Element:
    return ET.fromstring(str(one.svg).replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_picture_has_its_title_its_words_and_its_numbers(place: int) -> None:
    one = drawn()[place]
    root = parsed(one)
    assert root.get("role") == "img"
    ids = {node.get("id"): node.text for node in root if node.get("id")}
    assert [ids[key] for key in root.attrib["aria-labelledby"].split()] == [one.title, one.says]
    assert (one.head, one.rows) == TABLE


@pytest.mark.parametrize("place", [0, 1, 2])
def test_names_are_only_names(place: int) -> None:
    one = drawn(HOSTILE)[place]
    root = parsed(one)
    kept = HOSTILE.replace("\x00\x0b\ufffe", "")
    assert root.find(f"{SVG}title").text == kept  # type: ignore[union-attr]
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg", "title", "desc", "path", "text", "rect", "g", "defs", "pattern",
    }  # fmt: skip


@given(st.text())
def test_any_name_at_all_is_well_formed(name: str) -> None:
    for one in drawn(name):
        parsed(one)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nothing_needs_more_than_the_stylesheet(place: int) -> None:
    svg = drawn()[place].svg
    assert not re.search(r"\sstyle=|<style|\son\w+=|#[0-9a-f]{6}|href=", svg)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("top", [0, 1, 3, 7, 114, 4999, 123_456])
def test_all_of_it_stands_inside(place: int, top: int) -> None:
    root = parsed(drawn(top=top)[place])
    height = float(root.attrib["viewBox"].split()[3])
    for node in root.iter():
        for name, most in (("x", WIDTH), ("y", height)):
            assert -8 <= float(node.get(name) or 0) <= most
        for name in ("width", "height"):
            assert float(node.get(name) or 0) >= 0


def test_parts_are_told_apart_without_colour() -> None:
    """By a hatching of their own, and lines by dashes that the stylesheet gives their class."""
    svg = drawn()[1].svg
    assert 'fill="url(#d1-done)"' in svg
    assert 'fill="url(#d1-late)"' in svg
    assert re.findall(r"draw-line (l-\w+)", drawn()[0].svg) == 2 * ["l-done", "l-planned", "l-pace"]


def test_labels_below_are_few_enough_to_read() -> None:
    words = [node.text for node in parsed(drawn()[1]).iter(f"{SVG}text")]
    assert [word for word in words if word and word.startswith("M")] == [
        "M1", "M3", "M5", "M7", "M9", "M11",
    ]  # fmt: skip


def test_a_picture_of_one_day_is_one_too() -> None:
    frame = Frame("d", "t", "s")
    parsed(lines(frame, [Series("Done", "done", [(DAY, 0)])], DAY, TABLE))
    parsed(columns(frame, [], [], TABLE))
    parsed(bars(frame, [], TABLE))


def test_a_scale_needs_no_width() -> None:
    assert Scale(3, 3, 10, 20)(3) == 10
    assert Scale(0, 4, 10, 20)(1) == 12.5
