"""A bank that somebody uploads: looked at first, every fault with its line, then published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.base import clock
from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.quizzes import draws, publishing
from lms.quizzes.banks import Plan
from lms.quizzes.draws import Lack
from lms.quizzes.gift.errors import GiftError, GiftErrors
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.publishing import Published
from lms.quizzes.question import Bank

LARGEST = 200_000  # bytes; a longer bank is published by the command
TOO_LARGE = "This bank is too long for this page: at most 200 kB. Publish it by the command."
NOT_TEXT = "This is not UTF-8 text; save the file with the encoding UTF-8."
EMPTY = "Choose a file, or write the questions into the box."


@dataclass(frozen=True)
class Look:
    """What an upload holds: its faults, or what publishing it would change."""

    errors: Sequence[GiftError] = ()
    bank: Bank | None = None
    plan: Plan | None = None
    lacks: Sequence[tuple[str, Lack]] = ()  # quizzes, by title, that find too few questions in it
    published: Published | None = None


def text_of(file: Any, typed: object) -> str:
    """The text of a file, or what was typed where none was chosen. Raises Refusal at the field."""
    if not getattr(file, "filename", ""):
        if not isinstance(typed, str):  # a file in the place of the text
            raise Refusal(EMPTY, "text")
        if len(typed.encode(errors="replace")) > LARGEST:
            raise Refusal(TOO_LARGE, "text")
        return typed
    data = file.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refusal(TOO_LARGE, "file")
    try:
        text: str = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refusal(NOT_TEXT, "file") from error
    return text


def look(text: str, key: str, office_id: int) -> Look:
    """What is in it. Nothing is changed. Raises Refusal for an empty one."""
    if not text.strip():
        raise Refusal(EMPTY, "text")
    try:
        bank = read_bank(text, key)
    except GiftErrors as found:
        return Look(found.errors)
    return Look((), bank, publishing.planned(bank, key, office_id), _lacks(bank, key))


def _lacks(bank: Bank, key: str) -> list[tuple[str, Lack]]:
    """What the quizzes of the guides would miss in it: nobody is to find out by beginning one."""
    today = clock.today(clock.DEFAULT_ZONE)
    quizzes = (quiz for guide in curriculum.guides() for quiz in guide.outline.quizzes.values())
    return [
        (quiz.title, lack)
        for quiz in quizzes
        if quiz.bank == key
        for lack in draws.lacking(quiz, bank.questions, today)
    ]


def publish(actor: Actor, text: str, key: str, office_id: int, made_from: str | None) -> Look:
    """Let it be the office's bank, where it has no fault. Raises what look() and publish() do.

    `made_from` is the digest of the bank that the text was made from.
    """
    seen = look(text, key, office_id)
    if seen.bank is None:
        return seen
    return replace(seen, published=publishing.publish(actor, seen.bank, key, office_id, made_from))
