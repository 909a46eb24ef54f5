"""What one rule of the guard is: a shape, and perhaps a word beside it that gives it its meaning.

Both are read once from left to right. Quantifiers are bounded and each step is decided by the
next character, so that 20 kB of any text take linear time; `make bench` shows it for every rule.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

BEFORE, AFTER = 40, 20  # how near, in characters, a word gives a number its meaning
MOST = 30  # words there can be within that distance
ANYTHING = re.compile(r"(?s:.*)")


class Finding(NamedTuple):
    """One place in the writer's own text, and what to write there instead."""

    name: str
    blocks: bool
    start: int
    end: int
    advice: str


class Beside:
    """Words near a shape; `between` is all that may stand between the two.

    `before` and `after` say how far, in characters, the words may begin before it or end behind.
    `stems` are letters one of which is in every one of the words: most texts have none of them.
    """

    def __init__(
        self, stems: str, words: str, *, before: int = BEFORE, after: int = AFTER,
        between: str = "",
    ) -> None:  # fmt: skip
        self.stems = stems.split()
        self.words, self.before, self.after = re.compile(words, re.ASCII), before, after
        self.between = re.compile(between) if between else ANYTHING

    def likely(self, small: str) -> bool:
        """Whether the words can be in a text, given in small letters."""
        return any(stem in small for stem in self.stems)

    def places(self, folded: str) -> list[tuple[int, int]]:
        """Where such words stand; letters of another script, or an underscore, end no word."""
        return [found.span() for found in self.words.finditer(folded.replace("_", " "))]

    def near(self, cues: Sequence[tuple[int, int]], folded: str, start: int, end: int) -> bool:
        """Whether one of them stands near enough to start:end; the nearest are tried first."""
        ahead = bisect_left(cues, (start, 0))
        for first, last in reversed(cues[max(0, ahead - MOST) : ahead]):
            if first < start - self.before:
                break
            if last <= start and self.between.fullmatch(folded, last, start):
                return True
        if not self.after:
            return False
        for first, last in cues[ahead : ahead + MOST]:
            if last > end + self.after:
                break
            if first >= end and self.between.fullmatch(folded, end, first):
                return True
        return False


class Rule:
    """One kind of identifier: its shape, and what a shape that is not enough needs besides."""

    def __init__(
        self,
        name: str,
        shape: str,
        beside: Beside | None = None,
        plausible: Callable[[str], bool] = bool,
        *,
        advice: str,
        blocks: bool = True,
        in_urls: bool = False,  # digits in a web address are a document's number, not a client's
        needs: int | str = 1,  # so many digits at least, or a sign: without it nothing is there
    ) -> None:
        self.name, self.plausible, self.in_urls = name, plausible, in_urls
        self.blocks, self.beside, self.needs = blocks, beside, needs
        self.shape = re.compile(shape)
        self.advice = f"This looks like {article(name)} {name}. {advice}"

    def likely(self, small: str, digits: int) -> bool:
        """Whether it can be in a text, given in small letters, with so many digits.

        Only to be quick: whatever this says no to, `found` would not find.
        """
        has = self.needs in small if isinstance(self.needs, str) else digits >= self.needs
        return has and (self.beside is None or self.beside.likely(small))

    def found(self, folded: str) -> Iterator[Finding]:
        """Every place in a folded text that fits."""
        cues = self.beside.places(folded) if self.beside else []
        if self.beside and not cues:
            return
        for match in self.shape.finditer(folded):
            start, end = match.span()
            if self.beside and not self.beside.near(cues, folded, start, end):
                continue
            if self.plausible(match[0]):
                yield Finding(self.name, self.blocks, start, end, self.advice)


def article(name: str) -> str:
    """“a” or “an” before a name."""
    return "an" if name[0] in "AEIOaeio" else "a"


def placed(text: str, at: int) -> tuple[int, int]:
    """The line and the column of a place in a text, both from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
