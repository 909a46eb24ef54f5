"""A supervisor and a learner through everything that can be decided, and each step taken back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lms.base import clock
from lms.progress import timeline
from tests.browser.looking import sound_everywhere
from tests.browser.steps import BOSS, LEARNER, Browse, box, sign
from tests.cast import Cast

pytestmark = pytest.mark.browser
WRITTEN, TALK = "two-principles", "assessment-timing"


@pytest.fixture
def her(browse: Browse, played: Cast) -> Page:
    """The learner's window, with one reflection sent."""
    page = browse(LEARNER, width=390)
    _send(page, played)
    return page


@pytest.fixture
def his(browse: Browse, her: Page) -> Page:
    """The supervisor's window."""
    return browse(BOSS)


def _send(page: Page, played: Cast, key: str = WRITTEN) -> None:
    page.goto(f"/onboarding/{played.work.id}/tasks/{key}")
    for place in range(page.locator("textarea").count()):
        box(page, place).fill(f"My thought number {place}.")
    page.get_by_role("button", name="Send for sign-off").click()
    expect(page.get_by_text("This waits for Daniel Okafor")).to_be_visible()


def _reason(page: Page, summary: str, reason: str, button: str) -> None:
    """Unfold one of the small forms, say why, press its button."""
    folded = page.locator("details.ask").filter(has_text=summary)
    folded.locator("summary").click()
    folded.get_by_role("button", name=button).click()
    expect(page.get_by_text("Say why: it stays in the record.")).to_be_visible()
    sound_everywhere(page)
    folded.get_by_label("Why?").fill(reason)
    folded.get_by_role("button", name=button).click()


def _to_task(page: Page, name: str) -> None:
    """As a supervisor gets there: the team, the person, their record, the task."""
    page.get_by_role("link", name="Team", exact=True).first.click()
    page.get_by_role("link", name="Marisol Vega").first.click()
    page.get_by_role("link", name="Record, task by task").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_withdraw_return_and_take_the_return_back(her: Page, his: Page, played: Cast) -> None:
    his.goto("/approvals")
    his.get_by_role("link", name="Pick two principles").click()
    expect(his.get_by_text("My thought number 0.")).to_be_visible()
    her.get_by_role("button", name="Take it back").click()
    expect(her.get_by_text("It is yours again")).to_be_visible()
    expect(box(her)).to_have_value("My thought number 0.")
    sound_everywhere(her)
    sign(his, "Sign off", asked=True)  # on the page as it was before
    expect(his.get_by_text("Marisol Vega took this back meanwhile.")).to_be_visible()
    sound_everywhere(his)
    _send(her, played)
    his.goto("/approvals")
    his.get_by_role("link", name="Pick two principles").click()
    his.get_by_label("What should be looked at again?").fill("Say more about service.")
    his.get_by_role("button", name="Return").click()
    expect(his.get_by_text("Returned: Pick two principles")).to_be_visible()
    her.reload()
    expect(her.get_by_text("Say more about service.").first).to_be_visible()
    _to_task(his, "Pick two principles")
    his.get_by_role("button", name="Take my return back").click()
    expect(his.get_by_text("It waits for your decision again.")).to_be_visible()
    her.reload()
    expect(her.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    assert list(timeline.faults()) == []


def test_sign_revoke_and_reopen(her: Page, his: Page, played: Cast) -> None:
    his.goto("/approvals")
    his.get_by_role("link", name="Pick two principles").click()
    his.get_by_label("Note (optional)").fill("Well thought through.")
    sign(his, "Sign off", asked=True)
    expect(his.get_by_text("Signed off: Pick two principles")).to_be_visible()
    _to_task(his, "Pick two principles")
    _reason(his, "Revoke my signature", "I signed the wrong one.", "Revoke")
    expect(his.get_by_text("Revoked. It stays in the record, with why.")).to_be_visible()
    sound_everywhere(his)
    her.reload()
    expect(her.get_by_text("This waits for Daniel Okafor")).to_be_visible()
    expect(her.get_by_text("I signed the wrong one.").first).to_be_attached()
    his.get_by_role("link", name="Decide on this").click()
    sign(his, "Sign off", asked=False)
    _to_task(his, "Pick two principles")
    _reason(his, "Reopen this task", "Please read it once more.", "Reopen")
    expect(his.get_by_text("Reopened. The learner sees why.")).to_be_visible()
    sound_everywhere(his)
    her.reload()
    expect(her.get_by_text("Please read it once more.").first).to_be_visible()
    sound_everywhere(her)
    his.get_by_role("button", name="Take my return back").click()
    expect(his.get_by_text("It is signed off again, as it was.")).to_be_visible()
    assert list(timeline.faults()) == []


def test_record_a_talk_and_sign_off_several(her: Page, his: Page, played: Cast) -> None:
    _to_task(his, "Talk with your supervisor about when to assess")
    his.get_by_label("Note (optional)").fill("On the way to a visit.")
    sign(his, "Record and sign", asked=True)
    expect(his.get_by_text("Recorded and signed.")).to_be_visible()
    sound_everywhere(his)
    his.get_by_role("link", name="Marisol Vega’s record").click()
    his.get_by_role("link", name="Sign off several").click()
    sign(his, "Sign off what I ticked", asked=False)
    expect(his.get_by_text("Tick at least one task.")).to_be_visible()
    for name in ("What are self-sufficiency plans for?", "Talk with your supervisor about interp"):
        his.get_by_label(name).check()
    expect(his.get_by_label("Go through your local DV protocol")).to_have_count(0)
    sound_everywhere(his)
    sign(his, "Sign off what I ticked", asked=False)
    expect(his.get_by_text("Signed off: 2 tasks.")).to_be_visible()
    her.goto("/onboarding")
    expect(her.get_by_text("3 of 114 tasks done")).to_be_visible()
    her.goto("/record")
    expect(her.get_by_text("Daniel Okafor, discussed")).to_have_count(3)
    sound_everywhere(her)
    assert list(timeline.faults()) == []


def test_waive_and_move_a_date(her: Page, his: Page, played: Cast) -> None:
    _to_task(his, "Talk with your supervisor about keeping good boundaries")
    _reason(his, "Waive this task", "She taught this for six years.", "Waive")
    expect(his.get_by_text("Waived. The learner sees why.")).to_be_visible()
    sound_everywhere(his)
    her.goto(f"/onboarding/{played.work.id}/tasks/boundary-challenges")
    expect(her.get_by_text("You need not do this.")).to_be_visible()
    expect(her.get_by_text("She taught this for six years.")).to_be_visible()
    sound_everywhere(her)
    _reason(his, "Take the waiver back", "We talk about it after all.", "Revoke")
    her.reload()
    expect(her.get_by_text("You need not do this.")).to_have_count(0)
    _move(his, her)
    assert list(timeline.faults()) == []


def _move(his: Page, her: Page) -> None:
    today = clock.today("America/Denver")
    monday = today + timedelta(days=56 - today.weekday())
    his.get_by_role("link", name="Marisol Vega’s record").click()
    his.get_by_role("link", name="Move the date of General Case Management").click()
    his.get_by_label("New date").fill(monday.isoformat())
    his.get_by_label("Why?").fill("Her laptop came late.")
    his.get_by_role("button", name="Move the date").click()
    expect(his.get_by_text("The date is moved. The learner sees why.")).to_be_visible()
    sound_everywhere(his)
    her.goto("/record")
    expect(her.get_by_text("Her laptop came late.")).to_be_visible()
    expect(her.get_by_text("Daniel Okafor moved this date")).to_be_visible()
    expect(her.locator("#general-case-management")).to_contain_text(f"{monday:%b} {monday.day}")
