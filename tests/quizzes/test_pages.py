"""A quiz on its pages: begun, saved, handed in, told; practice; and no key in any of it."""

import json
import re
from collections.abc import Callable

import pytest
import time_machine
from werkzeug.test import TestResponse

from lms.people.actor import Actor
from lms.quizzes import queries, wording
from lms.quizzes.models import QuizAttempt
from lms.quizzes.question import Kind
from tests.cast import Cast, actor
from tests.quizzes.taken import PAGE, begun, feedback_of, posted, right, taken, wrong
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
JSON = {"Accept": "application/json"}


@pytest.fixture
def me(cast: Cast) -> Actor:
    """The learner."""
    return actor(cast.learner)


@pytest.fixture
def window(cast: Cast, visit: Visit) -> Visitor:
    """The learner's browser."""
    return visit(cast.learner)


def address(attempt: QuizAttempt, verb: str = "") -> str:
    """Where an attempt, or a button of it, is found."""
    return f"/quizzes/attempts/{attempt.id}" + (f"/{verb}" if verb else "")


def test_my_onboarding_names_the_quiz_of_each_section(cast: Cast, window: Visitor) -> None:
    page = window.get("/onboarding")
    assert page.text.count('class="quiz-line"') == 6
    assert "114 tasks done" in words(page)


def test_the_page_of_a_quiz_says_how_it_works(cast: Cast, window: Visitor) -> None:
    page = words(window.get(PAGE.format(cast.work.id)))
    terms = "Questions 8 To pass 80 % Attempts 3 Wait between attempts 24 hours Time No limit"
    assert terms in page
    assert "Optional" in page


def test_from_beginning_to_passed(cast: Cast, me: Actor, window: Visitor) -> None:
    begin = window.post(PAGE.format(cast.work.id) + "/begin")
    page = window.follow(begin)
    assert "Question 8 of 8" in words(page)
    attempt = begun(me, cast.work)
    sent = window.post(address(attempt, "hand-in"), **posted(attempt))
    told = words(window.follow(sent))
    assert "You passed" in told
    assert "100 %" in told
    assert "Passed Wed, Mar 4" in words(window.get("/onboarding"))
    assert "Your best attempt" in words(window.get(PAGE.format(cast.work.id)))


def test_a_failed_attempt_says_where_to_read(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = taken(me, cast.work, wrong)
    page = window.get(address(attempt))
    told = words(page)
    assert "Not yet: now you know" in told
    assert "The right answers are shown once you passed" in told
    assert f'href="/onboarding/{cast.work.id}?open=who-we-serve#' in page.text
    assert "Read again:" in told
    assert "You can try again Thu, Mar 5" in told


def test_the_form_holds_what_was_saved(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    kept = window.open(address(attempt, "save"), method="POST", headers=JSON,
                       data={"csrf_token": window.token, **posted(attempt)})  # fmt: skip
    assert kept.json is not None
    assert kept.json["version"] == 1
    shown, sent = _filled(window.get(address(attempt))), posted(attempt)
    assert shown
    assert {name: sent[name] for name in shown} == shown


def test_an_old_page_keeps_what_was_chosen(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    old = posted(attempt, wrong)
    window.post(address(attempt, "save"), **posted(attempt))
    answer = window.post(address(attempt, "save"), **old)
    assert answer.status_code == 409
    assert "saved from another window" in words(answer)
    assert window.post(address(attempt, "save"), **old | {"version": "1"}).status_code == 303


def test_gaps_come_back_with_a_tick_to_make(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    answer = window.post(address(attempt, "hand-in"), **posted(attempt, right, most=6))
    assert answer.status_code == 422
    assert "2 questions have no answer" in words(answer)
    assert "Nothing was handed in yet" in words(answer)
    again = posted(attempt, right, most=6) | {"anyway": "y"}
    assert window.post(address(attempt, "hand-in"), **again).status_code == 303


def test_handing_in_twice_is_harmless(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    sent = posted(attempt)
    for _ in range(2):
        assert window.post(address(attempt, "hand-in"), **sent).status_code == 303
    assert len(queries.history(attempt.id)) == 1


def test_what_is_no_answer_is_refused(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    for value in ("99", "-1", "x", "é" * 200, "A204 881 734"):
        sent = dict.fromkeys(posted(attempt), value)
        answer = window.post(address(attempt, "hand-in"), **sent)
        assert answer.status_code in {409, 422}, value
    assert all(one.response is None for one in queries.items(attempt.id))


def test_no_page_of_an_open_attempt_holds_a_key(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    page = window.get(address(attempt)).text
    for item in queries.items(attempt.id):
        question = item.question
        assert question.id not in page
        for said in feedback_of(question):
            assert wording.plain(said)[:40] not in page
        if question.kind in (Kind.SHORT, Kind.NUMERICAL):
            field = re.search(rf'<input[^>]*name="question_{item.position}"[^>]*>', page)
            assert field is not None
            assert 'value=""' in field[0]


def test_the_place_of_the_right_answer_is_no_help(cast: Cast, me: Actor) -> None:
    """Over many attempts the right answer stands first no more often than chance has it."""
    first = [
        queries.items(begun(me, cast.work, key).id)
        for key in cast.work.quizzes
    ]  # fmt: skip
    places = [
        item.order.index(right(item)[0])
        for items in first
        for item in items
        if item.question.kind is Kind.CHOICE and not item.question.several
    ]
    assert len(set(places)) > 1


def test_practice_tells_at_once_and_keeps_nothing(cast: Cast, window: Visitor) -> None:
    address = PAGE.format(cast.work.id) + "/practice"
    page = window.get(address)
    sheet = re.search(r'name="sheet" value="([^"]+)"', page.text)
    assert sheet is not None
    told = window.post(address, sheet=sheet[1])
    assert "0 of" in words(told)
    assert "Right" in words(told)
    assert not queries.attempts_of([cast.work.id])[cast.work.id]
    for odd in (sheet[1] + ".999999", sheet[1] + sheet[1][16:], "nonsense", ""):
        assert "Begin another practice" in words(window.post(address, sheet=odd))


def test_practice_waits_for_an_open_attempt(cast: Cast, me: Actor, window: Visitor) -> None:
    begun(me, cast.work)
    answer = window.get(PAGE.format(cast.work.id) + "/practice")
    assert answer.status_code == 409
    assert "in the middle of an attempt" in words(answer)


def test_the_supervisor_sees_scores_and_no_answers(
    cast: Cast, me: Actor, visit: Visit, noon: time_machine.Traveller
) -> None:
    attempt = taken(me, cast.work, wrong)
    boss = visit(cast.supervisor)
    page = words(boss.get(f"/record/{cast.work.id}/quizzes"))
    assert "Check yourself: who we serve" in page
    assert "2 attempts left" in page
    told = boss.get(address(attempt))
    assert "Question by question" in words(told)
    assert "no idea at all" not in told.text
    assert "987654" not in told.text
    door = PAGE.format(cast.work.id) + "/extra"
    given = boss.post(door, number="1", at_once="y", reason="talked")
    assert given.status_code == 303
    assert "3 attempts left, 1 given" in words(boss.follow(given))
    assert begun(me, cast.work).number == 2, "at once"


def test_the_team_page_shows_states(cast: Cast, me: Actor, visit: Visit) -> None:
    taken(me, cast.work)
    page = words(visit(cast.supervisor).get("/quizzes/team"))
    assert "Marisol Vega Salt Lake City Passed 100 %" in page
    assert "Yonas Tesfaye Salt Lake City Not taken" in page


def test_the_office_requires_a_quiz(cast: Cast, me: Actor, visit: Visit, window: Visitor) -> None:
    officer = visit(cast.officer)
    base = f"/offices/{cast.office.id}/quizzes"
    assert "Optional" in words(officer.get(base))
    door = f"{base}/{cast.work.program_id}/quiz-who-we-serve/require"
    assert officer.post(door, required="yes").status_code == 303
    assert "Required here" in words(window.get(PAGE.format(cast.work.id)))
    assert "8 questions, required here" in words(window.get("/onboarding"))
    assert "Still to pass" in words(window.get("/onboarding"))


def test_the_officer_reads_a_bank(cast: Cast, me: Actor, visit: Visit) -> None:
    taken(me, cast.work)
    officer = visit(cast.officer)
    base = f"/offices/{cast.office.id}/banks/who-we-serve"
    page = words(officer.get(base))
    assert "33 questions" in page
    assert "Fewer than five people were asked this" in page
    file = officer.get(f"{base}.gift")
    assert file.headers["Content-Disposition"].endswith('filename="who-we-serve.gift"')
    assert "$CATEGORY: Who we serve/Refugees" in file.text
    shown = officer.get(f"{base}/upload")
    assert shown.status_code == 200


def _filled(page: TestResponse) -> dict[str, str]:
    """The choices that a page shows as made."""
    made = re.findall(r"<input[^>]*?checked[^>]*?>", page.text)
    return {
        name[1]: value[1]
        for one in made
        if (name := re.search(r'name="(question_\d+)"', one))
        and (value := re.search(r'value="(\d+)"', one))
        and 'type="radio"' in one
    }


def test_json_tells_what_is_wrong(cast: Cast, me: Actor, window: Visitor) -> None:
    attempt = begun(me, cast.work)
    sent = dict.fromkeys(posted(attempt), "99")
    answer = window.open(address(attempt, "save"), method="POST", headers=JSON,
                         data={"csrf_token": window.token, **sent})  # fmt: skip
    assert answer.status_code == 422
    assert json.loads(answer.text)["fields"]
