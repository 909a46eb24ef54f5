"""Three taps: an entry is begun once, says nothing impossible, and names its case by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.base import clock
from lms.base.db import db
from lms.base.keyed import LARGEST
from lms.people import rules as people
from lms.people.actor import Actor
from lms.shadowing import entries, queries, sending, serving
from lms.shadowing.models import LogEntry, State
from lms.shadowing.serving import Place
from tests.cast import Cast, actor, posted
from tests.progress.history import nothing_changes, rows, verbs
from tests.progress.refusing import refused
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    CLOSE_OUT,
    DAY,
    FILES,
    accepted,
    begun,
    given_up,
    linked,
    places,
    quick,
    sent,
)

pytestmark = pytest.mark.usefixtures("sound")


def test_an_entry_is_begun(cast: Cast, me: Actor) -> None:
    entry = begun(me)
    assert (entry.person_id, entry.state, entry.version) == (me.id, State.DRAFT, 1)
    assert (entry.activity, entry.part, entry.on) == ("assessment", "watched", DAY)
    assert verbs(me.id)[-2:] == ["entry-begun", "entry-linked"]


def test_the_same_device_makes_it_once(cast: Cast, me: Actor) -> None:
    """Sent twice, because the first answer never arrived; even when it went on meanwhile."""
    device = "0b2f6c1e-4b6d-4a53-9f0e-2f1f0c7f8d11"
    first = entries.begin(me, quick(), device)
    db.session.commit()
    with nothing_changes():
        assert entries.begin(me, quick(), device) is first
        assert entries.begin(me, quick(part="led"), device) is first
    sending.give_up(me, first)
    assert entries.begin(me, quick(), device) is first
    other = actor(cast.colleague)
    theirs = entries.begin(other, quick(), device)
    assert (theirs.person_id, theirs.id == first.id) == (other.id, False)
    assert entries.begin(me, quick(), "another-device").id != first.id


def test_without_a_device_two_are_two(cast: Cast, me: Actor) -> None:
    assert [begun(me).reference, begun(me).reference] == ["Case A", "Case B"]


@pytest.mark.parametrize(
    ("field", "wrong", "why"),
    [
        ("activity", {"activity": "surgery"}, "what it was"),
        ("activity", {"activity": ""}, "what it was"),
        ("part", {"part": "slept"}, "what you did"),
        ("on", {"on": date(2026, 3, 5)}, "not come yet"),
        ("on", {"on": date(1999, 12, 31)}, "Check the year"),
        ("on", {"on": date.min}, "Check the year"),
        ("on", {"on": date.max}, "not come yet"),
        ("minutes", {"minutes": 0}, "whole number"),
        ("minutes", {"minutes": -5}, "whole number"),
        ("minutes", {"minutes": 1441}, "whole number"),
        ("mode", {"mode": "by-pigeon"}, "one of the list"),
        ("file", {"file": "lost"}, "one of the list"),
        ("agreed", {"agreed": "perhaps"}, "one of the list"),
        ("agency", {"agency": ""}, "Write both"),
        ("agency_job", {"agency_job": ""}, "Write both"),
        ("colleague", {"colleague_id": LARGEST}, "from the list"),
        ("colleague", {"colleague_id": 0}, "from the list"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(
    cast: Cast, me: Actor, field: str, wrong: dict[str, object], why: str
) -> None:
    with refused(why, field):
        entries.begin(me, quick(**wrong))


def test_the_edges_are_fine(cast: Cast, me: Actor) -> None:
    for change in ({"on": me.today}, {"on": entries.FIRST_DAY}, {"minutes": 1}, {"minutes": 1440}):
        assert begun(me, **change).state == State.DRAFT


def test_today_is_the_day_on_the_learner_s_wall(cast: Cast, me: Actor) -> None:
    assert begun(me, on=date(2026, 3, 4)).on == me.today
    with refused("not come yet", "on"):
        entries.begin(me, quick(on=me.today + timedelta(1)))


def test_the_colleague_is_someone_of_the_office(cast: Cast, me: Actor) -> None:
    alone = {"agency": "", "agency_job": ""}
    for who in (cast.colleague, cast.supervisor, cast.officer):
        assert begun(me, colleague_id=who.id, **alone).colleague_id == who.id
    for who in (cast.other_officer, cast.administrator, cast.auditor):
        with refused("from the list", "colleague"):
            entries.begin(me, quick(colleague_id=who.id, **alone))
    with refused("who was there with you", "colleague"):
        entries.begin(me, quick(colleague_id=me.id, **alone))
    with refused("not both", "colleague"):
        entries.begin(me, quick(colleague_id=cast.colleague.id))
    people.deactivate(cast.colleague, actor_id=None)
    with refused("from the list", "colleague"):
        entries.begin(me, quick(colleague_id=cast.colleague.id, **alone))


def test_a_supervisor_elsewhere_is_a_colleague(cast: Cast) -> None:
    away = posted("Nadia Karim", cast.office, cast.other_officer)
    who = cast.other_officer.id
    assert queries.is_colleague(actor(away), who)
    assert list(queries.usual(actor(away))) == [who]


def test_a_former_colleague_is_none(cast: Cast, me: Actor) -> None:
    people.give_post(cast.colleague, cast.elsewhere, "case-manager", supervisor=None,
                     starts_on=me.today)  # fmt: skip
    with refused("from the list", "colleague"):
        entries.begin(me, quick(colleague_id=cast.colleague.id, agency="", agency_job=""))


@pytest.mark.parametrize("field", ["agency", "agency_job"])
def test_a_partner_is_no_place_for_a_client(cast: Cast, me: Actor, field: str) -> None:
    with refused("number", field):
        entries.begin(me, quick(**{field: "A123456789"}))


@pytest.mark.parametrize("place", [0, 99])
def test_what_is_written_is_guarded(cast: Cast, me: Actor, place: int) -> None:
    with refused("number"):
        entries.begin(me, quick(texts={place: "Her number is A123456789."}))


def test_it_is_for_the_task_that_asks_most_for_it(cast: Cast, me: Actor) -> None:
    """A task of that very kind before one that takes any."""
    asks = {"assessment": [ASSESSMENTS], "close-out": [CLOSE_OUT], "case-notes": [FILES],
            "intake": [CASE_NOTE], "other": [CASE_NOTE]}  # fmt: skip
    for activity, keys in asks.items():
        assert linked(begun(me, activity=activity)) == keys
    assert linked(begun(me, tasks=[])) == []
    assert linked(begun(me, tasks=places(cast.work, CASE_NOTE))) == [CASE_NOTE]


def test_a_task_takes_its_kind_and_its_owner_s(cast: Cast, me: Actor) -> None:
    stranger = serving.options(cast.colleague.id)[0].place
    gone = [Place(cast.work.id, "no-such-task"), Place(cast.work.id, "nasw-code"),
            Place(4711, ASSESSMENTS), stranger]  # fmt: skip
    for place in [*places(cast.work, CLOSE_OUT), *gone]:
        with refused("another kind of entry", "tasks"):
            entries.begin(me, quick(tasks=[place]))
    with refused("counts for one task", "tasks"):
        entries.begin(me, quick(tasks=places(cast.work, ASSESSMENTS, CASE_NOTE)))


def test_the_same_task_twice_is_one(cast: Cast, me: Actor) -> None:
    assert linked(begun(me, tasks=places(cast.work, ASSESSMENTS) * 2)) == [ASSESSMENTS]


def test_cases_are_called_by_letters(cast: Cast, me: Actor) -> None:
    """Up to Z and beyond; what was given up keeps its name, and nobody else gets it."""
    db.session.add_all(
        LogEntry(person_id=me.id, reference=f"Case {chr(ord('A') + n)}", activity="intake",
                 part="led", on=DAY, started_at=clock.now(), saved_at=clock.now())
        for n in range(25)
    )  # fmt: skip
    db.session.commit()
    assert begun(me).reference == "Case Z"
    assert given_up(me).reference == "Case AA"
    assert begun(me).reference == "Case AB"
    assert begun(actor(cast.colleague)).reference == "Case A"


def test_files_are_numbered_by_their_task(cast: Cast, me: Actor, boss: Actor) -> None:
    notes = {"activity": "case-notes", "file": "open", "agreed": "nobody"}
    assert accepted(me, boss, **notes).reference == "Review file 1 of 3"
    assert given_up(me, activity="case-notes").reference == "Review file 2 of 3"
    assert sent(me, **notes).reference == "Review file 3 of 3"
    assert begun(me, activity="case-notes", tasks=[]).reference == "Review file 4"
    assert begun(me, activity="plan-review", tasks=[]).reference == "Review file 5"
    assert begun(me, activity="team-meeting", tasks=[]).reference == "Meeting 1"
    names = [row["reference"] for row in rows("log_entry").values()]
    assert len(names) == len(set(names))


def test_a_name_says_nothing_of_the_case(cast: Cast, me: Actor) -> None:
    plain = begun(me, tasks=[])
    other = entries.begin(actor(cast.colleague), replace(quick(), part="led", tasks=[]))
    assert plain.reference == other.reference == "Case A"


def test_whoever_has_no_office_begins_too(cast: Cast) -> None:
    nobody = actor(cast.auditor)
    entry = begun(nobody)
    assert (linked(entry), queries.colleagues(nobody)) == ([], {})
    with refused("from the list", "colleague"):
        entries.begin(nobody, quick(colleague_id=cast.officer.id, agency="", agency_job=""))
