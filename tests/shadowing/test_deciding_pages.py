"""The pages of whoever signs, of those who look, and of the office: words kept, nothing doubled."""

from collections.abc import Callable

import pytest

from lms.base.db import db
from lms.base.prose import Words
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import logged
from lms.shadowing import decisions, sending
from lms.shadowing.models import LogEntry, State
from tests.cast import PASSWORD, Cast
from tests.progress.history import nothing_changes
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    FILES,
    OF_FILE,
    accepted,
    ask,
    begun,
    counts_for,
    place,
    places,
    returned,
    review_of,
    sent,
    writing,
)
from tests.shadowing.posting import address, newest
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
WORDS = "Which standards did you see?"


@pytest.fixture
def window(cast: Cast, visit: Visit) -> Visitor:
    """The supervisor's browser, in a signing spell."""
    return visit(cast.supervisor)


def approvals(entry: LogEntry, verb: str = "") -> str:
    """Where an entry is decided on."""
    return f"/approvals/{review_of(entry).id}/entry" + (f"/{verb}" if verb else "")


def test_accepting_leads_to_the_next(cast: Cast, me: Actor, window: Visitor) -> None:
    first, second = sent(me), sent(me)
    page = window.get(approvals(first))
    assert "Informed consent, said in plain words." in page.text
    assert "Not confirmed by a colleague" in page.text
    path = approvals(first, "accept")
    answer = window.post(path, accept__note="Well seen.")
    assert answer.location == f"/approvals/{review_of(second).id}"
    assert "Well seen." in window.get(address(first)).text
    with nothing_changes():
        assert window.post(path, accept__note="Well seen.").status_code == 303
    assert window.post(approvals(second, "accept")).location == "/approvals"


def test_a_signature_asks_for_the_password(cast: Cast, me: Actor, visit: Visit) -> None:
    entry, window = sent(me), visit(cast.supervisor, signing=False)
    assert 'name="accept-password"' in window.get(approvals(entry)).text
    for wrong in ({}, {"accept__password": "guessed"}):
        answer = window.post(approvals(entry, "accept"), accept__note=WORDS, **wrong)
        assert (answer.status_code, WORDS in answer.text) == (422, True)
    assert window.post(approvals(entry, "accept"), accept__password=PASSWORD).status_code == 303
    assert newest().state == State.ACCEPTED


def test_returning_needs_words_and_keeps_them(cast: Cast, me: Actor, window: Visitor) -> None:
    entry = sent(me)
    with nothing_changes():
        answer = window.post(approvals(entry, "return"), return__comment=" ")
        assert answer.status_code == 422
        named = "Her number is A123456789."
        answer = window.post(approvals(entry, "return"), return__comment=named)
        assert (answer.status_code, named in answer.text) == (422, True)
    path = approvals(entry, "return")
    assert window.post(path, return__comment=WORDS).status_code == 303
    with nothing_changes():
        assert window.post(path, return__comment=WORDS).status_code == 303
        answer = window.post(path, return__comment="Something else.")
        assert (answer.status_code, "Something else." in answer.text) == (409, True)


def test_a_page_that_was_open_too_long(cast: Cast, me: Actor, window: Visitor) -> None:
    """The learner took it back and sent another: nothing is signed, the words can be copied."""
    entry = sent(me)
    path = approvals(entry)
    sending.withdraw(me, entry)
    sending.send(me, entry, writing(entry, texts={0: "Never to be read by mistake."}))
    for verb, name in (("accept", "accept__note"), ("return", "return__comment")):
        with nothing_changes():
            answer = window.post(f"{path}/{verb}", **{name: WORDS})
        assert (answer.status_code, WORDS in answer.text) == (409, True)
        assert "took this back meanwhile" in answer.text
    page = window.get(path)
    assert (page.status_code, "took this back meanwhile" in page.text) == (200, True)
    assert "Never to be read" not in page.text


def test_a_new_supervisor_reads_what_waits_and_not_what_was(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    entry = sent(me)
    decisions.give_back(boss, review_of(entry), Words(WORDS))
    before = approvals(entry)
    sending.send(me, entry, writing(entry, texts={0: "The second time."}))
    people.give_post(cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
                     starts_on=me.today)  # fmt: skip
    db.session.commit()
    new, old = visit(cast.other_supervisor), visit(cast.supervisor)
    page = new.get(approvals(entry))
    assert "The second time." in page.text
    assert "Informed consent" not in page.text
    assert WORDS not in new.get(before).text
    assert "Informed consent" in old.get(before).text, "what they decided on"
    assert old.get(approvals(entry)).status_code in (403, 404)


def test_reopening_keeps_its_words(cast: Cast, me: Actor, boss: Actor, window: Visitor) -> None:
    entry = accepted(me, boss)
    assert "Reopen this entry" in window.get(address(entry)).text
    with nothing_changes():
        for text, status in ((" ", 422), ("Her number is A123456789.", 422)):
            answer = window.post(address(entry, "reopen"), reopen__reason=text)
            assert (answer.status_code, text.strip() in answer.text) == (status, True)
    page = window.follow(window.post(address(entry, "reopen"), reopen__reason=WORDS))
    assert "Reopened. The learner sees why." in page.text
    assert "Daniel Okafor reopened this." in words(page)
    back = returned(me, boss, tasks=[])
    answer = window.post(address(back, "reopen"), reopen__reason=WORDS)
    assert (answer.status_code, "not accepted" in answer.text) == (409, True)


def test_only_whoever_signs_for_it_is_offered_to_reopen(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    """An officer leads the learner, and signs only for what no supervisor is there for."""
    entry = accepted(me, boss)
    assert "Reopen this entry" in visit(cast.supervisor).get(address(entry)).text
    assert "Reopen this entry" not in visit(cast.officer).get(address(entry)).text


def test_a_supervisor_lets_it_count(cast: Cast, me: Actor, boss: Actor, window: Visitor) -> None:
    entry = accepted(me, boss, tasks=[])
    assert "It can also count for" in window.get(address(entry)).text
    task = place(cast, ASSESSMENTS)
    window.follow(window.post(address(entry, "tasks"), task=task))
    assert counts_for(newest()) == [ASSESSMENTS]
    with nothing_changes():
        assert window.post(address(entry, "tasks"), task=task).status_code == 303
        for bad in ("", "1.", "999999999999.x", "x", f"{task}x", place(cast, CASE_NOTE)):
            assert window.post(address(entry, "tasks"), task=bad).status_code == 409, bad
            window.post(address(entry, "tasks"), task=bad, away="yes")
    window.follow(window.post(address(entry, "tasks"), task=task, away="yes"))
    assert counts_for(newest()) == [None]


def test_the_review_behind_a_second_task_has_a_page(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, window: Visitor
) -> None:
    """Only the first of two asks for a decision; an address with the other leads somewhere too."""
    ask(cast.office, officer, shares=True)
    both = places(cast.work, FILES, CASE_NOTE)
    entry = accepted(me, boss, **OF_FILE, tasks=both, drafted=True)
    second = logged.current(entry.id)[1].id
    for path in (f"/approvals/{second}", f"/approvals/{second}/entry"):
        assert window.get(path).status_code in (200, 303)
    with nothing_changes():
        for verb in ("accept", "return"):
            answer = window.post(f"/approvals/{second}/entry/{verb}", return__comment=WORDS)
            assert answer.status_code in (303, 409)


def test_an_entry_is_decided_on_its_own_page_only(cast: Cast, me: Actor, window: Visitor) -> None:
    review = review_of(sent(me)).id
    with nothing_changes():
        for verb in ("sign-off", "return", "take-up", "revoke", "extension/grant"):
            answer = window.post(f"/approvals/{review}/{verb}", reason=WORDS, comment=WORDS)
            assert answer.status_code == 404, verb
    assert window.get(f"/approvals/{review}/extension").status_code == 404


@pytest.mark.parametrize("who", ["auditor", "administrator", "officer"])
def test_those_who_look_read_no_words(
    cast: Cast, me: Actor, boss: Actor, visit: Visit, who: str
) -> None:
    entry = returned(me, boss)
    draft, window = begun(me), visit(cast.people()[who])
    page = window.get(address(entry))
    assert page.status_code == 200
    for secret in ("Informed consent", "Which standards?"):
        assert secret not in page.text
    assert "Its words are for Marisol Vega" in words(page)
    assert window.get(address(draft)).status_code == 404
    log = window.get(f"/log/people/{me.id}")
    assert (log.status_code, draft.reference in log.text) == (200, False)


def test_the_office_s_page(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.officer), f"/offices/{cast.office.id}/log"
    shown = ["intake", "assessment", "other"]
    form = {"shown": shown, "own": "School visit", "shares": "y", "spread_days": "7",
            "day_hours": "8", "back_days": "0", "csrf_token": window.token}  # fmt: skip
    page = window.follow(window.open(path, method="POST", data=form))
    assert "Saved. It holds for what is sent from now on." in page.text
    with nothing_changes():
        page = window.follow(window.open(path, method="POST", data=form))
        assert "Nothing was changed." in page.text
        for name, wrong in (("spread_days", "0"), ("spread_days", "9" * 30), ("day_hours", "25"),
                            ("back_days", "-1"), ("back_days", "soon"), ("own", "Intake"),
                            ("own", "x" * 2001), ("own", "Visit A123456789"),
                            ("shown", ["surgery"])):  # fmt: skip
            answer = window.open(path, method="POST", data=form | {name: wrong})
            assert answer.status_code == 422, name
        empty = {**form, "own": ""}
        del empty["shown"]
        answer = window.open(path, method="POST", data=empty)
        assert (answer.status_code, "at least one activity" in answer.text) == (422, True)
    assert "School visit" in visit(cast.learner).get("/log/new").text
