"""Numbers typed on a phone: digits, commas and words of many countries, read as they were meant.

A number that is read wrongly fails somebody who knows; one that is guessed passes somebody who
does not.
"""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.quizzes import typed

ARABIC, PERSIAN, FULL_WIDTH = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", "30"), (" 30. ", "30"), ("+30", "30"), ("-5", "-5"), ("−5", "-5"), ("007", "7"),
        ("1,000", "1000"), ("1 000", "1000"), ("1\u202f000\u00a0000", "1000000"),
        ("1’000", "1000"), ("1 ,000", "1000"), ("12,345.50", "12345.50"), ("1 000,5", "1000.5"),
        ("2.5", "2.5"), ("2,5", "2.5"), (".5", "0.5"), (",5", "0.5"), ("0,500", "0.500"),
        ("2,50", "2.50"), ("1,00", "1"), ("2,5000", "2.5"), ("1.000", "1"),
        ("48 hours", "48"), ("90days", "90"), ("30-day", "30"), ("80 %", "80"), ("80percent", "80"),
        ("30, I think", "30"), ("24 (all of them)", "24"), ("30 or more", "30"),
        ("$1,000", "1000"), ("€ 2,50", "2.50"), ("-$5", "-5"),
        ("within 30 days", "30"), ("up to ninety days", "90"), ("month 18", "18"),
        ("At least one", "1"), ("in the 3 months", "3"),
        ("thirty", "30"), ("Thirty-Five days", "35"), ("thirty five", "35"), ("zero", "0"),
        ("seventeen", "17"), ("seven", "7"), ("six (two a month)", "6"), ("one of them", "1"),
        ("hundred", "100"), ("a hundred", "100"), ("one hundred and twenty-eight", "128"),
        ("two thousand", "2000"), ("a thousand days", "1000"), ("twelve hundred", "1200"),
        ("Two thousand and six", "2006"), ("ninety-nine thousand nine hundred", "99900"),
        ("2 thousand", "2000"), ("1.5 million", "1500000"), ("two million", "2000000"),
        ("thirty (30) days", "30"), ("30 (30) days", "30"), ("2 thousand = 2,000", "2000"),
        ("٣٠", "30"), ("٣٠ يوم", "30"), ("١٬٠٠٠", "1000"), ("٢٫٥", "2.5"), ("۱۸", "18"),
        ("３０", "30"), ("１，０００", "1000"), ("１．５", "1.5"), ("३० दिन", "30"),
        ("①", "1"), ("\u200e30\u200f", "30"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert typed.number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "-", "$", "many", "%30", "x30", "no 30", "under 30", "more than 30",
        "not thirty", "less than thirty", "tenth", "oneself", "a", "half", "month",
        "5 or 6", "5 or six", "five or six", "five to 6", "five-six", "24/7", "30-45", "12:30",
        "2 and a half", "two and a half", "one half", "2½", "½", "two point five", "two dozen",
        "1.2.3", "1,00,0", "1,,5", "1.000,50", "1 0000", "1 000 5",
        "thirty (31) days", "30 (40)", "30 = 30 = 31", "1e5", "0x10",
    ],
)  # fmt: skip
def test_no_number_is_guessed(text: str) -> None:
    assert typed.number(text) is None


@given(
    st.text(max_size=60)
    | st.text("0123456789.,- '$()=", max_size=120)
    | st.text("0123456789", max_size=300)
)
def test_no_text_breaks_it(text: str) -> None:
    found = typed.number(text)
    assert found is None or found.is_finite()


COUNTS = st.integers(0, 10**12)
UNITS = st.sampled_from(["", " days", "days", " %", " hours.", "-day", ", I think", " clients"])


def local(text: str, digits: str) -> str:
    """The same in another script's digits."""
    return text.translate(str.maketrans("0123456789", digits))


@given(COUNTS, UNITS, st.sampled_from(["", "-", "+"]))
def test_whole_numbers_come_back_however_they_are_written(n: int, unit: str, sign: str) -> None:
    wanted = -n if sign == "-" else n
    for thousands in ("", ",", " ", "'", "’", "\u202f", "\u00a0"):
        written = f"{sign}{n:,}".replace(",", thousands)
        assert typed.number(f"{written}{unit}") == wanted, written
        for digits in (ARABIC, PERSIAN, FULL_WIDTH):
            assert typed.number(local(f"{written}{unit}", digits)) == wanted, (written, digits)


@given(st.integers(0, 999), st.integers(0, 10**6), UNITS)
def test_decimals_come_back_with_a_point_or_a_comma(whole: int, part: int, unit: str) -> None:
    if len(str(part)) == 3 and whole:
        return  # `1,500` is fifteen hundred here
    wanted = Decimal(f"{whole}.{part}")
    for point in ".,":
        assert typed.number(f"{whole}{point}{part}{unit}") == wanted
    assert typed.number(local(f"{whole}٫{part}", ARABIC)) == wanted


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(n: int) -> str:
    """A number below a million, said in English."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    size, name = (100, "hundred") if n < 1000 else (1000, "thousand")
    return f"{in_words(n // size)} {name}" + (f" and {in_words(n % size)}" if n % size else "")


@given(st.integers(0, 999_999), st.sampled_from(["", " days", " (in all)"]))
@example(0, "")
@example(100_000, " days")
@example(101_101, "")
def test_number_words_come_back(n: int, unit: str) -> None:
    said = in_words(n)
    looser = said.replace("-", " ").title()
    for written in (said, said.replace(" and ", " "), looser, f"{said} ({n})"):
        assert typed.number(f"{written}{unit}") == n, written
