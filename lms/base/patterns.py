"""The shape of an office's own case numbers, in a notation that cannot be slow.

WRAPS, states and agencies number cases each in their own way, and no list of ours has them. So an
office writes the shape down: `#` for a digit, `@` for a letter, everything else for itself. There
is no "as many as you like" in it, so that a text is read in one go whatever is written; before a
shape is taken it is tried on ordinary sentences, and timed all the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from time import thread_time

from lms.base.errors import Refusal
from lms.base.folding import folded
from lms.base.identifiers import START, S
from lms.base.ordinary import ORDINARY
from lms.base.rule import Rule

LONGEST, SHORTEST, FEWEST_DIGITS, DIGITS_ALONE = 40, 4, 3, 5
HOSTILE, LIMIT = 20_000, 0.02  # characters, and seconds of our own work for them
SIGNS = re.compile(r"[#@0-9A-Za-zÀ-ӿ:()+*&=%]")
INSTEAD = "Leave it out: write “the client” instead."
IF = "If it belongs to a client, leave it out."


class StopsOrdinaryWriting(Refusal):
    """A shape fits what people write every day; `sentences` are those of ours it would stop."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("This shape also fits ordinary writing. Add what all numbers share.",
                         "shape")  # fmt: skip
        self.sentences = sentences


def normal(shape: str) -> str:
    """One spelling of a shape: capitals, a dash wherever there is a separator, plain characters.

    Raises Refusal (field `shape`) for what is none, or would fit nearly anything.
    """
    plain = folded(shape)[0].strip().upper()
    plain = re.sub(r"[ ./_-]+", "-", plain).strip("-")
    if len(plain) > LONGEST:
        raise Refusal(f"Use up to {LONGEST} signs.", "shape")
    if odd := next((sign for sign in plain if sign != "-" and not SIGNS.match(sign)), ""):
        raise Refusal(f"“{odd}” cannot be used. Write # for a digit and @ for a letter.", "shape")
    signs = plain.replace("-", "")
    digits = sum(sign == "#" for sign in signs)
    fixed = sum(sign.isalnum() for sign in signs)
    if len(signs) < SHORTEST or digits < FEWEST_DIGITS:
        raise Refusal(
            f"Write at least {SHORTEST} signs, {FEWEST_DIGITS} of them # for a digit.", "shape"
        )
    if not fixed and digits < DIGITS_ALONE:
        raise Refusal("Nearly anything fits this. Add the letters that every number has.", "shape")
    return plain


@lru_cache(maxsize=512)
def rule(name: str, shape: str, *, blocks: bool) -> Rule:
    """The guard's rule for a shape in its normal spelling."""
    return Rule(name, _pattern(shape), advice=INSTEAD if blocks else IF, blocks=blocks)


def _pattern(shape: str) -> str:
    parts = [_part(sign) for sign in shape]
    first, last = shape[0], shape[-1]
    before = r"(?<!\d)" if _digit(first) else START if first == "@" or first.isalpha() else ""
    after = r"(?!\d)" if _digit(last) else r"(?![A-Za-z])" if last == "@" or last.isalpha() else ""
    return f"{before}(?i:{''.join(parts)}){after}"


def _digit(sign: str) -> bool:
    return sign == "#" or sign.isdigit()


def _part(sign: str) -> str:
    return {"#": r"\d", "@": "[A-Za-z]", "-": S}.get(sign) or re.escape(sign)


def stopped(checked: Rule) -> list[str]:
    """The ordinary sentences that a shape would stop or ask about."""
    return [sentence for sentence in ORDINARY if [*checked.found(folded(sentence)[0])]]


def slowest(checked: Rule, shape: str) -> float:
    """Seconds of this thread's work for 20 kB that are made to keep the shape busy."""
    return max(min(_seconds(checked, text) for _ in range(3)) for text in hostile(shape))


def hostile(shape: str) -> Iterator[str]:
    """Long texts that fit a shape nearly, all the way to each of its signs."""
    made = example(shape)
    for end in range(1, len(made) + 1):
        for joint in ("", " ", "-"):
            piece = made[:end] + joint
            yield (piece * (HOSTILE // len(piece) + 1))[:HOSTILE]


def example(shape: str) -> str:
    """A made-up number of this shape."""
    return shape.replace("#", "7").replace("@", "K")


def _seconds(checked: Rule, text: str) -> float:
    began = thread_time()  # not the clock on the wall: others use this machine too
    for _ in checked.found(text):
        pass
    return thread_time() - began


def check(name: str, shape: str, *, blocks: bool, limit: float = LIMIT) -> str:
    """The normal spelling of a shape that may be used.

    Raises Refusal (field `shape`) for what is none, for what would stop ordinary writing, and for
    what takes longer than `limit` seconds on a text made against it.
    """
    shape = normal(shape)
    made = rule(name, shape, blocks=blocks)
    if sentences := stopped(made):
        raise StopsOrdinaryWriting(sentences)
    if slowest(made, shape) > limit:
        raise Refusal("Looking for this takes too long. Write a shorter shape.", "shape")
    return shape
