"""Which tasks an entry can serve, and how many each still asks for."""

from dataclasses import replace

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum.outline import ProgramOutline
from lms.people.actor import Actor
from lms.progress import moving, rules
from lms.shadowing import decisions, serving
from lms.shadowing.serving import Option, Place
from lms.signoff import decisions as signoff
from tests.cast import Cast
from tests.progress.editions import asking, published
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    FILES,
    OF_FILE,
    accepted,
    begun,
    review_of,
    sent,
)

pytestmark = pytest.mark.usefixtures("sound")


def option(who: Actor, key: str, without: int | None = None) -> Option:
    """A task as the log offers it."""
    found = serving.options(who.id, without=without)
    return next(one for one in found if one.task.key == key)


def left(who: Actor, key: str, without: int | None = None) -> dict[str, int]:
    """How many a task still asks for, by part."""
    return dict(option(who, key, without).left)


def test_the_guide_asks_for_four_things(cast: Cast, me: Actor) -> None:
    found = serving.options(me.id)
    assert [one.task.key for one in found] == [ASSESSMENTS, CLOSE_OUT, FILES, CASE_NOTE]
    assert [one.asked for one in found] == [2, 1, 3, 1]
    assert left(me, FILES) == {"open": 2, "closed": 1}
    assert found[0].place == Place(cast.work.id, ASSESSMENTS)
    assert str(found[0].place) == f"{cast.work.id}.{ASSESSMENTS}"


def test_a_task_takes_its_kind(cast: Cast, me: Actor) -> None:
    takes = {one.task.key: one.takes for one in serving.options(me.id)}
    for activity in ("intake", "case-notes", "other", "assessment"):
        assert takes[CASE_NOTE](activity)
        assert takes[ASSESSMENTS](activity) is (activity == "assessment")
        assert takes[FILES](activity) is (activity == "case-notes")
    assert not takes[CLOSE_OUT]("assessment")


def test_a_part_takes_its_file(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss, **OF_FILE)
    waiting = sent(me, **OF_FILE)
    found = option(me, FILES)
    assert dict(found.left) == {"open": 0, "closed": 1}
    assert (found.accepted, found.waiting) == (1, 1)
    assert found.takes("case-notes", "closed")
    assert found.takes("case-notes"), "the file is not said yet"
    assert not found.takes("case-notes", "open")
    assert left(me, FILES, without=waiting.id) == {"open": 1, "closed": 1}


def test_what_waits_is_not_asked_for_again(cast: Cast, me: Actor, boss: Actor) -> None:
    first = sent(me)
    begun(me)
    assert left(me, ASSESSMENTS) == {"": 1}, "a draft takes nothing up"
    assert left(me, ASSESSMENTS, without=first.id) == {"": 2}
    decisions.give_back(boss, review_of(first), Words("Which standards?"))
    assert left(me, ASSESSMENTS) == {"": 2}
    accepted(me, boss)
    sent(me)
    assert left(me, ASSESSMENTS) == {"": 0}
    assert not option(me, ASSESSMENTS).takes("assessment")


def test_what_is_counted_by_hand_is_done(cast: Cast, me: Actor) -> None:
    rules.count(me, cast.work, FILES, "open", 1)
    assert left(me, FILES) == {"open": 1, "closed": 1}
    assert option(me, FILES).by_hand == 1
    rules.count(me, cast.work, FILES, "open", 2)
    rules.count(me, cast.work, FILES, "closed", 1)
    done = option(me, FILES)
    assert (done.left, done.by_hand, done.takes("case-notes")) == ({}, 3, False)


def test_pieces_without_parts_wait_one_by_one(cast: Cast, me: Actor) -> None:
    """No file is asked for: an entry that waits is one, not two."""
    edition = published(asking(cast.work.outline, "three-cases-notes", kind="referral"))
    moving.move_all(cast.work.outline.key, edition, actor_id=None, person_id=me.id)
    db.session.commit()
    key, many = "three-cases-notes", cast.work.tasks["three-cases-notes"].count
    assert left(me, key) == {"": many}
    sent(me, activity="referral", agreed="nobody")
    assert left(me, key) == {"": many - 1}


def test_what_is_waived_or_done_takes_nothing(cast: Cast, me: Actor, boss: Actor) -> None:
    signoff.waive(boss, cast.work, ASSESSMENTS, "Done in Boise last year.")
    texts = dict.fromkeys(range(3), "With thanks.")
    entry = accepted(me, boss, activity="close-out", texts=texts)
    for key, activity in ((ASSESSMENTS, "assessment"), (CLOSE_OUT, "close-out")):
        assert (left(me, key), option(me, key).takes(activity)) == ({}, False)
    decisions.reopen(boss, entry, Words("Which client’s consent?"))
    assert left(me, CLOSE_OUT) == {"": 1}


def test_two_programs_ask_each_for_itself(cast: Cast, me: Actor) -> None:
    """The newest first; an entry for one is none for the other."""
    work = rules.enroll(me.id, published(other(cast)), cast.work.starts_on, actor_id=None)
    db.session.commit()
    mine = [one.place for one in serving.options(me.id) if one.takes("assessment")]
    assert mine == [Place(work.id, ASSESSMENTS), Place(cast.work.id, ASSESSMENTS),
                    Place(cast.work.id, CASE_NOTE)]  # fmt: skip
    entry = sent(me)
    assert serving.linked([entry.id])[entry.id] == mine[:1]
    waiting = {one.place: one.waiting for one in serving.options(me.id)}
    assert (waiting[mine[0]], waiting[mine[1]]) == (1, 0)


def other(cast: Cast) -> ProgramOutline:
    """Another program, with one task of the guide."""
    old = cast.work.outline
    topic = replace(old.sections[0].topics[0], tasks=(old.tasks[ASSESSMENTS],))
    only = replace(old.sections[0], key="ours", topics=(topic,))
    return replace(old, key="ours-too", title="Ours too", sections=(only,))


def test_whoever_is_on_no_guide_is_offered_nothing(cast: Cast) -> None:
    assert serving.options(cast.officer.id) == []
    assert serving.options(4711) == []


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("12.two-assessments", Place(12, "two-assessments")), ("1.", None), ("", None),
        (".x", None), ("x", None), ("999999999.x", Place(999999999, "x")), ("-1.x", None),
        ("999999999999.x", None), ("1.a.b", Place(1, "a.b")), ("½.x", None), ("²4.x", None),
    ],
)  # fmt: skip
def test_a_place_is_read_as_it_is_written(typed: str, place: Place | None) -> None:
    assert serving.place(typed) == place
