"""Erasing: the words go, the row and who took them away stay."""

import hashlib

import pytest

from lms.base import clock, erasing, prose
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.prose import Prose
from tests.cast import Cast

pytestmark = pytest.mark.both
SLIP = "The lantern fish came with two others."


@pytest.fixture
def slip(cast: Cast) -> Prose:
    """A text that should not have been written."""
    kept = prose.write(cast.learner.id, "answer", SLIP)
    db.session.commit()
    return kept


def test_the_words_go_and_who_when_and_why_stay(cast: Cast, slip: Prose) -> None:
    """Text, rendering and salt; the row is still there for all that point to it."""
    done = erasing.erase([slip], actor_id=cast.officer.id, why=Why.NAMES_A_CLIENT)
    db.session.commit()
    db.session.expire(slip)
    assert done == 1
    assert (slip.text, slip.html, slip.salt, slip.digest) == (None, None, None, None)
    assert slip.author_id == cast.learner.id
    told = (slip.erased_at, slip.erased_by, slip.erased_why)
    assert told == (clock.now(), cast.officer.id, "names-a-client")


def test_a_second_time_changes_nothing(cast: Cast, slip: Prose) -> None:
    """Whoever else asks, and for whatever reason."""
    erasing.erase([slip], actor_id=cast.officer.id, why=Why.NUMBER)
    db.session.commit()
    assert erasing.erase([slip], actor_id=cast.learner.id, why=Why.BY_MISTAKE) == 0
    db.session.commit()
    db.session.expire(slip)
    assert (slip.erased_by, slip.erased_why) == (cast.officer.id, "number")


def test_several_at_once_are_counted(cast: Cast, slip: Prose) -> None:
    """What is empty was no text."""
    more = [prose.write(cast.learner.id, "draft", words) for words in ("Another.", "")]
    assert erasing.erase([slip, *more], actor_id=cast.learner.id, why="by-mistake") == 2
    assert more[1].erased_at is None


@pytest.mark.parametrize("why", ["", "because of the lantern fish", "NUMBER"])
def test_why_is_a_word_from_a_closed_list(cast: Cast, slip: Prose, why: str) -> None:
    """Words of one's own would repeat what is to go."""
    with pytest.raises(ValueError, match="is not a valid Why"):
        erasing.erase([slip], actor_id=cast.learner.id, why=why)
    assert slip.text == SLIP


def test_every_reason_has_words_for_pages() -> None:
    """And none is longer than its column."""
    assert set(erasing.LABELS) == set(Why)
    assert max(map(len, Why)) <= 30


def test_a_draft_goes_on_from_nothing(cast: Cast, slip: Prose) -> None:
    """Another text may be written in place: it is no erased one."""
    erasing.erase([slip], actor_id=cast.officer.id, why=Why.NUMBER)
    db.session.commit()
    prose.rewrite(slip, "A family came.")
    db.session.commit()
    db.session.expire(slip)
    assert slip.text == "A family came."
    assert (slip.erased_at, slip.erased_by, slip.erased_why) == (None, None, None)
    assert slip.salt is not None
    assert slip.digest == hashlib.sha256(slip.salt + b"A family came.").hexdigest()


def test_what_is_not_committed_is_not_erased(cast: Cast, slip: Prose) -> None:
    """A refusal later in the same request leaves all as it was."""
    erasing.erase([slip], actor_id=cast.officer.id, why=Why.NUMBER)
    db.session.rollback()
    assert (slip.text, slip.erased_at) == (SLIP, None)
