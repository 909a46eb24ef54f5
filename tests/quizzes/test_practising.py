"""Practice: as often as one likes, told at once, nothing kept, and no way to a result by it.

The page itself has to say what it asked, so whoever sends it could say anything: it gives no answer
away before it was answered, and takes no question that the quiz would not ask.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.errors import NotFound, Refusal
from lms.quizzes import access, banks, practising, queries
from lms.quizzes.access import OneQuiz
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.practising import Sheet
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.quizzes.banked import BANK, QUIZ, Learner, brought, gift, opened, quiz, small
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
SECRET = "a key of the server"
WORDS_ONLY = "\n// [id:text]\nRead this first.\n\n"
ESSAY = "// [id:essay]\nWhat do you think? {}\n\n"
OLD = "// [id:old] [tag:review-by=2026-03-03]\nHow many? {#3}\n\n"
TODAY = "// [id:today] [tag:review-by=2026-03-04]\nHow many? {#4}\n\n"
ELSEWHERE = "$CATEGORY: Small things/Letters\n\n// [id:letter]\nWhich? {=A ~B}\n"


@pytest.fixture
def me(cast: Cast) -> Learner:
    """Somebody whose quiz draws from the numbers."""
    bank = read_bank(gift(tags={"q4": "confirm"}) + WORDS_ONLY + ESSAY + OLD + TODAY + ELSEWHERE,
                     BANK)  # fmt: skip
    return opened(cast, quiz(draw=(("numbers", 9),)), bank).me


@pytest.fixture
def found(me: Learner) -> OneQuiz:
    """Their quiz."""
    return access.own_quiz(me.actor, me.work.id, QUIZ)


def keys(sheet: Sheet) -> set[str]:
    """What it asks."""
    return {one.key for one in sheet.items}


def test_what_counts_and_what_does_not(me: Learner, found: OneQuiz) -> None:
    """Also what an office has to confirm and what nobody can mark; nothing past its day."""
    sheet = practising.draw(me.actor, found, SECRET)
    assert keys(sheet) == {"q1", "q2", "q3", "q4", "essay", "today"}


def test_the_same_page_asks_the_same(me: Learner, found: OneQuiz) -> None:
    sheet = practising.draw(me.actor, found, SECRET)
    again = practising.again(me.actor, found, sheet.name, SECRET)
    assert again == sheet
    other = practising.again(me.actor, found, sheet.name, "another key")
    assert [one.key for one in other.items] == [one.key for one in sheet.items]


def test_the_order_of_answers_is_no_help(me: Learner, found: OneQuiz) -> None:
    """Without the server's key nobody can tell where the right answer stands."""
    places = set()
    for _ in range(30):
        sheet = practising.draw(me.actor, found, SECRET)
        places |= {one.order.index(0) for one in sheet.items if one.key == "q1"}
    assert places == {0, 1, 2}


def test_names_that_no_page_had(me: Learner, found: OneQuiz) -> None:
    sheet = practising.draw(me.actor, found, SECRET)
    chance, *ids = sheet.name.split(".")
    listed = {one.key: one.id for one in banks.questions(banks.bank_to_draw(BANK, None).id)}
    other = banks.questions(banks.bank_to_draw("who-we-serve", None).id)[0].id
    wrong = [
        "", ".", chance, f"{chance}.", f".{ids[0]}", f"x{chance}.{ids[0]}",
        f"{chance}.{ids[0]}.{ids[0]}", f"{chance}.0", f"{chance}.01", f"{chance}.-1",
        f"{chance}.999999", f"{chance}.{'9' * 30}", f"{chance}.{listed['letter']}",
        f"{chance}.{listed['old']}", f"{chance}.{listed['text']}", f"{chance}.{other}",
        f"{chance}.{ids[0]}\n", f"{chance}.١", chance.upper() + f".{ids[0]}x",
        f"{chance}" + "".join(f".{n}" for n in range(1, 60)),
    ]  # fmt: skip
    for name in wrong:
        with pytest.raises(Refusal, match="changed meanwhile"):
            practising.again(me.actor, found, name, SECRET)


def test_not_beside_an_open_attempt(me: Learner, found: OneQuiz) -> None:
    """Its questions with their answers would be on the table; a page opened before counts too."""
    sheet = practising.draw(me.actor, found, SECRET)
    me.begun()
    with pytest.raises(Refusal, match="in the middle of an attempt"):
        practising.draw(me.actor, found, SECRET)
    with pytest.raises(Refusal, match="in the middle of an attempt"):
        practising.again(me.actor, found, sheet.name, SECRET)
    me.took()
    practising.again(me.actor, found, sheet.name, SECRET)


def test_a_page_from_before_a_correction(me: Learner, found: OneQuiz) -> None:
    """What it asked is not what is asked now: better another page than a wrong answer."""
    sheet = practising.draw(me.actor, found, SECRET)
    brought(small({"q1": "Two"}))
    with pytest.raises(Refusal, match="changed meanwhile"):
        practising.again(me.actor, found, sheet.name, SECRET)


def test_nothing_to_practice_with(cast: Cast, me: Learner, found: OneQuiz) -> None:
    brought(read_bank(WORDS_ONLY + OLD, BANK))
    with pytest.raises(Refusal, match="no question to ask"):
        practising.draw(me.actor, found, SECRET)


def test_no_bank_no_practice(cast: Cast) -> None:
    me = opened(cast, quiz(bank="never-published")).me
    with pytest.raises(NotFound):
        practising.draw(me.actor, OneQuiz(me.work, me.work.quizzes[QUIZ]), SECRET)


def test_what_is_past_its_day_is_not_drawn_for_a_result_either(
    me: Learner, noon: time_machine.Traveller
) -> None:
    """Until that day ends at the office; what does not count is never drawn for one."""
    asked = {one.key for one in queries.items(me.begun().id)}
    assert asked == {"q1", "q2", "q3", "today"}
    me.took()
    noon.shift(timedelta(days=1))
    assert {one.key for one in queries.items(me.begun().id)} == {"q1", "q2", "q3"}


# On the page.


def test_told_at_once_and_nothing_kept(me: Learner, visit: Visit) -> None:
    window, door = visit(me.person), f"/onboarding/{me.work.id}/quizzes/{QUIZ}/practice"
    with nothing_changes():
        page = window.get(door)
        sheet = re.search(r'name="sheet" value="([^"]+)"', page.text)
        assert sheet is not None
        told = window.post(door, sheet=sheet[1], question_0="0")
    assert told.status_code == 200
    assert "answers right." in words(told)
    assert "Not answered" in words(told)


def test_wrong_input_is_told_on_the_page(me: Learner, visit: Visit) -> None:
    window, door = visit(me.person), f"/onboarding/{me.work.id}/quizzes/{QUIZ}/practice"
    sheet = re.search(r'name="sheet" value="([^"]+)"', window.get(door).text)
    assert sheet is not None
    for value in ("99", "x", "-1"):
        form = dict.fromkeys([f"question_{n}" for n in range(6)], value)
        answer = window.post(door, sheet=sheet[1], **form)
        assert answer.status_code == 422
        assert "Choose one of the answers." in words(answer)
    assert window.post(door, sheet=sheet[1], question_9="0").status_code == 200
    for name in ("", "é", "0" * 16 + ".1" * 60, "x" * 5000):
        assert window.post(door, sheet=name).status_code == 409


def test_whose_it_is_not(cast: Cast, me: Learner, visit: Visit) -> None:
    door = f"/onboarding/{me.work.id}/quizzes/{QUIZ}/practice"
    expected = {"supervisor": 403, "officer": 403, "colleague": 404, "other_officer": 404}
    for part, status in expected.items():
        window = visit(cast.people()[part])
        answers = window.get(door), window.post(door, sheet="x")
        assert [one.status_code for one in answers] == [status] * 2, part
    mine = visit(me.person)
    assert mine.get(door.replace(QUIZ, "nothing")).status_code == 404
