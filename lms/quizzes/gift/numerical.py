"""The answers of a numerical question: `{#3:0.1}`, `{#1..5}`, `{#=3 =%50%3:1#near ~#no}`."""

from collections.abc import Iterator

from lms.quizzes.gift.answers import FEEDBACK, RIGHT, WILD, WRONG, Item, check_full, items, weigh
from lms.quizzes.gift.blocks import Block
from lms.quizzes.gift.errors import PieceError
from lms.quizzes.gift.frame import Frame, Piece
from lms.quizzes.gift.numbers import read_number, write_number
from lms.quizzes.gift.signs import BLANK, read_feedback, write_words
from lms.quizzes.gift.weights import write_weight
from lms.quizzes.question import FULL, NOTHING, Markup, Number


def read_numbers(frame: Frame, piece: Piece, block: Block) -> tuple[Number, ...]:
    """Return the numbers that are accepted, noting their faults."""
    begin = piece.text.index(FEEDBACK) + 1
    within = Piece(piece.at + begin, piece.text[begin:])
    listed = items(within, block)
    if not listed and not block.faulty:
        block.add(within.at - 1, "there is no number here", "write it as `{#3.14:0.05}`")
    numbers = tuple(_numbers(listed, frame.words.markup, block))
    check_full([number.weight for number in numbers], piece, block)
    return numbers


def write_numbers(numbers: tuple[Number, ...], inherited: Markup) -> list[str]:
    """Return each number as a line between the braces."""
    last = len(numbers) - 1
    return [_write(number, n == last, inherited) for n, number in enumerate(numbers)]


def _numbers(listed: list[Item], markup: Markup, block: Block) -> Iterator[Number]:
    seen: set[tuple[object, object]] = set()
    for item in listed:
        number = _any_other(item, markup) if item.sign == WRONG else _number(item, markup, block)
        if number is None:
            continue
        value = (number.value, number.tolerance)
        if item.sign == WRONG and (item is not listed[-1] or not _bare(item)):
            block.add(item.at, "`~` stands for any other number", "write it last, as `~#feedback`")
        elif value in seen:
            block.add(item.at, "this number stands here twice", "keep one")
        elif number.value is None and number.weight == FULL:
            block.add(item.at, "with `*` every number is right", "write `~#feedback`")
        seen.add(value)
        yield number


def _number(item: Item, markup: Markup, block: Block) -> Number | None:
    """Return one number; None, and a fault noted, when it cannot be read."""
    found = weigh(item, FULL, markup, block)
    text = found.words.text
    if text == WILD:
        return Number(None, weight=found.weight, feedback=found.feedback)
    if not text:
        return None
    try:
        value, tolerance = read_number(text)
    except PieceError as error:
        block.refuse(found.at, error)
        return None
    return Number(value, tolerance, found.weight, found.feedback)


def _any_other(item: Item, markup: Markup) -> Number:
    feedback = item.text.partition(FEEDBACK)[2]
    return Number(None, weight=NOTHING, feedback=read_feedback(feedback, markup))


def _bare(item: Item) -> bool:
    """Whether nothing but a star stands between a `~` and its feedback."""
    return item.text.partition(FEEDBACK)[0].strip(BLANK) in ("", WILD)


def _write(number: Number, last: bool, inherited: Markup) -> str:
    feedback = FEEDBACK + write_words(number.feedback, inherited) if number.feedback else ""
    if number.value is None and number.weight == NOTHING and last:
        return WRONG + (feedback or FEEDBACK)
    weight = "" if number.weight == FULL else f"%{write_weight(number.weight)}%"
    value = WILD if number.value is None else write_number(number.value, number.tolerance)
    return f"{RIGHT}{weight}{value}{feedback}"
