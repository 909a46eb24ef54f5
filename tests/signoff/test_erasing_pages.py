"""The pages for removing a text: a quiet way beside each, a list for who need not read, why."""

from collections.abc import Callable

import pytest

from lms.base.db import db
from lms.progress.models import Review
from lms.signoff import decisions, rules, texts
from tests.cast import Cast, actor
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.progress.playing import send, writing
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
KEY = "two-principles"
SLIP, SAID = "The lantern fish came.", "Who is the brass kettle?"


@pytest.fixture
def waits(cast: Cast) -> Review:
    """An answer with a slip, sent again after it was returned."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    first = rules.submit(me, cast.work, KEY, writing(cast.work, KEY, SLIP, "Service."))
    assert first is not None
    decisions.give_back(boss, first, cast.work, SAID)
    again = rules.submit(me, cast.work, KEY, writing(cast.work, KEY, SLIP, "Service!"))
    assert again is not None
    db.session.commit()
    return again


def address(cast: Cast, what: str = "answer") -> str:
    """The page that asks why."""
    found = next(one for one in texts.listed(cast.work.id) if one.what == what)
    return f"/record/{cast.work.id}/texts/{found.id}/remove"


def test_the_author_removes_an_answer(cast: Cast, waits: Review, visit: Visit) -> None:
    """From the task page: what goes and what stays is said, and why is asked."""
    window, task = visit(cast.learner), f"/onboarding/{cast.work.id}/tasks/{KEY}"
    page = window.get(task)
    assert page.text.count("Remove this text") == 4  # of two attempts; none of the comment
    ask = window.get(address(cast))
    assert SLIP not in ask.text
    for told in ("(3 texts)", "the draft with its earlier versions", "backups", "Why?", "You,"):
        assert told in words(ask)
    missing = window.post(address(cast))
    assert (missing.status_code, "Choose why" in words(missing)) == (422, True)
    sent = window.post(address(cast), why="names-a-client")
    after = window.follow(sent)
    assert "The text is removed." in words(after)
    assert after.request.path == task
    told = "Text removed by Marisol Vega on Wed, Mar 4: it named a client."
    assert words(after).count(told) == 2
    assert SLIP not in after.text
    assert "Service!" in after.text


def test_whoever_reads_it_removes_it_at_once(cast: Cast, waits: Review, visit: Visit) -> None:
    """The supervisor, from the page that decides; it still waits, and the list says why."""
    window = visit(cast.supervisor)
    page = window.get(f"/approvals/{waits.id}")
    assert address(cast) in page.text
    assert address(cast, "returned") in page.text
    window.post(address(cast), why="number")
    told = "Text removed by Daniel Okafor on Wed, Mar 4: it held a number that leads to a client."
    assert told in words(window.get("/approvals"))
    page = window.get(f"/approvals/{waits.id}")
    assert words(page).count(told) == 2  # both attempts
    assert SLIP not in page.text
    done = window.post(f"/approvals/{waits.id}/sign-off", sign__meaning="reviewed",
                       sign__on="2026-03-04")  # fmt: skip
    assert done.status_code == 303


def test_the_officer_removes_it_unread(cast: Cast, waits: Review, visit: Visit) -> None:
    """A list of what there is: what it is, whose, when, how many words; not one of them."""
    window = visit(cast.officer)
    led = window.get(f"/record/{cast.work.id}/tasks/{KEY}")
    path = f"/record/{cast.work.id}/tasks/{KEY}/texts"
    assert path in led.text
    page = window.get(path)
    assert words(page).count("Marisol Vega, Wed, Mar 4, 12:00 PM, 4 words, kept 3 times") == 1
    assert "Comment on what was returned Daniel Okafor, Wed, Mar 4, 12:00 PM, 5 words" in words(
        page
    )
    assert page.text.count("/remove") == 3
    ask = window.get(address(cast))
    after = window.follow(window.post(address(cast), why="other-detail"))
    assert after.request.path == path
    assert "Text removed by Priya Raman" in words(after)
    assert after.text.count("/remove") == 2
    for one in (led, page, ask, after):
        assert not [said for said in (SLIP, SAID, "Service") if said in one.text]


def test_all_texts_of_one_person(cast: Cast, waits: Review, visit: Visit) -> None:
    """From the record, also those about a section; in the order of the guide."""
    boss, window = actor(cast.supervisor), visit(cast.officer)
    waive = "boundary-challenges"
    decisions.waive(boss, cast.work, waive, SAID)
    path = f"/record/{cast.work.id}/texts"
    assert f'"{path}"' in window.get(f"/record/{cast.work.id}").text
    assert f'"{path}"' not in visit(cast.learner).get(f"/record/{cast.work.id}").text
    assert f'"{path}"' not in visit(cast.auditor).get(f"/record/{cast.work.id}").text
    page = window.get(path)
    assert page.text.count("/remove") == 4
    assert "Why the task was waived" in words(page)
    assert SAID not in page.text


def test_the_same_again_says_so(cast: Cast, waits: Review, visit: Visit) -> None:
    """Two who saw it at once; nothing changes the second time."""
    mine, theirs = visit(cast.learner), visit(cast.officer)
    ask = address(cast)
    theirs.post(ask, why="number")
    db.session.commit()
    with nothing_changes():
        again = mine.follow(mine.post(ask, why="by-mistake"))
        assert "removed already" in words(again)
    page = mine.get(ask)
    assert "Text removed by Priya Raman" in words(page)
    assert not [form for form in forms(page) if form.endswith("/remove")]


@pytest.mark.parametrize("why", ["", "The lantern fish", "NUMBER"])
def test_a_reason_that_is_none_is_said_at_the_field(
    cast: Cast, waits: Review, visit: Visit, why: str
) -> None:
    ask = address(cast)
    with nothing_changes():
        answer = visit(cast.officer).post(ask, why=why)
    assert (answer.status_code, "Choose why" in words(answer)) == (422, True)


def test_the_lists_ask_the_same_however_much_was_written(
    cast: Cast, waits: Review, visit: Visit
) -> None:
    window, path = visit(cast.officer), f"/record/{cast.work.id}/texts"
    with statements() as few:
        window.get(path)
    for key in ("boundary-challenges", "three-ways-to-use-mi"):
        send(actor(cast.learner), cast.work, key)
    with statements() as many:
        window.get(path)
    assert len(many) == len(few)


def test_a_draft_that_was_removed_says_so_above_its_box(
    cast: Cast, waits: Review, visit: Visit
) -> None:
    """Before anything was sent, and after it was taken back."""
    window, task = visit(cast.learner), f"/onboarding/{cast.work.id}/tasks/{KEY}"
    window.post(f"{task}/withdraw", review=waits.id)
    assert window.get(task).text.count("Remove this text") == 6
    window.post(address(cast), why="by-mistake")
    page = window.get(task)
    assert SLIP not in page.text
    assert words(page).count("it was put here by mistake") == 3
    assert window.get(task).text.count("Remove this text") == 3
