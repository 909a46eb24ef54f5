"""Tags that mean something here: where a fact is from, where it is taught, whether it counts.

Moodle keeps them as tags like any other, so a bank that went there and came back still says them.
"""

import re
from collections.abc import Callable
from datetime import date

from lms.curriculum.attributes import SLUG_FORM, is_slug
from lms.curriculum.guide_errors import shorten
from lms.quizzes.gift.errors import PieceError
from lms.quizzes.question import Kind, Question

SOURCE, TOPIC, REVIEW_BY = "source", "topic", "review-by"
CONFIRM = "confirm"  # confirm with your office: shown as such, and not counted
UNGRADED = "ungraded"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def source(question: Question) -> str:
    """Where the fact is from; empty when the bank does not say."""
    return question.labels.get(SOURCE, "")


def topic(question: Question) -> str:
    """The key of the topic where it is taught; empty when the bank does not say."""
    return question.labels.get(TOPIC, "")


def review_by(question: Question) -> date | None:
    """The last day on which it may be drawn; None: no such day.

    Raises ValueError for a day that no reader of a bank lets through.
    """
    written = question.labels.get(REVIEW_BY)
    return None if written is None else date.fromisoformat(written)


def confirm(question: Question) -> bool:
    """Whether an office has to confirm it first."""
    return CONFIRM in question.tags


def counts(question: Question) -> bool:
    """Whether it counts towards a result."""
    if question.kind in (Kind.ESSAY, Kind.DESCRIPTION):
        return False
    return not {CONFIRM, UNGRADED} & set(question.tags)


def check_tag(tag: str) -> None:
    """Raise PieceError for a label that cannot mean what it should; other tags are free."""
    name, sign, value = tag.partition("=")
    known = name.strip().lower()
    if known in _CHECKS:
        if not sign or name != known or value != value.strip() or not value:
            raise PieceError(
                f"the label `{shorten(tag)}` is not understood", f"write it as `[tag:{known}=…]`"
            )
        _CHECKS[known](value)
    elif known in (CONFIRM, UNGRADED) and tag != known:
        raise PieceError(f"the label `{shorten(tag)}` is not known", f"write `[tag:{known}]`")


def single(tag: str) -> str:
    """Return the name of a label that a question has only once; empty for any other tag."""
    name = tag.partition("=")[0]
    return name if name in _CHECKS else ""


def _check_topic(value: str) -> None:
    if not is_slug(value):
        raise PieceError(
            f"`{shorten(value)}` cannot be a topic's key", f"write the guide's: {SLUG_FORM}"
        )


def _check_day(value: str) -> None:
    try:
        sound = _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        sound = False
    if not sound:
        raise PieceError(f"`{shorten(value)}` is no day", "write it as `review-by=2027-06-30`")


def _check_nothing(value: str) -> None:
    """A source may be any text."""


_CHECKS: dict[str, Callable[[str], None]] = {
    SOURCE: _check_nothing,
    TOPIC: _check_topic,
    REVIEW_BY: _check_day,
}
