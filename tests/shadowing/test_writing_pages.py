"""My log, as its learner meets it: forms that keep what was typed, and say what to mend."""

from collections.abc import Callable

import pytest

from lms.base.db import db
from lms.people.actor import Actor
from lms.shadowing import confirming, entries
from lms.shadowing.models import State
from tests.cast import Cast, actor
from tests.filled import forms
from tests.progress.history import nothing_changes, rows
from tests.shadowing.logged import (
    ASSESSMENTS,
    CASE_NOTE,
    accepted,
    ask,
    begun,
    given_up,
    linked,
    place,
    places,
    returned,
    sent,
    writing,
)
from tests.shadowing.posting import QUICK, address, autosave, filled, newest, post
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def window(cast: Cast, visit: Visit) -> Visitor:
    """The learner's browser."""
    return visit(cast.learner)


def test_two_clicks_of_three_taps_make_one_entry(cast: Cast, window: Visitor) -> None:
    form = forms(window.get("/log/new"))["/log/new"].data | QUICK
    first, second = window.post("/log/new", **form), window.post("/log/new", **form)
    assert first.location == second.location == address(newest())
    assert len(rows("log_entry")) == 1
    anew = forms(window.get("/log/new"))["/log/new"].data | QUICK
    assert window.post("/log/new", **anew).location != first.location


def test_a_tap_names_the_colleague(cast: Cast, window: Visitor) -> None:
    page = window.get("/log/new")
    assert f'name="beside" value="{cast.supervisor.id}"' in page.text
    form = forms(page)["/log/new"].data | QUICK
    tapped = form | {"beside": str(cast.supervisor.id), "agency": "", "agency_job": ""}
    assert window.post("/log/new", **tapped).status_code == 303
    assert newest().colleague_id == cast.supervisor.id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"activity": "surgery"}, "Not a valid choice"), ({"activity": None}, "what it was"),
        ({"part": None}, "what you did"), ({"on": "2026-03-05"}, "not come yet"),
        ({"on": "tomorrow"}, "date"), ({"on": None}, "which day"), ({"on": "0001-01-01"}, "year"),
        ({"on": "9999-12-31"}, "not come yet"), ({"agency": ""}, "Write both"),
        ({"agency_job": "A123456789"}, "number"), ({"beside": "4711"}, "from the list"),
        ({"beside": "9" * 30}, "from the list"), ({"beside": "nobody"}, "from the list"),
        ({"agency": "x" * 81}, "80"), ({"device_id": "short"}, "8"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_taps_is_said(
    window: Visitor, wrong: dict[str, str | None], said: str
) -> None:
    with nothing_changes():
        data = {k: v for k, v in (QUICK | wrong).items() if v is not None}
        answer = window.post("/log/new", **data)
    assert answer.status_code == 422
    assert said in answer.text
    if "agency" not in wrong:
        assert 'value="Valley Health"' in answer.text, "what was typed is kept"


def test_from_a_task_one_tap_starts_the_right_entry(cast: Cast, window: Visitor) -> None:
    path = f"/onboarding/{cast.work.id}/tasks/{CASE_NOTE}/log"
    assert f"/log/new?task={place(cast, CASE_NOTE)}" in window.get(path).text
    page = window.get(f"/log/new?task={place(cast, CASE_NOTE)}")
    assert "write a practice case note" in page.text
    form = forms(page)["/log/new"].data | QUICK
    window.post("/log/new", **form)
    assert linked(newest()) == [CASE_NOTE]
    wrong = forms(window.get(f"/log/new?task={place(cast, ASSESSMENTS)}"))["/log/new"].data
    answer = window.post("/log/new", **(wrong | QUICK | {"activity": "intake"}))
    assert (answer.status_code, "another kind of entry" in answer.text) == (422, True)


def test_what_is_missing_is_said_and_the_words_are_kept(
    cast: Cast, me: Actor, window: Visitor
) -> None:
    entry = begun(me)
    for gone, said in (("minutes", "how many minutes"), ("mode", "how you met"),
                       ("text_1", "answer this"), ("agreed", "did not agree")):  # fmt: skip
        answer = post(window, entry, "send", **{gone: None})
        assert (answer.status_code, said in answer.text) == (422, True), gone
        assert "Informed consent, said in plain words." in answer.text
        assert f'href="#{gone}"' in answer.text, "the way to the field"
    assert newest().state == State.DRAFT
    assert post(window, entry, "send").status_code == 303
    page = window.follow(window.post(address(entry, "withdraw")))
    assert "It is yours again" in page.text


def test_a_form_from_before_is_shown_with_its_words(cast: Cast, me: Actor, window: Visitor) -> None:
    entry = begun(me)
    old = filled(window, entry, text_0="Written in the car.")
    post(window, entry, "draft", text_0="Written at the desk.")
    for verb in ("draft", "send"):
        answer = window.post(address(entry, verb), **old)
        assert answer.status_code == 409
        assert "saved from another window" in answer.text
        assert "Written in the car." in answer.text
    once_more = forms(answer)[address(entry, "draft")].data
    assert window.post(address(entry, "draft"), **(old | once_more)).status_code == 303
    assert "Written in the car." in window.get(address(entry)).text


def test_the_page_saves_by_itself(cast: Cast, me: Actor, window: Visitor) -> None:
    entry = begun(me)
    assert autosave(window, entry) == (200, {"version": 2, "at": "12:00 PM"})
    status, told = autosave(window, entry, version="1", text_0="Another.")
    assert (status, told["elsewhere"]) == (409, True)
    entry = newest()
    status, told = autosave(window, entry, text_0="Her number is A123456789.", minutes="0")
    assert (status, sorted(told["fields"])) == (422, ["minutes", "text_0"])
    status, told = autosave(window, entry)
    assert (status, told["version"]) == (200, 2)


def test_a_warning_about_a_partner_can_be_cleared(cast: Cast, me: Actor, window: Visitor) -> None:
    """The guard is not sure: whoever wrote it says that nobody can be identified."""
    entry, unsure = begun(me), "Clinic at 200 Main Street"
    answer = post(window, entry, "draft", agency=unsure)
    assert answer.status_code == 422
    assert 'name="cleared"' in answer.text
    assert unsure in answer.text
    assert post(window, entry, "draft", agency=unsure, cleared="y").status_code == 303
    assert newest().agency == unsure


def test_each_state_has_its_buttons(cast: Cast, me: Actor, boss: Actor, window: Visitor) -> None:
    shown = {
        State.DRAFT: (begun(me, tasks=[]), ("send", "draft", "give-up", "link")),
        State.PENDING: (sent(me, tasks=[]), ("withdraw", "link")),
        State.ACCEPTED: (accepted(me, boss, tasks=[]), ("link",)),
        State.RETURNED: (returned(me, boss, tasks=[]), ("send", "draft", "give-up", "link")),
        State.GIVEN_UP: (given_up(me), ("take-up",)),
    }
    verbs = ("send", "draft", "withdraw", "give-up", "take-up", "link", "reopen", "tasks")
    for state, (entry, buttons) in shown.items():
        page = window.get(address(entry))
        has = [verb for verb in verbs if f'action="{address(entry, verb)}"' in page.text]
        assert sorted(has) == sorted(buttons), state


@pytest.mark.parametrize("verb", ["withdraw", "give-up", "take-up", "link", "link/end"])
def test_what_cannot_be_done_says_why(
    cast: Cast, me: Actor, boss: Actor, window: Visitor, verb: str
) -> None:
    why, entry = {
        "withdraw": ("signed this off", accepted(me, boss, tasks=[])),
        "give-up": ("was sent", sent(me, tasks=[])), "take-up": ("", sent(me, tasks=[])),
        "link": ("given up", given_up(me)), "link/end": ("", begun(me)),
    }[verb]  # fmt: skip
    with nothing_changes():
        answer = window.post(address(entry, verb))
    assert answer.status_code == (409 if why else 303)
    assert why in answer.text


def test_an_accepted_entry_is_not_saved_over(
    cast: Cast, me: Actor, boss: Actor, window: Visitor
) -> None:
    entry = sent(me)
    with nothing_changes():
        for verb in ("draft", "send"):
            answer = window.post(address(entry, verb), **QUICK, version="1", minutes="20")
            assert answer.status_code == 409


def test_the_office_s_sharing_is_in_the_form(
    cast: Cast, me: Actor, officer: Actor, window: Visitor
) -> None:
    entry = begun(me)
    assert 'value="none"' in window.get(address(entry)).text
    ask(cast.office, officer, shares=True)
    keys = [place(cast, ASSESSMENTS), place(cast, CASE_NOTE), place(cast, ASSESSMENTS)]
    answer = window.open(address(entry, "draft"), method="POST", data={
        **filled(window, entry), "csrf_token": window.token, "tasks": keys})  # fmt: skip
    assert answer.status_code == 303
    assert linked(newest()) == [ASSESSMENTS, CASE_NOTE]


def test_the_first_task_s_questions_are_the_page_s(
    cast: Cast, me: Actor, officer: Actor, window: Visitor
) -> None:
    """In the order in which they were chosen, on the page and when it is sent."""
    ask(cast.office, officer, shares=True)
    entry = begun(me, activity="close-out", tasks=places(cast.work, CASE_NOTE))
    both = places(cast.work, CASE_NOTE, "close-out-observed")
    entries.save(me, entry, writing(entry, activity="close-out", tasks=both, texts={}))
    db.session.commit()
    page = window.get(address(entry)).text
    assert "Which standards or expectations did you see at work?" in page
    data = filled(window, entry, activity="close-out", drafted="y")
    answer = window.open(address(entry, "send"), method="POST", data={
        **data, "csrf_token": window.token, "tasks": [str(one) for one in both]})  # fmt: skip
    assert answer.status_code == 303, words(answer)


def test_what_i_am_asked_to_confirm(cast: Cast, me: Actor, visit: Visit) -> None:
    colleague = actor(cast.colleague)
    entry = sent(me, colleague_id=colleague.id, agency="", agency_job="")
    window = visit(cast.colleague)
    page = window.get("/log")
    assert "Did it take place?" in page.text
    assert "Informed consent" not in page.text
    confirm = forms(page)[address(entry, "confirm")]
    with nothing_changes():
        assert window.post(confirm.action, seen="of another day").status_code == 409
    done = window.follow(window.post(confirm.action, **confirm.data))
    assert "Thank you. You confirmed it." in done.text
    assert address(entry, "confirm") not in forms(done)
    assert "Confirmed by Yonas Tesfaye" in visit(cast.learner).get(address(entry)).text
    back = window.follow(window.post(forms(done)[address(entry, "unconfirm")].action))
    assert "Did it take place?" in back.text
    assert confirming.current(newest()) is None
