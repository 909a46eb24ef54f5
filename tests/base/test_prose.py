"""Prose: guarded, kept in one table, and known elsewhere by a salted digest only."""

import hashlib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text

from lms.base import prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import ClientIdentified, Prose
from tests.cast import Cast

pytestmark = pytest.mark.both
HARMLESS = "We agreed on **two** goals."
IDENTIFIES = "Her A-number is A123456789."  # always stopped
DOUBTFUL = "Call me at 801-555-2368 about it."  # may be the writer's own


def everything() -> Iterator[str]:
    """All that any table holds, as text."""
    for table in inspect(db.session.connection()).get_table_names():
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
            yield f"{table}: {row}"


def count() -> int:
    """How many texts are kept."""
    return db.session.scalar(select(func.count()).select_from(Prose)) or 0


def test_the_digest_is_of_salt_and_text(cast: Cast) -> None:
    """Anyone with salt and text can check it; without the salt it tells nothing."""
    kept = prose.write(cast.learner.id, "answer", HARMLESS)
    db.session.commit()
    db.session.expire(kept)
    assert kept.salt is not None
    assert len(kept.salt) == 32
    assert kept.digest == hashlib.sha256(kept.salt + HARMLESS.encode()).hexdigest()
    assert kept.digest != hashlib.sha256(HARMLESS.encode()).hexdigest()


def test_the_same_text_twice_has_two_digests(cast: Cast) -> None:
    """Nobody learns from the record that two people wrote the same."""
    first, second = (prose.write(cast.learner.id, "answer", HARMLESS) for _ in range(2))
    before = first.digest
    prose.rewrite(first, HARMLESS)
    assert len({before, first.digest, second.digest}) == 3


def test_an_erased_text_has_no_digest(cast: Cast) -> None:
    """With the salt gone, what the record holds can never be matched to a guess again."""
    kept = prose.write(cast.learner.id, "answer", HARMLESS)
    kept.salt = None
    assert kept.digest is None
    kept.salt, kept.text = b"s" * 32, None
    assert kept.digest is None


def test_a_text_is_kept_rendered(cast: Cast) -> None:
    """Rendered once, when it is saved; line ends are one kind, the edges are trimmed."""
    kept = prose.write(cast.learner.id, "comment", "\r\n  Well **done**.\r\nGo on.  \r\n\r\n")
    db.session.commit()
    assert kept.text == "Well **done**.\nGo on."
    assert kept.html is not None
    assert "<strong>done</strong>" in kept.html


def test_the_guard_stops_a_text_that_identifies_a_client(cast: Cast) -> None:
    """Whatever the writer ticks."""
    for cleared in (False, True):
        with pytest.raises(ClientIdentified) as caught:
            prose.write(cast.learner.id, "answer", IDENTIFIES, cleared=cleared)
        assert any(finding.blocks for finding in caught.value.findings)
        assert caught.value.message
        assert "123456789" not in caught.value.message


def test_the_guard_asks_about_a_doubtful_text(cast: Cast) -> None:
    """Stopped until the writer says that it identifies no client."""
    with pytest.raises(ClientIdentified) as caught:
        prose.write(cast.learner.id, "answer", DOUBTFUL)
    assert not any(finding.blocks for finding in caught.value.findings)
    assert prose.write(cast.learner.id, "answer", DOUBTFUL, cleared=True).text == DOUBTFUL


@pytest.mark.parametrize("refused", [IDENTIFIES, "A NUL \x00 byte.", "[" * 21_000])
def test_a_refused_text_is_nowhere(cast: Cast, refused: str) -> None:
    """Not in the table of prose, not in an event, not half-saved by whatever commits next."""
    db.session.commit()
    before = count()
    with pytest.raises(Refusal):
        prose.write(cast.learner.id, "answer", refused, cleared=True)
    db.session.commit()
    assert count() == before
    assert not [row for row in everything() if refused[:40] in row or "123456789" in row]


def test_a_refused_rewrite_keeps_what_was_there(cast: Cast) -> None:
    """A draft is what it was."""
    kept = prose.write(cast.learner.id, "draft", HARMLESS)
    db.session.commit()
    digest = kept.digest
    with pytest.raises(ClientIdentified):
        prose.rewrite(kept, IDENTIFIES, cleared=True)
    db.session.commit()
    db.session.expire(kept)
    assert (kept.text, kept.digest) == (HARMLESS, digest)


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_what_no_database_holds_is_refused(cast: Cast, character: str) -> None:
    """A NUL byte or half a character is a plain refusal, not a fault of the database."""
    with pytest.raises(Refusal):
        prose.write(cast.learner.id, "answer", f"before{character}after")


@pytest.mark.parametrize(
    "written", ["Ä ü 你好 مرحبا 👩🏽‍⚕️", "a\u2028b", "", "e\u0301", "x" * 20_000]
)
def test_every_other_text_is_kept(cast: Cast, written: str) -> None:
    """All the world's letters, the longest text, and none at all."""
    kept = prose.write(cast.learner.id, "answer", written)
    db.session.commit()
    db.session.expire(kept)
    assert kept.text == written.replace("\u2028", "\n")
    assert kept.digest


def test_texts_are_in_one_table_only(cast: Cast, app: Flask) -> None:
    """A word written as prose is found in no other table, not even in the record."""
    prose.write(cast.learner.id, "answer", "The word is zanzibarlike.")
    db.session.commit()
    assert {row.partition(":")[0] for row in everything() if "zanzibarlike" in row} == {"prose"}


@pytest.mark.parametrize(
    "text",
    ["Client A**012**345678 came.", "A&#48;12345678", "A012\\-345\\-678", "123**45**6789"],
)
def test_markup_does_not_hide_an_identifier(app: Flask, text: str) -> None:
    """What the reader sees is looked at as well as what was typed."""
    with pytest.raises(prose.ClientIdentified):
        prose.look_at(text)
