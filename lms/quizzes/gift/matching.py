"""The pairs of a matching question: `=Refugee -> Admitted from abroad`; without a left, to mislead.

Two of the left may have the same match, as when people are sorted into groups. What would let
nobody be right, or everybody, is a fault.
"""

from collections.abc import Sequence

from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.answers import FEEDBACK, RIGHT, WEIGHT, Item, items
from lms.quizzes.gift.blocks import Block
from lms.quizzes.gift.frame import Frame, Piece
from lms.quizzes.gift.signs import BLANK, escape, read_feedback, show, write_words
from lms.quizzes.question import Markup, Pair

ARROW = "->"
FEWEST = 3  # pairs to match; with two, one guess is both


def read_pairs(frame: Frame, piece: Piece, block: Block) -> tuple[Pair, ...]:
    """Return the pairs, noting their faults."""
    listed = items(piece, block)
    pairs = [_pair(item, frame.words.markup, block) for item in listed]
    if not block.faulty:
        _check(listed, pairs, piece, block)
    return tuple(pairs)


def write_pairs(pairs: Sequence[Pair], inherited: Markup) -> list[str]:
    """Return each pair as a line between the braces."""
    return [_write(pair, inherited) for pair in pairs]


def _pair(item: Item, markup: Markup, block: Block) -> Pair:
    stem, arrow, match = item.text.partition(ARROW)
    again = match.find(ARROW)
    if not item.sign:
        block.add(item.at, "a pair has no `=` before it", "write `=` before each of them")
    elif not arrow:
        block.add(
            item.at, "this pair has no `->`, and others have one",
            "write each as `=this -> that`; a short answer holds no `->`",
        )  # fmt: skip
    elif again >= 0:
        at = item.at + 1 + len(stem) + len(ARROW) + again
        block.add(at, "this pair has a second `->`", "write `→` for a mere arrow")
    elif not show(match):
        block.add(item.at, "nothing stands behind this `->`", "write what matches")
    _check_bare(item, block)
    return Pair(read_feedback(stem, markup), show(match))


def _check_bare(item: Item, block: Block) -> None:
    """Note a feedback or a weight, which no pair can have."""
    begin = item.at + len(item.sign)
    feedback, arrow = item.text.find(FEEDBACK), item.text.find(ARROW)
    if 0 <= feedback < arrow:
        message = "a `->` in a feedback makes a matching of this question"
        block.add(begin + arrow, message, "write `→` there")
    elif feedback >= 0:
        message = "no pair has a feedback"
        block.add(begin + feedback, message, "write `####` and one for all, or `\\#`")
    elif item.text.lstrip(BLANK).startswith(WEIGHT):
        at = begin + item.text.find(WEIGHT)
        block.add(at, "no pair has a weight", "take it out, or write `[moodle]` before a mere `%`")


def _check(listed: Sequence[Item], pairs: Sequence[Pair], piece: Piece, block: Block) -> None:
    """Note pairs that are too few, or the same, or cannot mislead."""
    stems: set[str] = set()
    right = {pair.match for pair in pairs if pair.words}
    misleading: set[str] = set()
    for item, pair in zip(listed, pairs, strict=True):
        if pair.words and pair.words.text in stems:
            said = shorten(pair.words.text)
            block.add(item.at, f"`{said}` stands here twice", "write each once")
        if not pair.words and pair.match in right | misleading:
            said = shorten(pair.match)
            block.add(item.at, f"`{said}` is already among the matches", "take it out here")
        if pair.words:
            stems.add(pair.words.text)
        else:
            misleading.add(pair.match)
    if not block.faulty and len(stems) < FEWEST:
        block.add(piece.at - 1, "there are too few pairs", f"write at least {FEWEST}")
    elif not block.faulty and len(right | misleading) < 2:
        block.add(piece.at - 1, "every match is the same", "write at least two different ones")


def _write(pair: Pair, inherited: Markup) -> str:
    stem = write_words(pair.words, inherited, (WEIGHT,)) + " " if pair.words else ""
    return f"{RIGHT}{stem}{ARROW} {escape(pair.match)}"
