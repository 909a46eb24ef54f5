"""The coordinated pathway: two days typed, refused and answered; sound in each width and theme."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import LEARNER, Browse, path_of, unfold
from tests.cast import Cast

pytestmark = pytest.mark.browser
CLOCKS = "/pathway/clocks"


def ask(page: Page, arrival: str, intake: str) -> None:
    """Type two days and press the button."""
    page.get_by_label("Day of arrival").fill(arrival)
    page.get_by_label("Day of intake").fill(intake)
    page.get_by_role("button", name="Show the deadlines").click()


def test_who_does_what(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER)
    walk(page, ["/pathway"])
    expect(page.get_by_text("Your part").first).to_be_visible()
    page.get_by_role("link", name="Pathway clocks").click()
    expect(page).to_have_url(re.compile(f"{CLOCKS}$"))
    page.get_by_role("link", name="Who does what").click()
    expect(page).to_have_url(re.compile("/pathway$"))


@pytest.mark.parametrize("scripts", [True, False])
def test_two_days_are_refused_kept_and_answered(
    browse: Browse, played: Cast, *, scripts: bool
) -> None:
    page = browse(LEARNER, width=390, scripts=scripts)
    page.goto(CLOCKS)
    ask(page, "2024-02-10", "2024-01-31")
    expect(page).to_have_title(re.compile("Please check"))
    expect(page.get_by_text("Intake lies before arrival.")).to_be_visible()
    expect(page.get_by_label("Day of arrival")).to_have_value("2024-02-10")
    expect(page.get_by_label("Day of intake")).to_have_value("2024-01-31")
    if scripts:
        sound_everywhere(page)
    ask(page, "2024-01-31", "2024-02-10")
    expect(page.get_by_text("Two clocks cross here.")).to_be_visible()
    expect(page.get_by_role("img", name="The time line")).to_be_visible()
    expect(page.get_by_label("Day of arrival")).to_have_value("2024-01-31")
    assert path_of(page) == CLOCKS, "no day is in the address"


@pytest.mark.parametrize(
    ("arrival", "intake"),
    [("2024-01-31", "2024-02-10"), ("2024-02-29", "2024-02-29"), ("2024-08-31", "2026-11-02")],
)
def test_the_answer_is_sound(browse: Browse, played: Cast, arrival: str, intake: str) -> None:
    page = browse(LEARNER)
    page.goto(CLOCKS)
    ask(page, arrival, intake)
    expect(page.get_by_role("heading", name="Each deadline")).to_be_visible()
    unfold(page)
    sound_everywhere(page)


def test_no_words_of_the_time_line_meet(browse: Browse, played: Cast) -> None:
    page = browse(LEARNER, width=390)
    page.goto(CLOCKS)
    for arrival, intake in (("2025-08-31", "2025-08-31"), ("2024-03-31", "2024-04-01")):
        ask(page, arrival, intake)
        expect(page.locator("#answer")).to_contain_text("Arrival")
        boxes = page.eval_on_selector_all(
            "svg.draw text",
            "found => found.map(one => { const b = one.getBoundingClientRect();"
            " return [b.left, b.top, b.right, b.bottom, one.ownerSVGElement.clientWidth +"
            " one.ownerSVGElement.getBoundingClientRect().left] })",
        )
        for place, (left, top, right, bottom, edge) in enumerate(boxes):
            assert left >= 0
            assert right <= edge + 1
            for other in boxes[place + 1 :]:
                apart = other[0] >= right or other[2] <= left
                assert apart or other[1] >= bottom - 4 or other[3] <= top + 4
