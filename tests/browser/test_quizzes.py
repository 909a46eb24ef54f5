"""A quiz as a new hire meets it: failed, read, practiced, passed; by keyboard, on two devices."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from lms.base import clock
from lms.base.db import db
from lms.quizzes import queries, wording
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt
from lms.quizzes.question import Kind
from tests.browser.looking import sound, sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse
from tests.cast import Cast, actor
from tests.quizzes.taken import Choose, begun, feedback_of, right, wrong

QUIZ = "Check yourself: who we serve"


def items(cast: Cast) -> list[Item]:
    """The questions of the learner's open attempt."""
    (open_one,) = (
        one
        for tried in queries.attempts_of([cast.work.id])[cast.work.id].values()
        for one in tried
        if one.submitted_at is None
    )
    found = queries.items(open_one.id)
    db.session.rollback()  # the server waits for nobody who only looked
    return found


def answer(page: Page, listed: list[Item], choose: Choose) -> None:
    """Answer all of them with the keyboard alone."""
    for item in listed:
        response, name = choose(item), f"question_{item.position}"
        if isinstance(response, str):
            page.locator(f"[name={name}]").focus()
            page.keyboard.type(response)
        elif item.question.kind is Kind.MATCHING:
            for part, place in enumerate(response or ()):
                page.locator(f"[name={name}_{part}]").focus()
                page.keyboard.type(item.question.pairs[place].match)
        else:
            for place in response or ():
                page.locator(f"[name={name}][value='{item.order.index(place)}']").focus()
                page.keyboard.press("Space")


def press(page: Page, name: str) -> None:
    """A button, by its key."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def a_day_passes(cast: Cast) -> None:
    """What was handed in was handed in yesterday."""
    earlier = clock.now() - timedelta(hours=25)
    mine = update(QuizAttempt).where(QuizAttempt.person_id == cast.learner.id)
    db.session.execute(mine.values(submitted_at=earlier, began_at=earlier))
    db.session.commit()


def test_failed_read_practiced_passed(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER)
    page.goto(f"/onboarding/{played.work.id}?open=who-we-serve")
    page.get_by_role("link", name=QUIZ).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How it works")).to_be_visible()
    sound_everywhere(page)
    press(page, "Begin")
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    sound_everywhere(page)
    answer(page, items(played), wrong)
    press(page, "Hand it in")
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible()
    expect(page.get_by_text("Read again:").first).to_be_visible()
    sound_everywhere(page)
    page.get_by_role("link", name="Practice").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Practice")).to_be_visible()
    press(page, "Look at the answers")
    expect(page.get_by_role("link", name="Other questions")).to_be_visible()
    sound_everywhere(page)
    a_day_passes(played)
    page.goto(f"/onboarding/{played.work.id}/quizzes/quiz-who-we-serve")
    press(page, "Try again")
    expect(page.get_by_role("heading", name="Attempt 2")).to_be_visible()
    answer(page, items(played), right)
    press(page, "Hand it in")
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    sound_everywhere(page)
    page.goto(f"/onboarding/{played.work.id}?open=who-we-serve")
    expect(page.locator("#quiz-who-we-serve")).to_contain_text("Passed")
    sound(page)
    boss = browse(BOSS)
    boss.goto(f"/record/{played.work.id}/quizzes")
    expect(boss.get_by_role("link", name=f"Attempt 2 at {QUIZ}")).to_be_visible()
    expect(boss.locator("main")).to_contain_text("Counts: 100 %")
    sound_everywhere(boss)


def test_it_goes_on_on_another_device(browse: Browse, played: Cast) -> None:
    attempt = begun(actor(played.learner), played.work)
    desk = browse(LEARNER)
    desk.goto(f"/quizzes/attempts/{attempt.id}")
    answer(desk, items(played)[:3], right)
    expect(desk.locator(".autosave")).to_contain_text("Saved at")
    phone = browse(LEARNER, width=390, scripts=False)
    phone.goto(f"/quizzes/attempts/{attempt.id}")
    saved = [one.response for one in items(played)]
    assert [one is not None for one in saved] == [True] * 3 + [False] * 5
    answer(phone, items(played)[3:], right)
    phone.get_by_role("button", name="Save draft").click()
    expect(phone.get_by_text("Saved. Go on whenever you like")).to_be_visible()
    answer(desk, items(played)[4:5], wrong)
    expect(desk.locator(".autosave")).to_contain_text("changed in another window")
    phone.get_by_role("button", name="Hand it in").click()
    expect(phone.get_by_role("heading", name="You passed")).to_be_visible()


def test_no_key_travels(browse: Browse, played: Cast) -> None:
    """Neither the page nor anything it loads while somebody answers says what is right."""
    attempt = begun(actor(played.learner), played.work)
    page, heard = browse(LEARNER), list[str]()
    page.on("response", lambda got: heard.append(got.text()) if got.ok else None)
    page.goto(f"/quizzes/attempts/{attempt.id}")
    answer(page, items(played), wrong)
    expect(page.locator(".autosave")).to_contain_text("Saved at")
    told = "\n".join([page.content(), *heard])
    assert len(heard) > 3
    for item in items(played):
        for said in feedback_of(item.question):
            assert wording.plain(said) not in told
        assert not item.question.id or item.question.id not in told
        if item.question.kind is Kind.SHORT:
            assert str(right(item)) not in told
