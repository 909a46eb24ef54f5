"""An entry grows: nothing typed is lost, and two windows do not overwrite each other."""

from dataclasses import replace
from datetime import date

import pytest

from lms.base.db import db
from lms.base.errors import WrittenElsewhere
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.standing import State as Standing
from lms.shadowing import entries, queries
from lms.shadowing.models import QUESTION, State
from lms.shadowing.prompts import DEBRIEF
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    TEXTS,
    accepted,
    ask,
    begun,
    given_up,
    linked,
    places,
    quick,
    returned,
    sent,
    stands,
    texts_of,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")


def test_what_is_said_is_kept(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    entries.save(me, entry, writing(entry))
    db.session.expire_all()
    assert (entry.version, entry.minutes, entry.mode) == (2, 50, "in-person")
    assert (entry.interpreter, entry.agreed) == (True, "agreed")
    assert texts_of(entry) == list(TEXTS.values())
    assert [row.prompt for row, _ in queries.draft(entry.id).values()] == list(DEBRIEF)


def test_the_same_again_changes_nothing(cast: Cast, me: Actor) -> None:
    """Whatever version the form has: a retry of the save that arrived is none the wiser."""
    entry = begun(me)
    said = writing(entry)
    entries.save(me, entry, said)
    with nothing_changes():
        entries.save(me, entry, said)
        entries.save(me, entry, writing(entry))
        entries.save(me, entry, writing(entry, texts={0: f"  {TEXTS[0]}\r\n"}))


def test_saving_writes_no_event(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    told = verbs(me.id)
    entries.save(me, entry, writing(entry))
    assert verbs(me.id) == told


def test_an_older_form_is_told(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    old = writing(entry, minutes=20)
    entries.save(me, entry, writing(entry))
    with refused("saved from another window"):
        entries.save(me, entry, old)
    with pytest.raises(WrittenElsewhere):
        entries.save(me, entry, replace(old, version=entry.version + 1))
    entries.save(me, entry, replace(old, version=entry.version))
    assert entry.minutes == 20


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("activity", {"activity": "surgery"}), ("part", {"part": ""}), ("minutes", {"minutes": 0}),
        ("on", {"on": date(2026, 3, 5)}), ("on", {"on": date(1, 1, 1)}), ("mode", {"mode": "x"}),
        ("file", {"file": "x"}), ("agreed", {"agreed": "x"}), ("agency", {"agency": ""}),
        ("colleague", {"colleague_id": 4711}), ("agency_job", {"agency_job": "A123456789"}),
    ],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it(
    cast: Cast, me: Actor, field: str, wrong: dict[str, object]
) -> None:
    entry = begun(me)
    with refused(r"\.$", field):
        entries.save(me, entry, writing(entry, **wrong))


def test_the_guard_looks_at_every_text(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    for place in (0, 2, QUESTION):
        with refused("number"):
            entries.save(me, entry, writing(entry, texts={place: "Her number is A123456789."}))


def test_what_was_sent_stays_as_it_was_sent(cast: Cast, me: Actor, boss: Actor) -> None:
    for entry in (sent(me), accepted(me, boss), given_up(me)):
        with refused("sent already"):
            entries.save(me, entry, writing(entry, minutes=20))


def test_another_task_keeps_what_was_written(cast: Cast, me: Actor) -> None:
    """The close-out has three questions of its own; what answered ours stands under them."""
    entry = begun(me)
    entries.save(me, entry, writing(entry))
    close_out = places(cast.work, CLOSE_OUT)
    entries.save(me, entry, writing(entry, activity="close-out", tasks=close_out, texts={}))
    assert texts_of(entry) == list(TEXTS.values())
    asked = cast.work.tasks[CLOSE_OUT].prompts
    entries.save(me, entry, writing(entry, activity="close-out", tasks=close_out,
                                    texts={0: "With thanks."}))  # fmt: skip
    assert texts_of(entry) == ["With thanks.", TEXTS[1], TEXTS[2]]
    assert queries.draft(entry.id)[0][0].prompt == asked[0]
    told = verbs(me.id)[-2:]
    assert told == ["entry-unlinked", "entry-linked"]
    assert linked(entry) == [CLOSE_OUT]


def test_a_text_can_be_taken_out(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    entries.save(me, entry, writing(entry))
    entries.save(me, entry, writing(entry, texts={1: " \n "}))
    assert texts_of(entry) == [TEXTS[0], "", TEXTS[2]]


def test_it_keeps_its_tasks_unless_told(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    entries.save(me, entry, writing(entry, tasks=None))
    assert linked(entry) == [ASSESSMENTS]
    entries.save(me, entry, writing(entry, tasks=[]))
    assert linked(entry) == []
    entries.save(me, entry, writing(entry, tasks=places(cast.work, CASE_NOTE) * 2))
    assert linked(entry) == [CASE_NOTE]
    with refused("another kind of entry", "tasks"):
        entries.save(me, entry, writing(entry, tasks=places(cast.work, CLOSE_OUT)))
    with refused("counts for one task", "tasks"):
        entries.save(me, entry, writing(entry, tasks=places(cast.work, CASE_NOTE, ASSESSMENTS)))


def test_what_came_back_is_for_another_task(cast: Cast, me: Actor, boss: Actor) -> None:
    """The task it was for needs no action any more, the other one does."""
    entry = returned(me, boss)
    assert stands(cast.work)[0] == Standing.RETURNED
    entries.save(me, entry, writing(entry, tasks=places(cast.work, CASE_NOTE)))
    assert stands(cast.work)[0] == Standing.NOT_STARTED
    assert stands(cast.work, CASE_NOTE)[0] == Standing.RETURNED
    assert (entry.state, logged.current(entry.id)[0].outcome) == (State.RETURNED, "returned")
    entries.save(me, entry, writing(entry, tasks=[]))
    assert stands(cast.work, CASE_NOTE)[0] == Standing.NOT_STARTED
    attempts = queries.attempts(entry.id)
    assert [one.attempt is not None for one in attempts] == [True], "it was never reopened"
    assert attempts[0].comment == "<p>Which standards?</p>"


def test_what_an_office_drops_stays_with_the_entry(cast: Cast, me: Actor, officer: Actor) -> None:
    """Its learner can finish it: the list and the colleague changed under them."""
    beside = {"colleague_id": cast.colleague.id, "agency": "", "agency_job": ""}
    entry = begun(me, **beside)
    ask(cast.office, officer, hidden=("assessment", "intake"))
    people.deactivate(cast.colleague, actor_id=None)
    db.session.commit()
    entries.save(me, entry, writing(entry, **beside))
    assert (entry.activity, entry.colleague_id) == ("assessment", cast.colleague.id)
    assert cast.colleague.id in queries.colleagues(me, entry.colleague_id)
    with refused("what it was", "activity"):
        entries.save(me, entry, writing(entry, activity="intake", **beside))
    entries.save(me, entry, writing(entry))
    with refused("from the list", "colleague"):
        entries.save(me, entry, writing(entry, **beside))
    with refused("what it was", "activity"):
        entries.begin(me, quick())


def test_an_officer_elsewhere_has_the_rules_of_their_own_office(
    cast: Cast, me: Actor, officer: Actor
) -> None:
    ask(cast.office, officer, hidden=("intake",))
    assert begun(actor(cast.other_officer), activity="intake").activity == "intake"
