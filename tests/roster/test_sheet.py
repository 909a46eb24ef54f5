"""Whatever Excel, Google Sheets or an HR system calls CSV is read; what is none is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.body import LARGEST_FILE
from lms.base.errors import Refusal
from lms.roster import sheet

PLAIN = "Name,Email\r\nŁukasz O’Brien,lukasz@example.org\r\n"
WANTED = [(2, ("Łukasz O’Brien", "lukasz@example.org"))]


def read(content: bytes | str) -> sheet.Sheet:
    """A file as it is uploaded."""
    return sheet.read(sheet.decoded(content.encode() if isinstance(content, str) else content))


def rows(content: bytes | str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        b"sep=|\n" + PLAIN.replace(",", "|").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
    ],
)
def test_every_usual_way_to_save_it(content: bytes) -> None:
    found = read(content)
    assert found.headings == ("Name", "Email")
    assert [(row.number, row.cells) for row in found.rows] == WANTED


def test_the_letters_of_old_windows() -> None:
    assert rows("Name\nZoë O’Brien".encode("cp1252")) == [(2, ("Zoë O’Brien",))]


def test_the_separator_is_found_outside_of_quotation_marks() -> None:
    assert rows('"Last, first";Email\n"Vega, Marisol";m@example.org') == [
        (2, ("Vega, Marisol", "m@example.org"))
    ]


WIDE = "Name;Email;Job title;Office;Start date"


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("Staff list\n", 3),
        ("Staff list;;;;\n;;;;\n", 4),
        ("Staff, Boise, as of March 4, 2026\n\n\n", 5),
        ('"Our, ""own"", list"\nPrinted 3/4/2026\n\n', 5),
        ("\n\n\n\n\n\nA\nB\nC\nD\n", 12),
    ],
)
def test_a_title_above_the_headings(above: str, number: int) -> None:
    """HR systems print one; rows keep the numbers that a spreadsheet shows."""
    found = read(f"{above}{WIDE}\nAna;a@example.org;LCSW;Boise, ID;3/4/2026\n")
    assert found.headings == ("Name", "Email", "Job title", "Office", "Start date")
    assert [(row.number, row.cells[3]) for row in found.rows] == [(number, "Boise, ID")]


def test_headings_are_not_looked_for_further_down() -> None:
    assert read(f"A\nB\nC\nD\nE\n{WIDE}").headings == ("A",)


def test_one_column_has_no_title() -> None:
    assert read("Name\nAna\nBen").headings == ("Name",)


def test_cells_with_line_breaks_and_quotation_marks() -> None:
    assert rows('Name,Office\n"Ana\nLima","The ""old"" one"\nBen,Boise') == [
        (2, ("Ana\nLima", 'The "old" one')),
        (3, ("Ben", "Boise")),
    ]


def test_empty_rows_are_skipped_and_still_counted() -> None:
    """The number is the one that a spreadsheet shows."""
    assert rows("Name,Email\n\n,\nAna,a@example.org\n  ,\n") == [(4, ("Ana", "a@example.org"))]


def test_short_and_long_rows() -> None:
    found = read("Name,Email\nAna\nBen,b@example.org,\nCleo,c@example.org,more").rows
    assert [(row.cells, row.too_long) for row in found] == [
        (("Ana", ""), False),
        (("Ben", "b@example.org"), False),
        (("Cleo", "c@example.org"), True),
    ]


def test_headings_can_be_told_apart() -> None:
    assert read("Email,,email,Email (2),\nx").headings == (
        "Email", "Column 2", "email (2)", "Email (2) (2)",
    )  # fmt: skip


def test_headings_alone_are_a_file_without_rows() -> None:
    assert read("Name,Email").rows == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04 and more", "Save as"),
        (b"\xd0\xcf\x11\xe0 and more", "Save as"),
        (b"%PDF-1.7", "Save as"),
        (b"<!doctype html><table>", "Save as"),
        (b"Name,Email\nAna\x00,a@example.org", "cannot be read"),
        (b"Name\n\x81\x8d", "cannot be read"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "cannot be read"),
        (b'Name,Email\n"Ana,a@example.org\n', "Row 2"),
        (b'Name,Email\n"Ana"x,a@example.org\n', "Row 2"),
        (b"Name\n" + b"x" * 200_000, "Row 2"),
        (b",,\n,", "no headings"),
        (b"Name\n" + b"x\n" * (sheet.MOST_ROWS + 1), "5,000 rows"),
        (b"Name\n" + b"\n" * 30_000, "5,000 rows"),
        (",".join(str(n) for n in range(101)).encode(), "100 columns"),
        (b"," * 500_000, "100 columns"),
        (b"Name\n" + b"x" * LARGEST_FILE, "2 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        read(content)
    assert refused.value.field == "file"


def test_as_many_rows_as_are_taken() -> None:
    assert len(read(b"Name\n" + b"x\n" * sheet.MOST_ROWS).rows) == sheet.MOST_ROWS


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read(content)
    except Refusal:
        return
    assert len({heading.casefold() for heading in found.headings}) == len(found.headings)
    assert {len(row.cells) for row in found.rows} <= {len(found.headings)}
