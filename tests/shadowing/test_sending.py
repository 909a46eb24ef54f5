"""Sending an entry: what is missing is said at its field, and what was sent is sent once."""

from datetime import timedelta

import pytest

from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import logged
from lms.progress.standing import State as Standing
from lms.shadowing import decisions, queries, sending
from lms.shadowing.models import QUESTION, State
from tests.cast import Cast, actor, posted
from tests.progress.history import nothing_changes, rows, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    FILES,
    OF_FILE,
    TEXTS,
    accepted,
    begun,
    places,
    returned,
    review_of,
    sent,
    stands,
    writing,
)

pytestmark = pytest.mark.usefixtures("sound")
MISSING = [
    ("colleague", {"agency": "", "agency_job": ""}, "who was there"),
    ("minutes", {"minutes": None}, "how many minutes"),
    ("mode", {"mode": ""}, "how you met"),
    ("interpreter", {"interpreter": None}, "an interpreter"),
    ("agreed", {"agreed": ""}, "did not agree"),
    ("text_0", {"texts": {}}, "answer this"),
    ("text_1", {"texts": {0: TEXTS[0]}}, "answer this"),
    ("text_2", {"texts": {0: TEXTS[0], 1: TEXTS[1], 2: " \n "}}, "answer this"),
]


@pytest.mark.parametrize(("field", "without", "why"), MISSING)
def test_what_is_missing_is_said_at_its_field(
    cast: Cast, me: Actor, field: str, without: dict[str, object], why: str
) -> None:
    entry = begun(me)
    with refused(why, field):
        sending.send(me, entry, writing(entry, **without))
    assert entry.state == State.DRAFT


def test_one_thing_at_a_time_from_the_top(cast: Cast, me: Actor) -> None:
    """Whoever sends an empty entry is led through it in the order of the page."""
    entry = begun(me, agency="", agency_job="", activity="case-notes",
                  tasks=places(cast.work, CASE_NOTE))  # fmt: skip
    said: dict[str, object] = {"texts": {}, "activity": "case-notes", "agency": "",
                               "agency_job": "", "minutes": None, "mode": "", "agreed": "",
                               "interpreter": None}  # fmt: skip
    steps: dict[str, dict[str, object]] = {
        "colleague": {"agency": "Valley Health", "agency_job": "nurse"}, "minutes": {"minutes": 5},
        "mode": {"mode": "phone"}, "interpreter": {"interpreter": False}, "file": {"file": "open"},
        "agreed": {"agreed": "nobody"}, "drafted": {"drafted": True}, "text_0": {"texts": TEXTS},
    }  # fmt: skip
    for field, given in steps.items():
        with refused(r"\.$", field):
            sending.send(me, entry, writing(entry, **said))
        said |= given
    sending.send(me, entry, writing(entry, **said))
    assert entry.state == State.PENDING


def test_a_question_is_never_asked_for(cast: Cast, me: Actor) -> None:
    entry = sent(me, texts={**TEXTS, QUESTION: "When may I go alone?"})
    asked = queries.attempts(entry.id)[0].texts
    assert asked[-1] == (
        "A question for your supervisor, if you have one",
        "<p>When may I go alone?</p>",
    )
    assert len(queries.attempts(sent(me).id)[0].texts) == len(TEXTS)


def test_the_questions_of_the_close_out(cast: Cast, me: Actor) -> None:
    entry = begun(me, activity="close-out")
    said: dict[str, object] = {"activity": "close-out", "texts": {0: TEXTS[0], 1: TEXTS[1]}}
    asked = len(cast.work.tasks[CLOSE_OUT].prompts)
    with refused("answer this", "text_2"):
        sending.send(me, entry, writing(entry, **said))
    texts = dict.fromkeys(range(asked), "With thanks.")
    sending.send(me, entry, writing(entry, **said | {"texts": texts}))
    assert len(queries.attempts(entry.id)[0].texts) == asked == 3


def test_a_note_is_drafted_and_stays_where_notes_belong(cast: Cast, me: Actor) -> None:
    entry = begun(me, activity="home-visit")
    with refused("Draft the note", "drafted"):
        sending.send(me, entry, writing(entry, activity="home-visit"))
    sending.send(me, entry, writing(entry, activity="home-visit", drafted=True))
    assert stands(cast.work, CASE_NOTE) == (Standing.SUBMITTED, 0, 1)


def test_whether_the_file_is_open_matters_for_files_only(cast: Cast, me: Actor) -> None:
    for activity in ("case-notes", "plan-review"):
        entry = begun(me, activity=activity, tasks=[])
        with refused("open or closed", "file"):
            sending.send(me, entry, writing(entry, activity=activity))
    assert sent(me, activity="referral", tasks=[]).file == ""


def test_sent_twice_is_sent_once(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = begun(me)
    said = writing(entry)
    sending.send(me, entry, said)
    assert verbs(me.id)[-1] == "entry-sent"
    with nothing_changes():
        sending.send(me, entry, said)
    decisions.accept(boss, review_of(entry), Words())
    with nothing_changes():
        sending.send(me, entry, said)
    assert [row["number"] for row in rows("entry_attempt").values()] == [1]


def test_another_form_is_told_that_it_was_sent(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    said = writing(entry)
    sending.send(me, entry, said)
    for other in (writing(entry), writing(entry, minutes=20, version=said.version)):
        with refused("saved from another window"):
            sending.send(me, entry, other)


def test_a_request_that_comes_late_sends_nothing_again(cast: Cast, me: Actor, boss: Actor) -> None:
    """It was taken back, returned or given up meanwhile: that is not undone by a retry."""
    entry = begun(me)
    said = writing(entry)
    sending.send(me, entry, said)
    sending.withdraw(me, entry)
    with refused("saved from another window"):
        sending.send(me, entry, said)
    again = writing(entry)
    sending.send(me, entry, again)
    decisions.give_back(boss, review_of(entry), Words("Say more."))
    with refused("saved from another window"):
        sending.send(me, entry, again)
    sending.give_up(me, entry)
    with refused("saved from another window"):
        sending.send(me, entry, again)
    sending.take_up(me, entry)
    sending.send(me, entry, writing(entry))
    assert [row["number"] for row in rows("entry_attempt").values()] == [1, 2, 3]


def test_what_came_back_is_sent_again(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = returned(me, boss)
    sending.send(me, entry, writing(entry, minutes=55, texts={2: "Ask more."}))
    assert (entry.state, stands(cast.work)) == (State.PENDING, (Standing.IN_PROGRESS, 0, 1))
    first, second = reversed(queries.attempts(entry.id))
    assert first.attempt is not None
    assert second.attempt is not None
    assert (first.attempt.minutes, second.attempt.minutes) == (50, 55)
    assert first.texts[2][1] == "<p>Nothing.</p>"
    assert second.texts[2][1] == "<p>Ask more.</p>"
    assert first.attempt.digest != second.attempt.digest
    assert first.review.superseded_at is not None


def test_a_task_takes_as_many_as_it_asks_for(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss)
    third, second = begun(me), sent(me)
    with refused("has all it asks for", "tasks"):
        sending.send(me, third, writing(third))
    sending.send(me, third, writing(third, tasks=[]))
    assert (third.state, stands(cast.work)) == (State.PENDING, (Standing.SUBMITTED, 1, 1))
    sending.withdraw(me, second)
    sending.withdraw(me, third)
    sending.send(me, third, writing(third, tasks=places(cast.work, ASSESSMENTS)))
    with refused("has all it asks for", "tasks"):
        sending.send(me, second, writing(second))


def test_a_part_takes_as_many_as_it_asks_for(cast: Cast, me: Actor, boss: Actor) -> None:
    accepted(me, boss, **OF_FILE)
    sent(me, **OF_FILE)
    third = begun(me, activity="case-notes", tasks=places(cast.work, FILES))
    assert third.reference == "Review file 3 of 3"
    with refused("has all it asks for", "tasks"):
        sending.send(me, third, writing(third, tasks=places(cast.work, FILES), **OF_FILE))
    sending.send(me, third, writing(third, tasks=places(cast.work, FILES), activity="case-notes",
                                    file="closed", agreed="nobody"))  # fmt: skip
    assert stands(cast.work, FILES) == (Standing.SUBMITTED, 1, 2)


def test_a_day_before_the_guide_counts_for_no_task_of_it(cast: Cast, me: Actor) -> None:
    early = cast.work.starts_on - timedelta(1)
    entry = begun(me)
    with refused("before the guide was started", "on"):
        sending.send(me, entry, writing(entry, on=early))
    sending.send(me, entry, writing(entry, on=early, tasks=[]))
    assert (entry.on, entry.state) == (early, State.PENDING)


def test_without_a_task_it_waits_for_the_same_signer(cast: Cast, me: Actor, boss: Actor) -> None:
    entry = sent(me, tasks=[])
    review = review_of(entry)
    assert (review.task_key, review.enrollment_id) == (None, cast.work.id)
    decisions.accept(boss, review, Words())
    assert [(fact.task_key, fact.enrollment_id) for fact in logged.facts_of(entry.id)] == [
        (None, None)
    ]


def test_whoever_is_on_no_guide_sends_too(cast: Cast, boss: Actor) -> None:
    nadia = actor(posted("Nadia Karim", cast.office, cast.supervisor))
    entry = sent(nadia)
    assert review_of(entry).enrollment_id is None
    decisions.accept(boss, review_of(entry), Words())
    assert entry.state == State.ACCEPTED
