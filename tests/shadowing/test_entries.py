"""From three taps to an accepted entry, and back."""

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress.standing import State as Standing
from lms.shadowing import decisions, sending, serving
from lms.shadowing.models import State
from tests.cast import Cast
from tests.shadowing.logged import accepted, begun, review_of, sent, writing

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
TASK = "two-assessments"


def stands(cast: Cast, key: str = TASK) -> tuple[Standing, int, int]:
    found = works.task_standing(cast.work, cast.work.tasks[key])
    return found.state, found.signed, len(found.waiting)


def test_one_of_two(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = begun(me)
    assert (entry.reference, entry.state) == ("Case A", State.DRAFT)
    assert serving.linked([entry.id])[entry.id] == [serving.Place(cast.work.id, TASK)]
    assert stands(cast) == (Standing.NOT_STARTED, 0, 0)
    sending.send(me, entry, writing(entry))
    db.session.commit()
    assert stands(cast) == (Standing.IN_PROGRESS, 0, 1)
    second = sent(me)
    assert second.reference == "Case B"
    assert stands(cast) == (Standing.SUBMITTED, 0, 2)
    decisions.accept(boss, review_of(entry), Words("Well seen."))
    db.session.commit()
    assert stands(cast) == (Standing.SUBMITTED, 1, 1)
    decisions.accept(boss, review_of(second), Words())
    db.session.commit()
    assert stands(cast) == (Standing.DONE, 2, 0)
    decisions.reopen(boss, entry, Words("This was an intake."))
    db.session.commit()
    assert stands(cast) == (Standing.RETURNED, 1, 0)
    assert entry.state == State.RETURNED


def test_files_of_two_parts(cast: Cast, me: Actor, boss: Actor) -> None:
    key = "three-case-files"
    for place, file in enumerate(("open", "open", "closed"), 1):
        entry = accepted(me, boss, activity="case-notes", file=file, agreed="nobody")
        assert entry.reference == f"Review file {place} of 3"
    assert stands(cast, key) == (Standing.DONE, 3, 0)
