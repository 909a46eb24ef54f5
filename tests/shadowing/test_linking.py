"""An accepted entry counts for the tasks its supervisor lets it count for: one, unless shared."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import logged, moving, rules
from lms.progress.models import SectionProgress
from lms.progress.standing import State as Standing
from lms.shadowing import decisions, sending, serving
from lms.shadowing.serving import Place
from tests.cast import Cast, actor
from tests.progress.editions import asking, published
from tests.progress.history import history_grows, nothing_changes, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    DAY,
    FILES,
    OF_FILE,
    accepted,
    ask,
    counts_for,
    given_up,
    linked,
    places,
    returned,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")


def minutes_of(entry_id: int) -> list[int | None]:
    """What the ledger counts of one entry."""
    return [fact.minutes for fact in logged.facts_of(entry_id)]


def test_an_entry_without_a_task_finds_one(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = accepted(me, boss, tasks=[])
    [place] = places(cast.work, ASSESSMENTS)
    with history_grows() as gone:
        decisions.link(boss, entry, place)
    assert [one["kind"] for one in gone] == ["entry"], "it counts for none no longer"
    assert (linked(entry), counts_for(entry)) == ([ASSESSMENTS], [ASSESSMENTS])
    assert (minutes_of(entry.id), stands(cast.work)) == ([50], (Standing.IN_PROGRESS, 1, 0))
    assert verbs(me.id)[-2:] == ["entry-linked", "entry-counted"]
    with nothing_changes():
        decisions.link(boss, entry, place)


def test_and_counts_for_it_no_longer(cast: Cast, me: Actor, officer: Actor, boss: Actor) -> None:
    entry = accepted(me, boss)
    [place] = places(cast.work, ASSESSMENTS)
    decisions.unlink(officer, entry, place)
    assert (linked(entry), counts_for(entry), minutes_of(entry.id)) == ([], [None], [50])
    assert stands(cast.work) == (Standing.NOT_STARTED, 0, 0)
    assert verbs(me.id)[-2:] == ["entry-unlinked", "entry-uncounted"]
    with nothing_changes():
        decisions.unlink(officer, entry, place)
        decisions.unlink(boss, entry, Place(4711, ASSESSMENTS))
    decisions.link(officer, entry, place)
    assert stands(cast.work) == (Standing.IN_PROGRESS, 1, 0)


def test_one_task_unless_the_office_shares(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    entry = accepted(me, boss)
    [first, second] = places(cast.work, ASSESSMENTS, CASE_NOTE)
    with refused("counts for one task"):
        decisions.link(boss, entry, second)
    ask(cast.office, officer, shares=True)
    decisions.link(boss, entry, second)
    assert sorted(linked(entry)) == sorted([ASSESSMENTS, CASE_NOTE])
    assert minutes_of(entry.id) == [50, None], "an hour is an hour, whatever it counts for"
    ask(cast.office, officer, shares=False)
    with nothing_changes():
        decisions.link(boss, entry, second)
    decisions.unlink(boss, entry, first)
    assert (linked(entry), minutes_of(entry.id)) == ([CASE_NOTE], [50])
    decisions.unlink(boss, entry, second)
    assert (counts_for(entry), minutes_of(entry.id)) == ([None], [50])


def test_a_task_takes_what_it_asks_for(cast: Cast, me: Actor, boss: Actor) -> None:
    first, second, third = (accepted(me, boss, tasks=[]) for _ in range(3))
    [place, other] = places(cast.work, ASSESSMENTS, CLOSE_OUT)
    decisions.link(boss, first, place)
    decisions.link(boss, second, place)
    for where in (place, other, Place(cast.work.id, "nasw-code"), Place(4711, ASSESSMENTS),
                  serving.options(cast.colleague.id)[0].place):  # fmt: skip
        with refused("asks for no more entries of this kind"):
            decisions.link(boss, third, where)
    assert stands(cast.work) == (Standing.DONE, 2, 0)


def test_only_what_is_accepted_counts(cast: Cast, me: Actor, boss: Actor) -> None:
    [place] = places(cast.work, CASE_NOTE)
    for entry in (sent(me), returned(me, boss), given_up(me)):
        with refused("Only an accepted entry"):
            decisions.link(boss, entry, place)
        with refused("Only an accepted entry"):
            decisions.unlink(boss, entry, place)


@pytest.mark.parametrize("who", ["learner", "colleague", "other_supervisor", "other_officer",
                                 "administrator", "auditor"])  # fmt: skip
def test_only_who_leads_lets_it_count(cast: Cast, me: Actor, boss: Actor, who: str) -> None:
    entry, stranger = accepted(me, boss, tasks=[]), actor(cast.people()[who])
    [place] = places(cast.work, ASSESSMENTS)
    for verb in (decisions.link, decisions.unlink):
        with refused("Only the supervisor or"):
            verb(stranger, entry, place)


def test_sharing_is_asked_for_when_it_is_written(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """One decision, and each task it serves stands where it stands: also two of one section."""
    ask(cast.office, officer, shares=True)
    both = places(cast.work, FILES, CASE_NOTE)
    entry = sent(me, **OF_FILE, tasks=both, drafted=True)
    assert stands(cast.work, FILES)[2] == stands(cast.work, CASE_NOTE)[2] == 1
    assert [one.signers for one in logged.current(entry.id)] == ["supervisor", "none"]
    decisions.accept(boss, review_of(entry), Words())
    assert counts_for(entry) == [FILES, CASE_NOTE]
    assert stands(cast.work, CASE_NOTE) == (Standing.DONE, 1, 0)
    decisions.reopen(boss, entry, Words("Which file was it?"))
    assert counts_for(entry) == []
    assert stands(cast.work, FILES)[0] == stands(cast.work, CASE_NOTE)[0] == Standing.RETURNED
    sending.send(me, entry, writing(entry, **OF_FILE, tasks=both[:1]))
    assert (linked(entry), stands(cast.work, CASE_NOTE)[0]) == ([FILES], Standing.NOT_STARTED)


def test_two_tasks_that_close_a_section_close_it(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """What the first counts for is known when the second is counted for."""
    ask(cast.office, officer, shares=True)
    only_these(cast, ASSESSMENTS, CASE_NOTE)
    entry = sent(me, tasks=places(cast.work, ASSESSMENTS, CASE_NOTE), drafted=True)
    decisions.accept(boss, review_of(entry), Words())
    kept = select(SectionProgress).filter_by(enrollment_id=cast.work.id, superseded_at=None)
    lines = {line.section_key: line.completed_on for line in db.session.scalars(kept)}
    assert lines == {"": DAY, "only": DAY}
    assert {"section-completed", "program-completed"} <= set(verbs(me.id))


def only_these(cast: Cast, *keys: str) -> None:
    """The learner is on an edition of one section with only these tasks, one entry each."""
    old = cast.work.outline
    tasks = tuple(replace(old.tasks[key], count=1) for key in keys)
    topic = replace(old.sections[0].topics[0], key="", title="", tasks=tasks)
    section = replace(old.sections[0], key="only", topics=(topic,))
    edition = published(replace(old, sections=(section,)))
    moving.move_all(old.key, edition, actor_id=None, person_id=cast.learner.id)
    db.session.commit()


def test_a_part_has_to_be_known(cast: Cast, me: Actor, boss: Actor) -> None:
    """An entry that never said which file it was fills no part of a task."""
    edition = published(asking(cast.work.outline, FILES, kind="referral"))
    moving.move_all(cast.work.outline.key, edition, actor_id=None, person_id=cast.learner.id)
    db.session.commit()
    entry = accepted(me, boss, activity="referral", tasks=[])
    with refused("asks which file it was"):
        decisions.link(boss, entry, *places(cast.work, FILES))


def test_what_is_counted_by_hand_leaves_less_room(cast: Cast, me: Actor, boss: Actor) -> None:
    rules.count(me, cast.work, FILES, "open", 1)
    first, second = (accepted(me, boss, **OF_FILE, tasks=[]) for _ in range(2))
    [place] = places(cast.work, FILES)
    decisions.link(boss, first, place)
    with refused("asks for no more"):
        decisions.link(boss, second, place)
    with refused("the count stays"):
        rules.count(me, cast.work, FILES, "open", 0)
