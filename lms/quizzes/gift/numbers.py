"""Numbers of a numerical question, exact: `3.14`, `3.14:0.05` and `3..4`.

Whoever marks an answer must not get a different result for 0.1 than for 1/10, so these are
decimals and never floating point. And they are short: a file must not be able to ask for a number
with a milliard of digits.
"""

import re
from decimal import Context, Decimal

from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.errors import PieceError

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_LONGEST = 60  # signs
_DIGITS = 20  # before the point, and after it
_EXACT = Context(prec=2 * _LONGEST)
_AS = "write it as `3.14`, `3.14:0.05` or `3..4`"


def read_number(text: str) -> tuple[Decimal, Decimal]:
    """Return a number and its tolerance; a range gives its middle. Raises PieceError."""
    low, dots, high = text.partition("..")
    if dots and low.strip():
        return _range(_plain(low, text), _plain(high, text), text)
    number, colon, tolerance = text.partition(":")
    if not colon:
        return _plain(text, text), Decimal(0)
    value, around = _plain(number, text), _plain(tolerance, text)
    if around < 0:
        raise PieceError(f"the tolerance of `{shorten(text)}` is below zero", "write it without -")
    return value, around


def write_number(value: Decimal, tolerance: Decimal) -> str:
    """Return what `read_number` reads as these two."""
    number = f"{value or Decimal(0):f}"
    return f"{number}:{tolerance:f}" if tolerance else number


def _range(low: Decimal, high: Decimal, text: str) -> tuple[Decimal, Decimal]:
    if low > high:
        raise PieceError(f"`{shorten(text)}` begins above its end", "write the lower number first")
    half = Decimal("0.5")
    middle = _EXACT.multiply(_EXACT.add(low, high), half)
    around = _EXACT.multiply(_EXACT.subtract(high, low), half)
    return _short(_EXACT.normalize(middle), text), _short(_EXACT.normalize(around), text)


def _plain(written: str, text: str) -> Decimal:
    """Return one number; raise PieceError when it is none, or longer than any that is meant."""
    number = written.strip()
    if len(number) > _LONGEST or not _NUMBER.fullmatch(number):
        raise PieceError(f"`{shorten(text)}` is not read as a number", _AS)
    return _short(_EXACT.create_decimal(number), text)


def _short(number: Decimal, text: str) -> Decimal:
    places = -int(number.as_tuple().exponent)
    if not number:
        return Decimal(0)
    if places > _DIGITS or number.adjusted() > _DIGITS:
        raise PieceError(
            f"`{shorten(text)}` has too many digits", f"write at most {_DIGITS} on either side"
        )
    return number
