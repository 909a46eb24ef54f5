"""What a page shows of a text: the text, or who removed it, when and why.

Every list and page asks for a text in this one way, so that none is left that shows nothing where
something was removed, or something that should be gone.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    String,
    Text,
    case,
    cast,
    column,
    literal,
    select,
    table,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from lms.base.erasing import LABELS
from lms.base.prose import Prose

SIGN = "\x1f"  # no text can hold it: markdown.check refuses it
# Ids point upwards as data: the ground may name a person's table, never import it.
REMOVER = table("person", column("id", Integer), column("name", String)).alias("remover")


class Removed(str):
    """What is left where a text was erased: who, when and why, in a sentence for files.

    Pages say the day of the reader's wall instead (`filters.told`).
    """

    __slots__ = ("at", "by", "why")
    by: str
    at: datetime
    why: str

    def __new__(cls, by: str, at: datetime, why: str) -> Self:
        """`why` is a word of erasing.Why."""
        made = super().__new__(cls, f"Text removed by {by} on {at.date()}: {LABELS[why]}.")
        made.by, made.at, made.why = by, at, why
        return made


class _Told(TypeDecorator[str]):
    """A text as it is, or what stands for an erased one."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Take apart what `shown` put together."""
        if value is None or not value.startswith(SIGN):
            return value
        why, moment, by = value[1:].split(SIGN, 2)
        at = datetime.fromisoformat(moment)
        return Removed(by, at.replace(tzinfo=UTC) if at.tzinfo is None else at, why)


@cache  # asked by most pages: built once for each alias
def shown(of: Any = Prose, *, typed: bool = False) -> ColumnElement[str | None]:
    """The column for a text in a query: rendered, or as `typed`; `Removed` where it was erased.

    `of` is Prose or an alias of it.
    """
    words = of.text if typed else of.html
    name = select(REMOVER.c.name).where(REMOVER.c.id == of.erased_by).scalar_subquery()
    left = literal(SIGN) + of.erased_why + SIGN + cast(of.erased_at, Text) + SIGN + name
    return type_coerce(case((of.erased_at.is_(None), words), else_=left), _Told)
