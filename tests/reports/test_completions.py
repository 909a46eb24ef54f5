"""Completion history: each section and guide once, with its dates and who signed."""

from datetime import date, timedelta

import pytest
import time_machine

from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import rules
from lms.shadowing import decisions as accepting
from lms.signoff import decisions
from tests.cast import Cast
from tests.progress.playing import finish
from tests.reports.reading import column, read
from tests.shadowing.logged import accepted

SECTION, TITLE = "who-we-serve", "Learn More About Who We Serve"
TODAY, DUE = date(2026, 3, 4), date(2026, 3, 16)


def complete(cast: Cast, me: Actor, boss: Actor, section: str = SECTION) -> None:
    for task in cast.work.outline.section(section).tasks:
        finish(me, boss, cast.work, task.key)


@pytest.mark.both
def test_a_completed_section_is_one_line(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    complete(cast, me, boss)
    (row,) = read("completions", officer)
    assert row == {
        "Person": "Marisol Vega", "Office": "Salt Lake City",
        "Guide": "Intensive Case Management onboarding", "Section": TITLE, "Due": DUE,
        "Completed": TODAY, "Days late": -12,
        "People who signed": row["People who signed"],
    }  # fmt: skip


@pytest.mark.both
def test_the_whole_guide_is_a_line_too(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(timedelta(days=100))
    for section in cast.work.outline.sections:
        complete(cast, me, boss, section.key)
    rows = read("completions", officer)
    assert len(rows) == 7
    assert column(rows, "Section")[0] == "The whole guide"
    assert rows[0]["Due"] == date(2026, 6, 1)
    assert rows[0]["Days late"] == 11
    assert rows[0]["People who signed"] == 1


def test_signers_are_counted_once_and_only_while_their_signature_holds(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """A section with a conversation that the officer, too, has signed something of."""
    section = "community-outreach"
    tasks = cast.work.outline.section(section).tasks
    for task in tasks[:-1]:
        finish(me, boss, cast.work, task.key)
    decisions.waive(officer, cast.work, tasks[-1].key, "Not in this office.")
    (row,) = read("completions", officer)
    signed = {boss.id} if any(task.signers != "none" for task in tasks[:-1]) else set()
    assert row["People who signed"] == len(signed | {officer.id})


def test_what_is_taken_back_is_gone(cast: Cast, me: Actor, boss: Actor, officer: Actor) -> None:
    complete(cast, me, boss)
    ticked = next(
        task.key for task in cast.work.outline.section(SECTION).tasks if task.evidence == "tick"
    )
    rules.untick(me, cast.work, ticked)
    assert read("completions", officer) == []


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ({"since": TODAY}, 1),
        ({"since": TODAY + timedelta(days=1)}, 0),
        ({"until": TODAY}, 1),
        ({"until": TODAY - timedelta(days=1)}, 0),
        ({"since": date.min, "until": date.max}, 1),
    ],
)
def test_only_these_days(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, chosen: dict[str, date], number: int
) -> None:
    complete(cast, me, boss)
    assert len(read("completions", officer, **chosen)) == number


@pytest.mark.both
def test_whoever_accepted_an_entry_signed_too(
    cast: Cast, me: Actor, boss: Actor, officer: Actor
) -> None:
    """By the entry that counts, while it does."""
    section = cast.work.outline.section_of["close-out-observed"]
    for task in section.tasks:
        if task.key != "close-out-observed":
            decisions.waive(officer, cast.work, task.key, "Not in this office.")
    texts = dict.fromkeys(range(3), "Benefits and goals.")
    entry = accepted(me, boss, activity="close-out", texts=texts)
    (row,) = read("completions", officer)
    assert (row["Section"], row["People who signed"]) == (section.title, 2)
    accepting.reopen(boss, entry, Words("Another kind of meeting."))
    assert read("completions", officer) == []
