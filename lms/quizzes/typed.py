"""Answers as people type them: capitals, accents, commas and number words make nobody fail.

A quiz asks what somebody knows, not how they spell it on a phone.
"""

import re
import unicodedata
from decimal import Decimal

LONGEST = 100  # signs of an answer that is typed
WILD = "*"

_SIGNS = str.maketrans("‐‑‒–—−’‘‛ʼ′´`“”„ıłŁøØđĐ", "------'''''''\"\"\"illoodd")
_ARABIC = str.maketrans("٫٬،", ".,,")  # as they stand in numbers
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NAMED = {word: number for number, word in enumerate(_SMALL)}
_NAMED |= {word: number * 10 for number, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}

_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(_SMALL)})\b"
_BELOW_1000 = rf"(?:(?:(?:{_BELOW_100}|a) )?hundred\b(?:(?: and)? {_BELOW_100})?|{_BELOW_100})"
_WORDS = re.compile(_BELOW_1000)
_THOUSAND_WORDS = re.compile(rf"({_BELOW_1000}|a) thousand\b(?:(?: and)? (?={_BELOW_1000}))?")
# What people write before it, and what leaves it what it is; not `under` or `more than`.
_BEFORE = re.compile(
    r"(?:(?:about|approximately|around|at least|at most|exactly|only|up to|within|after|in|the|day"
    r"|week|month|year) )*"
)
_DIGITS = re.compile(
    r"([-+]?)(?:[$€£] ?)?"
    r"([0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?|[0-9][0-9.,]*|[.,][0-9]+)"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SCALE = re.compile(rf" ?({'|'.join(_SCALES)})\b")
# `two or three`, `2 and a half`, `two dozen`: it is not the number that it begins with.
_GOES_ON = re.compile(
    rf" ?(?:(?:(?:or|to|and|point)\b|[/-]) ?(?:{'|'.join([*_NAMED, *_SCALES])})"
    r"|(?:and (?:an? |one )?)?half|dozen)\b"
)
_SAID_AGAIN = re.compile(r" ?[(=] ?")  # `thirty (30) days`


def fold(text: str) -> str:
    """A text without what does not matter: case, accents, width, kinds of digits and of quotes,
    blanks, what cannot be seen, its end.

    A full stop that ends it goes too: phones add one.
    """
    return _bare(text).rstrip(". ")


def matches(typed: str, accepted: str) -> bool:
    """Whether what was typed is what is accepted; each `*` there stands for any signs.

    Linear in both: the pieces between the stars are looked for one after the other.
    """
    said = fold(typed)
    if not said:
        return False
    *pieces, last = [_bare(piece) for piece in _pieces(accepted)]
    pieces.append(last.rstrip(". "))
    # In `400.*` the full stop counts, so one that ends what was typed may be needed.
    return _fits(said, pieces) or _fits(_bare(typed), pieces)


def number(typed: str) -> Decimal | None:
    """The number somebody meant: `1,000`, `2.5`, `2,5`, `48 hours`, `80 %`, `$50`, `thirty`,
    `within thirty (30) days`, `2 thousand`; else None.

    What follows the number may be a unit and nothing with a further number in it.
    """
    said = fold(typed)[:LONGEST].replace(" ,", ",")
    said = _BEFORE.sub("", said, count=1)
    begun = _in_words(said) or _in_digits(said)
    if begun is None:
        return None
    value, rest = begun
    if scale := _SCALE.match(rest):
        value, rest = value * _SCALES[scale[1]], rest[scale.end() :]
    if _GOES_ON.match(rest):
        return None
    if any(sign.isdigit() for sign in rest):
        again = _SAID_AGAIN.match(rest)
        return value if again and number(rest[again.end() :]) == value else None
    return value


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).translate(_SIGNS)
    kept = (
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in plain
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
    return " ".join("".join(kept).translate(_ARABIC).casefold().split())


def _pieces(accepted: str) -> list[str]:
    """What stands between the stars; a star after a backslash is a sign like any other."""
    kept = accepted.replace("\\*", "\0")
    return [piece.replace("\0", "*") for piece in kept.split(WILD)]


def _fits(said: str, pieces: list[str]) -> bool:
    """Whether it is made of these pieces, in order, with anything between them."""
    if len(pieces) == 1:
        return said == pieces[0]
    first, *between, last = pieces
    if not (said.startswith(first) and said.endswith(last)):
        return False
    place, end = len(first), len(said) - len(last)
    for piece in between:
        found = said.find(piece, place, max(end, place))
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end


def _in_words(said: str) -> tuple[Decimal, str] | None:
    """The number that it begins with, in words, and what follows."""
    value, rest = 0, said
    if thousands := _THOUSAND_WORDS.match(rest):
        value, rest = max(_worth(thousands[1]), 1) * 1_000, rest[thousands.end() :]
    found = _WORDS.match(rest)
    if found:
        value, rest = value + _worth(found[0]), rest[found.end() :]
    return (Decimal(value), rest) if thousands or found else None


def _worth(words: str) -> int:
    value = 0
    for word in re.split("[ -]", words):
        value = max(value, 1) * 100 if word == "hundred" else value + _NAMED.get(word, 0)
    return value


def _in_digits(said: str) -> tuple[Decimal, str] | None:
    """The same in digits; blanks may stand between its thousands, as in `1 000 days`."""
    found = _DIGITS.match(said)
    value = _read(found[1], re.sub("[ ']", "", found[2])) if found else None
    return None if found is None or value is None else (value, said[found.end() :])


def _read(sign: str, digits: str) -> Decimal | None:
    digits = digits.rstrip(".,")
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    return None if digits.count(".") > 1 or "," in digits else Decimal(sign + digits)
