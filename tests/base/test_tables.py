"""CSV: read back as it was meant, opened without harm, the same for every kind of cell."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from flask import Flask

from lms.base.tables import MARK, Cell, as_csv, download

HEAD = ("Name", "Note")


def read(*rows: tuple[Cell, ...]) -> list[list[str]]:
    """What a spreadsheet makes of these rows."""
    content = "".join(as_csv(HEAD, rows))
    assert content.startswith(MARK)
    return list(csv.reader(StringIO(content.removeprefix(MARK), newline="")))


def test_a_line_for_the_head_and_for_each_row() -> None:
    lines = list(as_csv(HEAD, [("Ana", "one"), ("Ben", "two")]))
    assert lines == ["\ufeffName,Note\r\n", "Ana,one\r\n", "Ben,two\r\n"]


def test_without_rows_there_is_the_head() -> None:
    assert list(as_csv(HEAD, [])) == ["\ufeffName,Note\r\n"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (114, "114"),
        (date(2026, 3, 4), "2026-03-04"),
        (datetime(2026, 3, 4, 19, 5), "2026-03-04T19:05:00"),  # noqa: DTZ001  # as records give it
        (datetime(2026, 3, 4, 19, 5, tzinfo=UTC), "2026-03-04T19:05:00+00:00"),
        ("Zoë, “quoted” and \"straight\"", "Zoë, “quoted” and \"straight\""),
        ("two\r\nlines", "two\r\nlines"),
        ("semi;colon\ttab", "semi;colon\ttab"),
        ("a = b, c-d, e@f", "a = b, c-d, e@f"),
        (" =1+1", " =1+1"),  # a space makes it text
    ],
)  # fmt: skip
def test_a_cell_is_read_back(cell: Cell, shown: str) -> None:
    assert read((cell, "next")) == [list(HEAD), [shown, "next"]]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_what_was_typed_never_becomes_a_formula(first: str) -> None:
    typed = f'{first}HYPERLINK("https://example.org","x")'
    for row in ((typed, "next"), ("before", typed)):
        _, shown = read(row)
        assert shown == [f"'{cell}" if cell == typed else cell for cell in row]


def test_lines_come_one_by_one() -> None:
    """A long file is never held in memory whole."""
    asked: list[int] = []

    def rows() -> Iterator[tuple[Cell, ...]]:
        for number in range(3):
            asked.append(number)
            yield (number, "x")

    lines = as_csv(HEAD, rows())
    next(lines)
    assert asked == []
    next(lines)
    assert asked == [0]


def test_a_download_is_saved_rather_than_shown(app: Flask) -> None:
    with app.test_request_context():
        answer = download("record-7.csv", as_csv(HEAD, [("Ana", "=1")]))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record-7.csv"'
    assert answer.get_data().decode("utf-8-sig") == "Name,Note\r\nAna,'=1\r\n"
