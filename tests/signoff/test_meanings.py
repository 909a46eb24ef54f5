"""A signature says only what can be true: what it means, and on which day."""

from datetime import date

import pytest

from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.progress.models import Meaning
from lms.signoff import decisions
from lms.signoff.decisions import Statement
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.progress.playing import send

TODAY = date(2026, 3, 4)
WORDS, TALK = "two-principles", "boundary-challenges"


@pytest.mark.parametrize(
    ("key", "meaning"),
    [
        (TALK, Meaning.REVIEWED), (TALK, Meaning.OBSERVED), (WORDS, Meaning.OBSERVED),
        ("two-assessments", Meaning.REVIEWED), ("close-out-observed", Meaning.DISCUSSED),
    ],
)  # fmt: skip
def test_nobody_attests_what_cannot_be_true(
    cast: Cast, me: Actor, boss: Actor, key: str, meaning: Meaning
) -> None:
    """Nothing was written about a talk; what has to be seen was seen, or it was not."""
    review = send(me, cast.work, key)
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match=rf"not {meaning}") as refused:
            decisions.sign_off(boss, review, cast.work, Statement(meaning, TODAY))
        db.session.rollback()
    assert refused.value.field == "meaning"


@pytest.mark.parametrize(
    ("key", "day", "said"),
    [(TALK, date(2026, 3, 1), "before the guide was started"),
     (WORDS, date(2026, 3, 3), "written later than this day")],
)  # fmt: skip
def test_nobody_attests_to_a_day_that_was_too_early(
    cast: Cast, me: Actor, boss: Actor, key: str, day: date, said: str
) -> None:
    review = send(me, cast.work, key)
    meaning = decisions.meanings_of(review)[0]
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match=said) as refused:
            decisions.sign_off(boss, review, cast.work, Statement(meaning, day))
        db.session.rollback()
    assert refused.value.field == "on"
