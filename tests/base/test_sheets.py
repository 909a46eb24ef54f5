"""A table taken along: what it holds in either kind of file, and that it is never held whole."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from flask import Flask, Response

from lms.base import workbooks
from lms.base.errors import Refusal
from lms.base.tables import BLOCK, CSV, XLSX, Cell, Percent, Sheet, send

DAY = date(2026, 3, 4)
HEAD = ("Name", "Done", "Share", "Due", "Signed (UTC)")
MIDNIGHT = datetime(2026, 3, 4)  # noqa: DTZ001  # as workbooks give a date
SIGNED = datetime(2026, 3, 4, 19, 5, tzinfo=UTC)
ROWS: list[tuple[Cell, ...]] = [
    ("Ana", 7, Percent(0.25), DAY, SIGNED), ("=1+1", -3, Percent(1), None, None),
]  # fmt: skip


def sheet(rows: Any = ROWS, **more: Any) -> Sheet:
    given = {"filters": "Office: Boise", "notes": ["Dates are the office’s."]} | more
    return Sheet("team", "Team: completion", HEAD, rows, DAY, **given)


def sent(app: Flask, what: Sheet, kind: str, **environ: str) -> tuple[Response, bytes]:
    """The answer and its body, as a browser gets them."""
    with app.test_request_context(environ_overrides=environ):
        answer = send(what, kind)
        body = b"".join(answer.iter_encoded())
        answer.close()
    return answer, body


def opened(app: Flask, what: Sheet) -> Any:
    _, body = sent(app, what, XLSX)
    return openpyxl.load_workbook(BytesIO(body))


def test_a_csv_says_of_which_day_and_what_was_left_out(app: Flask) -> None:
    answer, body = sent(app, sheet(), CSV)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="team-2026-03-04.csv"'
    assert list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""))) == [
        [*HEAD, "As of", "Filters"],
        ["Ana", "7", "25%", "2026-03-04", "2026-03-04T19:05:00+00:00", "2026-03-04",
         "Office: Boise"],
        ["'=1+1", "-3", "100%", "", "", "2026-03-04", "Office: Boise"],
    ]  # fmt: skip


def test_a_workbook_is_read_back(app: Flask) -> None:
    page = opened(app, sheet())["Team completion"]
    first, second = list(page.iter_rows(min_row=2, values_only=True))
    there = SIGNED.replace(tzinfo=None)
    assert first == ("Ana", 7, 0.25, MIDNIGHT, there, MIDNIGHT, "Office: Boise")
    assert second[:5] == ("'=1+1", -3, 1, None, None)
    assert [page.cell(2, column).number_format for column in (3, 4, 5)] == [
        "0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["E"].width >= 16


def test_a_workbook_says_what_it_is(app: Flask) -> None:
    rows = list(opened(app, sheet())["About"].iter_rows(min_row=2, values_only=True))
    assert rows == [
        ("Table", "Team: completion"), ("As of", MIDNIGHT),
        ("Filters", "Office: Boise"), ("Note", "Dates are the office’s."),
    ]  # fmt: skip


def test_without_rows_there_is_the_head(app: Flask) -> None:
    assert sent(app, sheet([]), CSV)[1].decode("utf-8-sig").splitlines() == [
        ",".join([*HEAD, "As of", "Filters"])
    ]
    assert opened(app, sheet([]))["Team completion"].max_row == 1


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "{=1}", "https://x.org/"]
)
def test_nothing_typed_becomes_a_formula_or_a_link(app: Flask, typed: str) -> None:
    (cell,) = opened(app, sheet([(typed,)]))["Team completion"]["A2":"A2"][0]
    guarded = typed[0] not in "{h"
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).startswith("'") is guarded


def test_what_no_cell_can_hold_is_cut_and_not_dropped(app: Flask) -> None:
    odd = "a\x01\x1f\ufffe" + "z" * 40_000
    cell = opened(app, sheet([(odd, 1)]))["Team completion"]["A2"].value
    assert cell.endswith("zzz")
    assert 32_000 < len(cell) <= 32_767 + 3 * 6  # each odd one is written as _x0001_


def test_too_many_rows_are_refused_rather_than_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    assert sent(app, sheet([("a",)] * 2), XLSX)[0].status_code == 200
    with app.test_request_context(), pytest.raises(Refusal, match="CSV"):
        send(sheet([("a",)] * 3), XLSX)


def test_a_csv_is_sent_while_it_is_read(app: Flask) -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[Cell, ...]]:
        for number in range(50_000):
            asked.append(number)
            yield (f"Person {number}", number)

    with app.test_request_context():
        answer = send(sheet(rows()), CSV)
        blocks = answer.iter_encoded()
        assert BLOCK <= len(next(blocks)) < 2 * BLOCK
        assert len(asked) < 3000
        assert sum(1 for _ in blocks) > 10
    assert len(asked) == 50_000


@pytest.mark.parametrize("form", [CSV, XLSX])
def test_whoever_speaks_http_1_0_gets_it_whole_with_its_length(app: Flask, form: str) -> None:
    answer, body = sent(app, sheet(), form, SERVER_PROTOCOL="HTTP/1.0")
    assert answer.content_length == len(body) > 0


@pytest.mark.parametrize(("form", "protocol"), [(XLSX, "1.1"), (CSV, "1.0"), (XLSX, "1.0")])
def test_what_fails_before_it_is_sent_is_an_ordinary_error(
    app: Flask, form: str, protocol: str
) -> None:
    def rows() -> Iterator[tuple[Cell, ...]]:
        yield ("Ana",)
        raise OSError("disk full")

    environ = {"SERVER_PROTOCOL": f"HTTP/{protocol}"}
    with app.test_request_context(environ_overrides=environ), pytest.raises(OSError, match="full"):
        send(sheet(rows()), form)
