"""Several tasks at once: each listed and signed by itself, all of them or none."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import Meaning, Review, SignOff
from lms.progress.standing import State
from lms.progress.work import Work
from lms.signoff import decisions, queries
from lms.signoff.decisions import Statement
from lms.signoff.together import listed, sign_off_several
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import TALKED_ON, send, sign
from tests.progress.refusing import refused
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
WORDS, TALK, OTHER, BOTH, WATCHED, COUNTED = (
    "two-principles", "boundary-challenges", "guidelines-questions", "icm-basics",
    "two-assessments", "partners-in-three-cases",
)  # fmt: skip
SAFETY = {74: "dv-protocol", 80: "child-abuse-reporting", 110: "suicide-protocol",
          111: "mock-safety-plan"}  # fmt: skip
SEEN = ["two-assessments", "close-out-observed", "practice-case-note"]
DISCUSSED = Statement(Meaning.DISCUSSED, TALKED_ON)


def keys(who: Actor, work: Work) -> set[str]:
    return {item.task.key for item in listed(who, work)}


def state(work: Work, key: str) -> State:
    return works.task_standing(work, work.tasks[key]).state


def signatures() -> int:
    return db.session.scalar(select(func.count()).select_from(SignOff)) or 0


def test_talks_are_listed_though_nobody_asked(cast: Cast, boss: Actor) -> None:
    talks = keys(boss, cast.work)
    assert {TALK, OTHER, BOTH} <= talks
    assert not talks & {WORDS, COUNTED, "nasw-code", *SEEN, *SAFETY.values()}
    assert all(cast.work.tasks[key].evidence == "none" for key in talks)
    officers = keys(actor(cast.officer), cast.work)
    assert officers == {key for key in talks if cast.work.tasks[key].signers == "either"}


def test_what_waits_is_listed_with_its_words(cast: Cast, me: Actor, boss: Actor) -> None:
    send(me, cast.work, WORDS)
    (found,) = (item for item in listed(boss, cast.work) if item.task.key == WORDS)
    assert found.attempt is not None
    assert [one.prompt for one in found.attempt.answers] == list(cast.work.tasks[WORDS].prompts)
    assert all(one.html for one in found.attempt.answers)
    assert WORDS not in keys(actor(cast.officer), cast.work)


def test_what_is_done_waived_or_not_counted_is_not_listed(
    cast: Cast, me: Actor, boss: Actor
) -> None:
    sign(boss, cast.work, send(me, cast.work, TALK))
    decisions.waive(boss, cast.work, OTHER, "She knows them by heart.")
    decisions.give_back(boss, send(me, cast.work, WORDS), cast.work, "Say more.")
    assert not keys(boss, cast.work) & {TALK, OTHER, WORDS, COUNTED}
    progress.count(me, cast.work, COUNTED, "", 3)
    assert COUNTED in keys(boss, cast.work)


@pytest.mark.parametrize("key", [*SEEN, *SAFETY.values()])
def test_what_is_serious_is_signed_by_itself(cast: Cast, me: Actor, boss: Actor, key: str) -> None:
    """Neither unasked nor when it waits, and then nothing else is signed either."""
    for _ in range(2):
        assert key not in keys(boss, cast.work)
        with refused("signed by itself"):
            sign_off_several(boss, cast.work, [(TALK, DISCUSSED), (key, DISCUSSED)])
        if not queries.attempts(cast.work.id, key):
            send(me, cast.work, key)


def test_the_safety_tasks_are_those_of_the_guide(cast: Cast) -> None:
    alone = {task.seq: key for key, task in cast.work.tasks.items() if task.singly}
    assert alone == SAFETY
    seen = [key for key, task in cast.work.tasks.items() if task.evidence == "observation"]
    assert seen == SEEN


def test_each_gets_a_signature_a_note_and_a_line(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    send(me, cast.work, TALK)
    noon.shift(DAY)
    notes = {TALK: "At lunch.", OTHER: "", BOTH: "On the *bus*."}
    items = [(key, Statement(Meaning.DISCUSSED, TALKED_ON, note)) for key, note in notes.items()]
    signed = sign_off_several(boss, cast.work, items)
    assert [one.on for one in signed] == [TALKED_ON] * 3
    assert len({one.content_digest for one in signed}) == 3
    for key, note in notes.items():
        (attempt,) = queries.attempts(cast.work.id, key)
        assert note.replace("*bus*", "<em>bus</em>") in (attempt.note or "")
        assert (attempt.note is None) == (not note)
        assert state(cast.work, key) is State.DONE
    assert verbs(me.id)[-3:] == ["signed-off"] * 3
    with nothing_changes():
        assert sign_off_several(boss, cast.work, items) == signed


def test_a_reviewed_response_counts_from_the_day_it_was_sent(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    for key in (WORDS, "context-and-well-being"):
        send(me, cast.work, key)
    noon.shift(2 * DAY)
    stated = Statement(Meaning.REVIEWED, TODAY + 2 * DAY)
    sign_off_several(boss, cast.work, [(WORDS, stated), ("context-and-well-being", stated)])
    found = works.task_standing(cast.work, cast.work.tasks[WORDS])
    assert (found.state, found.done_on) == (State.DONE, TODAY)
    (row,) = works.signatures(cast.work.id)[WORDS]
    assert (row.meaning, row.on) == ("reviewed", TODAY + 2 * DAY)


def test_one_that_is_refused_refuses_all(cast: Cast, me: Actor, boss: Actor) -> None:
    for key, why in (
        (COUNTED, "3 to go"),
        (WORDS, "own words"),
        ("nasw-code", r"signs this task|own words"),
    ):
        title = cast.work.tasks[key].title
        with refused(f"“{title[:20]}.*({why})"):
            sign_off_several(boss, cast.work, [(TALK, DISCUSSED), (key, DISCUSSED)])
    with nothing_changes():
        with pytest.raises(NotFound):
            sign_off_several(boss, cast.work, [(TALK, DISCUSSED), ("no-such-task", DISCUSSED)])
        db.session.rollback()


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 400 * DAY])
def test_one_wrong_day_is_wrong_for_all(cast: Cast, boss: Actor, day: date) -> None:
    with refused("not come yet|before the guide", "on"):
        sign_off_several(boss, cast.work, [(TALK, Statement(Meaning.DISCUSSED, day))])


def test_a_talk_was_not_reviewed(cast: Cast, boss: Actor) -> None:
    with refused("can only be discussed", "meaning"):
        sign_off_several(boss, cast.work, [(TALK, Statement(Meaning.REVIEWED, TODAY))])


def test_the_guard_looks_at_each_note(cast: Cast, boss: Actor) -> None:
    noted = Statement(Meaning.DISCUSSED, TODAY, "About A 123 456 789.", cleared=True)
    with refused("A-number"):
        sign_off_several(boss, cast.work, [(TALK, DISCUSSED), (OTHER, noted)])


@pytest.mark.parametrize(
    "part",
    ["learner", "colleague", "other_supervisor", "other_officer", "auditor", "administrator"],
)
def test_strangers_sign_nothing(cast: Cast, me: Actor, part: str) -> None:
    send(me, cast.work, TALK)
    who = actor(cast.people()[part])
    assert listed(who, cast.work) == []
    for key in (TALK, OTHER):
        with refused("own work|someone else|whoever signs"):
            sign_off_several(who, cast.work, [(key, DISCUSSED)])


def test_what_somebody_else_signed_meanwhile_is_named(cast: Cast, boss: Actor) -> None:
    decisions.record(actor(cast.officer), cast.work, BOTH, DISCUSSED)
    with refused("Priya Raman signed this off meanwhile"):
        sign_off_several(boss, cast.work, [(TALK, DISCUSSED), (BOTH, DISCUSSED)])


def test_a_restored_signature_is_the_same_one(cast: Cast, me: Actor, boss: Actor) -> None:
    """Reopened in one window, restored in another, then signed from the old list."""
    signed = sign(boss, cast.work, send(me, cast.work, TALK))
    decisions.reopen(boss, cast.work, TALK, "Which one?")
    (back,) = (one for one in works.reviews(cast.work.id)[TALK])
    decisions.take_up(boss, db.session.get_one(Review, back.id), cast.work)
    with nothing_changes():
        assert sign_off_several(boss, cast.work, [(TALK, DISCUSSED)]) == [signed]


def test_by_its_page(cast: Cast, me: Actor, visit: Visit) -> None:
    send(me, cast.work, TALK)
    path, window = f"/record/{cast.work.id}/together", visit(cast.supervisor)
    page = window.get(path)
    assert "What waits for you" in words(page)
    for key in (TALK, OTHER):
        assert f'name="do_{key}"' in page.text
    form = {"meaning": "discussed", "on": "2026-03-03", f"do_{TALK}": "y", f"do_{OTHER}": "y",
            f"note_{OTHER}": "At lunch."}  # fmt: skip
    answer = window.post(path, **form)
    assert "Signed off: 2 tasks." in words(window.follow(answer))
    assert signatures() == 2
    again = window.post(path, **form)
    assert again.status_code == 303
    assert signatures() == 2


@pytest.mark.parametrize("key", [*SEEN, *SAFETY.values()])
def test_what_is_serious_is_not_signed_by_hand_either(
    cast: Cast, me: Actor, visit: Visit, key: str
) -> None:
    """A form made by hand, with a task that the page never lists."""
    send(me, cast.work, key)
    path, window = f"/record/{cast.work.id}/together", visit(cast.supervisor)
    assert f'name="do_{key}"' not in window.get(path).text
    form = {"meaning": "discussed", "on": "2026-03-03", f"do_{key}": "y", f"note_{key}": "Fine."}
    for more in ({}, {f"do_{TALK}": "y"}):
        answer = window.post(path, **form, **more)
        assert answer.status_code in (409, 422)
        assert "by itself" in words(answer)
        assert signatures() == 0


def test_nothing_ticked_signs_nothing(cast: Cast, visit: Visit) -> None:
    path = f"/record/{cast.work.id}/together"
    answer = visit(cast.supervisor).post(path, meaning="discussed", on="2026-03-03")
    assert answer.status_code == 422
    assert "Tick at least one task." in words(answer)
    for part, status in (("learner", 403), ("auditor", 403), ("other_supervisor", 404)):
        for ask in (visit(cast.people()[part]).get, visit(cast.people()[part]).post):
            assert ask(path).status_code == status, part
