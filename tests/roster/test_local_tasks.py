"""The own tasks of an office: a small program beside the guide, for whoever works there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from lms.base.errors import Refusal
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.models import Edition
from lms.curriculum.outline import ProgramOutline
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import queries, rules
from lms.progress.models import Meaning
from lms.progress.section_progress import Kept
from lms.progress.work import works_of
from lms.roster import local_tasks
from lms.roster.local_tasks import Local, WrongTask
from lms.signoff import decisions
from lms.signoff import rules as signoff
from lms.signoff.drafts import Writing
from tests.cast import START, Cast, enrolled, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.roster.test_offices import lines

pytestmark = pytest.mark.usefixtures("sound")

DRILL = Local("Watch", "The fire drill", note="See *the binder*.", due_days=3)
KEYS = Local("Receive", "Your keys", confirmed=True)


def save(cast: Cast, *tasks: Local, was: int = 0, cleared: bool = False) -> Edition | None:
    return local_tasks.save(cast.office, tasks, actor_id=cast.officer.id, was=was, cleared=cleared)


def present(cast: Cast) -> list[Local]:
    return local_tasks.tasks_of(local_tasks.latest(cast.office))


def keys(found: Sequence[Local]) -> list[str]:
    return [one.key for one in found]


def test_who_has_an_earlier_list_gets_the_new_one(cast: Cast, me: Actor) -> None:
    save(cast, DRILL, KEYS)
    rules.tick(me, works_of(me.id)[1], "t1")
    drill, key = present(cast)
    save(cast, drill, Local("Read", "The phone list"), was=1)
    own = works_of(me.id)[1]
    assert ([*own.tasks], own.edition, own.done, own.required) == (["t1", "t3"], 2, 1, 2)
    save(cast, was=2)
    own = works_of(me.id)[1]
    assert (own.done, own.required) == (0, 0)
    save(cast, drill, key, was=3)
    assert [*works_of(me.id)[1].tasks] == ["t4", "t5"]


@pytest.mark.both
def test_those_at_work_on_a_guide_here_get_them(cast: Cast) -> None:
    there = posted("Omid Karimi", cast.elsewhere)
    enrolled(there)
    edition = save(cast, DRILL, KEYS)
    assert edition is not None
    assert present(cast) == [replace(DRILL, key="t1"), replace(KEYS, key="t2")]
    for who in (cast.learner, cast.colleague):
        guide, own = works_of(who.id)
        assert guide.outline.key == GUIDE
        assert own.outline.title == "Salt Lake City: our own tasks"
        assert (own.office_id, own.starts_on, own.job_role, own.done, own.required) == (
            cast.office.id, date(2026, 3, 4), "case-manager", 0, 2,
        )  # fmt: skip
        assert queries.due_dates(own.id) == {("own", "t1"): date(2026, 3, 9)}  # not a Saturday
    assert [len(works_of(who.id)) for who in (there, cast.supervisor)] == [1, 0]
    verb, data = lines(cast.office)[-1]
    assert (verb, data["edition"]) == ("own-tasks-published", 1)
    assert "fire" not in str(data)


def test_they_count_apart_from_the_guide(cast: Cast, me: Actor, boss: Actor) -> None:
    save(cast, DRILL, KEYS)
    guide, own = works_of(me.id)
    rules.tick(me, own, "t1")
    signoff.submit(me, own, "t2", Writing([], 0, date(2026, 3, 4)))
    decisions.record(
        boss,
        cast.work,
        "boundary-challenges",
        decisions.Statement(Meaning.DISCUSSED, date(2026, 3, 4)),
    )
    assert Kept(guide.id).lines[""].tally[:2] == (114, 1)
    assert Kept(own.id).lines[""].tally[:2] == (2, 1)


def test_whoever_starts_later_gets_them_from_the_same_day(cast: Cast) -> None:
    save(cast, DRILL)
    start = START + timedelta(days=30)
    new = posted("New Hire", cast.office, since=start)
    enrolled(new, start)
    guide, own = works_of(new.id)
    assert (guide.office_id, own.starts_on) == (None, start)
    assert verbs(new.id)[-2:] == ["enrolled", "enrolled"]
    there = posted("Omid Karimi", cast.elsewhere)
    enrolled(there)
    assert len(works_of(there.id)) == 1


def test_a_second_guide_does_not_enroll_twice(cast: Cast) -> None:
    save(cast, DRILL)
    edition = publishing.publish(ProgramOutline("another", "Another"))
    assert edition is not None
    rules.enroll(cast.learner.id, edition, START, actor_id=None)
    assert works_of(cast.learner.id)[0].outline.title == "Another"
    assert len(works_of(cast.learner.id)) == 3


def test_an_empty_list_is_given_to_nobody(cast: Cast) -> None:
    with nothing_changes():
        assert save(cast) is None
    save(cast, DRILL)
    save(cast, was=1)
    new = posted("New Hire", cast.office)
    enrolled(new)
    assert len(works_of(new.id)) == 1


def test_who_finished_or_left_is_not_asked_again(cast: Cast) -> None:
    people.deactivate(cast.colleague, actor_id=None)
    save(cast, DRILL)
    assert len(works_of(cast.colleague.id)) == 1


def test_keys_never_change_and_are_never_given_twice(cast: Cast) -> None:
    save(cast, DRILL, KEYS)
    drill, key = present(cast)
    save(cast, replace(key, title="Your two keys"), was=1)
    assert keys(present(cast)) == ["t2"]
    save(cast, *present(cast), DRILL, was=2)
    assert keys(present(cast)) == ["t2", "t3"]
    forged = Local("Read", "Forged", key="t1")
    save(cast, *present(cast), forged, replace(forged, title="Twice", key="t2"), was=3)
    assert keys(present(cast)) == ["t2", "t3", "t4", "t5"]
    assert drill.key == "t1"


def test_the_same_list_once_more_changes_nothing(cast: Cast) -> None:
    save(cast, DRILL, KEYS)
    with nothing_changes():
        assert save(cast, DRILL, KEYS) is None  # sent twice by a double click
        assert save(cast, *present(cast), was=1) is None
        assert save(cast, replace(DRILL, title=" The  fire drill"), KEYS, was=1) is None


def test_who_was_late_is_told_and_may_then_replace_it(cast: Cast) -> None:
    save(cast, DRILL)
    with refused("meanwhile"):
        save(cast, DRILL, KEYS)
    save(cast, DRILL, KEYS, was=1)
    assert keys(present(cast)) == ["t1", "t2"]


@pytest.mark.parametrize(
    ("task", "why", "field"),
    [
        (replace(DRILL, verb="Sing"), "from the list", "verb"),
        (replace(DRILL, title=" \n"), "what there is to do", "title"),
        (replace(DRILL, title="x" * 301), "up to 300", "title"),
        (replace(DRILL, title="x\ud800"), "cannot be shown", "title"),
        (replace(DRILL, title="Visit A 123 456 789"), "A-number", "title"),
        (replace(DRILL, title="[x](javascript:y)"), "https://", "title"),
        (replace(DRILL, note="x" * 2001), "up to 2000", "note"),
        (replace(DRILL, note="Call 801-555-0142"), "phone", "note"),
        (replace(DRILL, note="a\n[x]: javascript:y"), "https://", "note"),
        (replace(DRILL, url="ftp://x.org"), "https://", "url"),
        (replace(DRILL, url="https://a:b@x.org"), "user name or a password", "url"),
        (replace(DRILL, note="[A](https://a:b@x.org)"), "user name or a password", "note"),
        (replace(DRILL, due_days=0), "1 to 999", "due_days"),
        (replace(DRILL, due_days=10**20), "1 to 999", "due_days"),
    ],
)
def test_what_is_no_task(cast: Cast, task: Local, why: str, field: str) -> None:
    with refused(why, field):
        save(cast, KEYS, task)
    with pytest.raises(WrongTask) as found:
        save(cast, KEYS, task)
    assert found.value.place == 1


def test_a_list_has_an_end(cast: Cast) -> None:
    with refused("40 tasks"):
        save(cast, *[Local("Read", f"Task {n}") for n in range(41)])


def test_own_tasks_are_no_guide(cast: Cast) -> None:
    save(cast, DRILL)
    assert curriculum.program_keys() == [GUIDE]
    assert [one.program_id for one in curriculum.guides()] == [cast.work.program_id]
    with pytest.raises(Refusal, match="own tasks of an office"):
        publishing.publish(ProgramOutline(f"office-{cast.office.id}", "A guide"))


def test_another_day_of_enrolling_counts_the_holidays(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    people.close_on(cast.office, date(2026, 3, 9), "Spring day")
    save(cast, DRILL)
    assert queries.due_dates(works_of(cast.learner.id)[1].id) == {("own", "t1"): date(2026, 3, 10)}


def test_those_who_have_them_go_on_with_the_new_list(cast: Cast, me: Actor) -> None:
    save(cast, DRILL, KEYS)
    _, own = works_of(me.id)
    rules.tick(me, own, "t1")
    save(cast, replace(DRILL, key="t1"), replace(KEYS, key="t2"), Local("Read", "The plan"), was=1)
    _, moved = works_of(me.id)
    assert (moved.id, moved.edition, moved.done, moved.required) == (own.id, 2, 1, 3)
    assert verbs(me.id)[-1] == "moved-to-edition"


def test_a_new_list_waits_for_whoever_begins_later(cast: Cast) -> None:
    """Nothing is due before the first day."""
    new = posted("New Hire", cast.office, since=START)
    enrolled(new, START + timedelta(days=30))
    save(cast, DRILL)
    (own,) = (work for work in works_of(new.id) if work.office_id)
    assert own.starts_on == START + timedelta(days=30)
