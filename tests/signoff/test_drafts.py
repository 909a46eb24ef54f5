"""Writing in two windows: nothing typed is lost, and nothing is overwritten unseen."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Prose
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress import timeline
from lms.progress.models import Meaning
from lms.progress.standing import State
from lms.progress.work import Work, works_of
from lms.signoff import decisions, drafts, queries, rules
from lms.signoff.decisions import Statement
from lms.signoff.drafts import MINE, SAVED, Writing, WrittenElsewhere, save_draft
from lms.signoff.models import Response
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import before_the_log, send, writing
from tests.progress.refusing import refused
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
KEY, TALK, WATCHED = "two-principles", "boundary-challenges", "close-out-observed"
DESK, PHONE = ("At the desk.", "Service."), ("On the phone.", "Service.")
ELSEWHERE = "another window"
BLOCKED, DOUBTFUL = "The client, A 123 456 789, agreed.", "I called 801-555-0142 for it."


@pytest.fixture
def desk(cast: Cast, me: Actor) -> Writing:
    """Saved at the desk; the phone still shows the empty page, and has written too."""
    save_draft(me, cast.work, KEY, Writing(DESK, 0))
    db.session.commit()
    return Writing(PHONE, 0)


def draft(work: Work, key: str = KEY) -> list[str | None]:
    found = queries.draft(queries.response(work.id, key))
    return [text.text for _, text in sorted(found.items())]


def aside(work: Work, key: str = KEY) -> list[str]:
    """What was set aside, newest first, as its author sees it."""
    found = queries.set_aside(work.id, key, drafts.prompts(work.tasks[key]))
    return [one.html or "" for one in found]


def version(work: Work) -> int:
    found = queries.response(work.id, KEY)
    assert found is not None
    return found.version


def chosen(work: Work, choice: str, *texts: str, cleared: bool = False) -> Writing:
    """The page with both texts, and the button that was pressed."""
    return Writing(texts or PHONE, version(work), cleared=cleared, choice=choice)


def test_the_second_window_is_told(cast: Cast, me: Actor, desk: Writing) -> None:
    for change in (save_draft, rules.submit):
        with nothing_changes(), pytest.raises(WrittenElsewhere, match=ELSEWHERE):
            change(me, cast.work, KEY, desk)
    assert (draft(cast.work), aside(cast.work)) == (list(DESK), [])


@pytest.mark.parametrize("choice", [MINE, SAVED])
def test_a_choice_made_on_an_old_page_is_asked_again(
    cast: Cast, me: Actor, desk: Writing, choice: str
) -> None:
    """A third window saved between the question and the answer."""
    answer = chosen(cast.work, choice)
    save_draft(me, cast.work, KEY, writing(cast.work, KEY, "A third.", "Window."))
    with refused(ELSEWHERE):
        save_draft(me, cast.work, KEY, answer)
    assert draft(cast.work) == ["A third.", "Window."]


def test_going_on_with_mine_sets_the_saved_text_aside(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, MINE))
    assert (draft(cast.work), version(cast.work)) == (list(PHONE), 2)
    assert aside(cast.work) == ["<p>At the desk.</p>"]  # what is the same in both is not repeated
    with nothing_changes():
        save_draft(me, cast.work, KEY, chosen(cast.work, MINE))


def test_going_on_with_the_saved_text_sets_mine_aside(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, SAVED))
    assert (draft(cast.work), version(cast.work)) == (list(DESK), 1)
    assert aside(cast.work) == ["<p>On the phone.</p>"]
    with nothing_changes():
        save_draft(me, cast.work, KEY, chosen(cast.work, SAVED))


def test_back_and_forth_keeps_every_text_once(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, MINE))
    save_draft(me, cast.work, KEY, chosen(cast.work, MINE, *DESK))
    save_draft(me, cast.work, KEY, chosen(cast.work, MINE, *PHONE))
    assert sorted(aside(cast.work)) == ["<p>At the desk.</p>", "<p>On the phone.</p>"]
    assert draft(cast.work) == list(PHONE)


def test_each_answer_is_set_aside_under_its_question(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, SAVED, "First.", "Second."))
    found = queries.set_aside(cast.work.id, KEY, cast.work.tasks[KEY].prompts)
    told = {one.html: one.prompt for one in found}
    first, second = cast.work.tasks[KEY].prompts
    assert told == {"<p>First.</p>": first, "<p>Second.</p>": second}


def test_an_empty_text_is_not_set_aside(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, SAVED, "", " \n"))
    assert (draft(cast.work), aside(cast.work)) == (list(DESK), [])


def test_the_guard_looks_at_a_text_that_is_set_aside(cast: Cast, me: Actor, desk: Writing) -> None:
    for choice in (MINE, SAVED):
        for text, cleared in ((BLOCKED, False), (BLOCKED, True), (DOUBTFUL, False)):
            typed = chosen(cast.work, choice, text, "Service.", cleared=cleared)
            with refused(r"A-number|phone"):
                save_draft(me, cast.work, KEY, typed)
    typed = chosen(cast.work, SAVED, DOUBTFUL, "Service.", cleared=True)
    save_draft(me, cast.work, KEY, typed)
    assert aside(cast.work) == [f"<p>{DOUBTFUL}</p>"]


def test_what_was_let_through_once_is_set_aside_without_asking_again(cast: Cast, me: Actor) -> None:
    save_draft(me, cast.work, KEY, Writing((DOUBTFUL, ""), 0, cleared=True))
    save_draft(me, cast.work, KEY, chosen(cast.work, MINE))
    assert aside(cast.work) == [f"<p>{DOUBTFUL}</p>"]


def test_an_incomplete_text_is_not_sent_by_choosing_it(cast: Cast, me: Actor) -> None:
    """What is sent is complete, whichever of the two texts is taken."""
    save_draft(me, cast.work, KEY, Writing(("At the desk.", ""), 0))
    with refused("answer this", "answer_1"):
        rules.submit(me, cast.work, KEY, chosen(cast.work, SAVED))


def test_an_empty_page_begins_nothing(cast: Cast, me: Actor) -> None:
    empty = ("", " \r\n", "\t")[: len(drafts.prompts(cast.work.tasks[KEY]))]
    with nothing_changes():
        assert save_draft(me, cast.work, KEY, Writing(empty, 0)) is None
        assert save_draft(me, cast.work, KEY, Writing(empty, 7, choice=SAVED)) is None
    assert works.task_standing(cast.work, cast.work.tasks[KEY]).state is State.NOT_STARTED


def test_what_is_observed_is_logged(cast: Cast, me: Actor) -> None:
    """It is not written here any more; what was begun before there was a log still is."""
    form = Writing(("Consent.", "Clear words.", "Nothing."), 0, date(2026, 3, 3))
    for change in (save_draft, rules.submit):
        with nothing_changes(), refused("is logged"):
            change(me, cast.work, WATCHED, form)
    before_the_log(cast.work, WATCHED)
    assert rules.submit(me, cast.work, WATCHED, form) is not None


def test_a_talk_without_words_has_no_draft(cast: Cast, me: Actor) -> None:
    with nothing_changes():
        assert save_draft(me, cast.work, TALK, Writing((), 0, date(2026, 3, 3))) is None


def test_an_emptied_draft_stays_begun(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, writing(cast.work, KEY, "", ""))
    assert (draft(cast.work), version(cast.work)) == (["", ""], 2)
    assert works.task_standing(cast.work, cast.work.tasks[KEY]).state is State.IN_PROGRESS
    assert verbs(me.id).count("draft-started") == 1


def test_a_save_whose_answer_was_lost_is_repeated_in_peace(cast: Cast, me: Actor) -> None:
    """The line broke after the server had saved: the same words with the old version."""
    for _ in range(3):
        found = save_draft(me, cast.work, KEY, Writing(DESK, 0))
        db.session.commit()
        assert found is not None
        assert found.version == 1


def test_two_changes_of_one_request_are_both_kept(cast: Cast, me: Actor) -> None:
    """Saved and sent in one transaction."""
    save_draft(me, cast.work, KEY, Writing(DESK, 0))
    assert rules.submit(me, cast.work, KEY, Writing(PHONE, 1)) is not None
    assert draft(cast.work) == list(PHONE)


def test_what_waits_is_not_changed(cast: Cast, me: Actor) -> None:
    review = send(me, cast.work, KEY)
    for choice in ("", MINE, SAVED):
        with refused("sent already"):
            save_draft(me, cast.work, KEY, chosen(cast.work, choice))
    rules.withdraw(me, cast.work, KEY, review.id)
    save_draft(me, cast.work, KEY, chosen(cast.work, ""))
    assert draft(cast.work) == list(PHONE)


def test_what_was_signed_is_not_changed_but_what_was_reopened_is(cast: Cast, me: Actor) -> None:
    boss = actor(cast.supervisor)
    decisions.sign_off(
        boss, send(me, cast.work, KEY), cast.work,
        Statement(Meaning.REVIEWED, boss.today),
    )  # fmt: skip
    with refused("sent already"):
        save_draft(me, cast.work, KEY, chosen(cast.work, ""))
    decisions.reopen(boss, cast.work, KEY, "The code was revised.")
    save_draft(me, cast.work, KEY, chosen(cast.work, ""))
    assert draft(cast.work) == list(PHONE)
    assert list(timeline.faults()) == []


def test_texts_set_aside_belong_to_one_person(cast: Cast, me: Actor, desk: Writing) -> None:
    save_draft(me, cast.work, KEY, chosen(cast.work, SAVED))
    (other,) = works_of(cast.colleague.id)
    save_draft(actor(cast.colleague), other, KEY, Writing(DESK, 0))
    assert aside(other) == []
    authors = db.session.scalars(select(Prose.author_id).where(Prose.text == PHONE[0])).all()
    assert authors == [me.id]


def test_both_texts_are_on_the_page_and_the_other_at_its_foot(
    cast: Cast, me: Actor, visit: Visit
) -> None:
    path, window = f"/onboarding/{cast.work.id}/tasks/{KEY}", visit(cast.learner)
    save = f"{path}/draft"
    window.post(save, version=0, answer_0=DESK[0], answer_1="")
    asked = window.post(save, version=0, answer_0=PHONE[0], answer_1="")
    assert asked.status_code == 409
    assert "Two texts: which one do you go on with?" in words(asked)
    assert 'name="version" type="hidden" value="1"' in asked.text
    answer = {"version": 1, "answer_0": PHONE[0], "answer_1": "", "choice": MINE}
    page = window.follow(window.post(save, **answer))
    assert f"{PHONE[0]}</textarea>" in page.text
    assert f"<p>{DESK[0]}</p>" in page.text
    assert "Only you see them" in words(page)
    boss = visit(cast.supervisor).get(f"/record/{cast.work.id}/tasks/{KEY}")
    assert DESK[0] not in boss.text
    assert PHONE[0] not in boss.text


def test_a_page_that_saves_by_itself_is_told_in_its_own_words(cast: Cast, visit: Visit) -> None:
    path, window = f"/onboarding/{cast.work.id}/tasks/{KEY}/draft", visit(cast.learner)

    def save(number: int, text: str) -> tuple[int, dict[str, object]]:
        data = {"csrf_token": window.token, "version": number, "answer_0": text, "answer_1": ""}
        answer = window.open(path, method="POST", data=data, headers={"Accept": "application/json"})
        return answer.status_code, answer.get_json()

    assert save(0, DESK[0]) == (200, {"version": 1, "at": "12:00 PM"})
    status, told = save(0, PHONE[0])
    assert (status, told["elsewhere"], told["fields"]) == (409, True, {})
    status, told = save(1, BLOCKED)
    assert (status, told["elsewhere"]) == (422, False)
    assert "A-number" in str(told["fields"])
    assert db.session.scalars(select(Response.version)).all() == [1]
