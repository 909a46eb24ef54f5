"""Prose: every text that a person typed for others to read, in one table and nowhere else.

One place to guard, one place to erase. Events and sign-offs keep only a salted digest: without
the salt, the digest of a short text (a number, a name) is guessed in minutes.
"""

import hashlib
import html
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import nh3
from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.base import clock, guard, markdown, own_shapes
from lms.base.db import Base, Id, PersonId, Word, db
from lms.base.errors import Refusal
from lms.base.rule import Finding, Rule

PURPOSES = ("draft", "answer", "comment", "note", "reason")


class Prose(Base):
    """One text. `text`, `html` and `salt` are empty once it was erased."""

    __tablename__ = "prose"

    id: Mapped[Id]
    author_id: Mapped[PersonId]
    purpose: Mapped[Word]
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    written_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    erased_why: Mapped[str | None] = mapped_column(String(30))  # a word of erasing.Why

    @property
    def digest(self) -> str | None:
        """SHA-256(salt ‖ text) as hex; None when erased."""
        if self.salt is None or self.text is None:
            return None
        return hashlib.sha256(self.salt + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Words:
    """What somebody writes beside a decision: a note, a comment or a reason."""

    text: str = ""
    cleared: bool = False  # "this identifies no client"

    @property
    def given(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.text.strip())


class ClientIdentified(Refusal):
    """The text looks as if a client could be identified by it; holds what the guard found."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(dict.fromkeys(found.advice for found in findings)))
        self.findings = findings


def write(author_id: int, purpose: str, text: str, *, cleared: bool = False) -> Prose:
    """Store a text, after the guard has looked at it.

    `cleared`: the author ticked "this identifies no client", which lets warnings through, never
    blocks. Raises ClientIdentified, or Refusal for a text that cannot be shown.
    """
    prose = Prose(author_id=author_id, purpose=purpose)
    rewrite(prose, text, cleared=cleared)
    db.session.add(prose)
    return prose


def keep(author_id: int, purpose: str, words: Words) -> Prose:
    """The same for what is written beside a decision; it has its number at once."""
    prose = write(author_id, purpose, words.text, cleared=words.cleared)
    db.session.flush()
    return prose


def says(prose_id: int | None, words: Words) -> bool:
    """Whether a text that was kept says the same, as far as it is still there: a request came
    twice.
    """
    said = db.session.get(Prose, prose_id) if prose_id else None
    return said is None or said.text in (None, tidy(words.text))


def rewrite(prose: Prose, text: str, *, cleared: bool = False) -> None:
    """Put another text in place, as a draft does; same refusals as write().

    Where a text was erased a new one begins; who erased it stays in the record.
    """
    text = tidy(text)
    look_at(text, cleared=cleared)
    prose.text, prose.html = text, markdown.render(text)
    prose.salt, prose.written_at = secrets.token_bytes(32), clock.now()
    prose.erased_at = prose.erased_by = prose.erased_why = None


def tidy(text: str) -> str:
    """A text as it is kept: one kind of line end, nothing around it."""
    return "\n".join(text.splitlines()).strip()


def look_at(text: str, *, cleared: bool = False) -> None:
    """Refuse a text that identifies a client or cannot be shown; say nothing otherwise."""
    if problem := markdown.check(text):
        raise Refusal(problem)
    _judge(found(text, own_shapes.rules()), cleared=cleared)


def look_at_label(text: str) -> None:
    """Refuse a name or an address that identifies a client: words that others see, with no tick.

    A street, a day or a doctor's name may be in it: Martin Luther King Jr. Day is a holiday.
    """
    _judge(guard.check(text, own=own_shapes.rules()), cleared=True)


def look_at_file_name(name: str, *, cleared: bool = False) -> None:
    """Refuse a file whose name identifies a client, before anything of the file is kept."""
    _judge(guard.check_name(name, own_shapes.rules()), cleared=cleared)


def found(text: str, own: Sequence[Rule] = ()) -> list[Finding]:
    """What the guard says of a text, as typed and as it will be read.

    A block that only shows without the markup stands for the whole text: it has no place in it.
    """
    typed = guard.check(text, own=own)
    if any(one.blocks for one in typed):
        return typed
    read = [one._replace(start=0, end=len(text)) for one in guard.check(_as_read(text), own=own)]
    return [one for one in read if one.blocks] or typed or read


def _judge(findings: list[Finding], *, cleared: bool) -> None:
    if any(one.blocks for one in findings) or (findings and not cleared):
        raise ClientIdentified(findings)


def plain(rendered: str) -> str:
    """What is read of a rendered text, without its markup."""
    return html.unescape(nh3.clean(rendered, tags=set()))


def _as_read(text: str) -> str:
    """The text without its markup: emphasis or an entity must not split a number in two."""
    return plain(markdown.render(text))
