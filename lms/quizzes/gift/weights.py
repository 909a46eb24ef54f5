"""How much an answer is worth, in percent: the weights that Moodle knows, as exact fractions.

Three answers of 33.33333 % make a whole only where they are three thirds. So a weight is never
taken as the number that was written but as the one of these that was meant.
"""

import re
from fractions import Fraction
from functools import lru_cache

from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.errors import PieceError

_WHOLE = (100, 90, 80, 75, 70, 60, 50, 40, 30, 25, 20, 10, 5, 0)
_PARTS = (3, 6, 7, 8, 9)  # one third and so on
_POSITIVE = {
    *(Fraction(percent, 100) for percent in _WHOLE),
    *(Fraction(1, part) for part in _PARTS),
    Fraction(2, 3), Fraction(5, 6),
}  # fmt: skip
KNOWN = tuple(sorted(_POSITIVE | {-weight for weight in _POSITIVE}))
LONGEST = 20  # signs between the `%`

_WEIGHT = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{0,10})?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?")
_DECIMALS = 5  # that Moodle writes


@lru_cache(maxsize=256)
def read_weight(text: str) -> Fraction:
    """Return the weight that stands between two `%`; raise PieceError when it is none."""
    if not _WEIGHT.fullmatch(text):
        if _NUMBER.fullmatch(text):
            raise PieceError(f"`%{shorten(text)}%` is beyond 100 %", "write -100 to 100")
        raise PieceError(
            f"`%{shorten(text)}%` is no weight",
            "write it as `%50%`; for an answer that begins with `%`, write `[moodle]` before it",
        )
    exact = Fraction(text.rstrip(".")) / 100
    if abs(exact) > 1:
        raise PieceError(f"`%{shorten(text)}%` is beyond 100 %", "write -100 to 100")
    if exact in KNOWN:
        return exact
    for weight in KNOWN:
        if _meant(text, weight):
            return weight
    near = write_weight(min(KNOWN, key=lambda weight: abs(weight - exact)))
    raise PieceError(f"`%{shorten(text)}%` is no weight that Moodle knows", f"write `%{near}%`")


def write_weight(weight: Fraction) -> str:
    """Return the percent of a weight, as Moodle writes them."""
    percent = weight * 100
    if percent.denominator == 1:
        return str(percent.numerator)
    if 10 % percent.denominator == 0:
        return f"{float(percent):.1f}"
    return f"{float(percent):.{_DECIMALS}f}"


def _meant(text: str, weight: Fraction) -> bool:
    """Whether this is what is left of a repeating decimal, rounded or cut off."""
    places = len(text.partition(".")[2])
    if not places or 1000 % (weight * 100).denominator == 0:
        return False
    digits = abs(weight) * 100 * 10**places
    cut, rounded = int(digits), int(digits + Fraction(1, 2))
    minus = text.startswith("-")
    written = int(text.replace(".", "").lstrip("-"))
    return minus == (weight < 0) and written in (cut, rounded)
