"""What others than its author see of a record: what was sent, with its files; no draft of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.errors import NotFound
from lms.base.prose import Words
from lms.people import rules as people
from lms.people.actor import Actor
from lms.training import citing, decisions, evidence, records, sending
from lms.training.decisions import Paper
from lms.training.models import State
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.shadowing.logged import accepted
from tests.training.posting import address, post
from tests.training.recorded import (
    OUTSIDE,
    PROVIDER,
    TITLE,
    certificate,
    returned,
    review_of,
    with_file,
    writing,
)
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
LATER = timedelta(minutes=5)
HALF = "Half-typed by nobody else"


@pytest.mark.parametrize("who", ["supervisor", "officer", "auditor"])
def test_what_came_back_is_its_authors_to_change(
    who: str, cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    record = returned(me, boss, outside=True)
    first = evidence.of(record.id)[0].file.id
    noon.shift(LATER)
    entry = accepted(me, boss, tasks=[])
    half = writing(record, title=HALF, provider=HALF, minutes=77, entries=[entry.id])
    records.save(me, record, half)
    new = with_file(me, record, "new")
    evidence.take_out(me, record, first)
    db.session.commit()
    window = visit(cast.people()[who])
    page = window.get(address(record))
    assert (TITLE in page.text, PROVIDER in page.text, HALF in page.text) == (True, True, False)
    assert ("4 hours" in words(page), "77 minutes" in words(page)) == (True, False)
    assert (f"/files/{first}" in page.text, f"/files/{new}" in page.text) == (True, False)
    assert "Seen at work" not in words(page)
    assert window.get(f"/training/files/{first}").status_code == 200
    assert window.get(f"/training/files/{new}").status_code == 404
    mine = visit(cast.learner).get(address(record)).text
    assert (HALF in mine, f"/files/{new}" in mine) == (True, True)


def test_a_former_supervisor_sees_what_was_decided_and_nothing_that_came_later(
    cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    record = returned(me, boss, outside=True)
    old, first = review_of(record), evidence.of(record.id)[0].file.id
    noon.shift(LATER)
    entry, new = accepted(me, boss, tasks=[]), with_file(me, record, "new")
    evidence.take_out(me, record, first)
    people.give_post(cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
                     starts_on=me.today)  # fmt: skip
    post(visit(cast.learner), record, "send", entries=str(entry.id), minutes="77")
    page = visit(cast.supervisor).get(f"/approvals/{old.id}/course")
    assert (f"/files/{first}" in page.text, f"/files/{new}" in page.text) == (True, False)
    assert ("4 hours" in words(page), "77 minutes" in words(page)) == (True, False)
    assert "Seen at work" not in words(page)
    waits = visit(cast.other_supervisor).get(f"/approvals/{review_of(record).id}/course")
    assert (f"/files/{first}" in waits.text, f"/files/{new}" in waits.text) == (False, True)
    assert ("77 minutes" in words(waits), "Seen at work" in words(waits)) == (True, True)
    assert list(citing.cited(record.id)) == [entry.id]


def test_a_paper_that_was_reopened_shows_what_was_written_down(
    cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    paper = Paper(None, replace(OUTSIDE, reflection=""), files=[certificate()])
    record = decisions.record_for(boss, cast.learner, paper)
    noon.shift(LATER)
    decisions.reopen(boss, record, Words("It was another one."))
    noon.shift(LATER)
    records.save(me, record, writing(record, title=HALF, minutes=77))
    new = with_file(me, record, "new")
    window = visit(cast.officer)
    page = window.get(address(record))
    assert (TITLE in page.text, HALF in page.text, "4 hours" in words(page)) == (True, False, True)
    assert ("certificate.pdf" in page.text, f"/files/{new}" in page.text) == (True, False)
    assert "Written down" in words(page)
    found = review_of(record)
    assert HALF not in visit(cast.supervisor).get(f"/approvals/{found.id}/course").text


def test_a_file_that_was_sent_and_taken_out_is_found_and_removed(
    cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    record = returned(me, boss, outside=True)
    file_id = evidence.of(record.id)[0].file.id
    noon.shift(LATER)
    window, remove = visit(cast.learner), f"/training/files/{file_id}/remove"
    page = window.follow(window.post(address(record, f"files/{file_id}/take-out")))
    assert "stays with that, until you remove it for good" in words(page)
    assert "Taken out, and kept with what was sent" in words(page)
    assert "With it, and taken out since" in words(page)
    assert f'href="{remove}"' in page.text
    for who in (cast.learner, cast.supervisor, cast.officer):
        listed = visit(who).get(address(record, "texts"))
        assert f'href="{remove}"' in listed.text
        assert "taken out since" in words(listed)
    visit(cast.officer).post(remove, why="names-a-client")
    assert window.get(f"/training/files/{file_id}").status_code == 410
    page = window.get(address(record))
    assert (remove in page.text, "kept with what was sent" in words(page)) == (False, False)
    assert f'href="{remove}"' not in window.get(address(record, "texts")).text


def test_what_was_added_since_is_seen_once_it_is_sent(
    me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller
) -> None:
    record = returned(me, boss, outside=True)
    noon.shift(LATER)
    file_id = with_file(me, record, "new")
    for who in (boss, officer):
        with nothing_changes(), pytest.raises(NotFound):
            evidence.file_to_see(who, file_id)
    sending.send(me, record, writing(record))
    assert record.state == State.PENDING
    for who in (me, boss, officer):
        assert evidence.file_to_see(who, file_id).id == file_id
